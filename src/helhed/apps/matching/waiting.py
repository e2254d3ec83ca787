"""Who waits for a place, as the record tells it today.

Somebody waits who is on the waiting list (a written need), who has a draft or a decision sent for
approval with a service that takes a place, and who is granted one that nobody has begun to deliver
and for whom no place is kept. Whoever calls has asked for permission and logs whom it shows.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from helhed.apps.cases.access import cases_within
from helhed.apps.cases.models import Case
from helhed.apps.decisions.models import Grant
from helhed.apps.matching.models import PlaceNeed
from helhed.apps.orders.models import Order
from helhed.apps.placements.models import Placement
from helhed.kernel.words import CodeList, screen_text
from helhed.rules.access.rights import Reach
from helhed.rules.decisions.afgoerelse import DecisionState
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.tilbudshjemmel import place_services
from helhed.rules.decisions.ydelser import service
from helhed.rules.orders.bestilling import OrderState
from helhed.rules.placements.hast import urgency

BEGUN = (OrderState.STARTED.value, OrderState.STOPPED.value)


class Stage(CodeList):
    """How far it has come for whoever waits."""

    LISTED = "listed", screen_text("På ventelisten")
    DRAFT = "draft", screen_text("Afgørelse under arbejde")
    SUBMITTED = "submitted", screen_text("Afgørelse til godkendelse")
    GRANTED = "granted", screen_text("Bevilget, ikke bestilt")
    ORDERED = "ordered", screen_text("Bestilt, ikke begyndt")
    ACCEPTED = "accepted", screen_text("Udføreren har sagt ja")


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits for a place of a service; ``offer`` is the one in the decision, if one
    is chosen, ``order`` the accepted order by which a place in it can be kept."""

    case: Case
    service: str
    citation: str
    stage: Stage
    since: date
    latest: date | None
    said: int | None
    today: date
    offer: UUID | None = None
    offer_name: str = ""
    order: UUID | None = None
    start: date | None = None

    @property
    def key(self) -> str:
        return f"{self.case.id}/{self.service}"

    @property
    def days(self) -> int:
        """How many days it has been waited."""
        return max(0, (self.today - self.since).days)

    @property
    def urgency(self) -> int | None:
        """How urgent it is; None when nobody has said so, or by when the place must be there."""
        if self.said is not None:
            return self.said
        return urgency(self.citation, self.latest, self.today)


def waiting(reach: Reach, today: date) -> list[Waiting]:
    """Who waits, within a reach, the longest first."""
    needs = {(row.case_id, row.service): row for row in _needs(reach)}
    found: dict[tuple[UUID, str], Waiting] = {}
    for line in _lines(reach, today):
        case, key = line.decision.case, line.service
        found.setdefault((case.id, key), _of_line(line, needs.get((case.id, key)), today))
    for (_case, key), need in needs.items():
        is_housed = getattr(need, "is_housed", False)
        if need.ended_on is None and not is_housed and (need.case_id, key) not in found:
            citation = str(service(key).citations[0])
            days = (need.since, need.latest, need.urgency)
            one = Waiting(need.case, key, citation, Stage.LISTED, *days, today)
            found[need.case_id, key] = one
    return sorted(found.values(), key=lambda one: (one.since, str(one.case.id), one.service))


def _keys() -> list[str]:
    return [one.key for one in place_services()]


def _needs(reach: Reach) -> QuerySet[PlaceNeed, PlaceNeed]:
    lives = Placement.objects.filter(
        grant__decision__case=OuterRef("case"), grant__service=OuterRef("service"), end__isnull=True
    )
    rows = PlaceNeed.objects.filter(cases_within(reach, "case__"), case__closed_on=None)
    return rows.select_related("case__citizen").annotate(is_housed=Exists(lives))


def _lines(reach: Reach, today: date) -> QuerySet[Grant, Grant]:
    orders = Order.objects.filter(grant=OuterRef("pk"))
    stays = Placement.objects.filter(Q(end__isnull=True) | Q(end__gte=today), grant=OuterRef("pk"))
    open_orders = orders.exclude(state__in=BEGUN).order_by("-made_at")
    rows = Grant.objects.filter(
        cases_within(reach, "decision__case__"),
        Q(end__isnull=True) | Q(end__gte=today),
        Q(runs_to__isnull=True) | Q(runs_to__gte=today),
        main=None,
        service__in=_keys(),
        decision__case__closed_on=None,
    ).annotate(
        order_state=Subquery(open_orders.values("state")[:1]),
        order_id=Subquery(open_orders.values("id")[:1]),
    )
    drafts = Q(state=GrantState.DRAFT.value, decision__is_refusal=False)
    granted = Q(state=GrantState.GRANTED.value)
    granted &= Q(~Exists(orders.filter(state__in=BEGUN)), ~Exists(stays))
    granted &= Q(order_state__isnull=False) | Q(start__gt=today)
    rows = rows.filter(drafts | granted).select_related("decision__case__citizen", "offer")
    return rows.order_by("-recorded_at", "id")


def _of_line(line: Grant, need: PlaceNeed | None, today: date) -> Waiting:
    decision = line.decision
    began = decision.prepared_on
    if decision.decided_at is not None:
        began = timezone.localtime(decision.decided_at).date()
    state: str | None = getattr(line, "order_state", None)
    accepted = state == OrderState.ACCEPTED.value
    return Waiting(
        decision.case,
        line.service,
        line.citation or str(service(line.service).citations[0]),
        _stage(line, state),
        need.since if need else began,
        need.latest if need else line.start,
        need.urgency if need else None,
        today,
        line.offer_id,
        line.offer.name if line.offer else "",
        getattr(line, "order_id", None) if accepted else None,
        line.start,
    )


def _stage(line: Grant, state: str | None) -> Stage:
    if line.state == GrantState.DRAFT.value:
        submitted = line.decision.state == DecisionState.SUBMITTED.value
        return Stage.SUBMITTED if submitted else Stage.DRAFT
    if state == OrderState.ACCEPTED.value:
        return Stage.ACCEPTED
    return Stage.ORDERED if state == OrderState.SENT.value else Stage.GRANTED


def cases_of(listed: Collection[Waiting]) -> list[UUID]:
    """The cases of those who wait."""
    return list({one.case.id for one in listed})
