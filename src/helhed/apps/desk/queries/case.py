"""The case on one page: own words, timeline, plan, grants with price, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from helhed.apps.access.access import Actor
from helhed.apps.assessments.queries import AssessmentHead
from helhed.apps.assessments.queries import of_case as assessments_of_case
from helhed.apps.audit.actions import read
from helhed.apps.cases.access import may_case, require_case
from helhed.apps.cases.models import Document, Task
from helhed.apps.cases.queries import (
    CaseHead,
    Entry,
    case_or_404,
    document_kinds,
    documents_of,
    entries_of,
    head_of,
    open_tasks_of,
)
from helhed.apps.citizens.queries import Person, person
from helhed.apps.decisions.models import Decision
from helhed.apps.decisions.queries import GrantShown, grants_of_case
from helhed.apps.decisions.queries.expected import ExpectedShown
from helhed.apps.decisions.queries.expected import of_case as expected_of_case
from helhed.apps.efforts.queries import RecommendationHead, Recommended, recommended
from helhed.apps.orders.lines import OrderShown, orders_of_case
from helhed.apps.plans.queries import PlanShown
from helhed.apps.plans.queries import of_case as plans_of_case
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.cases.faser import PhaseDays, PhaseSeen, phases
from helhed.rules.decisions.afgoerelse import DecisionState

ENTRIES_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a case; ``said`` is a word to translate, ``text`` is not."""

    day: date
    kind: str
    said: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything that the page of a case shows."""

    head: CaseHead
    person: Person
    plans: list[PlanShown]
    assessments: list[AssessmentHead]
    grants: list[GrantShown]
    expected: list[ExpectedShown]
    decisions: list[Decision]
    orders: list[OrderShown]
    tasks: list[Task]
    entries: list[Entry]
    documents: list[Document]
    document_kinds: dict[str, str]
    events: list[Event]
    recommended: Recommended
    may: frozenset[str]

    @property
    def plan(self) -> PlanShown | None:
        return next((p for p in self.plans if p.ended_on is None and p.was_wanted), None)

    @property
    def open_assessment(self) -> AssessmentHead | None:
        return next((a for a in self.assessments if a.finished_on is None), None)

    @property
    def finished_assessment(self) -> AssessmentHead | None:
        return next((a for a in self.assessments if a.finished_on is not None), None)

    @property
    def phases(self) -> list[PhaseSeen]:
        """The phases of VUM 2.0 with the day that each was reached."""
        handed = [r.handed_on for r in self.recommended.heads if r.handed_on is not None]
        done = [a.finished_on for a in self.assessments if a.finished_on is not None]
        decided = [d.decided_at.date() for d in self.decisions if d.decided_at is not None]
        sent = [order.sent_at.date() for order in self.orders if order.sent_at is not None]
        started = [order.started_on for order in self.orders if order.started_on is not None]
        days = PhaseDays(
            self.head.opened_on,
            min((a.started_on for a in self.assessments), default=None),
            min(done, default=None),
            min(handed, default=None),
            min(decided, default=None),
            min(sent, default=None),
            min(started, default=None),
            max((p.followed_up for p in self.plans if p.followed_up), default=None),
        )
        return phases(days)

    @property
    def may_end(self) -> bool:
        """Whether who looks may end an effort here."""
        return self.head.is_open and "plan" in self.may

    @property
    def draft_recommendation(self) -> RecommendationHead | None:
        return next((r for r in self.recommended.heads if r.handed_on is None), None)

    @property
    def listed(self) -> list[GrantShown]:
        """The grants that run, and the ended ones that the sums of the years hold."""
        return [one for one in self.grants if one.runs or one.this_year or one.next_year]

    @property
    def open_decisions(self) -> list[Decision]:
        return [d for d in self.decisions if d.state in ("draft", "submitted")]

    @property
    def this_year(self) -> int:
        return sum(grant.this_year for grant in self.grants)

    @property
    def next_year(self) -> int:
        return sum(grant.next_year for grant in self.grants)


BUTTONS = {
    "edit": Action.EDIT_CASE,
    "journal": Action.WRITE_JOURNAL,
    "assess": Action.WRITE_ASSESSMENT,
    "plan": Action.WRITE_PLAN,
    "decide": Action.PREPARE_DECISION,
    "order": Action.SEND_ORDER,
}


def case_page(actor: Actor, case: UUID) -> CasePage:
    """One case, logged. Raises Http404."""
    with transaction.atomic():
        row = case_or_404(case)
        require_case(actor, Action.SEE_CASE, row)
        read(actor, "case.read", row, row.citizen_id)
        plans = plans_of_case(case)
        assessments = assessments_of_case(case)
        entries = entries_of(case, ENTRIES_SHOWN)
        documents = documents_of(case)
        orders = orders_of_case(case)
        decisions = list(Decision.objects.filter(case=case).order_by("-prepared_on", "-id"))
        kinds = document_kinds()
        head = head_of(row)
        events = [
            *_closed(head),
            *_written(entries, documents, kinds),
            *_assessed(assessments),
            *_planned(plans),
            *_decided(decisions),
            *_ordered(orders),
            Event(head.opened_on, "case", screen_text("Sagen blev åbnet"), "", ""),
        ]
        events.sort(key=lambda event: event.day, reverse=True)  # as listed within a day
        return CasePage(
            head,
            person(row.citizen, actor.today),
            plans,
            assessments,
            grants_of_case(case, actor.today),
            [one for one in expected_of_case(case, actor.today) if one.is_open],
            decisions,
            orders,
            open_tasks_of(case),
            entries,
            documents,
            kinds,
            events,
            recommended(case),
            frozenset(k for k, action in BUTTONS.items() if may_case(actor, action, row)),
        )


def _closed(head: CaseHead) -> list[Event]:
    if head.closed_on is None:
        return []
    return [Event(head.closed_on, "case", screen_text("Sagen blev lukket"), "", "")]


def _written(entries: list[Entry], documents: list[Document], kinds: dict[str, str]) -> list[Event]:
    return [
        Event(
            entry.happened_on,
            "journal",
            entry.kind,
            entry.title,
            f"{_journal_of(entry)}#n{entry.id}",
        )
        for entry in entries
    ] + [
        Event(
            document.dated,
            "document",
            kinds[document.kind],
            document.title,
            reverse("cases:document", args=[document.id]),
        )
        for document in documents
        if document.misfiled_on is None
    ]


def _journal_of(entry: Entry) -> str:
    return reverse("cases:journal", args=[entry.case])


def _assessed(assessments: list[AssessmentHead]) -> list[Event]:
    finished = screen_text("Udredning afsluttet")
    return [
        Event(a.finished_on, "assessment", finished, "", reverse("assessments:one", args=[a.id]))
        for a in assessments
        if a.finished_on is not None
    ]


def _planned(plans: list[PlanShown]) -> list[Event]:
    begun = screen_text("Plan begyndt")
    return [
        Event(plan.started_on, "plan", begun, "", reverse("plans:one", args=[plan.id]))
        for plan in plans
        if plan.was_wanted
    ]


_DECIDED = {
    DecisionState.GRANTED.value: screen_text("Hjælp bevilget"),
    DecisionState.ENDED.value: screen_text("Hjælp bevilget"),
    DecisionState.REFUSED.value: screen_text("Afslag givet"),
}


def _decided(decisions: list[Decision]) -> list[Event]:
    return [
        Event(
            _day(d.decided_at),
            "decision",
            _DECIDED[d.state],
            d.citation,
            reverse("decisions:one", args=[d.id]),
        )
        for d in decisions
        if d.decided_at is not None and d.state in _DECIDED
    ]


def _ordered(orders: list[OrderShown]) -> list[Event]:
    started, stopped = screen_text("Indsats begyndt"), screen_text("Indsats sluttet")
    events = []
    for order in orders:
        href = reverse("orders:one", args=[order.id])
        if order.started_on:
            events.append(Event(order.started_on, "order", started, order.offer, href))
        if order.stopped_on:
            events.append(Event(order.stopped_on, "order", stopped, order.offer, href))
    return events


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
