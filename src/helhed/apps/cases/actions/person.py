"""Registering a citizen and the people around; asked for here because a citizen's rights follow
the units that have a case on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.audit.actions import wrote
from helhed.apps.cases.access import require_citizen
from helhed.apps.citizens.models import Citizen, Consent, Guardian, NetworkPerson, Relation
from helhed.apps.citizens.numbers import holder
from helhed.kernel.cpr import Cpr
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import danish_sort_key, screen_text
from helhed.rules.access.rights import Action
from helhed.rules.citizens.person import GuardianKind, RelationKind, is_postcode

ONE_DAY = timedelta(days=1)


class UnableToRegisterCitizen(UnableTo):
    """A citizen cannot be registered as asked."""


class CitizenIsKnown(UnableToRegisterCitizen):
    """The house knows the citizen already; ``citizen`` leads there."""

    def __init__(self, citizen: UUID) -> None:
        super().__init__(screen_text("Borgeren findes allerede. Søg efter CPR-nummeret."))
        self.citizen = citizen


class UnableToChangeCitizen(UnableTo):
    """What is known of a citizen cannot be changed as asked."""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What can be written of a citizen."""

    name: str
    address: str
    postcode: str
    city: str
    phone: str
    email: str
    address_is_protected: bool


def register_citizen(actor: Actor, *, cpr: Cpr, name: str, municipality: str) -> Citizen:
    """Register a citizen, with birth date and sex as the CPR number tells them.

    Raises CitizenIsKnown, and UnableToRegisterCitizen when the name is empty.
    """
    with transaction.atomic():
        require_at_all(actor, Action.OPEN_CASE)
        if not name.strip():
            raise UnableToRegisterCitizen(screen_text("Skriv borgerens navn."))
        if cpr.birth_date > actor.today:
            text = screen_text("CPR-nummeret hører til en dato i fremtiden. Se efter igen.")
            raise UnableToRegisterCitizen(text)
        known = holder(cpr)
        if known is not None:
            raise CitizenIsKnown(known.id)
        citizen, is_new = Citizen.objects.get_or_create(
            cpr=cpr.number,
            defaults={
                "name": name.strip(),
                "name_key": danish_sort_key(name),
                "birth_date": cpr.birth_date,
                "sex": cpr.sex.value,
                "acting_municipality": municipality,
                "paying_municipality": municipality,
            },
        )
        if not is_new:
            raise CitizenIsKnown(citizen.id)
        wrote(actor, "citizen.register", citizen, citizen.id)
    return citizen


def change_citizen(actor: Actor, *, citizen: UUID, facts: PersonFacts) -> None:
    """Change what is known of a citizen. A protected address is not overwritten by an empty one."""
    with transaction.atomic():
        require_citizen(actor, Action.EDIT_CITIZEN, citizen)
        row = Citizen.objects.select_for_update().get(id=citizen)
        if not facts.name.strip():
            raise UnableToChangeCitizen(screen_text("Skriv borgerens navn."))
        if not is_postcode(facts.postcode):
            raise UnableToChangeCitizen(screen_text("Skriv postnummeret som fire cifre."))
        row.name, row.name_key = facts.name.strip(), danish_sort_key(facts.name)
        row.phone, row.email = facts.phone.strip(), facts.email.strip()
        if not (row.address_is_protected and not facts.address.strip()):
            row.address, row.postcode, row.city = facts.address, facts.postcode, facts.city
        row.address_is_protected = facts.address_is_protected
        row.save()
        wrote(actor, "citizen.change", row, row.id)


def add_relation(
    actor: Actor, *, citizen: UUID, name: str, kind: RelationKind, has_custody: bool, phone: str
) -> None:
    """Add somebody of the family."""
    with transaction.atomic():
        require_citizen(actor, Action.EDIT_CITIZEN, citizen)
        row = Relation.objects.create(
            citizen_id=citizen,
            name=_named(name),
            kind=kind.value,
            has_custody=has_custody,
            phone=phone.strip(),
            start=actor.today,
        )
        wrote(actor, "relation.add", row, citizen)


