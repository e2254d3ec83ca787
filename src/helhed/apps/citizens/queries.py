"""What is known of a person and the people around, as plain values for pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from helhed.apps.citizens.models import Citizen, Consent, Guardian, NetworkPerson, Relation
from helhed.kernel.words import danish_sort_key
from helhed.rules.citizens.person import GuardianKind, RelationKind


@dataclass(frozen=True, slots=True)
class Person:
    """A citizen as pages show them. The address is empty and marked when it is protected."""

    id: UUID
    name: str
    cpr: str
    birth_date: date | None
    age: int | None
    sex: str
    address: str
    district: str
    phone: str
    email: str
    address_is_protected: bool
    died_on: date | None


@dataclass(frozen=True, slots=True)
class Related:
    """Somebody of the family: the link leads to them when they are known to the house."""

    id: UUID
    name: str
    kind: str
    has_custody: bool
    phone: str
    citizen: UUID | None


@dataclass(frozen=True, slots=True)
class Around:
    """Everybody around a citizen."""

    family: list[Related]
    network: list[NetworkPerson]
    guardians: list[Guardian]
    guardian_kinds: dict[str, str]
    consents: list[Consent]


def age_on(birth_date: date, day: date) -> int:
    """Whole years lived on a day."""
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (not had_birthday)


def known_age(birth_date: date | None, day: date) -> int | None:
    """Whole years lived on a day; None when the birthday is not known."""
    return None if birth_date is None else age_on(birth_date, day)


def person(citizen: Citizen, today: date) -> Person:
    """A citizen as pages show them."""
    protected = citizen.address_is_protected
    place = f"{citizen.address}, {citizen.postcode} {citizen.city}".strip(", ")
    return Person(
        citizen.id,
        citizen.name,
        citizen.cpr_shown,
        citizen.birth_date,
        known_age(citizen.birth_date, today),
        citizen.get_sex_display(),
        "" if protected else place,
        "" if protected else citizen.district,
        citizen.phone,
        citizen.email,
        protected,
        citizen.died_on,
    )


def around(citizen: UUID, today: date) -> Around:
    """Family, network, guardians and consents of a citizen, as they are today."""
    relations = Relation.objects.filter(citizen=citizen).select_related("other").order_by("kind")
    family = [
        Related(
            relation.id,
            relation.other.name if relation.other else relation.name,
            RelationKind.of(relation.kind).label,
            relation.has_custody,
            relation.other.phone if relation.other else relation.phone,
            relation.other_id,
        )
        for relation in relations
        if relation.end is None or relation.end >= today
    ]
    guardians = Guardian.objects.filter(citizen=citizen).order_by("start")
    return Around(
        family,
        list(NetworkPerson.objects.filter(citizen=citizen).order_by("name")),
        [guardian for guardian in guardians if guardian.end is None or guardian.end >= today],
        dict(GuardianKind.choices()),
        list(Consent.objects.filter(citizen=citizen, withdrawn_on=None).order_by("-given_on")),
    )


def names_around(citizen: UUID) -> list[str]:
    """The names of everybody in the family and network of a citizen, now and before, in one
    statement."""
    family = Relation.objects.filter(citizen=citizen).order_by()
    network = NetworkPerson.objects.filter(citizen=citizen).order_by()
    names = family.values_list("other__name", "name").union(
        network.values_list("name", "name"), all=True
    )
    told = (other or name for other, name in names)
    return sorted(dict.fromkeys(filter(None, told)), key=danish_sort_key)
