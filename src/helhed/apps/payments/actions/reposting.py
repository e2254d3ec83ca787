"""What was paid from a wrong account is moved to the right one, and the move is taken back."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.catalogue.queries.book import rule_book
from helhed.apps.payments.actions.lines import line_to_change
from helhed.apps.payments.errors import UnableToPay
from helhed.apps.payments.models import Difference, PaymentLine
from helhed.apps.payments.pairs import PAIRED, is_moved, with_its_pair
from helhed.apps.payments.run_totals import write_totals
from helhed.kernel.words import screen_text
from helhed.rules.payments.afstemning import DifferenceKind
from helhed.rules.payments.linjer import LineKind
from helhed.rules.payments.udbetaling import PayRunState


def repost_line(actor: Actor, *, line: UUID, account: str, reason: str) -> None:
    """Move what was paid from a wrong account to the right one: a pair of lines that sums to
    nothing goes with the next run. Nobody is paid by it, and it is a difference until the ledger
    has posted it. Raises UnableToPay."""
    try:
        with transaction.atomic():
            row = line_to_change(actor, line)
            _check(actor, row, account, reason)
            _pair_line(actor, row, LineKind.REPOST_OUT, -row.oere, row.account, reason)
            moved = _pair_line(actor, row, LineKind.REPOST_IN, row.oere, account, reason)
            Difference.objects.create(
                line=moved,
                unit_id=row.unit_id,
                kind=DifferenceKind.ACCOUNT.value,
                found_oere=row.oere,
                oere=0,
                owner=actor.user,
                explanation=screen_text("Flyttes med næste kørsel"),
                found_at=actor.now(),
            )
            wrote(actor, "payline.repost", row, row.citizen_id, account=account)
    except IntegrityError as error:
        text = screen_text("Måneden er allerede omkonteret i dag. Se linjerne, der venter.")
        raise UnableToPay(text) from error


def _check(actor: Actor, row: PaymentLine, account: str, reason: str) -> None:
    if row.run is None or PayRunState.of(row.run.state).is_open:
        text = screen_text("Kun en linje, der er godkendt, kan omkonteres.")
        raise UnableToPay(text)
    if row.kind == LineKind.REPOST_OUT:
        text = screen_text("Linjen tager et beløb af en konto. Flyt den linje, der satte det på.")
        raise UnableToPay(text)
    if is_moved(row):
        text = screen_text(
            "Beløbet er allerede flyttet. Træk flytningen tilbage, eller flyt det videre fra "
            "linjen på den nye konto."
        )
        raise UnableToPay(text)
    if account == row.account or account not in rule_book().chart(actor.today):
        raise UnableToPay(screen_text("Vælg en anden konto, som findes i kontoplanen i dag."))
    if not reason.strip():
        raise UnableToPay(screen_text("Skriv, hvorfor beløbet flyttes."))


def _pair_line(
    actor: Actor, row: PaymentLine, kind: LineKind, oere: int, account: str, reason: str
) -> PaymentLine:
    return PaymentLine.objects.create(
        plan_id=row.plan_id,
        grant_id=row.grant_id,
        citizen_id=row.citizen_id,
        month=row.month,
        kind=kind.value,
        due_on=actor.today,
        oere=oere,
        account=account,
        unit_id=row.unit_id,
        waited=True,
        note=reason.strip()[:200],
    )


def withdraw_repost(actor: Actor, *, line: UUID) -> None:
    """Take a move back before it is sent: both its lines and what they left among the differences
    are gone, and the log keeps it. Raises UnableToPay when it is approved, or is no move."""
    with transaction.atomic():
        row = line_to_change(actor, line)
        pair = list(with_its_pair(row).select_related("run").order_by("id"))
        if row.kind not in PAIRED:
            raise UnableToPay(screen_text("Kun en flytning mellem konti kan trækkes tilbage."))
        runs = {one.run for one in pair if one.run is not None}
        if any(not PayRunState.of(run.state).is_open for run in runs):
            text = screen_text("Flytningen er allerede godkendt. Flyt beløbet tilbage i stedet.")
            raise UnableToPay(text)
        wrote(actor, "payline.repost_withdraw", row, row.citizen_id, account=row.account)
        ids = [one.id for one in pair]
        Difference.objects.filter(line__in=ids).delete()
        PaymentLine.objects.filter(id__in=ids).delete()
        for run in runs:
            write_totals(run)
