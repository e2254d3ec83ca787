"""The texts that quotes can stand in: whose each is, and until when it is written in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404
from django.urls import reverse

from helhed.apps.assessments.models import Assessment
from helhed.apps.assessments.queries import notes_shown, theme_field
from helhed.apps.cases.models import Case, Quote
from helhed.apps.cases.queries import case_or_404
from helhed.apps.decisions.models import Decision
from helhed.apps.efforts.models import Recommendation
from helhed.apps.orders.models import Order
from helhed.apps.plans.models import FollowUp, Plan
from helhed.rules.access.rights import Action
from helhed.rules.assessments.udredning import AssessmentKind
from helhed.rules.cases.citat import OF_THE_NEED, Target, fields_of, stands_in
from helhed.rules.decisions.afgoerelse import DecisionState
from helhed.rules.orders.bestilling import OrderState


@dataclass(frozen=True, slots=True)
class Place:
    """A text that quotes can stand in; ``is_open`` while it can still be written in, ``fields``
    where in it a quote can stand."""

    kind: Target
    id: UUID
    row: Model
    case: Case
    right: Action
    is_open: bool
    href: str
    fields: dict[str, str]

    @property
    def anchor(self) -> str:
        """Where on its page the quotes stand: a plan's page shows those of its follow-ups too."""
        return f"citater-{self.id}" if self.kind is Target.FOLLOW_UP else "citater"

    @property
    def back(self) -> str:
        """The address of its quotes on its page."""
        return f"{self.href}#{self.anchor}"

    def holds(self, quote: Quote) -> bool:
        """Whether the words of a quote were handed on into the text and stand in it now."""
        text = str(getattr(self.row, quote.field, ""))
        return quote.is_copied and stands_in(quote.passage, text)


def place_of(target: Target, of: UUID, *, held: bool = False) -> Place:
    """The text that quotes are to stand in, ``held`` while something is written. Raises Http404."""
    return _PLACES[target](of, held)


def _row(rows: QuerySet[Any, Any], of: UUID, held: bool) -> Any:
    found = (rows.select_for_update(of=("self",)) if held else rows).filter(id=of).first()
    if found is None:
        raise Http404
    return found


def _fields(target: Target, case: Case) -> dict[str, str]:
    return fields_of(target, child=case.department == "children")


def _assessment(of: UUID, held: bool) -> Place:
    """An assessment takes quotes in its texts and on the themes that are chosen."""
    target, row = Target.ASSESSMENT, _row(Assessment.objects.all(), of, held)
    case = case_or_404(row.case_id)
    fields = _fields(target, case)
    if row.kind == AssessmentKind.NEED.value:
        fields = {key: fields[key] for key in OF_THE_NEED if key in fields}
    else:
        fields |= {theme_field(note.subtheme): note.name for note in notes_shown(row)}
    right, is_open = Action.WRITE_ASSESSMENT, row.finished_on is None
    href = reverse("assessments:one", args=[of])
    return Place(target, of, row, case, right, is_open, href, fields)


def _recommendation(of: UUID, held: bool) -> Place:
    target, row = Target.RECOMMENDATION, _row(Recommendation.objects.all(), of, held)
    case = case_or_404(row.case_id)
    href = reverse("efforts:one", args=[of])
    right, is_open = Action.WRITE_PLAN, row.handed_on is None
    return Place(target, of, row, case, right, is_open, href, _fields(target, case))


def _decision(of: UUID, held: bool) -> Place:
    target, row = Target.DECISION, _row(Decision.objects.all(), of, held)
    is_draft = row.state == DecisionState.DRAFT.value
    href, case = reverse("decisions:one", args=[of]), case_or_404(row.case_id)
    right = Action.PREPARE_DECISION
    return Place(target, of, row, case, right, is_draft, href, _fields(target, case))


def _order(of: UUID, held: bool) -> Place:
    target, row = Target.ORDER, _row(Order.objects.all(), of, held)
    is_draft = row.state == OrderState.DRAFT.value
    href, case = reverse("orders:one", args=[of]), case_or_404(row.case_id)
    right = Action.SEND_ORDER
    return Place(target, of, row, case, right, is_draft, href, _fields(target, case))


def _plan(of: UUID, held: bool) -> Place:
    target, row = Target.PLAN, _row(Plan.objects.all(), of, held)
    href, case = reverse("plans:one", args=[of]), case_or_404(row.case_id)
    right, is_open = Action.WRITE_PLAN, row.ended_on is None
    return Place(target, of, row, case, right, is_open, href, _fields(target, case))


def _follow_up(of: UUID, held: bool) -> Place:
    """A follow-up takes quotes until the next one is held, also the one that ended its plan."""
    target, row = Target.FOLLOW_UP, _row(FollowUp.objects.select_related("plan"), of, held)
    newest = FollowUp.objects.filter(plan=row.plan_id).order_by("-held_on", "-id").first()
    href, case = reverse("plans:one", args=[row.plan_id]), case_or_404(row.plan.case_id)
    right, is_open = Action.WRITE_PLAN, newest == row
    return Place(target, of, row, case, right, is_open, href, _fields(target, case))


_PLACES: dict[Target, Callable[[UUID, bool], Place]] = {
    Target.ASSESSMENT: _assessment,
    Target.RECOMMENDATION: _recommendation,
    Target.DECISION: _decision,
    Target.ORDER: _order,
    Target.PLAN: _plan,
    Target.FOLLOW_UP: _follow_up,
}
