"""Who is to be in the same offer as whom, and who not, as it bears on those who wait now.

Two who both wait get the same offer, or both wait. One whose other already lives in an offer gets a
place there or none. What cannot be held is told, and never left out in silence. Whoever calls has
asked for permission.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from helhed.apps.decisions.models import Grant
from helhed.apps.matching.models import PlaceBond
from helhed.apps.matching.waiting import Waiting
from helhed.apps.orders.models import Order
from helhed.apps.placements.models import Placement
from helhed.kernel.words import screen_text
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.ydelser import service
from helhed.rules.orders.bestilling import OrderState
from helhed.rules.placements.oensker import Bond

Lives = tuple[str, str]
"""The offer that somebody lives in, by its key, and its kind."""
BOTH_WAIT = screen_text("Begge venter: de får samme tilbud, eller begge venter.")
GOES_THERE = screen_text("Den, der venter, får plads dér, hvor den anden bor, eller venter.")
KEPT_APART = screen_text("De får ikke samme tilbud.")
NOBODY_WAITS = screen_text("Ingen af de to venter på en plads nu.")
OTHER_KINDS = screen_text(
    "Kan ikke holdes: de venter på ydelser, der ikke gives i samme slags tilbud."
)
NOT_THERE = screen_text(
    "Kan ikke holdes: den ene hverken venter på en plads eller bor i et tilbud af den slags, den"
    " anden venter på."
)

CANNOT = (OTHER_KINDS, NOT_THERE)


@dataclass(slots=True)
class Ties:
    """What the pairs come to: groups and pairs of those who wait, by key; the offers that somebody
    may only get, and may not get; and of each pair, by its id, what holds, or why it cannot."""

    together: list[frozenset[str]] = field(default_factory=list)
    apart: list[tuple[str, str]] = field(default_factory=list)
    only: dict[str, frozenset[str]] = field(default_factory=dict)
    shut: dict[str, frozenset[str]] = field(default_factory=dict)
    told: dict[UUID, str] = field(default_factory=dict)
    unheld: list[PlaceBond] = field(default_factory=list)

    def unheld_of(self, citizen: UUID) -> list[PlaceBond]:
        """The pairs of a citizen that cannot be held."""
        return [one for one in self.unheld if citizen in (one.citizen_id, one.other_id)]


def ties(listed: Iterable[Waiting], bonds: Sequence[PlaceBond], today: date) -> Ties:
    """What the pairs come to for those who wait."""
    waits: dict[UUID, list[Waiting]] = defaultdict(list)
    for one in listed:
        waits[one.case.citizen_id].append(one)
    paired = {one for bond in bonds for one in (bond.citizen_id, bond.other_id)}
    lives, found = lives_in(paired, today), Ties()
    for bond in bonds:
        if bond.bond == Bond.APART.value:
            found.told[bond.id] = _apart(bond, waits, lives, found)
            continue
        found.told[bond.id] = _together(bond, waits, lives, found)
        if found.told[bond.id] in CANNOT:
            found.unheld.append(bond)
    return found


def lives_in(citizens: Collection[UUID], today: date) -> Mapping[UUID, set[Lives]]:
    """The offers that citizens are in today: those in which they have a place, and those that are
    delivered to them without one."""
    found: dict[UUID, set[Lives]] = defaultdict(set)
    if not citizens:
        return found
    stays = Placement.objects.filter(citizen__in=citizens, start__lte=today)
    stays = stays.exclude(end__lt=today)
    begun = Order.objects.filter(grant=OuterRef("pk"), state=OrderState.STARTED.value)
    grants = Grant.objects.filter(
        Q(end__isnull=True) | Q(end__gte=today),
        Q(runs_to__isnull=True) | Q(runs_to__gte=today),
        Exists(begun),
        main=None,
        offer__isnull=False,
        state=GrantState.GRANTED.value,
        decision__case__citizen__in=citizens,
    )
    for who, offer, kind in (
        *stays.values_list("citizen_id", "place__offer_id", "place__offer__kind"),
        *grants.values_list("decision__case__citizen_id", "offer_id", "offer__kind"),
    ):
        found[who].add((str(offer), kind))
    return found


def _apart(
    bond: PlaceBond,
    waits: Mapping[UUID, list[Waiting]],
    lives: Mapping[UUID, set[Lives]],
    found: Ties,
) -> str:
    ones, others = waits.get(bond.citizen_id, []), waits.get(bond.other_id, [])
    found.apart += [(one.key, other.key) for one in ones for other in others]
    for mine, other in ((ones, bond.other_id), (others, bond.citizen_id)):
        there = frozenset(offer for offer, _kind in lives.get(other, ()))
        for one in mine:
            found.shut[one.key] = found.shut.get(one.key, frozenset()) | there
    return KEPT_APART if ones or others else NOBODY_WAITS


def _together(
    bond: PlaceBond,
    waits: Mapping[UUID, list[Waiting]],
    lives: Mapping[UUID, set[Lives]],
    found: Ties,
) -> str:
    """Two who wait for what offers of one kind can give are bound, for the same service where they
    do; else whoever waits goes to where the other lives."""
    ones, others = waits.get(bond.citizen_id, []), waits.get(bond.other_id, [])
    if not ones and not others:
        return NOBODY_WAITS
    pairs = [(one, other) for one in ones for other in others if _kinds(one) & _kinds(other)]
    same = [(one, other) for one, other in pairs if one.service == other.service]
    if same or pairs:
        found.together += [frozenset({one.key, other.key}) for one, other in same or pairs[:1]]
        return BOTH_WAIT
    bound = [_goes(mine, lives.get(bond.other_id, ()), found) for mine in ones]
    bound += [_goes(mine, lives.get(bond.citizen_id, ()), found) for mine in others]
    if any(bound):
        return GOES_THERE
    return OTHER_KINDS if ones and others else NOT_THERE


def _goes(one: Waiting, lives: Collection[Lives], found: Ties) -> bool:
    """Whether somebody is kept to where another lives: in an offer that can give what is waited
    for."""
    there = frozenset(offer for offer, kind in lives if kind in _kinds(one))
    if there:
        before = found.only.get(one.key)
        found.only[one.key] = there if before is None else there & before
    return bool(there)


def _kinds(one: Waiting) -> set[str]:
    return set(service(one.service).offers)
