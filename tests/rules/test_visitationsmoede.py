"""The meeting advises; a dear decision is not approved before it has taken a stand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.dated import Certainty, DatedValue, Parameter, Parameters
from helhed.kernel.period import Period
from helhed.rules.decisions.visitationsmoede import (
    PARAMETERS,
    Advice,
    NotHeard,
    UnableToMeet,
    check_advice,
    check_can_close,
    check_meeting_day,
    heard_from,
    must_be_heard,
    require_heard,
)

DAY = date(2026, 11, 2)
ADVICE = st.sampled_from(list(Advice))


def least(value):
    held = DatedValue(value, Period(date(1900, 1, 1), None), "test", Certainty.INFERRED)
    return Parameters({"heard_from": Parameter("heard_from", "", "kr. om året", (held,))})


@given(st.integers(0, 10**12))
def test_until_the_house_sets_an_amount_nothing_must_be_heard(oere):
    assert not must_be_heard(oere, [], DAY, PARAMETERS)


@given(st.integers(0, 10**11), st.lists(ADVICE), st.integers(0, 10**9))
def test_it_must_be_heard_just_when_it_is_dearer_and_no_meeting_took_a_stand(oere, advice, kroner):
    stands = {Advice.RECOMMENDED, Advice.OTHERWISE}
    expected = oere > 100 * kroner and not stands & set(advice)
    assert must_be_heard(oere, advice, DAY, least(kroner)) == expected
    assert heard_from(DAY, least(kroner)) == 100 * kroner


def test_who_would_approve_too_early_is_told_the_amount():
    with pytest.raises(NotHeard) as told:
        require_heard(50_000_001, [Advice.MORE, Advice.POSTPONED], DAY, least(500_000))
    assert "500.000 kr." in str(told.value)
    require_heard(50_000_000, [], DAY, least(500_000))
    require_heard(50_000_001, [Advice.MORE, Advice.OTHERWISE], DAY, least(500_000))


@given(ADVICE, st.sampled_from(["", "  ", "Se på prisen"]))
def test_an_advice_that_is_no_plain_yes_needs_words(advice, words):
    wrong = advice is Advice.NONE or (
        advice in (Advice.OTHERWISE, Advice.MORE) and not words.strip()
    )
    if wrong:
        with pytest.raises(UnableToMeet):
            check_advice(advice, words)
    else:
        check_advice(advice, words)


@given(st.lists(ADVICE), st.integers(-3, 3))
def test_minutes_are_closed_on_the_day_or_later_with_every_point_answered(advice, days):
    day = DAY + timedelta(days=days)
    if days > 0 or Advice.NONE in advice:
        with pytest.raises(UnableToMeet):
            check_can_close(advice, day, DAY)
    else:
        check_can_close(advice, day, DAY)


def test_no_meeting_is_planned_for_a_day_gone_by():
    check_meeting_day(DAY, DAY)
    with pytest.raises(UnableToMeet):
        check_meeting_day(DAY - timedelta(days=1), DAY)
