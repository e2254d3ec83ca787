"""Grundlaget for en bevilling: what a day's rules say of one service, and why.

A grant is judged by the rules of its first day. What the rules never name is stopped; a target
group or a step that does not fit is stopped when somebody has confirmed the rule, and deserves a
look while it is only inferred.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from helhed.kernel.finding import Finding, Weight
from helhed.kernel.law import Citation
from helhed.kernel.words import screen_text
from helhed.rules.assessments.indsatstrappe import step_name
from helhed.rules.cases.sag import CaseArea
from helhed.rules.decisions.regelsaet import Rule, RuleBook
from helhed.rules.decisions.ydelser import Service

NOTHING: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be judged: a service under a paragraph on a day, for whom, beside what.

    ``main`` is the main service beside a supplementary one; ``area`` and ``step`` are what the
    case is about and where the assessment stands on the ladder, when they are known.
    ``decided_on`` is when it was decided, for something that was: what was decided before the
    paragraph began is carried over, and judged by the first rule there was.
    """

    service: Service
    citation: Citation
    day: date
    main: Service | None = None
    area: CaseArea | None = None
    step: int | None = None
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules of the day say: the rule, when there is one, and what speaks against."""

    rule: Rule | None
    findings: tuple[Finding, ...]

    @property
    def is_allowed(self) -> bool:
        return not any(finding.stops for finding in self.findings)


def judge(book: RuleBook, asked: Asked) -> Judged:
    """Whether a service may be granted by the rules of a day, and what speaks against it."""
    found = []
    began = _carried_over(book, asked)
    if began is not None:
        text = screen_text(
            "%(service)s er bevilget, før %(law)s begyndte at gælde den %(since)s, og er ført over."
        )
        since = {"since": _told(began)}
        carried = _finding("carried_over", text, asked, None, since, weight=Weight.WARNS)
        found.append(replace(carried, law=asked.citation))
        asked = replace(asked, day=began)
    if asked.main is not None and asked.main.key not in _mains(book, asked):
        text = screen_text("%(service)s hører ikke til den valgte hovedydelse.")
        found.append(_finding("does_not_follow", text, asked))
    rule = book.rule(asked.service.key, asked.citation, asked.day)
    if rule is None:
        return Judged(None, (_no_rule(book, asked), *found))
    if asked.area is not None and asked.area not in rule.areas:
        text = screen_text(
            "%(service)s er efter %(law)s ikke for målgruppen »%(area)s«, men for: %(areas)s."
        )
        told = _areas(asked.area, rule)
        found.append(_finding("wrong_area", text, asked, rule, told, law=asked.citation))
    if asked.step is not None and rule.steps and asked.step not in rule.steps:
        text = screen_text(
            "%(service)s hører til andre trin på indsatstrappen end udredningens: %(step)s."
        )
        found.append(
            _finding(
                "wrong_step",
                text,
                asked,
                rule,
                {"step": step_name(asked.step)},
                weight=Weight.WARNS,
            )
        )
    return Judged(rule, tuple(found))


def _carried_over(book: RuleBook, asked: Asked) -> date | None:
    """The first day of the first rule, for what was decided before there was any."""
    first = book.first(asked.service.key, asked.citation)
    if first is None or asked.decided_on is None:
        return None
    began = first.period.start
    return began if asked.day < began and asked.decided_on < began else None


def _mains(book: RuleBook, asked: Asked) -> frozenset[str]:
    rules = book.of_service(asked.service.key, asked.day)
    return frozenset(key for rule in rules for key in rule.follows)


def _no_rule(book: RuleBook, asked: Asked) -> Finding:
    """Never under this paragraph; or under it on other days."""
    if (asked.service.key, asked.citation) not in set(book.known()):
        text = screen_text("%(service)s kan ikke bevilges efter den valgte paragraf.")
        return _finding("law_does_not_fit", text, asked)
    text = screen_text("%(service)s kunne ikke bevilges efter %(law)s den %(day)s.")
    return _finding("not_in_force", text, asked, law=asked.citation)


def _areas(area: CaseArea, rule: Rule) -> dict[str, object]:
    return {"area": area.label, "areas": tuple(a.label for a in CaseArea if a in rule.areas)}


def _finding(
    code: str,
    text: str,
    asked: Asked,
    rule: Rule | None = None,
    more: Mapping[str, object] = NOTHING,
    *,
    weight: Weight = Weight.STOPS,
    law: Citation | None = None,
) -> Finding:
    if rule is not None and not rule.certainty.is_verified:
        weight = Weight.WARNS
    values = {
        "service": asked.service.name,
        "law": str(asked.citation),
        "day": _told(asked.day),
        **more,
    }
    used = {name: value for name, value in values.items() if f"%({name})s" in text}
    return Finding(code, text, weight, law, "lines", used)


def _told(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"
