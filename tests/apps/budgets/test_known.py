"""What is known to be corrected in closed months is in the year's result before it is posted, and
every page says the same year to the øre."""

import csv
import io
import re
import shutil
import subprocess
import tempfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from helhed.apps.access.access import Actor
from helhed.apps.budgets import actions, queries
from helhed.apps.budgets.queries import BudgetFilter, FigureFilter, FigureKind
from helhed.apps.decisions.actions.change import suspend_grant
from helhed.apps.decisions.actions.rates import correct_amount, set_rate
from helhed.apps.offers.models import RateAmount
from helhed.apps.payments.actions.runs import make_run
from helhed.apps.payments.queries import corrections_known
from helhed.kernel.clock import FixedDay
from helhed.kernel.money import kroner
from helhed.kernel.period import Month
from helhed.rules.decisions.ydelser import Department
from tests.apps import building as b
from tests.apps import paying
from tests.apps.town import Town

pytestmark = pytest.mark.django_db

WANTED = BudgetFilter(2026)
YEAR = {"year": "2026"}


@pytest.fixture
def town():
    """Two grants paid and posted from July to October; the budget is adopted."""
    made = Town()
    start = date(2026, 7, 1)
    made.grants = []
    for oere in (2_500_033, 123_457):
        rate = b.rate(b.offer(b.provider("private")), (date(2020, 1, 1), None, oere))
        made.grants.append(b.grant(b.case(made.north), rate, start))
        b.order(made.grants[-1], start)
    version = actions.make_version(
        made.finance, year=2026, name="B26", model="activity", profile="even", per_mille=0
    )
    version.lines.update(persons=900)
    actions.adopt_version(made.other_finance, version=version.id)
    for number in range(7, 11):
        paying.pay(made.finance, made.other_finance, Month(2026, number))
    return made


def late_price(town: Town) -> int:
    """100 kr. more a day from 1 September, told in November: 61 closed days."""
    set_rate(town.finance, rate=town.grants[1].rate_id, oere=133_457, start=date(2026, 9, 1))
    return 61 * 10_000


def late_pause(town: Town) -> int:
    """Ten days of September on which nobody was there."""
    start, end = date(2026, 9, 11), date(2026, 9, 20)
    suspend_grant(town.leader, grant=town.grants[1].id, start=start, end=end, reason="Ferie")
    return -10 * 123_457


LATE = {"price": late_price, "pause": late_pause}


def rows_of(client: Client, name: str, **wanted: str) -> list[dict[str, str]]:
    answer = client.get(reverse(name), {**YEAR, **wanted, "format": "csv"})
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def total(rows: list[dict[str, str]], label: str) -> int:
    return sum(round(Decimal(row[label].replace(",", ".")) * 100) for row in rows)


def said(page: str, words: str) -> str:
    """The amount that stands after some words on a page."""
    found = re.search(rf"{words}.*?(-?[\d.]+) kr\.", page, re.DOTALL)
    assert found, words
    return found[1]


def expected_on_pages(client: Client) -> dict[str, int]:
    """What the year is expected to end at, as each page and file under the budget's menu has it."""
    book = client.get(reverse("budgets:report"), {**YEAR, "format": "xlsx"}).content
    tree = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name("1 Pr. funktion")
    heads, *_, sums = tree.to_python()
    found = {
        "report": round(Decimal(str(sums[heads.index("Forventet")])) * 100),
        "incomes": total(rows_of(client, "budgets:incomes"), "Forventet udgift"),
        "opened": total(rows_of(client, "budgets:lines", kind="expected"), "Beløb i kr."),
    }
    for name, table in (
        ("overview", "budget"),
        ("overview", "budget-maaneder"),
        ("overview", "kontotrae"),
        ("variance", "fire-tal"),
        ("variance", "afvigelse-konti"),
    ):
        found[table] = total(rows_of(client, f"budgets:{name}", table=table), "Forventet")
    return found


def check_pages(town: Town, expected: int) -> None:
    client = b.signed_in(town.finance)
    found = expected_on_pages(client)
    assert found == dict.fromkeys(found, expected)
    page = client.get(reverse("budgets:explanation"), YEAR).content.decode()
    assert said(page, "Forventet i 2026") == kroner(expected, 0)
    if shutil.which("pdftotext"):
        pdf = client.get(reverse("budgets:report"), {**YEAR, "format": "pdf"}).content
        run = ["pdftotext", "-layout", "-", "-"]
        read = subprocess.run(run, input=pdf, capture_output=True, check=True).stdout.decode()
        assert f"ventes at ende på {kroner(expected, 2)}" in " ".join(read.split())


