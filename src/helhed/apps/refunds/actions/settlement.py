"""Settlement between municipalities: who pays, our claims and their answers, their claims on us."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.citizens.models import Citizen
from helhed.apps.citizens.numbers import holder
from helhed.apps.refunds.access import require_house
from helhed.apps.refunds.models import PayingDuty, SettlementClaim, SettlementLine
from helhed.apps.refunds.unclaimed import Owed, costs_in, days_of, owed, own_code
from helhed.kernel.cpr import Cpr
from helhed.kernel.period import Month, Period
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.refunds import mellemkommunal as rules
from helhed.rules.refunds.mellemkommunal import DutyBasis, SettlementState, UnableToSettle

MOST_NUMBER = 30


def note_duty(
    actor: Actor,
    *,
    citizen: UUID,
    paying: str,
    residence: str,
    basis: DutyBasis,
    start: date,
    end: date | None,
    note: str,
) -> PayingDuty:
    """Write that another municipality pays for a citizen in a period. Raises UnableToSettle."""
    with transaction.atomic():
        require_house(actor, Action.PREPARE_REFUND)
        who = Citizen.objects.select_for_update().filter(id=citizen).first()
        if who is None:
            raise Http404
        for code in (paying, residence):
            if len(code) != 4 or not code.isdecimal():
                raise UnableToSettle(screen_text("En kommune skrives med fire cifre."))
        if paying == own_code():
            raise UnableToSettle(screen_text("Betaler vi selv, er der intet at skrive."))
        if end is not None and end < start:
            raise UnableToSettle(screen_text("Den sidste dag ligger før den første."))
        for other in who.paying_duties.all():
            if Period(other.start, other.end).overlaps(Period(start, end)):
                text = screen_text("Der er allerede en betalingskommune i den tid. Slut den først.")
                raise UnableToSettle(text)
        row = PayingDuty.objects.create(
            citizen=who,
            acting=own_code(),
            paying=paying,
            residence=residence,
            basis=basis.value,
            start=start,
            end=end,
            note=note.strip()[:200],
            recorded_at=actor.now(),
            recorded_by=actor.user,
        )
        wrote(actor, "payingduty.note", row, who.id, paying=paying, start=start.isoformat())
    return row


def end_duty(actor: Actor, *, duty: UUID, end: date) -> None:
    """Write the last day on which another municipality pays. Raises UnableToSettle."""
    with transaction.atomic():
        require_house(actor, Action.PREPARE_REFUND)
        row = PayingDuty.objects.select_for_update().filter(id=duty).first()
        if row is None:
            raise Http404
        if end < row.start:
            raise UnableToSettle(screen_text("Den sidste dag ligger før den første."))
        row.end = end
        row.save(update_fields=["end"])
        wrote(actor, "payingduty.end", row, row.citizen_id, end=end.isoformat())


def make_settlements(actor: Actor, *, through: Month) -> list[SettlementClaim]:
    """Draft a claim for each citizen of whom another municipality owes something through a month.

    Raises UnableToSettle when nobody owes anything, or the month is not over.
    """
    with transaction.atomic():
        require_house(actor, Action.PREPARE_REFUND)
        if through >= Month.of(actor.today):
            text = screen_text("%(month)s er ikke slut. Afregn til og med en måned før.")
            raise UnableToSettle(text, month=through)
        groups: dict[tuple[UUID, str], list[Owed]] = defaultdict(list)
        for one in owed(actor.today, through):
            groups[one.citizen, one.municipality].append(one)
        due = {key: lines for key, lines in groups.items() if sum(line.oere for line in lines)}
        if not due:
            raise UnableToSettle(screen_text("Ingen kommune skylder noget, der ikke er krævet."))
        return [_draft(actor, *key, lines) for key, lines in due.items()]


def _draft(actor: Actor, citizen: UUID, municipality: str, lines: list[Owed]) -> SettlementClaim:
    claim = SettlementClaim.objects.create(
        number=_next_number(actor.today.year),
        is_outgoing=True,
        municipality=municipality,
        citizen_id=citizen,
        start=min(line.month.first for line in lines),
        end=max(line.month.last for line in lines),
        oere=sum(line.oere for line in lines),
        state=SettlementState.DRAFT.value,
        owner=actor.user,
        made_at=actor.now(),
    )
    SettlementLine.objects.bulk_create(
        SettlementLine(
            claim=claim,
            grant_id=line.grant,
            month=line.month.first,
            oere=line.oere,
            lapsed_oere=line.lapsed,
        )
        for line in lines
    )
    wrote(actor, "settlement.make", claim, citizen, number=claim.number, lines=len(lines))
    return claim


def _next_number(year: int) -> str:
    """M-2026-0007: one higher than any before of the year."""
    ours = SettlementClaim.objects.filter(is_outgoing=True, number__startswith=f"M-{year}-")
    last = ours.order_by("-number").values_list("number", flat=True).first()
    return f"M-{year}-{int(last[-4:]) + 1 if last else 1:04d}"


def send_settlement(actor: Actor, *, settlement: UUID) -> None:
    """Send a claim that was approved by reading it: another than its maker is not needed, for
    the other municipality answers. Raises UnableToSettle when help lapsed since it was drafted."""
    with transaction.atomic():
        row = _claim(actor, settlement, [SettlementState.DRAFT])
        if row.made_at.date() != actor.today and _has_lapsed_since(row, actor.today):
            text = screen_text(
                "Noget er bortfaldet, siden kladden blev lavet. Kassér den, og lav den igen."
            )
            raise UnableToSettle(text)
        row.state, row.sent_on = SettlementState.SENT.value, actor.today
        row.save(update_fields=["state", "sent_on"])
        wrote(actor, "settlement.send", row, row.citizen_id, number=row.number)


def _has_lapsed_since(row: SettlementClaim, today: date) -> bool:
    for line in row.lines.select_related("grant"):
        _, lapsed = rules.in_time(line.oere, days_of(line.grant), Month.of(line.month), today)
        if line.oere > 0 and lapsed > 0:
            return True
    return False


def discard_settlement(actor: Actor, *, settlement: UUID) -> None:
    """Throw a draft away. Raises UnableToSettle when it was sent."""
    with transaction.atomic():
        row = _claim(actor, settlement, [SettlementState.DRAFT])
        wrote(actor, "settlement.discard", row, row.citizen_id, number=row.number)
        row.lines.all().delete()
        row.delete()


def answer_settlement(
    actor: Actor, *, settlement: UUID, accepted: int, reason: str, day: date
) -> None:
    """Write the other's answer to our claim, or ours to theirs. Raises UnableToSettle."""
    with transaction.atomic():
        row = _claim(actor, settlement, [SettlementState.SENT, SettlementState.RECEIVED])
        if day > actor.today or (row.sent_on is not None and day < row.sent_on):
            raise UnableToSettle(screen_text("Svaret kommer efter kravet og ikke i fremtiden."))
        found = rules.answer(row.oere, accepted, reason)
        row.state, row.accepted_oere = found.state.value, found.accepted
        row.reason, row.answered_on = reason.strip()[:300], day
        row.save(update_fields=["state", "accepted_oere", "reason", "answered_on"])
        wrote(actor, "settlement.answer", row, row.citizen_id, state=row.state)


