"""A resource that was told and should not have been, told again so that it no longer holds.

Source: KL's note on corrections ("FejlrettelseNotat"): the same id again with the status
entered-in-error. The profiles of condition, follow-up date, performer and citizen know no such
status: a theme is told as inactive, the others are left alone.
"""

from __future__ import annotations

import copy
from typing import Any

from helhed.fhir.delivery.resources import CLINICAL, IN_ERROR, VERIFICATION, coded

_STATUS = {
    "ServiceRequest": "status",
    "ClinicalImpression": "status",
    "Observation": "status",
    "CarePlan": "status",
    "Goal": "lifecycleStatus",
}


def in_error(resource: dict[str, Any], changed: str) -> dict[str, Any] | None:
    """The resource as it is told in error; None when its profile knows no way to say so."""
    told = copy.deepcopy(resource)
    told.setdefault("meta", {})["lastUpdated"] = changed
    kind = str(told.get("resourceType"))
    if kind in _STATUS:
        told[_STATUS[kind]] = IN_ERROR
        return told
    if kind != "Condition":
        return None
    if str(told["meta"]["profile"][0]).endswith("targetGroup"):
        told["verificationStatus"] = coded(VERIFICATION, IN_ERROR)
    else:
        told["clinicalStatus"] = coded(CLINICAL, "inactive")
    return told


def referred(resource: Any) -> set[str]:
    """The ids of everything that a resource refers to."""
    if isinstance(resource, dict):
        own = resource.get("reference")
        found = {own.rsplit("/", 1)[-1]} if isinstance(own, str) else set()
        return found.union(*(referred(one) for one in resource.values()))
    if isinstance(resource, list):
        return set().union(*(referred(one) for one in resource))
    return set()
