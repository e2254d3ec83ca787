"""Reading which places were chosen from the list, and why it was not the first: in a case, for
whoever approves a decision, and counted for those who lead."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import read
from helhed.apps.cases.access import cases_within
from helhed.apps.cases.queries import CaseHead, case_or_404, head_of
from helhed.apps.decisions.access import require_decision
from helhed.apps.decisions.models import Decision, Grant
from helhed.apps.matching.access import require_finding, require_following
from helhed.apps.matching.models import PlaceChoice
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.tilbudshjemmel import takes_place
from helhed.rules.decisions.ydelser import Service, service
from helhed.rules.placements.valg import WhyNotFirst

THE_FIRST = "first"
"""In the place of a kind of reason: it was the first on the list."""
NOT_SAID = "unsaid"
"""In the place of a kind of reason: only words were written."""


@dataclass(frozen=True, slots=True)
class ChoiceShown:
    """A choice as it was made: of which offer and its number on the list then (None: not kept), its
    points, the first on the list and its points, and why it was not that."""

    id: UUID
    at: datetime
    by: str
    service: Service
    offer: UUID
    offer_name: str
    rank: int | None
    points: int
    first_name: str
    first_points: int
    is_first: bool
    why: str
    reason: str
    decision: UUID | None


@dataclass(frozen=True, slots=True)
class LineChoice:
    """A line of a decision that takes a place, and the choice from the list behind it, if there is
    one; ``other`` is the offer in the line when it is not the one that was chosen."""

    service: Service
    citation: str
    offer: str
    choice: ChoiceShown | None
    other: str = ""


@dataclass(frozen=True, slots=True)
class OfDecision:
    """How the places in a decision were chosen."""

    case: CaseHead
    decision: UUID
    lines: list[LineChoice] = field(default_factory=list)


def choices_page(actor: Actor, case: UUID) -> tuple[CaseHead, list[ChoiceShown]]:
    """What was chosen from the list in a case, the newest first, logged. Raises Http404."""
    with transaction.atomic():
        row = case_or_404(case)
        require_finding(actor, row)
        read(actor, "place_choice.list", row, row.citizen_id)
        return head_of(row), _shown(PlaceChoice.objects.filter(case=row))


def choices_in(decision: UUID, actor: Actor) -> OfDecision:
    """How the places in a decision were chosen, for whoever sees the decision, logged. Raises
    Http404."""
    with transaction.atomic():
        row = Decision.objects.select_related("case__citizen").filter(id=decision).first()
        if row is None:
            raise Http404
        require_decision(actor, Action.SEE_CASE, row)
        read(actor, "place_choice.list", row, row.case.citizen_id)
        made: dict[str, ChoiceShown] = {}
        for one in _shown(PlaceChoice.objects.filter(decision=row)):
            made.setdefault(one.service.key, one)
        lines = Grant.objects.filter(decision=row, main=None).select_related("offer")
        placing = [line for line in lines.order_by("id") if takes_place(service(line.service))]
        shown = [_line(line, made.get(line.service)) for line in placing]
        return OfDecision(head_of(case_or_404(row.case_id)), row.id, shown)


def _line(line: Grant, choice: ChoiceShown | None) -> LineChoice:
    name = line.offer.name if line.offer else ""
    moved = choice is not None and choice.offer != line.offer_id
    return LineChoice(service(line.service), line.citation, name, choice, name if moved else "")


def _shown(rows: QuerySet[PlaceChoice, PlaceChoice]) -> list[ChoiceShown]:
    """Choices, the newest first."""
    told = rows.select_related("offer", "first", "chosen_by").order_by("-chosen_at", "-id")
    return [_choice(one) for one in told]


def _choice(one: PlaceChoice) -> ChoiceShown:
    return ChoiceShown(
        one.id,
        one.chosen_at,
        one.chosen_by.name if one.chosen_by else "",
        service(one.service),
        one.offer_id,
        one.offer.name,
        one.rank,
        one.points,
        one.first.name,
        one.first_points,
        one.offer_id == one.first_id,
        WhyNotFirst.of(one.why).label if one.why else "",
        one.reason,
        one.decision_id,
    )


def choice_row(one: ChoiceShown) -> dict[str, Any]:
    """A choice as a row of a table."""
    return {
        "at": one.at,
        "by": one.by,
        "service": one.service.name,
        "offer": one.offer_name,
        "offer_id": one.offer,
        "rank": one.rank,
        "points": one.points,
        "first": one.first_name,
        "first_points": one.first_points,
        "why": one.why,
        "reason": one.reason,
        "decision": one.decision,
    }


@dataclass(frozen=True, slots=True)
class Followed:
    """How often the first on the list was chosen since a day: all choices, those of another, and a
    row for each service and kind of reason."""

    since: date
    count: int
    others: int
    rows: list[dict[str, Any]]

    @property
    def percent(self) -> float | None:
        """How many of a hundred choices were of another than the first; None without a choice."""
        return 100 * self.others / self.count if self.count else None


def followed(actor: Actor, since: date) -> Followed:
    """How the list is followed in the cases that the actor follows. Nobody is named."""
    require_following(actor)
    rows = _within(actor, since).values_list("service", "why", "offer_id", "first_id")
    counts = Counter((key, _why(why, offer == first)) for key, why, offer, first in rows)
    of_service = Counter[str]()
    for (key, _kind), count in counts.items():
        of_service[key] += count
    listed = [
        {
            "key": key,
            "service": service(key).name,
            "why_key": kind,
            "why": _words(kind),
            "count": count,
            "percent": 100 * count / of_service[key],
        }
        for (key, kind), count in sorted(counts.items())
    ]
    others = sum(count for (_key, kind), count in counts.items() if kind != THE_FIRST)
    return Followed(since, counts.total(), others, listed)


def chosen(
    actor: Actor, since: date, key: str, kind: str
) -> list[tuple[ChoiceShown, UUID, UUID, str]]:
    """The choices behind a figure: each with its case and citizen; the caller logs whom it
    shows. ``key`` is a service, ``kind`` a kind of reason; empty: every one."""
    require_following(actor)
    rows = _within(actor, since).select_related("case__citizen", "offer", "first", "chosen_by")
    if key:
        rows = rows.filter(service=key)
    if kind:
        rows = rows.filter(_of_kind(kind))
    return [
        (_choice(one), one.case_id, one.case.citizen_id, one.case.citizen.name)
        for one in rows.order_by("-chosen_at", "-id")
    ]


def _within(actor: Actor, since: date) -> QuerySet[PlaceChoice, PlaceChoice]:
    reach = actor.reach(Action.SEE_EFFECT)
    return PlaceChoice.objects.filter(cases_within(reach, "case__"), chosen_at__date__gte=since)


def _of_kind(kind: str) -> Q:
    first = Q(offer_id=F("first_id"))
    if kind == THE_FIRST:
        return first
    return ~first & Q(why="" if kind == NOT_SAID else kind)


def _why(why: str, is_first: bool) -> str:
    return THE_FIRST if is_first else why or NOT_SAID


def _words(kind: str) -> str:
    if kind == THE_FIRST:
        return screen_text("Det var det første på listen")
    return screen_text("Kun skrevet i ord") if kind == NOT_SAID else WhyNotFirst.of(kind).label
