"""Rules on their pages: those of a day, and one with all that it ever was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404

from helhed.apps.access.access import NOBODYS, Actor, require
from helhed.apps.catalogue.models import RuleChange
from helhed.apps.catalogue.queries.book import amendment
from helhed.kernel.law import Citation, UnknownAct
from helhed.kernel.period import Period
from helhed.rules.access.rights import Action
from helhed.rules.decisions.hjemmel import UnknownParagraph, paragraph
from helhed.rules.decisions.regelsaet import Rule, RuleBook, packaged_rules
from helhed.rules.decisions.ydelser import Department, Service, UnknownService, service


@dataclass(frozen=True, slots=True)
class RuleFilter:
    """Which rules to list, and of which day."""

    day: date
    department: str = ""
    only_changed: bool = False


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A rule on the list: what holds on the day, or None when it is switched off or not begun."""

    service: Service
    citation: Citation
    rule: Rule | None
    changes: int


def rules_listed(actor: Actor, wanted: RuleFilter) -> list[RuleShown]:
    """The rules of a day, those that do not hold then among them."""
    require(actor, Action.ADMINISTER, NOBODYS)
    changed: dict[tuple[str, str], int] = {}
    rows = list(RuleChange.objects.select_related("recorded_by"))
    for row in rows:
        changed[row.service, row.citation] = changed.get((row.service, row.citation), 0) + 1
    book = RuleBook(amendment(row) for row in rows)
    return [
        RuleShown(of, citation, book.rule(key, citation, wanted.day), count)
        for key, citation in book.known()
        for of, count in [(service(key), changed.get((key, str(citation)), 0))]
        if wanted.department in ("", of.department.value)
        if count or not wanted.only_changed
    ]


@dataclass(frozen=True, slots=True)
class Written:
    """One version of a rule: as it came with the house, or as somebody wrote it down. ``before``
    is what held from the same day until then."""

    rule: Rule
    is_off: bool
    recorded_at: datetime | None
    recorded_by: str
    before: Rule | None


@dataclass(frozen=True, slots=True)
class RulePage:
    """One rule with all that it ever was, the last written first; ``rule`` holds on ``day``, and
    ``over_time`` is what holds when, the latest first."""

    service: Service
    citation: Citation
    day: date
    rule: Rule | None
    over_time: list[tuple[Period, Rule | None]]
    history: list[Written]

    @property
    def last(self) -> Rule | None:
        """What a form begins with: what holds, or else what was written last."""
        return self.rule or (self.history[0].rule if self.history else None)


def rule_page(actor: Actor, key: str, law: str) -> RulePage:
    """One rule with its history. Raises Http404 for a service or a paragraph that there is not."""
    require(actor, Action.ADMINISTER, NOBODYS)
    of, citation = service_and_law(key, law)
    changes = RuleChange.objects.filter(service=of.key, citation=str(citation))
    rows = list(changes.select_related("recorded_by").order_by("recorded_at", "id"))
    amendments = [amendment(row) for row in rows]
    packaged = packaged_rules().get((of.key, citation))
    history = [Written(packaged, False, None, "", None)] if packaged else []
    for number, (row, change) in enumerate(zip(rows, amendments, strict=True)):
        before = RuleBook(amendments[:number]).rule(of.key, citation, row.valid_from)
        history.append(
            Written(change.rule, row.is_off, row.recorded_at, change.recorded_by, before)
        )
    book, today = RuleBook(amendments), actor.today
    rule, over_time = book.rule(of.key, citation, today), book.over_time(of.key, citation)
    return RulePage(of, citation, today, rule, over_time[::-1], history[::-1])


def service_and_law(key: str, law: str) -> tuple[Service, Citation]:
    """A service and a paragraph, as an address names them. Raises Http404."""
    try:
        citation = Citation.parse(law)
        paragraph(citation)
        return service(key), citation
    except (UnknownService, UnknownAct, UnknownParagraph):
        raise Http404 from None


def main_choices(department: Department) -> list[Service]:
    """The main services of a department, for a form: whatever the rules say of them today."""
    every = dict.fromkeys(key for key, _ in packaged_rules())
    chosen = (service(key) for key in every)
    return [s for s in chosen if s.is_main and s.department is department]
