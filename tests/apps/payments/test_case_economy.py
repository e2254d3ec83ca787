"""The economy of a case, year by year and part by part."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from helhed.apps.decisions.actions import expect, prepare
from helhed.apps.decisions.models import Grant
from helhed.apps.payments.queries import grant_economy
from helhed.apps.payments.queries.case import Part, case_economy, sum_of
from helhed.kernel.period import Month, Period
from helhed.rules.decisions.ophoer import counted_for_life
from helhed.rules.decisions.ydelser import service
from tests.apps import building as b
from tests.apps import paying
from tests.apps.town import Town

DAY = 200_000
AUGUST, SEPTEMBER = (Month(2026, month) for month in (8, 9))


@pytest.fixture
def town(db):
    return Town()


@pytest.fixture
def main(town):
    made = b.grant(town.case, town.offer_with_rate(DAY)[1], date(2025, 12, 1), date(2027, 1, 31))
    b.order(made, made.start)
    return made


def more(town, main):
    asked = {"rate": main.rate_id, "quantity": Decimal(2), "end": None, "reason": "Mere"}
    return expect.expect_change(town.anna, grant=main.id, start=date(2027, 1, 1), **asked)


def test_granted_expected_and_drafts_are_summed_apart_year_by_year(town, main):
    for month in (AUGUST, SEPTEMBER):
        paying.pay(town.finance, town.other_finance, month)
    ended = b.grant(town.case, main.rate, date(2026, 1, 1), date(2026, 1, 31))
    more(town, main)
    draft = prepare.begin(town.anna, case=town.case.id)
    prepare.add_line(town.anna, decision=draft.id, key="botilbud_107")
    found = case_economy(town.anna, town.case.id)
    granted, paid = sum_of(found.of(Part.RUNNING, Part.ENDED))
    assert granted.last_year == 31 * DAY
    assert granted.this_year == (365 + 31) * DAY
    assert granted.next_year == 31 * DAY
    assert granted.life == (31 + 365 + 31 + 31) * DAY
    assert paid == (31 + 30) * DAY
    expected, _ = sum_of(found.of(Part.EXPECTED))
    assert expected.this_year == 0
    assert expected.next_year == 365 * 2 * DAY - 31 * DAY
    assert [line.id for line in found.of(Part.ENDED)] == [ended.id]
    assert found.of(Part.DRAFT)[0].years is None
    assert dict(found.counts()) == {
        Part.RUNNING: 1,
        Part.ENDED: 1,
        Part.EXPECTED: 1,
        Part.DRAFT: 1,
    }


def test_the_page_has_counts_and_shows_the_part_that_the_address_asks_for(town, main):
    more(town, main)
    assert reverse("payments:case", args=[town.case.id]) in b.seen(
        town.anna, "desk:case", town.case.id
    )
    page = b.seen(town.anna, "payments:case", town.case.id)
    assert "Løber (1)" in page
    assert "Ventes (1)" in page
    assert "Kladde (0)" in page
    assert reverse("payments:grant", args=[main.id]) in page
    only = b.seen(town.anna, "payments:case", town.case.id, vis="expected")
    assert reverse("payments:grant", args=[main.id]) not in only
    assert "140.000" not in b.seen(town.anna, "payments:case", town.case.id, vis="ended")


def test_finance_sees_the_money_of_a_case_and_no_way_into_it(town, main):
    page = b.seen(town.finance, "payments:case", town.case.id)
    assert "730.000" in page
    assert f'href="{reverse("desk:case", args=[town.case.id])}"' not in page
    assert town.citizen.name not in page
    stranger = b.signed_in(town.bo)
    assert stranger.get(reverse("payments:case", args=[town.case.id])).status_code == 403


def test_a_case_without_a_price_says_which_day(town, main):
    main.rate.amounts.update(end=date(2026, 12, 31))
    page = b.seen(town.anna, "payments:case", town.case.id)
    assert "har ingen pris den 1.1.2027" in page


def test_what_was_paid_before_the_house_paid_is_not_known_and_never_nothing(town, main):
    for month in (AUGUST, SEPTEMBER):
        paying.pay(town.finance, town.other_finance, month)
    found = grant_economy(town.anna, main.id, 2025)
    assert [(one.year, one.paid) for one in found.years] == [
        (2025, None),
        (2026, (31 + 30) * DAY),
        (2027, 0),
    ]
    assert found.shown_year.paid is None
    page = b.seen(town.anna, "payments:grant", main.id, year=2025)
    assert "det betalte kendes ikke" in page
    assert "0,00 kr.</strong> betalt" not in page


def test_a_grant_without_end_tells_what_its_life_costs_and_that_it_is_an_estimate(town, main):
    Grant.objects.filter(id=main.id).update(end=None)
    b.recount(main)
    found = grant_economy(town.anna, main.id, 2026)
    assert found.life.is_estimate
    assert found.life.life > sum(one.committed for one in found.years if one.year < 2027)
    page = b.seen(town.anna, "payments:grant", main.id)
    assert "Hele forløbet *" in page
    assert "Der er ingen slutdato." in page


def test_help_that_outlived_what_is_usual_costs_in_its_years_what_it_commits(town):
    rate = town.offer_with_rate(DAY)[1]
    rate.amounts.update(start=date(2006, 1, 1))
    made = b.grant(town.case, rate, date(2006, 5, 20), None)
    b.order(made, made.start)
    usual = counted_for_life(Period(made.start), service(made.service), date(2006, 5, 20))
    assert usual.end < date(2025, 1, 1)
    (line,) = case_economy(town.anna, town.case.id).lines
    committed = Counter()
    for month, oere in made.commitments.values_list("month", "oere"):
        committed[month.year] += oere
    years = (line.years.last_year, line.years.this_year, line.years.next_year)
    assert years == tuple(committed[year] for year in (2025, 2026, 2027)) == (365 * DAY,) * 3
    assert line.years.life == sum(oere for year, oere in committed.items() if year <= 2027)
    assert line.years.is_estimate
    assert "mindst til slutningen af næste år" in b.seen(town.anna, "payments:case", town.case.id)
