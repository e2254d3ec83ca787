"""The economy of a case: each grant year by year and what was paid of it; what is expected and
what is drafted stand apart and are never summed with what is granted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q, Sum

from helhed.apps.access.access import Actor, require
from helhed.apps.audit.actions import read
from helhed.apps.cases.access import matter_of, may_case
from helhed.apps.cases.models import Case
from helhed.apps.cases.queries import case_or_404
from helhed.apps.decisions import pricing
from helhed.apps.decisions.models import Decision, Grant
from helhed.apps.decisions.queries.expected import ExpectedShown
from helhed.apps.decisions.queries.expected import of_case as expected_of_case
from helhed.apps.decisions.queries.price import Years, total, years_of_changes, years_of_grants
from helhed.apps.payments.models import Posting
from helhed.kernel.words import CodeList, screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.afgoerelse import DecisionState
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.ydelser import service


class Part(CodeList):
    """What part of a case's economy a line belongs to."""

    RUNNING = "running", screen_text("Løber")
    ENDED = "ended", screen_text("Afsluttet")
    EXPECTED = "expected", screen_text("Ventes")
    DRAFT = "draft", screen_text("Kladde")


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A service of a case; ``years`` is None when it is not whole enough to be priced."""

    part: Part
    id: UUID
    decision: UUID | None
    service: str
    follows: bool
    offer: str
    start: date | None
    end: date | None
    years: Years | None
    paid: int


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """A decision that is not approved, with its lines."""

    decision: UUID
    state: str
    state_key: str
    begun: date
    may_discard: bool


@dataclass(frozen=True, slots=True)
class CaseEconomy:
    """Everything that the page of a case's economy shows."""

    case: UUID
    number: str
    may_follow: bool
    lines: list[CaseLine]
    drafts: list[CaseDraft]
    error: pricing.UnableToPrice | None

    def of(self, *parts: Part) -> list[CaseLine]:
        """The lines of some parts."""
        return [line for line in self.lines if line.part in parts]

    def counts(self) -> list[tuple[Part, int]]:
        """Each part with how many there are: of drafts, decisions."""
        counted = {part: len(self.of(part)) for part in Part} | {Part.DRAFT: len(self.drafts)}
        return list(counted.items())


def sum_of(lines: Iterable[CaseLine]) -> tuple[Years, int]:
    """The years of lines together, and what was paid of them."""
    listed = list(lines)
    return total(line.years for line in listed if line.years), sum(line.paid for line in listed)


def case_economy(actor: Actor, case: UUID) -> CaseEconomy:
    """The economy of a case, logged. Raises Http404."""
    with transaction.atomic():
        row = case_or_404(case)
        require(actor, Action.SEE_GRANT, matter_of(row))
        read(actor, "case.economy", row, row.citizen_id)
        not_decided = [DecisionState.DRAFT.value, DecisionState.SUBMITTED.value]
        drafts = list(Decision.objects.filter(case=row, state__in=not_decided).order_by("id"))
        grants = _grants(row, drafts)
        expected = [one for one in expected_of_case(case, actor.today) if one.is_open]
        years, error = _years(row, grants, expected, actor.today)
        paid = _paid([grant.id for grant in grants])
        lines = [_line(grant, years, paid, actor.today) for grant in grants]
        lines += [_expected(one, years) for one in expected]
        order = list(Part)
        lines.sort(key=lambda line: order.index(line.part))
        may = may_case(actor, Action.PREPARE_DECISION, row) and row.closed_on is None
        return CaseEconomy(
            row.id,
            row.number,
            may_case(actor, Action.SEE_CASE, row),
            lines,
            [_draft(one, may) for one in drafts],
            error,
        )


def _grants(row: Case, drafts: list[Decision]) -> list[Grant]:
    granted = Q(decision__case=row, state=GrantState.GRANTED.value)
    waiting = Q(decision__in=drafts, state=GrantState.DRAFT.value)
    found = Grant.objects.filter(granted | waiting).select_related("offer")
    return list(found.order_by("-start", "id"))


def _years(
    row: Case, grants: list[Grant], expected: list[ExpectedShown], today: date
) -> tuple[dict[UUID, Years], pricing.UnableToPrice | None]:
    try:
        years = years_of_grants(grants, row.citizen.birth_date, today)
        if expected:
            years |= years_of_changes([one.row for one in expected], today)
    except pricing.UnableToPrice as error:
        return {}, error
    return years, None


def _paid(grants: list[UUID]) -> dict[UUID, int]:
    rows = Posting.objects.filter(grant__in=grants).order_by().values_list("grant_id")
    return {grant: oere for grant, oere in rows.annotate(sum=Sum("oere")) if grant}


def _line(
    grant: Grant, years: Mapping[UUID, Years], paid: Mapping[UUID, int], today: date
) -> CaseLine:
    last = pricing.last_day(grant.end, grant.runs_to)
    runs = Part.ENDED if last is not None and last < today else Part.RUNNING
    is_whole = None not in (grant.start, grant.rate_id, grant.quantity)
    return CaseLine(
        Part.DRAFT if grant.state == GrantState.DRAFT else runs,
        grant.id,
        grant.decision_id,
        service(grant.service).name,
        grant.main_id is not None,
        grant.offer.name if grant.offer else "",
        grant.start,
        last,
        years.get(grant.id) if is_whole else None,
        paid.get(grant.id, 0),
    )


def _expected(one: ExpectedShown, years: Mapping[UUID, Years]) -> CaseLine:
    row = one.row
    follows = row.main_id is not None
    offer = one.offer
    moved = years.get(row.id)
    return CaseLine(
        Part.EXPECTED, row.id, None, one.service, follows, offer, row.start, row.end, moved, 0
    )


def _draft(row: Decision, may: bool) -> CaseDraft:
    state = DecisionState(row.state)
    is_draft = state is DecisionState.DRAFT
    return CaseDraft(row.id, state.label, state.value, row.prepared_on, may and is_draft)
