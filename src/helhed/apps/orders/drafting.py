"""What a new order starts from: the grant, the decision's purpose and goals, and those parts of
the assessment that somebody chooses to send."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.assessments.queries import NoteShown, in_words, notes_shown
from helhed.apps.audit.actions import read
from helhed.apps.cases.queries import CaseHead, case_or_404, head_of
from helhed.apps.decisions.models import Grant
from helhed.apps.orders.access import require_order, require_ordering
from helhed.apps.orders.granted import granted_period
from helhed.apps.orders.granted_lines import LineShown, granted_with, lines_of
from helhed.apps.orders.lines import OrderShown, order_lines
from helhed.apps.orders.models import Order
from helhed.apps.orders.queries import order_or_404
from helhed.apps.plans.models import Goal
from helhed.apps.plans.queries import GoalShown, goal_shown
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.assessments import ffb
from helhed.rules.decisions.ydelser import service


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the assessment that can be sent along; ``is_suggested`` when a goal is about it.
    ``source`` is the part as it stands there, and ``passages`` what is sent of it word for word."""

    key: str
    title: str
    text: str
    is_suggested: bool
    source: str
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BeginPage:
    """What a new order starts from."""

    grant: UUID
    case: CaseHead
    service: str
    offer: str
    provider: str
    purpose: str
    parts: list[Part]
    goals: list[tuple[GoalShown, bool]]
    wanted_start: date
    lines: list[LineShown]
    earlier: list[OrderShown]


def begin_page(actor: Actor, grant: UUID) -> BeginPage:
    """What is known already of a grant that is to be ordered, logged."""
    with transaction.atomic():
        rows = Grant.objects.select_related(
            "decision__case", "decision__assessment", "offer__provider", "rate"
        )
        row = rows.prefetch_related("decision__goals").filter(id=grant).first()
        if row is None or row.start is None:
            raise Http404
        require_ordering(actor, row)
        read(actor, "grant.read", row, row.citizen_id)
        period = granted_period(row)
        return BeginPage(
            row.id,
            head_of(case_or_404(row.decision.case_id)),
            service(row.service).name,
            row.offer.name if row.offer else "",
            row.offer.provider.name if row.offer else "",
            row.decision.purpose,
            parts_of(row),
            goals_to_choose(row, (goal.id for goal in row.decision.goals.all())),
            max(actor.today, period.start),
            lines_of(granted_with(row), actor.today, True),
            order_lines(Order.objects.filter(grant=row)),
        )


def goals_to_choose(grant: Grant, chosen: Iterable[UUID]) -> list[tuple[GoalShown, bool]]:
    """The goals of a grant's case that are worked on, each with whether it is chosen."""
    picked = set(chosen)
    goals = Goal.objects.filter(plan__case=grant.decision.case_id)
    return [
        (goal_shown(goal), goal.id in picked)
        for goal in goals.order_by("plan__started_on", "position")
        if goal.state == "active" or goal.id in picked
    ]


def parts_of(grant: Grant) -> list[Part]:
    """The parts of the assessment behind a grant that hold anything."""
    assessment = grant.decision.assessment
    if assessment is None:
        return []
    about = {
        ffb.theme_of(goal.primary_theme).name
        for goal in grant.decision.goals.all()
        if goal.primary_theme
    }
    whole = [
        _whole("own_words", screen_text("Egne ord"), assessment.own_words, True),
        _whole("resources", screen_text("Ressourcer"), assessment.resources, True),
        _whole("overall", screen_text("Samlet vurdering"), assessment.overall, False),
    ]
    themes = [_theme(note, note.theme in about) for note in notes_shown(assessment)]
    return [part for part in [*whole, *themes] if part.text.strip()]


def _whole(key: str, title: str, text: str, is_suggested: bool) -> Part:
    return Part(key, title, text, is_suggested, text, (text,))


def _theme(note: NoteShown, is_suggested: bool) -> Part:
    said = (note.own_words, note.professional)
    return Part(note.subtheme, note.name, _noted(note), is_suggested, in_words(note), said)


def _noted(note: NoteShown) -> str:
    quoted = f"»{note.own_words.strip()}«" if note.own_words.strip() else ""
    return "\n".join(text for text in (quoted, note.professional.strip()) if text)


def needs_in_words(grant: Grant, keys: Collection[str], more: str) -> str:
    """The chosen parts of the assessment, each under its title, and what was written besides."""
    chosen = [f"{part.title}\n{part.text}" for part in parts_of(grant) if part.key in keys]
    return "\n\n".join(text for text in [*chosen, more.strip()] if text)


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A draft that is written again."""

    row: Order
    case: CaseHead
    goals: list[tuple[GoalShown, bool]]


def draft_page(actor: Actor, order: UUID) -> DraftPage:
    """A draft for its form, logged."""
    with transaction.atomic():
        row = order_or_404(order)
        require_order(actor, Action.SEND_ORDER, row)
        read(actor, "order.read", row, row.grant.citizen_id)
        chosen = row.goals.values_list("id", flat=True)
        case = case_or_404(row.grant.decision.case_id)
        return DraftPage(row, head_of(case), goals_to_choose(row.grant, chosen))
