"""What citizens need a place for, as the engine of placing knows it.

Levels and target groups come from the last finished assessment after VUM 2.0; children's have none.
Whoever calls has asked for permission and logs the look.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from helhed.apps.assessments.models import Assessment
from helhed.apps.cases.models import Case
from helhed.placing import facts
from helhed.rules.assessments import ffb
from helhed.rules.assessments.niveau import level_name
from helhed.rules.assessments.udredning import AssessmentKind
from helhed.rules.placements.hast import urgency
from helhed.rules.placements.oensker import NOT_THERE


@dataclass(frozen=True, slots=True)
class Needed:
    """The support needed by theme (0 to 4: the most of its subthemes), the target groups, and the
    day of the assessment that says so; empty when there is none."""

    levels: Mapping[str, int] = field(default_factory=dict)
    groups: frozenset[str] = frozenset()
    day: date | None = None

    @property
    def themes_shown(self) -> list[tuple[str, str, int]]:
        """Theme, name of the level, and level, in the order of the method."""
        return [
            (theme.name, level_name(self.levels[theme.code]), self.levels[theme.code])
            for theme in ffb.themes()
            if theme.code in self.levels
        ]

    @property
    def groups_shown(self) -> list[str]:
        listed = ffb.leaves(ffb.Kind.TARGET_GROUP)
        return [group.name for group in listed if group.code in self.groups]


def needed_in(cases: Collection[UUID]) -> dict[UUID, Needed]:
    """What the last finished assessment of each case says; cases without one are left out."""
    rows = Assessment.objects.filter(
        case__in=cases, finished_on__isnull=False, kind=AssessmentKind.VUM.value
    )
    latest: dict[UUID, tuple[date, UUID]] = {}
    groups: dict[UUID, set[str]] = defaultdict(set)
    notes: dict[UUID, set[tuple[str, int | None]]] = defaultdict(set)
    names = ("id", "case_id", "finished_on", "primary_target_group")
    joined = ("secondary_target_groups__code", "notes__subtheme", "notes__level")
    for id, case, day, group, second, subtheme, level in rows.values_list(*names, *joined):
        if case not in latest or latest[case] < (day, id):
            latest[case] = (day, id)
        groups[id] |= {group, second or ""}
        notes[id].add((subtheme, level))
    return {
        case: Needed(_themes(notes[id]), frozenset(groups[id] - {""}), day)
        for case, (day, id) in latest.items()
    }


def _themes(notes: Collection[tuple[str, int | None]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for subtheme, level in notes:
        if subtheme and level is not None and level >= 0:
            theme = ffb.theme_of(subtheme).code
            found[theme] = max(level, found.get(theme, 0))
    return found


@dataclass(frozen=True, slots=True)
class Wished:
    """Offers that are wished, in order, and those that are refused, by id."""

    wishes: tuple[UUID, ...] = ()
    refuses: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Asked:
    """The written need of a place of one service."""

    since: date
    latest: date
    urgency: int | None
    ended_on: date | None


def asked_in(
    cases: Collection[UUID],
) -> tuple[dict[tuple[UUID, str], Asked], dict[UUID, Wished]]:
    """The written needs by case and service, and the wishes by case, in one question."""
    rows = Case.objects.filter(id__in=cases)
    names = ("service", "since", "latest", "urgency", "ended_on")
    needs: dict[tuple[UUID, str], Asked] = {}
    listed: dict[UUID, set[tuple[UUID, int]]] = defaultdict(set)
    columns = [f"place_needs__{name}" for name in names]
    columns += ["place_wishes__offer_id", "place_wishes__wish"]
    for case, service, since, latest, said, ended, offer, wish in rows.values_list("id", *columns):
        if service is not None:
            needs[case, service] = Asked(since, latest, said, ended)
        if offer is not None:
            listed[case].add((offer, wish))
    return needs, {case: wished(pairs) for case, pairs in listed.items()}


def wished(listed: Collection[tuple[UUID, int]]) -> Wished:
    """Wishes in order, and refusals, of (offer, wish)."""
    ordered = sorted((wish, offer) for offer, wish in listed if wish != NOT_THERE)
    refused = frozenset(offer for offer, wish in listed if wish == NOT_THERE)
    return Wished(tuple(offer for _, offer in ordered), refused)


def citizen(
    key: str,
    citation: str,
    needed: Needed,
    wished: Wished,
    days: tuple[date, date | None],
    said: int | None,
    district: str,
    today: date,
) -> facts.Citizen:
    """Somebody as the engine knows her. ``days`` are since when and by when (None: not written);
    the urgency is what was said, or else follows from the latest day."""
    since, latest = days
    return facts.Citizen(
        key,
        citation,
        needed.groups,
        needed.levels,
        since,
        latest,
        urgency(citation, latest, today) if said is None else said,
        tuple(str(offer) for offer in wished.wishes),
        frozenset(str(offer) for offer in wished.refuses),
        district,
    )
