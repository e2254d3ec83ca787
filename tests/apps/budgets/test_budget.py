"""The budget: figures that open down to the grants that make them, of what one may see."""

import re
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.audit.models import Entry
from helhed.apps.budgets import actions, queries
from helhed.apps.budgets.models import Account, Frame
from helhed.apps.budgets.queries import BudgetFilter, FigureFilter, FigureKind
from helhed.apps.budgets.sums import sum_of
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from helhed.rules.budgets.kontotrae import all_paragraphs
from tests.apps import building as b
from tests.apps import paying

pytestmark = pytest.mark.django_db

DAY_RATE = 123_457
ACCOUNT = "5.38.52.1.4.001.40"
OCTOBER = Month(2026, 10)


@pytest.fixture
def team():
    b.municipality()
    return b.unit("Team Nord")


@pytest.fixture
def finance():
    return b.actor(Role.FINANCE)


def granted(team, start=date(2026, 8, 1), end=None):
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, DAY_RATE))
    made = b.grant(b.case(team), rate, start, end)
    b.order(made, start)
    assert made.account == ACCOUNT
    return made


def account():
    return Account.objects.get_or_create(
        code=ACCOUNT, name="Midlertidigt botilbud, privat", department="adults"
    )[0]


def pay(month=OCTOBER):
    paying.pay(b.actor(Role.FINANCE), b.actor(Role.FINANCE), month)


def headline(actor, **wanted):
    return queries.follow_up(actor, BudgetFilter(2026, **wanted)).headline


def test_paying_a_month_moves_it_from_committed_to_paid_and_nothing_else(team, finance):
    granted(team)
    before = headline(finance)
    pay()
    after = headline(finance)
    moved = 31 * DAY_RATE
    assert after.actual - before.actual == moved
    # The months before October were never paid; they are closed with it, and expected no more.
    never_paid = (31 + 30) * DAY_RATE
    assert before.committed_rest - after.committed_rest == moved + never_paid
    assert before.expected - after.expected == never_paid


def test_paid_and_committed_rest_together_stay_the_same_when_the_first_month_is_paid(team, finance):
    granted(team, start=date(2026, 10, 1))
    before = headline(finance)
    pay()
    after = headline(finance)
    assert (after.actual, after.expected) == (31 * DAY_RATE, before.expected)


def test_what_is_left_is_the_frame_less_what_is_expected(team, finance):
    granted(team, start=date(2026, 11, 1))
    account()
    right = {"account": ACCOUNT, "unit": team.id, "year": 2026, "reason": "Budget"}
    actions.set_frame(finance, **right, oere=70 * DAY_RATE)
    found = queries.follow_up(finance, BudgetFilter(2026))
    assert found.headline.expected == 61 * DAY_RATE
    assert found.headline.remaining == 9 * DAY_RATE
    assert sum(month.frame for month in found.months) == 70 * DAY_RATE
    assert found.most_over(5) == []
    actions.add_to_frame(finance, **right, oere=-10 * DAY_RATE)
    (line,) = queries.follow_up(finance, BudgetFilter(2026)).most_over(5)
    assert (line.account_name, line.figures.remaining) == (
        "Midlertidigt botilbud, privat",
        -DAY_RATE,
    )


def test_everybody_sees_exactly_their_own_units(team, finance):
    other, children = b.unit("Team Syd"), b.unit("Børn", "children")
    for one in (team, other):
        granted(one, start=date(2026, 12, 1))
    month = 31 * DAY_RATE
    assert headline(finance).expected == 2 * month
    assert headline(b.actor(Role.HEAD, other)).expected == 2 * month
    assert headline(b.actor(Role.TEAM_LEADER, team)).expected == month
    assert headline(b.actor(Role.HEAD, children)).expected == 0
    assert headline(b.actor(Role.TEAM_LEADER, team), unit=other.id).expected == 0
    with pytest.raises(UnableToLetIn):
        headline(b.actor(Role.CASEWORKER_ADULTS, team))


def test_a_unit_holds_the_units_below_it(team, finance):
    below = b.unit("Hus", parent=team)
    granted(below, start=date(2026, 12, 1))
    assert headline(finance, unit=team.id).expected == 31 * DAY_RATE


