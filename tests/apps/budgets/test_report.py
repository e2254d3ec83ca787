"""The follow-up report says what the pages say, to the øre, and on what it was counted."""

import csv
import io
import re
import shutil
import subprocess
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from helhed.apps.audit.models import Entry
from helhed.apps.budgets import actions, queries
from helhed.apps.budgets.actions.measures import make_measure, name_grants
from helhed.apps.budgets.queries import BudgetFilter, FigureFilter, FigureKind
from helhed.apps.budgets.queries.costly import costly_cases
from helhed.apps.budgets.queries.measures import measures
from helhed.apps.budgets.queries.report import report
from helhed.apps.budgets.queries.shifts import own_and_bought
from helhed.apps.budgets.queries.variance import variance
from helhed.apps.budgets.web.report import as_pdf
from helhed.apps.budgets.web.report_sections import sections
from helhed.apps.decisions.actions.expect import expect_change
from helhed.kernel.money import kroner
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from tests.apps import building as b
from tests.apps import paying
from tests.apps.town import Town

pytestmark = pytest.mark.django_db

DEAR = 2_500_033
"""25.000,33 kr. a day: more than two million in the last quarter alone."""
PLAIN = 123_457
WANTED = BudgetFilter(2026)


@pytest.fixture
def town():
    """A dear place, a plain one that is bought and one of our own; a budget, a measure, a wish."""
    made = Town()
    made.grants = {}
    start = date(2026, 1, 1)
    for name, owner, oere in (
        ("dear", "private", DEAR),
        ("bought", "private", PLAIN),
        ("own", "own", 98_765),
    ):
        rate = b.rate(b.offer(b.provider(owner)), (date(2020, 1, 1), None, oere))
        made.grants[name] = b.grant(b.case(made.north), rate, start)
        b.order(made.grants[name], start)
    version = actions.make_version(
        made.finance, year=2026, name="B26", model="activity", profile="even", per_mille=0
    )
    version.lines.update(persons=1_000)
    actions.adopt_version(made.other_finance, version=version.id)
    bought = made.grants["bought"]
    later = {
        "rate": bought.rate_id,
        "quantity": Decimal(2),
        "start": date(2026, 11, 20),
        "end": None,
    }
    expect_change(made.anna, grant=bought.id, reason="Mere støtte", **later)
    paying.pay(made.finance, made.other_finance, Month(2026, 10))
    return made


@pytest.fixture
def measure(town):
    """One that names a grant."""
    measure = make_measure(
        town.finance,
        name="En plads hjem",
        unit=town.north.id,
        owner=town.head.user.id,
        decided_on=date(2026, 1, 5),
        decision="En plads flyttes hjem",
        start=date(2026, 2, 1),
        targets={2026: 1_000_000},
    )
    name_grants(
        town.finance,
        measure=measure.id,
        before=town.grants["bought"].id,
        after=town.grants["own"].id,
        baseline_oere=None,
    )
    return measure


def file(town, kind, who=None, **wanted):
    asked = {"year": 2026, "format": kind, **wanted}
    return b.signed_in(who or town.finance).get(reverse("budgets:report"), asked)


def sheets(answer):
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def oere(cell):
    return round(Decimal(str(cell)) * 100)


def column(sheet, label):
    """The amounts of a column in øre, and the total under them."""
    at = sheet[0].index(label)
    *amounts, total = [oere(row[at]) for row in sheet[1:]]
    assert sum(amounts) == total
    return amounts, total


def test_every_sheet_sums_to_the_page_it_is_of(town):
    found = sheets(file(town, "xlsx"))
    page = queries.follow_up(town.finance, WANTED).headline
    why = variance(town.finance, WANTED)
    now = found["1 Pr. funktion"]
    for label, sum_ in (
        ("Ramme", page.frame),
        ("Bogført", page.actual),
        ("Disponeret rest", page.committed_rest),
        ("Forventet", page.expected),
        ("Tilbage", page.remaining),
        ("Ventet, ikke bevilget", page.asked),
    ):
        assert column(now, label)[1] == sum_, label
    reasons = found["2 Hvorfor"]
    for label, part in (
        ("Antal", "quantity"),
        ("Sammensætning", "mix"),
        ("Pris", "price"),
        ("Andet", "other"),
    ):
        amounts, total = column(reasons, label)
        assert total == getattr(why.total, part)
        assert sorted(amounts) == sorted(getattr(one.why, part) for one in why.services)
    four = found["4 Fire tal pr. ydelse"]
    assert column(four, "Forventet")[1] == page.expected == why.total.now
    assert column(four, "Budget")[1] == why.total.base


