"""Extensions: known, in their place, and as their own definition says."""

from __future__ import annotations

from typing import Any

from helhed.fhir.entries import Resource
from helhed.fhir.run import Place, Run, items
from helhed.fhir.shapes import Element
from helhed.fhir.values import shown

ANYWHERE = frozenset({"Element", "Resource", "DomainResource"})
OF_FHIR = "http://hl7.org/fhir/StructureDefinition/"


def allowed(
    run: Run, holder: Element, code: str, element: Element, value: Any, path: str, place: Place
) -> None:
    """Is every extension at an element one that may stand there?"""
    for number, one in enumerate(items(value)):
        if not isinstance(one, dict):
            continue  # told as a wrong type
        where = f"{path}[{number}]"
        if ("extension" in one) == _has_value(one):
            text = "an extension has either a value or extensions of its own"
            run.add("ext-1", place, where, text, element)
        url = one.get("url")
        if isinstance(url, str):
            _one(run, holder, code, element, url, where, place)


def _has_value(one: Resource) -> bool:
    return any(key.startswith(("value", "_value")) for key in one)


def _one(
    run: Run, holder: Element, code: str, element: Element, url: str, where: str, place: Place
) -> None:
    if any(_url_of(run, one) == url for one in element.slices):
        return  # the profile itself names it
    raw = run.shapes.pinned.definitions.get(url)
    if raw is None or raw["type"] != "Extension":
        _tell_unknown(run, element, url, where, place)
        return
    contexts = {one["expression"] for one in raw.get("context", ()) if one["type"] == "element"}
    if contexts and not contexts & {holder.path, code, *ANYWHERE}:
        text = f"the extension {shown(url)} may stand at {', '.join(sorted(contexts))} only"
        run.add("extension-context", place, where, text, element)
    if element.name == "modifierExtension":
        text = f"the extension {shown(url)} changes no meaning and must stand as extension"
        run.add("extension-context", place, where, text, element)


def _tell_unknown(run: Run, element: Element, url: str, where: str, place: Place) -> None:
    is_modifier = element.name == "modifierExtension"
    if url.startswith(OF_FHIR) and not is_modifier and run.kind != "report":
        text = f"the extension {shown(url)} is FHIR's own, is not known here and was not checked"
        run.add("extension-unknown", place, where, text, element, is_error=False)
        return
    run.add("extension-unknown", place, where, f"the extension {shown(url)} is not known", element)


def _url_of(run: Run, piece: Element) -> str | None:
    """The address of the extension that a slice means."""
    url = piece.children.get("url")
    if url is not None and isinstance(url.required, str):
        return url.required
    kind = piece.types.get("Extension")
    if kind is None or not kind.profiles:
        return None
    root = run.shapes.root(kind.profiles[0])
    inside = root.children.get("url") if root else None
    return inside.required if inside is not None else None


def definition(run: Run, url: Any) -> Element | None:
    """The root of the extension with this address; None when it is not known."""
    if not isinstance(url, str):
        return None
    raw = run.shapes.pinned.definitions.get(url)
    return run.shapes.root(url) if raw is not None and raw["type"] == "Extension" else None
