"""Who delivers: providers, their offers and places, and a slot for everyone who can be helped.

A slot is a place in a house, or a post for services without places. Giving each slot one citizen
at a time makes occupancy right and keeps two citizens from the same place.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from helhed.rules.citizens.kommuner import kommuner
from helhed.rules.decisions.ydelser import services
from helhed.rules.offers.ejerforhold import Ownership
from helhed.synth.chance import Chance, share_out
from helhed.synth.need import Need, needs
from helhed.synth.shape import TODAY, day
from helhed.synth.town import DISTRICTS, OTHER_CODES, REGION
from helhed.synth.words import names

OPENED = day(date(2000, 1, 1))
OTHER_MUNICIPALITIES = tuple(kommuner()[code].name for code in OTHER_CODES)

CENTRE_OF = {
    "botilbud_107": "psykiatri",
    "botilbud_108": "handicapboliger",
    "botilbud_105": "handicapboliger",
    "misbrug_101": "udsatte",
    "krisecenter_109": "udsatte",
    "forsorgshjem_110": "udsatte",
    "beskyttet_103": "dagtilbud",
    "aktivitet_104": "dagtilbud",
    "opholdssted": "doegn",
    "doegninstitution": "doegn",
    "doegninst_handicap": "doegn",
    "eget_vaerelse": "doegn",
    "saerligt_dagtilbud": "doegn",
    "familiebehandling": "forebyggelse",
    "stoette_hjemmet": "forebyggelse",
}
CENTRE_ELSE = {"adults": "bostoette", "children": "familiepleje"}

PREFIX = {
    "botilbud_107": "Bostedet",
    "botilbud_108": "Bostedet",
    "botilbud_105": "Bofællesskabet",
    "krisecenter_109": "Krisecentret",
    "forsorgshjem_110": "Forsorgshjemmet",
    "opholdssted": "Opholdsstedet",
    "doegninstitution": "Institutionen",
    "doegninst_handicap": "Børnehuset",
    "sikret": "Den sikrede institution",
    "kostskole": "Efterskolen",
    "eget_vaerelse": "Ungdomsboligerne",
    "ungestoette_ophold": "Opholdsstedet",
    "beskyttet_103": "Værkstedet",
    "aktivitet_104": "Aktivitetshuset",
    "saerligt_dagtilbud": "Specialbørnehaven",
}
POSTS_AN_OFFER = 25
IN_TEAMS, TEAM_SHARES, EVENING = "stoette_85", [0.4, 0.3, 0.2, 0.1], "aften og weekend"
NEW_PLACES = {"botilbud_105": 3, "botilbud_108": 1}
JUST_OPENED = TODAY - 25


@dataclass(slots=True)
class Offer:
    """An offer before it becomes a row; ``places`` are the slots that are places in it."""

    need: Need
    owner: Ownership
    provider: int
    name: str
    kind: str
    district: str
    slots: int


@dataclass(slots=True)
class Provider:
    """A provider before it becomes a row."""

    name: str
    owner: Ownership
    municipality: str = ""
    centre: str = ""


@dataclass(slots=True)
class Slot:
    """Room for one citizen at a time; ``number`` is the place's in its offer."""

    need: Need
    owner: Ownership | None
    offer: int
    number: int
    opens: int


@dataclass(slots=True)
class Market:
    """Everything that can be delivered."""

    providers: list[Provider] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    known: dict[str, int] = field(default_factory=dict)

    def provider(self, made: Provider) -> int:
        """The number of a provider, added when it is new."""
        if made.name not in self.known:
            self.known[made.name] = len(self.providers)
            self.providers.append(made)
        return self.known[made.name]


def market(chance: Chance, scale: float) -> Market:
    """Providers, offers and slots for a municipality of a scale."""
    made = Market()
    for need in needs():
        wanted = need.active * scale / need.occupancy
        count = int(wanted + chance.one("slots", need.key))
        if count == 0 and wanted > 0.2:
            count = 1
        if not need.owners:
            made.slots += [_slot(chance, need, None, -1, n, count) for n in range(count)]
            continue
        shares = share_out(count, list(need.owners.values()))
        for owner, posts in zip(need.owners, shares, strict=True):
            _add_offers(chance, made, need, owner, posts)
    _add_new_places(made)
    _share_among_teams(made)
    return made


def _share_among_teams(made: Market) -> None:
    """Support at home is given by teams of unlike size, each an offer of its own, so that there are
    offers of one kind to hold up against each other. They stand last: no other offer moves."""
    whole = [n for n, offer in enumerate(made.offers) if _is_in_teams(offer)]
    for number in whole:
        offer = made.offers[number]
        theirs = [slot for slot in made.slots if slot.offer == number]
        teams = [one for one in (*DISTRICTS, EVENING) if one != offer.district]
        sizes = share_out(len(theirs), TEAM_SHARES)
        first = sizes[0]
        for team, size in zip(teams, sizes[1:], strict=True):
            if not size:
                continue
            name = f"{offer.need.service.name}, {team}"
            if any(other.name == name for other in made.offers):
                name = f"{name} {number + 1}"
            for nth, slot in enumerate(theirs[first : first + size]):
                slot.offer, slot.number = len(made.offers), nth + 1
            district = team if team in DISTRICTS else offer.district
            made.offers.append(replace(offer, name=name, district=district, slots=size))
            first += size
        offer.slots = max(sizes[0], 1)


