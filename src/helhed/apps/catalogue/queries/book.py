"""The book of rules with the house's own changes, as known now or at an earlier moment."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone

from helhed.apps.catalogue.models import RuleChange
from helhed.kernel.dated import Certainty
from helhed.kernel.law import Citation
from helhed.kernel.period import Period
from helhed.rules.cases.sag import CaseArea
from helhed.rules.decisions.kompetence import ApprovalLevel
from helhed.rules.decisions.regelsaet import Amendment, Rule, RuleBook


def rule_book(known_at: datetime | None = None) -> RuleBook:
    """The rules of the house on every day, as known at a moment; now when none is said."""
    rows = RuleChange.objects.select_related("recorded_by")
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    return RuleBook(amendment(row) for row in rows)


def amendment(row: RuleChange) -> Amendment:
    """A change as the rules read it."""
    who = row.recorded_by.name if row.recorded_by else ""
    return Amendment(rule_of(row), row.is_off, row.recorded_at, who)


def rule_of(row: RuleChange) -> Rule:
    """What a change says that the rule is."""
    pairs = (one.partition("=") for one in _split(row.groupings))
    return Rule(
        row.service,
        Citation.parse(row.citation),
        Period(row.valid_from, row.valid_to),
        frozenset(CaseArea.of(code) for code in _split(row.areas)),
        frozenset(int(step) for step in _split(row.steps)),
        frozenset(_split(row.follows)),
        row.function,
        row.grouping,
        tuple((CaseArea.of(area), grouping) for area, _, grouping in pairs),
        row.alias,
        row.kle,
        ApprovalLevel(row.level),
        Certainty(row.certainty),
        row.source,
    )


def _split(text: str) -> list[str]:
    return [part for part in text.split("|") if part]


def end_of(day: date) -> datetime:
    """The last moment of a day here."""
    return timezone.make_aware(datetime.combine(day, time.max))