@pytest.mark.parametrize("kind", [one for one in FigureKind if one is not FigureKind.ASKED])
@pytest.mark.parametrize("month", [None, 9, 10, 12])
def test_a_figure_opens_to_grants_that_sum_to_it(team, finance, kind, month):
    granted(team)
    granted(team, start=date(2026, 9, 14), end=date(2026, 12, 3))
    pay()
    found = queries.follow_up(finance, BudgetFilter(2026))
    months = [one for one in found.months if month is None or one.month.month == month]
    shown = {
        FigureKind.PAID: sum(one.actual for one in months),
        FigureKind.COMMITTED: sum(one.committed for one in months),
        FigureKind.REST: sum(one.rest for one in months),
        FigureKind.KNOWN: sum(one.known for one in months),
        FigureKind.EXPECTED: sum(one.expected for one in months),
    }[kind]
    opened = queries.figure(finance, FigureFilter(kind, 2026, month, unit=team.id))
    assert opened.oere == shown
    rows = opened.rows("oere", True, 0, 50)
    assert sum(row["oere"] for row in rows) == shown
    assert all(row["number"].startswith("S-") for row in rows)


def test_a_frame_needs_a_reason_an_amount_and_an_account_of_the_units_department(team, finance):
    account()
    children = b.unit("Børn", "children")
    right = {"account": ACCOUNT, "unit": team.id, "year": 2027, "oere": 1, "reason": "Ja"}
    for wrong in ({"reason": " "}, {"oere": -1}, {"unit": children.id}, {"account": "?"}):
        with pytest.raises(actions.UnableToSetFrame):
            actions.set_frame(finance, **{**right, **wrong})
    with pytest.raises(UnableToLetIn):
        actions.set_frame(b.actor(Role.TEAM_LEADER, team), **right)
    assert Frame.objects.count() == 0


def signed_in(actor):
    client = Client()
    client.force_login(actor.user)
    return client


def test_the_page_opens_down_to_a_grant(team, finance):
    made = granted(team, start=date(2026, 12, 1))
    client = signed_in(finance)
    page = client.get(reverse("budgets:overview")).content.decode()
    link = f"/budget/poster/?year=2026&amp;unit={team.id}&amp;account={ACCOUNT}&amp;kind=expected"
    assert link in page
    opened = client.get(link.replace("&amp;", "&")).content.decode()
    assert "Forventet 2026: 38.271,67 kr." in opened
    assert reverse("payments:grant", args=[made.id]) in opened
    seen = Entry.objects.get(action="budget.figure")
    assert seen.citizen == made.citizen_id


def test_the_export_of_the_budget_sums_to_the_page(team, finance):
    for one in (team, b.unit("Team Syd"), b.unit("Team Vest")):
        granted(one)
    pay()
    text = signed_in(finance).get(reverse("budgets:overview"), {"format": "csv", "table": "budget"})
    head, *rows = [r.split(";") for r in text.content.decode("utf-8-sig").strip().splitlines()]
    found = headline(finance)
    for label, oere in (("Bogført", found.actual), ("Forventet", found.expected)):
        column = head.index(label)
        assert sum(int(row[column].replace(",", "")) for row in rows) == oere
    months = signed_in(finance).get(
        reverse("budgets:overview"), {"format": "csv", "table": "budget-maaneder"}
    )
    head, *rows = [r.split(";") for r in months.content.decode("utf-8-sig").strip().splitlines()]
    assert len(rows) == 12
    column = head.index("Forventet")
    assert sum(int(row[column].replace(",", "")) for row in rows) == found.expected


OPENED = re.compile(
    r'href="(/budget/poster/[^"]+)"[^>]*>(?:<span class="what">[^<]*</span><span [^>]*>)?([^<]+)<'
)
TOLD = re.compile(r"<h1>[^<]*: ([-−\d.]+),(\d\d) kr\.</h1>")


def opened_from(client, address):
    """(address, whole kroner shown) of everything on a page that opens to its grants."""
    page = client.get(address).content.decode()
    for link, text in OPENED.findall(page):
        yield link.replace("&amp;", "&"), text.strip()


@pytest.mark.parametrize("narrowed", ["", "unit", "department", "account"])
def test_every_figure_of_the_budget_opens_to_the_grants_that_make_it(team, finance, narrowed):
    granted(team)
    granted(b.unit("Team Syd"), start=date(2026, 12, 1))
    pay()
    part = {"unit": team.id, "department": "adults", "account": ACCOUNT}
    wanted = f"&{narrowed}={part[narrowed]}" if narrowed else ""
    client = signed_in(finance)
    account()
    opened = list(opened_from(client, f"{reverse('budgets:overview')}?year=2026{wanted}"))
    tiles_and_totals = [link for link, _ in opened if "month=" not in link]
    assert {kind for link in tiles_and_totals for kind in re.findall(r"kind=(\w+)", link)} == {
        *("paid", "known", "rest", "expected", "asked")
    }
    assert len(tiles_and_totals) >= 9
    for link, shown in opened:
        answer = client.get(link)
        assert answer.status_code == 200, link
        kroner, oere = TOLD.search(answer.content.decode()).groups()
        exact = int(kroner.replace(".", "")) + int(oere) / 100
        assert abs(exact - int(shown.replace(".", ""))) <= 0.5, link


