"""What a rate is: from a day, as percent of another, agreed for one, and taken back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from helhed.apps.decisions.actions import prepare, rates
from helhed.apps.decisions.actions.rates import UnableToSetRate
from helhed.apps.decisions.models import Commitment
from helhed.apps.decisions.pricing import UnableToPrice
from helhed.apps.decisions.queries import fits, rate_page
from helhed.apps.offers.actions import set_vat_share
from helhed.apps.offers.models import Rate, WithdrawnAmount
from helhed.apps.offers.queries import offer_page
from helhed.rules.offers.procenttillaeg import share_of
from tests.apps import building as b
from tests.apps.town import Town

pytestmark = pytest.mark.django_db
JANUARY = date(2027, 1, 1)


@pytest.fixture
def town():
    return Town()


def committed(grant, year, month):
    return Commitment.objects.get(grant=grant, month=date(year, month, 1)).oere


def amounts_of(rate):
    return list(rate.amounts.order_by("start").values_list("oere", "start", "end"))


def test_a_supplement_moves_with_its_base_and_so_does_what_it_costs(town):
    base = b.rate(b.offer(), (date(2020, 1, 1), None, 1_000))
    made = rates.add_supplement(town.finance, base=base.id, name="Særligt", percent=Decimal(130))
    grant = b.grant(town.case, made, date(2026, 12, 1))
    assert committed(grant, 2027, 1) == 31 * 1_300
    rates.set_rate(town.finance, rate=base.id, oere=2_000, start=date(2027, 1, 16))
    assert amounts_of(made) == [
        (1_300, date(2020, 1, 1), date(2027, 1, 15)),
        (2_600, date(2027, 1, 16), None),
    ]
    assert committed(grant, 2027, 1) == 15 * 1_300 + 16 * 2_600
    with pytest.raises(UnableToSetRate):
        rates.set_rate(town.finance, rate=made.id, oere=1, start=date(2028, 1, 1))
    with pytest.raises(UnableToSetRate):
        rates.add_supplement(town.finance, base=made.id, name="Mere", percent=Decimal(10))


def test_a_corrected_amount_holds_its_days_and_the_old_one_is_still_told(town):
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, 1_000))
    grant = b.grant(town.case, rate, date(2026, 12, 1))
    following = rates.add_supplement(town.finance, base=rate.id, name="10", percent=Decimal(10))
    wrong = rates.set_rate(town.finance, rate=rate.id, oere=20_000, start=JANUARY)
    rates.correct_amount(town.finance, amount=wrong.id, oere=2_000, reason="Et nul for meget")
    assert amounts_of(rate)[1:] == [(2_000, JANUARY, None)]
    assert amounts_of(following)[1:] == [(200, JANUARY, None)]
    assert committed(grant, 2027, 1) == 31 * 2_000
    old = WithdrawnAmount.objects.get(rate=rate)
    assert (old.oere, old.start, old.withdrawn_by) == (20_000, JANUARY, town.finance.user)
    page = b.signed_in(town.finance).get(reverse("offers:rate", args=[rate.id])).content.decode()
    assert "200,00" in page
    assert "Et nul for meget" in page


def test_an_amount_taken_back_gives_its_days_to_the_one_before(town):
    rate = b.rate(b.offer(), (date(2020, 1, 1), date(2026, 12, 31), 1_000), (JANUARY, None, 9_000))
    grant = b.grant(town.case, rate, date(2026, 12, 1))
    last = rate.amounts.get(oere=9_000)
    rates.correct_amount(town.finance, amount=last.id, oere=None, reason="Skulle ikke skrives")
    assert amounts_of(rate) == [(1_000, date(2020, 1, 1), None)]
    assert committed(grant, 2027, 1) == 31 * 1_000
    only = rate.amounts.get()
    with pytest.raises(UnableToPrice) as told:
        rates.correct_amount(town.finance, amount=only.id, oere=None, reason="Væk")
    assert told.value.values["case"] == town.case.number
    assert told.value.mended_on == ("offers:rate", rate.id)
    assert amounts_of(rate) == [(1_000, date(2020, 1, 1), None)]


def test_a_price_agreed_for_one_citizen_is_never_offered_to_another(town):
    offer, usual = town.offer_with_rate()
    mine, others = draft(town, town.case), draft(town, b.case(town.north))
    sent = {
        "oere": "2.500,00",
        "start": "2026-12-01",
        "agreed_by": "Forstanderen",
        "agreed_on": "2026-10-01",
        "agreement": "Dok. 12",
    }
    client = b.signed_in(town.anna)
    address = reverse("decisions:agree-price", args=[mine.id, usual.id])
    assert "Den almindelige takst er i dag" in client.get(address).content.decode()
    client.post(address, sent)
    mine.refresh_from_db()
    own = Rate.objects.get(citizen=mine.citizen_id)
    assert mine.rate == own
    assert mine.offer == offer
    assert own in {fits(mine, own.id, b.TODAY)}
    assert fits(others, own.id, b.TODAY) is None
    assert [r.id for r in rate_page(town.anna, others.id, "").rates] == [usual.id]
    assert own.id in [r.id for r in rate_page(town.anna, mine.id, "").rates]
    assert own.id not in [r.id for r in offer_page(town.anna, offer.id).rates]
    listed = client.get(reverse("offers:rates"), {"format": "csv"}).content.decode()
    assert "Egen pris" not in listed
    assert client.get(reverse("offers:rate", args=[own.id])).status_code == 403


def draft(town, case):
    decision = prepare.begin(town.anna, case=case.id)
    return prepare.add_line(town.anna, decision=decision.id, key="botilbud_107")


def test_vat_is_told_beside_the_price_and_never_taken_from_what_is_committed(town):
    provider = b.provider("private")
    rate = b.rate(b.offer(provider), (date(2020, 1, 1), None, 106_00))
    grant = b.grant(town.case, rate, date(2026, 12, 1))
    client = b.signed_in(town.finance)
    address = reverse("offers:rate", args=[rate.id])
    assert "momsandel er ikke skrevet" in client.get(address).content.decode()
    set_vat_share(
        town.finance,
        provider=provider.id,
        percent=Decimal("5.660"),
        start=date(2026, 1, 1),
        source="Prisliste",
    )
    page = client.get(address).content.decode()
    assert "heraf moms 6,00 kr. Uden moms 100,00 kr." in page
    assert committed(grant, 2027, 1) == 31 * 106_00


def test_the_list_of_rates_finds_those_without_a_price(town):
    priced = b.rate(b.offer(name="Åhuset"), (date(2020, 1, 1), None, 100_00))
    b.rate(b.offer(name="Tomhuset"))
    client = b.signed_in(town.finance)
    page = client.get(reverse("offers:rates"), {"missing": "on"}).content.decode()
    assert "Tomhuset" in page
    assert "Åhuset" not in page
    assert (
        reverse("offers:rate", args=[priced.id])
        in client.get(reverse("offers:rates")).content.decode()
    )
    assert client.get(reverse("offers:rates"), {"format": "xlsx"}).status_code == 200


class SupplementsFollow(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["set", "correct", "withdraw"]),
                st.integers(0, 900),
                st.integers(1, 10**7),
            ),
            max_size=8,
        ),
        st.integers(1, 300_000).map(lambda n: Decimal(n) / 1000),
    )
    def test_whatever_is_written_a_supplement_is_its_percent_of_the_base(self, moves, percent):
        who = Town().finance
        base = b.rate(b.offer(), (date(2020, 1, 1), None, 1_000))
        made = rates.add_supplement(who, base=base.id, name="Tillæg", percent=percent)
        for move, where, oere in moves:
            try:
                if move == "set":
                    day = date(2026, 1, 1) + timedelta(days=where)
                    rates.set_rate(who, rate=base.id, oere=oere, start=day)
                elif base.amounts.exists():
                    listed = list(base.amounts.order_by("start"))
                    one = listed[where % len(listed)]
                    value = oere if move == "correct" else None
                    rates.correct_amount(who, amount=one.id, oere=value, reason="Rettet")
            except UnableToSetRate:
                continue
        expected = [(share_of(o, percent), a, z) for o, a, z in amounts_of(base)]
        assert amounts_of(made) == expected
