"""Is what a resource says in codes in a value set?"""

from __future__ import annotations

from typing import Any

from helhed.fhir.run import Place, Run
from helhed.fhir.shapes import Element
from helhed.fhir.terminology import plain

OF_OTHERS = (
    *("http://snomed.info/", "http://loinc.org", "http://terminology.hl7.org/"),
    *("http://hl7.org/", "http://hl7.dk/", "http://fhir.kl.dk/", "urn:"),
)
"""Beginnings of code systems of which not all is pinned."""


def is_in(run: Run, value_set: str, value: Any) -> bool | None:
    """Is a code, coding, concept or quantity in a value set? None when that is not known."""
    if isinstance(value, str):
        return run.terms.has_bare(value_set, value)
    if not isinstance(value, dict):
        return None  # told as a wrong type
    if "coding" not in value and ("code" in value or "system" in value):
        system, code = value.get("system"), value.get("code")
        if not isinstance(code, str) or not isinstance(system, str | None):
            return False if run.terms.expansion(value_set) is not None else None
        return run.terms.has(value_set, system, code)
    codings = value.get("coding")
    answers = [
        is_in(run, value_set, {**one, "code": one.get("code")})
        for one in (codings if isinstance(codings, list) else ())
        if isinstance(one, dict)
    ]
    if True in answers:
        return True
    return None if None in answers else False


def named_rightly(run: Run, element: Element, value: Any, path: str, place: Place) -> None:
    """A code of a system that is known completely must be one of its codes, and what stands as its
    name must be its name; in a report, anything else is free text."""
    if run.kind == "report":
        _unworded(run, element, value, path, place)
    system, code, name = value.get("system"), value.get("code"), value.get("display")
    known = run.terms.names(system) if isinstance(system, str) else None
    if isinstance(code, str) and known is not None:
        if code not in known:
            text = "is no code of its code system"
            run.add("unknown-code", place, f"{path}.code", text, element)
            return
        if isinstance(name, str) and plain(name) not in known[code]:
            _misnamed(run, element, path, place)
    elif isinstance(name, str) and run.kind == "report":
        _named_by_nobody(run, element, value, path, place)


def _named_by_nobody(run: Run, element: Element, value: Any, path: str, place: Place) -> None:
    """A name that cannot be looked up here is free text, but for codes of the systems of others
    that are known to exist: theirs is warned of."""
    system, code = value.get("system"), value.get("code")
    is_doubt = isinstance(code, str) and isinstance(system, str) and system.startswith(OF_OTHERS)
    text = "is no name of a code"
    if is_doubt:
        text = "cannot be looked up here, and must be the name of the code and nothing else"
    path = f"{path}.display"
    run.add("guide-free-text", place, path, text, element, is_error=not is_doubt)


def _unworded(run: Run, element: Element, value: Any, path: str, place: Place) -> None:
    """Words with spaces between them are free text, even where a code or a version stands."""
    for key in ("code", "version"):
        said = value.get(key)
        if isinstance(said, str) and len(said.split()) > 1:
            text = f"is no {key} but words; no free text may be reported"
            run.add("guide-free-text", place, f"{path}.{key}", text, element)


def _misnamed(run: Run, element: Element, path: str, place: Place) -> None:
    if run.kind == "report":
        run.add("guide-free-text", place, f"{path}.display", "is not the name of the code", element)
    else:
        text = "is not the name of the code"
        run.add("display", place, f"{path}.display", text, element, is_error=False)
