"""A whole order message."""

from __future__ import annotations

from dataclasses import dataclass

from helhed.fhir.ordering.parts import Citizen, Part, To
from helhed.fhir.ordering.resources import Resource, kind_of, resource, to
from helhed.fhir.ordering.systems import MESSAGING


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An order message: its id, when it was made (an instant), its parts, the header first.

    ``address`` is where its resources are said to live; empty leaves their addresses relative.
    """

    id: str
    made: str
    parts: tuple[Part, ...]
    address: str = ""

    @property
    def citizen(self) -> Citizen:
        """Whom it is about."""
        return next(part for part in self.parts if isinstance(part, Citizen))


def bundle(message: Message) -> Resource:
    """The message as a FHIR bundle."""
    subject = to(To("Patient", message.citizen.id))
    before = f"{message.address}/" if message.address else ""
    return {
        "resourceType": "Bundle",
        "id": message.id,
        "meta": {"profile": [f"{MESSAGING}orderMessage"]},
        "type": "message",
        "timestamp": message.made,
        "entry": [
            {
                "fullUrl": f"{before}{kind_of(part)}/{part.id}",
                "resource": resource(part, subject),
            }
            for part in message.parts
        ],
    }
