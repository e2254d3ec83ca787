"""Reading the rules and numbers of the house: as they come, with what was changed here."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from importlib import resources
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from helhed import rules
from helhed.apps.access.access import NOBODYS, Actor, require
from helhed.apps.catalogue.models import ParameterCorrection, RuleChange
from helhed.kernel.dated import (
    Certainty,
    Corrections,
    DatedValue,
    Parameter,
    Parameters,
    Scalar,
    corrected_by,
    load_parameters,
)
from helhed.kernel.law import Citation, UnknownAct
from helhed.kernel.period import Period
from helhed.rules.access.rights import Action
from helhed.rules.cases.sag import CaseArea
from helhed.rules.decisions.grundlag import Asked, Judged, judge
from helhed.rules.decisions.kompetence import LEVEL_OF_ROLE, ApprovalLevel
from helhed.rules.decisions.konto import UnableToDeriveAccount
from helhed.rules.decisions.regelsaet import (
    Amendment,
    Booking,
    Rule,
    RuleBook,
    booking,
    packaged_rules,
)
from helhed.rules.decisions.ydelser import Department, Service, UnknownService, service
from helhed.rules.offers.ejerforhold import Ownership


def rule_book(known_at: datetime | None = None) -> RuleBook:
    """The rules of the house on every day, as known at a moment; now when none is said."""
    rows = RuleChange.objects.all()
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    return RuleBook(amendment(row) for row in rows)


def amendment(row: RuleChange) -> Amendment:
    """A change as the rules read it."""
    return Amendment(rule_of(row), row.is_off, row.recorded_at)


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
    rows = list(RuleChange.objects.all())
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
    """One version of a rule: as it came with the house, or as somebody wrote it down."""

    rule: Rule
    is_off: bool
    recorded_at: datetime | None
    recorded_by: str


@dataclass(frozen=True, slots=True)
class RulePage:
    """One rule with all that it ever was, the last written first; ``rule`` holds on ``day``."""

    service: Service
    citation: Citation
    day: date
    rule: Rule | None
    history: list[Written]

    @property
    def last(self) -> Rule | None:
        """What a form begins with: what holds, or else what was written last."""
        return self.rule or (self.history[0].rule if self.history else None)


def rule_page(actor: Actor, key: str, law: str) -> RulePage:
    """One rule with its history. Raises Http404 for a service or an act that there is not."""
    require(actor, Action.ADMINISTER, NOBODYS)
    of, citation = _service_and_law(key, law)
    changes = RuleChange.objects.filter(service=of.key, citation=str(citation))
    rows = list(changes.select_related("recorded_by").order_by("-recorded_at", "-id"))
    history = [
        Written(
            rule_of(row),
            row.is_off,
            row.recorded_at,
            row.recorded_by.name if row.recorded_by else "",
        )
        for row in rows
    ]
    packaged = packaged_rules().get((of.key, citation))
    if packaged is not None:
        history.append(Written(packaged, False, None, ""))
    book = RuleBook(amendment(row) for row in rows)
    rule = book.rule(of.key, citation, actor.today)
    return RulePage(of, citation, actor.today, rule, history)


def _service_and_law(key: str, law: str) -> tuple[Service, Citation]:
    try:
        return service(key), Citation.parse(law)
    except (UnknownService, UnknownAct):
        raise Http404 from None


def main_choices(department: Department) -> list[Service]:
    """The main services of a department, for a form: whatever the rules say of them today."""
    every = dict.fromkeys(key for key, _ in packaged_rules())
    chosen = (service(key) for key in every)
    return [s for s in chosen if s.is_main and s.department is department]


def corrections() -> Corrections:
    """What the house has corrected, read when the first number is asked for."""
    return Corrections(_read_corrections)


def _read_corrections() -> dict[tuple[str, str], list[DatedValue]]:
    found: dict[tuple[str, str], list[DatedValue]] = {}
    for row in ParameterCorrection.objects.order_by("recorded_at", "id"):
        found.setdefault((row.file, row.key), []).append(_value(row))
    return found


def _value(row: ParameterCorrection) -> DatedValue:
    period = Period(row.valid_from, row.valid_to)
    return DatedValue(stored(row.value), period, row.source, Certainty.QUOTED)


def stored(text: str) -> Scalar:
    """A value as it stands in the table: a whole number, a number, or words."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def every_parameter_file() -> Iterator[Parameters]:
    """Every file of numbers that the rules came with, the house's corrections laid over it."""
    return iter(_files())


