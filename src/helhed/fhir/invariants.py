"""Invariants: by hand where that is much faster, by FHIRPath everywhere else.

Five invariants of the reporting guide cannot do what their own text says (docs/how-to/
check-a-report.md); they are asked as their text means them, or to the letter when the run says so.
"""

from __future__ import annotations

from typing import Any

from helhed.fhir import by_hand, guide_rules
from helhed.fhir.run import Place, Run
from helhed.fhir.shapes import Element, Invariant

NOT_ASKED = frozenset({"dom-6"})
"""Only good practice in FHIR (a narrative should be there), and against the guide in a report."""


def require(
    run: Run, element: Element, rules: list[Invariant], value: Any, path: str, place: Place
) -> None:
    """Tell of every invariant that a value breaks."""
    for rule in rules:
        if rule.key in NOT_ASKED:
            continue
        answer = keeps(run, rule, element, value, place)
        if answer is False:
            run.add(rule.key, place, path, rule.human, element, is_error=rule.is_error)
        elif answer is None:
            text = "could not be asked of what stands here"
            run.add(rule.key, place, path, text, element, is_error=False)


def keeps(run: Run, rule: Invariant, element: Element, value: Any, place: Place) -> bool | None:
    """Does a value keep an invariant? None when it cannot be asked."""
    meant = None if run.as_published else guide_rules.MEANT.get(rule.key)
    if meant is not None:
        return meant(run, value, place)
    quick = guide_rules.QUICK.get(rule.key) or by_hand.QUICK.get(rule.key)
    if quick is not None:
        return quick(run, value, place)
    from helhed.fhir.fhirpath import is_true  # half a second to load, and seldom needed

    return is_true(run, rule.expression, value, element.path, place)