def add_network_person(
    actor: Actor, *, citizen: UUID, name: str, role: str, meaning: str, phone: str
) -> None:
    """Add somebody of the citizen's own network."""
    with transaction.atomic():
        require_citizen(actor, Action.EDIT_CITIZEN, citizen)
        row = NetworkPerson.objects.create(
            citizen_id=citizen,
            name=_named(name),
            role=role.strip(),
            meaning=meaning.strip(),
            phone=phone.strip(),
        )
        wrote(actor, "network.add", row, citizen)


def add_guardian(
    actor: Actor,
    *,
    citizen: UUID,
    kind: GuardianKind,
    name: str,
    scope: str,
    phone: str,
    start: date,
) -> None:
    """Add a guardian or representative from a day."""
    with transaction.atomic():
        require_citizen(actor, Action.EDIT_CITIZEN, citizen)
        row = Guardian.objects.create(
            citizen_id=citizen,
            kind=kind.value,
            name=_named(name),
            scope=scope.strip(),
            phone=phone.strip(),
            start=start,
        )
        wrote(actor, "guardian.add", row, citizen)


def end_relation(actor: Actor, *, relation: UUID) -> None:
    """Somebody is family no more, or never was: yesterday was the last day, and who was written
    down today alone is taken away."""
    with transaction.atomic():
        row = Relation.objects.select_for_update().get(id=relation)
        require_citizen(actor, Action.EDIT_CITIZEN, row.citizen_id)
        wrote(actor, "relation.end", row, row.citizen_id)
        _end(row, actor.today)


def end_guardian(actor: Actor, *, guardian: UUID) -> None:
    """Somebody speaks for the citizen no more: as with the family."""
    with transaction.atomic():
        row = Guardian.objects.select_for_update().get(id=guardian)
        require_citizen(actor, Action.EDIT_CITIZEN, row.citizen_id)
        wrote(actor, "guardian.end", row, row.citizen_id)
        _end(row, actor.today)


def _end(row: Relation | Guardian, today: date) -> None:
    if row.start is not None and row.start >= today:
        row.delete()
        return
    row.end = today - ONE_DAY
    row.save(update_fields=["end"])


def remove_network_person(actor: Actor, *, person: UUID) -> None:
    """Take somebody out of the network; the log keeps that it was done, and by whom."""
    with transaction.atomic():
        row = NetworkPerson.objects.select_for_update().get(id=person)
        require_citizen(actor, Action.EDIT_CITIZEN, row.citizen_id)
        wrote(actor, "network.remove", row, row.citizen_id)
        row.delete()


def note_consent(actor: Actor, *, citizen: UUID, subject: str, given_on: date) -> None:
    """Note what a citizen has said yes to."""
    with transaction.atomic():
        require_citizen(actor, Action.EDIT_CITIZEN, citizen)
        if not subject.strip():
            raise UnableToChangeCitizen(screen_text("Skriv, hvad der er givet samtykke til."))
        if given_on > actor.today:
            raise UnableToChangeCitizen(screen_text("Samtykket er givet i dag eller før."))
        row = Consent.objects.create(citizen_id=citizen, subject=subject.strip(), given_on=given_on)
        wrote(actor, "consent.note", row, citizen)


def withdraw_consent(actor: Actor, *, consent: UUID) -> None:
    """Note that a consent was taken back today."""
    with transaction.atomic():
        row = Consent.objects.select_for_update().get(id=consent)
        require_citizen(actor, Action.EDIT_CITIZEN, row.citizen_id)
        row.withdrawn_on = max(actor.today, row.given_on)
        row.save(update_fields=["withdrawn_on"])
        wrote(actor, "consent.withdraw", row, row.citizen_id)


def _named(name: str) -> str:
    if not name.strip():
        raise UnableToChangeCitizen(screen_text("Skriv personens navn."))
    return name.strip()
