"""Versions of the budget: their lines, beside the frames and beside another version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.http import Http404

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.access.models import Unit
from helhed.apps.budgets.models import Account, BudgetLine, BudgetVersion, Frame, FrameChange
from helhed.apps.budgets.queries import efforts
from helhed.apps.budgets.queries.efforts import Compared, Side
from helhed.apps.budgets.queries.variance import assumptions
from helhed.apps.budgets.queries.year import BudgetFilter, chosen_units
from helhed.apps.budgets.sums import frame_sums
from helhed.apps.budgets.words import account_name
from helhed.apps.decisions.models import CommitmentTotal
from helhed.apps.payments.access import ids_of, units_within
from helhed.rules.access.rights import Action
from helhed.rules.budgets.helaarsperson import amount
from helhed.rules.budgets.ramme import NOTHING, FrameKind, FrameSum
from helhed.rules.decisions.konto import Account as AccountCode

Cell = tuple[str, UUID]
"""Account and unit."""
OWN = (1,)
"""The ejerforhold that is the municipality's own."""


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One assumption, with what it is called and what it comes to."""

    line: BudgetLine
    service: str
    account_name: str
    oere: int


@dataclass(frozen=True, slots=True)
class ServiceSum:
    """A service in a version: persons in thousandths, øre, and the share that is own."""

    service: str
    side: Side
    persons: int
    price: int | None
    own_share: float | None


@dataclass(frozen=True, slots=True)
class AgainstFrame:
    """Bottom-up and top-down of an account in a unit; ``original`` is the frame without what was
    granted and moved since."""

    account: str
    account_name: str
    unit: UUID
    unit_name: str
    built: int
    frame: int
    original: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An account that cost something the year before, and less than half of it as built."""

    account: str
    account_name: str
    before: int
    built: int


@dataclass(frozen=True, slots=True)
class VersionPage:
    """A version as the actor may see it. ``is_as_before``: it is adopted, and its frames are
    told as they were before that."""

    version: BudgetVersion
    lines: list[VersionLine]
    services: list[ServiceSum]
    frames: list[AgainstFrame]
    others: list[BudgetVersion]
    is_as_before: bool
    left_out: list[LeftOut]

    @property
    def changing(self) -> list[AgainstFrame]:
        """The frames whose original budget is another than what is built."""
        return [one for one in self.frames if one.built != one.original]

    @property
    def original(self) -> int:
        return sum(one.original for one in self.frames)

    @property
    def built(self) -> int:
        return sum(line.oere for line in self.lines)

    @property
    def frame(self) -> int:
        return sum(one.frame for one in self.frames)


def versions(actor: Actor) -> QuerySet[BudgetVersion, BudgetVersion]:
    """Every version; the newest year first."""
    require_at_all(actor, Action.SEE_BUDGET)
    rows = BudgetVersion.objects.select_related("made_by", "adopted_by")
    return rows.order_by("-year", "-made_at")


def version_page(actor: Actor, version: UUID, wanted: BudgetFilter | None = None) -> VersionPage:
    """A version with its sums. Raises Http404."""
    found = versions(actor).filter(id=version).first()
    if found is None:
        raise Http404
    units = _units(actor, wanted)
    names = dict(Account.objects.values_list("code", "name"))
    rows = found.lines.filter(unit__in=ids_of(units)).select_related("unit")
    lines = [
        VersionLine(
            row,
            efforts.service_name(row.service),
            account_name(row.account_id, names[row.account_id]),
            amount(row.persons, row.price_oere, row.fixed_oere),
        )
        for row in rows
    ]
    lines.sort(key=lambda one: (one.service, one.line.account_id, one.line.unit.name))
    others = list(versions(actor).exclude(id=found.id))
    changed = _changed_by_adoption(found, units)
    against = _against_frames(found.year, units, lines, names, changed)
    services, left_out = _services(found, units), _left_out(found.year, units, lines, names)
    return VersionPage(found, lines, services, against, others, bool(changed), left_out)


