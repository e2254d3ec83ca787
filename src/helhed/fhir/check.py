"""The checker: a file in, findings out."""

from __future__ import annotations

from functools import cache
from typing import Any

from helhed.fhir.claims import OF_KL
from helhed.fhir.entries import Entries, Resource, name_of
from helhed.fhir.findings import Finding
from helhed.fhir.pinned import pinned
from helhed.fhir.reading import read
from helhed.fhir.report import rules_of_prose
from helhed.fhir.run import Place, Run, claimed
from helhed.fhir.shapes import Shapes
from helhed.fhir.terminology import Terminology
from helhed.fhir.walk import Walker, any_resource

DELIVERY_REPORT = (
    "http://fhir.kl.dk/ffbreporting/StructureDefinition/kl-reporting-ffb-deliveryReport"
)
ORDER_MESSAGE = "http://fhir.kl.dk/ffbmessaging/StructureDefinition/kl-messaging-ffb-orderMessage"
_BY_TYPE = {"collection": DELIVERY_REPORT, "message": ORDER_MESSAGE}


@cache
def stock() -> tuple[Shapes, Terminology]:
    """What every check shares: definitions are made ready once."""
    return Shapes(pinned()), Terminology(pinned())


def check(resource: Any, *, as_published: bool = False) -> list[Finding]:
    """Everything that is wrong with a resource or bundle, in the order of the file.

    A bundle is checked as one of KL's delivery reports or order messages when it says that it is
    one, or when its type (``collection``, ``message``) is theirs. ``as_published`` asks the five
    broken invariants of the reporting guide to the letter. A file without errors may still hold
    warnings.
    """
    given = resource if isinstance(resource, dict) else {}
    profile = _profile(given)
    run = run_of(given, *stock(), as_published=as_published)
    place = Place(given, name_of(given) if given else "", "")
    path = place.name.split("/")[0] if given else ""
    try:
        any_resource(run, resource, (profile,) if profile else (), place, path)
        rules_of_prose(run, place)
        if given and not run.kind and not any(one.startswith(OF_KL) for one in claimed(given)):
            text = "is neither a delivery report nor an order message: only FHIR itself was asked"
            run.add("guide-none", place, path, text, is_error=False)
    except RecursionError:
        text = "resources refer to each other in a chain too long to follow"
        run.add("too-deep", place, path, text)
    return list(run.found.values())


def run_of(
    given: Resource, shapes: Shapes, terms: Terminology, *, as_published: bool = False
) -> Run:
    """A check of a resource that has not begun."""
    kind = {DELIVERY_REPORT: "report", ORDER_MESSAGE: "order"}.get(_profile(given) or "", "")
    return Run(shapes, terms, Entries.of(given), as_published, kind, Walker())


def check_file(content: bytes, *, as_published: bool = False) -> list[Finding]:
    """The same for what stands in a file. Raises Unreadable."""
    return check(read(content), as_published=as_published)


def _profile(given: Resource) -> str | None:
    """The bundle of KL's that this is to be; None when it is none of them."""
    if given.get("resourceType") != "Bundle":
        return None
    for url in claimed(given):
        if url in (DELIVERY_REPORT, ORDER_MESSAGE):
            return url
    kind = given.get("type")
    return _BY_TYPE.get(kind) if isinstance(kind, str) else None
