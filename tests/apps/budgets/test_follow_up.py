"""The follow-up: the tree of accounts, what is waited for and not granted, and what comes in."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from helhed.apps.budgets import queries
from helhed.apps.budgets.models import Account
from helhed.apps.budgets.queries import BudgetFilter, FigureFilter, FigureKind
from helhed.apps.budgets.queries.asked import asked
from helhed.apps.budgets.queries.incomes import incomes
from helhed.apps.decisions.actions.expect import expect_change
from helhed.apps.refunds.models import Income
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from helhed.rules.budgets.kontotrae import AccountPart
from tests.apps import building as b
from tests.apps import paying
from tests.apps.town import Town

pytestmark = pytest.mark.django_db

SINCE = (date(2020, 1, 1), None, 123_457)
START = date(2026, 3, 9)
FROM = date(2026, 11, 20)


@pytest.fixture
def town():
    """Places by three kinds of owners, hours at home, and an expected rise; October is posted."""
    made = Town()
    for owner in ("own", "private", "region"):
        grant = b.grant(made.case, b.rate(b.offer(b.provider(owner)), SINCE), START)
        b.order(grant, START)
    hours = b.rate(b.offer(b.provider("own")), SINCE, kind="weekly_hours")
    b.order(b.grant(made.case, hours, START, service_key="stoette_85"), START)
    changed = {"rate": grant.rate_id, "quantity": Decimal(2), "start": FROM, "end": None}
    made.change = expect_change(made.anna, grant=grant.id, reason="Mere støtte", **changed)
    paying.pay(b.actor(Role.FINANCE), b.actor(Role.FINANCE), Month(2026, 10))
    return made


@pytest.fixture
def finance():
    return b.actor(Role.FINANCE)


PARTS = [
    AccountPart(),
    AccountPart(function="5.38.52"),
    AccountPart(function="5.38.52", grouping="001", ownership="440"),
    AccountPart(ownership="194"),
    AccountPart(paragraph="SEL § 107"),
    AccountPart(paragraph="SEL § 85"),
    AccountPart(function="5.38.52", paragraph="SEL § 85"),
]


@pytest.mark.parametrize("part", PARTS)
def test_every_branch_of_the_tree_opens_to_exactly_its_grants(town, finance, part):
    found = queries.follow_up(finance, BudgetFilter(2026, part=part)).headline
    opened = {
        kind: queries.figure(finance, FigureFilter(kind, 2026, part=part)).oere
        for kind in (FigureKind.PAID, FigureKind.REST, FigureKind.EXPECTED)
    }
    assert list(opened.values()) == [found.actual, found.committed_rest, found.expected]
    assert asked(finance, FigureFilter(FigureKind.ASKED, 2026, part=part)).oere == found.asked


def test_branches_of_one_level_add_up_to_the_whole(town, finance):
    def expected(**part):
        wanted = BudgetFilter(2026, part=AccountPart(**part))
        return queries.follow_up(finance, wanted).headline.expected

    whole = expected()
    assert whole > 0
    assert expected(function="5.38.52") + expected(function="5.38.39") == whole
    assert (
        expected(ownership="194") + expected(ownership="440") + expected(ownership="348") == whole
    )
    assert expected(paragraph="SEL § 107") + expected(paragraph="SEL § 85") == whole


def test_what_is_waited_for_stands_alone_until_it_is_granted(town, finance):
    found = queries.follow_up(finance, BudgetFilter(2026))
    rise = (11 + 31) * SINCE[2]  # one place more from 20 November
    assert found.headline.asked == rise
    assert [one.asked for one in found.months][-2:] == [11 * SINCE[2], 31 * SINCE[2]]
    sums = sum(line.figures.actual_to_date + line.figures.committed_rest for line in found.lines)
    assert found.headline.expected == sum(one.expected for one in found.months) == sums
    (row,) = asked(finance, FigureFilter(FigureKind.ASKED, 2026)).rows("", False, 0, 50)
    assert (row["change"], row["oere"]) == (town.change.id, rise)


def test_the_follow_up_goes_from_function_to_grouping_to_owner_to_grants(town, finance):
    client = b.signed_in(finance)
    page, levels = reverse("budgets:overview"), []
    for words in ("5.38.52", "001", "440"):
        text = client.get(page).content.decode()
        page = next(
            address.replace("&amp;", "&")
            for address, name in re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', text)
            if name == words
        )
        levels.append(page)
    assert "function=5.38.52" in page
    assert "ownership=440" in page
    text = client.get(page).content.decode()
    opened = re.search(r'href="(/budget/poster/[^"]*kind=expected)"', text)[1]
    lines = client.get(opened.replace("&amp;", "&")).content.decode()
    assert "Tallet består af 1 bevilling." in lines
    assert town.case.number in lines


def test_filters_of_the_tree_stay_in_the_address_of_what_is_opened(town, finance):
    client = b.signed_in(finance)
    address = f"{reverse('budgets:overview')}?year=2026&paragraph=SEL+%C2%A7+85"
    text = client.get(address).content.decode()
    links = re.findall(r'href="(/budget/poster/[^"]*)"', text)
    assert links
    whole = [link for link in links if "account=" not in link and "month=" not in link]
    assert all("paragraph=SEL" in link for link in whole)


def test_the_list_of_what_is_waited_for_opens_to_the_change(town, finance):
    client = b.signed_in(finance)
    text = client.get(f"{reverse('budgets:lines')}?kind=asked&year=2026").content.decode()
    assert "ikke bevilget" in text
    assert reverse("decisions:change", args=[town.change.id]) in text


def test_what_comes_in_is_a_cost_below_nothing_of_the_whole_department(town, finance):
    grant = town.case.decisions.first().grants.first()
    Income.objects.create(
        grant=grant,
        month=date(2026, 10, 1),
        kind="user_payment",
        oere=250_000,
        recorded_at=b.NOON,
    )
    (line,) = incomes(finance, BudgetFilter(2026)).lines
    assert line.payments == -250_000
    assert line.refund <= 0
    expected = queries.follow_up(finance, BudgetFilter(2026)).headline.expected
    assert line.net == expected + line.refund + line.payments
    text = b.signed_in(finance).get(reverse("budgets:incomes")).content.decode()
    assert "−2.500" in text


def test_a_team_leader_is_told_that_refund_is_the_departments(town):
    assert not incomes(town.leader, BudgetFilter(2026)).may_see
    text = b.signed_in(town.leader).get(reverse("budgets:incomes")).content.decode()
    assert "Refusion opgøres for en hel afdeling" in text


def test_a_year_without_limits_is_told_and_is_no_zero(finance):
    b.municipality()
    b.unit("Team")
    client = b.signed_in(finance)
    told = client.get(f"{reverse('budgets:incomes')}?year=2099").content.decode()
    assert "Beløbsgrænserne for 2099 kendes ikke" in told
    told = client.get(f"{reverse('budgets:costly')}?year=2015").content.decode()
    assert "Der er ingen grænse for dyre enkeltsager i 2015" in told
    told = client.get(f"{reverse('budgets:report')}?year=2015&format=pdf").content.decode()
    assert "Der er ingen grænse for dyre enkeltsager i 2015" in told


def test_an_account_without_a_number_that_can_be_read_stands_by_itself(town, finance):
    Account.objects.create(code="underskud", name="Underskud", department="adults")
    assert not AccountPart(function="5.38.52").holds("underskud")
    assert AccountPart().holds("underskud")
