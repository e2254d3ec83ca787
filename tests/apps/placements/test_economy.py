"""The economy of own houses, beside bought places of the same kind."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from helhed.apps.decisions.actions import takst as building
from helhed.apps.offers.actions import set_vat_share
from helhed.apps.offers.models import Place, Takst
from helhed.apps.offers.queries.takst import basis_of, correction_for
from helhed.apps.placements.economy import house, house_row, houses, month_row
from helhed.apps.placements.models import Placement
from helhed.rules.offers.takst import Basis, YearAccount
from tests.apps import building as b
from tests.apps.town import Town

pytestmark = pytest.mark.django_db
FROM = (date(2020, 1, 1), None, 2_000_00)


@pytest.fixture
def town():
    return Town()


@pytest.fixture
def home(town):
    """Two places, one empty from October; to earn 1,460,000 kr. in 2026, that is 4,000 a day."""
    offer = b.offer(b.provider("own"), name="Åhuset")
    rate = b.rate(offer, FROM)
    for name, end in (("1", None), ("2", date(2026, 9, 30))):
        Placement.objects.create(
            citizen=b.citizen(name=f"Beboer {name}"),
            place=b.place(offer, name),
            start=date(2025, 1, 1),
            end=end,
            recorded_at=town.finance.now(),
        )
    basis = Basis(1_300_000_00, 100_000_00, 40_000_00, 20_000_00)
    budget = building.Budget(basis, Decimal(2), Decimal(100), "Styringsgruppen")
    building.build_takst(town.finance, rate=rate.id, year=2026, budget=budget)
    return offer


def test_a_house_tells_what_it_earned_month_by_month_and_what_an_empty_place_costs(town, home):
    found = house(town.finance, home.id, 2026)
    assert [one.month.month for one in found.months] == list(range(1, 11))  # today: 2.11.2026
    september, october = found.months[8:]
    assert september.coverage == 0
    assert (october.to_earn, october.income) == (31 * 4_000_00, 31 * 2_000_00)
    assert found.figures.coverage == -31 * 2_000_00
    assert found.fixed == 160_000_00
    days = 304 * 2 - 31
    assert found.figures.occupancy.taken_days == days
    assert found.unit_cost == (304 * 4_000_00 + days // 2) // days


def test_the_correction_of_earlier_years_is_no_cost_of_a_day_in_the_year_nor_in_its_months(
    town, home
):
    plain = house(town.finance, home.id, 2026)
    Takst.objects.update(correction=146_000_00)
    found = house(town.finance, home.id, 2026)
    assert found.figures.to_earn > plain.figures.to_earn
    assert found.unit_cost == plain.unit_cost
    september = month_row(found, found.months[8])
    assert september["unit_cost"] == 2_000_00  # 30 days of 4,000 kr. for 60 used ones


def test_places_from_8_october_are_in_the_capacity_and_in_what_october_is_to_earn(town, home):
    """Two places and one more from 8 October: 2 x 365 + 85 = 815 place-days. October has
    62 + 24 = 86 of them, September 60; the year is to earn 815,000 kr., 1,000 kr. for each."""
    Place.objects.create(offer=home, name="3", start=date(2026, 10, 8))
    Takst.objects.update(direct=655_000_00)
    found = house(town.finance, home.id, 2026)
    september, october = (month_row(found, one) for one in found.months[8:])
    assert (september["places"], october["places"], found.places) == (2, 3, 3)
    assert (september["place_days"], october["place_days"]) == (60, 86)
    assert (september["to_earn"], october["to_earn"]) == (60_000_00, 86_000_00)


def test_a_year_that_is_to_earn_nothing_has_no_cost_of_a_day(town, home):
    takst = Takst.objects.get()
    Takst.objects.update(correction=-basis_of(takst).total)
    assert house(town.finance, home.id, 2026).unit_cost is None


def test_bought_places_of_the_same_kind_stand_beside_without_vat(town, home):
    private = b.provider("private", name="Skovly")
    set_vat_share(
        town.finance,
        provider=private.id,
        percent=Decimal(10),
        start=date(2020, 1, 1),
        source="Prisliste",
    )
    dear = b.rate(b.offer(private, name="Skovly"), (date(2020, 1, 1), None, 3_000_00))
    plain = b.rate(b.offer(b.provider("region"), name="Region"), (date(2020, 1, 1), None, 2_100_00))
    for rate in (dear, dear, plain):
        b.grant(town.case, rate, date(2026, 1, 1))
    bought = house(town.finance, home.id, 2026).bought
    assert bought.count == 3
    assert bought.net == (2 * 2_700_00 + 2_100_00) // 3
    assert bought.gross == 2_700_00
    assert bought.vat_unknown == 0


def test_days_of_citizens_for_whom_another_municipality_pays_are_told_apart(town, home):
    stay = Placement.objects.get(place__name="2")
    stay.citizen.paying_municipality = "0101"
    stay.citizen.save()
    found = house(town.finance, home.id, 2026)
    assert (found.figures.others, found.figures.own) == (273, 304)


def test_the_pages_show_the_house_and_export_its_months(town, home):
    client = b.signed_in(town.finance)
    page = client.get(reverse("placements:houses"), {"year": "2026"}).content.decode()
    assert "Åhuset" in page
    assert "−62.000" in page
    address = reverse("placements:house", args=[home.id])
    page = client.get(address, {"year": "2026"}).content.decode()
    assert "Ingen købte pladser af samme slags" in page
    assert "kt. 2026" in page
    text = client.get(address, {"year": "2026", "format": "csv"}).content.decode("utf-8-sig")
    assert len(text.strip().splitlines()) == 11
    assert client.get(address, {"year": "2024"}).status_code == 404
    assert "Beboer" not in page


def test_a_house_without_a_built_rate_is_not_counted(town):
    b.rate(b.offer(b.provider("own"), name="Åhuset"), FROM)
    assert houses(town.finance, 2026) == []


@pytest.fixture
def closed(town, home):
    """The house in 2025: 100,000 kr. of the 1,460,000 were not spent, and the accounts have 10
    days of others' citizens that stand as no stay."""
    rate = home.rates.get()
    Takst.objects.update(year=2025, oere=2_000_00)
    account = YearAccount(
        *(2025, 1_460_000_00, 0, 1_360_000_00, 1_440_000_00), days=720, place_days=730
    )
    building.record_account(town.finance, rate=rate.id, account=account, other_days=10)
    Placement.objects.filter(place__name="2").update(end=date(2025, 12, 11))
    return rate


