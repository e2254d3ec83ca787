"""The rules that the guides give in prose, and FHIR's own on bundles that no invariant holds.

Sources: hl7dk/kl-ffb-reporting 1.0.0, ``input/pagecontent/index.md``; HL7 FHIR 4.0.1, Bundle.
"""

from __future__ import annotations

import re
from typing import Any

from helhed.fhir import trials
from helhed.fhir.claims import is_known_by_any
from helhed.fhir.entries import ABSOLUTE, RELATIVE, RESTFUL, Entry
from helhed.fhir.guide_rules import REPORTING, ranks
from helhed.fhir.run import Place, Run, claimed, items, place_of_entry
from helhed.fhir.shapes import Element

PROFILES = {
    "Bundle": ("deliveryReport",),
    "Patient": ("citizen",),
    "ServiceRequest": ("serviceRequest",),
    "ClinicalImpression": ("informationGathering",),
    "Goal": ("interventionGoal",),
    "CareTeam": ("servicePerformer",),
    "Encounter": ("followUpEncounter",),
    "CarePlan": ("carePlan", "intervention"),
    "Condition": ("condition", "targetGroup"),
    "Observation": ("careEvaluation", "followUp"),
}
"""What a resource of a delivery report may say that it is."""

MESSAGING = "http://fhir.kl.dk/ffbmessaging/StructureDefinition/kl-messaging-ffb-"
HEADER, ORDER = f"{MESSAGING}orderMessageHeader", f"{MESSAGING}orderCarePlan"
CASE_NUMBER = REPORTING + "municipalityCaseNumber"
TEXTS = frozenset({"string", "markdown", "xhtml"})
NO_FREE_TEXT = frozenset(
    {
        *("Element.id", "Reference.reference", "Identifier.value", "Coding.version"),
        "Coding.display",
    }
)
"""Texts that are no free text; whether a code's name is its own is asked with the code."""

_UUID = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")


def rules_of_prose(run: Run, place: Place) -> None:
    """Tell of every rule of prose that a bundle breaks."""
    if place.resource.get("resourceType") != "Bundle":
        return
    _full_urls(run, place)
    _unique(run)
    if run.kind == "report":
        _citizens(run, place)
        _carries(run, place)
        for entry in run.entries.listed:
            where = place_of_entry(entry)
            _carries(run, where)
            _of_type(run, where)
    elif run.kind == "order":
        _header(run, place)
        _one_order(run, place)


def free_text(run: Run, element: Element, code: str, value: Any, path: str, place: Place) -> None:
    """No free text is to be reported."""
    if code in TEXTS and element.base not in NO_FREE_TEXT and value not in (None, ""):
        run.add("guide-free-text", place, path, "no free text may be reported", element)


def _full_urls(run: Run, place: Place) -> None:
    entries = items(place.resource.get("entry"))
    for number, one in enumerate(entries):
        path = f"Bundle.entry[{number}].fullUrl"
        url = one.get("fullUrl") if isinstance(one, dict) else None
        if not isinstance(url, str):
            if isinstance(one, dict) and "resource" in one and "fullUrl" not in one:
                run.add("full-url", place, path, "must be there, or nothing can refer to the entry")
            continue
        if not ABSOLUTE.fullmatch(url):
            text = "must be an absolute address (urn:uuid: or https:)"
            run.add("full-url-absolute", place, path, text, is_error=False)
        _agrees(run, one.get("resource"), url, path, place)


def _agrees(run: Run, resource: Any, url: str, path: str, place: Place) -> None:
    """The address does not disagree with the id of the resource."""
    match = RELATIVE.fullmatch(url) or RESTFUL.fullmatch(url)
    if match is None or not isinstance(resource, dict):
        return
    if match["type"] != resource.get("resourceType") or (
        "id" in resource and match["id"] != resource["id"]
    ):
        run.add("full-url-id", place, path, "names another resource than the one that stands here")


def _unique(run: Run) -> None:
    """No two resources have the same id."""
    seen: dict[str, Entry] = {}
    for entry in run.entries.listed:
        its_id = entry.resource.get("id")
        code = entry.resource.get("resourceType")
        if not isinstance(its_id, str) or not isinstance(code, str):
            continue
        name = its_id if run.kind == "report" else f"{code}/{its_id}"
        if name in seen:
            where = place_of_entry(entry)
            text = f"has the same id as entry {seen[name].number}; an id is unique"
            run.add("guide-unique-id", where, f"{where.name.split('/')[0]}.id", text)
        seen.setdefault(name, entry)


