"""The outbox: the file of an approved run is a row in the transaction that approved it, and is
written to the folder from there. Writing again gives the same name and the same bytes.

A citizen's CPR number that was corrected meanwhile is put right when the file is sent; all else is
as it was approved, and what lies in the folder already stays as it was sent."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet

from helhed.apps.audit.actions import Doer, wrote
from helhed.apps.citizens.models import Citizen
from helhed.apps.payments.models import LedgerFile, PaymentLine, PayRun
from helhed.exchange.ledger.files import put as put_file
from helhed.exchange.ledger.files import rewritten, rows_of, written
from helhed.exchange.ledger.tables import FileKind
from helhed.kernel.period import Month
from helhed.rules.payments.bankdag import Payee
from helhed.rules.payments.linjer import LineKind, paid_to
from helhed.rules.payments.udbetaling import PayRunState

BATCH = 2_000


def put(run: PayRun, now: datetime) -> LedgerFile:
    """Put the file of a run that was just approved into the outbox."""
    return _put(run, str(run.id), PaymentLine.objects.filter(run=run), now)


def put_again(run: PayRun, line: PaymentLine, now: datetime) -> LedgerFile:
    """Put one line of a sent run into the outbox again, under the id by which the ledger knows
    it when it has it."""
    number = run.files.filter(is_out=True).count()
    return _put(run, f"{run.id}-{number}", PaymentLine.objects.filter(id=line.id), now)


def _put(
    run: PayRun, id: str, lines: QuerySet[PaymentLine, PaymentLine], now: datetime
) -> LedgerFile:
    month = Month.of(run.month)
    rows = list(_rows(lines))
    data = written(FileKind.PAYMENTS, id, rows)
    return LedgerFile.objects.create(
        is_out=True,
        kind=FileKind.PAYMENTS.code,
        name=f"payments-{month}-{run.department}-{id}.csv",
        sha256=hashlib.sha256(data).hexdigest(),
        run=run,
        contents=data.decode(),
        rows=len(rows),
        sum_oere=sum(oere for oere in lines.values_list("oere", flat=True)),
        made_at=now,
    )


def _rows(lines: QuerySet[PaymentLine, PaymentLine]) -> Iterator[dict[str, object]]:
    """Lines as rows of a file, by their id."""
    listed = lines.order_by("id").values_list(
        *("id", "plan__recipient", "grant__offer__provider__cvr", "citizen_id", "citizen__cpr"),
        *("grant_id", "account", "unit__key", "month", "pay_on", "oere", "kind"),
    )
    for row in listed.iterator(BATCH):
        id, plan_to, cvr, citizen, cpr, grant, account, unit, month, pay_on, oere, kind = row
        to = paid_to(LineKind.of(kind), Payee.of(plan_to)).value
        yield {
            "line": id,
            "payee": to,
            "number": (cvr or "") if to == Payee.COMPANY.value else "",
            "citizen": citizen,
            "cpr": cpr or None,
            "grant": grant,
            "account": account,
            "unit": unit,
            "month": Month.of(month),
            "pay_on": pay_on,
            "oere": oere,
        }


def waiting_files() -> QuerySet[LedgerFile, LedgerFile]:
    """The files that are to be sent and were not."""
    return LedgerFile.objects.filter(is_out=True, done_at__isnull=True).exclude(contents="")


def send_waiting(
    doer: Doer, folder: Path, only: QuerySet[LedgerFile, LedgerFile] | None = None
) -> list[LedgerFile]:
    """Write the files that wait to the folder: all of them, or some. Stopped anywhere, it can be
    run again."""
    waiting = waiting_files() if only is None else only
    sent = []
    for file in waiting.order_by("made_at", "id"):
        corrected = 0 if (folder / file.name).exists() else _with_numbers_of_today(file)
        put_file(folder, file.name, file.contents.encode())
        with transaction.atomic():
            _mark_sent(doer, file, corrected)
        sent.append(file)
    return sent


def _with_numbers_of_today(file: LedgerFile) -> int:
    """Put the CPR numbers that were corrected since the file was made right in it; how many rows.

    It is kept before it is written to the folder, so that stopping in between changes nothing.
    """
    data = file.contents.encode()
    told = {row["citizen"]: row["cpr"] for row in rows_of(data)}
    known = _numbers_of(list(told))
    if all(known.get(citizen, cpr) == cpr for citizen, cpr in told.items()):
        return 0
    corrected = 0

    def change(row: dict[str, str]) -> dict[str, str]:
        nonlocal corrected
        cpr = known.get(row["citizen"], row["cpr"])
        corrected += cpr != row["cpr"]
        return {**row, "cpr": cpr}

    data = rewritten(FileKind.PAYMENTS, data, change)
    file.contents, file.sha256 = data.decode(), hashlib.sha256(data).hexdigest()
    file.save(update_fields=["contents", "sha256"])
    return corrected


def _numbers_of(citizens: list[str]) -> dict[str, str]:
    """The CPR number of each citizen now; empty for one without."""
    found: dict[str, str] = {}
    for low in range(0, len(citizens), 500):
        some = Citizen.objects.filter(id__in=citizens[low : low + 500])
        found |= {str(id): cpr or "" for id, cpr in some.values_list("id", "cpr")}
    return found


def _mark_sent(doer: Doer, file: LedgerFile, corrected: int) -> None:
    row = PayRun.objects.select_for_update().get(files=file)
    LedgerFile.objects.filter(id=file.id).update(done_at=doer.now())
    if row.state == PayRunState.APPROVED:
        row.state, row.sent_at = PayRunState.SENT.value, doer.now()
        row.save(update_fields=["state", "sent_at"])
        month = str(Month.of(row.month))
        wrote(doer, "payrun.send", row, month=month, lines=file.rows, corrected=corrected)