def read_bridge(page):
    """The lines of the bridge of 2025 on a page: what, and kroner."""
    table = page.split('id="bro-2025"')[1].split("</table>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)[1:]
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in rows]
    plain = [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in cells]
    return [(row[0], row[1]) for row in plain]


def test_the_house_the_rate_and_the_later_rate_tell_the_same_bridge_to_the_same_figure(
    town, home, closed
):
    client = b.signed_in(town.finance)
    pages = [
        client.get(reverse("placements:house", args=[home.id]), {"year": "2025"}),
        client.get(reverse("decisions:takst", args=[closed.id, 2025])),
        client.get(reverse("decisions:takst", args=[closed.id, 2027])),
    ]
    bridges = [read_bridge(page.content.decode()) for page in pages]
    assert bridges[0] == bridges[1] == bridges[2]
    assert bridges[0] == [
        ("Taksten var bygget til at gå lige op", "0,00"),
        ("Flere eller færre pladsdøgn", "0,00"),
        ("Højere eller lavere belægning", "−20.000,00"),
        ("heraf døgn for andres borgere, med i linjerne ovenfor", "(20.000,00)"),
        ("Tjent mere eller mindre end taksten var bygget til", "−20.000,00"),
        ("Omkostninger under eller over budgettet", "100.000,00"),
        ("Over- eller underdækning i regnskabet", "80.000,00"),
        ("Føres til taksten for 2027, som bliver billigere", "80.000,00"),
    ]
    assert correction_for(closed, 2027) == -80_000_00


def test_a_closed_year_is_told_by_its_accounts_and_other_days_than_the_stays_are_named(
    town, home, closed
):
    found = house(town.finance, home.id, 2025)
    assert found.figures.coverage == 80_000_00
    assert found.unit_cost == round(1_360_000_00 / 720)
    differences = {row.what: row.difference for row in found.compared if not row.is_money}
    assert differences == {
        "Pladsdøgn": 0,
        "Belagte døgn": 10,
        "Heraf egne borgere": 0,
        "Heraf andres borgere": 10,
    }
    page = b.signed_in(town.finance).get(
        reverse("placements:house", args=[home.id]), {"year": "2025"}
    )
    assert "Døgnene er ikke ens" in page.content.decode()
    listed = houses(town.finance, 2025)
    assert house_row(listed[0])["coverage"] == 80_000_00


def test_a_year_whose_rate_was_not_built_here_has_accounts_and_no_bridge(town, home, closed):
    Takst.objects.update(state="withdrawn")
    page = b.signed_in(town.finance).get(reverse("decisions:takst", args=[closed.id, 2025]))
    assert "bro-2025" not in page.content.decode()
