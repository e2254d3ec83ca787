"""What a rule says, in words, and how two differ."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from helhed.rules.assessments.indsatstrappe import step_name
from helhed.rules.cases.sag import CaseArea
from helhed.rules.decisions.regelsaet import Rule
from helhed.rules.decisions.ydelser import services

Facts = dict[str, str]


def areas_told(areas: frozenset[CaseArea]) -> str:
    """Target groups in words."""
    return ", ".join(_(area.label) for area in CaseArea if area in areas)


def account_told(rule: Rule) -> str:
    """Function and grouping, with the groupings that some target groups have of their own."""
    if rule.is_booked_as_main:
        return _("som hovedydelsen")
    own = (f"{_(area.label).lower()}: {grouping}" for area, grouping in rule.groupings)
    return "; ".join([f"{rule.function} {rule.grouping}", *own])


def facts_of(rule: Rule) -> Facts:
    """What a rule says, by what each thing is called; what it does not say is left out."""
    told = {
        _("Målgrupper"): areas_told(rule.areas),
        _("Trin på indsatstrappen"): _listed(
            f"{step}. {_(step_name(step))}" for step in sorted(rule.steps)
        ),
        _("Kan følge hovedydelserne"): _listed(
            _(s.name) for s in services().values() if s.key in rule.follows
        ),
        _("Bevillingsniveau"): _(rule.level.label),
        _("Konto"): account_told(rule),
        _("Finanskontoalias"): rule.alias,
        _("KLE-nummer"): rule.kle,
    }
    return {name: text for name, text in told.items() if text}


def changed(before: Rule | None, after: Rule) -> list[tuple[str, str, str]]:
    """(what, what it was, what it became) where two versions of a rule differ."""
    was, is_now = facts_of(before) if before else {}, facts_of(after)
    names = dict.fromkeys([*is_now, *was])
    pairs = ((name, was.get(name, ""), is_now.get(name, "")) for name in names)
    return [(name, old, new) for name, old, new in pairs if old != new]


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(texts)
