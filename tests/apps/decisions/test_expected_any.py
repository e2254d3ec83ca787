"""Whatever is expected, granted and changed: what is granted never holds what is expected."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from helhed.apps.decisions.actions.change import end_grant, suspend_grant
from helhed.apps.decisions.actions.expect import drop_change, expect_change, to_decision
from helhed.apps.decisions.actions.extend import approve_end, submit_end
from helhed.apps.decisions.actions.rates import set_rate
from helhed.apps.decisions.models import ExpectedChange, Grant
from helhed.apps.decisions.queries.price import total, years_of_changes, years_of_grants
from helhed.kernel.finding import UnableTo
from helhed.rules.access.rights import Role
from tests.apps import building as b
from tests.apps.decisions.expected import (
    check_expected,
    decided,
    expected_cells,
    granted_cells,
    later,
    nonzero,
)
from tests.apps.decisions.slowly import check_totals, committed, stored
from tests.apps.town import Town

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["expect", "move", "drop", "grant", "end", "rest", "rate"]),
        st.integers(0, 99),
        st.dates(date(2026, 6, 1), date(2028, 6, 30)),
        st.integers(1, 3_000),
    ),
    min_size=4,
    max_size=10,
)
FEWER = max(settings.default.max_examples // 4, 5)


class House:
    """A case with grants, and what can be expected of them and done to them."""

    def __init__(self):
        self.town = Town()
        self.anna, self.head = self.town.anna, b.actor(Role.HEAD, self.town.adults)
        for which, kind in enumerate(("day", "weekly_hours", "month")):
            rate = b.rate(b.offer(), (date(2020, 1, 1), None, 700 + which), kind=kind)
            end = date(2027, 5, 9) if which == 1 else None
            made = b.grant(self.town.case, rate, date(2026, 3, 5), end)
            if which == 1:
                hours = b.rate(made.offer, (date(2020, 1, 1), None, 333), kind="weekly_hours")
                b.grant(
                    self.town.case,
                    hours,
                    date(2026, 4, 1),
                    made.end,
                    service_key="ekstra_timer_bo",
                    main=made,
                )

    def expect(self, which, day, number):
        grant = pick(Grant.objects.filter(state="granted"), which)
        end = day + timedelta(days=number) if number % 2 else None
        quantity = Decimal(number) / 1000
        expect_change(
            self.anna,
            grant=grant.id,
            rate=grant.rate_id,
            quantity=quantity,
            start=day,
            end=end,
            reason="Andet behov",
        )

    def move(self, which, day, number):
        grant = pick(Grant.objects.filter(state="granted"), which)
        later(self.town, grant, day if number % 3 else None)

    def drop(self, which, day, number):
        change = pick(ExpectedChange.objects.filter(state="expected"), which)
        drop_change(self.anna, change=change.id, reason="Nej")

    def grant(self, which, day, number):
        """Grant an open change: what is committed moves by exactly what was expected."""
        change = pick(ExpectedChange.objects.filter(state="expected"), which)
        others = expected_cells()
        moves = expected_cells(change.id)
        others.subtract(moves)
        before, together = (
            granted_cells(),
            self.years() + years_of_changes([change], b.TODAY)[change.id],
        )
        if change.change == "end":
            submit_end(self.anna, change=change.id)
            approve_end(self.head, change=change.id)
        else:
            decided(self.town, to_decision(self.anna, change=change.id), self.head)
        before.update(moves)
        assert nonzero(granted_cells()) == nonzero(before)
        assert replace(self.years(), is_estimate=together.is_estimate) == together

    def years(self):
        """What is granted in the case, year by year and over its life."""
        granted = list(Grant.objects.filter(state="granted"))
        return total(years_of_grants(granted, self.town.case.citizen.birth_date, b.TODAY).values())

    def end(self, which, day, number):
        grant = pick(Grant.objects.filter(state="granted"), which)
        end_grant(self.anna, grant=grant.id, end=day, reason="Slut")

    def rest(self, which, day, number):
        grant = pick(Grant.objects.filter(state="granted"), which)
        end = None if number % 3 == 0 else day + timedelta(days=number % 80)
        suspend_grant(self.anna, grant=grant.id, start=day, end=end, reason="Pause")

    def rate(self, which, day, number):
        grant = pick(Grant.objects.filter(state="granted"), which)
        set_rate(self.town.finance, rate=grant.rate_id, oere=11 * number, start=day)


class NothingThere(Exception):
    """There is no row to act on yet."""


def pick(rows, which):
    listed = list(rows.order_by("id"))
    if not listed:
        raise NothingThere
    return listed[which % len(listed)]


class ExpectedIsKeptApart(TestCase):
    @settings(max_examples=FEWER, suppress_health_check=[HealthCheck.too_slow])
    @given(ACTS)
    def test_granted_sums_never_hold_what_is_expected_and_granting_moves_exactly_it(self, acts):
        house = House()
        for kind, which, day, number in [("expect", 1, date(2026, 8, 8), 500), *acts]:
            before = granted_cells()
            try:
                getattr(house, kind)(which, day, number)
            except (NothingThere, UnableTo):
                continue
            if kind in ("expect", "move", "drop"):
                assert granted_cells() == before
        assert stored() == committed(b.LAST_COUNTED)
        check_totals()
        check_expected(b.LAST_COUNTED)
