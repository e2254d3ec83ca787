"""The formats of FHIR R4's primitive types, as its JSON writes them.

Source: HL7 FHIR 4.0.1, data types (hl7.org/fhir/R4/datatypes.html).
"""

from __future__ import annotations

import base64
import binascii
import calendar
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

LONGEST_STRING = 2**20
_YEAR = r"([0-9]([0-9]([0-9][1-9]|[1-9]0)|[1-9]00)|[1-9]000)"
_MONTH, _DAY = r"(0[1-9]|1[0-2])", r"(0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?"
_ZONE = r"(Z|(\+|-)((0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_HEX = "[0-9A-Fa-f]"
_URN = re.compile(
    rf"urn:uuid:{_HEX}{{8}}(-{_HEX}{{4}}){{3}}-{_HEX}{{12}}"
    r"|urn:oid:[0-2](\.(0|[1-9][0-9]*))+|(?!urn:uuid:|urn:oid:|uuid:|oid:).*"
)
"""An address that begins as a UUID or an OID is one."""
_UUID = r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

PATTERNS = {
    "id": re.compile(r"[A-Za-z0-9\-.]{1,64}"),
    "code": re.compile(r"\S+( \S+)*"),
    "uri": re.compile(r"\S+"),
    "url": re.compile(r"\S+"),
    "canonical": re.compile(r"\S+"),
    "oid": re.compile(r"urn:oid:[0-2](\.(0|[1-9][0-9]*))+"),
    "uuid": re.compile(_UUID),
    "date": re.compile(f"{_YEAR}(-{_MONTH}(-{_DAY})?)?"),
    "dateTime": re.compile(f"{_YEAR}(-{_MONTH}(-{_DAY}(T{_CLOCK}{_ZONE})?)?)?"),
    "instant": re.compile(f"{_YEAR}-{_MONTH}-{_DAY}T{_CLOCK}{_ZONE}"),
    "time": re.compile(_CLOCK),
}
TOLD = {
    "id": "1 to 64 letters, digits, hyphens and full stops",
    "code": "text without spaces at the ends or two together",
    "date": "a date such as 2026, 2026-11 or 2026-11-26",
    "dateTime": "a date, or a date with time and zone such as 2026-11-26T09:30:00+01:00",
    "instant": "a moment with zone such as 2026-11-26T09:30:00+01:00",
    "time": "a time such as 09:30:00",
    "uuid": "urn:uuid: and a UUID in small letters",
    "oid": "urn:oid: and an OID",
}
_ADDRESSES = frozenset({"uri", "url", "canonical"})
_DATES = frozenset({"date", "dateTime", "instant"})
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_LANGUAGE = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?"
    r"(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(-[A-WY-Za-wy-z0-9](-[A-Za-z0-9]{2,8})+)*"
    r"(-x(-[A-Za-z0-9]{1,8})+)?|x(-[A-Za-z0-9]{1,8})+"
)
_LIMITS = {"integer": -(2**31), "unsignedInt": 0, "positiveInt": 1}


def complaint(code: str, value: Any) -> tuple[str, str] | None:
    """The rule that a value of a primitive type breaks (``type`` or ``format``), and how."""
    return _CHECKS[code](code, value)


def _text(code: str, value: Any) -> tuple[str, str] | None:
    if type(value) is not str:
        return "type", f"must be a text in quotes ({code})"
    if not value:
        return "format", "is an empty text; leave it out"
    pattern = PATTERNS.get(code)
    if pattern is not None:
        if not pattern.fullmatch(value):
            return "format", f"must be {TOLD.get(code, 'an address without spaces')}"
        if code in _ADDRESSES and not _URN.fullmatch(value):
            return "format", "begins as a UUID or an OID (urn:uuid:, urn:oid:) and is none"
        if code in _DATES and len(value) >= 10 and not _is_a_day(value):
            return "format", "is no day of the calendar"
        if _UNSEEN.search(value):
            return "format", "holds characters that FHIR forbids"
        return None
    if _UNSEEN.search(value):
        return "format", "holds characters that FHIR forbids"
    if not value.strip():
        return "format", "holds nothing but spaces"
    if len(value) > LONGEST_STRING:
        return "format", "is longer than a million characters"
    return None


def is_language(text: str) -> bool:
    """Is it written as a language (BCP 47): a language of two or three letters, then perhaps
    script, country and more, or one's own after ``x``?"""
    return _LANGUAGE.fullmatch(text) is not None


def _is_a_day(text: str) -> bool:
    year, month, day = int(text[:4]), int(text[5:7]), int(text[8:10])
    return day <= calendar.monthrange(year, month)[1]


def _boolean(_: str, value: Any) -> tuple[str, str] | None:
    return None if type(value) is bool else ("type", "must be true or false, without quotes")


def _integer(code: str, value: Any) -> tuple[str, str] | None:
    if type(value) is not int:
        return "type", f"must be a whole number, without quotes ({code})"
    if not _LIMITS[code] <= value < 2**31:
        return "format", f"must be at least {_LIMITS[code]} and below 2147483648 ({code})"
    return None


def _decimal(_: str, value: Any) -> tuple[str, str] | None:
    if type(value) in (int, Decimal, float):
        return None
    return "type", "must be a number, without quotes"


def _base64(code: str, value: Any) -> tuple[str, str] | None:
    if type(value) is not str:
        return "type", f"must be a text in quotes ({code})"
    try:
        if value:
            base64.b64decode("".join(value.split()).encode("ascii"), validate=True)
            return None
    except (UnicodeEncodeError, binascii.Error):
        pass
    return "format", "is no base64"


_CHECKS: dict[str, Callable[[str, Any], tuple[str, str] | None]] = {
    **dict.fromkeys(("string", "markdown", "xhtml", *PATTERNS), _text),
    **dict.fromkeys(_LIMITS, _integer),
    "boolean": _boolean,
    "decimal": _decimal,
    "base64Binary": _base64,
}
