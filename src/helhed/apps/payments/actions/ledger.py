"""To and from the ledger: files sent and read, differences owned and explained."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.audit.actions import wrote
from helhed.apps.decisions import totals, years
from helhed.apps.payments import inbox, matching, outbox
from helhed.apps.payments.access import may_run, require_run
from helhed.apps.payments.apart import add_beside
from helhed.apps.payments.errors import UnableToPay
from helhed.apps.payments.models import (
    Claim,
    Difference,
    LedgerFile,
    PaymentLine,
    PayRun,
    Posting,
    PostingTotal,
    PostingYear,
)
from helhed.apps.payments.parties import payee_of
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import Department
from helhed.rules.payments.afstemning import DifferenceKind, DifferenceState, is_overpaid
from helhed.rules.payments.bankdag import earliest_pay_day
from helhed.rules.payments.krav import is_owed
from helhed.rules.payments.linjer import LineKind, counts_in
from helhed.rules.payments.udbetaling import PayRunState

_CLAIMED = screen_text("Kræves tilbage")
_POSTED_BACK = screen_text("Føres tilbage med næste kørsel")


def send_run(actor: Actor, *, run: UUID) -> None:
    """Write the file of an approved run to the ledger's folder. Doing it again changes nothing."""
    row = PayRun.objects.filter(id=run).first()
    if row is None:
        raise Http404
    require_run(actor, Action.PREPARE_PAYMENT, row.department)
    if PayRunState.of(row.state).is_open:
        raise UnableToPay(screen_text("Kørslen skal godkendes, før den kan sendes."))
    _send(actor, outbox.waiting_files().filter(run=row))


def send_files(actor: Actor) -> list[LedgerFile]:
    """Write every file that waits and is of a department whose money is the actor's to pay."""
    require_at_all(actor, Action.PREPARE_PAYMENT)
    theirs = [d.value for d in Department if may_run(actor, Action.PREPARE_PAYMENT, d.value)]
    return _send(actor, outbox.waiting_files().filter(run__department__in=theirs))


def _send(actor: Actor, files: QuerySet[LedgerFile, LedgerFile]) -> list[LedgerFile]:
    """Raises UnableToPay when the folder cannot be written to; the files go on waiting."""
    try:
        return outbox.send_waiting(actor, Path(settings.LEDGER_OUTBOX), files)
    except OSError as error:
        text = screen_text(
            "Filen kunne ikke lægges i mappen til økonomisystemet. Den venter og går ikke tabt. "
            "Bed driften se på mappen, og send så igen under Filer."
        )
        raise UnableToPay(text) from error


def read_answers(actor: Actor) -> list[LedgerFile]:
    """Read every file that waits from the ledger and from providers."""
    require_at_all(actor, Action.RECONCILE_PAYMENT)
    folder = Path(settings.LEDGER_INBOX)
    return inbox.read_waiting(actor, folder) if folder.is_dir() else []


def take_difference(actor: Actor, *, difference: UUID) -> None:
    """Take a difference on oneself."""
    with transaction.atomic():
        row = _difference(actor, difference)
        row.owner = actor.user
        row.save(update_fields=["owner"])
        wrote(actor, "difference.take", row)


def explain_difference(actor: Actor, *, difference: UUID, explanation: str) -> None:
    """Say why what is outstanding is so: it stays outstanding, with its reason, and no longer
    waits. Raises UnableToPay without a reason, or when nothing is to be explained."""
    with transaction.atomic():
        row = _difference(actor, difference)
        if not explanation.strip():
            raise UnableToPay(screen_text("Skriv, hvorfor der er en forskel."))
        if row.kind == DifferenceKind.REJECTED:
            text = screen_text("Linjen er ikke betalt. Ret fejlen, og frigiv linjen.")
            raise UnableToPay(text)
        row.state = DifferenceState.EXPLAINED.value
        row.explanation = explanation.strip()[:300]
        row.closed_at, row.closed_by = actor.now(), actor.user
        row.save(update_fields=["state", "explanation", "closed_at", "closed_by"])
        wrote(actor, "difference.explain", row)
        if row.line is not None and row.line.run is not None:
            matching.settle(row.line.run, actor.now(), row.owner)


def match_posting(actor: Actor, *, difference: UUID, line: UUID) -> None:
    """Say by hand which line an unknown posting is of. Raises UnableToPay."""
    with transaction.atomic():
        row = _difference(actor, difference)
        target = PaymentLine.objects.select_related("run", "unit").filter(id=line).first()
        if row.posting is None or target is None or target.run is None:
            raise UnableToPay(screen_text("Vælg en linje, der er sendt."))
        require_run(actor, Action.RECONCILE_PAYMENT, target.unit.department)
        if target.run.state not in matching.SENT:
            raise UnableToPay(screen_text("Vælg en linje, der er sendt."))
        posting = Posting.objects.filter(id=row.posting.id)
        before, of_grant = totals.sums(posting.all()), years.by_grant(posting.all())
        month = counts_in(Month.of(target.month), Month.of(target.run.month)).first
        posting.update(line=target, grant=target.grant_id, month=month)
        moved = totals.sums(posting.all())
        moved.subtract(before)
        totals.add(PostingTotal, moved)
        years.move(PostingYear, of_grant, years.by_grant(posting.all()))
        row.explanation = screen_text("Fundet i hånden")
        matching.solve(row, actor.now(), "")
        row.closed_by = actor.user
        row.save()
        wrote(actor, "difference.match", row, target.citizen_id, line=str(target.id))
        matching.settle(target.run, actor.now(), row.owner)