def test_a_whole_year_is_a_list_in_order_a_page_at_a_time(team, finance):
    for day in range(1, 29):
        granted(team, start=date(2026, 8, day))
        granted(team, start=date(2026, 9, day))
    found = queries.figure(finance, FigureFilter(FigureKind.EXPECTED, 2026))
    first = found.rows("oere", True, 0, 50)
    rest = found.rows("oere", True, 50, 100)
    amounts = [row["oere"] for row in (*first, *rest)]
    assert (len(first), len(rest), found.count()) == (50, 6, 56)
    assert amounts == sorted(amounts, reverse=True)
    assert sum(amounts) == found.oere == headline(finance).expected
    assert len({row["grant"] for row in (*first, *rest)}) == 56


def test_an_account_named_after_its_service_is_read_in_english(team, finance):
    account()
    granted(team)
    Account.objects.create(code="5.38.50.1.4.001.40", name="Vores egen konto", department="adults")
    client = signed_in(finance)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    overview = client.get(reverse("budgets:overview")).content.decode()
    listed = client.get(reverse("budgets:accounts")).content.decode()
    for page in (overview, listed):
        assert "Temporary residential accommodation, private" in page
        assert "Midlertidigt botilbud, privat" not in page
    assert "Vores egen konto" in listed


def test_filters_that_make_no_sense_show_the_whole_of_this_year(team, finance):
    wanted = {"year": "abc", "unit": "x", "account": "'; DROP", "department": "?"}
    assert signed_in(finance).get(reverse("budgets:overview"), wanted).status_code == 200


@pytest.mark.parametrize("count", [1, 12])
def test_no_page_asks_more_than_twenty_questions(
    team, finance, count, django_assert_max_num_queries
):
    account()
    for number in range(count):
        granted(b.unit(f"Team {number}"))
    pay()
    addresses = [
        reverse("budgets:overview"),
        f"{reverse('budgets:lines')}?month=12&kind=expected",
        f"{reverse('budgets:lines')}?year=2026&kind=expected",
        f"{reverse('budgets:frame')}?account={ACCOUNT}&unit={team.id}",
        reverse("budgets:accounts"),
    ]
    client = signed_in(finance)
    for address in addresses:
        client.get(address)  # the first reader counts what changed
        with django_assert_max_num_queries(20):
            assert client.get(address).status_code == 200


def test_a_frame_is_set_on_the_page(team, finance):
    account()
    data = {
        "account": ACCOUNT,
        "unit": team.id,
        "year": "2027",
        "oere": "1.234,50",
        "reason": "",
        "kind": "original",
    }
    client = signed_in(finance)
    refused = client.post(reverse("budgets:frame"), data).content.decode()
    assert "1.234,50" in refused
    assert Frame.objects.count() == 0
    client.post(reverse("budgets:frame"), {**data, "reason": "Budget 2027"})
    assert sum_of(Frame.objects.get()).original == 123_450


QUANTITY_PAGES = (
    "budgets:explanation",
    "budgets:variance",
    "budgets:costly",
    "budgets:own-and-bought",
    "budgets:measures",
    "budgets:versions",
    "budgets:models",
    "budgets:report",
)


@pytest.mark.parametrize("count", [1, 12])
@pytest.mark.parametrize("name", QUANTITY_PAGES)
def test_pages_of_quantity_and_price_ask_as_little_however_many_are_helped(
    finance, name, count, django_assert_max_num_queries
):
    account()
    for number in range(count):
        granted(b.unit(f"Team {number}"))
    pay()
    client = signed_in(finance)
    client.get(reverse(name), {"year": "2026"})  # the first reader counts what changed
    with django_assert_max_num_queries(20):
        assert client.get(reverse(name), {"year": "2026"}).status_code == 200


def test_only_accounts_with_a_frame_or_money_in_the_year_can_be_chosen(team, finance):
    account()
    Account.objects.create(code="5.99.01.1.001.1", name="Ingen bruger mig", department="adults")
    granted(team)
    page = signed_in(finance).get(reverse("budgets:overview")).content.decode()
    assert f'<option value="{ACCOUNT}">' in page
    assert "Ingen bruger mig" not in page


def test_paragraphs_stand_law_by_law_and_by_their_numbers():
    found = all_paragraphs()
    assert found.index("SEL § 85") < found.index("SEL § 107")
    assert found.index("BL § 46") < found.index("BL § 114") < found.index("SEL § 82 b")
    assert len(found) == len(set(found))
