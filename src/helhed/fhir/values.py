"""What a value must be beyond its type: fixed, patterned, coded, referring, of a profile."""

from __future__ import annotations

from typing import Any

from helhed.fhir import references, trials
from helhed.fhir.codes import is_in
from helhed.fhir.entries import ABSOLUTE
from helhed.fhir.invariants import require
from helhed.fhir.matching import equals, holds, told
from helhed.fhir.pinned import short
from helhed.fhir.primitives import is_language
from helhed.fhir.run import Place, Run
from helhed.fhir.shapes import ABSOLUTE_ONLY, LANGUAGES, Element, Type

SIMPLE_QUANTITY = "http://hl7.org/fhir/StructureDefinition/SimpleQuantity"


def beyond_type(
    run: Run, element: Element, kind: Type, value: Any, path: str, place: Place
) -> None:
    """Everything that an element asks of a value of the right type."""
    if element.required is not None:
        if element.is_fixed and not equals(element.required, value):
            text = f"must be exactly {told(element.required)}"
            run.add("fixed", place, path, text, element)
        elif not element.is_fixed and not holds(element.required, value):
            text = f"must hold {told(element.required) or 'an empty text, which FHIR forbids'}"
            run.add("pattern", place, path, text, element)
    if element.base in ABSOLUTE_ONLY and isinstance(value, str) and not is_absolute(value):
        run.add("format", place, path, "must be an absolute address", element)
    if element.base in LANGUAGES and isinstance(value, str) and not is_language(value):
        run.add("format", place, path, "must be a language such as da or da-DK", element)
    if element.longest and isinstance(value, str) and len(value) > element.longest:
        run.add("max-length", place, path, f"is longer than {element.longest}", element)
    if element.binding is not None:
        coded(run, element, element.binding, value, path, place)
    if element.rules:
        require(run, element, element.rules, value, path, place)
    if kind.targets:
        references.check(run, element, kind, value, path, place)
    if kind.profiles and kind.code != "Extension":
        _profiled(run, element, kind, value, path, place)


def _profiled(run: Run, element: Element, kind: Type, value: Any, path: str, place: Place) -> None:
    """A value whose type is narrowed by a profile must keep it (one of them)."""
    if kind.profiles == (SIMPLE_QUANTITY,):
        if "comparator" in value:
            run.add("sqty-1", place, f"{path}.comparator", "must not be there", element)
        return
    roots = [root for url in kind.profiles if (root := run.shapes.root(url)) is not None]
    if len(roots) == 1:
        trials.against(run, roots[0], kind, value, path, place)
    elif roots and not any(
        not trials.complaints(run, root, kind, value, path, place) for root in roots
    ):
        names = ", ".join(short(url) for url in kind.profiles)
        run.add("profile", place, path, f"keeps none of the profiles {names}", element)


def coded(
    run: Run, element: Element, binding: tuple[str, str], value: Any, path: str, place: Place
) -> None:
    """A code must be in the value set when that is required; a warning when it only should."""
    strength, value_set = binding
    inside = is_in(run, value_set, value)
    if inside is not False:
        return
    if strength != "required" and isinstance(value, dict) and "text" in value:
        return  # a text may stand where no code fits
    name = short(value_set)
    if strength == "required":
        run.add("binding", place, path, f"must have a code from {name}", element)
    else:
        run.add("binding", place, path, f"should have a code from {name}", element, is_error=False)


def is_absolute(address: str) -> bool:
    """Does it begin with a scheme, so that it means the same everywhere?"""
    return ABSOLUTE.fullmatch(address) is not None or address.startswith("#")


def shown(url: str) -> str:
    """An address for a sentence; one that could hold anything is not repeated."""
    end = short(url)
    is_plain = end.replace("-", "").replace("_", "").replace(".", "").isalnum()
    return end if is_plain and len(end) <= 64 else "(an address)"
