"""New prices that one has prepared stand on the day page of whoever can set them."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from helhed.apps.decisions.actions import indexation as indexing
from helhed.apps.decisions.actions import takst as building
from helhed.apps.offers.models import Takst
from helhed.apps.payments.queries.second import second
from helhed.rules.offers.takst import Basis
from tests.apps import building as b
from tests.apps.town import Town

pytestmark = pytest.mark.django_db
TITLE = "Fire øjne: venter på dig"
FROM = (date(2020, 1, 1), None, 2_000_00)


@pytest.fixture
def town():
    return Town()


def built(town, name):
    rate = b.rate(b.offer(b.provider("own"), name=name), FROM)
    budget = building.Budget(
        Basis(8_000_000_00, 0, 0, 0), Decimal(10), Decimal(95), "Styringsgruppen"
    )
    return building.build_takst(town.finance, rate=rate.id, year=2027, budget=budget)


def test_a_rate_that_one_built_waits_on_the_day_page_of_another_and_leads_to_it(town):
    made = built(town, "Åhuset")
    page = b.seen(town.other_finance, "desk:day")
    assert TITLE in page
    assert "Godkend taksten fra 1.1.2027: Åhuset" in page
    assert f'href="{reverse("decisions:takst", args=[made.rate_id, 2027])}"' in page
    assert TITLE not in b.seen(town.finance, "desk:day")
    building.approve_takst(town.other_finance, takst=made.id, seen=made.oere)
    assert TITLE not in b.seen(town.other_finance, "desk:day")


def test_several_rates_of_a_year_are_one_line_and_an_indexation_its_own(town):
    for name in ("Åhuset", "Enghuset"):
        built(town, name)
    run = indexing.prepare_indexation(
        town.finance,
        year=2027,
        owner="own",
        percent=Decimal("2.8"),
        kind=None,
        provider=None,
        agreed_too=False,
        source="KL",
    )
    page = b.seen(town.other_finance, "desk:day")
    assert "Godkend 2 takster fra 1.1.2027" in page
    drafts = f"{reverse('decisions:taksts')}?year=2027&state=draft"
    assert f'href="{drafts.replace("&", "&amp;")}"' in page
    assert "Godkend indekseringen fra 1.1.2027: " in page
    assert f'href="{reverse("decisions:indexation", args=[run.id])}"' in page
    b.rate(b.offer(b.provider("own"), name="Skovhuset"), FROM)
    listed = b.signed_in(town.other_finance).get(drafts).content.decode()
    assert "Åhuset" in listed
    assert "Skovhuset" not in listed


def test_who_may_set_no_price_has_none_waiting_and_is_asked_nothing_of_them(
    town, django_assert_num_queries
):
    built(town, "Åhuset")
    anna = town.anna
    assert Takst.objects.exists()
    with django_assert_num_queries(0):
        assert second(anna).asked == []