def one_line(actor: Actor, line: UUID) -> BudgetLine:
    """A line that the actor may change. Raises Http404."""
    require_at_all(actor, Action.SET_BUDGET)
    units = units_within(actor, Action.SET_BUDGET)
    rows = BudgetLine.objects.filter(id=line, unit__in=ids_of(units))
    found = rows.select_related("version", "unit", "account").first()
    if found is None:
        raise Http404
    return found


def against_version(
    actor: Actor, one: UUID, other: UUID
) -> tuple[BudgetVersion, BudgetVersion, Compared]:
    """Two versions held against each other, line by line. Raises Http404."""
    found = {row.id: row for row in versions(actor).filter(id__in=[one, other])}
    if not {one, other} <= set(found):
        raise Http404
    units = _units(actor, None)
    sides = [
        efforts.of_budget(assumptions(found[id], units), found[id].year) for id in (other, one)
    ]
    return found[one], found[other], efforts.compared(*sides)


def _units(actor: Actor, wanted: BudgetFilter | None) -> list[Unit]:
    units = units_within(actor, Action.SEE_BUDGET)
    return chosen_units(units, wanted.department, wanted.unit) if wanted else units


def _services(version: BudgetVersion, units: list[Unit]) -> list[ServiceSum]:
    sides: defaultdict[str, Side] = defaultdict(Side)
    own: defaultdict[str, Side] = defaultdict(Side)
    budget = efforts.of_budget(assumptions(version, units), version.year)
    for (service, account), side in budget.items():
        sides[service] += side
        if AccountCode.parse(account).ejerforhold in OWN:
            own[service] += side
    return [
        ServiceSum(
            service,
            side,
            efforts.persons(side, version.year),
            efforts.price(side, version.year),
            100 * own[service].quantity / side.quantity if side.quantity else None,
        )
        for service, side in sides.items()
    ]


def _left_out(
    year: int, units: list[Unit], lines: Iterable[VersionLine], names: dict[str, str]
) -> list[LeftOut]:
    """What the year before had and no grant tells of the year: one-offs, and help of which no
    more is known yet."""
    built: defaultdict[str, int] = defaultdict(int)
    for one in lines:
        built[one.line.account_id] += one.oere
    firsts = [date(year - 1, number, 1) for number in range(1, 13)]
    rows = CommitmentTotal.objects.filter(month__in=firsts, unit__in=ids_of(units)).order_by()
    sums = rows.values_list("account").annotate(Sum("oere"))
    return [
        LeftOut(account, account_name(account, names.get(account, account)), before, built[account])
        for account, before in sums
        if before > 0 and 2 * built[account] < before
    ]


def _changed_by_adoption(version: BudgetVersion, units: list[Unit]) -> dict[Cell, int]:
    """What the adoption of a version added to each original frame; nothing for a draft."""
    if version.adopted_at is None:
        return {}
    rows = FrameChange.objects.filter(
        kind=FrameKind.ORIGINAL.value,
        reason=version.name,
        recorded_at=version.adopted_at,
        frame__year=version.year,
        frame__unit__in=ids_of(units),
    )
    sums = rows.order_by().values_list("frame__account_id", "frame__unit_id")
    return {(account, unit): oere for account, unit, oere in sums.annotate(Sum("oere"))}


def _against_frames(
    year: int,
    units: list[Unit],
    lines: Iterable[VersionLine],
    names: dict[str, str],
    changed: dict[Cell, int],
) -> list[AgainstFrame]:
    """Built and frame of each cell; of an adopted version the frame as it was before."""
    built: defaultdict[Cell, int] = defaultdict(int)
    for one in lines:
        built[one.line.account_id, one.line.unit_id] += one.oere
    sums = frame_sums(Frame.objects.filter(year=year, unit__in=ids_of(units)))
    frames = {(account, unit): found for (account, unit, _), found in sums.items()}
    if changed:
        frames = {
            cell: FrameSum(original=built.get(cell, 0) - changed.get(cell, 0))
            for cell in {*built, *changed}
        }
    called = {unit.id: unit.name for unit in units}
    return [
        AgainstFrame(
            account,
            account_name(account, names.get(account, account)),
            unit,
            called[unit],
            built.get((account, unit), 0),
            frames.get((account, unit), NOTHING).corrected,
            frames.get((account, unit), NOTHING).original,
        )
        for account, unit in sorted({*built, *frames})
    ]