def _is_in_teams(offer: Offer) -> bool:
    return offer.need.key == IN_TEAMS and offer.owner is Ownership.OWN


def _add_new_places(made: Market) -> None:
    """Places that have just opened in own homes and stand empty, so that somebody can be placed."""
    for key, count in NEW_PLACES.items():
        for number, offer in enumerate(made.offers):
            if offer.need.key == key and offer.owner is Ownership.OWN:
                for nth in range(1, count + 1):
                    made.slots.append(
                        Slot(offer.need, offer.owner, number, offer.slots + nth, JUST_OPENED)
                    )
                break


def _add_offers(chance: Chance, made: Market, need: Need, owner: Ownership, posts: int) -> None:
    number = 0
    while posts > 0:
        size = min(posts, _size(chance, need, owner, number))
        offer = len(made.offers)
        made.offers.append(_offer(chance, made, need, owner, number, size))
        made.slots += [_slot(chance, need, owner, offer, n, size) for n in range(size)]
        posts -= size
        number += 1


def _size(chance: Chance, need: Need, owner: Ownership, number: int) -> int:
    """How many places a house has (bought houses: those that the municipality uses)."""
    if owner is Ownership.FOSTER_FAMILY:
        low, high = need.size or (1, 2)
        low, high = min(low, 2), min(high, 2)
    elif need.size is None:
        low, high = POSTS_AN_OFFER, 4 * POSTS_AN_OFFER
        if owner is Ownership.OWN:
            low, high = 200, 400
    elif owner is Ownership.OWN:
        low, high = need.size
    else:
        low, high = 1, max(2, need.size[0] // 2)
    return low + int(chance.one("offers", "size", need.key, owner.value, number) * (high - low + 1))


def _slot(
    chance: Chance, need: Need, owner: Ownership | None, offer: int, number: int, count: int
) -> Slot:
    """A slot; when the service grows, some of them open in the years of the history."""
    grown = 1 - (1 + need.growth) ** -6 if need.growth > 0 else 0.0
    where = ("slots", need.key, offer, number)
    opens = OPENED
    if count > 1 and chance.one(*where, "is new") < grown:
        months = int(chance.one(*where, "opens") * 66)
        opens = day(date(2020 + (10 + months) // 12, (10 + months) % 12 + 1, 1))
    return Slot(need, owner, offer, number + 1, max(min(opens, TODAY), OPENED))


def _offer(
    chance: Chance, made: Market, need: Need, owner: Ownership, number: int, size: int
) -> Offer:
    district = DISTRICTS[(number + len(need.key)) % len(DISTRICTS)]
    word = names("house")[int(chance.one("offers", "name", need.key, owner.value, number) * 50)]
    prefix = PREFIX.get(need.key, need.service.name)
    kinds = services()[need.key].offers
    kind = kinds[0]
    match owner:
        case Ownership.FOSTER_FAMILY:
            kind = "foster_care" if "foster_care" in kinds else kinds[0]
            family = _family(chance, need, number)
            provider = made.provider(Provider(f"Familien {family}", owner))
            return Offer(need, owner, provider, f"Hos familien {family}", kind, district, size)
        case Ownership.OWN:
            centre = CENTRE_OF.get(need.key) or CENTRE_ELSE[need.service.department.value]
            provider = made.provider(Provider(centre, owner, centre=centre))
            name = f"{prefix} {word}" if need.size else f"{need.service.name}, {district}"
        case Ownership.OTHER_MUNICIPALITY:
            other = int(chance.one("offers", "municipality", need.key, number) * 6)
            district = OTHER_MUNICIPALITIES[other]
            named = f"{district} Kommune"
            provider = made.provider(Provider(named, owner, municipality=OTHER_CODES[other]))
            name = f"{prefix} {word} ({district})"
        case Ownership.REGION:
            provider = made.provider(Provider(REGION, owner))
            name = f"{prefix} {word} (regionen)"
        case _:
            name = f"{prefix} {word}"
            provider = made.provider(Provider(f"{word} ApS", owner))
    if any(offer.name == name for offer in made.offers):
        name = f"{name} {number + 1}"
    return Offer(need, owner, provider, name, kind, district, size)


def _family(chance: Chance, need: Need, number: int) -> str:
    last = names("danish")
    one, two = chance.draw(2, "families", need.key, number)
    return f"{last[int(one * len(last))]} {last[int(two * len(last))]} {number + 1}"
