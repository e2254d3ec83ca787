"""Invariants as FHIRPath, each expression compiled once."""

from __future__ import annotations

from functools import cache
from threading import local
from typing import Any

from fhirpathpy import compile as compiled_by
from fhirpathpy.engine.nodes import ResourceNode
from fhirpathpy.models import models

from helhed.fhir import narrative, trials
from helhed.fhir.codes import is_in
from helhed.fhir.run import Place, Run


class _Asking(local):
    """Whom the functions of an expression ask while it is evaluated in this thread."""

    run: Run
    place: Place


_now = _Asking()


def is_true(run: Run, expression: str, value: Any, path: str, place: Place) -> bool | None:
    """Does an expression hold for a value that stands at a path of a definition?

    An empty answer is not true, as FHIR asks of an invariant. None when the expression cannot be
    evaluated, which happens for values of a wrong shape; the shape is told of by itself.
    """
    before = vars(_now).copy()
    _now.run, _now.place = run, place
    context = {"resource": place.resource, "rootResource": place.root}
    try:
        if isinstance(value, str) and expression.lstrip("( \n").startswith("value."):
            answer = _compiled(expression)({"value": value}, context)
        else:
            answer = _compiled(expression)(_node(value, path), context)
    except Exception:  # whatever a value of the wrong shape does to the evaluator
        return None
    finally:
        vars(_now).update(before)
    return bool(answer) and answer != [False]


def _node(value: Any, path: Any) -> Any:
    return ResourceNode.create_node(value, path)  # type: ignore[no-untyped-call]


@cache
def _compiled(expression: str) -> Any:
    return compiled_by(expression, models["r4"], _OPTIONS)


def _plain(inputs: Any) -> list[Any]:
    found = [one.data if isinstance(one, ResourceNode) else one for one in inputs]
    return [one for one in found if one is not None]


def _member_of(inputs: Any, value_set: str) -> Any:
    values = _plain(inputs)
    if len(values) != 1:
        return []
    return [is_in(_now.run, value_set, values[0]) is True]


def _resolve(inputs: Any) -> Any:
    found = []
    for one in _plain(inputs):
        reference = one.get("reference") if isinstance(one, dict) else one
        target = _now.run.resolve(reference, _now.place) if isinstance(reference, str) else None
        if target is not None:
            found.append(_node(target, target.get("resourceType")))
    return found


def _conforms_to(inputs: Any, profile: str) -> Any:
    values = _plain(inputs)
    if len(values) != 1 or not isinstance(values[0], dict):
        return []
    return [trials.keeps(_now.run, values[0], profile)]


def _has_value(inputs: Any) -> Any:
    values = _plain(inputs)
    return [len(values) == 1 and not isinstance(values[0], dict | list)]


def _html_checks(inputs: Any) -> Any:
    return [all(narrative.is_plain_xhtml(one) for one in _plain(inputs))]


_OPTIONS = {
    "userInvocationTable": {
        "memberOf": {"fn": _member_of, "arity": {0: [], 1: ["String"]}},
        "resolve": {"fn": _resolve, "arity": {0: []}},
        "conformsTo": {"fn": _conforms_to, "arity": {1: ["String"]}},
        "hasValue": {"fn": _has_value, "arity": {0: []}},
        "htmlChecks": {"fn": _html_checks, "arity": {0: []}},
    },
    "traceFn": lambda *_: None,
}