@pytest.mark.parametrize("which", LATE)
def test_what_is_told_late_of_a_closed_month_is_on_every_page_at_once_and_stays(town, which):
    before = queries.follow_up(town.finance, WANTED).headline
    check_pages(town, before.expected)
    rest_moves = {"price": (30 + 31) * 10_000, "pause": 0}[which]
    known = LATE[which](town)
    now = queries.follow_up(town.finance, WANTED).headline
    assert (now.actual, now.known) == (before.actual, known)
    assert now.expected == before.expected + known + rest_moves
    check_pages(town, now.expected)
    run = make_run(town.finance, department=Department.ADULTS, month=Month(2026, 11))
    check_pages(town, now.expected)
    paying.approve(town.finance, town.other_finance, run)
    waits = queries.follow_up(town.finance, WANTED).headline
    assert waits.known == known
    check_pages(town, now.expected)
    with tempfile.TemporaryDirectory() as folder:
        paying.carry(town.finance, Path(folder))
    posted = queries.follow_up(town.finance, WANTED).headline
    assert (posted.known, posted.closed["adults"]) == (0, 11)
    check_pages(town, now.expected)


def test_a_known_correction_opens_to_its_grants_as_a_figure_of_its_own(town):
    known = late_price(town)
    found = queries.figure(town.finance, FigureFilter(FigureKind.KNOWN, 2026))
    assert (found.count(), found.oere, found.total("known")) == (1, known, known)
    assert found.rows("oere", True, 0, 50)[0]["grant"] == town.grants[1].id
    october = FigureFilter(FigureKind.KNOWN, 2026, month=10)
    assert queries.figure(town.finance, october).oere == 31 * 10_000
    page = b.signed_in(town.finance).get(reverse("budgets:overview"), YEAR).content.decode()
    assert "Kendte rettelser, ikke bogført" in page
    assert f"{reverse('budgets:lines')}?year=2026&amp;kind=known" in page


def test_a_price_that_is_corrected_back_while_the_correction_waits_leaves_nothing_known(town):
    late_price(town)
    run = make_run(town.finance, department=Department.ADULTS, month=Month(2026, 11))
    paying.approve(town.finance, town.other_finance, run)
    late = RateAmount.objects.get(rate=town.grants[1].rate_id, start=date(2026, 9, 1))
    correct_amount(town.finance, amount=late.id, oere=123_457, reason="Tastefejl")
    assert queries.follow_up(town.finance, WANTED).headline.known == 0
    assert corrections_known(town.finance.today, [2026], [town.north]) == []


def test_a_correction_of_the_year_before_counts_in_the_month_of_the_run_that_carries_it(town):
    one, other = (in_january(who) for who in (town.finance, town.other_finance))
    late_price(town)
    for month in (11, 12):
        paying.pay(one, other, Month(2026, month))
    late = RateAmount.objects.get(rate=town.grants[1].rate_id, start=date(2026, 9, 1))
    correct_amount(town.finance, amount=late.id, oere=143_457, reason="Tastefejl")
    days = 30 + 31 + 30 + 31
    found = corrections_known(one.today, [2026, 2027], [town.north])
    assert {known.month for known in found} == {Month(2027, 1)}
    assert sum(known.oere for known in found) == days * 10_000
    before, now = (queries.follow_up(one, BudgetFilter(year)).headline for year in (2026, 2027))
    assert (before.known, now.known) == (0, days * 10_000)
    paying.pay(one, other, Month(2027, 1))
    posted = queries.follow_up(one, BudgetFilter(2027)).headline
    assert (posted.known, posted.expected) == (0, now.expected)


def in_january(who: Actor) -> Actor:
    return replace(who, clock=FixedDay(date(2027, 1, 10)))


def test_a_correction_that_cannot_be_priced_is_told_with_the_way_and_is_never_nothing(town):
    late_price(town)
    RateAmount.objects.filter(rate=town.grants[1].rate_id).delete()
    answer = b.signed_in(town.finance).get(reverse("budgets:overview"), YEAR)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "har ingen pris den" in page
    assert "Gå derhen, hvor det kan rettes" in page


def test_a_rest_shows_what_is_posted_of_it_as_an_amount_that_is_taken_from_it(town):
    client = b.signed_in(town.finance)
    rate = b.rate(b.offer(b.provider("private")), (date(2020, 1, 1), None, 50_000))
    more = b.grant(b.case(town.north), rate, date(2026, 7, 1))
    b.order(more, date(2026, 7, 1))
    rows = rows_of(client, "budgets:lines", kind="rest")
    assert "Heraf bogført, trækkes fra" in rows[0]
    posted = total(rows, "Heraf bogført, trækkes fra")
    assert total(rows, "Disponeret") - posted == total(rows, "Beløb i kr.")
    assert posted >= 0


@pytest.mark.parametrize("count", [1, 12])
@pytest.mark.parametrize(
    "name", ["overview", "incomes", "variance", "explanation", "costly", "lines"]
)
def test_a_page_asks_as_little_however_many_are_corrected(
    town, name, count, django_assert_max_num_queries
):
    for _ in range(count - 1):
        one = b.grant(b.case(town.north), town.grants[1].rate, date(2026, 7, 1))
        b.order(one, date(2026, 7, 1))
    late_price(town)
    client = b.signed_in(town.finance)
    client.get(reverse(f"budgets:{name}"), YEAR)  # the first reader counts what changed
    with django_assert_max_num_queries(20):
        assert client.get(reverse(f"budgets:{name}"), YEAR).status_code == 200
