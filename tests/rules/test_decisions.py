"""What may be granted by which law, what a decision must hold, who approves, where it is booked."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.law import Citation
from helhed.kernel.period import Period
from helhed.rules.decisions.afgoerelse import (
    MOVES,
    DecisionState,
    GrantLine,
    SamePersonTwice,
    UnableToMoveDecision,
    WrittenDecision,
    missing,
    move,
    require_four_eyes,
)
from helhed.rules.decisions.hjemmel import UnknownParagraph, paragraph, paragraphs
from helhed.rules.decisions.konto import Account, UnableToDeriveAccount, account_of
from helhed.rules.decisions.ophoer import counted_for_life, last_day_by_law, running
from helhed.rules.decisions.ydelser import (
    SAME_OFFER_AS_MAIN,
    Department,
    PriceKind,
    UnknownService,
    main_services,
    service,
    services,
    supplementary_to,
)
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.offers.tilbud import OfferKind

SUPPORT = service("stoette_85")
HOME = service("botilbud_107")
HOURS = service("ekstra_timer_bo")
PLACEMENT = service("plejefamilie")
AN_ADULT = date(1980, 5, 17)

every_service = st.sampled_from(list(services().values()))
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def line(of, **change):
    whole = GrantLine(of, of.citations[0], Period(date(2026, 1, 1)), "1", True, True)
    return replace(whole, **change)


WHOLE = WrittenDecision(
    Department.ADULTS,
    is_refusal=False,
    citation=Citation("SEL", "§ 107"),
    lines=(line(HOME),),
    purpose="At bo trygt",
    facts="Fra udredningen",
    reasons="Lagt vægt på",
    hearing="held",
    citizens_view="Vil gerne",
    has_finished_assessment=True,
    has_goal=True,
    hearing_note="Ringet op den 3.",
)
WHOLE_CHILD = replace(
    WHOLE,
    department=Department.CHILDREN,
    citation=Citation("BL", "§ 46"),
    lines=(line(PLACEMENT),),
    childs_view="Vil gerne bo der",
)


def codes(findings):
    return {finding.code for finding in findings}


def test_a_whole_decision_misses_nothing():
    assert missing(WHOLE) == []
    assert missing(WHOLE_CHILD) == []


@pytest.mark.parametrize(
    ("change", "code", "law"),
    [
        ({"facts": " "}, "no_facts", "FVL § 24"),
        ({"reasons": ""}, "no_reasons", "FVL § 24"),
        ({"citizens_view": ""}, "no_citizens_view", None),
        ({"purpose": ""}, "no_purpose", None),
        ({"hearing": ""}, "no_hearing", "FVL § 19"),
        ({"hearing": "maybe"}, "no_hearing", "FVL § 19"),
        ({"hearing_note": " "}, "no_hearing_note", "FVL § 19"),
        ({"hearing": "not_needed", "hearing_note": ""}, "no_hearing_note", "FVL § 19"),
        ({"citation": None}, "no_legal_basis", "FVL § 24"),
        ({"citation": Citation("SEL", "§ 108")}, "law_does_not_fit", None),
        ({"lines": ()}, "not_one_main", None),
        ({"lines": (line(HOME), line(HOME))}, "not_one_main", None),
        ({"lines": (line(HOME, period=None),)}, "no_period", None),
        ({"lines": (line(HOME, quantity=""),)}, "no_quantity", None),
        ({"lines": (line(HOME, has_offer=False),)}, "no_offer", None),
        ({"lines": (line(HOME, has_rate=False),)}, "no_rate", None),
    ],
)
def test_a_grant_cannot_leave_the_house_without(change, code, law):
    found = missing(replace(WHOLE, **change))
    assert codes(f for f in found if f.stops) == {code}
    assert found[0].law == (Citation.parse(law) if law else None)
    assert all(f.mended_in for f in found)


def test_a_decision_on_a_child_needs_the_childs_view_and_one_on_an_adult_does_not():
    silent = replace(WHOLE_CHILD, childs_view="")
    assert codes(missing(silent)) == {"no_childs_view"}
    assert missing(silent)[0].law == Citation("BL", "§ 5")
    assert "no_childs_view" not in codes(missing(replace(WHOLE, childs_view="")))


def test_a_service_without_assessment_or_goal_deserves_a_look_but_is_not_stopped():
    found = missing(replace(WHOLE, has_finished_assessment=False, has_goal=False))
    assert {(f.code, f.stops) for f in found} == {("no_assessment", False), ("no_goal", False)}


def test_a_refusal_needs_reasons_and_law_but_neither_services_purpose_nor_goal():
    refusal = replace(WHOLE, is_refusal=True, lines=(), purpose="", has_goal=False)
    assert missing(refusal) == []
    assert codes(missing(replace(refusal, reasons="", citation=None))) == {
        "no_reasons",
        "no_legal_basis",
    }


def test_a_supplementary_service_is_granted_only_beside_a_main_service_it_belongs_to():
    with_hours = replace(WHOLE, lines=(line(HOME), line(HOURS)))
    assert missing(with_hours) == []
    stray = service("transport_dag")
    assert "does_not_follow" in codes(missing(replace(WHOLE, lines=(line(HOME), line(stray)))))


def test_a_service_paid_to_the_citizen_needs_no_offer():
    cash = service("kompensation_100")
    decision = replace(WHOLE, citation=cash.citations[0], lines=(line(cash, has_offer=False),))
    assert missing(decision) == []


@pytest.mark.parametrize(("old", "new"), [*product(DecisionState, DecisionState)])
def test_a_decision_makes_only_the_moves_of_its_life(old, new):
    if new in MOVES[old]:
        assert move(old, new) is new
    else:
        with pytest.raises(UnableToMoveDecision) as caught:
            move(old, new)
        assert not caught.value.values
        assert "»" not in caught.value.text


def test_nothing_is_granted_or_refused_without_having_been_submitted():
    for outcome in (DecisionState.GRANTED, DecisionState.REFUSED):
        assert [old for old in DecisionState if outcome in MOVES[old]] == [DecisionState.SUBMITTED]


@given(st.uuids(), st.uuids())
def test_nobody_approves_what_they_prepared(one, other):
    with pytest.raises(SamePersonTwice):
        require_four_eyes(one, one)
    if one != other:
        require_four_eyes(one, other)


# Services, paragraphs and accounts


@given(every_service)
def test_every_service_rests_on_paragraphs_of_the_list(found):
    for citation in found.citations:
        assert paragraph(citation).title


def test_a_paragraph_within_a_group_is_found_and_an_unknown_one_is_named():
    assert paragraph(Citation("BL", "§ 115")).citation.paragraph.startswith("§§ 114-116")
    with pytest.raises(UnknownParagraph, match="SEL § 999"):
        paragraph(Citation("SEL", "§ 999"))


def test_no_paragraph_stands_in_two_rows():
    numbers = [(p.citation.act, n) for p in paragraphs() for n in p.covers]
    assert len(numbers) == len(set(numbers))


def test_a_paragraph_without_a_source_is_not_passed_off_as_quoted():
    assert [p.citation for p in paragraphs() if not p.source and p.certainty.is_verified] == []


@given(every_service)
def test_every_service_can_be_priced_booked_and_delivered(found):
    assert found.kinds
    assert all(isinstance(kind, PriceKind) for kind in found.kinds)
    assert found.paid_to_citizen is (found.offers == ())
    known = {*OfferKind.codes(), SAME_OFFER_AS_MAIN}
    assert set(found.offers) <= known
    assert found.open_years >= 1


@given(every_service)
def test_a_supplementary_service_has_a_main_service_and_every_one_of_them_shares_its_law(found):
    if found.is_main:
        assert found in main_services(found.department)
        assert all(set(s.citations) & set(found.citations) for s in supplementary_to(found))
        assert found not in supplementary_to(found)
    else:
        assert any(found in supplementary_to(main) for main in main_services(found.department))


def test_an_unknown_service_is_named():
    with pytest.raises(UnknownService, match="gratis_is"):
        service("gratis_is")


@given(every_service, st.sampled_from(Ownership))
def test_every_grant_has_an_account_of_sixteen_digits_that_reads_back(found, owner):
    main = (
        found
        if found.is_main
        else next(m for m in main_services(found.department) if found.follows(m))
    )
    account = account_of(found, owner, main)
    assert Account.parse(account.code) == account
    whole = account.string("42")
    assert len(whole) == 16
    assert whole.isdecimal()
    assert whole[7:11] == "0042"


@pytest.mark.parametrize(
    ("found", "owner", "code"),
    [
        (HOME, Ownership.PRIVATE, "5.38.52.1.4.001.40"),
        (HOME, Ownership.REGION, "5.38.52.1.3.001.48"),
        (HOME, Ownership.OTHER_MUNICIPALITY, "5.38.52.1.3.001.47"),
        (PLACEMENT, Ownership.FOSTER_FAMILY, "5.28.22.1.1.002.10"),
        (service("kompensation_100"), None, "5.57.72.1.1.010.52"),
        (service("kompensation_100"), Ownership.PRIVATE, "5.57.72.1.1.010.52"),
    ],
)
def test_the_account_follows_service_and_owner(found, owner, code):
    assert account_of(found, owner).code == code


def test_extra_hours_are_booked_with_the_home_they_belong_to():
    assert account_of(HOURS, Ownership.OWN, HOME) == account_of(HOME, Ownership.OWN)
    with pytest.raises(UnableToDeriveAccount, match="ekstra_timer_bo"):
        account_of(HOURS, Ownership.OWN)


def test_a_delivered_service_without_an_owner_has_no_account():
    with pytest.raises(UnableToDeriveAccount, match="botilbud_107"):
        account_of(HOME, None)


@pytest.mark.parametrize("text", ["", "5.38.52", "5.38.52.1.4.001.4x", "5-38-52-1-4-001-40"])
def test_what_is_no_account_is_refused(text):
    with pytest.raises(ValueError, match=r"5\.38\.52"):
        Account.parse(text)


# When a grant ends


@pytest.mark.parametrize(
    ("key", "born", "last"),
    [
        ("plejefamilie", date(2010, 6, 15), date(2028, 6, 14)),
        ("plejefamilie", date(2010, 1, 1), date(2027, 12, 31)),
        ("ungestoette_kontakt", date(2006, 3, 1), date(2029, 2, 28)),
        ("stoette_85", AN_ADULT, None),
        ("plejefamilie", None, None),
    ],
)
def test_support_for_children_ends_the_day_before_18_and_support_for_the_young_before_23(
    key, born, last
):
    assert last_day_by_law(service(key), born) == last


@given(
    every_service,
    days,
    st.none() | st.integers(0, 3000),
    st.none() | st.dates(date(1995, 1, 1), date(2024, 1, 1)),
)
def test_a_grant_never_runs_outside_its_own_period_nor_past_what_the_law_allows(
    found, start, length, born
):
    end = None if length is None else start + timedelta(days=length)
    period = Period(start, end)
    ran = running(period, found, born)
    last = last_day_by_law(found, born)
    if ran is None:
        assert last is not None
        assert last < start
    else:
        assert period.covers(ran)
        assert ran.start == start
        assert last is None or (ran.end is not None and ran.end <= last)
        assert ran.end in (end, last)


@given(every_service, days, st.none() | st.integers(0, 3000), days)
def test_a_price_for_life_always_has_an_end_and_an_own_end_is_kept(found, start, length, today):
    end = None if length is None else start + timedelta(days=length)
    counted = counted_for_life(Period(start, end), found, today)
    assert counted.start == start
    assert counted.end is not None
    if end is not None:
        assert counted.end == end
    else:
        next_year = date(today.year + 1, 12, 31)
        usual = abs(counted.length - 365.25 * found.open_years) < 2
        assert counted.end >= next_year
        assert usual or counted.end == next_year
