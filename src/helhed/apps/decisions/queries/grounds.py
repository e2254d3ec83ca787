"""A decision as the rules read it, and what the rules of each service's first day say of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from helhed.apps.access.access import Actor
from helhed.apps.cases.quoting import quoted_words
from helhed.apps.decisions.access import approving_roles
from helhed.apps.decisions.models import Decision, Grant
from helhed.kernel.finding import Finding
from helhed.kernel.law import Citation
from helhed.kernel.period import Period
from helhed.rules.cases.citat import Target
from helhed.rules.cases.sag import CaseArea
from helhed.rules.decisions.afgoerelse import GrantLine, WrittenDecision, missing
from helhed.rules.decisions.kompetence import require_level
from helhed.rules.decisions.regelsaet import Booking, Rule, RuleBook, booking
from helhed.rules.decisions.ydelser import Department, service
from helhed.rules.offers.ejerforhold import Ownership


def against(
    row: Decision, today: date, book: RuleBook, lines: Sequence[Grant] | None = None
) -> list[Finding]:
    """What a decision lacks, and what the rules of the house say against it."""
    return missing(written(row, today, lines), book)


def written(row: Decision, today: date, lines: Sequence[Grant] | None = None) -> WrittenDecision:
    """A decision as the rules read it; what is quoted counts as written."""
    grants = list(_of(row).order_by("main_id", "id")) if lines is None else lines
    earlier = {g.main.service for g in grants if g.main and g.main.decision_id != row.id}
    quoted = quoted_words(Target.DECISION, row.id)
    return WrittenDecision(
        Department(row.case.department),
        row.is_refusal,
        Citation.parse(row.citation) if row.citation else None,
        tuple(_line(grant) for grant in grants),
        row.purpose or quoted.get("purpose", ""),
        row.facts or quoted.get("facts", ""),
        row.reasons or quoted.get("reasons", ""),
        row.hearing,
        row.citizens_view or quoted.get("citizens_view", ""),
        row.childs_view or quoted.get("childs_view", ""),
        row.assessment_id is not None,
        row.goals.exists(),
        row.hearing_note,
        row.case.citizen.birth_date is not None,
        CaseArea.of(row.case.area),
        row.assessment.effort_step if row.assessment else None,
        today,
        earlier_main=service(min(earlier)) if earlier else None,
    )


def _of(row: Decision) -> QuerySet[Grant, Grant]:
    return row.grants.select_related("main")


def _line(grant: Grant) -> GrantLine:
    return GrantLine(
        service(grant.service),
        Citation.parse(grant.citation) if grant.citation else None,
        Period(grant.start, grant.end) if grant.start else None,
        str(grant.quantity or ""),
        grant.offer_id is not None,
        grant.rate_id is not None,
    )


def day_of(row: Decision, today: date) -> date:
    """The day whose rules a draft is written by: the main service's first; today without one."""
    main = row.grants.filter(main=None, start__isnull=False).first()
    return main.start if main and main.start else today


def rule_for(book: RuleBook, grant: Grant) -> Rule | None:
    """The rule by which a grant is judged: that of its first day; None when there is none."""
    if grant.start is None or not grant.citation:
        return None
    return book.rule(grant.service, Citation.parse(grant.citation), grant.start)


def require_levels(actor: Actor, row: Decision, book: RuleBook, lines: Sequence[Grant]) -> None:
    """Raises BelowTheLevel when a service must be approved higher up than by the actor."""
    roles = approving_roles(actor, row)
    for line in lines:
        if rule := rule_for(book, line):
            require_level(roles, rule.level, service(line.service).name, actor.today)


def booked(book: RuleBook, grant: Grant, area: CaseArea) -> Booking | None:
    """Account and alias of a grant by the rule of its first day; None without a rule.
    Raises UnableToDeriveAccount."""
    rule = rule_for(book, grant)
    if rule is None:
        return None
    owner = Ownership(grant.offer.provider.ownership) if grant.offer else None
    return booking(rule, owner, area, rule_for(book, grant.main) if grant.main else None)
