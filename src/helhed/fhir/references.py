"""References: well written, to a resource of the right type and profile, and in the file."""

from __future__ import annotations

from typing import Any

from helhed.fhir import trials
from helhed.fhir.entries import ABSOLUTE, RELATIVE, RESTFUL, Resource, name_of
from helhed.fhir.pinned import R4, short
from helhed.fhir.run import Place, Run
from helhed.fhir.shapes import Element, Type


def check(run: Run, element: Element, kind: Type, value: Any, path: str, place: Place) -> None:
    """Check one Reference (or canonical, which is left alone) against what its element asks."""
    if kind.code != "Reference" or not isinstance(value, dict):
        return
    reference = value.get("reference")
    if not isinstance(reference, str):
        if reference is None:
            _without(run, element, kind, path, place)
        return
    where = f"{path}.reference"
    target = run.resolve(reference, place)
    written = _written_type(reference)
    if written is None and not reference.startswith("#") and not ABSOLUTE.fullmatch(reference):
        text = "must be Type/id, an absolute address or #id"
        run.add("reference-format", place, where, text, element)
        return
    found = name_of(target).split("/")[0] if target is not None else written
    if found is not None and not _right_type(run, element, kind, value, found, path, place):
        return
    if target is None:
        _missing(run, element, kind, reference, where, place)
    else:
        _found(run, element, kind, reference, target, where, place)


def _written_type(reference: str) -> str | None:
    """The type that a reference names itself."""
    match = RELATIVE.fullmatch(reference) or RESTFUL.fullmatch(reference)
    return match["type"] if match else None


def _right_type(
    run: Run, element: Element, kind: Type, value: Resource, found: str, path: str, place: Place
) -> bool:
    said = value.get("type")
    if isinstance(said, str) and said.removeprefix(R4) != found:
        text = f"says another type than {found}, which the reference means"
        run.add("reference-type", place, f"{path}.type", text, element)
    allowed = {run.shapes.type_of(url) or short(url) for url in kind.targets}
    if allowed & {found, "Resource"}:
        return True
    text = f"must refer to {' or '.join(sorted(allowed))}, not to {found}"
    run.add("reference-target", place, f"{path}.reference", text, element)
    return False


def _without(run: Run, element: Element, kind: Type, path: str, place: Place) -> None:
    """A reference that names nobody, or somebody by an identifier alone."""
    inside = run.shapes.children(element, "Reference").get("reference")
    if inside is not None and inside.maximum == 0:
        return
    if kind.is_bundled or run.kind == "report":
        rule = "bundled" if kind.is_bundled else "guide-bundled"
        text = "must refer to a resource of the same file"
        run.add(rule, place, f"{path}.reference", text, element)


def _missing(
    run: Run, element: Element, kind: Type, reference: str, where: str, place: Place
) -> None:
    if reference.startswith("#"):
        return  # ref-1 tells
    text = "refers to a resource that is not in the file"
    if kind.is_bundled:
        run.add("bundled", place, where, text, element)
    elif run.kind == "report":
        run.add("guide-bundled", place, where, text, element)
    elif run.entries.listed and not RESTFUL.fullmatch(reference):
        run.add("dangling", place, where, text, element)


def _found(
    run: Run,
    element: Element,
    kind: Type,
    reference: str,
    target: Resource,
    where: str,
    place: Place,
) -> None:
    is_contained = reference.startswith("#")
    if is_contained and kind.is_bundled:
        run.add("bundled", place, where, "must refer to an entry of the bundle", element)
    if not is_contained and place.full_url and not run.entries.find(reference, place.full_url)[1]:
        text = "is found by type and id only; it and the addresses of the entries do not agree"
        run.add("reference-address", place, where, text, element, is_error=False)
    profiles = [url for url in kind.targets if not url.startswith(R4)]
    if len(profiles) < len(kind.targets) or not profiles:
        return
    if not any(trials.conforms(run, target, url) for url in profiles):
        names = " or ".join(short(url) for url in profiles)
        why = trials.first_complaint(run, target, profiles[0]) if len(profiles) == 1 else ""
        text = f"must refer to a {names}" + (f" (there: {why})" if why else "")
        run.add("reference-target", place, where, text, element)
