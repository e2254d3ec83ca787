"""Indexation: many rates at once, seen first, approved by another, taken back whole."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from helhed.apps.decisions.actions import indexation as indexing
from helhed.apps.decisions.actions import rates
from helhed.apps.decisions.models import Commitment
from helhed.apps.decisions.queries.indexation import indexation_page
from helhed.apps.offers.models import Indexation, WithdrawnAmount
from helhed.rules.decisions.afgoerelse import SamePersonTwice
from helhed.rules.offers.indeksering import UnableToIndex
from tests.apps import building as b
from tests.apps.town import Town

pytestmark = pytest.mark.django_db
JANUARY = date(2027, 1, 1)
BEFORE = (date(2020, 1, 1), None, 1_000_00)


@pytest.fixture
def town():
    return Town()


def amounts_of(rate):
    return list(rate.amounts.order_by("start").values_list("oere", "start", "end"))


def committed(grant, year, month):
    return Commitment.objects.get(grant=grant, month=date(year, month, 1)).oere


def prepared(town, **asked):
    given = {
        "year": 2027,
        "owner": "own",
        "percent": Decimal("2.8"),
        "kind": None,
        "provider": None,
        "agreed_too": False,
        "source": "KL's skøn",
    }
    return indexing.prepare_indexation(town.finance, **given | asked)


def carried_out(town, made):
    seen = indexation_page(town.other_finance, made.id).seen
    return indexing.approve_indexation(town.other_finance, indexation=made.id, seen=seen)


def test_every_rate_is_seen_before_and_after_and_then_raised_by_another(town):
    own = b.provider("own")
    rate = b.rate(b.offer(own, name="Åhuset"), BEFORE)
    private = b.rate(b.offer(name="Skovly"), BEFORE)
    grant = b.grant(town.case, rate, date(2026, 12, 1))
    answer = b.signed_in(town.finance).post(
        reverse("decisions:prepare-indexation"),
        {"year": "2027", "owner": "own", "percent": "2,8", "source": "KL's skøn"},
        follow=True,
    )
    page = answer.content.decode()
    assert "1.000,00" in page
    assert "1.028,00" in page
    assert "En anden skal godkende" in page
    made = Indexation.objects.get()
    seen = indexation_page(town.finance, made.id).seen
    with pytest.raises(SamePersonTwice):
        indexing.approve_indexation(town.finance, indexation=made.id, seen=seen)
    assert amounts_of(rate) == [(1_000_00, date(2020, 1, 1), None)]
    found = indexation_page(town.other_finance, made.id)
    assert found.effects[1].more == 365 * 28_00
    b.signed_in(town.other_finance).post(
        reverse("decisions:approve-indexation", args=[made.id]), {"seen": found.seen}
    )
    assert amounts_of(rate) == [
        (1_000_00, date(2020, 1, 1), date(2026, 12, 31)),
        (1_028_00, JANUARY, None),
    ]
    assert amounts_of(private) == [(1_000_00, date(2020, 1, 1), None)]
    assert committed(grant, 2027, 1) == 31 * 1_028_00


def test_supplements_move_with_their_base_and_are_not_raised_twice(town):
    base = b.rate(b.offer(b.provider("own")), BEFORE)
    more = rates.add_supplement(town.finance, base=base.id, name="Særligt", percent=Decimal(130))
    assert carried_out(town, prepared(town)) == 1
    assert amounts_of(more)[-1] == (1_336_40, JANUARY, None)


def test_a_rate_is_indexed_once_a_year_and_one_with_a_price_already_is_skipped(town):
    own = b.provider("own")
    first = b.rate(b.offer(own, name="Åhuset"), BEFORE)
    known = b.rate(b.offer(own, name="Enghuset"), (JANUARY, None, 7_00))
    empty = b.rate(b.offer(own, name="Tomhuset"))
    carried_out(town, prepared(town))
    told = {row["id"]: row["skipped"] for row in indexation_page(town.finance, _again(town)).rows}
    assert told == {
        first.id: "Er allerede indekseret for året",
        known.id: "Har allerede en pris fra 1. januar",
        empty.id: "Har ingen pris den 31. december",
    }


def _again(town):
    return prepared(town).id


def test_nothing_is_raised_when_a_price_has_moved_since_it_was_seen(town):
    rate = b.rate(b.offer(b.provider("own")), BEFORE)
    made = prepared(town)
    seen = indexation_page(town.other_finance, made.id).seen
    rates.set_rate(town.finance, rate=rate.id, oere=2_000_00, start=date(2026, 11, 1))
    with pytest.raises(UnableToIndex):
        indexing.approve_indexation(town.other_finance, indexation=made.id, seen=seen)
    assert amounts_of(rate)[-1] == (2_000_00, date(2026, 11, 1), None)


def test_a_run_taken_back_gives_the_old_prices_back_and_may_be_made_again(town):
    own = b.provider("own")
    rate = b.rate(b.offer(own, name="Åhuset"), BEFORE)
    corrected = b.rate(b.offer(own, name="Enghuset"), BEFORE)
    grant = b.grant(town.case, rate, date(2026, 12, 1))
    made = prepared(town)
    carried_out(town, made)
    amount = corrected.amounts.get(start=JANUARY)
    rates.correct_amount(town.finance, amount=amount.id, oere=9_00, reason="Aftalt anden pris")
    address = reverse("decisions:withdraw-indexation", args=[made.id])
    client = b.signed_in(town.finance)
    assert "Priserne før indekseringen gælder igen" in client.get(address).content.decode()
    page = client.post(address, {"reason": "Forkert procent"}, follow=True).content.decode()
    assert "Tilbagekaldt" in page
    assert amounts_of(rate) == [(1_000_00, date(2020, 1, 1), None)]
    assert amounts_of(corrected)[-1] == (9_00, JANUARY, None)
    assert committed(grant, 2027, 1) == 31 * 1_000_00
    assert WithdrawnAmount.objects.get(rate=rate).reason == "Forkert procent"
    with pytest.raises(UnableToIndex):
        indexing.withdraw_indexation(town.finance, indexation=made.id, reason="Igen")
    assert carried_out(town, prepared(town, percent=Decimal(3))) == 1
    assert amounts_of(rate)[-1] == (1_030_00, JANUARY, None)


def test_a_run_that_is_dropped_raises_nothing(town):
    rate = b.rate(b.offer(b.provider("own")), BEFORE)
    made = prepared(town)
    indexing.drop_indexation(town.finance, indexation=made.id)
    with pytest.raises(UnableToIndex):
        indexing.approve_indexation(town.other_finance, indexation=made.id, seen="")
    assert amounts_of(rate) == [(1_000_00, date(2020, 1, 1), None)]
