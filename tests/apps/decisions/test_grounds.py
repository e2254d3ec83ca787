"""Decisions ask the rules of the house as they were changed; and what was allowed stays so."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helhed.apps.catalogue.actions import (
    RuleWords,
    UnableToCorrect,
    change_rule,
    correct_parameter,
    switch_off_rule,
)
from helhed.apps.catalogue.models import ParameterCorrection, RuleChange
from helhed.apps.decisions.actions import prepare
from helhed.apps.decisions.actions.approve import UnableToApprove, approve
from helhed.apps.decisions.models import Decision, Grant
from helhed.apps.decisions.queries import choices_in, decision_page, why
from helhed.rules.decisions.kompetence import BelowTheLevel
from tests.apps import building as b
from tests.apps.everything import everything
from tests.apps.town import Town

HOME, SEL_107, SEL_110 = "botilbud_107", "SEL § 107", "SEL § 110"
START, KNOWN_ON = date(2026, 12, 1), b.TODAY + timedelta(days=1)
"""The first day of the services that the town grants."""
WORDS = RuleWords(areas=["disability"], level=3, function="5.38.99", grouping="002", alias="BOST")
PARTS = {"key": HOME, "citation": SEL_107, "source": "Kvalitetsstandard"}


@pytest.fixture
def town(db):
    return Town()


def changed(town, start=START, words=WORDS, **parts):
    return change_rule(town.admin, start=start, end=None, words=words, **{**PARTS, **parts})


def grant_of(decision):
    return Grant.objects.get(decision=decision)


def granted(town):
    decision = town.submitted()
    approve(town.leader, decision=decision.id)
    return grant_of(decision)


def seen(who, grant, **day):
    address = reverse("decisions:why", args=[grant.id])
    return b.signed_in(who).get(address, day).content.decode()


def test_a_service_that_was_switched_off_cannot_be_chosen_or_sent_on(town):
    decision = town.draft()
    switch_off_rule(town.admin, start=START, **PARTS)
    told = decision_page(town.anna, decision.id).missing
    assert "not_in_force" in [finding.code for finding in told]
    with pytest.raises(prepare.UnableToSubmit):
        prepare.submit(town.anna, decision=decision.id)
    other = prepare.begin(town.anna, case=town.case.id)
    switch_off_rule(town.admin, start=b.TODAY, **PARTS)
    mains = choices_in(decision_page(town.anna, other.id)).mains
    assert HOME not in [one.key for one in mains]


def test_a_service_that_is_switched_off_later_is_granted_until_then(town):
    switch_off_rule(town.admin, start=START + timedelta(days=1), **PARTS)
    assert granted(town).state == "granted"


def test_what_is_switched_off_while_it_waits_is_not_approved_and_nothing_is_lost(town):
    decision, leader = town.submitted(), town.leader
    switch_off_rule(town.admin, start=START, **PARTS)
    before = everything()
    with pytest.raises(UnableToApprove):
        approve(leader, decision=decision.id)
    assert everything() == before
    page = b.signed_in(leader).get(reverse("decisions:one", args=[decision.id]))
    assert "kunne ikke bevilges efter SEL § 107 den 1.12.2026" in page.content.decode()


def test_a_service_can_be_granted_under_a_paragraph_that_the_house_added(town):
    changed(town, citation=SEL_110, start=b.TODAY)
    decision = town.draft()
    prepare.write_field(town.anna, decision=decision.id, field="citation", values=[SEL_110])
    assert grant_of(decision).citation == SEL_110
    prepare.submit(town.anna, decision=decision.id)
    approve(town.leader, decision=decision.id)
    grant = grant_of(decision)
    assert grant.account == "5.38.99.1.4.002.40"
    assert why(town.anna, grant.id, None, None).alias == "BOST-440"


def test_a_target_group_that_the_confirmed_rule_does_not_name_stops(town):
    decision = town.draft()
    assert town.case.area == "disability"
    changed(town, words=replace(WORDS, areas=["exposed"]))
    told = {f.code: f.stops for f in decision_page(town.anna, decision.id).missing}
    assert told["wrong_area"]


def test_the_account_is_that_of_the_first_day_s_rule_and_stays(town):
    changed(town)
    grant = granted(town)
    changed(town, words=replace(WORDS, function="5.38.50"))
    grant.refresh_from_db()
    assert grant.account == "5.38.99.1.4.002.40"


def test_a_target_group_with_a_grouping_of_its_own_is_booked_there(town):
    changed(town, words=replace(WORDS, groupings={"disability": "007"}))
    assert granted(town).account == "5.38.99.1.4.007.40"


def test_below_the_level_is_told_beforehand_and_refused_with_who_can(town):
    changed(town, words=replace(WORDS, level=6))
    decision, leader = town.submitted(), town.leader
    assert isinstance(decision_page(leader, decision.id).over_limit, BelowTheLevel)
    address = reverse("decisions:approve", args=[decision.id])
    told = b.signed_in(leader).post(address, follow=True).content.decode()
    assert "skal godkendes på niveauet Afdelingschef" in told
    assert Decision.objects.get(id=decision.id).state == "submitted"
    approve(town.head, decision=decision.id)


def test_what_nobody_in_the_house_decides_is_said(town):
    changed(town, words=replace(WORDS, level=7))
    decision = town.submitted()
    with pytest.raises(BelowTheLevel, match="Ungdomskriminalitetsnævnet"):
        approve(town.head, decision=decision.id)


def test_a_level_that_is_changed_in_the_plan_holds_from_its_day(town):
    said = {"file": "decisions/kompetence", "key": "team_leader_level", "source": "Plan"}
    decision, browser = town.submitted(), b.signed_in(town.leader)
    correct_parameter(town.admin, value="2", start=b.TODAY, end=None, **said)
    address = reverse("decisions:approve", args=[decision.id])
    told = browser.post(address, follow=True).content.decode()
    assert "skal godkendes på niveauet Fagspecialist" in told
    assert "Visitator" in told


def test_a_supplementary_service_follows_the_main_one_by_the_rules_of_the_day(town):
    decision, hours = town.draft(), "ekstra_timer_bo"
    page = decision_page(town.anna, decision.id)
    assert hours in [service.key for service in choices_in(page).supplements]
    switch_off_rule(
        town.admin, key=hours, citation=SEL_107, start=START, source="Kvalitetsstandard"
    )
    page = decision_page(town.anna, decision.id)
    assert hours not in [service.key for service in choices_in(page).supplements]
    with pytest.raises(prepare.UnableToPrepare):
        prepare.add_line(town.anna, decision=decision.id, key=hours)


def test_the_page_says_why_by_which_rule_from_whom_and_what_today_s_rules_say(town):
    changed(town, start=date(2026, 6, 1))
    grant = granted(town)
    switch_off_rule(town.admin, start=b.TODAY, **PARTS)
    page = seen(town.anna, grant)
    for word in (
        "Hvorfor kunne det bevilges?",
        "fra 1.6.2026",
        "BOST-440",
        "5.38.99.1.4.002.40",
        "Kvalitetsstandard",
        town.admin.user.name,
        "op til 1.000.000 kr.",
        "kunne ikke bevilges efter SEL § 107 den 2.11.2026",
    ):
        assert word in page, word
    one = reverse("decisions:one", args=[grant.decision_id])
    link = reverse("decisions:why", args=[grant.id])
    assert link in b.signed_in(town.anna).get(one).content.decode()


def test_any_other_day_can_be_asked_as_it_was_known_then_and_as_it_is_known_now(town):
    grant, day = granted(town), date(2026, 6, 1)
    row = changed(town, start=day)
    RuleChange.objects.filter(id=row.id).update(recorded_at=datetime(2027, 1, 1, tzinfo=UTC))
    now = why(town.anna, grant.id, day, None).asked
    then = why(town.anna, grant.id, day, b.TODAY).asked
    assert (now.booking.alias, then.booking.alias) == ("BOST-440", "SEL107-53852001-440")
    page = seen(town.anna, grant, day=day.isoformat(), known_on="2026-12-24")
    assert "Den dag, du valgte" in page


def test_a_grant_from_before_the_act_is_told_as_carried_over(town):
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, 100_000))
    placed = b.grant(town.childs_case, rate, date(2021, 5, 1), service_key="plejefamilie")
    decided = datetime(2021, 4, 20, tzinfo=UTC)
    Decision.objects.filter(id=placed.decision_id).update(decided_at=decided)
    page = seen(town.carla, placed)
    assert "før BL § 46 begyndte at gælde den 1.1.2024, og er ført over" in page


def test_strangers_do_not_see_why(town):
    grant = grant_of(town.submitted())
    address = reverse("decisions:why", args=[grant.id])
    for who in (town.bo, town.carla, town.finance, town.admin):
        assert b.signed_in(who).get(address).status_code in (302, 403, 404)


def test_a_line_without_a_day_has_no_answer_yet(town):
    decision = prepare.begin(town.anna, case=town.case.id)
    line = prepare.add_line(town.anna, decision=decision.id, key=HOME)
    address = reverse("decisions:why", args=[line.id])
    assert b.signed_in(town.anna).get(address).status_code == 404


changes = st.lists(
    st.tuples(
        st.dates(date(2026, 6, 1), date(2027, 6, 1)),
        st.booleans(),
        st.sampled_from(["001", "002", "777"]),
        st.sampled_from([1, 4, 6]),
    ),
    max_size=4,
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(before=changes, later=changes)
def test_why_it_was_allowed_then_never_changes_whatever_is_written_down_later(town, before, later):
    """Also what is written down later of days before it, of rules and of who may approve what."""
    grant = Grant.objects.first() or granted(town)
    decided_at = Decision.objects.get(id=grant.decision_id).decided_at
    RuleChange.objects.all().delete()
    ParameterCorrection.objects.all().delete()
    write(town, before, decided_at - timedelta(days=3))
    then = why(town.anna, grant.id, None, None)
    on = dict.fromkeys([grant.start, b.TODAY, *(start for start, *_ in later)])
    days = {day: why(town.anna, grant.id, day, KNOWN_ON).asked for day in on}
    write(town, later, decided_at + timedelta(days=3))
    after = why(town.anna, grant.id, None, None)
    assert (after.then, after.alias) == (then.then, then.alias)
    for day, asked in days.items():
        assert why(town.anna, grant.id, day, KNOWN_ON).asked == asked
    assert after.row.account == then.row.account


def write(town, listed, at):
    """Changes as if they had been written down some minutes after each other."""
    for minute, (start, off, grouping, level) in enumerate(listed):
        row = changed(town, start=start, words=replace(WORDS, grouping=grouping, level=level))
        recorded_at = at + timedelta(minutes=minute)
        RuleChange.objects.filter(id=row.id).update(is_off=off, recorded_at=recorded_at)
        told = {"file": "decisions/kompetence", "key": "team_leader_level", "source": "Plan"}
        try:
            plan = correct_parameter(town.admin, value=str(level), start=start, end=None, **told)
        except UnableToCorrect:  # a higher level holds from today at the earliest
            continue
        ParameterCorrection.objects.filter(id=plan.id).update(recorded_at=recorded_at)
