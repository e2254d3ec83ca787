"""Postings against lines: exactly by the line's id, then by rule; what is left has a difference.

For every line in a run that was sent: line − its postings = what is outstanding on its difference.
For every posting without a line: minus the posting. So paid − posted is always the sum of what is
outstanding, and nothing closes without a reason.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from helhed.apps.access.models import Unit, User
from helhed.apps.decisions import totals, years
from helhed.apps.payments.errors import UnableToReadLedgerFile
from helhed.apps.payments.models import (
    Claim,
    Difference,
    PaymentLine,
    PayRun,
    Posting,
    PostingTotal,
    PostingYear,
)
from helhed.exchange.ledger.rows import PostingRow
from helhed.kernel.clock import DANISH_TIME
from helhed.kernel.identifiers import uuid_for
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text
from helhed.rules.payments.afstemning import (
    DifferenceKind,
    DifferenceState,
    outstanding_kind,
)
from helhed.rules.payments.krav import ClaimState
from helhed.rules.payments.linjer import LineKind, counts_in
from helhed.rules.payments.udbetaling import PayRunState

BATCH, IDS_AT_ONCE = 1_000, 500
SENT = (PayRunState.SENT.value, PayRunState.RECEIPTED.value, PayRunState.POSTED.value)
POSTED_LATER = screen_text("Bogført siden")
REVERSED = screen_text("Tilbageført i økonomisystemet")


def post(rows: Sequence[PostingRow], now: datetime, user: User | None) -> list[PayRun]:
    """Write postings that are new, matched with their lines; the runs that they are of.

    Raises UnableToReadLedgerFile when a number is used for two amounts, or a unit is unknown.
    """
    fresh = _new(rows)
    units = dict(Unit.objects.values_list("key", "id"))
    lines = _lines_of(row.line for row in fresh if row.line)
    postings, without = [], []
    for row in fresh:
        if row.unit not in units:
            text = screen_text("Filen nævner enheden »%(unit)s«, som ikke findes.")
            raise UnableToReadLedgerFile(text, unit=row.unit)
        line = (lines.get(row.line) if row.line else None) or _by_rule(row)
        made = _posting(row, units[row.unit], line)
        postings.append(made)
        if line is None:
            without.append(made)
    Posting.objects.bulk_create(postings, batch_size=BATCH)
    moved: Counter[totals.Key] = Counter()
    for one in postings:
        moved[one.month, one.account, one.unit_id] += one.oere
    totals.add(PostingTotal, moved)
    _add_to_years(postings)
    for one in without:
        _unknown(one, now, user)
    touched = {one.line.run_id for one in postings if one.line and one.line.run_id}
    return list(PayRun.objects.select_for_update().filter(id__in=touched).order_by("id"))


def _add_to_years(postings: Iterable[Posting]) -> None:
    """Add new postings to the years of the grants that they are of."""
    moved: defaultdict[years.Cell, Counter[int]] = defaultdict(Counter)
    for one in postings:
        if one.grant_id is not None:
            cell = (one.grant_id, one.account, one.unit_id, one.month.year)
            moved[cell][one.month.month] += one.oere
    years.add_months(PostingYear, moved)


def _new(rows: Sequence[PostingRow]) -> list[PostingRow]:
    """The rows whose numbers are not known. A number is one posting for ever."""
    by_id = {uuid_for("ledger posting", row.number): row for row in rows}
    if len(by_id) != len(rows):
        raise UnableToReadLedgerFile(screen_text("Et posteringsnummer står to gange i filen."))
    ids = list(by_id)
    for low in range(0, len(ids), IDS_AT_ONCE):
        some = Posting.objects.filter(id__in=ids[low : low + IDS_AT_ONCE])
        for id, oere in some.values_list("id", "oere"):
            if by_id.pop(id).oere != oere:
                text = screen_text("Et posteringsnummer er brugt før til et andet beløb.")
                raise UnableToReadLedgerFile(text)
    return list(by_id.values())


def _lines_of(ids: Iterable[UUID]) -> dict[UUID, PaymentLine]:
    wanted = list(ids)
    found: dict[UUID, PaymentLine] = {}
    for low in range(0, len(wanted), IDS_AT_ONCE):
        rows = PaymentLine.objects.filter(
            id__in=wanted[low : low + IDS_AT_ONCE], run__state__in=SENT
        )
        found |= {line.id: line for line in rows.select_related("run")}
    return found


def _by_rule(row: PostingRow) -> PaymentLine | None:
    """The one line that was sent for the same citizen, account, month and amount, and that has
    no posting; None when there is none, or more than one."""
    if row.citizen is None:
        return None
    alike = PaymentLine.objects.filter(
        citizen=row.citizen,
        account=row.account,
        month=row.month.first,
        oere=row.oere,
        run__state__in=SENT,
        postings__isnull=True,
    )
    found = list(alike.select_related("run")[:2])
    return found[0] if len(found) == 1 else None


def _posting(row: PostingRow, unit: UUID, line: PaymentLine | None) -> Posting:
    month = row.month
    if line is not None and line.run is not None:
        month = counts_in(Month.of(line.month), Month.of(line.run.month))
    return Posting(
        id=uuid_for("ledger posting", row.number),
        line=line,
        grant_id=line.grant_id if line else None,
        account=row.account,
        unit_id=unit,
        month=month.first,
        posted_on=row.posted_on,
        oere=row.oere,
        text=row.text[:120],
        number=row.number[:40],
    )


def _unknown(posting: Posting, now: datetime, user: User | None) -> None:
    """A posting that belongs to no line: it undoes an earlier such one, or it waits."""
    other = (
        Difference.objects.filter(
            posting__isnull=False,
            posting__account=posting.account,
            posting__unit=posting.unit_id,
            posting__month=posting.month,
            oere=posting.oere,
        )
        .exclude(state=DifferenceState.SOLVED.value)
        .first()
    )
    made = Difference(
        posting=posting,
        unit_id=posting.unit_id,
        kind=DifferenceKind.UNKNOWN.value,
        found_oere=-posting.oere,
        oere=-posting.oere,
        owner=user or _maker(posting.unit_id),
        found_at=now,
    )
    if other is not None:
        solve(other, now, REVERSED)
        solve(made, now, REVERSED)
        other.save()
    made.save()


def _maker(unit: UUID) -> User | None:
    department = Unit.objects.values_list("department", flat=True).get(id=unit)
    last = PayRun.objects.filter(department=department).order_by("-month").first()
    return last.made_by if last else None


def solve(row: Difference, now: datetime, why: str) -> None:
    """Nothing is outstanding any more; the caller saves it."""
    row.state, row.oere = DifferenceState.SOLVED.value, 0
    row.explanation, row.closed_at = row.explanation or why, now


def settle(run: PayRun, now: datetime, owner: User | None) -> None:
    """Bring the differences of a sent run up to date; it is posted when all is accounted for."""
    known = {row.line_id: row for row in Difference.objects.filter(line__run=run)}
    uneven = _uneven(run)
    today = now.astimezone(DANISH_TIME).date()
    amounts = _amounts([line.id for line, _ in uneven])
    rows = []
    for line, left in uneven:
        amounts_of, pay_on = amounts.get(line.id, []), line.pay_on or line.due_on
        kind = outstanding_kind(line.oere, amounts_of, pay_on, False, today)
        row = known.pop(line.id, None) or Difference(
            line=line, unit_id=line.unit_id, owner=owner, found_at=now, found_oere=left
        )
        if row.oere != left or row.state == DifferenceState.SOLVED or not row.kind:
            row.kind, row.oere, row.state = kind.value, left, DifferenceState.OPEN.value
            row.closed_at = row.closed_by = None
            rows.append(row)
        elif row.state == DifferenceState.OPEN and row.kind != kind:
            row.kind = kind.value
            rows.append(row)
    wrong = _on_wrong_accounts(run)
    for line_id, row in known.items():
        if row.state != DifferenceState.SOLVED and line_id not in wrong:
            solve(row, now, REVERSED if row.kind == DifferenceKind.DOUBLE else POSTED_LATER)
            rows.append(row)
    for line in PaymentLine.objects.filter(id__in=wrong - {line.id for line, _ in uneven}):
        row = known.get(line.id) or Difference(
            line=line, unit_id=line.unit_id, owner=owner, found_at=now, found_oere=0, oere=0
        )
        if row.kind != DifferenceKind.ACCOUNT:
            row.kind, row.oere, row.state = DifferenceKind.ACCOUNT.value, 0, "open"
            rows.append(row)
    for row in rows:
        row.save()
    _claims_follow(run, {line.id: left for line, left in uneven})
    _post_run(run)


def _claims_follow(run: PayRun, left: dict[UUID, int]) -> None:
    """What is asked back because the ledger paid too much is never more than it still has paid
    too much, nor less than what came back; instalments that nobody paid are then agreed anew.
    What an invoice billed too much the ledger paid as it was told, so that stands."""
    alive = (ClaimState.OPEN.value, ClaimState.AGREED.value)
    claims = Claim.objects.filter(line__run=run, state__in=alive, invoice__isnull=True)
    for claim in claims.exclude(line__kind=LineKind.CLAIM.value).select_related("line"):
        repaid = claim.instalments.aggregate(sum=Sum("paid_oere"))["sum"] or 0
        oere = max(repaid, -left.get(claim.line_id, 0))
        if oere == claim.oere:
            continue
        claim.instalments.filter(paid_oere=0).delete()
        claim.oere, claim.state = oere, ClaimState.OPEN.value
        if oere == repaid:
            done = ClaimState.SETTLED if repaid else ClaimState.WRITTEN_OFF
            claim.state, claim.explanation = done.value, claim.explanation or REVERSED
        claim.save()
        Difference.objects.filter(line=claim.line, oere__lt=0).update(
            state=DifferenceState.EXPLAINED.value
        )


def _uneven(run: PayRun) -> list[tuple[PaymentLine, int]]:
    """The lines of a run whose postings do not sum to them, and what is outstanding."""
    posted = PaymentLine.objects.filter(run=run).annotate(posted=Coalesce(Sum("postings__oere"), 0))
    found = posted.exclude(posted=F("oere")).order_by("id")
    return [(line, line.oere - line.posted) for line in found]


def _amounts(lines: list[UUID]) -> dict[UUID, list[int]]:
    found: dict[UUID, list[int]] = {}
    for low in range(0, len(lines), IDS_AT_ONCE):
        some = Posting.objects.filter(line__in=lines[low : low + IDS_AT_ONCE])
        for line, oere in some.order_by("posted_on", "id").values_list("line_id", "oere"):
            if line is not None:
                found.setdefault(line, []).append(oere)
    return found


def _on_wrong_accounts(run: PayRun) -> set[UUID]:
    """Lines of which something still stands on another account than their own."""
    strayed = Posting.objects.filter(line__run=run).exclude(account=F("line__account"))
    sums = strayed.order_by().values_list("line_id", "account").annotate(left=Sum("oere"))
    return {line for line, _, left in sums if left and line is not None}


def _post_run(run: PayRun) -> None:
    open_ones = Difference.objects.filter(
        Q(line__run=run), state=DifferenceState.OPEN.value
    ).exclude(oere=0)
    if run.state == PayRunState.RECEIPTED and not open_ones.exists():
        run.state = PayRunState.POSTED.value
        run.save(update_fields=["state"])
