"""Invariants of FHIR R4 and dk-core written out in Python, because they are asked so often.

Each does what its FHIRPath says; tests hold the two against each other on made-up values.
"""

from __future__ import annotations

import re
from typing import Any

from helhed.fhir import cpr_cvr, narrative
from helhed.fhir.guide_rules import Quick
from helhed.fhir.moments import is_after
from helhed.fhir.run import Place, Run, items

CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"


def has(value: Any, name: str) -> bool:
    """Is there anything under a name (a value, or what belongs to one)?"""
    return name in value or f"_{name}" in value


def has_choice(value: Any, stem: str) -> bool:
    """The same for an element of several types."""
    return any(key.lstrip("_").startswith(stem) for key in value)


def objects(value: Any, name: str) -> list[dict[str, Any]]:
    """The objects under a name."""
    return [one for one in items(value.get(name)) if isinstance(one, dict)]


def _codings(value: Any, name: str) -> list[tuple[Any, Any]]:
    return [
        (one.get("system"), one.get("code"))
        for concept in objects(value, name)
        for one in objects(concept, "coding")
    ]


def _needs(name: str, other: str) -> Quick:
    """Where the first is, the second is too."""
    return lambda run, value, place: not has(value, name) or has(value, other)


def _not_both(name: str, other: str) -> Quick:
    return lambda run, value, place: not (has(value, name) and has(value, other))


def _one_of(*names: str) -> Quick:
    return lambda run, value, place: any(has(value, name) for name in names)


def _is_entered_in_error(value: Any) -> bool:
    return (VERIFICATION, "entered-in-error") in _codings(value, "verificationStatus")


def _con_4(run: Run, value: Any, place: Place) -> bool:
    over = {(CLINICAL, code) for code in ("resolved", "remission", "inactive")}
    return not has_choice(value, "abatement") or bool(over & {*_codings(value, "clinicalStatus")})


def _con_5(run: Run, value: Any, place: Place) -> bool:
    return not _is_entered_in_error(value) or not has(value, "clinicalStatus")


def _con_3(run: Run, value: Any, place: Place) -> bool:
    return has(value, "clinicalStatus") or _is_entered_in_error(value) or not has(value, "category")


def _obs_7(run: Run, value: Any, place: Place) -> bool:
    if not has_choice(value, "value"):
        return True
    own = objects(value.get("code") if isinstance(value.get("code"), dict) else {}, "coding")
    return not any(
        coding in own
        for component in objects(value, "component")
        for code in objects(component, "code")
        for coding in objects(code, "coding")
    )


def _only_for(name: str, *types: str) -> Quick:
    """Every entry has it exactly in bundles of these types."""

    def keeps(run: Run, value: Any, place: Place) -> bool:
        return all(
            has(one, name) == (value.get("type") in types) for one in objects(value, "entry")
        )

    return keeps


def _bdl_1(run: Run, value: Any, place: Place) -> bool:
    return not has(value, "total") or value.get("type") in ("searchset", "history")


def _bdl_2(run: Run, value: Any, place: Place) -> bool:
    return value.get("type") == "searchset" or not any(
        has(one, "search") for one in objects(value, "entry")
    )


def _bdl_7(run: Run, value: Any, place: Place) -> bool:
    if value.get("type") == "history":
        return True
    found = []
    for one in objects(value, "entry"):
        if "fullUrl" in one:
            resource = one.get("resource")
            meta = resource.get("meta") if isinstance(resource, dict) else None
            version = meta.get("versionId", "") if isinstance(meta, dict) else ""
            found.append(f"{one['fullUrl']}{version}")
    return len(found) == len({*found})


def _first(code: str, kind: str) -> Quick:
    """A bundle of a type begins with a resource of a type."""

    def keeps(run: Run, value: Any, place: Place) -> bool:
        if value.get("type") != kind:
            return True
        entries = objects(value, "entry")
        resource = entries[0].get("resource") if entries else None
        return isinstance(resource, dict) and resource.get("resourceType") == code

    return keeps


def _bdl_8(run: Run, value: Any, place: Place) -> bool:
    return "/_history/" not in str(value.get("fullUrl", ""))


def _bdl_9(run: Run, value: Any, place: Place) -> bool:
    identifier = value.get("identifier")
    given = identifier if isinstance(identifier, dict) else {}
    return value.get("type") != "document" or (has(given, "system") and has(given, "value"))


def _per_1(run: Run, value: Any, place: Place) -> bool:
    return not is_after(value.get("start"), value.get("end"))