PAGES = {
    "2 Refusion og betaling for hele": "budgets:incomes",
    "3 Tiltag": "budgets:measures",
    "4 Fire tal pr. ydelse": "budgets:variance",
    "5 Særligt dyre enkeltsager": "budgets:costly",
    "6 Egne og købte pladser": "budgets:own-and-bought",
}
"""Sheets and the pages whose tables they hold."""


@pytest.mark.parametrize("wanted", [{}, {"department": "adults"}])
@pytest.mark.parametrize("name", PAGES)
def test_every_cell_of_the_report_is_that_of_the_page_it_is_of(town, measure, name, wanted):
    heading, *rows = sheets(file(town, "xlsx", **wanted))[name]
    asked, *shown = page_rows(town, PAGES[name], wanted)
    assert heading == asked
    assert len(rows) == len(shown) + 1  # and the total
    assert shown
    by_name = {row[0]: row for row in shown}
    for row in rows[:-1]:
        seen = by_name[row[0]]
        assert [same(a, b) for a, b in zip(row, seen, strict=True)] == [True] * len(row), seen


def test_every_cell_of_the_first_sheet_is_the_sum_of_the_rows_on_the_page(town):
    heading, *functions = sheets(file(town, "xlsx"))["1 Pr. funktion"]
    asked, *shown = page_rows(town, "budgets:overview", {})
    for label in ("Ramme", "Bogført", "Disponeret rest", "Forventet", "Tilbage"):
        sums: Counter[str] = Counter()
        for row in shown:
            sums[row[0][:7]] += round(plain(row[asked.index(label)]) * 100)
        found = {row[0]: oere(row[heading.index(label)]) for row in functions[:-1]}
        assert found == dict(sums), label


def page_rows(town, page, wanted):
    asked = {"year": 2026, "format": "csv", **wanted}
    answer = b.signed_in(town.finance).get(reverse(page), asked)
    text = answer.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def plain(text):
    return Decimal(text.replace(",", ".") or 0)


def same(cell, seen):
    """Whether a page shows what stands in the workbook, to as many decimals as the page has."""
    if isinstance(cell, date):
        return f"{cell:%d-%m-%Y}" == seen
    if isinstance(cell, float):
        return abs(plain(seen) - Decimal(str(cell))) <= Decimal("0.005")
    return str(cell) == seen


def test_the_report_has_the_dear_case_the_measure_and_the_other_way(town, measure):
    found = sheets(file(town, "xlsx"))
    (dear,) = costly_cases(town.finance, WANTED).rows
    assert (
        dear.expected
        == queries.figure(
            town.finance, FigureFilter(FigureKind.EXPECTED, 2026, citizen=dear.citizen)
        ).oere
    )
    assert column(found["5 Særligt dyre enkeltsager"], "Forventet i året") == (
        [dear.expected],
        dear.expected,
    )
    saved = measures(town.finance, WANTED).lines[0].outcome
    assert column(found["3 Tiltag"], "Ventet i året")[0] == [saved.forecast]
    assert column(found["3 Tiltag"], "Mål")[0] == [1_000_000]
    (shift,) = own_and_bought(town.finance, WANTED).rows
    row = found["6 Egne og købte pladser"][1]
    assert (
        oere(row[found["6 Egne og købte pladser"][0].index("Én plads fra købt til egen")])
        == shift.one_less
    )
    assert shift.one_less > 0


def test_the_report_says_why_the_frame_is_not_the_assumptions(town):
    told = "\n".join(sections(report(town.finance, WANTED), WANTED)[1].texts)
    assert "Forudsætningerne er" not in told
    more = {"account": town.grants["bought"].account, "unit": town.north.id, "year": 2026}
    actions.add_to_frame(town.finance, **more, oere=500_000, reason="Mere")
    told = "\n".join(sections(report(town.finance, WANTED), WANTED)[1].texts)
    frame = queries.follow_up(town.finance, WANTED).headline.frame
    assert "5.000,00 kr. i tillægsbevillinger" in told
    assert f"er rammen {kroner(frame, 2)} kr." in told


