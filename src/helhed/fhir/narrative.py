"""The narrative of a resource: a ``div`` of plain XHTML without scripts, forms or outside parts.

Source: HL7 FHIR 4.0.1, narrative (hl7.org/fhir/R4/narrative.html), rules txt-1 and txt-2.
"""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

XHTML = "{http://www.w3.org/1999/xhtml}"
TAGS = frozenset(
    [
        *[
            "abbr",
            "acronym",
            "address",
            "b",
            "big",
            "blockquote",
            "br",
            "caption",
            "cite",
            "code",
            "col",
            "colgroup",
            "dd",
            "dfn",
            "div",
            "dl",
            "dt",
            "em",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "i",
            "img",
            "li",
            "map",
            "area",
            "ol",
            "p",
            "pre",
            "q",
            "samp",
            "small",
            "span",
            "strong",
            "sub",
            "sup",
            "table",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
            "tr",
            "tt",
            "ul",
            "var",
            "a",
            "ins",
            "del",
        ]
    ]
)
FORBIDDEN_STARTS = ("on", "xlink")


def _parsed(value: Any) -> ElementTree.Element | None:
    if not isinstance(value, str) or "<!" in value.replace("<!--", "") or "<?" in value:
        return None
    try:
        return ElementTree.fromstring(value)  # noqa: S314  # no DOCTYPE, so no entity can be made
    except (ElementTree.ParseError, ValueError):
        return None


def is_plain_xhtml(value: Any) -> bool:
    """Only the formatting that FHIR allows, in a ``div`` of XHTML."""
    top = _parsed(value)
    if top is None or top.tag != f"{XHTML}div":
        return False
    for one in top.iter():
        if not isinstance(one.tag, str):
            continue  # a comment
        if one.tag.removeprefix(XHTML) not in TAGS or not one.tag.startswith(XHTML):
            return False
        if any(name.lower().startswith(FORBIDDEN_STARTS) for name in one.attrib):
            return False
        if any("javascript:" in _run_together(text) for text in one.attrib.values()):
            return False
    return True


def _run_together(text: str) -> str:
    """As a browser reads an address: without what it leaves out."""
    return "".join(letter for letter in text.lower() if letter > " ")


def has_content(value: Any) -> bool:
    """Is there anything in it but spaces?"""
    top = _parsed(value)
    if top is None:
        return False
    return bool("".join(top.itertext()).strip()) or top.find(f".//{XHTML}img") is not None
