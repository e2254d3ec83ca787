"""What is written in the record comes out as a delivery report, and nothing else does."""

from datetime import date, timedelta

import pytest

from helhed.apps.assessments import actions as assessing
from helhed.apps.audit.models import Entry
from helhed.apps.decisions.actions import change
from helhed.apps.plans import actions as planning
from helhed.apps.plans.models import Plan, SecondaryTheme
from helhed.apps.reports.changes import changed_citizens, changed_days
from helhed.apps.reports.making import reports, sender
from helhed.rules.assessments import ffb
from helhed.rules.reports.indberetning import DeliveryState
from tests.apps import building as b
from tests.apps.audit.acts_in_help import OUTCOME
from tests.apps.reports.house import GROUPS, assessed, made_on, planned, told
from tests.apps.town import SECRET, Town, level_theme, levelless_theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return Town()


def test_a_case_that_was_only_opened_is_not_reported(town):
    assert town.case
    assert made_on() == []


def test_an_assessment_is_reported_with_its_themes_and_the_need_of_support(town):
    row = assessed(town)
    [made] = made_on()
    assert made.state is DeliveryState.WAITING
    [gathering] = told(made, "informationGathering")
    assert (gathering["id"], gathering["status"]) == (str(row.id), "completed")
    [condition] = told(made, "condition")
    assert condition["code"]["coding"][0]["code"] == level_theme()
    level = condition["severity"]["coding"][0]["code"]
    assert ffb.concept(ffb.Kind.LEVEL, level).number == 3
    [need] = told(made, "careEvaluation")
    value = need["valueCodeableConcept"]["coding"][0]["code"]
    assert ffb.concept(ffb.Kind.SUPPORT_NEED, value).number == 2
    assert told(made, "targetGroup") == []


def test_no_word_that_was_written_leaves_the_house(town):
    assessed(town)
    planned(town)
    town.granted()
    assert [SECRET in made.contents for made in made_on()] == [False]


def test_a_theme_without_level_is_told_without_one_and_a_level_not_given_as_not_assessed(town):
    row = town.assessment()
    assessing.add_theme(town.anna, assessment=row.id, subtheme=levelless_theme())
    assessing.add_theme(town.anna, assessment=row.id, subtheme=level_theme(1))
    [made] = made_on()
    levels = {
        one["code"]["coding"][0]["code"]: one.get("severity", {}).get("coding")
        for one in told(made, "condition")
    }
    assert levels[levelless_theme()] is None
    code = levels[level_theme(1)][0]["code"]
    assert ffb.concept(ffb.Kind.LEVEL, code).number is None


def test_a_goal_is_reported_with_its_themes_ranked_and_only_those_that_take_a_level(town):
    assessed(town)
    kept = planned(town).goals.get()
    SecondaryTheme.objects.create(goal=kept, code=levelless_theme())  # as older goals may have
    [made] = made_on()
    [goal] = told(made, "interventionGoal")
    ranks = [one["extension"][0]["valuePositiveInt"] for one in goal["addresses"]]
    assert ranks == [1, 2]
    assert made.faults == []


def test_a_grant_is_reported_with_all_that_it_stands_on(town):
    assessed(town)
    planned(town)
    town.granted(start=date(2026, 11, 2))
    [made] = made_on()
    assert (made.lacks, made.faults) == ([], [])
    [plan] = told(made, "carePlan")
    assert (plan["status"], plan["intent"]) == ("active", "order")
    [group] = told(made, "targetGroup")
    assert plan["addresses"][0]["reference"] == f"Condition/{group['id']}"
    [follow_up] = told(made, "followUpEncounter")
    assert follow_up["period"]["start"] == str(Plan.objects.get().next_follow_up)
    [intervention] = told(made, "intervention")
    assert intervention["activity"][0]["detail"]["status"] == "in-progress"


def test_what_an_ordered_plan_lacks_is_told_in_words_and_mended_in_the_record(town):
    town.granted(start=date(2026, 11, 2))
    [made] = made_on()
    assert set(made.lacks) == {"follow_up", "target_group"}
    assessed(town)
    planned(town)
    [again] = made_on()
    assert (again.lacks, again.id == made.id) == ([], False)


def test_a_theme_assessed_again_keeps_its_id_and_first_day_and_a_new_assessment_has_its_own(town):
    first = assessed(town)
    [before] = made_on()
    first.started_on = first.finished_on = date(2026, 5, 1)
    first.save()
    first.notes.update(recorded_at=b.NOON.replace(month=5, day=1))
    Entry.objects.filter(action__startswith="assessment").delete()
    again = assessing.start(town.anna, case=town.case.id, carry=True)
    [along] = told(made_on()[0], "condition")
    assert "extension" not in along  # it only came along
    field = f"note:{level_theme()}:level"
    assessing.write_field(town.anna, assessment=again.id, field=field, values=["2"])
    [after] = made_on()
    [old], [new] = told(before, "condition"), told(after, "condition")
    assert new["id"] == old["id"]
    assert new["recordedDate"].startswith("2026-05-01T")
    asserted = [e["valueDateTime"] for e in new["extension"]]
    assert asserted == [str(b.TODAY)]
    assert [g["id"] for g in told(after, "informationGathering")] == [str(again.id)]


