"""The demonstration's year with the ledger: every krone accounted for, none paid twice."""

import csv
from collections import Counter
from datetime import date

import pytest

from helhed.apps.audit.models import Entry
from helhed.apps.payments import inbox, queries
from helhed.apps.payments.models import Difference, PaymentLine, PayRun, Posting
from helhed.kernel.period import Month
from helhed.rules.payments.afstemning import DifferenceKind
from tests.apps.payments import year

pytestmark = pytest.mark.django_db
JANUARY = Month(2027, 1)
FOUND = set(DifferenceKind) - {DifferenceKind.MISSING}
"""What never came is called late from when it is sent again."""


def told_by_the_ledger(folder, kind):
    """All rows of a kind of answer, from the files themselves."""
    rows = []
    for path in sorted((folder / "in" / "read").glob(f"{kind}-*.csv")):
        body, _, foot = path.read_text().rstrip("\n").rpartition("\n")
        assert foot.startswith("#")
        rows += csv.DictReader(body.splitlines())
    return rows


def by_run(sums):
    """What each run lacks in all: money may stand on a wrong account for a month, never nowhere."""
    found = Counter()
    for (run, _), oere in sums.items():
        found[run] += oere
    return {run: oere for run, oere in found.items() if oere}


def all_that_was_found():
    """The kinds of the differences that there were."""
    return set(Difference.objects.values_list("kind", flat=True))


def paid_again():
    """The lines that the ledger took and never posted, and that were sent again."""
    return {entry.facts["line"] for entry in Entry.objects.filter(action="difference.pay_again")}


def test_every_krone_of_the_year_is_posted_or_explained_and_none_is_paid_twice(folder):
    year.load()
    for month in year.YEAR:
        year.pay_month(month, folder)
        assert not by_run(year.uneven())
    year.pay_month(JANUARY, folder, ask=lambda: year.ask_ledger(folder, {}))
    at_last = year.finance(1, date(2027, 3, 1))
    year.ask_ledger(folder, {})
    inbox.read_waiting(at_last, folder / "in")
    year.deal(at_last, older_than=JANUARY.plus(1))

    of_year = PayRun.objects.filter(month__gte=date(2026, 1, 1))
    assert list(of_year.exclude(state="posted")) == []
    assert of_year.count() == 2 * 13
    waiting = PaymentLine.objects.filter(run__isnull=True)
    assert set(waiting.values_list("kind", flat=True)) <= {"reversal"}, "to go with the next run"
    assert waiting.filter(reverses__isnull=True).count() == 0
    assert not Difference.objects.filter(state="open").exists()
    assert not Difference.objects.filter(state="explained", explanation="").exists()
    assert year.uneven() == {}
    assert {kind for kind in DifferenceKind if kind.value in all_that_was_found()} >= FOUND

    told = {row["number"]: int(row["oere"]) for row in told_by_the_ledger(folder, "postings")}
    ours = Posting.objects.filter(number__in=told)
    assert dict(ours.values_list("number", "oere")) == told
    taken = Counter(
        row["line"] for row in told_by_the_ledger(folder, "receipt") if row["answer"] == "accepted"
    )
    assert set(taken) == {str(line) for line in of_year.values_list("lines", flat=True)}
    assert {str(line) for line, times in taken.items() if times > 1} <= paid_again()
    for department in year.DEPARTMENTS:
        assert queries.differences(at_last, department.value, JANUARY, 13).count == 0
