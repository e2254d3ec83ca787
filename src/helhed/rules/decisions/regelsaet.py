"""Regelsættet: which service may be granted under which paragraph on a day, for whom, booked where.

Every rule is dated. The rules that come with the house (``data/services.csv``, one per service and
paragraph) stand until somebody in the house changes one from a day, or switches it off. Nothing is
overwritten: of all that holds on a day, what began last holds, and of two that began on the same
day the one that was written last. So a past day answers as it did, and a book that is made of what
was known at a moment answers as it did then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import pairwise

from helhed.kernel.dated import Certainty
from helhed.kernel.law import Citation
from helhed.kernel.period import ONE_DAY, Period
from helhed.rules.cases.sag import CaseArea
from helhed.rules.decisions import hjemmel
from helhed.rules.decisions.kompetence import ApprovalLevel
from helhed.rules.decisions.konto import Account, alias_of, booked
from helhed.rules.decisions.ydelser import (
    BOOKED_AS_MAIN,
    Department,
    Service,
    service,
    services,
)
from helhed.rules.offers.ejerforhold import BOOKED, TO_CITIZEN, Ownership

SINCE_EVER = date(1900, 1, 1)
SOURCE = "Husets ydelsesliste"


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for one service under one paragraph, and when.

    ``areas`` are the target groups it is for, ``steps`` its steps on the ladder of efforts (none:
    not judged by the ladder), ``follows`` the main services beside which a supplementary one may
    be granted. ``groupings`` are the target groups that are booked on a grouping of their own.
    ``alias`` is the ledger's own word for the account; empty, it is made of paragraph and account.
    """

    service: str
    citation: Citation
    period: Period
    areas: frozenset[CaseArea]
    steps: frozenset[int]
    follows: frozenset[str]
    function: str
    grouping: str
    groupings: tuple[tuple[CaseArea, str], ...]
    alias: str
    kle: str
    level: ApprovalLevel
    certainty: Certainty
    source: str

    @property
    def key(self) -> tuple[str, Citation]:
        return self.service, self.citation

    @property
    def is_booked_as_main(self) -> bool:
        return self.function == BOOKED_AS_MAIN

    def grouping_for(self, area: CaseArea | None) -> str:
        """The grouping that the account has for a target group."""
        return dict(self.groupings).get(area, self.grouping) if area else self.grouping


@dataclass(frozen=True, slots=True)
class Amendment:
    """A change of a rule from a day: what it is from then, or that it is switched off, and who
    wrote it down."""

    rule: Rule
    is_off: bool
    recorded_at: datetime
    recorded_by: str = ""


@dataclass(frozen=True, slots=True)
class Booking:
    """The account of a grant, the ledger's word for it, and the rule that says so: its own, or
    that of its main service."""

    account: Account
    alias: str
    rule: Rule