def _citizens(run: Run, place: Place) -> None:
    number = sum(one.resource.get("resourceType") == "Patient" for one in run.entries.listed)
    if number != 1:
        text = f"a report is of exactly one citizen; this one holds {number}"
        run.add("guide-one-citizen", place, "Bundle.entry", text)


def _carries(run: Run, place: Place) -> None:
    """What every resource of a report carries: id, profile, time of the last change."""
    resource = place.resource
    code = place.name.split("/")[0]
    allowed = PROFILES.get(code)
    if allowed and not {REPORTING + name for name in allowed} & {*claimed(resource)}:
        text = f"must say that it is a {' or '.join(allowed)} of the guide"
        run.add("guide-profile", place, f"{code}.meta.profile", text)
    meta = resource.get("meta")
    if not isinstance(meta, dict) or "lastUpdated" not in meta:
        text = "should say when it was last changed"
        run.add("guide-last-updated", place, f"{code}.meta.lastUpdated", text, is_error=False)
    its_id = resource.get("id")
    if its_id is None:
        run.add("guide-id", place, f"{code}.id", "must have a lasting id")
    elif isinstance(its_id, str) and not _UUID.fullmatch(its_id):
        text = "should be unique in the whole world, such as a UUID"
        run.add("guide-id", place, f"{code}.id", text, is_error=False)


def _of_type(run: Run, place: Place) -> None:
    resource = place.resource
    code = resource.get("resourceType")
    if code in ("Goal", "CarePlan"):
        for number, given in enumerate(ranks(resource)):
            if any(one not in (1, 2) for one in given):
                text = "a rank should be 1 (primary) or 2 (secondary)"
                path = f"{code}.addresses[{number}]"
                run.add("guide-rank", place, path, text, is_error=False)
    if code in ("CarePlan", "ServiceRequest"):
        _case_number(run, code, place)


def _case_number(run: Run, code: str, place: Place) -> None:
    """A request has a case number; that a care plan has one is told by its profile, but not that
    there is a number in it."""
    told = [
        one
        for one in items(place.resource.get("extension"))
        if isinstance(one, dict) and one.get("url") == CASE_NUMBER
    ]
    numbers = [
        one.get("valueIdentifier")
        for holder in told
        for one in items(holder.get("extension"))
        if isinstance(one, dict)
    ]
    has_number = any(isinstance(one, dict) and "value" in one for one in numbers)
    if not has_number and (told or code == "ServiceRequest"):
        text = "should have the case number of the municipality"
        run.add("guide-case-number", place, f"{code}.extension", text, is_error=False)


def _one_order(run: Run, place: Place) -> None:
    """A message is of one order of one citizen, and says of all that it holds what it is."""
    listed = run.entries.listed
    for code in ("MessageHeader", "Patient"):
        number = sum(one.resource.get("resourceType") == code for one in listed)
        if number != 1:
            text = f"should hold exactly one {code}, and holds {number}"
            run.add("guide-one-order", place, "Bundle.entry", text, is_error=False)
    number = sum(any(one == ORDER for one in claimed(entry.resource)) for entry in listed)
    if number != 1:
        text = f"should hold exactly one order (kl-messaging-ffb-orderCarePlan), and holds {number}"
        run.add("guide-one-order", place, "Bundle.entry", text, is_error=False)
    for entry in listed:
        if not is_known_by_any(run, entry.resource):
            where = place_of_entry(entry)
            text = "claims no profile known here: only what refers to it asks anything of it"
            path = f"{where.name.split('/')[0]}.meta.profile"
            run.add("guide-profile", where, path, text, is_error=False)


def _header(run: Run, place: Place) -> None:
    """An order begins with the header of an order."""
    first = run.entries.listed[0] if run.entries.listed else None
    if first is None or first.resource.get("resourceType") != "MessageHeader":
        return  # bdl-12 tells
    if not trials.conforms(run, first.resource, HEADER):
        where = place_of_entry(first)
        text = "must be the header of an order (kl-messaging-ffb-orderMessageHeader)"
        run.add("guide-header", where, "MessageHeader", text)
