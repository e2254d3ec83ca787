"""The demonstration's year as finance lives it: each month made, reviewed, approved by another,
sent, answered by the pretend ledger, read, and every difference dealt with.

Steps are done by whoever is handed in (``Do``): one after the other here, or killed on the way.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.db.models import QuerySet, Sum

from helhed.apps.access.access import Actor, posts_of
from helhed.apps.access.models import User
from helhed.apps.payments import inbox, outbox
from helhed.apps.payments.actions import ledger, lines, runs
from helhed.apps.payments.models import Claim, Difference, LedgerFile, PaymentLine, PayRun, Posting
from helhed.apps.transfer.loading import load_frames
from helhed.kernel.clock import FixedDay
from helhed.kernel.period import Month
from helhed.rules.decisions.ydelser import Department
from helhed.rules.payments.afstemning import DifferenceKind, is_overpaid
from helhed.rules.payments.bankdag import Payee
from helhed.rules.payments.krav import is_owed
from helhed.stand_ins.ledger import FAULTS
from helhed.synth.make import make

YEAR = tuple(Month(2026, 1).until(Month(2026, 12)))
EACH = dict.fromkeys(FAULTS, 0.02)
NEVER_CAME = ("missing", "late")
"""A line that the ledger took and has not posted, before and after it is sent again."""
DEPARTMENTS = (Department.ADULTS, Department.CHILDREN)
LEDGER = """
import json, sys
from pathlib import Path
from helhed.stand_ins.ledger import answer
answer(Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3]), 4)
"""
"""The pretend ledger as a program of its own: it knows two folders and nothing of the house."""

Do = Callable[[str, Callable[[], object]], None]
"""Does a step that has a name."""


def without_payments_since(first: Month, scale: float, seed: int) -> dict[str, pl.DataFrame]:
    """The demonstration as it was when a month began to be paid."""
    made = dict(make(scale, seed))
    before = pl.col("month") < first.first
    made["pay_runs"] = made["pay_runs"].filter(before)
    made["closed_periods"] = made["closed_periods"].filter(before)
    made["payments"] = _of(made, "payments", "run", "pay_runs")
    of_lines = _of(made, "postings", "payment", "payments")
    others = made["postings"].filter(pl.col("payment").is_null() & before)
    made["postings"] = pl.concat([of_lines, others])
    known = pl.col("payment").is_null() | pl.col("payment").is_in(_ids(made, "payments"))
    posted = pl.col("posting").is_null() | pl.col("posting").is_in(_ids(made, "postings"))
    made["payment_differences"] = made["payment_differences"].filter(known & posted)
    made["claims"] = _of(made, "claims", "payment", "payments")
    made["instalments"] = _of(made, "instalments", "claim", "claims")
    return made


def _ids(made: Mapping[str, pl.DataFrame], table: str) -> list[str]:
    return made[table]["id"].to_list()


def _of(made: Mapping[str, pl.DataFrame], table: str, column: str, of: str) -> pl.DataFrame:
    return made[table].filter(pl.col(column).is_in(_ids(made, of)))


def load(first: Month = YEAR[0], scale: float = 0.01, seed: int = 1) -> None:
    """The demonstration into an empty database, paid until just before a month."""
    load_frames(without_payments_since(first, scale, seed))


def finance(number: int, day: date) -> Actor:
    """One of the two finance officers of the demonstration, on a day."""
    user = User.objects.get(username="demo-finance" if number == 1 else "demo-finance-2")
    return Actor(user, posts_of(user, day), FixedDay(day))


def straight(_name: str, act: Callable[[], object]) -> None:
    """Does a step as it is done when nothing goes wrong."""
    act()


def ask_ledger(folder: Path, faults: Mapping[str, float]) -> None:
    """One round of the pretend ledger, in a process of its own."""
    words = [folder / "out", folder / "in", json.dumps(faults)]
    (folder / "out").mkdir(exist_ok=True)
    subprocess.run([sys.executable, "-c", LEDGER, *words], check=True)


def pay_month(
    month: Month,
    folder: Path,
    do: Do = straight,
    ask: Callable[[], object] | None = None,
) -> None:
    """A month of both departments, sent and answered; what is answered is read on the twelfth of
    the next month, and its differences are dealt with."""
    day, later = month.first + timedelta(days=19), month.plus(1).first + timedelta(days=11)
    for department in DEPARTMENTS:
        _to_the_ledger(department, month, day, do)
    do("ledger", ask or (lambda: ask_ledger(folder, EACH)))
    do("read", lambda: inbox.read_waiting(finance(1, later), folder / "in"))
    do("deal", lambda: deal(finance(1, later), older_than=month))


def _to_the_ledger(department: Department, month: Month, day: date, do: Do) -> None:
    def run() -> PayRun:
        return PayRun.objects.get(department=department.value, month=month.first)

    do("make", lambda: runs.make_run(finance(1, day), department=department, month=month))
    do("review", lambda: runs.review_run(finance(1, day), run=run().id))
    do("approve", lambda: runs.approve_run(finance(2, day), run=run().id))
    do("send", lambda: ledger.send_run(finance(1, day), run=run().id))


def deal(who: Actor, *, older_than: Month) -> None:
    """What a finance officer does about open differences: what was rejected is released, what
    lost its number is tied by hand, what never came is paid again, and what the ledger did not
    put right itself in a month is claimed back or explained."""
    waiting = Difference.objects.filter(state="open").select_related("line__run", "posting")
    for row in waiting.order_by("line", "id"):
        row.refresh_from_db()
        if row.state == "open":
            _deal_with(who, row, older_than)
    outbox.send_waiting(who, Path(settings.LEDGER_OUTBOX))


def _deal_with(who: Actor, row: Difference, older_than: Month) -> None:
    line, posting = row.line, row.posting or _that_may_be(row)
    has_waited = line and line.run and Month.of(line.run.month) < older_than
    if row.kind == "rejected" and line is not None:
        if line.hold_reason:
            lines.release_line(who, line=line.id)
    elif line is not None and row.kind in NEVER_CAME and posting is not None:
        if has_waited:
            ledger.match_posting(who, difference=posting.difference.id, line=line.id)
    elif row.kind == "missing":
        ledger.pay_again(who, difference=row.id)
    elif has_waited or (posting and not _line_of(posting)):
        _end(who, row)


def _line_of(posting: Posting) -> Difference | None:
    """The difference of a line that never came, and that may be what an unknown posting is of."""
    return _never_came(posting.account, posting.oere).first()


def _that_may_be(row: Difference) -> Posting | None:
    """An unknown posting of the same amount and account as a line that never came. While more
    lines are alike than postings nobody can tell which came: all are sent again, and the ledger,
    which takes no line twice, posts those that did not."""
    line = row.line
    if line is None or row.kind not in NEVER_CAME:
        return None
    alike = Posting.objects.filter(
        account=line.account, oere=line.oere, difference__state="open"
    ).order_by("number")
    lines_alike = _never_came(line.account, line.oere).count()
    return alike.first() if alike.count() >= lines_alike else None


def _never_came(account: str, oere: int) -> QuerySet[Difference, Difference]:
    return Difference.objects.filter(
        kind__in=NEVER_CAME, state="open", line__account=account, line__oere=oere
    )


def _end(who: Actor, row: Difference) -> None:
    line = row.line
    claimed = Claim.objects.filter(line=line).exists()
    if line and is_overpaid(DifferenceKind.of(row.kind), row.oere) and not claimed:
        owed = is_owed(Payee.of(line.plan.recipient))
        (ledger.claim_overpaid if owed else ledger.post_back)(who, difference=row.id)
    elif row.kind not in ("late", "account"):
        ledger.explain_difference(who, difference=row.id, explanation="Talt med systemet")


def end_state() -> dict[str, Any]:
    """Everything that lasts, by what it is of and not by ids or hours."""
    return {
        "runs": sorted(
            [run.department, str(run.month), run.state, run.lines.count()]
            for run in PayRun.objects.all()
        ),
        "lines": sorted(
            [str(one.id), one.oere, one.account, str(one.pay_on), one.kind, bool(one.run_id)]
            for one in PaymentLine.objects.all()
        ),
        "postings": sorted(
            [str(one.line_id), one.number, one.account, one.oere] for one in Posting.objects.all()
        ),
        "differences": sorted(
            [str(one.line_id), str(one.posting_id), one.kind, one.state, one.oere]
            for one in Difference.objects.all()
        ),
        "files": sorted(
            [one.name, one.sha256, bool(one.done_at), one.fault]
            for one in LedgerFile.objects.filter(is_out=True)
        ),
        "claims": sorted([str(one.line_id), one.oere] for one in Claim.objects.all()),
    }


def uneven() -> Counter[tuple[object, object]]:
    """Each run and account of which paid is not posted and outstanding, and by how many øre."""
    sums: Counter[tuple[object, object]] = Counter()
    paid = PaymentLine.objects.filter(run__sent_at__isnull=False)
    for run, account, oere in _summed(paid, "run", "account"):
        sums[run, account] += oere
    for run, account, oere in _summed(Posting.objects, "line__run", "account"):
        sums[run, account] -= oere
    of_lines = Difference.objects.filter(line__run__isnull=False)
    for run, account, oere in _summed(of_lines, "line__run", "line__account"):
        sums[run, account] -= oere
    of_postings = Difference.objects.filter(posting__isnull=False)
    for account, oere in _summed(of_postings, "posting__account"):
        sums[None, account] -= oere
    return Counter({key: oere for key, oere in sums.items() if oere})


def _summed(rows: Any, *names: str) -> Any:
    return rows.order_by().values_list(*names).annotate(Sum("oere"))