def _ref_1(run: Run, value: Any, place: Place) -> bool:
    reference = value.get("reference")
    if not isinstance(reference, str) or not reference.startswith("#"):
        return True
    return any(one.get("id") == reference[1:] for one in objects(place.root, "contained"))


def _contained(name: str, *below: str) -> Quick:
    """No contained resource has any of these (below ``meta`` when that is the name)."""

    def keeps(run: Run, value: Any, place: Place) -> bool:
        if "contained" not in value:
            return True
        for one in objects(value, "contained"):
            if not below and has(one, name):
                return False
            if any(has(inner, word) for inner in objects(one, name) for word in below):
                return False
        return True

    return keeps


def _dom_3(run: Run, value: Any, place: Place) -> bool:
    if "contained" not in value:
        return True
    named = {*_references(value)}
    return all(
        f"#{one.get('id')}" in named or "#" in {*_references(one)}
        for one in objects(value, "contained")
    )


def _references(value: Any) -> list[str]:
    """Every text under ``reference`` or beginning with ``#``, anywhere below."""
    found: list[str] = []
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str) and one.startswith("#"):
            found.append(one)
    return found


def _not_home(run: Run, value: Any, place: Place) -> bool:
    return not (isinstance(value, dict) and value.get("use") == "home")


def _rng_2(run: Run, value: Any, place: Place) -> bool:
    low, high = value.get("low"), value.get("high")
    if not isinstance(low, dict) or not isinstance(high, dict):
        return True
    try:
        return bool(low["value"] <= high["value"])
    except (KeyError, TypeError):
        return False


def _has_number(value: Any, kind: str) -> bool:
    return isinstance(value, dict) and kind in value


def _ctm_1(run: Run, value: Any, place: Place) -> bool:
    if not has(value, "onBehalfOf"):
        return True
    member = value.get("member")
    reference = member.get("reference") if isinstance(member, dict) else None
    target = run.resolve(reference, place) if isinstance(reference, str) else None
    return target is None or target.get("resourceType") == "Practitioner"


def _text_matches(pattern: str) -> Quick:
    wanted = re.compile(pattern)
    return lambda run, value, place: isinstance(value, str) and bool(wanted.fullmatch(value))


_MEMBER = re.compile(r"[0-9]{11,}")
_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

QUICK: dict[str, Quick] = {
    "att-1": _needs("data", "contentType"),
    "bdl-1": _bdl_1,
    "bdl-2": _bdl_2,
    "bdl-3": _only_for("request", "batch", "transaction", "history"),
    "bdl-4": _only_for("response", "batch-response", "transaction-response", "history"),
    "bdl-5": _one_of("resource", "request", "response"),
    "bdl-7": _bdl_7,
    "bdl-8": _bdl_8,
    "bdl-9": _bdl_9,
    "bdl-10": lambda run, value, place: value.get("type") != "document" or "timestamp" in value,
    "bdl-11": _first("Composition", "document"),
    "bdl-12": _first("MessageHeader", "message"),
    "con-1": _one_of("summary", "assessment"),
    "con-2": _one_of("code", "detail"),
    "con-3": _con_3,
    "con-4": _con_4,
    "con-5": _con_5,
    "cpl-3": _not_both("detail", "reference"),
    "cpr": lambda run, value, place: isinstance(value, str) and cpr_cvr.is_cpr(value),
    "cpt-2": _needs("value", "system"),
    "ctm-1": _ctm_1,
    "dom-2": _contained("contained"),
    "dom-3": _dom_3,
    "dom-4": _contained("meta", "versionId", "lastUpdated"),
    "dom-5": _contained("meta", "security"),
    "gol-1": lambda run, value, place: not has_choice(value, "detail") or has(value, "measure"),
    "min-digits-sor": _text_matches("[0-9]{11,}"),
    "obs-3": _one_of("low", "high", "text"),
    "obs-6": lambda run, value, place: (
        not has(value, "dataAbsentReason") or not has_choice(value, "value")
    ),
    "obs-7": _obs_7,
    "org-1": _one_of("identifier", "name"),
    "org-2": _not_home,
    "org-3": _not_home,
    "pat-1": _one_of("name", "telecom", "address", "organization"),
    "per-1": _per_1,
    "ppc-1": _one_of("policy", "policyRule"),
    "prr-1": _needs("orderDetail", "code"),
    "qty-3": _needs("code", "system"),
    "ref-1": _ref_1,
    "rng-2": _rng_2,
    "txt-1": lambda run, value, place: narrative.is_plain_xhtml(value),
    "txt-2": lambda run, value, place: narrative.has_content(value),
    "uuid": _text_matches(f"urn:uuid:{_UUID}"),
}
