"""An assessment is written field by field, carried on from the last, and stands when finished."""

import threading
from datetime import date

import pytest
from django.db import connection, connections
from django.urls import reverse

from helhed.apps.assessments import actions
from helhed.apps.assessments.actions import UnableToFinishAssessment, UnableToWriteAssessment
from helhed.apps.assessments.models import Assessment, ThemeNote
from helhed.apps.assessments.queries import assessment_page
from helhed.apps.assessments.versions import Seen, UnableToWriteOver, values_of, versions_of
from helhed.rules.assessments import ffb
from tests.apps import building as b
from tests.apps.town import Town, level_theme, levelless_theme

THEME, OTHER, WITHOUT = level_theme(), level_theme(1), levelless_theme()
GROUPS = [c.code for c in ffb.leaves(ffb.Kind.TARGET_GROUP)]


@pytest.fixture
def town(db):
    return Town()


def write(who, assessment, field, *values):
    actions.write_field(who, assessment=assessment.id, field=field, values=values)


def note(assessment, subtheme):
    return ThemeNote.objects.get(assessment=assessment, subtheme=subtheme)


def test_every_field_saves_itself_and_touches_no_other(town):
    row = town.assessment()
    before = Assessment.objects.values().get(id=row.id)
    write(town.anna, row, "overall", "Ny vurdering")
    write(town.anna, row, "support_need", "-1")
    write(town.anna, row, "effort_step", "6")
    write(town.anna, row, "primary_target_group", GROUPS[0])
    write(town.anna, row, "child_spoken_on", "2026-10-31")
    after = Assessment.objects.values().get(id=row.id)
    assert after == {
        **before,
        "support_need_at": after["support_need_at"],
        "primary_target_group_on": b.TODAY,
        "overall": "Ny vurdering",
        "support_need": -1,
        "effort_step": 6,
        "primary_target_group": GROUPS[0],
        "child_spoken_on": date(2026, 10, 31),
    }
    for field in ("support_need", "effort_step", "child_spoken_on"):
        write(town.anna, row, field, "")
        assert getattr(Assessment.objects.get(id=row.id), field) is None


def test_target_groups_beside_the_primary_are_exactly_those_chosen(town):
    row = town.assessment()
    for chosen in (GROUPS[:2], GROUPS[1:3], []):
        write(town.anna, row, "secondary_target_groups", *chosen)
        codes = row.secondary_target_groups.values_list("code", flat=True)
        assert sorted(codes) == sorted(chosen)


def test_two_people_in_different_fields_lose_nothing(town):
    row = town.assessment()
    write(town.anna, row, f"note:{THEME}:own_words", "Annas")
    write(town.leader, row, f"note:{THEME}:professional", "Lederens")
    write(town.anna, row, f"note:{THEME}:level", "4")
    kept = note(row, THEME)
    assert (kept.own_words, kept.professional, kept.level) == ("Annas", "Lederens", 4)


def write_seen(who, assessment, field, value, version, window):
    seen = Seen(version, window)
    return actions.write_field(
        who, assessment=assessment.id, field=field, values=[value], seen=seen
    )


@pytest.mark.parametrize("field", ["overall", f"note:{THEME}:own_words"])
def test_who_writes_on_what_was_changed_unseen_is_shown_both_and_nothing_is_lost(town, field):
    row = town.assessment()
    seen = versions_of(row).get(field, 0)
    first = write_seen(town.anna, row, field, "Annas", seen, "a")
    with pytest.raises(UnableToWriteOver) as told:
        write_seen(town.leader, row, field, "Lederens", seen, "b")
    assert (told.value.theirs, told.value.version) == (["Annas"], first)
    assert told.value.written_by == town.anna.user.name
    assert values_of(Assessment.objects.get(id=row.id), field) == ["Annas"]
    write_seen(town.leader, row, field, "Annas og lederens", first, "b")
    assert values_of(Assessment.objects.get(id=row.id), field) == ["Annas og lederens"]


