"""The rate of an own offer: built of its budget and accounts, approved by another, evened out."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from helhed.apps.decisions.actions import takst as building
from helhed.apps.decisions.models import Commitment
from helhed.apps.offers.models import Takst, TakstAccount, WithdrawnAmount
from helhed.rules.decisions.afgoerelse import SamePersonTwice
from helhed.rules.offers.takst import Basis, UnableToBuildTakst, YearAccount
from tests.apps import building as b
from tests.apps.town import Town

pytestmark = pytest.mark.django_db
JANUARY = date(2027, 1, 1)
BUDGET = {
    "direct": "7.325.000",
    "overhead": "340.000",
    "depreciation": "235.000",
    "interest": "100.000",
    "number": "10",
}


@pytest.fixture
def town():
    return Town()


@pytest.fixture
def rate():
    return b.rate(b.offer(b.provider("own"), name="Åhuset"), (date(2020, 1, 1), None, 2_000_00))


def amounts_of(rate):
    return list(rate.amounts.order_by("start").values_list("oere", "start", "end"))


def account(year, **given):
    usual = {
        "basis": 8_000_000_00,
        "correction": 0,
        "cost": 8_000_000_00,
        "income": 8_000_000_00,
        "days": 3_468,
        "place_days": 3_650,
    }
    return YearAccount(year, **usual | given)


def close(town, rate, *accounts):
    for one in accounts:
        building.record_account(town.finance, rate=rate.id, account=one, other_days=0)


def test_a_rate_is_built_shown_step_by_step_and_set_when_another_approves(town, rate):
    close(town, rate, account(2024, days=3_431), account(2025, days=3_431))
    grant = b.grant(town.case, rate, date(2026, 12, 1))
    mine, others = b.signed_in(town.finance), b.signed_in(town.other_finance)
    build = reverse("decisions:build-takst", args=[rate.id, 2027])
    assert "Regnskaberne giver en belægning på 95 procent" in mine.get(build).content.decode()
    page = mine.post(build, BUDGET, follow=True).content.decode()
    for step in ("8.000.000,00", "94", "3.467,5", "2.307,14", "En anden skal godkende"):
        assert step in page
    made = Takst.objects.get()
    approve = reverse("decisions:approve-takst", args=[made.id])
    refused = mine.post(approve, {"seen": made.oere}, follow=True).content.decode()
    assert "alert-error" in refused
    assert amounts_of(rate) == [(2_000_00, date(2020, 1, 1), None)]
    one = others.get(reverse("decisions:takst", args=[rate.id, 2027])).content.decode()
    assert f'name="seen" value="{made.oere}"' in one
    others.post(approve, {"seen": made.oere})
    assert amounts_of(rate)[1] == (2_307_14, JANUARY, None)
    paid = Commitment.objects.get(grant=grant, month=JANUARY)
    assert paid.oere == 31 * 2_307_14


def test_nobody_approves_the_rate_they_built(town, rate):
    made = built(town, rate)
    with pytest.raises(SamePersonTwice):
        building.approve_takst(town.finance, takst=made.id, seen=made.oere)


def built(town, rate, occupancy="95", year=2027):
    budget = building.Budget(
        Basis(8_000_000_00, 0, 0, 0), Decimal(10), Decimal(occupancy), "Styringsgruppen"
    )
    return building.build_takst(town.finance, rate=rate.id, year=year, budget=budget)


def test_a_deficit_is_a_line_of_its_own_in_the_rate_two_years_later(town, rate):
    close(town, rate, account(2025, cost=8_100_000_00))
    made = built(town, rate)
    assert (made.correction, made.oere) == (100_000_00, 2_335_98)
    address = reverse("decisions:takst", args=[rate.id, 2027])
    page = b.signed_in(town.finance).get(address).content.decode()
    assert "Korrektion for tidligere år" in page
    assert "100.000,00" in page
    assert "2.307,14" in page  # without the correction


def test_an_account_corrected_after_the_rate_was_built_stops_its_approval(town, rate):
    close(town, rate, account(2025, cost=8_100_000_00))
    made = built(town, rate)
    close(town, rate, account(2025, cost=8_200_000_00))
    address = reverse("decisions:takst", args=[rate.id, 2027])
    page = b.signed_in(town.other_finance).get(address).content.decode()
    assert "Regnskaberne har ændret sig" in page
    with pytest.raises(UnableToBuildTakst):
        building.approve_takst(town.other_finance, takst=made.id, seen=made.oere)
    assert amounts_of(rate) == [(2_000_00, date(2020, 1, 1), None)]


def test_an_approved_rate_replaces_a_price_that_was_written_and_keeps_it_to_see(town, rate):
    rate.amounts.update(end=date(2026, 12, 31))
    rate.amounts.create(oere=1, start=JANUARY, recorded_at=town.finance.now())
    made = built(town, rate)
    building.approve_takst(town.other_finance, takst=made.id, seen=made.oere)
    assert amounts_of(rate)[-1] == (2_307_14, JANUARY, None)
    assert WithdrawnAmount.objects.get(rate=rate).oere == 1


def test_a_rate_taken_back_gives_the_price_before_it_back_and_may_be_built_again(town, rate):
    made = built(town, rate)
    building.approve_takst(town.other_finance, takst=made.id, seen=made.oere)
    with pytest.raises(UnableToBuildTakst):
        built(town, rate)
    client = b.signed_in(town.finance)
    client.post(reverse("decisions:withdraw-takst", args=[made.id]))
    assert amounts_of(rate) == [(2_000_00, date(2020, 1, 1), None)]
    again = built(town, rate, occupancy="100")
    assert again.id == made.id
    assert again.oere == 2_191_78


def test_a_correction_is_taken_once_and_what_the_next_rate_must_make_up_for_is_the_rest(town, rate):
    close(town, rate, account(2024, cost=8_100_000_00))
    made = built(town, rate, year=2026)
    building.approve_takst(town.other_finance, takst=made.id, seen=made.oere)
    close(town, rate, account(2025))
    assert built(town, rate).correction == 0
    close(town, rate, account(2024, cost=8_130_000_00))
    assert built(town, rate).correction == 30_000_00


def test_an_account_is_written_on_its_page_and_what_cannot_be_is_told(town, rate):
    client = b.signed_in(town.finance)
    address = reverse("decisions:takst-account", args=[rate.id, 2025])
    sent = {
        "basis": "8.000.000",
        "correction": "0",
        "cost": "7.900.000",
        "income": "8.000.000",
        "days": "3500",
        "other_days": "365",
        "place_days": "3650",
        "set_aside": "100.000,01",
    }
    page = client.post(address, sent).content.decode()
    assert "Der kan højst hensættes 100.000,00 kr. for 2025" in page
    assert not TakstAccount.objects.exists()
    page = client.post(address, sent | {"set_aside": "60.000"}, follow=True).content.decode()
    assert "−40.000" in page
    assert TakstAccount.objects.get().other_days == 365


def test_the_list_tells_what_is_built_and_what_is_not(town, rate):
    b.rate(b.offer(b.provider("own"), name="Enghuset"), (date(2020, 1, 1), None, 1_000_00))
    b.rate(b.offer(b.provider("private"), name="Købhuset"), (date(2020, 1, 1), None, 1_000_00))
    built(town, rate)
    client = b.signed_in(town.finance)
    page = client.get(reverse("decisions:taksts")).content.decode()
    assert "2.307,14" in page
    assert "Enghuset" in page
    assert "Købhuset" not in page
    text = client.get(reverse("decisions:taksts"), {"format": "csv"}).content.decode("utf-8-sig")
    assert "Åhuset" in text
