"""Writing down what is expected to be granted, letting it fall away, or making a decision of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.cases.access import case_to_write
from helhed.apps.cases.models import Case
from helhed.apps.decisions import expecting
from helhed.apps.decisions.actions import prepare
from helhed.apps.decisions.actions.changes import close, granted_to_change, open_change
from helhed.apps.decisions.models import Decision, ExpectedChange, Grant
from helhed.apps.decisions.pricing import last_day
from helhed.apps.decisions.queries import fits
from helhed.apps.offers.models import Rate
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.budgets.horisont import last_counted_month
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.forventning import (
    Change,
    ExpectedState,
    UnableToExpect,
    require_within_grant,
)
from helhed.rules.decisions.konto import account_of
from helhed.rules.decisions.omfang import check_day, check_quantity
from helhed.rules.decisions.ydelser import PriceKind, UnknownService, service
from helhed.rules.offers.ejerforhold import Ownership


def expect_change(
    actor: Actor,
    *,
    grant: UUID,
    rate: UUID,
    quantity: Decimal,
    start: date,
    end: date | None,
    reason: str,
) -> ExpectedChange:
    """Expect that a grant is replaced from a day: by another quantity, rate or offer.

    Raises UnableToExpect, UnableToGrantSoMuch, UnableToGrantThen, UnableToPrice.
    """
    with transaction.atomic():
        row = granted_to_change(actor, grant)
        require_within_grant(start, row.start, last_day(row.end, row.runs_to))
        made = _as_replacing(row)
        _fill(actor, made, row, rate, quantity, start, end)
        return _save(actor, made, reason)


def expect_end(
    actor: Actor, *, grant: UUID, end: date | None, resumes: date | None, reason: str
) -> ExpectedChange:
    """Expect that a grant gets another last day: later, earlier, or none.

    ``resumes`` is the day on which one that has ended goes on again; without it, it goes on from
    the day after its last. Raises UnableToExpect, UnableToGrantThen, UnableToPrice.
    """
    with transaction.atomic():
        row = granted_to_change(actor, grant)
        _check_end(row, end, resumes, actor.today)
        made = ExpectedChange(
            case=row.decision.case,
            change=Change.END.value,
            grant=row,
            service=row.service,
            kind=row.kind,
            offer_id=row.offer_id,
            start=resumes,
            end=end,
            account=row.account,
            unit_id=row.unit_id,
        )
        return _save(actor, made, reason)


def _check_end(row: Grant, end: date | None, resumes: date | None, today: date) -> None:
    last = last_day(row.end, row.runs_to)
    for day in (end, resumes):
        if day is not None:
            check_day(day, today)
    if row.kind == PriceKind.ONE_OFF.value:
        text = screen_text("Et engangsbeløb har ingen slutdag at flytte. Lav en ny ydelse.")
        raise UnableToExpect(text)
    if end == row.end:
        raise UnableToExpect(screen_text("Det er den slutdag, ydelsen har."))
    if row.runs_to is not None and last == row.runs_to and (end is None or end > row.runs_to):
        text = screen_text("Loven slutter ydelsen den %(day)s. Den kan ikke løbe længere.")
        day = row.runs_to
        raise UnableToExpect(text, day=f"{day.day}.{day.month}.{day.year}")
    if end is not None and row.start is not None and end < row.start:
        raise UnableToExpect(screen_text("Sidste dag ligger før første dag."))
    if resumes is None:
        return
    if last is None or resumes <= last:
        text = screen_text("Ydelsen løber den dag. Lad dagen, hvor den begynder igen, stå tom.")
        raise UnableToExpect(text)
    if end is not None and end < resumes:
        raise UnableToExpect(screen_text("Sidste dag ligger før første dag."))


def expect_service(
    actor: Actor,
    *,
    case: UUID,
    main: UUID | None,
    key: str,
    rate: UUID,
    quantity: Decimal,
    start: date,
    end: date | None,
    reason: str,
) -> ExpectedChange:
    """Expect a wholly new service in a case: a main one, or one that follows a granted main one.

    Raises UnableToExpect, UnableToGrantSoMuch, UnableToGrantThen, UnableToPrice.
    """
    with transaction.atomic():
        row = case_to_write(actor, Action.PREPARE_DECISION, case)
        follows = _main(row, main)
        _check_service(row, follows, key)
        line = Grant(
            service=key, main=follows, unit_id=row.unit_id, offer=follows.offer if follows else None
        )
        made = ExpectedChange(case=row, change=Change.NEW.value, main=follows, service=key)
        _fill(actor, made, line, rate, quantity, start, end)
        return _save(actor, made, reason)


def _main(case: Case, main: UUID | None) -> Grant | None:
    if main is None:
        return None
    granted = Grant.objects.filter(state=GrantState.GRANTED.value, main=None)
    found = granted.select_related("offer").filter(id=main, decision__case=case).first()
    if found is None:
        raise UnableToExpect(screen_text("Hovedydelsen er ikke bevilget i sagen. Vælg en anden."))
    return found


def _check_service(case: Case, main: Grant | None, key: str) -> None:
    try:
        chosen = service(key)
    except UnknownService:
        raise UnableToExpect(screen_text("Ydelsen findes ikke. Vælg en fra listen.")) from None
    if chosen.department.value != case.department:
        raise UnableToExpect(screen_text("Ydelsen hører til en anden afdeling."))
    if chosen.is_main != (main is None) or (main and not chosen.follows(service(main.service))):
        raise UnableToExpect(screen_text("Ydelsen hører ikke til den valgte hovedydelse."))


def _as_replacing(row: Grant) -> ExpectedChange:
    return ExpectedChange(
        case=row.decision.case, change=Change.REPLACE.value, grant=row, service=row.service
    )


def _fill(
    actor: Actor,
    made: ExpectedChange,
    line: Grant,
    rate: UUID,
    quantity: Decimal,
    start: date,
    end: date | None,
) -> None:
    """Fill in how much, at which rate, when, and where it would be booked."""
    found = fits(line, rate, actor.today)
    if found is None:
        raise UnableToExpect(screen_text("Taksten passer ikke til ydelsen. Vælg en anden."))
    check_quantity(PriceKind(found.kind), quantity)
    for day in (start, end):
        if day is not None:
            check_day(day, actor.today)
    if end is not None and end < start:
        raise UnableToExpect(screen_text("Sidste dag ligger før første dag."))
    made.rate, made.offer, made.kind = found, found.offer, found.kind
    made.quantity, made.start, made.end = quantity, start, end
    made.account = _account(line, found)
    made.unit_id = made.case.unit_id


def _account(line: Grant, rate: Rate) -> str:
    owner = Ownership(rate.offer.provider.ownership) if rate.offer else None
    main = service(line.main.service) if line.main else None
    return account_of(service(line.service), owner, main).code


def _save(actor: Actor, made: ExpectedChange, reason: str) -> ExpectedChange:
    if not reason.strip():
        raise UnableToExpect(screen_text("Skriv hvorfor."))
    if made.grant is not None:
        other = expecting.open_changes().filter(grant=made.grant).first()
        if other is not None:
            text = screen_text("Der er allerede en forventet ændring af ydelsen. Afslut den først.")
            error = UnableToExpect(text)
            error.mended_on = ("decisions:change", other.id)
            raise error
    made.reason = reason.strip()
    made.recorded_at, made.prepared_by = actor.now(), actor.user
    made.save()
    expecting.recount(ExpectedChange.objects.filter(id=made.id), last_counted_month(actor.today))
    wrote(actor, "expected.write", made, made.case.citizen_id, change=made.change)
    return made


def drop_change(actor: Actor, *, change: UUID, reason: str) -> None:
    """Let an expected change fall away. It is kept, and counts no more. Raises UnableToExpect."""
    with transaction.atomic():
        row = open_change(actor, Action.PREPARE_DECISION, change)
        if not reason.strip():
            raise UnableToExpect(screen_text("Skriv hvorfor."))
        if row.line_id is not None:
            text = screen_text("Den er ved at blive til en afgørelse. Tag ydelsen ud af den først.")
            raise UnableToExpect(text)
        close(actor, row, ExpectedState.DROPPED, reason.strip())


def to_decision(actor: Actor, *, change: UUID) -> Decision:
    """Begin the decision that grants an expected change: it comes with its line filled in.

    Raises UnableToExpect for a moved end, which another approves as it is (``extend``).
    """
    with transaction.atomic():
        row = open_change(actor, Action.PREPARE_DECISION, change)
        if row.change == Change.END:
            raise UnableToExpect(screen_text("Send den nye slutdag til godkendelse i stedet."))
        if row.line is not None:
            raise UnableToExpect(screen_text("Den er allerede ved at blive til en afgørelse."))
        made = prepare.begin_empty(actor, case=row.case_id)
        row.line = Grant.objects.create(decision=made, **_as_line(actor, row))
        row.save(update_fields=["line"])
        made.citation = row.line.citation
        made.save(update_fields=["citation"])
        wrote(actor, "expected.decide", row, row.case.citizen_id, decision=str(made.id))
    return made


def _as_line(actor: Actor, row: ExpectedChange) -> dict[str, Any]:
    chosen = service(row.service)
    citations = [str(citation) for citation in chosen.citations]
    main = row.grant.main if row.grant else row.main
    before = row.grant or row.main
    citation = before.citation if before and before.citation in citations else citations[0]
    return {
        "citizen_id": row.case.citizen_id,
        "main": main,
        "replaces": row.grant,
        "service": row.service,
        "citation": citation,
        "kind": row.kind,
        "offer_id": row.offer_id,
        "rate_id": row.rate_id,
        "quantity": row.quantity,
        "start": row.start,
        "end": row.end,
        "unit_id": row.case.unit_id,
        "recorded_at": actor.now(),
    }