def pay_again(actor: Actor, *, difference: UUID) -> None:
    """Send a line again that the ledger took and never posted, under the id by which the ledger
    knows it when it has it after all. Raises UnableToPay."""
    with transaction.atomic():
        row = _difference(actor, difference)
        line = row.line
        if line is None or line.run is None or row.kind != DifferenceKind.MISSING:
            text = screen_text("Kun en linje, der er udeblevet, kan sendes igen.")
            raise UnableToPay(text)
        line.pay_on = earliest_pay_day(actor.today, payee_of(line))
        line.save(update_fields=["pay_on"])
        outbox.put_again(line.run, line, actor.now())
        row.kind, row.state = DifferenceKind.LATE.value, DifferenceState.OPEN.value
        row.explanation, row.owner = screen_text("Sendt igen"), actor.user
        row.closed_at = row.closed_by = None
        row.save()
        wrote(actor, "difference.pay_again", row, line.citizen_id, line=str(line.id))
    _send(actor, outbox.waiting_files().filter(run=line.run))


def claim_overpaid(actor: Actor, *, difference: UUID) -> Claim:
    """Ask what the ledger paid too much of a line back: the difference is explained by a claim.

    Raises UnableToPay when nothing was paid too much, it is claimed already, or it is an own unit
    that got it: there it is posted back.
    """
    with transaction.atomic():
        row = _difference(actor, difference)
        line = _overpaid(row)
        if not is_owed(payee_of(line)):
            text = screen_text("En intern enhed skylder ikke noget. Før beløbet tilbage.")
            raise UnableToPay(text)
        if Claim.objects.filter(line=line).exists():
            raise UnableToPay(screen_text("Beløbet kræves allerede tilbage."))
        claim = Claim.objects.create(line=line, oere=-row.oere, opened_at=actor.now())
        _explained_by(actor, row, _CLAIMED)
        wrote(actor, "difference.claim", row, line.citizen_id, claim=str(claim.id))
        if line.run is not None:
            matching.settle(line.run, actor.now(), row.owner)
    return claim


def post_back(actor: Actor, *, difference: UUID) -> PaymentLine:
    """Post back what an own unit was given too much of a line, with the next run: between own units
    nothing is owed. Raises UnableToPay when nothing was, it is posted back already, or it is
    somebody who owes it that got it."""
    with transaction.atomic():
        row = _difference(actor, difference)
        line = _overpaid(row)
        if is_owed(payee_of(line)):
            raise UnableToPay(screen_text("Modtageren skylder beløbet. Kræv det tilbage."))
        if row.reversal_id is not None:
            raise UnableToPay(screen_text("Beløbet føres allerede tilbage."))
        row.reversal = add_beside(
            actor,
            line.plan,
            of=line.id,
            month=line.month,
            kind=LineKind.REVERSAL,
            oere=row.oere,
            account=line.account,
            note=screen_text("Intern enhed fik for meget"),
        )
        _explained_by(actor, row, _POSTED_BACK)
        wrote(actor, "difference.post_back", row, line.citizen_id, line=str(row.reversal_id))
        if line.run is not None:
            matching.settle(line.run, actor.now(), row.owner)
    return row.reversal


def _overpaid(row: Difference) -> PaymentLine:
    if row.line is None or not is_overpaid(DifferenceKind.of(row.kind), row.oere):
        raise UnableToPay(screen_text("Der er ikke betalt for meget."))
    return row.line


def _explained_by(actor: Actor, row: Difference, why: str) -> None:
    row.state, row.explanation = DifferenceState.EXPLAINED.value, why
    row.closed_at, row.closed_by = actor.now(), actor.user
    row.save(update_fields=["state", "explanation", "closed_at", "closed_by", "reversal"])


def _difference(actor: Actor, difference: UUID) -> Difference:
    locked = Difference.objects.select_for_update(of=("self",))
    row = (
        locked.select_related("unit", "line__run", "line__plan__grant", "posting")
        .filter(id=difference)
        .first()
    )
    if row is None:
        raise Http404
    require_run(actor, Action.RECONCILE_PAYMENT, row.unit.department)
    if row.state == DifferenceState.SOLVED:
        raise UnableToPay(screen_text("Forskellen er løst."))
    return row
