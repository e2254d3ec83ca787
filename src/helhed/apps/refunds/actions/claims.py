"""Claims on the state: drafted, approved by another, sent as a file, receipted. Or thrown away."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.refunds.access import require_house
from helhed.apps.refunds.claimable import Claimable, claimable
from helhed.apps.refunds.closing import closed_years, open_years
from helhed.apps.refunds.models import RefundClaim, RefundClaimLine
from helhed.kernel.dated import NoValueThatDay
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.afgoerelse import require_four_eyes
from helhed.rules.refunds.hjemtagning import (
    Key,
    RefundClaimState,
    UnableToClaim,
    check_through,
    require_state,
)
from helhed.rules.refunds.opgoerelse import Payer, Scheme

BATCH = 1_000


def make_claim(actor: Actor, *, through: Month) -> RefundClaim:
    """Draft a claim of all that can be claimed through a month and was not yet, with corrections
    of what was. Raises UnableToClaim; then nothing is written."""
    try:
        with transaction.atomic():
            require_house(actor, Action.PREPARE_REFUND)
            check_through(through, actor.today, closed_years())
            years = open_years(through)
            found = _claimable(years, through)
            claim = RefundClaim.objects.create(
                number=_next_number(through.year),
                through=through.first,
                made_by=actor.user,
                made_at=actor.now(),
            )
            lines = _lines(claim, found)
            RefundClaimLine.objects.bulk_create(lines, batch_size=BATCH)
            wrote(actor, "refundclaim.make", claim, through=str(through), lines=len(lines))
    except IntegrityError as error:
        text = screen_text("Der er allerede en kladde. Godkend eller kassér den først.")
        raise UnableToClaim(text) from error
    return claim


def _claimable(years: Collection[int], through: Month, but: UUID | None = None) -> list[Claimable]:
    try:
        return claimable(years, through, but)
    except NoValueThatDay as missing:
        text = screen_text(
            "Beløbsgrænserne for %(year)s mangler. Luk året, hvis det er gjort op et andet sted,"
            " eller få grænserne skrevet."
        )
        raise UnableToClaim(text, year=missing.day.year) from missing


def _next_number(year: int) -> str:
    """R-2026-007: one higher than any before of the year."""
    last = RefundClaim.objects.filter(number__startswith=f"R-{year}-").order_by("-number").first()
    return f"R-{year}-{int(last.number[-3:]) + 1 if last else 1:03d}"


def _lines(claim: RefundClaim, found: Iterable[Claimable]) -> list[RefundClaimLine]:
    return [
        RefundClaimLine(
            claim=claim,
            citizen_id=None if one.key.payer.is_household else UUID(one.key.payer.key),
            household_id=UUID(one.key.payer.key) if one.key.payer.is_household else None,
            department=one.department,
            month=one.key.month.first,
            scheme=one.key.scheme.value,
            turn=one.turn + 1,
            basis_oere=one.basis,
            refund_oere=one.now,
            before_oere=one.before,
            oere=one.oere,
        )
        for one in found
    ]


def approve_claim(actor: Actor, *, refundclaim: UUID) -> None:
    """Approve a draft made by another. Raises SamePersonTwice, and UnableToClaim when something
    changed since it was made."""
    with transaction.atomic():
        row = _claim(actor, Action.APPROVE_REFUND, refundclaim)
        require_state(RefundClaimState.of(row.state), RefundClaimState.DRAFT)
        require_four_eyes(row.made_by_id, actor.id)
        through = Month.of(row.through)
        check_through(through, actor.today, closed_years())
        now = _claimable(open_years(through), through, row.id)
        if {one.key: one.oere for one in now} != _of(row):
            text = screen_text(
                "Noget er ændret, siden kravet blev lavet. Kassér kladden, og lav den igen."
            )
            raise UnableToClaim(text)
        row.state, row.approved_by = RefundClaimState.APPROVED.value, actor.user
        row.approved_at = actor.now()
        row.save(update_fields=["state", "approved_by", "approved_at"])
        wrote(actor, "refundclaim.approve", row, number=row.number)


def _of(row: RefundClaim) -> dict[Key, int]:
    """What a claim takes, by payer, month and law."""
    return {_key(line): line.oere for line in row.lines.all()}


def _key(line: RefundClaimLine) -> Key:
    payer = Payer(line.household_id is not None, str(line.household_id or line.citizen_id))
    return Key(payer, Month.of(line.month), Scheme.of(line.scheme))


def discard_claim(actor: Actor, *, refundclaim: UUID) -> None:
    """Throw a draft away, with its lines. Raises UnableToClaim when it was approved."""
    with transaction.atomic():
        row = _claim(actor, Action.PREPARE_REFUND, refundclaim)
        require_state(RefundClaimState.of(row.state), RefundClaimState.DRAFT)
        wrote(actor, "refundclaim.discard", row, number=row.number)
        row.lines.all().delete()
        row.delete()


def send_claim(actor: Actor, *, refundclaim: UUID) -> None:
    """Note that the file of an approved claim was sent. Raises UnableToClaim."""
    with transaction.atomic():
        row = _claim(actor, Action.PREPARE_REFUND, refundclaim)
        require_state(RefundClaimState.of(row.state), RefundClaimState.APPROVED)
        row.state, row.sent_at = RefundClaimState.SENT.value, actor.now()
        row.save(update_fields=["state", "sent_at"])
        wrote(actor, "refundclaim.send", row, number=row.number)


def receipt_claim(actor: Actor, *, refundclaim: UUID, day: date, receipt: str) -> None:
    """Note the state's receipt of a claim that was sent. Raises UnableToClaim."""
    with transaction.atomic():
        row = _claim(actor, Action.PREPARE_REFUND, refundclaim)
        require_state(RefundClaimState.of(row.state), RefundClaimState.SENT)
        if not receipt.strip():
            raise UnableToClaim(screen_text("Skriv kvitteringens nummer."))
        if day > actor.today or (row.sent_at and day < row.sent_at.date()):
            raise UnableToClaim(screen_text("Kvitteringen kommer, efter kravet er sendt."))
        row.state, row.receipted_on = RefundClaimState.RECEIPTED.value, day
        row.receipt = receipt.strip()[:60]
        row.save(update_fields=["state", "receipted_on", "receipt"])
        wrote(actor, "refundclaim.receipt", row, number=row.number)


def _claim(actor: Actor, action: Action, refundclaim: UUID) -> RefundClaim:
    require_house(actor, action)
    row = RefundClaim.objects.select_for_update().filter(id=refundclaim).first()
    if row is None:
        raise Http404
    return row
