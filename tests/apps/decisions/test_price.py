"""What a decision is said to cost before it is approved, against a count day by day."""

import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest

from helhed.apps.decisions.models import Grant, Suspension
from helhed.apps.decisions.pricing import UnableToPrice
from helhed.apps.decisions.queries import price_of
from helhed.kernel.period import Month
from tests.apps import building as b
from tests.apps.decisions.slowly import cost, days_between

pytestmark = pytest.mark.django_db

BORN = date(1980, 5, 17)
OPEN_YEARS = {"botilbud_107": 5, "stoette_85": 4, "tilskud_95": 5, "hjaelpemiddel_112": 1}
KINDS = {
    "botilbud_107": "day",
    "stoette_85": "weekly_hours",
    "tilskud_95": "month",
    "hjaelpemiddel_112": "one_off",
}


def amounts(chance):
    """A rate that changes on random days and never stops."""
    days = sorted({date(2020, 1, 1), *(day(chance) for _ in range(chance.randrange(4)))})
    ends = [*(d - timedelta(days=1) for d in days[1:]), None]
    return [(start, end, chance.randint(1, 400_000)) for start, end in zip(days, ends, strict=True)]


def day(chance):
    return date(2026, 1, 1) + timedelta(days=chance.randrange(900))


def any_grant(chance):
    key = chance.choice(list(KINDS))
    rows = amounts(chance)
    start = day(chance)
    grant = Grant(
        service=key,
        kind=KINDS[key],
        rate=b.rate(b.offer(), *rows, kind=KINDS[key]),
        quantity=Decimal(chance.randint(1, 40_000)) / 1000,
        start=start,
        end=chance.choice([None, start + timedelta(days=chance.randrange(1_200))]),
    )
    return grant, rows


def plain(grant, rows):
    last = grant.end
    if last is None:
        years = OPEN_YEARS[grant.service]
        last = grant.start.replace(year=grant.start.year + years) - timedelta(days=1)
    days = [grant.start] if grant.kind == "one_off" else days_between(grant.start, last)
    return cost(grant.kind, grant.quantity, days, rows)


@pytest.mark.parametrize("seed", range(12))
def test_the_price_shown_is_a_count_day_by_day(seed):
    chance = random.Random(seed)
    listed = [any_grant(chance) for _ in range(3)]
    price = price_of([grant for grant, _ in listed], BORN, b.TODAY)
    counted: Counter[Month] = sum((plain(*one) for one in listed), Counter())
    assert price.life == sum(counted.values())
    assert price.this_year == sum(o for month, o in counted.items() if month.year == 2026)
    assert price.next_year == sum(o for month, o in counted.items() if month.year == 2027)
    assert price.is_estimate == any(grant.end is None for grant, _ in listed)


def test_a_price_per_month_is_of_the_first_month_in_which_all_runs_whole():
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, 1_000))
    both = [
        Grant(service="botilbud_107", kind="day", rate=rate, quantity=1, start=start)
        for start in (date(2027, 1, 1), date(2027, 1, 15))
    ]
    assert price_of(both[:1], BORN, b.TODAY).per_month == 31 * 1_000
    assert price_of(both, BORN, b.TODAY).per_month == 2 * 28 * 1_000


def test_a_rest_does_not_make_the_month_cheaper_for_what_a_month_costs_is_without_it():
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, 1_000))
    grant = b.grant(b.case(b.unit()), rate, date(2026, 10, 1), date(2028, 6, 30))
    whole = price_of([grant], BORN, b.TODAY)
    month = Month.of(b.TODAY)
    suspended = Suspension.objects.create(
        grant=grant, start=month.first, end=month.last, reason="Indlagt", recorded_at=b.NOON
    )
    rested = price_of([grant], BORN, b.TODAY)
    assert rested.per_month == whole.per_month == month.length * 1_000
    assert rested.life == whole.life - month.length * 1_000
    suspended.end = None
    suspended.save()
    assert price_of([grant], BORN, b.TODAY).per_month == whole.per_month


def test_a_childs_help_is_priced_no_longer_than_to_the_day_before_eighteen():
    rate = b.rate(b.offer(kind="children_institution"), (date(2020, 1, 1), None, 1_000))
    grant = Grant(
        service="doegninstitution", kind="day", rate=rate, quantity=1, start=date(2027, 1, 1)
    )
    price = price_of([grant], date(2009, 3, 15), b.TODAY)
    assert price.life == price.next_year == (31 + 28 + 14) * 1_000
    assert not price.is_estimate
    assert price_of([grant], date(2008, 12, 31), b.TODAY).life == 0


def test_a_line_that_is_not_whole_costs_nothing_yet():
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, 1_000))
    whole = {"rate": rate, "quantity": Decimal(1), "start": date(2026, 12, 1)}
    for name in whole:
        grant = Grant(service="botilbud_107", kind="day", **{**whole, name: None})
        assert price_of([grant], BORN, b.TODAY).life == 0


def test_a_rate_without_an_amount_is_an_error_that_names_the_rate_and_the_day():
    rate = b.rate(b.offer(), (date(2020, 1, 1), date(2027, 2, 3), 1_000))
    grant = Grant(
        service="botilbud_107", kind="day", rate=rate, quantity=Decimal(1), start=date(2027, 1, 1)
    )
    with pytest.raises(UnableToPrice) as told:
        price_of([grant], BORN, b.TODAY)
    assert told.value.values == {"rate": "Takst", "day": "4.2.2027"}
    assert told.value.day == date(2027, 2, 4)


def test_a_grant_that_came_in_with_the_end_of_the_world_is_priced_as_one_without_end():
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, 100))
    prices = []
    for end in (None, date.max):
        how = {"kind": "day", "rate": rate, "quantity": Decimal(1), "start": date(2026, 1, 1)}
        prices.append(price_of([Grant(service="botilbud_107", end=end, **how)], BORN, b.TODAY))
    assert prices[0] == prices[1]
    assert prices[1].is_estimate
