"""The invariants of KL's reporting guide, as their text means them.

Source: hl7dk/kl-ffb-reporting 1.0.0, invariants of the profiles. Five of them are broken as
published: ``care-plan-2`` compares a number with a text, ``intervention-goal-2`` does that and
names an extension that does not exist, and ``delivery-report-1`` to ``-3`` look for resources
where only entries are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from helhed.fhir import trials
from helhed.fhir.codes import is_in
from helhed.fhir.entries import Resource
from helhed.fhir.run import Place, Run, items

Quick = Callable[[Run, Any, Place], bool]

RANK = "http://fhir.kl.dk/core/StructureDefinition/ConditionRank"
FOLLOW_UP = (
    "http://fhir.kl.dk/ffbreporting/StructureDefinition/kl-reporting-ffb-follow-up-date-extension"
)
ACTIVITY_CODES = "http://fhir.kl.dk/term/ValueSet/KLConditionADCodesFFB"
REPORTING = "http://fhir.kl.dk/ffbreporting/StructureDefinition/kl-reporting-ffb-"


def ranks(resource: Resource) -> list[list[Any]]:
    """The ranks that each addressed condition is given."""
    return [
        [
            extension.get("valuePositiveInt")
            for extension in items(address.get("extension"))
            if isinstance(extension, dict) and extension.get("url") == RANK
        ]
        for address in items(resource.get("addresses"))
        if isinstance(address, dict)
    ]


def _primaries(resource: Resource) -> int:
    return sum(given == [1] for given in ranks(resource))


def _at_most_one_primary(run: Run, value: Any, place: Place) -> bool:
    return _primaries(value) < 2


def _exactly_one_primary(run: Run, value: Any, place: Place) -> bool:
    return _primaries(value) == 1


def _each_keeps(code: str, *profiles: str) -> Quick:
    """Every resource of a type in the bundle keeps one of the profiles."""

    def keeps(run: Run, value: Any, place: Place) -> bool:
        return all(
            any(trials.conforms(run, entry.resource, REPORTING + name) for name in profiles)
            for entry in run.entries.listed
            if entry.resource.get("resourceType") == code
        )

    return keeps


MEANT: dict[str, Quick] = {
    "kl-reporting-ffb-care-plan-2": _at_most_one_primary,
    "kl-reporting-ffb-intervention-goal-2": _exactly_one_primary,
    "kl-reporting-ffb-delivery-report-1": _each_keeps("Condition", "condition", "targetGroup"),
    "kl-reporting-ffb-delivery-report-2": _each_keeps("CarePlan", "carePlan", "intervention"),
    "kl-reporting-ffb-delivery-report-3": _each_keeps("Observation", "careEvaluation", "followUp"),
}


def _if_ordered(has: Callable[[Resource], bool]) -> Quick:
    """Asked of plans that are ordered and not completed."""

    def keeps(run: Run, value: Any, place: Place) -> bool:
        return value.get("intent") != "order" or value.get("status") == "completed" or has(value)

    return keeps


def _has_follow_up(plan: Resource) -> bool:
    return any(
        isinstance(one, dict) and one.get("url") == FOLLOW_UP
        for one in items(plan.get("extension"))
    )


def _has_outcome(plan: Resource) -> bool:
    return any(
        isinstance(one, dict) and bool(one.get("outcomeReference"))
        for one in items(plan.get("activity"))
    )


def _severity_for_activity(run: Run, value: Any, place: Place) -> bool:
    """Severity exactly for codes of activity and participation."""
    code = value.get("code")
    if not isinstance(code, dict):
        return True  # memberOf of nothing says nothing; that it is missing is told already
    return ("severity" in value) == (is_in(run, ACTIVITY_CODES, code) is True)


def _addresses_activity(run: Run, value: Any, place: Place) -> bool:
    """A goal addresses conditions of activity and participation only."""
    for address in items(value.get("addresses")):
        reference = address.get("reference") if isinstance(address, dict) else None
        target = run.resolve(reference, place) if isinstance(reference, str) else None
        code = target.get("code") if target is not None else None
        if not isinstance(code, dict) or is_in(run, ACTIVITY_CODES, code) is not True:
            return False
    return True


QUICK: dict[str, Quick] = {
    "kl-reporting-ffb-care-plan-1": _if_ordered(_has_follow_up),
    "kl-reporting-ffb-care-plan-4": _if_ordered(_has_outcome),
    "kl-reporting-ffb-care-plan-5": _if_ordered(lambda plan: bool(plan.get("addresses"))),
    "kl-reporting-ffb-condition-1": _severity_for_activity,
    "kl-reporting-ffb-follow-up-1": lambda run, value, place: (
        value.get("status") in ("final", "entered-in-error")
    ),
    "kl-reporting-ffb-intervention-goal-1": _addresses_activity,
}
