"""Why a year moved: the four parts sum to the difference, and every amount opens to its grants."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.budgets.queries import BudgetFilter
from helhed.apps.budgets.queries.moved import moved
from helhed.apps.decisions.models import Commitment
from helhed.rules.access.rights import Role
from tests.apps import building as b

pytestmark = pytest.mark.django_db

CHEAP, DEAR = 100_000, 160_000
LINK = re.compile(r'href="(/budget/poster/[^"]+)"[^>]*>([-−\d.]+)<')
TOLD = re.compile(r"<h1>[^<]*: ([-−\d.]+),(\d\d) kr\.</h1>")


@pytest.fixture
def team():
    b.municipality()
    return b.unit("Team Nord")


@pytest.fixture
def finance(team):
    return b.actor(Role.FINANCE)


def granted(team, owner, start, end=None, *amounts):
    rate = b.rate(b.offer(b.provider(owner)), *amounts)
    return b.grant(b.case(team), rate, start, end)


def since(oere, start=date(2020, 1, 1), end=None):
    return (start, end, oere)


def committed_in(year):
    rows = Commitment.objects.filter(month__year=year)
    return sum(rows.values_list("oere", flat=True))


def test_help_from_another_supplier_at_a_new_price_is_told_apart(team, finance):
    whole = date(2025, 1, 1)
    granted(team, "own", whole, None, since(CHEAP))
    granted(team, "private", whole, None, since(DEAR))
    granted(team, "private", date(2026, 1, 1), None, since(DEAR))
    found = moved(finance, BudgetFilter(2026))
    [one] = found.services.values()
    assert list(found.services) == ["Midlertidigt botilbud"]
    before, now = 365 * (CHEAP + DEAR), 365 * (CHEAP + 2 * DEAR)
    assert (one.base, one.now) == (before, now) == (committed_in(2025), committed_in(2026))
    mean = (CHEAP + DEAR) // 2
    assert one.quantity == 365 * mean
    assert one.mix == 365 * (DEAR - mean)
    assert (one.price, one.other) == (0, 0)


def test_a_new_rate_is_price_alone(team, finance):
    year = (since(CHEAP, end=date(2025, 12, 31)), since(CHEAP + 4_000, date(2026, 1, 1)))
    granted(team, "own", date(2025, 1, 1), None, *year)
    found = moved(finance, BudgetFilter(2026))
    assert found.total.price == found.total.difference == 365 * 4_000
    [account] = found.accounts
    assert (account.persons_before, account.persons) == (1_000, 1_000)
    assert account.price - account.price_before == 365 * 4_000


def test_a_part_of_a_year_is_fewer_persons_and_not_another_price(team, finance):
    granted(team, "own", date(2025, 1, 1), date(2026, 3, 14), since(CHEAP))  # 73 days of 2026
    total = moved(finance, BudgetFilter(2026)).total
    assert total.quantity == total.difference == -292 * CHEAP
    assert (total.mix, total.price, total.other) == (0, 0, 0)


def test_a_service_that_the_year_before_did_not_have_is_other(team, finance):
    granted(team, "own", date(2026, 1, 1), None, since(CHEAP))
    total = moved(finance, BudgetFilter(2026)).total
    assert total.other == total.difference == 365 * CHEAP


def test_only_what_one_may_see_is_explained(team):
    granted(team, "own", date(2026, 1, 1), None, since(CHEAP))
    other = b.unit("Team Syd")
    leader = b.actor(Role.TEAM_LEADER, other)
    assert moved(leader, BudgetFilter(2026)).accounts == []
    assert moved(b.actor(Role.TEAM_LEADER, team), BudgetFilter(2026)).total.now == 365 * CHEAP
    with pytest.raises(UnableToLetIn):
        moved(b.actor(Role.CASEWORKER_ADULTS, team), BudgetFilter(2026))


def test_every_amount_on_the_page_opens_to_the_grants_that_make_it(team, finance):
    granted(team, "own", date(2025, 3, 5), date(2026, 8, 8), since(CHEAP))
    granted(team, "private", date(2026, 2, 1), None, since(DEAR))
    client = Client()
    client.force_login(finance.user)
    page = client.get(reverse("budgets:explanation"), {"department": "adults"}).content.decode()
    links = LINK.findall(page)
    assert len(links) == 4
    for link, shown in links:
        answer = client.get(link.replace("&amp;", "&"))
        kroner, oere = TOLD.search(answer.content.decode()).groups()
        exact = int(kroner.replace(".", "")) + int(oere) / 100
        assert abs(exact - int(shown.replace(".", ""))) <= 0.5, link


@pytest.mark.parametrize("table", ["forklaring", ""])
def test_both_tables_go_out_and_sum_to_what_is_committed(team, finance, table):
    granted(team, "own", date(2025, 3, 5), date(2026, 8, 8), since(CHEAP))
    granted(team, "private", date(2026, 2, 1), None, since(DEAR))
    client = Client()
    client.force_login(finance.user)
    answer = client.get(reverse("budgets:explanation"), {"format": "csv", "table": table})
    text = answer.content.decode("utf-8-sig").strip()
    head, *rows = [row.split(";") for row in text.splitlines()]
    at = head.index("Året" if table else "Disponeret nu")
    total = sum(round(float(row[at].replace(".", "").replace(",", ".")) * 100) for row in rows)
    assert total == committed_in(2026)


def test_a_year_without_grants_says_so(team, finance):
    client = Client()
    client.force_login(finance.user)
    page = client.get(reverse("budgets:explanation")).content.decode()
    assert "Ingen bevillinger her i de to år" in page
