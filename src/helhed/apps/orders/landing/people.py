"""The citizen, relatives, who acts for the citizen, consent."""

from __future__ import annotations

from helhed.apps.citizens.models import Citizen, Consent, Guardian, NetworkPerson, Relation
from helhed.apps.citizens.numbers import holder
from helhed.apps.orders.landing.landed import (
    ADDRESS,
    MAIL,
    TELEPHONE,
    Landing,
    day_of,
    lines,
    own_id,
    whole_name,
)
from helhed.fhir.ordering import parts as p
from helhed.kernel.cpr import Cpr
from helhed.kernel.words import danish_sort_key, screen_text
from helhed.rules.citizens.person import GuardianKind, RelationKind, is_postcode

_RELATIONS = {
    "MTH": RelationKind.MOTHER,
    "FTH": RelationKind.FATHER,
    "SIB": RelationKind.SIBLING,
    "BRO": RelationKind.SIBLING,
    "SIS": RelationKind.SIBLING,
    "CHILD": RelationKind.CHILD,
    "SPS": RelationKind.PARTNER,
    "DOMPART": RelationKind.PARTNER,
}
_GUARDIANS = {
    "5": GuardianKind.GUARDIAN,
    "6": GuardianKind.GUARDIAN_WITHOUT_CAPACITY,
    "7": GuardianKind.CO_GUARDIAN,
}
ADVOCATE = "advocate"
MOST_PHONE = 20


def citizen_of(part: p.Citizen, municipality: str) -> tuple[Citizen, bool]:
    """The citizen of a message, and whether the house knew them already."""
    number = Cpr.parse(part.cpr)
    known = holder(number)
    if known is not None:
        return known, True
    name = whole_name(part.names[0]) if part.names else str(number)
    row, is_new = Citizen.objects.get_or_create(
        cpr=number.number,
        defaults={
            "name": name[:120],
            "name_key": danish_sort_key(name)[:200],
            "birth_date": number.birth_date,
            "sex": number.sex.value,
            "acting_municipality": municipality,
            "paying_municipality": municipality,
        },
    )
    return row, not is_new


def land_citizen(landing: Landing, part: p.Citizen, is_known: bool) -> None:
    """How the citizen is reached. What the house knows already stands; what differs is told."""
    row = landing.citizen
    phone = landing.more(TELEPHONE, part.reach.phones)
    mail = landing.more(MAIL, part.reach.emails)
    address = part.addresses[0] if part.addresses else p.Address()
    for one in part.addresses[1:]:
        landing.no_place(ADDRESS, f"{lines(one)}, {one.postcode} {one.city}")
    wanted = {
        "phone": (phone[:MOST_PHONE], TELEPHONE),
        "email": (mail, MAIL),
        "address": (lines(address)[:120], ADDRESS),
        "postcode": (address.postcode if is_postcode(address.postcode) else "", ADDRESS),
        "city": (address.city[:60], ADDRESS),
    }
    for name, (value, what) in wanted.items():
        there = getattr(row, name)
        if value and not there and not row.address_is_protected:
            setattr(row, name, value)
        elif value and value != there:
            landing.no_place(what, value)
    row.save()
    for contact in part.contacts:
        _network(landing, contact)
    if is_known and part.names and whole_name(part.names[0]) != row.name:
        landing.no_place(screen_text("Navn"), whole_name(part.names[0]))


def land_person(landing: Landing, part: p.Person) -> None:
    """A relative, a guardian, or both a relative and the one who sits beside the citizen."""
    name = whole_name(part.names[0]) if part.names else ""
    phone = landing.more(TELEPHONE, part.reach.phones)[:MOST_PHONE]
    codes = [one.code for one in part.relations]
    kind = _GUARDIANS.get(part.guardianship)
    if kind is not None:
        _guardian(landing, part.id, kind, name, phone)
        return
    if ADVOCATE in codes:
        _guardian(landing, "", GuardianKind.ASSISTANT, name, phone)
    relation = next((_RELATIONS[code] for code in codes if code in _RELATIONS), None)
    if not landing.citizen.relations.filter(name=name).exists():
        Relation.objects.create(
            id=own_id(part.id, Relation),
            citizen=landing.citizen,
            name=name[:120] or screen_text("Navn ikke oplyst"),
            kind=(relation or RelationKind.OTHER).value,
            phone=phone,
        )


def _guardian(landing: Landing, key: str, kind: GuardianKind, name: str, phone: str) -> None:
    if landing.citizen.guardians.filter(name=name, kind=kind.value, end=None).exists():
        return
    Guardian.objects.create(
        id=own_id(key, Guardian),
        citizen=landing.citizen,
        kind=kind.value,
        name=name[:120],
        phone=phone,
        start=landing.day,
    )


def _network(landing: Landing, contact: p.Contact) -> None:
    name = whole_name(contact.name)
    if not name or landing.citizen.network.filter(name=name).exists():
        return
    mails = ", ".join(contact.reach.emails)
    NetworkPerson.objects.create(
        citizen=landing.citizen,
        name=name[:120],
        role=(contact.relation.text or screen_text("Pårørende"))[:60],
        meaning=mails,
        phone=landing.more(TELEPHONE, contact.reach.phones)[:MOST_PHONE],
    )


def land_consent(landing: Landing, part: p.Consent) -> None:
    """A consent, to what it says and since when."""
    said = f"{part.text} ({part.policy})" if part.policy else part.text
    if len(said) > 200:
        landing.no_place(screen_text("Samtykke, hele teksten"), said)
    Consent.objects.create(
        id=own_id(part.id, Consent),
        citizen=landing.citizen,
        subject=said[:200] or screen_text("Samtykke"),
        given_on=day_of(part.at) or landing.day,
    )
