"""A whole delivery report: one citizen, one day."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from helhed.fhir.delivery.parts import Citizen, Part
from helhed.fhir.delivery.resources import REPORTING, Resource, kind_of, resource


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """One citizen's report. ``id`` is new for every report; ``made`` is an instant in FHIR's form.

    ``address`` is where the house's resources are said to live (no slash at the end): it makes the
    address of every entry absolute, as FHIR asks. Nobody need answer there.
    """

    id: UUID
    made: str
    citizen: Citizen
    parts: tuple[Part, ...]
    address: str


def bundle(report: DeliveryReport) -> Resource:
    """The report as a FHIR bundle. The citizen is always there and comes first; a part that is
    told twice under one id stands once."""
    once = {part.id: part for part in (report.citizen, *report.parts)}
    cases = f"{report.address}/case"
    return {
        "resourceType": "Bundle",
        "id": str(report.id),
        "meta": {"profile": [f"{REPORTING}deliveryReport"], "lastUpdated": report.made},
        "type": "collection",
        "timestamp": report.made,
        "entry": [
            {
                "fullUrl": f"{report.address}/{kind_of(part)}/{part.id}",
                "resource": resource(part, report.citizen.id, cases),
            }
            for part in once.values()
        ],
    }
