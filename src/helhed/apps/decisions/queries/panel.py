"""Meetings that advise on decisions: agendas of those to come, minutes of those held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import Http404

from helhed.apps.access.access import Actor, may, require_at_all
from helhed.apps.access.models import Unit
from helhed.apps.audit.actions import read, read_citizens
from helhed.apps.decisions import pricing
from helhed.apps.decisions.access import (
    decisions_within,
    may_decision,
    meeting_matter,
)
from helhed.apps.decisions.models import Decision, Grant, PanelMeeting, PanelPoint
from helhed.apps.decisions.queries.page import Price, price_of, prices_of
from helhed.rules.access.rights import Action
from helhed.rules.cases.sag import CaseArea
from helhed.rules.decisions.afgoerelse import DecisionState
from helhed.rules.decisions.visitationsmoede import Advice, MeetingState, must_be_heard
from helhed.rules.decisions.ydelser import service

MOST_TO_CHOOSE = 12
Asked = tuple[UUID, list[Grant], date | None]
"""A decision's id, its grants, and the citizen's day of birth."""


def meetings(actor: Actor) -> QuerySet[PanelMeeting, PanelMeeting]:
    """The meetings of the actor's own units and of those above and below them."""
    require_at_all(actor, Action.SEE_CASE)
    found = PanelMeeting.objects.filter(unit__in=_units(actor)).select_related("unit")
    return found.annotate(
        on_it=Count("points"),
        unanswered=Count("points", filter=Q(points__advice=Advice.NONE.value)),
    )


def _units(actor: Actor) -> list[UUID]:
    """The units whose meetings concern the actor: those that one sees cases of, and those above."""
    reach = actor.reach(Action.SEE_CASE)
    seen = [
        unit
        for unit in actor.units
        if reach.everything or unit.department in reach.departments or unit.id in reach.units
    ]
    paths = {unit.path for unit in seen}
    return [one.id for one in actor.units if any(path.startswith(one.path) for path in paths)]


def meeting_row(meeting: PanelMeeting) -> dict[str, Any]:
    """A meeting as a row of the list."""
    counted: Any = meeting
    return {
        "id": meeting.id,
        "day": meeting.day,
        "unit": meeting.unit.name,
        "state": MeetingState.of(meeting.state).label,
        "state_key": meeting.state,
        "points": counted.on_it,
        "unanswered": counted.unanswered,
    }


def may_hold_meetings(actor: Actor) -> bool:
    """Whether the actor plans and closes meetings somewhere."""
    return bool(meeting_units(actor))


def meeting_units(actor: Actor) -> list[Unit]:
    """The units that the actor may plan meetings for."""
    return [
        unit for unit in actor.units if may(actor, Action.APPROVE_DECISION, meeting_matter(unit))
    ]


@dataclass(frozen=True, slots=True)
class PointShown:
    """A decision on an agenda, with what it costs."""

    row: PanelPoint
    area: str
    services: tuple[str, ...]
    advice: Advice
    price: Price | None
    may_advise: bool
    may_take_off: bool


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """A meeting; ``hidden`` counts the points in cases that the reader may not see."""

    row: PanelMeeting
    state: MeetingState
    points: list[PointShown]
    hidden: int
    may_hold: bool
    is_due: bool

    @property
    def this_year(self) -> int:
        """Øre in this calendar year of what is asked for, as far as it is priced."""
        return sum(point.price.this_year for point in self.points if point.price)

    @property
    def next_year(self) -> int:
        """Øre in the next calendar year of what is asked for, as far as it is priced."""
        return sum(point.price.next_year for point in self.points if point.price)

    @property
    def unpriced(self) -> int:
        """How many of the points cannot be priced yet."""
        return sum(1 for point in self.points if point.price is None)


def meeting_page(actor: Actor, meeting: UUID) -> MeetingPage:
    """One meeting with the points that the actor may see, each look logged."""
    with transaction.atomic():
        rows = PanelMeeting.objects.select_related("unit", "closed_by")
        row = rows.filter(id=meeting, unit__in=_units(actor)).first()
        if row is None:
            raise Http404
        require_at_all(actor, Action.SEE_CASE)
        may_hold = may(actor, Action.APPROVE_DECISION, meeting_matter(row.unit))
        state = MeetingState.of(row.state)
        points = _points(actor, row, may_hold and state is MeetingState.PLANNED)
        read(actor, "panel.read", row)
        read_citizens(
            actor,
            "panel.read",
            [p.row.decision.case.citizen_id for p in points],
            meeting=str(row.id),
        )
        return MeetingPage(
            row,
            state,
            points,
            row.points.count() - len(points),
            may_hold and state is MeetingState.PLANNED,
            row.day <= actor.today,
        )


