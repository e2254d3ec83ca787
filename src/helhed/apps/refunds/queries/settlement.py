"""Settlement: what is owed and lapses when, claims both ways, one claim, and its file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.http import Http404

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.citizens.models import Citizen
from helhed.apps.decisions.models import Grant
from helhed.apps.refunds.access import may_house, require_house, sees
from helhed.apps.refunds.models import PayingDuty, SettlementClaim, SettlementLine
from helhed.apps.refunds.unclaimed import (
    Owed,
    costs_in,
    days_of,
    draft_deadlines,
    owed,
    own_code,
)
from helhed.kernel.period import Month, Period
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import service
from helhed.rules.refunds.mellemkommunal import (
    DutyBasis,
    FileLine,
    Match,
    Risk,
    SettlementState,
    lapsed_of,
    risk,
)


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """What another municipality owes for a citizen and no claim was sent of: how much, what of it
    stands in a draft, the last day on which all of it can be claimed, and what is lost already."""

    citizen: UUID
    number: str
    municipality: str
    department: str
    first: Month
    last: Month
    oere: int
    drafted: int
    lapsed: int
    last_day: date
    risk: Risk


@dataclass(frozen=True, slots=True)
class WithoutDuty:
    """A citizen whom another municipality pays for, of whom no rule and no day is written, so that
    nothing is claimed."""

    citizen: UUID
    number: str


@dataclass(frozen=True, slots=True)
class SettlementPage:
    """What is owed, by risk; claims that wait, with the last day of each draft; citizens of whom
    nothing is claimed."""

    unclaimed: list[Unclaimed]
    claims: QuerySet[SettlementClaim, SettlementClaim]
    without_duty: list[WithoutDuty]
    deadlines: dict[UUID, date]
    next_through: Month
    may_prepare: bool

    @property
    def oere(self) -> int:
        """What stands in no claim at all."""
        return sum(one.oere - one.drafted for one in self.unclaimed)

    @property
    def drafted(self) -> int:
        """What stands in drafts, which hold no limit until they are sent."""
        return sum(one.drafted for one in self.unclaimed)

    @property
    def soon(self) -> int:
        return sum(one.oere for one in self.unclaimed if one.risk is Risk.SOON)

    @property
    def lapsed(self) -> int:
        return sum(one.lapsed for one in self.unclaimed)


def settlement_page(actor: Actor, side: str = "", state: str = "") -> SettlementPage:
    """Settlement as far as the actor sees it: what is owed of their departments; claims, which are
    the house's, with ``side`` out or in and a state: ``all``, or those that are not over when none
    is said. Raises UnableToLetIn."""
    require_at_all(actor, Action.SEE_REFUND)
    through = Month.of(actor.today).plus(-1)
    claims = SettlementClaim.objects.filter(_claims_seen(actor))
    if side:
        claims = claims.filter(is_outgoing=side == "out")
    if not state:
        claims = claims.exclude(state__in=[one.value for one in SettlementState if one.is_over])
    elif state != "all":
        claims = claims.filter(state=state)
    return SettlementPage(
        unclaimed(actor, through),
        claims.select_related("owner"),
        _without_duty(actor),
        draft_deadlines(),
        through,
        may_house(actor, Action.PREPARE_REFUND),
    )


def _claims_seen(actor: Actor) -> Q:
    reach = actor.reach(Action.SEE_REFUND)
    if reach.everything:
        return Q()
    cases = Q(citizen__cases__department__in=reach.departments)
    return Q(id__in=SettlementClaim.objects.filter(cases).values("id"))


def unclaimed(actor: Actor, through: Month) -> list[Unclaimed]:
    """What is owed and no claim was sent of, the most urgent first."""
    groups: dict[tuple[UUID, str], list[Owed]] = defaultdict(list)
    for one in owed(actor.today, through, drafts_too=True):
        if sees(actor, one.department):
            groups[one.citizen, one.municipality].append(one)
    found = [_unclaimed(lines, actor.today) for lines in groups.values()]
    order = list(Risk)
    return sorted(found, key=lambda one: (order.index(one.risk), one.last_day, one.number))


def _unclaimed(lines: list[Owed], today: date) -> Unclaimed:
    left = [line for line in lines if line.oere > 0]
    oldest = min((line.first_day for line in left), default=None)
    first = lines[0]
    return Unclaimed(
        first.citizen,
        first.number,
        first.municipality,
        first.department,
        min(line.month for line in lines),
        max(line.month for line in lines),
        sum(line.oere for line in lines),
        sum(line.drafted for line in lines),
        sum(line.lapsed for line in lines),
        min((line.last_day for line in left), default=today),
        risk(oldest, today) if oldest is not None else Risk.LAPSED,
    )


def _without_duty(actor: Actor) -> list[WithoutDuty]:
    """The citizens without a duty, by the number of the oldest case that the actor sees."""
    others = Citizen.objects.exclude(paying_municipality=own_code())
    acted_for = others.filter(acting_municipality=own_code(), paying_duties__isnull=True)
    cases = acted_for.order_by("cases__number").values_list("id", "cases__number")
    reach = actor.reach(Action.SEE_REFUND)
    if reach.everything:
        cases = cases.filter(cases__isnull=False)
    else:
        cases = cases.filter(cases__department__in=reach.departments)
    numbers: dict[UUID, str] = {}
    for citizen, number in cases:
        numbers.setdefault(citizen, number)
    return [WithoutDuty(citizen, number) for citizen, number in numbers.items()]


@dataclass(frozen=True, slots=True)
class OwnGrant:
    """A grant of ours and what it costs in the months of their claim's period."""

    id: UUID
    number: str
    service: str
    citation: str
    oere: int


