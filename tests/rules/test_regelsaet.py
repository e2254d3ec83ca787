"""The book of rules: what holds on a day, unchanged by what is decided later."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.dated import Certainty, parse_parameters
from helhed.kernel.law import Citation
from helhed.kernel.period import Period
from helhed.rules.access.rights import RIGHTS, Action, Role
from helhed.rules.cases.sag import CaseArea
from helhed.rules.decisions.grundlag import Asked, judge
from helhed.rules.decisions.kompetence import (
    ApprovalLevel,
    BelowTheLevel,
    level_of,
    require_level,
    who_reaches,
)
from helhed.rules.decisions.konto import UnableToDeriveAccount, account_of
from helhed.rules.decisions.regelsaet import PACKAGED, Amendment, RuleBook, booking, packaged_rules
from helhed.rules.decisions.ydelser import (
    Department,
    main_services,
    service,
    services,
    supplementary_to,
)
from helhed.rules.offers.ejerforhold import Ownership

TODAY = date(2026, 11, 2)
HOME, HOURS, PLACEMENT = (
    service("botilbud_107"),
    service("ekstra_timer_bo"),
    service("plejefamilie"),
)
SEL_107, BL_46 = Citation("SEL", "§ 107"), Citation("BL", "§ 46")
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
"""Since the youngest act of those in the list began."""
keys = st.sampled_from(sorted(packaged_rules()))
PRIVATE = Ownership.PRIVATE


def change(key, start, end=None, *, off=False, minute=0, **what):
    """A change of a packaged rule, written down some minutes into a day."""
    rule = replace(packaged_rules()[key], period=Period(start, end), **what)
    return Amendment(rule, off, datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute))


@st.composite
def changes(draw):
    key, start = draw(keys), draw(days)
    length = draw(st.one_of(st.none(), st.integers(0, 900)))
    return change(
        key,
        start,
        None if length is None else start + timedelta(days=length),
        off=draw(st.booleans()),
        minute=draw(st.integers(0, 10_000)),
        grouping=draw(st.sampled_from(["001", "002", "777"])),
    )


def test_every_service_comes_with_a_rule_for_each_of_its_paragraphs_with_a_level_and_an_area():
    assert set(packaged_rules()) == {(s.key, c) for s in services().values() for c in s.citations}
    for rule in packaged_rules().values():
        of = service(rule.service)
        assert rule.areas
        assert all(a.is_childs == (of.department is Department.CHILDREN) for a in rule.areas)
        assert bool(rule.follows) == (not of.is_main)
    assert packaged_rules()["botilbud_107", SEL_107].kle == "27.57.04"


@pytest.mark.parametrize("department", Department)
def test_the_book_as_it_comes_offers_what_the_list_of_services_offers(department):
    mains = main_services(department)
    assert PACKAGED.main_services(department, TODAY) == mains
    for main in mains:
        assert PACKAGED.supplementary_to(main, TODAY) == supplementary_to(main)
        assert set(PACKAGED.citations([main], TODAY)) == set(main.citations)
        for other in services().values():
            assert PACKAGED.follows(other, main, TODAY) == other.follows(main)


@given(keys, st.sampled_from(list(Ownership)))
def test_the_account_of_a_rule_as_it_comes_is_the_account_of_its_service(key, owner):
    rule = packaged_rules()[key]
    main = next((packaged_rules()[m, key[1]] for m in sorted(rule.follows)), None)
    expected = account_of(service(key[0]), owner, service(main.service) if main else None)
    assert booking(rule, owner, CaseArea.DISABILITY, main).account == expected


def test_children_s_rules_begin_with_their_act():
    assert PACKAGED.rule("plejefamilie", BL_46, date(2023, 12, 31)) is None
    assert PACKAGED.rule("plejefamilie", BL_46, date(2024, 1, 1)) is not None
    early = judge(PACKAGED, Asked(PLACEMENT, BL_46, date(2023, 12, 31)))
    assert [(f.code, f.stops, f.law) for f in early.findings] == [("not_in_force", True, BL_46)]


def test_what_was_decided_before_the_act_is_carried_over_and_judged_by_its_first_rule():
    asked = Asked(PLACEMENT, BL_46, date(2021, 5, 1), decided_on=date(2021, 4, 20), step=5)
    found = judge(PACKAGED, asked)
    assert found.rule == packaged_rules()["plejefamilie", BL_46]
    assert [(f.code, f.stops) for f in found.findings] == [("carried_over", False)]
    assert found.findings[0].values["since"] == "1.1.2024"
    late = judge(PACKAGED, replace(asked, decided_on=date(2024, 2, 1)))
    assert [(f.code, f.stops) for f in late.findings] == [("not_in_force", True)]


@given(keys, days)
def test_a_rule_switched_off_from_a_day_is_in_force_the_day_before(key, day):
    before = PACKAGED.rule(*key, day - timedelta(days=1))
    book = RuleBook([change(key, day, off=True)])
    assert book.rule(*key, day - timedelta(days=1)) == before
    assert book.rule(*key, day) is None
    assert book.rule(*key, date(2099, 1, 1)) is None


@given(st.lists(changes(), max_size=8), changes(), days)
def test_a_past_day_is_unchanged_by_what_is_changed_from_later_days(earlier, later, day):
    if later.rule.period.start > day:
        before, after = RuleBook(earlier), RuleBook([*earlier, later])
        assert after.on(day) == before.on(day)


@given(st.lists(changes(), max_size=8), days)
def test_of_all_that_holds_on_a_day_what_began_last_holds(listed, day):
    book = RuleBook(listed)
    for key, packaged in packaged_rules().items():
        there = [
            (c.rule.period.start, c.recorded_at, n)
            for n, c in enumerate(listed)
            if c.rule.key == key and day in c.rule.period
        ]
        expected = packaged if day in packaged.period else None
        if there:
            last = listed[max(there)[2]]
            expected = None if last.is_off else last.rule
        assert book.rule(*key, day) == expected


@given(st.lists(changes(), max_size=6), days)
def test_what_is_told_over_time_is_what_holds_each_day(listed, day):
    book = RuleBook(listed)
    for key in {change.rule.key for change in listed}:
        told = book.over_time(*key)
        assert all(
            one.end == two.start - timedelta(days=1) for (one, _), (two, _) in pairwise(told)
        )
        assert all(one != two for (_, one), (_, two) in pairwise(told))
        there = [rule for period, rule in told if day in period]
        assert (there or [None]) == [book.rule(*key, day)]


@given(st.lists(changes(), max_size=6), st.randoms())
def test_the_order_in_which_changes_are_read_does_not_matter(listed, random):
    listed = list({c.recorded_at: c for c in listed}.values())
    mixed = random.sample(listed, len(listed))
    for day in (TODAY, date(2024, 6, 1), date(2028, 1, 1)):
        assert RuleBook(mixed).on(day) == RuleBook(listed).on(day)


def test_a_service_is_allowed_under_a_new_paragraph_from_a_day():
    rule = replace(
        packaged_rules()["botilbud_107", SEL_107],
        citation=Citation("SEL", "§ 110"),
        period=Period(date(2027, 1, 1)),
    )
    book = RuleBook([Amendment(rule, False, datetime(2026, 1, 1, tzinfo=UTC))])
    asked = Asked(HOME, rule.citation, date(2027, 1, 1))
    assert judge(book, asked).is_allowed
    assert not judge(book, replace(asked, day=date(2026, 12, 31))).is_allowed
    assert [f.code for f in judge(PACKAGED, asked).findings] == ["law_does_not_fit"]


@pytest.mark.parametrize(
    ("certainty", "stops"), [(Certainty.INFERRED, False), (Certainty.QUOTED, True)]
)
def test_a_target_group_that_does_not_fit_stops_only_when_the_rule_is_confirmed(certainty, stops):
    key = ("botilbud_108", Citation("SEL", "§ 108"))
    book = RuleBook([change(key, date(2026, 1, 1), certainty=certainty)])
    asked = Asked(service(key[0]), key[1], TODAY, area=CaseArea.ADDICTION)
    found = judge(book, asked).findings
    assert [(f.code, f.stops) for f in found] == [("wrong_area", stops)]
    assert judge(book, replace(asked, area=CaseArea.DISABILITY)).findings == ()


def test_a_step_of_the_ladder_that_does_not_fit_deserves_a_look():
    asked = Asked(PLACEMENT, BL_46, TODAY, step=2)
    found = judge(PACKAGED, asked).findings
    assert [(f.code, f.stops) for f in found] == [("wrong_step", False)]
    assert judge(PACKAGED, replace(asked, step=5)).findings == ()


def test_what_may_follow_a_main_service_can_be_changed_from_a_day():
    key = ("ekstra_timer_bo", SEL_107)
    book = RuleBook([change(key, date(2027, 1, 1), follows=frozenset())])
    asked = Asked(HOURS, SEL_107, date(2026, 12, 31), main=HOME)
    assert judge(book, asked).findings == ()
    later = judge(book, replace(asked, day=date(2027, 1, 1)))
    assert [f.code for f in later.findings] == ["does_not_follow"]
    assert HOURS not in book.supplementary_to(HOME, date(2027, 1, 1))


def test_the_account_follows_paragraph_service_ownership_and_target_group():
    key = ("botilbud_107", SEL_107)
    mental = ((CaseArea.MENTAL_HEALTH, "003"),)
    book = RuleBook([change(key, date(2027, 1, 1), function="5.38.99", groupings=mental)])
    before, after = book.rule(*key, TODAY), book.rule(*key, date(2027, 1, 1))
    told = [
        (one.account.code, one.alias)
        for one in (
            booking(before, PRIVATE, CaseArea.MENTAL_HEALTH),
            booking(after, PRIVATE, CaseArea.MENTAL_HEALTH),
            booking(after, Ownership.REGION, CaseArea.DISABILITY),
            booking(replace(after, alias="BOST"), PRIVATE, None),
        )
    ]
    assert told == [
        ("5.38.52.1.4.001.40", "SEL107-53852001-440"),
        ("5.38.99.1.4.003.40", "SEL107-53899003-440"),
        ("5.38.99.1.3.001.48", "SEL107-53899001-348"),
        ("5.38.99.1.4.001.40", "BOST-440"),
    ]
    hours = book.rule("ekstra_timer_bo", SEL_107, TODAY)
    assert booking(hours, PRIVATE, None, after).account.code == "5.38.99.1.4.001.40"
    with pytest.raises(UnableToDeriveAccount, match="booked as its main service"):
        booking(hours, PRIVATE)
    with pytest.raises(UnableToDeriveAccount, match="delivered by an offer"):
        booking(before, None)


def test_every_role_that_approves_has_a_level_and_no_other():
    approving = {role for role in Role if Action.APPROVE_DECISION in RIGHTS[role]}
    assert {role for role in Role if level_of(role, TODAY)} == approving


def test_a_level_in_the_plan_holds_from_its_day():
    text = """
[team_leader_level]
meaning = "Bevillingsniveau"
unit = "niveau"
[[team_leader_level.values]]
value = 4
valid_from = 1900-01-01
valid_to = 2026-12-31
source = "plan"
certainty = "quoted"
[[team_leader_level.values]]
value = 2
valid_from = 2027-01-01
source = "plan"
certainty = "quoted"
"""
    plan, level = parse_parameters(text, "plan"), ApprovalLevel.TEAM_LEADER
    assert who_reaches(level, date(2026, 12, 31), plan) == [Role.TEAM_LEADER]
    assert who_reaches(level, date(2027, 1, 1), plan) == []


@given(st.sets(st.sampled_from(list(Role))), st.sampled_from(list(ApprovalLevel)))
def test_a_level_is_met_by_a_role_as_high_or_higher(roles, level):
    if roles & set(who_reaches(level, TODAY)):
        require_level(roles, level, "Ydelsen", TODAY)
    else:
        with pytest.raises(BelowTheLevel, match=level.label):
            require_level(roles, level, "Ydelsen", TODAY)
