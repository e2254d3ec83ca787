"""Trying a value or a resource against a definition: told of, or only asked whether it keeps it."""

from __future__ import annotations

from typing import Any

from helhed.fhir.entries import Resource
from helhed.fhir.run import Place, Run, claimed
from helhed.fhir.shapes import Element, Type


def against(run: Run, root: Element, kind: Type, value: Any, path: str, place: Place) -> None:
    """Check a value against the root of a definition of its type."""
    plain = Type(kind.code, kind.is_primitive, is_resource=False)
    run.walk.value(run, root, plain, value, None, path, place)


def complaints(run: Run, root: Element, kind: Type, value: Any, path: str, place: Place) -> bool:
    """Would a value break the definition?"""
    trial = run.trial()
    against(trial, root, kind, value, path, place)
    return trial.has_errors()


def conforms(run: Run, resource: Resource, url: str, place: Place | None = None) -> bool:
    """Does a resource of the file keep a profile? One that says that it does is checked where it
    stands, and what is wrong is told there."""
    if any(run.shapes.stands_on(one, url) for one in claimed(resource)):
        return True
    return keeps(run, resource, url, place)


def keeps(run: Run, resource: Resource, url: str, place: Place | None = None) -> bool:
    """Does a resource keep a profile, whatever it says of itself?"""
    key = (id(resource), url)
    if key not in run.conforming:
        run.conforming[key] = True  # so that two that refer to each other come to an end
        run.conforming[key] = _keeps(run, resource, url, place)
    return run.conforming[key]


def _keeps(run: Run, resource: Resource, url: str, place: Place | None) -> bool:
    root = run.shapes.root(url)
    if root is None or run.shapes.type_of(url) != resource.get("resourceType"):
        return False
    trial = run.trial()
    run.walk.resource(trial, resource, root, place or _place(run, resource))
    return not trial.has_errors()


def first_complaint(run: Run, resource: Resource, url: str) -> str:
    """Why a resource does not keep a profile: the first error, for a sentence."""
    root = run.shapes.root(url)
    if root is None or run.shapes.type_of(url) != resource.get("resourceType"):
        return ""
    trial = run.trial()
    run.walk.resource(trial, resource, root, _place(run, resource))
    for one in trial.found.values():
        if one.is_error:
            return f"{one.path} {one.text}"
    return ""


def _place(run: Run, resource: Resource) -> Place:
    found = run.place_of(resource)
    return found if found is not None else Place(resource, "", "")