def test_the_same_window_may_send_again_when_an_answer_was_lost(town):
    row = town.assessment()
    seen = versions_of(row).get("overall", 0)
    write_seen(town.anna, row, "overall", "Først", seen, "a")
    write_seen(town.anna, row, "overall", "Så", seen, "a")
    assert values_of(Assessment.objects.get(id=row.id), "overall") == ["Så"]


def test_two_windows_that_write_the_same_are_not_in_doubt(town):
    row = town.assessment()
    seen = versions_of(row).get("support_need", 0)
    write_seen(town.anna, row, "support_need", "3", seen, "a")
    write_seen(town.leader, row, "support_need", "3", seen, "b")
    with pytest.raises(UnableToWriteOver):
        write_seen(town.anna, row, "support_need", "2", seen, "a")


def test_a_page_shows_what_another_wrote_in_the_field_meanwhile(town):
    row = town.assessment()
    address = reverse("assessments:write", args=[row.id])
    sent = {"field": "overall", "seen": str(versions_of(row).get("overall", 0))}
    anna, leader = b.signed_in(town.anna), b.signed_in(town.leader)
    first = anna.post(address, {**sent, "value": "Annas <b>", "window": "a"})
    answer = leader.post(address, {**sent, "value": "Lederens", "window": "b"})
    assert (first.status_code, answer.status_code) == (200, 409)
    shown = answer.content.decode()
    assert f'data-version="{first["X-Version"]}"' in shown
    assert "Annas &lt;b&gt;" in shown


@pytest.mark.skipif(connection.vendor == "sqlite", reason="a test database has one writer")
@pytest.mark.django_db(transaction=True)
def test_two_people_at_the_same_moment_lose_nothing():
    town = Town()
    row = town.assessment()
    fields = ["overall", "purpose", "own_words", f"note:{THEME}:own_words", f"note:{THEME}:level"]
    ready = threading.Barrier(len(fields))

    def run(field):
        ready.wait()
        write(town.anna, row, field, "1")
        connections.close_all()

    threads = [threading.Thread(target=run, args=[field]) for field in fields]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    row.refresh_from_db()
    kept = note(row, THEME)
    assert (row.overall, row.purpose, row.own_words) == ("1", "1", "1")
    assert (kept.own_words, kept.level) == ("1", 1)


@pytest.mark.parametrize("value", ["5", "-2", "høj", "1.5"])
def test_a_level_is_0_to_4_or_not_judged(town, value):
    row = town.assessment()
    with pytest.raises(UnableToWriteAssessment):
        write(town.anna, row, f"note:{THEME}:level", value)
    assert note(row, THEME).level == 3


def test_a_level_stands_only_where_the_method_has_levels(town):
    row = town.assessment()
    actions.add_theme(town.anna, assessment=row.id, subtheme=WITHOUT)
    with pytest.raises(UnableToWriteAssessment):
        write(town.anna, row, f"note:{WITHOUT}:level", "2")
    write(town.anna, row, f"note:{WITHOUT}:level", "")
    child = town.assessment(case=town.childs_case)
    with pytest.raises(UnableToWriteAssessment):
        write(town.carla, child, "note:family:level", "2")


def test_what_is_carried_is_marked_until_it_is_touched(town):
    first = town.assessment(finished=True)
    row = actions.start(town.anna, case=town.case.id, carry=True)
    assert row.carried_from == first
    assert row.overall == first.overall
    assert row.purpose == ""
    carried = note(row, THEME)
    assert carried.is_carried
    assert (carried.professional, carried.level) == (note(first, THEME).professional, 3)
    write(town.anna, row, f"note:{THEME}:level", "2")
    assert not note(row, THEME).is_carried
    [shown] = assessment_page(town.anna, row.id).notes
    assert (shown.earlier_level, shown.moved) == (3, -1)


def test_nothing_is_carried_unless_asked(town):
    town.assessment(finished=True)
    row = actions.start(town.anna, case=town.case.id, carry=False)
    assert (row.carried_from, row.overall, row.notes.count()) == (None, "", 0)


def test_a_case_has_one_draft_at_a_time(town):
    first = actions.start(town.anna, case=town.case.id, carry=False)
    assert actions.start(town.leader, case=town.case.id, carry=True) == first