def test_a_theme_that_no_longer_matters_is_told_as_inactive(town):
    first = assessed(town)
    first.started_on = first.finished_on = date(2026, 5, 1)
    first.save()
    again = assessing.start(town.anna, case=town.case.id, carry=True)
    assessing.drop_theme(town.anna, assessment=again.id, subtheme=level_theme())
    assessing.add_theme(town.anna, assessment=again.id, subtheme=level_theme(1))
    for field, value in {
        "purpose": "Igen",
        "overall": "Nu",
        "support_need": "1",
        "primary_target_group": GROUPS[0],
        f"note:{level_theme(1)}:professional": "Ja",
    }.items():
        assessing.write_field(town.anna, assessment=again.id, field=field, values=[value])
    assessing.finish(town.anna, assessment=again.id)
    [made] = made_on()
    states = {
        one["code"]["coding"][0]["code"]: one["clinicalStatus"]["coding"][0]["code"]
        for one in told(made, "condition")
    }
    assert states == {level_theme(): "inactive", level_theme(1): "active"}
    assert made.faults == []


def test_a_follow_up_is_reported_on_each_running_plan_and_its_next_day_is_a_new_one(town):
    assessed(town)
    plan = planned(town)
    town.granted(start=date(2026, 11, 2))
    [before] = made_on()
    planning.hold_follow_up(
        town.anna,
        plan=plan.id,
        held_on=b.TODAY,
        participants="",
        own_words="",
        summary="Det går",
        outcome=OUTCOME,
        next_on=date(2027, 5, 1),
        seen=[],
    )
    [after] = made_on()
    [result] = told(after, "followUp")
    [care_plan] = told(after, "carePlan")
    assert result["focus"] == [{"reference": f"CarePlan/{care_plan['id']}"}]
    assert [e["period"]["start"] for e in told(after, "followUpEncounter")] == ["2027-05-01"]
    ids = {e["id"] for m in (before, after) for e in told(m, "followUpEncounter")}
    assert len(ids) == 2


def test_a_service_that_rests_is_told_on_hold_and_goes_on_the_day_after(town):
    assessed(town)
    planned(town)
    grant = town.granted(start=date(2026, 11, 1))
    change.suspend_grant(
        town.anna, grant=grant.id, start=b.TODAY, end=date(2026, 11, 9), reason="På sygehus"
    )
    states = []
    for day in (b.TODAY, date(2026, 11, 10)):
        assert changed_citizens(day) == [town.citizen.id]
        [made] = list(_reports(day))
        assert (made.lacks, made.faults) == ([], [])
        [service] = told(made, "intervention")
        states.append((service["status"], service["activity"][0]["detail"]["status"]))
    assert states == [("on-hold", "on-hold"), ("active", "in-progress")]


def test_a_plan_that_ended_later_is_told_with_the_day_that_was_planned_then(town):
    assessed(town)
    plan = planned(town)
    town.granted(start=date(2026, 11, 2))
    [before] = made_on()
    Plan.objects.filter(id=plan.id).update(next_follow_up=None, ended_on=date(2026, 12, 1))
    [after] = made_on()
    assert (before.lacks, after.lacks) == ([], [])
    assert len(told(after, "followUpEncounter")) == 1
    Plan.objects.filter(id=plan.id).update(ended_on=b.TODAY)
    [over] = made_on()
    assert over.lacks == ["follow_up"]  # a plan is needed again before this can leave


def test_the_last_day_of_a_grant_is_reported_though_nobody_writes_anything_then(town):
    assessed(town)
    planned(town)
    town.granted(start=date(2026, 11, 2), end=date(2026, 12, 24))
    christmas = date(2026, 12, 24)
    assert changed_citizens(christmas) == [town.citizen.id]
    [made] = list(_reports(christmas))
    [plan] = told(made, "carePlan")
    assert (plan["status"], plan["period"]["end"]) == ("completed", "2026-12-24")
    assert changed_citizens(christmas + timedelta(days=1)) == []


def _reports(day):
    return reports(changed_citizens(day), day, b.NOON + timedelta(days=90), sender())


def test_a_replacement_number_or_none_is_told_as_lacking_and_nothing_is_built(town):
    assessed(town)
    for number in (None, "6101801118"):
        town.citizen.cpr = number
        town.citizen.save()
        [made] = made_on()
        assert (made.lacks, made.contents) == (["cpr"], "")


def test_children_are_not_reported(town):
    town.assessment(finished=True, case=town.childs_case)
    assert made_on() == []


def test_the_days_with_changes_are_told_newest_first(town):
    assessed(town)
    town.granted(start=date(2026, 11, 1))
    assert changed_days(b.TODAY) == [b.TODAY, date(2026, 11, 1)]
