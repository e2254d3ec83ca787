"""Rules changed on screen: from a day, with a reason, and nothing that was is lost."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from helhed.apps.catalogue.actions import (
    RuleWords,
    UnableToChangeRule,
    change_rule,
    switch_off_rule,
)
from helhed.apps.catalogue.models import RuleChange
from helhed.apps.catalogue.queries import rule_book, rule_of, rule_page
from helhed.apps.catalogue.web.forms import RuleForm
from helhed.kernel.law import Citation
from helhed.kernel.period import Period
from helhed.rules.cases.sag import CaseArea
from helhed.rules.decisions.regelsaet import packaged_rules
from tests.apps import building as b
from tests.apps.everything import everything
from tests.apps.town import Town

pytestmark = pytest.mark.django_db

SEL_107, NEXT_YEAR = Citation("SEL", "§ 107"), date(2027, 1, 1)
HOME, HOURS = ("botilbud_107", SEL_107), ("ekstra_timer_bo", SEL_107)
WORDS = RuleWords(areas=["disability"], level=4, function="5.38.99", grouping="002", kle="27.57.04")
SAID = {"source": "Kvalitetsstandard 2027"}


@pytest.fixture
def town():
    return Town()


def changed(town, key=HOME, start=NEXT_YEAR, words=WORDS, end=None):
    return change_rule(
        town.admin, key=key[0], citation=str(key[1]), start=start, end=end, words=words, **SAID
    )


def page(who, name, *parts, **values):
    return b.signed_in(who).get(reverse(name, args=parts), values).content.decode()


def typed(**changes):
    """What the form for the temporary home holds."""
    return {
        "start": "2027-01-01",
        "areas": ["disability", "mental_health"],
        "level": "4",
        "function": "5.38.52",
        "grouping": "001",
        "source": "Kvalitetsstandard 2027",
        **changes,
    }


def posted(town, key, name="change", **form):
    address = reverse(f"catalogue:{name}", args=[key[0], str(key[1])])
    return b.signed_in(town.admin).post(address, form, follow=True).content.decode()


def test_a_rule_is_changed_from_a_day_and_is_the_same_the_day_before(town):
    before = rule_book().rule(*HOME, NEXT_YEAR)
    row = changed(town)
    book = rule_book()
    assert book.rule(*HOME, NEXT_YEAR - timedelta(days=1)) == before
    rule = book.rule(*HOME, NEXT_YEAR)
    assert rule == rule_of(row)
    assert (rule.areas, rule.function, rule.level.value) == (
        frozenset({CaseArea.DISABILITY}),
        "5.38.99",
        4,
    )
    assert rule.certainty.is_verified


def test_what_was_known_before_a_change_is_still_what_was_known_then(town):
    before = rule_book().rule(*HOME, NEXT_YEAR)
    row = changed(town)
    earlier = row.recorded_at - timedelta(seconds=1)
    assert rule_book(earlier).rule(*HOME, NEXT_YEAR) == before
    assert rule_book(row.recorded_at).rule(*HOME, NEXT_YEAR) == rule_of(row)


def test_a_change_says_the_same_when_it_has_been_through_the_table(town):
    for key, rule in packaged_rules().items():
        words = RuleWords(
            [area.value for area in rule.areas],
            rule.level.value,
            rule.function,
            rule.grouping,
            rule.steps,
            rule.follows,
            {} if rule.is_booked_as_main else {area.value: "777" for area in rule.areas},
            "ALIAS-1",
            rule.kle,
        )
        row = RuleChange.objects.get(id=changed(town, key, words=words).id)
        own = (
            () if rule.is_booked_as_main else tuple((a, "777") for a in CaseArea if a in rule.areas)
        )
        said = replace(
            rule,
            period=Period(NEXT_YEAR),
            groupings=own,
            alias="ALIAS-1",
            kle=words.kle,
            certainty=rule_of(row).certainty,
            source=SAID["source"],
        )
        found = rule_of(row)
        assert replace(found, groupings=()) == replace(said, groupings=())
        assert dict(found.groupings) == dict(said.groupings)


def test_through_the_web_a_rule_is_changed_and_the_page_says_who_and_what(town):
    told = posted(town, HOME, **typed(function="5.38.50", alias="BOST"))
    assert "Reglen er ændret fra den dag, du valgte." in told
    assert town.admin.user.name in told
    assert "Kvalitetsstandard 2027" in told
    assert "<del>5.38.52 001</del>" in told
    assert "fra 1.1.2027" in told
    assert rule_book().rule(*HOME, NEXT_YEAR).alias == "BOST"


def test_a_supplementary_service_without_an_account_is_booked_as_its_main_one(town):
    told = posted(
        town, HOURS, **typed(function="", grouping="", follows=["botilbud_107", "botilbud_108"])
    )
    assert "Reglen er ændret" in told
    rule = rule_book().rule(*HOURS, NEXT_YEAR)
    assert rule.is_booked_as_main
    assert rule.follows == {"botilbud_107", "botilbud_108"}


def test_a_form_that_is_sent_as_it_is_shown_changes_nothing_but_the_source(town):
    for key in (HOME, HOURS, ("plejefamilie", Citation("BL", "§ 46"))):
        address = reverse("catalogue:change", args=[key[0], str(key[1])])
        form = b.signed_in(town.admin).get(address).context["form"]
        assert isinstance(form, RuleForm)
        initial = {name: form.get_initial_for_field(f, name) for name, f in form.fields.items()}
        sent = {name: value for name, value in initial.items() if value not in (None, "")}
        posted(town, key, **{**sent, "source": "Bekræftet"})
        rule, packaged = rule_book().rule(*key, b.TODAY), packaged_rules()[key]
        same = {"period": packaged.period, "source": packaged.source}
        assert replace(rule, certainty=packaged.certainty, **same) == packaged


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"areas": []}, "Dette felt er påkrævet."),
        ({"areas": ["child_at_risk"]}, "Vælg"),
        ({"function": "5.38"}, "En funktion skrives som 5.38.52."),
        ({"function": ""}, "En funktion skrives som 5.38.52."),
        ({"grouping": "1"}, "En gruppering er tre cifre som 001."),
        ({"grouping_exposed": "003"}, "En gruppering kan kun skrives for en målgruppe"),
        ({"kle": "27"}, "Et KLE-nummer skrives som 27.57.04."),
        ({"alias": "små bogstaver"}, "Et alias er højst 20 store bogstaver"),
        ({"end": "2026-12-31"}, "Sidste dag ligger før første dag."),
        ({"source": ""}, "Dette felt er påkrævet."),
    ],
)
def test_what_a_rule_cannot_say_is_told_and_nothing_is_lost(town, wrong, told):
    before = RuleChange.objects.count()
    page = posted(town, HOME, **typed(**wrong))
    assert told in page
    assert RuleChange.objects.count() == before
    if "source" not in wrong:
        assert "Kvalitetsstandard 2027" in page


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (HOME, replace(WORDS, steps=[1])),
        (HOME, replace(WORDS, follows=["botilbud_108"])),
        (HOME, replace(WORDS, function="as_main", grouping="as_main")),
        (HOME, replace(WORDS, level=9)),
        (HOURS, replace(WORDS, follows=[])),
        (HOURS, replace(WORDS, follows=["plejefamilie"])),
        (HOURS, replace(WORDS, follows=["transport_dag"])),
        (HOURS, replace(WORDS, follows=["nothing"])),
    ],
)
def test_a_rule_that_contradicts_the_service_is_refused(town, key, words):
    town.admin  # noqa: B018
    before = everything()
    with pytest.raises(UnableToChangeRule):
        changed(town, key, words=words)
    assert everything() == before


def test_a_rule_is_switched_off_from_a_day_and_on_again(town):
    told = posted(town, HOME, "switch-off", start="2027-01-01", source="Budgetforlig")
    assert "Reglen gælder ikke fra den dag, du valgte." in told
    assert "Slået fra den 1.1.2027." in told
    book = rule_book()
    assert book.rule(*HOME, date(2026, 12, 31)) is not None
    assert book.rule(*HOME, NEXT_YEAR) is None
    later = date(2028, 1, 1)
    changed(town, start=later)
    assert rule_book().rule(*HOME, later) is not None
    assert rule_book().rule(*HOME, NEXT_YEAR) is None


def test_what_is_off_cannot_be_switched_off_again(town):
    posted(town, HOME, "switch-off", start="2027-01-01", source="Budgetforlig")
    told = posted(town, HOME, "switch-off", start="2027-02-01", source="Igen")
    assert "Reglen gælder ikke den dag. Vælg en anden dag." in told
    with pytest.raises(UnableToChangeRule):
        switch_off_rule(
            town.admin, key=HOME[0], citation=str(SEL_107), start=date(2027, 3, 1), **SAID
        )


def test_the_list_is_of_the_day_that_is_chosen(town):
    posted(town, HOME, "switch-off", start="2027-01-01", source="Budgetforlig")
    now = page(town.admin, "catalogue:list", only_changed="on")
    then = page(town.admin, "catalogue:list", only_changed="on", day="2027-01-01")
    assert "Midlertidigt botilbud" in now
    assert "Længerevarende botilbud" not in now
    assert "Gælder ikke" not in now
    assert "Gælder ikke" in then


def test_a_service_can_be_given_a_paragraph_that_it_never_had(town):
    browser, key = b.signed_in(town.admin), ("botilbud_107", Citation("SEL", "§ 110"))
    chosen = {"service": key[0], "law": str(key[1])}
    form = browser.get(reverse("catalogue:new"), chosen, follow=True).content.decode()
    assert "Ret reglen fra en dato" in form
    assert "Reglen er ændret" in posted(town, key, **typed())
    assert rule_book().rule(*key, date(2026, 12, 31)) is None
    assert rule_book().rule(*key, NEXT_YEAR) is not None
    assert "Ydelsen kan ikke bevilges" not in page(town.admin, "catalogue:one", *map(str, key))


def test_a_service_or_a_paragraph_that_there_is_not_is_not_found(town):
    browser = b.signed_in(town.admin)
    for key, law in (("nothing", "SEL § 107"), ("botilbud_107", "x"), (HOME[0], "SEL § 999")):
        assert browser.get(reverse("catalogue:one", args=[key, law])).status_code == 404


def test_that_day_as_it_was_known_that_day(town):
    changed(town, start=date(2026, 6, 1))
    asked = {"service": HOME[0], "law": str(SEL_107), "day": "2026-08-01", "ownership": "private"}
    now = page(town.admin, "catalogue:that-day", **asked)
    then = page(town.admin, "catalogue:that-day", **asked, known_on="2026-08-01")
    assert "5.38.99.1.4.002.40" in now
    assert "5.38.52.1.4.001.40" in then
    assert "Kvalitetsstandard 2027" in now
    assert "Kvalitetsstandard 2027" not in then


def test_the_history_tells_each_change_against_what_held_then(town):
    changed(town)
    changed(town, words=replace(WORDS, level=6))
    history = rule_page(town.admin, HOME[0], str(SEL_107)).history
    levels = [(one.before and one.before.level.value, one.rule.level.value) for one in history]
    assert levels == [(4, 6), (3, 4), (None, 3)]


def test_of_two_changes_from_one_day_the_last_written_holds(town):
    changed(town)
    row = changed(town, words=replace(WORDS, level=6))
    RuleChange.objects.filter(id=row.id).update(recorded_at=datetime(2030, 1, 1, tzinfo=UTC))
    assert rule_book().rule(*HOME, NEXT_YEAR).level.value == 6