class RuleBook:
    """Every rule, on every day: those of the house as it comes, with the changes made in it."""

    def __init__(self, amendments: Iterable[Amendment] = ()) -> None:
        self._changes: dict[tuple[str, Citation], list[Amendment]] = {}
        for change in sorted(amendments, key=lambda c: (c.rule.period.start, c.recorded_at)):
            self._changes.setdefault(change.rule.key, []).append(change)

    def rule(self, key: str, citation: Citation, day: date) -> Rule | None:
        """The rule for a service under a paragraph on a day; None when it may not be granted."""
        change = self.change(key, citation, day)
        if change is not None:
            return None if change.is_off else change.rule
        packaged = packaged_rules().get((key, citation))
        return packaged if packaged is not None and day in packaged.period else None

    def change(self, key: str, citation: Citation, day: date) -> Amendment | None:
        """The change that decides what holds on a day; None when the rule is as it came."""
        packaged = packaged_rules().get((key, citation))
        holds = packaged is not None and day in packaged.period
        began = packaged.period.start if packaged is not None and holds else date.min
        found = None
        for change in self._changes.get((key, citation), ()):
            if day in change.rule.period and change.rule.period.start >= began:
                found, began = change, change.rule.period.start
        return found

    def first(self, key: str, citation: Citation) -> Rule | None:
        """The first rule that there ever was for a service under a paragraph."""
        rules = (rule for _, rule in self.over_time(key, citation))
        return next((rule for rule in rules if rule is not None), None)

    def over_time(self, key: str, citation: Citation) -> list[tuple[Period, Rule | None]]:
        """What holds when, from the first day that is known of and on; None: it does not hold."""
        changes = self._changes.get((key, citation), [])
        packaged = packaged_rules().get((key, citation))
        periods = [change.rule.period for change in changes]
        periods += [packaged.period] if packaged else []
        turns = {p.start for p in periods} | {p.end + ONE_DAY for p in periods if p.end}
        found: list[tuple[Period, Rule | None]] = []
        for turn, following in pairwise([*sorted(turns), None]):
            if turn is None:
                continue
            period = Period(turn, following - ONE_DAY if following else None)
            rule = self.rule(key, citation, turn)
            if found and found[-1][1] == rule:
                period = Period(found.pop()[0].start, period.end)
            found.append((period, rule))
        return found

    def on(self, day: date) -> list[Rule]:
        """Every rule of a day, in the order of the list of services."""
        rules = (self.rule(key, citation, day) for key, citation in self.known())
        return [rule for rule in rules if rule is not None]

    def chart(self, day: date) -> dict[str, str]:
        """Every account that something may be booked on by the rules of a day, and what it is for:
        each service with each kind of owner, and with the groupings of its target groups."""
        found: dict[str, str] = {}
        for rule in self.on(day):
            if rule.is_booked_as_main:
                continue
            of = service(rule.service)
            groupings = dict.fromkeys([rule.grouping, *(one for _, one in rule.groupings)])
            for owner in [None] if of.paid_to_citizen else BOOKED:
                told = (TO_CITIZEN if owner is None else BOOKED[owner]).label.lower()
                for grouping in groupings:
                    code = booked(of, owner, rule.function, grouping).code
                    found.setdefault(code, f"{of.name}, {told}")
        return found

    def known(self) -> Iterator[tuple[str, Citation]]:
        """Every service and paragraph that there is or ever was a rule for."""
        order = {key: number for number, key in enumerate(services())}
        every = dict.fromkeys([*packaged_rules(), *self._changes])
        return iter(sorted(every, key=lambda k: (order.get(k[0], len(order)), k[1])))

    def of_service(self, key: str, day: date) -> list[Rule]:
        """The rules under which a service may be granted on a day."""
        citations = [c for k, c in self.known() if k == key]
        return [r for c in citations if (r := self.rule(key, c, day)) is not None]

    def main_services(self, department: Department, day: date) -> list[Service]:
        """The main services of a department that may be granted on a day."""
        found = dict.fromkeys(rule.service for rule in self.on(day))
        chosen = (service(key) for key in found)
        return [s for s in chosen if s.is_main and s.department is department]

    def supplementary_to(self, main: Service, day: date) -> list[Service]:
        """The services that may be granted beside a main service on a day."""
        found = dict.fromkeys(r.service for r in self.on(day) if main.key in r.follows)
        return [service(key) for key in found]

    def citations(self, chosen: Iterable[Service], day: date) -> list[Citation]:
        """The paragraphs under which any of some services may be granted on a day."""
        keys = {one.key for one in chosen}
        return list(dict.fromkeys(r.citation for r in self.on(day) if r.service in keys))

    def follows(self, chosen: Service, main: Service, day: date) -> bool:
        """Whether a supplementary service may be granted beside a main service on a day."""
        return any(main.key in rule.follows for rule in self.of_service(chosen.key, day))


PACKAGED = RuleBook()
"""The rules as they come with the house, unchanged."""


def booking(
    rule: Rule, ownership: Ownership | None, area: CaseArea | None = None, main: Rule | None = None
) -> Booking:
    """The account and alias of what is granted by a rule: paragraph × service × ownership × target
    group. ``main`` is the rule of the main service. Raises UnableToDeriveAccount."""
    as_rule = main if rule.is_booked_as_main and main is not None else rule
    account = booked(service(rule.service), ownership, as_rule.function, as_rule.grouping_for(area))
    return Booking(account, alias_of(as_rule.citation, account, as_rule.alias), as_rule)


@cache
def packaged_rules() -> dict[tuple[str, Citation], Rule]:
    """The rules that come with the house, by service and paragraph."""
    return {(s.key, c): _packaged(s, c) for s in services().values() for c in s.citations}


def _packaged(of: Service, citation: Citation) -> Rule:
    mains = (m for m in services().values() if of.follows(m) and citation in m.citations)
    return Rule(
        of.key,
        citation,
        Period(of.valid_from or SINCE_EVER),
        frozenset(of.areas),
        frozenset(of.steps),
        frozenset(m.key for m in mains),
        of.function,
        of.grouping,
        (),
        "",
        _kle(citation),
        ApprovalLevel(of.level),
        of.account_certainty,
        SOURCE,
    )


def _kle(citation: Citation) -> str:
    """The KLE number of a paragraph; its group alone when the rest of it is not known."""
    try:
        return hjemmel.paragraph(citation).kle.removesuffix(".xx")
    except hjemmel.UnknownParagraph:
        return ""