def pay_settlement(actor: Actor, *, settlement: UUID, day: date) -> None:
    """Write that what was agreed on is paid. Raises UnableToSettle."""
    with transaction.atomic():
        row = _claim(actor, settlement, [SettlementState.ACCEPTED, SettlementState.PARTLY])
        if day > actor.today:
            raise UnableToSettle(screen_text("Dagen ligger i fremtiden."))
        row.state, row.paid_on = SettlementState.PAID.value, day
        row.save(update_fields=["state", "paid_on"])
        wrote(actor, "settlement.pay", row, row.citizen_id, day=day.isoformat())


def take_settlement(actor: Actor, *, settlement: UUID) -> None:
    """Become the one who follows a claim up."""
    with transaction.atomic():
        row = _claim(actor, settlement, list(SettlementState))
        row.owner = actor.user
        row.save(update_fields=["owner"])
        wrote(actor, "settlement.take", row, row.citizen_id)


@dataclass(frozen=True, slots=True)
class Incoming:
    """Another municipality's claim on us."""

    municipality: str
    number: str
    cpr: Cpr | None
    start: date
    end: date
    oere: int
    day: date


def receive_settlement(actor: Actor, *, incoming: Incoming) -> SettlementClaim:
    """Write a claim from another municipality, held against our grants. Raises UnableToSettle."""
    try:
        with transaction.atomic():
            require_house(actor, Action.PREPARE_REFUND)
            _check(incoming, actor.today)
            citizen = holder(incoming.cpr) if incoming.cpr else None
            period = Period(incoming.start, incoming.end)
            grant, expected = _expected(citizen, period)
            match = rules.matched(
                incoming.oere,
                expected,
                is_known=citizen is not None,
                period=period,
                received_on=incoming.day,
            )
            row = SettlementClaim.objects.create(
                number=incoming.number.strip(),
                is_outgoing=False,
                municipality=incoming.municipality,
                citizen=citizen,
                grant_id=grant,
                start=incoming.start,
                end=incoming.end,
                oere=incoming.oere,
                state=SettlementState.RECEIVED.value,
                match=match.value,
                owner=actor.user,
                made_at=actor.now(),
                sent_on=incoming.day,
            )
            key = citizen.id if citizen else None
            wrote(actor, "settlement.receive", row, key, match=match.value)
    except IntegrityError as error:
        text = screen_text("Kravet med det nummer er allerede modtaget fra den kommune.")
        raise UnableToSettle(text) from error
    return row


def _check(incoming: Incoming, today: date) -> None:
    if len(incoming.municipality) != 4 or not incoming.municipality.isdecimal():
        raise UnableToSettle(screen_text("En kommune skrives med fire cifre."))
    if not 0 < len(incoming.number.strip()) <= MOST_NUMBER:
        raise UnableToSettle(screen_text("Skriv kravets nummer, højst 30 tegn."))
    if incoming.end < incoming.start:
        raise UnableToSettle(screen_text("Den sidste dag ligger før den første."))
    if incoming.oere <= 0:
        raise UnableToSettle(screen_text("Skriv et beløb over 0 kr."))
    if incoming.day > today:
        raise UnableToSettle(screen_text("Dagen ligger i fremtiden."))


def _expected(citizen: Citizen | None, period: Period) -> tuple[UUID | None, int | None]:
    """The dearest grant in a period's months, and what all of the citizen's cost in them."""
    if citizen is None or period.end is None:
        return None, None
    sums = costs_in(citizen.id, period)
    if not sums:
        return None, None
    dearest = max(sums, key=lambda grant: (sums[grant], str(grant)))
    return dearest, sum(sums.values())


def _claim(actor: Actor, settlement: UUID, wanted: list[SettlementState]) -> SettlementClaim:
    require_house(actor, Action.PREPARE_REFUND)
    row = SettlementClaim.objects.select_for_update().filter(id=settlement).first()
    if row is None:
        raise Http404
    rules.require_settlement_state(SettlementState.of(row.state), wanted)
    return row
