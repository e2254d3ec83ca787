"""The outbox: the file of an approved run is a row in the transaction that approved it, and is
written to the folder from there. Writing again gives the same name and the same bytes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db import transaction

from helhed.apps.audit.actions import Doer, wrote
from helhed.apps.payments.models import LedgerFile, PaymentLine, PayRun
from helhed.exchange.ledger.files import put as put_file
from helhed.exchange.ledger.files import written
from helhed.exchange.ledger.tables import FileKind
from helhed.kernel.period import Month
from helhed.rules.payments.udbetaling import PayRunState

BATCH = 2_000


def put(run: PayRun, now: datetime) -> LedgerFile:
    """Put the file of a run that was just approved into the outbox."""
    month = Month.of(run.month)
    approved = run.approved_at.date() if run.approved_at else ""
    head = (run.id, run.department, month, approved)
    text = written(PAYMENTS, head, _rows(run), AMOUNT_AT[PAYMENTS])
    lines = text.count("\n") - 2
    return LedgerFile.objects.create(
        is_out=True,
        kind="payments",
        name=f"payments-{month}-{run.department}-{run.id}.csv",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        run=run,
        contents=text,
        rows=lines,
        sum_oere=sum(run.totals.values_list("oere", flat=True)),
        made_at=now,
    )


def _rows(run: PayRun) -> Iterator[tuple[object, ...]]:
    lines = PaymentLine.objects.filter(run=run).order_by("id")
    listed = lines.values_list(
        *("id", "kind", "plan__recipient", "grant__offer__provider__cvr", "citizen_id"),
        *("citizen__cpr", "grant_id", "account", "unit__key", "unit__cost_place"),
        *("month", "pay_on", "oere"),
    )
    for id, kind, to, cvr, citizen, cpr, grant, *rest, month, pay_on, oere in listed.iterator(
        BATCH
    ):
        payee = cpr if to == "citizen" else cvr
        yield (
            *("L", id, kind, to, payee or "", citizen, cpr or "", grant, *rest),
            *(Month.of(month), pay_on, oere),
        )


def send_waiting(doer: Doer, folder: Path, run: PayRun | None = None) -> list[LedgerFile]:
    """Write every file that waits to the folder. Stopped anywhere, it can be run again."""
    waiting = LedgerFile.objects.filter(is_out=True, done_at__isnull=True).exclude(contents="")
    if run is not None:
        waiting = waiting.filter(run=run)
    sent = []
    for file in waiting.order_by("made_at", "id"):
        write_file(folder, file.name, file.contents.encode())
        with transaction.atomic():
            _mark_sent(doer, file)
        sent.append(file)
    return sent


def _mark_sent(doer: Doer, file: LedgerFile) -> None:
    row = PayRun.objects.select_for_update().get(files=file)
    LedgerFile.objects.filter(id=file.id).update(done_at=doer.now())
    if row.state == PayRunState.APPROVED:
        row.state, row.sent_at = PayRunState.SENT.value, doer.now()
        row.save(update_fields=["state", "sent_at"])
        wrote(doer, "payrun.send", row, month=str(Month.of(row.month)), lines=file.rows)


def write_file(folder: Path, name: str, data: bytes) -> None:
    """Write a file whole or not at all: nobody who looks into the folder sees half of it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = folder / f".{name}.{os.getpid()}"
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    os.replace(half, folder / name)
