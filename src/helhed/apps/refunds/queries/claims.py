"""Claims on the state: which there are, what is in one, and its file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.refunds.access import lines_seen, may_house, require_house
from helhed.apps.refunds.claimable import held_out
from helhed.apps.refunds.closing import open_years
from helhed.apps.refunds.models import RefundClaim, RefundClaimLine
from helhed.apps.refunds.queries.years import YearRow, years
from helhed.kernel.dated import NoValueThatDay
from helhed.kernel.period import Month
from helhed.rules.access.rights import Action
from helhed.rules.refunds.hjemtagning import FileLine, RefundClaimState
from helhed.rules.refunds.opgoerelse import Payer, Scheme


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A payer's month that is held out of the next claim till the ledger is cleared up."""

    payer: Payer
    month: Month
    oere: int


@dataclass(frozen=True, slots=True)
class ClaimsPage:
    """All claims, the years, and what can be done; ``held`` is None where it cannot be counted."""

    claims: list[dict[str, Any]]
    years: list[YearRow]
    next_through: Month
    held: list[HeldOut] | None
    has_draft: bool
    may_prepare: bool


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """One claim: sums by law and department, and whose move it is."""

    row: RefundClaim
    state: RefundClaimState
    lines: QuerySet[RefundClaimLine, RefundClaimLine]
    count: int
    oere: int
    corrections: int
    parts: list[tuple[str, str, int, int]]
    may_approve: bool
    may_prepare: bool
    may_file: bool
    is_own: bool


def claims(actor: Actor) -> ClaimsPage:
    """Every claim, with what the actor may see of it. Raises UnableToLetIn."""
    require_at_all(actor, Action.SEE_REFUND)
    seen = lines_seen(actor, "lines__")
    rows = RefundClaim.objects.select_related("made_by", "approved_by").annotate(
        count=Count("lines", filter=seen),
        oere=Sum("lines__oere", filter=seen),
        corrections=Sum("lines__oere", filter=seen & ~Q(lines__before_oere=0)),
    )
    listed = [_claim_row(row) for row in rows]
    this = Month.of(actor.today)
    return ClaimsPage(
        listed,
        years(actor),
        this.plus(-1),
        _held(this.plus(-1)),
        any(row["state_key"] == RefundClaimState.DRAFT for row in listed),
        may_house(actor, Action.PREPARE_REFUND),
    )


def _held(through: Month) -> list[HeldOut] | None:
    """What the next claim leaves out; None while the limits of a year are missing."""
    try:
        found = held_out(open_years(through), through)
    except NoValueThatDay:
        return None
    summed: dict[tuple[Payer, Month], int] = defaultdict(int)
    for one in found:
        summed[one.key.payer, one.key.month] += one.oere
    return [HeldOut(payer, month, oere) for (payer, month), oere in sorted(summed.items())]


def _claim_row(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": row.number,
        "through": row.through,
        "state": RefundClaimState.of(row.state).label,
        "state_key": row.state,
        "count": row.count,
        "oere": row.oere or 0,
        "corrections": row.corrections or 0,
        "made_by": row.made_by.name if row.made_by else "",
        "approved_by": row.approved_by.name if row.approved_by else "",
        "receipt": row.receipt,
    }


def claim_page(actor: Actor, refundclaim: UUID) -> ClaimPage:
    """One claim, with the lines that the actor may see. Raises UnableToLetIn, Http404."""
    require_at_all(actor, Action.SEE_REFUND)
    row = (
        RefundClaim.objects.select_related("made_by", "approved_by").filter(id=refundclaim).first()
    )
    if row is None:
        raise Http404
    lines = row.lines.filter(lines_seen(actor))
    sums = lines.aggregate(
        count=Count("id"), total=Sum("oere"), corrections=Sum("oere", filter=~Q(before_oere=0))
    )
    parts = lines.order_by("scheme", "department").values_list("scheme", "department")
    state = RefundClaimState.of(row.state)
    return ClaimPage(
        row,
        state,
        lines,
        sums["count"],
        sums["total"] or 0,
        sums["corrections"] or 0,
        [
            (Scheme.of(scheme).label, department, count, oere)
            for scheme, department, count, oere in parts.annotate(n=Count("id"), o=Sum("oere"))
        ],
        may_house(actor, Action.APPROVE_REFUND),
        may_house(actor, Action.PREPARE_REFUND),
        state is not RefundClaimState.DRAFT and may_house(actor, Action.SEE_REFUND),
        row.made_by_id == actor.id,
    )


def file_lines(actor: Actor, refundclaim: UUID) -> tuple[RefundClaim, list[FileLine]]:
    """The rows of a claim's file, once it is approved. Raises UnableToLetIn, Http404."""
    require_house(actor, Action.SEE_REFUND)
    row = RefundClaim.objects.filter(id=refundclaim).exclude(state="draft").first()
    if row is None:
        raise Http404
    return row, list(_file_lines(row))


def _file_lines(row: RefundClaim) -> Iterator[FileLine]:
    for line in row.lines.order_by("month", "scheme", "id"):
        yield FileLine(
            row.number,
            line.month.year,
            str(Month.of(line.month)),
            line.scheme,
            str(line.household_id or line.citizen_id),
            "household" if line.household_id else "citizen",
            line.basis_oere,
            line.refund_oere,
            line.before_oere,
            line.oere,
            "" if (share := share_of(line)) is None else share,
        )


def share_of(line: RefundClaimLine) -> int | None:
    """The state's part in percent by the law of a line; None where it goes by steps."""
    return Scheme.of(line.scheme).share_on(Month.of(line.month))