def _points(actor: Actor, row: PanelMeeting, may_hold: bool) -> list[PointShown]:
    within = decisions_within(actor.reach(Action.SEE_CASE))
    seen = Decision.objects.filter(within).values("id")
    points = row.points.filter(decision__in=seen).order_by("put_at", "id")
    listed = points.select_related("decision__case__citizen", "put_by").prefetch_related(
        "decision__grants"
    )
    prices = _prices([point.decision for point in listed], actor.today)
    return [_shown(actor, point, prices.get(point.decision_id), may_hold) for point in listed]


def _shown(actor: Actor, point: PanelPoint, price: Price | None, may_hold: bool) -> PointShown:
    grants = list(point.decision.grants.all())
    mains = tuple(service(grant.service).name for grant in grants if grant.main_id is None)
    waits = point.advice == Advice.NONE.value
    return PointShown(
        point,
        CaseArea.of(point.decision.case.area).label,
        mains,
        Advice.of(point.advice),
        price,
        may_hold and may_decision(actor, Action.APPROVE_DECISION, point.decision),
        waits and may_decision(actor, Action.PREPARE_DECISION, point.decision),
    )


def _prices(decisions: list[Decision], today: date) -> dict[UUID, Price]:
    """What each decision costs; those that cannot be priced yet are left out."""
    asked = [
        (one.id, list(one.grants.all()), one.case.citizen.birth_date)
        for one in decisions
        if _can_be_priced(one)
    ]
    try:
        return prices_of(asked, today)
    except pricing.UnableToPrice:
        return {one[0]: price for one in asked for price in _alone(one, today)}


def _alone(one: Asked, today: date) -> list[Price]:
    try:
        return [price_of(one[1], one[2], today)]
    except pricing.UnableToPrice:
        return []


def _can_be_priced(decision: Decision) -> bool:
    grants = decision.grants.all()
    return bool(grants) and all(
        one.start and one.rate_id and one.quantity is not None for one in grants
    )


@dataclass(frozen=True, slots=True)
class OnAgenda:
    """What a decision's page shows of meetings: those that saw it, and those it can be put on."""

    decision: Decision
    points: list[PanelPoint]
    to_come: list[PanelMeeting]
    must: bool
    may_put: bool

    @property
    def waits(self) -> bool:
        return any(point.advice == Advice.NONE.value for point in self.points)


def agenda_of(actor: Actor, decision: UUID) -> OnAgenda:
    """The meetings around a decision that the actor may see, logged. Raises Http404."""
    with transaction.atomic():
        rows = Decision.objects.select_related("case__citizen", "case__unit")
        within = decisions_within(actor.reach(Action.SEE_CASE))
        row = rows.filter(within, id=decision).first()
        if row is None:
            raise Http404
        read(actor, "panel.read", row, row.case.citizen_id)
        points = list(row.points.select_related("meeting__unit").order_by("put_at", "id"))
        is_open = DecisionState(row.state) in (DecisionState.DRAFT, DecisionState.SUBMITTED)
        may_put = is_open and may_decision(actor, Action.PREPARE_DECISION, row)
        price = None
        if is_open and not row.is_refusal:
            price = _prices([row], actor.today).get(row.id)
        advice = [Advice.of(point.advice) for point in points]
        must = price is not None and must_be_heard(price.dearest_year, advice, actor.today)
        return OnAgenda(row, points, _to_come(actor, row) if may_put else [], must, may_put)


def _to_come(actor: Actor, row: Decision) -> list[PanelMeeting]:
    steps = row.case.unit.path.split("/")
    above = ["/".join(steps[:depth]) + "/" for depth in range(1, len(steps))]
    found = PanelMeeting.objects.filter(
        unit__path__in=above, state=MeetingState.PLANNED.value, day__gte=actor.today
    ).exclude(points__decision=row)
    return list(found.select_related("unit").order_by("day", "unit__path")[:MOST_TO_CHOOSE])


def meeting_of(actor: Actor, point: UUID) -> UUID:
    """The meeting on whose agenda a point is, for going back to it."""
    require_at_all(actor, Action.SEE_CASE)
    found = PanelPoint.objects.filter(id=point, meeting__unit__in=_units(actor)).first()
    if found is None:
        raise Http404
    return found.meeting_id
