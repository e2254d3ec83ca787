"""What FHIR says in prose of values of single types, and no invariant holds.

Source: HL7 FHIR 4.0.1, data types (hl7.org/fhir/R4/datatypes.html): Coding.system,
Identifier.value, Attachment.size.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

from helhed.fhir.codes import named_rightly
from helhed.fhir.entries import ABSOLUTE
from helhed.fhir.run import Place, Run
from helhed.fhir.shapes import Element

ADDRESSES = "urn:ietf:rfc:3986"
"""The system of identifiers that are addresses themselves."""


def asked_of(run: Run, element: Element, code: str, value: Any, path: str, place: Place) -> None:
    """Tell of what a value of a type breaks."""
    ask = _ASKED.get(code)
    if ask is not None:
        ask(run, element, value, path, place)


def _coding(run: Run, element: Element, value: Any, path: str, place: Place) -> None:
    system = value.get("system")
    if isinstance(system, str) and run.terms.is_value_set(system):
        text = "names a value set, and must name a code system"
        run.add("value-set", place, f"{path}.system", text, element)
    named_rightly(run, element, value, path, place)


def _identifier(run: Run, element: Element, value: Any, path: str, place: Place) -> None:
    said = value.get("value")
    if value.get("system") == ADDRESSES and isinstance(said, str) and not ABSOLUTE.fullmatch(said):
        text = f"must be an absolute address in the system {ADDRESSES}"
        run.add("format", place, f"{path}.value", text, element)


def _attachment(run: Run, element: Element, value: Any, path: str, place: Place) -> None:
    data, size = value.get("data"), value.get("size")
    if not isinstance(data, str) or type(size) is not int:
        return
    try:
        held = len(base64.b64decode("".join(data.split()).encode("ascii"), validate=True))
    except (UnicodeEncodeError, binascii.Error):
        return  # told as a wrong format
    if held != size:
        text = f"says {size} bytes, and {held} stand in data"
        run.add("size", place, f"{path}.size", text, element)


_ASKED: dict[str, Callable[[Run, Element, Any, str, Place], None]] = {
    "Coding": _coding,
    "Identifier": _identifier,
    "Attachment": _attachment,
}
