"""An order message whose resources refer to each other by type and id, however it came."""

from __future__ import annotations

from typing import Any

from helhed.fhir.entries import Entries, Entry, Resource


def plain(bundle: Resource) -> Resource:
    """The same message, in which every resource has an id and is referred to as ``Type/id``.

    FHIR lets an entry be referred to by its whole address (``urn:uuid:…``, ``https://…``), and
    lets it do without an id then (HL7 FHIR 4.0.1, Bundle, "Resolving references in Bundles").
    What leads outside the message stays as it is.
    """
    found = Entries.of(bundle)
    ids = {entry.number: _id(entry) for entry in found.listed}
    return {**bundle, "entry": [_entry(found, ids, one) for one in found.listed]}


def _id(entry: Entry) -> str:
    told = entry.resource.get("id")
    if told:
        return str(told)
    return entry.full_url.replace("urn:uuid:", "").rsplit("/", 1)[-1] or f"entry-{entry.number}"


def _entry(found: Entries, ids: dict[int, str], entry: Entry) -> Resource:
    resource = {**_referring(found, ids, entry, entry.resource), "id": ids[entry.number]}
    return {"fullUrl": entry.full_url, "resource": resource}


def _referring(found: Entries, ids: dict[int, str], entry: Entry, value: Any) -> Any:
    if isinstance(value, list):
        return [_referring(found, ids, entry, one) for one in value]
    if not isinstance(value, dict):
        return value
    told = {key: _referring(found, ids, entry, one) for key, one in value.items()}
    reference = told.get("reference")
    if isinstance(reference, str):
        target, _ = found.find(reference, entry.full_url)
        if target is not None:
            told["reference"] = f"{target.resource.get('resourceType')}/{ids[target.number]}"
    return told
