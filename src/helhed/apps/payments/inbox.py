"""The inbox: files from the ledger and from providers, each read once, whole or not at all.

A file is read in one transaction with all that follows from it, and moved away afterwards. Stopped
anywhere, reading again ends in the same place: a checksum that is known is only moved.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from helhed.apps.access.models import User
from helhed.apps.audit.actions import Doer, wrote
from helhed.apps.payments import matching
from helhed.apps.payments.errors import UnableToReadLedgerFile
from helhed.apps.payments.invoicing import receive
from helhed.apps.payments.models import Difference, LedgerFile, PaymentLine, PayRun
from helhed.apps.payments.pairs import with_its_pair
from helhed.apps.payments.run_totals import write_totals
from helhed.exchange.faults import Faults
from helhed.exchange.ledger import files, rows
from helhed.exchange.ledger.tables import FileKind
from helhed.kernel.words import screen_text
from helhed.rules.payments.afstemning import DifferenceKind
from helhed.rules.payments.udbetaling import PayRunState

READ, REFUSED = "read", "refused"
ORDER = (FileKind.RECEIPT, FileKind.POSTINGS, FileKind.INVOICES)
"""What is read first: a line that was rejected cannot be posted."""


@dataclass(frozen=True, slots=True)
class _Found:
    path: Path
    sha256: str
    content: files.LedgerFile | None
    fault: str

    @property
    def turn(self) -> int:
        return ORDER.index(self.content.kind) if self.content else len(ORDER)


def read_waiting(doer: Doer, folder: Path) -> list[LedgerFile]:
    """Read every file that waits in the folder; receipts first. What cannot be read is set
    aside with the reason, and stops nothing else."""
    found = [_opened(path) for path in sorted(folder.glob("*.csv"))]
    found.sort(key=lambda one: one.turn)
    read = []
    for one in found:
        file = _read(doer, one)
        if file is not None:
            read.append(file)
        refused = one.fault or (file is not None and file.fault)
        _move(one.path, folder / (REFUSED if refused else READ))
    with transaction.atomic():
        waits = (PayRunState.SENT.value, PayRunState.RECEIPTED.value)
        for run in PayRun.objects.select_for_update().filter(state__in=waits).order_by("id"):
            matching.settle(run, doer.now(), _owner(doer, run))
    return read


def _opened(path: Path) -> _Found:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    faults = Faults()
    content = files.read(path, faults)
    if content is None:
        return _Found(path, digest, None, _told(faults))
    if content.kind not in ORDER:
        return _Found(path, digest, None, screen_text("Filen er ikke et svar til os."))
    return _Found(path, digest, content, "")


FAULTS = {
    "checksum": screen_text(
        "Kontrolsummen passer ikke med indholdet: filen er ændret eller beskåret. Hent den igen. "
        "Intet af den er læst."
    ),
    "foot": screen_text(
        "Den sidste linje er ikke en slutlinje: filen er beskåret, eller den kommer ikke fra "
        "økonomisystemet. Hent den igen. Intet af den er læst."
    ),
    "kind": screen_text(
        "Filens slags eller version kendes ikke. Bed økonomisystemet om en fil i den version, der "
        "er aftalt. Intet af den er læst."
    ),
    "totals": screen_text(
        "Antal rækker eller sum passer ikke med slutlinjen. Hent filen igen. Intet af den er læst."
    ),
}
"""What is said of a file that cannot be read as a whole, by the kind of its first fault."""


def _told(faults: Faults) -> str:
    """What is wrong with a file that cannot be read: the first fault and how many there are. The
    name of the file stands beside it."""
    first = faults.listed[0]
    if first.kind in FAULTS:
        return FAULTS[first.kind]
    text = screen_text(
        "Der er %(count)s fejl i filen, den første i række %(row)s, kolonne %(column)s. Bed om en "
        "rettet fil. Intet af den er læst."
    )
    return text % {"count": len(faults), "row": first.row or "–", "column": first.column or "–"}


def _move(path: Path, folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    if path.exists():
        os.replace(path, folder / path.name)


def _read(doer: Doer, one: _Found) -> LedgerFile | None:
    """The file as it was read now; None when it was read before."""
    fault = one.fault
    if one.content is not None:
        try:
            with transaction.atomic():
                if _known(one):
                    return None
                file = _log(doer, one, "")
                _take(doer, one.content, file)
                return file
        except UnableToReadLedgerFile as error:
            fault = str(error)
    with transaction.atomic():
        return None if _known(one) else _log(doer, one, fault)


def _known(one: _Found) -> bool:
    return LedgerFile.objects.filter(is_out=False, sha256=one.sha256).exists()


def _log(doer: Doer, one: _Found, fault: str) -> LedgerFile:
    content = one.content
    file = LedgerFile.objects.create(
        is_out=False,
        kind=content.kind.code if content else "",
        name=one.path.name[:120],
        sha256=one.sha256,
        rows=content.frame.height if content else 0,
        sum_oere=content.oere if content else 0,
        fault=fault[:300],
        made_at=doer.now(),
        done_at=doer.now(),
    )
    wrote(doer, "ledger.refuse" if fault else "ledger.read", file, rows=file.rows)
    return file


def _take(doer: Doer, content: files.LedgerFile, file: LedgerFile) -> None:
    match content.kind:
        case FileKind.RECEIPT:
            _take_receipt(doer, content, file)
        case FileKind.POSTINGS:
            for run in matching.post(rows.postings(content), doer.now(), _user(doer)):
                matching.settle(run, doer.now(), _owner(doer, run))
        case FileKind.INVOICES:
            receive(rows.invoices(content), doer.now(), _user(doer))


def _take_receipt(doer: Doer, content: files.LedgerFile, file: LedgerFile) -> None:
    run = _run_of(content)
    told = rows.receipts(content)
    rejected = {row.line: row.reason for row in told if row.line and row.is_rejected}
    sent = set(run.lines.values_list("id", flat=True))
    if not {row.line for row in told} <= sent:
        text = screen_text("Kvitteringen nævner en linje, der ikke er i kørslen.")
        raise UnableToReadLedgerFile(text)
    for line in PaymentLine.objects.filter(id__in=rejected).order_by("id"):
        for one in with_its_pair(line):
            _reject(doer, run, one, rejected.get(one.id, rejected[line.id]))
    if rejected:
        write_totals(run)
    LedgerFile.objects.filter(id=file.id).update(run=run)
    answered = run.files.filter(is_out=True, sha256=content.of)
    answered.update(contents="", done_at=doer.now())
    if run.state in (PayRunState.APPROVED, PayRunState.SENT):
        run.state, run.receipted_at = PayRunState.RECEIPTED.value, doer.now()
        run.sent_at = run.sent_at or doer.now()
        run.save(update_fields=["state", "receipted_at", "sent_at"])


def _run_of(content: files.LedgerFile) -> PayRun:
    """The run that a receipt is of; its file must be the one that was sent."""
    sent = LedgerFile.objects.filter(is_out=True, sha256=content.of)
    run = PayRun.objects.select_for_update().filter(files__in=sent).first()
    if run is None:
        text = screen_text("Kvitteringen er af en fil, der ikke er sendt herfra.")
        raise UnableToReadLedgerFile(text)
    return run


def _reject(doer: Doer, run: PayRun, line: PaymentLine, reason: str) -> None:
    """A rejected line was not paid: it leaves its run, and waits until somebody releases it."""
    text = reason[:180] or screen_text("Uden grund")
    PaymentLine.objects.filter(id=line.id).update(
        run=None, waited=True, hold_reason=text, held_at=doer.now(), pay_on=None
    )
    Difference.objects.update_or_create(
        line=line,
        defaults={
            "kind": DifferenceKind.REJECTED.value,
            "state": "open",
            "unit_id": line.unit_id,
            "found_oere": line.oere,
            "oere": 0,
            "owner": _owner(doer, run),
            "explanation": text,
            "found_at": doer.now(),
            "closed_at": None,
            "closed_by": None,
        },
    )


def _user(doer: Doer) -> User | None:
    found = getattr(doer, "user", None)
    return found if isinstance(found, User) else None


def _owner(doer: Doer, run: PayRun) -> User | None:
    """Whose a new difference is: who made the run."""
    return run.made_by or _user(doer)