def test_the_report_says_when_and_on_what_it_was_counted(town):
    lines = [row[0] for row in sheets(file(town, "xlsx"))["Rapport"]]
    text = "\n".join(lines)
    assert "Prøvekommune: Økonomisk opfølgning 2026" in text
    assert "Opgjort 2.11.2026 på 3 bevillinger" in text
    assert "Voksne er bogført til og med okt. 2026" in text
    assert "»B26«" in text
    titles = [line for line in lines if re.match(r"\d\. ", line)]
    assert titles == [
        "1. Billedet nu",
        "2. Hvad året ventes at ende på",
        "3. Det, der er besluttet",
        "4. Aktivitet",
        "5. Særligt dyre enkeltsager",
        "6. Muligheder for at handle",
    ]


def test_the_pdf_is_tagged_named_and_the_same_each_time(town):
    answer = file(town, "pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].endswith('"opfoelgning-2026-2026-11-02.pdf"')
    assert answer.content.startswith(b"%PDF-1.7")
    assert b"/MarkInfo" in answer.content
    assert b"pdfuaid:part" in answer.content
    assert b"/Lang" in answer.content
    found = report(town.finance, WANTED)
    listed = sections(found, WANTED)
    assert as_pdf(found, listed) == as_pdf(found, listed)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext reads the file back")
def test_the_pdf_says_the_figures_of_the_page_to_the_oere(town):
    read = subprocess.run(
        ["pdftotext", "-layout", "-", "-"],
        input=file(town, "pdf").content,
        capture_output=True,
        check=True,
    ).stdout.decode()
    page = queries.follow_up(town.finance, WANTED).headline
    why = variance(town.finance, WANTED).total
    for amount in (
        page.frame,
        page.actual,
        page.committed_rest,
        page.expected,
        page.asked,
        why.quantity,
        why.price,
        costly_cases(town.finance, WANTED).expected,
    ):
        assert kroner(amount) in read, amount


def test_the_report_is_of_what_one_may_see_and_leaves_its_trace(town):
    assert file(town, "pdf", who=town.anna).status_code == 403
    answer = file(town, "xlsx", who=town.south_leader)
    (heads,) = [row for row in sheets(answer)["1 Pr. funktion"] if row[0] and row[1]]
    assert heads[0] == "Gren"
    file(town, "pdf")
    entry = Entry.objects.filter(action="table.export").last()
    assert entry.facts == {"table": "opfoelgning", "format": "pdf", "rows": 1}
    assert Entry.objects.filter(action="budget.costly", facts__format="pdf").count() == 1


def test_a_report_without_budget_frames_or_grants_is_still_a_report(db):
    b.municipality()
    b.unit("Tom")
    finance = b.actor(Role.FINANCE)
    for kind in ("pdf", "xlsx"):
        answer = b.signed_in(finance).get(reverse("budgets:report"), {"format": kind})
        assert answer.status_code == 200
        assert "attachment" in answer["Content-Disposition"]


def test_the_report_can_be_read_in_english(town):
    client = b.signed_in(town.finance)
    client.cookies["django_language"] = "en"
    answer = client.get(reverse("budgets:report"), {"year": 2026, "format": "xlsx"})
    front = [row[0] for row in next(iter(sheets(answer).values()))]
    assert "1. The picture now" in front
    assert "1. Billedet nu" not in front


def test_what_is_neither_own_nor_bought_is_told_beside_the_table_and_sums_to_the_year(town):
    rate = b.rate(b.offer(b.provider("foster_family")), (date(2020, 1, 1), None, 50_000))
    b.grant(b.case(town.north), rate, date(2026, 2, 1))
    bed = b.rate(b.offer(b.provider("own")), (date(2020, 1, 1), None, 700_000), kind="one_off")
    b.grant(b.case(town.north), bed, date(2026, 12, 1), date(2026, 12, 1))
    found = own_and_bought(town.finance, WANTED)
    listed = sum(one.own_oere + one.bought_oere for one in found.rows)
    assert (
        found.left_out == 61 * 50_000 + 700_000
    )  # November and December: before that the ledger counts
    assert listed + found.left_out == queries.follow_up(town.finance, WANTED).headline.expected
    told = f"{kroner(found.left_out, 2)} kr."
    assert told in b.seen(town.finance, "budgets:own-and-bought", year=2026)
    assert told in "\n".join(sections(report(town.finance, WANTED), WANTED)[5].texts)
