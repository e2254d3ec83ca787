"""The page of a citizen, and the search that finds one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor, may_at_all
from helhed.apps.audit.actions import read_citizens
from helhed.apps.cases.access import may_citizen
from helhed.apps.cases.queries import (
    KNOWN_ELSEWHERE,
    CaseHead,
    cases_of_citizen,
    citizen_or_404,
    find_citizens,
    find_elsewhere,
)
from helhed.apps.citizens.models import Citizen, NumberCorrection
from helhed.apps.citizens.numbers import FormerNumber, found_by_former, numbers_of
from helhed.apps.citizens.queries import Around, Person, around, known_age, person
from helhed.apps.notifications.models import Notification
from helhed.apps.notifications.queries import of_citizen
from helhed.apps.placements.queries import PlacementShown, placements_of
from helhed.rules.access.rights import Action

MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody whom a search found; no CPR number, and no city of one who is known elsewhere."""

    id: UUID
    name: str
    birth_date: date | None
    age: int | None
    city: str
    is_known_elsewhere: bool
    former: FormerNumber | None = None


@dataclass(frozen=True, slots=True)
class CitizenPage:
    """Everything that the page of a citizen shows."""

    person: Person
    around: Around
    cases: list[tuple[CaseHead, bool]]
    notifications: list[Notification]
    placements: list[PlacementShown]
    may_see_case: bool
    may_make_file: bool
    may_edit: bool
    may_open_case: bool
    may_handle_notification: bool
    former: list[FormerNumber]
    correction: NumberCorrection | None


def search(actor: Actor, words: str) -> list[Found]:
    """The citizens that the words fit, each logged as seen."""
    with transaction.atomic():
        rows = find_citizens(actor, words, MOST_FOUND)
        read_citizens(actor, "citizen.search", [row.id for row in rows])
        elsewhere = find_elsewhere(actor, words)
        if elsewhere is not None:
            read_citizens(actor, KNOWN_ELSEWHERE, [elsewhere.id])
            return [_found(elsewhere, actor.today, elsewhere=True)]
        before = found_by_former(words, [row.id for row in rows])
        found = [_found(row, actor.today) for row in rows]
        return [replace(one, former=before.get(one.id)) for one in found]


def _found(row: Citizen, today: date, *, elsewhere: bool = False) -> Found:
    city = "" if elsewhere or row.address_is_protected else row.city
    age = known_age(row.birth_date, today)
    return Found(row.id, row.name, row.birth_date, age, city, elsewhere)


def citizen_page(actor: Actor, citizen: UUID) -> CitizenPage:
    """One citizen with the people around and the cases, logged."""
    with transaction.atomic():
        row = citizen_or_404(actor, Action.SEE_CITIZEN, citizen)
        read_citizens(actor, "citizen.read", [row.id])
        sees_case = may_citizen(actor, Action.SEE_CASE, citizen)
        return CitizenPage(
            person(row, actor.today),
            around(citizen, actor.today),
            cases_of_citizen(actor, citizen),
            of_citizen(actor, citizen),
            placements_of(citizen) if sees_case else [],
            sees_case,
            may_citizen(actor, Action.WRITE_JOURNAL, citizen),
            may_citizen(actor, Action.EDIT_CITIZEN, citizen),
            may_at_all(actor, Action.OPEN_CASE),
            may_at_all(actor, Action.HANDLE_NOTIFICATION),
            *numbers_of(citizen),
        )
