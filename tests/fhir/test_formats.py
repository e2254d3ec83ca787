"""How FHIR writes its primitive values in JSON."""

from decimal import Decimal

import pytest

from helhed.fhir.matching import equals, holds
from helhed.fhir.moments import is_after
from helhed.fhir.primitives import complaint


@pytest.mark.parametrize(
    ("code", "value", "rule"),
    [
        ("date", "2026", None),
        ("date", "2026-11", None),
        ("date", "2024-02-29", None),
        ("date", "2023-02-29", "format"),
        ("date", "2026-13", "format"),
        ("date", "0000-01-01", "format"),
        ("date", "2026-11-26T10:00:00Z", "format"),
        ("dateTime", "2026-11-26T10:00:00+01:00", None),
        ("dateTime", "2026-11-26T10:00:00.123Z", None),
        ("dateTime", "2026-11-26T10:00:00", "format"),
        ("dateTime", "2026-11-26T10:00Z", "format"),
        ("dateTime", "2026-11-26T24:00:00Z", "format"),
        ("dateTime", "26-11-2026", "format"),
        ("dateTime", 2026, "type"),
        ("instant", "2026-11-26T10:00:00Z", None),
        ("instant", "2026-11-26", "format"),
        ("time", "10:00:00", None),
        ("time", "10:00", "format"),
        ("id", "da3fe85ebc6147109364d70be0124b18", None),
        ("id", "a_b", "format"),
        ("id", "a" * 65, "format"),
        ("code", "in-progress", None),
        ("code", " in", "format"),
        ("code", "in  progress", "format"),
        ("uri", "urn:oid:1.2.3", None),
        ("uri", "http://x y", "format"),
        ("oid", "urn:oid:1.2.3", None),
        ("oid", "1.2.3", "format"),
        ("uuid", "urn:uuid:5d3b6c2e-77b4-4b6f-9a55-0f7d2a4f0c11", None),
        ("uuid", "5d3b6c2e-77b4-4b6f-9a55-0f7d2a4f0c11", "format"),
        ("boolean", True, None),
        ("boolean", "true", "type"),
        ("boolean", 1, "type"),
        ("integer", -1, None),
        ("integer", 2**31, "format"),
        ("integer", True, "type"),
        ("integer", Decimal("1.0"), "type"),
        ("unsignedInt", 0, None),
        ("unsignedInt", -1, "format"),
        ("positiveInt", 1, None),
        ("positiveInt", 0, "format"),
        ("positiveInt", "1", "type"),
        ("decimal", Decimal("1.50"), None),
        ("decimal", 1, None),
        ("decimal", "1.5", "type"),
        ("base64Binary", "JVBERg==", None),
        ("base64Binary", "JVBERg=", "format"),
        ("base64Binary", "æ", "format"),
        ("string", "Hej\nhej", None),
        ("string", "", "format"),
        ("string", "   ", "format"),
        ("string", "a\x00", "format"),
        ("string", "\ud800", "format"),
        ("string", None, "type"),
        ("markdown", "**Hej**", None),
    ],
)
def test_a_value_keeps_the_format_of_its_type_or_is_told_of(code, value, rule):
    found = complaint(code, value)
    assert (found and found[0]) == rule


def test_a_fixed_value_is_equal_in_every_part_and_a_pattern_is_held():
    pattern = {"coding": [{"system": "urn:s", "code": "a"}]}
    more = {"coding": [{"system": "urn:s", "code": "b"}, {**pattern["coding"][0], "display": "A"}]}
    assert holds(pattern, more)
    assert not equals(pattern, more)
    assert equals(pattern, {"coding": [{"code": "a", "system": "urn:s"}]})
    assert not holds(pattern, {"coding": [{"system": "urn:s"}]})
    assert not holds(1, True)
    assert holds(1, Decimal("1.0"))


@pytest.mark.parametrize(
    ("start", "end", "after"),
    [
        ("2026-11-27", "2026-11-26", True),
        ("2026-11-26", "2026-11-26", False),
        ("2026-11", "2026-11-26", False),
        ("2026-12", "2026-11-26", True),
        ("2026-11-26T10:00:00Z", "2026-11-26T10:30:00+01:00", True),
        ("2026-11-26T10:00:00Z", "2026-11-26", False),
        ("2026-11-26", None, False),
        ("rubbish", "2026", False),
        (5, [], False),
    ],
)
def test_a_start_is_after_an_end_only_for_certain(start, end, after):
    assert is_after(start, end) is after