@dataclass(frozen=True, slots=True)
class SettlementClaimPage:
    """One claim, with its lines, what it rests on, and whose move it is. Of theirs on us: what our
    own grants cost in the months of its period, and what of it had lapsed when it came."""

    row: SettlementClaim
    state: SettlementState
    match: Match | None
    lines: list[SettlementLine]
    duty: PayingDuty | None
    law: str
    number: str
    lapsed: int
    send_by: date | None
    may_prepare: bool
    may_file: bool
    grants: list[OwnGrant]

    @property
    def cost(self) -> int:
        """What our grants cost in the months of the period."""
        return sum(one.oere for one in self.grants)

    @property
    def in_time(self) -> int:
        """What is claimed and has not lapsed."""
        return self.row.oere if self.row.is_outgoing else self.row.oere - self.lapsed


def settlement_claim(actor: Actor, settlement: UUID) -> SettlementClaimPage:
    """One claim. Raises UnableToLetIn, Http404."""
    require_at_all(actor, Action.SEE_REFUND)
    rows = SettlementClaim.objects.filter(_claims_seen(actor), id=settlement)
    row = rows.select_related("owner", "grant__decision__case").first()
    if row is None:
        raise Http404
    lines = list(row.lines.select_related("grant__decision__case").order_by("month", "grant"))
    duties = PayingDuty.objects.filter(citizen=row.citizen_id, start__lte=row.end)
    duty = duties.exclude(paying=F("acting")).order_by("-start").first()
    grant = row.grant or (lines[0].grant if lines else None)
    return SettlementClaimPage(
        row,
        SettlementState.of(row.state),
        Match.of(row.match) if row.match else None,
        lines,
        duty if row.is_outgoing else None,
        _law(duty),
        grant.decision.case.number if grant else "",
        _lapsed(row, lines),
        draft_deadlines().get(row.id),
        may_house(actor, Action.PREPARE_REFUND),
        row.is_outgoing and may_house(actor, Action.SEE_REFUND),
        [] if row.is_outgoing else _own_grants(actor, row),
    )


def _lapsed(row: SettlementClaim, lines: list[SettlementLine]) -> int:
    """What of a claim had lapsed: told by its lines when it is ours, by the day it came if not."""
    if row.is_outgoing or row.sent_on is None:
        return sum(line.lapsed_oere for line in lines)
    return lapsed_of(row.oere, Period(row.start, row.end), row.sent_on)


def _own_grants(actor: Actor, row: SettlementClaim) -> list[OwnGrant]:
    """The citizen's grants of the departments that the actor may see, the dearest first."""
    if row.citizen_id is None:
        return []
    costs = costs_in(row.citizen_id, Period(row.start, row.end))
    grants = Grant.objects.filter(id__in=list(costs)).select_related("unit", "decision__case")
    found = [
        OwnGrant(
            grant.id,
            grant.decision.case.number,
            service(grant.service).name,
            grant.citation,
            costs[grant.id],
        )
        for grant in grants
        if sees(actor, grant.unit.department)
    ]
    return sorted(found, key=lambda one: (-one.oere, str(one.id)))


def _law(duty: PayingDuty | None) -> str:
    return DutyBasis.of(duty.basis).law if duty else ""


def settlement_file(actor: Actor, settlement: UUID) -> tuple[SettlementClaim, list[FileLine]]:
    """The rows of a claim of ours. Raises UnableToLetIn, Http404."""
    require_house(actor, Action.SEE_REFUND)
    ours = SettlementClaim.objects.filter(id=settlement, is_outgoing=True)
    row = ours.select_related("citizen").first()
    if row is None:
        raise Http404
    return row, list(_file_lines(row, own_code()))


def _file_lines(row: SettlementClaim, own: str) -> Iterator[FileLine]:
    for line in row.lines.select_related("grant").order_by("month", "id"):
        month = Month.of(line.month)
        days = days_of(line.grant).clip_to_month(month) or month.period
        yield FileLine(
            row.number,
            own,
            row.municipality,
            (row.citizen.cpr or "") if row.citizen else "",
            line.grant.citation,
            str(month),
            days.start.isoformat(),
            (days.end or month.last).isoformat(),
            line.oere,
        )


def settlement_row(row: SettlementClaim) -> dict[str, Any]:
    """A claim as a row of the list."""
    return {
        "id": row.id,
        "citizen": row.citizen_id,
        "number": row.number,
        "is_outgoing": row.is_outgoing,
        "municipality": row.municipality,
        "start": row.start,
        "end": row.end,
        "oere": row.oere,
        "accepted": row.accepted_oere,
        "state": SettlementState.of(row.state).label,
        "state_key": row.state,
        "match": Match.of(row.match).label if row.match else "",
        "owner": row.owner.name if row.owner else "",
        "sent_on": row.sent_on,
    }
