"""Correcting the CPR number of a citizen. It can move the day on which the law ends what was
granted, so it is seen to by two people."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.audit.models import Entry
from helhed.apps.cases.access import may_citizen, require_citizen
from helhed.apps.citizens.models import Citizen, NumberCorrection
from helhed.apps.citizens.numbers import holder
from helhed.apps.decisions import pricing
from helhed.apps.decisions.actions.birthday import set_ends_by_law
from helhed.apps.decisions.models import Grant
from helhed.kernel.clock import DANISH_TIME
from helhed.kernel.cpr import Cpr
from helhed.kernel.finding import UnableTo, stopping
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.budgets.horisont import last_counted_month
from helhed.rules.citizens.nummer import CorrectionKind, CorrectionState, findings


class UnableToCorrectNumber(UnableTo):
    """A CPR number cannot be corrected as asked."""


def ask_correction(
    actor: Actor, *, citizen: UUID, cpr: Cpr, kind: CorrectionKind, reason: str
) -> NumberCorrection:
    """Ask that another number takes the place of a citizen's: somebody else has to see to it.

    Raises UnableToLetIn, UnableToCorrectNumber.
    """
    with transaction.atomic():
        require_citizen(actor, Action.EDIT_CITIZEN, citizen)
        row = Citizen.objects.select_for_update().get(id=citizen)
        _check(actor, row, cpr, kind)
        if not reason.strip():
            raise UnableToCorrectNumber(screen_text("Skriv, hvor du ved det nye nummer fra."))
        if _asked(citizen).exists():
            text = screen_text("En rettelse venter allerede. Den skal afgøres først.")
            raise UnableToCorrectNumber(text)
        made = NumberCorrection.objects.create(
            citizen=row,
            old_number=row.cpr or "",
            new_number=cpr.number,
            kind=kind.value,
            reason=reason.strip()[:300],
            used_from=_used_from(citizen),
            asked_at=actor.now(),
            asked_by=actor.user,
        )
        wrote(actor, "citizen.number_ask", made, citizen)
    return made


def correct_number(actor: Actor, *, correction: UUID) -> NumberCorrection:
    """Do what another asked for: the number, and birthday and sex as it tells them, are the
    citizen's from now on. What was sent stays as it was sent.

    Raises UnableToLetIn, UnableToCorrectNumber.
    """
    with transaction.atomic():
        row = _to_settle(actor, correction)
        if row.asked_by_id == actor.id:
            text = screen_text("Du har selv bedt om rettelsen. En anden skal se efter.")
            raise UnableToCorrectNumber(text)
        citizen = Citizen.objects.select_for_update().get(id=row.citizen_id)
        if citizen.cpr != row.old_number:
            text = screen_text("Borgeren har fået et andet nummer siden. Bed om rettelsen igen.")
            raise UnableToCorrectNumber(text)
        cpr = Cpr(row.new_number)
        _check(actor, citizen, cpr, CorrectionKind.of(row.kind))
        citizen.cpr, citizen.birth_date = cpr.number, cpr.birth_date
        citizen.sex = cpr.sex.value
        citizen.save(update_fields=["cpr", "birth_date", "sex"])
        moved = set_ends_by_law(Grant.objects.filter(citizen=citizen))
        pricing.recount(Grant.objects.filter(id__in=moved), last_counted_month(actor.today))
        _settle(actor, row, CorrectionState.DONE)
        wrote(actor, "citizen.number_correct", row, citizen.id, grants=len(moved))
    return row


def decline_correction(actor: Actor, *, correction: UUID) -> NumberCorrection:
    """Say no to a correction, or take back one's own. Raises UnableToLetIn,
    UnableToCorrectNumber."""
    with transaction.atomic():
        row = _to_settle(actor, correction)
        _settle(actor, row, CorrectionState.DECLINED)
        wrote(actor, "citizen.number_decline", row, row.citizen_id)
    return row


def _asked(citizen: UUID) -> QuerySet[NumberCorrection, NumberCorrection]:
    return NumberCorrection.objects.filter(citizen=citizen, state=CorrectionState.ASKED.value)


def _to_settle(actor: Actor, correction: UUID) -> NumberCorrection:
    row = NumberCorrection.objects.select_for_update().get(id=correction)
    require_citizen(actor, Action.EDIT_CITIZEN, row.citizen_id)
    if row.state != CorrectionState.ASKED:
        raise UnableToCorrectNumber(screen_text("Rettelsen er allerede afgjort."))
    return row


def _settle(actor: Actor, row: NumberCorrection, state: CorrectionState) -> None:
    row.state, row.settled_at, row.settled_by = state.value, actor.now(), actor.user
    row.save(update_fields=["state", "settled_at", "settled_by"])


def _check(actor: Actor, row: Citizen, cpr: Cpr, kind: CorrectionKind) -> None:
    if not row.cpr:
        text = screen_text("Borgeren har intet CPR-nummer endnu. Skriv det på borgerens side.")
        raise UnableToCorrectNumber(text)
    for finding in stopping(findings(Cpr(row.cpr), cpr, kind, actor.today)):
        raise UnableToCorrectNumber(finding.text)
    other = holder(cpr)
    if other is not None and other.id != row.id:
        raise UnableToCorrectNumber(_taken(actor, other.id))


def _taken(actor: Actor, other: UUID) -> str:
    """What to do when a number is another's: whoever may not see the other is not told who."""
    if may_citizen(actor, Action.SEE_CITIZEN, other):
        return screen_text(
            "Nummeret står på en anden borger i huset. Søg efter nummeret, og se, hvem der har det "
            "rigtigt. Er de to den samme, så fortsæt på den borger, og luk sagen her. Er de ikke, "
            "så ret først nummeret hos den anden."
        )
    return screen_text(
        "Nummeret er i brug i en anden afdeling. Bed din leder om at aftale med den afdeling, hvem "
        "der har nummeret rigtigt, og hvor sagen skal fortsætte."
    )


def _used_from(citizen: UUID) -> date | None:
    """The first day on which the house is known to have used the number that stands now."""
    before = NumberCorrection.objects.filter(citizen=citizen, state=CorrectionState.DONE.value)
    last = before.order_by("-settled_at").values_list("settled_at", flat=True).first()
    if last is None:
        written = ("citizen.register", "citizen.identify")
        log = Entry.objects.filter(citizen=citizen, action__in=written).order_by("-at")
        last = log.values_list("at", flat=True).first()
    return last.astimezone(DANISH_TIME).date() if last else None