@pytest.mark.parametrize("field", ["purpose", "own_words", "overall", "support_need"])
def test_an_adults_assessment_is_not_finished_without(town, field):
    row = town.assessment()
    write(town.anna, row, field, "")
    with pytest.raises(UnableToFinishAssessment):
        actions.finish(town.anna, assessment=row.id)


def test_an_assessment_without_a_written_theme_is_not_finished(town):
    row = town.assessment()
    actions.drop_theme(town.anna, assessment=row.id, subtheme=THEME)
    actions.add_theme(town.anna, assessment=row.id, subtheme=OTHER)
    with pytest.raises(UnableToFinishAssessment):
        actions.finish(town.anna, assessment=row.id)


def test_a_finished_assessment_stands_and_keeps_only_what_was_written(town):
    row = town.assessment()
    actions.add_theme(town.anna, assessment=row.id, subtheme=OTHER)
    actions.finish(town.anna, assessment=row.id)
    assert [n.subtheme for n in row.notes.all()] == [THEME]
    for act in (
        lambda: write(town.anna, row, "overall", "Andet"),
        lambda: actions.add_theme(town.anna, assessment=row.id, subtheme=OTHER),
        lambda: actions.drop_theme(town.anna, assessment=row.id, subtheme=THEME),
        lambda: actions.finish(town.anna, assessment=row.id),
    ):
        with pytest.raises(UnableToWriteAssessment):
            act()


def test_a_child_has_all_sides_ready_and_is_heard_or_it_says_why_not(town):
    row = actions.start(town.carla, case=town.childs_case.id, carry=False)
    assert row.kind == "child"
    assert row.notes.count() == 6
    filled = town.assessment(case=town.childs_case)
    write(town.carla, filled, "why_not_spoken_to", "")
    with pytest.raises(UnableToFinishAssessment):
        actions.finish(town.carla, assessment=filled.id)
    write(town.carla, filled, "child_spoken_on", "2026-11-01")
    write(town.carla, filled, "own_words", "")
    with pytest.raises(UnableToFinishAssessment):
        actions.finish(town.carla, assessment=filled.id)
    write(town.carla, filled, "own_words", "Jeg vil hjem")
    actions.finish(town.carla, assessment=filled.id)
    assert row.notes.count() == 6


def test_the_page_saves_a_field_and_answers_with_what_is_missing(town):
    row = town.assessment()
    client = b.signed_in(town.anna)
    one = reverse("assessments:one", args=[row.id])
    assert client.get(one).status_code == 200
    saved = client.post(f"{one}gem/", {"field": "overall", "value": ""})
    assert "Skriv den samlede vurdering." in saved.content.decode()
    refused = client.post(f"{one}gem/", {"field": f"note:{THEME}:level", "value": "9"})
    assert refused.status_code == 422
    assert "Vælg et tal fra -1 til 4" in refused.content.decode()
    client.post(f"{one}tema/", {"subtheme": OTHER})
    assert row.notes.count() == 2
    client.post(f"{one}gem/", {"field": "overall", "value": "Nu"})
    assert client.post(f"{one}afslut/")["Location"] == reverse("desk:case", args=[town.case.id])
    assert client.get(one).status_code == 200
    assert b.signed_in(town.bo).get(one).status_code == 403


def test_a_character_that_no_database_takes_is_left_out_and_the_rest_is_saved(town):
    assessment = town.assessment()
    address = reverse("assessments:write", args=[assessment.id])
    sent = {"field": "own_words", "value": "Jeg vil\x00 hjem."}
    assert b.signed_in(town.anna).post(address, sent).status_code == 200
    assessment.refresh_from_db()
    assert assessment.own_words == "Jeg vil hjem."


def test_the_themes_to_choose_stand_before_what_is_missing(town):
    row = town.assessment()
    page = b.signed_in(town.anna).get(reverse("assessments:one", args=[row.id])).content.decode()
    assert 0 < page.index('id="picker"') < page.index('id="missing"')
    assert "til højre" not in page