@cache
def _files() -> tuple[Parameters, ...]:
    found = []
    for package in pkgutil.iter_modules(rules.__path__, "helhed.rules."):
        folder = resources.files(package.name) / "parameters"
        if folder.is_dir():
            for path in sorted(folder.iterdir(), key=lambda path: path.name):
                found.append(load_parameters(package.name, path.name))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Correction:
    """A value that somebody in the house wrote down."""

    id: UUID
    value: DatedValue
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class ParameterPage:
    """One number over time: as it holds, as it came, and what was corrected, the last first."""

    file: str
    parameter: Parameter
    packaged: Parameter
    today: DatedValue | None
    corrections: list[Correction]


def parameter_page(actor: Actor, file: str, key: str) -> ParameterPage:
    """One number with its corrections. Raises Http404."""
    require(actor, Action.ADMINISTER, NOBODYS)
    packaged = parameter_as_it_came(file, key)
    found = ParameterCorrection.objects.filter(file=file, key=key).select_related("recorded_by")
    rows = list(found.order_by("-recorded_at", "-id"))
    holds = Corrections(lambda: {(file, key): [_value(row) for row in reversed(rows)]})
    parameter = holds.of(file, packaged)
    today = next((v for v in parameter.values if actor.today in v.period), None)
    return ParameterPage(
        file,
        parameter,
        packaged,
        today,
        [
            Correction(
                row.id,
                _value(row),
                row.recorded_at,
                row.recorded_by.name if row.recorded_by else "",
            )
            for row in rows
        ],
    )


def parameter_as_it_came(file: str, key: str) -> Parameter:
    """A number as the files of the house say it, uncorrected. Raises Http404."""
    with corrected_by(None):
        for parameters in _files():
            if parameters.name == file and key in parameters:
                return parameters[key]
    raise Http404


def words_of(file: str) -> set[str]:
    """The words that stand for values in a file, beside the numbers."""
    with corrected_by(None):
        values = (v for f in _files() if f.name == file for p in f.values() for v in p.values)
        return {value.value for value in values if isinstance(value.value, str)}


@dataclass(frozen=True, slots=True)
class Question:
    """A service under a paragraph on a day, for whom and by whom; as it was known at the end of a
    day, or now."""

    service: str
    law: str
    day: date
    area: CaseArea | None = None
    step: int | None = None
    ownership: Ownership | None = None
    known_on: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the rules of the day said, where it would have been booked, and who could approve."""

    service: Service
    citation: Citation
    day: date
    judged: Judged
    booking: Booking | None
    approvers: list[str]


def that_day(actor: Actor, question: Question) -> Answer:
    """What held that day. Raises Http404 for a service or an act that there is not."""
    require(actor, Action.ADMINISTER, NOBODYS)
    of, citation = _service_and_law(question.service, question.law)
    known_at = end_of(question.known_on) if question.known_on else None
    asked = Asked(of, citation, question.day, None, question.area, question.step)
    return answer(rule_book(known_at), asked, question.ownership)


def answer(
    book: RuleBook, asked: Asked, ownership: Ownership | None, main: Rule | None = None
) -> Answer:
    """What a book says of what is asked; ``main`` is the main service's rule, when it has one."""
    judged = judge(book, asked)
    booked = None
    if judged.rule is not None:
        try:
            booked = booking(judged.rule, ownership, asked.area, main)
        except UnableToDeriveAccount:
            booked = None
    level = judged.rule.level if judged.rule else None
    who = [role.label for role, at in LEVEL_OF_ROLE.items() if level is not None and at >= level]
    return Answer(asked.service, asked.citation, asked.day, judged, booked, who)


def end_of(day: date) -> datetime:
    """The last moment of a day here."""
    return timezone.make_aware(datetime.combine(day, time.max))
