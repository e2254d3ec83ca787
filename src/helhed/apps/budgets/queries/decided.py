"""Decided measures as a forecast can count them: where, from which month, and what they save."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from helhed.apps.access.access import Actor, may_at_all
from helhed.apps.budgets.models import Measure, MeasureGrant, MeasureTarget
from helhed.apps.budgets.queries.year import chosen_units
from helhed.apps.payments.access import ids_of, units_within
from helhed.kernel.period import Month
from helhed.rules.access.rights import Action
from helhed.rules.budgets.tiltag import paces

OF_PLACE = ("service", "offer__provider__ownership")


@dataclass(frozen=True, slots=True)
class DecidedMeasure:
    """A measure: its name, the one service and owner that it is about (empty: several, or none
    that is named), and from which months it saves how many øre more a year."""

    id: UUID
    name: str
    service: str
    owner: str
    paces: list[tuple[Month, int]]


def decided(actor: Actor, department: str) -> list[DecidedMeasure] | None:
    """The measures of a department (empty: of both) in the units that the actor may see, the
    latest first; None when the actor may not see budgets."""
    if not may_at_all(actor, Action.SEE_BUDGET):
        return None
    units = chosen_units(units_within(actor, Action.SEE_BUDGET), department, None)
    listed = list(Measure.objects.filter(unit__in=ids_of(units)).order_by("-start", "name", "id"))
    targets: defaultdict[UUID, dict[int, int]] = defaultdict(dict)
    rows = MeasureTarget.objects.filter(measure__in=listed)
    for measure, year, oere in rows.values_list("measure_id", "year", "oere"):
        targets[measure][year] = oere
    places = _places(listed)
    return [
        DecidedMeasure(
            one.id, one.name, *places[one.id], paces(Month.of(one.start), targets[one.id])
        )
        for one in listed
    ]


def _places(listed: Iterable[Measure]) -> defaultdict[UUID, tuple[str, str]]:
    """The service and owner of the grants that measures end, else of those that come instead."""
    of_grants: defaultdict[UUID, list[tuple[str, str]]] = defaultdict(list)
    wanted = [f"{side}__{fact}" for side in ("before", "after") for fact in OF_PLACE]
    rows = MeasureGrant.objects.filter(measure__in=list(listed))
    for measure, *facts in rows.values_list("measure_id", *wanted):
        service, owner = facts[:2] if facts[0] else facts[2:]
        of_grants[measure].append((service, owner or ""))
    found: defaultdict[UUID, tuple[str, str]] = defaultdict(lambda: ("", ""))
    for measure, own in of_grants.items():
        services, owners = ({one[n] for one in own} for n in (0, 1))
        found[measure] = (_alone(services), _alone(owners))
    return found


def _alone(found: set[str]) -> str:
    return next(iter(found)) if len(found) == 1 else ""
