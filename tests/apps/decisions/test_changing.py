"""After the decision help ends, rests and goes on, rates change, and commitments follow at once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from helhed.apps.decisions.actions.change import (
    UnableToChangeGrant,
    end_grant,
    resume_grant,
    suspend_grant,
    withdraw_suspension,
)
from helhed.apps.decisions.actions.close import UnableToCloseCase, close_case
from helhed.apps.decisions.actions.rates import UnableToSetRate, set_rate
from helhed.apps.decisions.models import BETWEEN, Grant, GrantChange, Suspension
from helhed.apps.decisions.pricing import UnableToPrice
from helhed.kernel.clock import FixedDay
from helhed.rules.access.rights import Role
from tests.apps import building as b
from tests.apps.decisions.slowly import check_totals, committed, stored
from tests.apps.everything import everything
from tests.apps.town import Town, horizon

FEWER = settings.default.max_examples // 4  # each example is a whole house, counted slowly
SINCE = (date(2020, 1, 1), None, 100_000)
START = date(2026, 12, 1)


@pytest.fixture
def town(db):
    return Town()


@pytest.fixture
def main(town):
    """A grant without end, with hours that follow it from a later day."""
    rate = b.rate(b.offer(), SINCE)
    made = b.grant(town.case, rate, START)
    hours = b.rate(made.offer, SINCE, kind="weekly_hours")
    b.grant(town.case, hours, date(2027, 6, 1), service_key="ekstra_timer_bo", main=made)
    return made


def all_is_counted():
    assert stored() == committed(horizon())
    check_totals()


def test_ending_a_grant_ends_its_commitments_and_keeps_what_it_was(town, main):
    end_grant(town.anna, grant=main.id, end=date(2027, 8, 15), reason="Flytter hjem")
    assert {g.end for g in Grant.objects.all()} == {date(2027, 8, 15)}
    changes = GrantChange.objects.values_list("old_end", "new_end", "reason", "recorded_by")
    assert set(changes) == {(None, date(2027, 8, 15), "Flytter hjem", town.anna.id)}
    all_is_counted()


def test_what_follows_and_has_not_begun_falls_away_with_its_main_service(town, main):
    end_grant(town.anna, grant=main.id, end=date(2027, 3, 31), reason="Flytter hjem")
    extra = main.supplements.get()
    assert extra.state == "dropped"
    assert extra.id not in {grant for grant, _ in stored()}
    all_is_counted()


def test_what_follows_and_ends_before_is_left_as_it_is(town, main):
    main.supplements.update(end=date(2027, 7, 31))
    b.recount(main.supplements.get())
    end_grant(town.anna, grant=main.id, end=date(2027, 12, 31), reason="Flytter hjem")
    assert main.supplements.get().end == date(2027, 7, 31)
    all_is_counted()


def test_ending_only_what_follows_leaves_the_main_service(town, main):
    end_grant(town.anna, grant=main.supplements.get().id, end=date(2027, 6, 30), reason="Nok")
    main.refresh_from_db()
    assert main.end is None
    all_is_counted()


def test_an_end_is_never_moved_later_for_more_help_is_a_new_decision(town, main):
    end_grant(town.anna, grant=main.id, end=date(2027, 8, 15), reason="Flytter")
    before = everything()
    with pytest.raises(UnableToChangeGrant):
        end_grant(town.anna, grant=main.id, end=date(2027, 8, 16), reason="Alligevel ikke")
    assert everything() == before
    end_grant(town.anna, grant=main.id, end=date(2027, 8, 14), reason="Før endnu")


def test_a_decision_has_ended_only_when_the_last_day_of_its_help_is_past(town, main):
    main.decision.grants.update(start=date(2026, 1, 1))
    b.recount(*Grant.objects.all())
    end_grant(town.anna, grant=main.id, end=date(2026, 11, 30), reason="Flytter")
    main.decision.refresh_from_db()
    assert main.decision.state == "granted"
    later = b.actor(Role.CASEWORKER_ADULTS, town.north, today=date(2026, 12, 1))
    end_grant(later, grant=main.id, end=date(2026, 11, 29), reason="Flyttede før")
    main.decision.refresh_from_db()
    assert (main.decision.state, main.decision.ended_on) == ("ended", date(2026, 11, 29))


def test_a_grant_that_rests_costs_nothing_until_it_goes_on(town, main):
    pause = suspend_grant(
        town.anna, grant=main.id, start=date(2027, 2, 1), end=None, reason="Indlagt"
    )
    assert max(month for grant, month in stored() if grant == main.id).first == date(2027, 1, 1)
    all_is_counted()
    resume_grant(town.anna, suspension=pause.id, last_day=date(2027, 2, 10))
    all_is_counted()
    assert stored()[main.id, b.Month(2027, 2)] == 18 * 100_000


def posted(who, name, *parts, **fields):
    answer = b.signed_in(who).post(reverse(name, args=parts), fields, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_rest_with_a_known_last_day_is_moved_and_taken_back_on_its_page(town, main):
    fields = {"start": "2026-12-24", "end": "2027-01-02", "reason": "Hjemme hos sin mor"}
    page = posted(town.anna, "payments:pause", main.id, **fields)
    assert "Ydelsen er sat på pause. Disponeringen falder 10.000,00 kr." in page
    pause = Suspension.objects.get()
    assert reverse("payments:move-pause", args=[pause.id]) in page
    days = {"first_day": "2026-12-24", "last_day": "2026-12-27"}
    page = posted(town.anna, "payments:move-pause", pause.id, **days)
    assert "Pausen er rettet. Disponeringen stiger 6.000,00 kr." in page
    all_is_counted()
    page = posted(town.anna, "payments:withdraw-pause", pause.id)
    assert "Pausen er trukket tilbage. Disponeringen stiger 4.000,00 kr." in page
    assert not Suspension.objects.exists()
    all_is_counted()


def test_the_first_day_of_a_rest_is_corrected_on_its_page(town, main):
    fields = {"start": "2026-12-24", "end": "2027-01-02", "reason": "Hjemme hos sin mor"}
    posted(town.anna, "payments:pause", main.id, **fields)
    pause = Suspension.objects.get()
    assert 'value="2026-12-24"' in b.seen(town.anna, "payments:move-pause", pause.id)
    days = {"first_day": "2026-12-26", "last_day": "2027-01-02"}
    page = posted(town.anna, "payments:move-pause", pause.id, **days)
    assert "Pausen er rettet. Disponeringen stiger 2.000,00 kr." in page
    days = {"first_day": "2027-01-03", "last_day": "2027-01-02"}
    page = posted(town.anna, "payments:move-pause", pause.id, **days)
    assert "Sidste dag ligger før første dag." in page
    posted(town.anna, "payments:move-pause", pause.id, first_day="2026-12-26", last_day="")
    pause.refresh_from_db()
    assert (pause.start, pause.end) == (date(2026, 12, 26), None)
    all_is_counted()


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("2027-01-02", "2027-01-09", "på pause fra 24.12.2026 til 2.1.2027. Ret den pause"),
        ("2026-12-20", "", "på pause fra 24.12.2026 til 2.1.2027. Ret den pause"),
        ("2027-02-10", "2027-02-11", "på pause fra 1.2.2027 indtil videre. Ret den pause"),
    ],
)
def test_a_rest_on_days_that_rest_already_is_refused_with_the_days_of_the_other(
    town, main, start, end, told
):
    for days in (("2026-12-24", "2027-01-02"), ("2027-02-01", "")):
        fields = {"start": days[0], "end": days[1], "reason": "Hjemme"}
        posted(town.anna, "payments:pause", main.id, **fields)
    page = posted(town.anna, "payments:pause", main.id, start=start, end=end, reason="Indlagt")
    assert told in page
    assert "Indlagt" in page, "what was written is still there"
    first = Suspension.objects.order_by("start")[0]
    days = {"first_day": "2026-12-24", "last_day": "2027-02-03"}
    page = posted(town.anna, "payments:move-pause", first.id, **days)
    assert "på pause fra 1.2.2027 indtil videre" in page
    assert Suspension.objects.count() == 2
    all_is_counted()


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("2028-07-01", "2028-07-10", "Ydelsen slutter, før pausen begynder."),
        ("2026-11-01", "2026-11-30", "Pausen er forbi, før ydelsen begynder."),
    ],
)
def test_a_rest_outside_the_days_of_the_grant_is_refused(town, main, start, end, told):
    end_grant(town.anna, grant=main.id, end=date(2028, 6, 30), reason="Flytter")
    fields = {"start": start, "end": end, "reason": "Indlagt"}
    page = posted(town.anna, "payments:pause", main.id, **fields)
    assert told in page
    assert f'value="{start}"' in page
    assert not Suspension.objects.exists()


def test_days_between_an_end_and_a_new_beginning_are_no_rest_to_take_back(town, main):
    gap = Suspension.objects.create(
        grant=main,
        start=date(2027, 1, 1),
        end=date(2027, 1, 31),
        reason=BETWEEN,
        recorded_at=b.NOON,
    )
    for act in (
        lambda: withdraw_suspension(town.anna, suspension=gap.id),
        lambda: resume_grant(town.anna, suspension=gap.id, last_day=date(2027, 1, 2)),
    ):
        with pytest.raises(UnableToChangeGrant):
            act()
    gap.refresh_from_db()
    assert gap.end == date(2027, 1, 31)


def test_a_draft_neither_ends_nor_rests(town):
    line = town.draft().grants.get()
    with pytest.raises(UnableToChangeGrant):
        end_grant(town.anna, grant=line.id, end=date(2027, 1, 1), reason="Nej")
    with pytest.raises(UnableToChangeGrant):
        suspend_grant(town.anna, grant=line.id, start=b.TODAY, end=None, reason="Nej")


def test_a_new_amount_changes_every_grant_on_the_rate_and_ends_the_one_before(town, main):
    other = b.grant(b.case(town.south), main.rate, date(2026, 1, 1))
    set_rate(town.finance, rate=main.rate_id, oere=120_000, start=date(2027, 1, 1))
    for grant in (main, other):
        assert stored()[grant.id, b.Month(2026, 12)] == 31 * 100_000
        assert stored()[grant.id, b.Month(2027, 1)] == 31 * 120_000
    amounts = main.rate.amounts.order_by("start").values_list("start", "end", "oere")
    assert list(amounts) == [
        (date(2020, 1, 1), date(2026, 12, 31), 100_000),
        (date(2027, 1, 1), None, 120_000),
    ]
    all_is_counted()


def test_an_amount_between_two_that_are_known_holds_until_the_next(town, main):
    set_rate(town.finance, rate=main.rate_id, oere=120_000, start=date(2028, 1, 1))
    set_rate(town.finance, rate=main.rate_id, oere=110_000, start=date(2027, 1, 1))
    amounts = main.rate.amounts.order_by("start").values_list("end", "oere")
    assert list(amounts) == [
        (date(2026, 12, 31), 100_000),
        (date(2027, 12, 31), 110_000),
        (None, 120_000),
    ]
    all_is_counted()


def test_an_amount_from_the_same_day_is_never_written_over(town, main):
    set_rate(town.finance, rate=main.rate_id, oere=120_000, start=date(2027, 1, 1))
    before = everything()
    with pytest.raises(UnableToSetRate):
        set_rate(town.finance, rate=main.rate_id, oere=130_000, start=date(2027, 1, 1))
    assert everything() == before


def test_an_act_that_meets_a_day_without_an_amount_changes_nothing(town, main):
    pause = suspend_grant(
        town.anna, grant=main.id, start=date(2027, 2, 1), end=None, reason="Indlagt"
    )
    main.rate.amounts.update(end=date(2027, 2, 9))
    before = everything()
    with pytest.raises(UnableToPrice) as told:
        resume_grant(town.anna, suspension=pause.id, last_day=date(2027, 2, 7))
    assert told.value.day == date(2027, 2, 10)
    assert everything() == before


def test_a_case_is_not_closed_while_help_runs_or_a_decision_waits(town, main):
    main.decision.grants.update(start=date(2026, 1, 1))
    close = {"case": town.case.id, "day": b.TODAY, "reason": "Flyttet"}
    with pytest.raises(UnableToCloseCase):
        close_case(town.anna, **close)
    end_grant(town.anna, grant=main.id, end=b.TODAY, reason="Flyttet")
    waiting = town.submitted()
    with pytest.raises(UnableToCloseCase):
        close_case(town.anna, **close)
    type(waiting).objects.filter(id=waiting.id).update(state="refused")
    close_case(town.anna, **close)
    town.case.refresh_from_db()
    assert town.case.closed_on == b.TODAY
    with pytest.raises(UnableToCloseCase):
        close_case(town.anna, **close)


DAYS = st.dates(date(2026, 6, 1), date(2028, 6, 30))
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["grant", "end", "rest", "go on", "rate"]),
        st.integers(0, 99),
        DAYS,
        st.integers(1, 40_000),
    ),
    min_size=3,
    max_size=12,
)


class House:
    """A team with grants of every kind, and what can happen to them."""

    def __init__(self):
        self.team = b.unit()
        self.leader = b.actor(Role.TEAM_LEADER, self.team)
        self.finance = b.actor(Role.FINANCE)

    def grant(self, which, day, number):
        kind = ("day", "month", "weekly_hours", "one_off")[which % 4]
        rate = b.rate(b.offer(), (date(2020, 1, 1), None, 7 * number), kind=kind)
        born = date(2010 - which % 3, 3, 2) if which % 2 else date(1980, 5, 17)
        key = "doegninstitution" if which % 2 else "botilbud_107"
        case = b.case(self.team, b.citizen(born))
        quantity = Decimal(number) / 1000
        b.grant(case, rate, day, service_key=key, quantity=quantity)

    def end(self, which, day, number):
        grant = pick(Grant.objects.order_by("id"), which)
        end_grant(self.leader, grant=grant.id, end=day, reason="Slut")

    def rest(self, which, day, number):
        grant = pick(Grant.objects.order_by("id"), which)
        end = None if number % 3 == 0 else day + timedelta(days=number % 80)
        suspend_grant(self.leader, grant=grant.id, start=day, end=end, reason="Pause")

    def go_on(self, which, day, number):
        pause = pick(Suspension.objects.order_by("id"), which)
        resume_grant(self.leader, suspension=pause.id, last_day=day)

    def rate(self, which, day, number):
        grant = pick(Grant.objects.order_by("id"), which)
        set_rate(self.finance, rate=grant.rate_id, oere=11 * number, start=day)


class NothingThere(Exception):
    """There is no row to act on yet."""


def pick(rows, which):
    listed = list(rows)
    if not listed:
        raise NothingThere
    return listed[which % len(listed)]


class CommitmentsFollow(TestCase):
    @settings(max_examples=FEWER, suppress_health_check=[HealthCheck.too_slow])
    @given(ACTS)
    def test_after_any_series_of_acts_commitments_are_those_counted_from_nothing(self, acts):
        house = House()
        assert house.leader.clock == FixedDay(b.TODAY)
        for kind, which, day, number in [("grant", 0, b.TODAY, 1_000), *acts]:
            try:
                getattr(house, kind.replace(" ", "_"))(which, day, number)
            except (NothingThere, UnableToChangeGrant, UnableToSetRate):
                continue
        assert stored() == committed(b.LAST_COUNTED)
        check_totals()
