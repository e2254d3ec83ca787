"""Opening a case and giving it to somebody. Closing it lives with the decisions, because help
must not run on in a closed case."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor, require
from helhed.apps.access.models import Unit, User
from helhed.apps.audit.actions import wrote
from helhed.apps.cases.access import case_to_write
from helhed.apps.cases.models import Case, CaseNumber
from helhed.apps.citizens.models import Citizen
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action, Matter
from helhed.rules.cases.alder import check_age
from helhed.rules.cases.sag import CaseArea, OpenedThrough
from helhed.rules.decisions.ydelser import Department

LETTER = {Department.ADULTS.value: "V", Department.CHILDREN.value: "B"}


class UnableToOpenCase(UnableTo):
    """A case cannot be opened as asked."""


def open_case(
    actor: Actor,
    *,
    citizen: UUID,
    unit: UUID,
    area: CaseArea,
    opened_through: OpenedThrough,
    reason: str,
    responsible: UUID | None = None,
) -> Case:
    """Open a case today in a unit. Raises UnableToOpenCase when one is open in the department
    already, or the area is not for somebody of that age."""
    with transaction.atomic():
        team = Unit.objects.get(id=unit)
        matter = Matter(frozenset([team.id]), frozenset([team.department]))
        require(actor, Action.OPEN_CASE, matter)
        person = Citizen.objects.select_for_update().get(id=citizen)
        _check_opening(person, team, area, reason, actor.today)
        case = Case.objects.create(
            number=next_number(team.department, actor.today.year),
            citizen=person,
            department=team.department,
            area=area.value,
            unit=team,
            responsible_id=responsible,
            opened_on=actor.today,
            opened_through=opened_through.value,
            opening_reason=reason.strip(),
        )
        wrote(actor, "case.open", case, person.id)
    return case


def _check_opening(person: Citizen, team: Unit, area: CaseArea, reason: str, today: date) -> None:
    if not reason.strip():
        raise UnableToOpenCase(screen_text("Skriv, hvorfor sagen åbnes."))
    if area.is_childs != (team.department == Department.CHILDREN.value):
        raise UnableToOpenCase(screen_text("Området hører til en anden afdeling end teamet."))
    for finding in check_age(area, person.birth_date, today):
        raise UnableToOpenCase(finding.text)
    if Case.objects.filter(citizen=person, department=team.department, closed_on=None).exists():
        text = screen_text("Borgeren har allerede en åben sag i afdelingen. Brug den.")
        raise UnableToOpenCase(text)


def next_number(department: str, year: int) -> str:
    """The next case number of a department and year."""
    counter, _ = CaseNumber.objects.select_for_update().get_or_create(
        department=department, year=year, defaults={"last": _highest(department, year)}
    )
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{LETTER[department]}-{year}-{counter.last:05d}"


def _highest(department: str, year: int) -> int:
    """The highest number given out before there was a counter (by an import)."""
    start = f"{LETTER[department]}-{year}-"
    numbers = Case.objects.filter(number__startswith=start).values_list("number", flat=True)
    tails = [number[len(start) :] for number in numbers]
    return max((int(tail) for tail in tails if tail.isdecimal()), default=0)


def give_case(actor: Actor, *, case: UUID, responsible: UUID) -> None:
    """Make somebody the caseworker of a case."""
    with transaction.atomic():
        row = case_to_write(actor, Action.EDIT_CASE, case)
        row.responsible = User.objects.get(id=responsible)
        row.save(update_fields=["responsible"])
        wrote(actor, "case.give", row, row.citizen_id, to=str(responsible))


def write_what_matters(actor: Actor, *, case: UUID, words: str) -> None:
    """Write what matters to the citizen, in own words."""
    with transaction.atomic():
        row = case_to_write(actor, Action.EDIT_CASE, case)
        row.matters_to_me = words.strip()
        row.save(update_fields=["matters_to_me"])
        wrote(actor, "case.write", row, row.citizen_id, fields=["matters_to_me"])
