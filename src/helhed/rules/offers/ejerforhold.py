"""Who owns an offer, and the ejerforhold and art that a payment to it is booked on.

Ejerforhold has codes 0-4 and no 5 (Danmarks Statistik, tables 2007-2024: quoted). The art per
kind of provider is quoted from the authorised chart of accounts except where a mark says else.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from helhed.kernel.dated import Certainty
from helhed.kernel.words import screen_text


class Ownership(Enum):
    """Whose an offer is."""

    OWN = "own"
    OTHER_MUNICIPALITY = "other_municipality"
    REGION = "region"
    PRIVATE = "private"
    FOSTER_FAMILY = "foster_family"

    @property
    def label(self) -> str:
        return BOOKED[self].label

    @property
    def is_external(self) -> bool:
        """Whether the place is bought outside the municipality."""
        return self in (Ownership.OTHER_MUNICIPALITY, Ownership.REGION, Ownership.PRIVATE)


@dataclass(frozen=True, slots=True)
class Booking:
    """How payments to an owner are booked: ejerforhold (one digit), art (two digits)."""

    label: str
    ejerforhold: int
    art: str
    certainty: Certainty


BOOKED = {
    Ownership.OWN: Booking(screen_text("Egen"), 1, "94", Certainty.MEMORY),
    Ownership.OTHER_MUNICIPALITY: Booking(screen_text("Anden kommune"), 3, "47", Certainty.QUOTED),
    Ownership.REGION: Booking(screen_text("Region"), 3, "48", Certainty.QUOTED),
    Ownership.PRIVATE: Booking(screen_text("Privat"), 4, "40", Certainty.QUOTED),
    Ownership.FOSTER_FAMILY: Booking(screen_text("Plejefamilie"), 1, "10", Certainty.INFERRED),
}

TO_CITIZEN = Booking(screen_text("Borgeren selv"), 1, "52", Certainty.QUOTED)
"""Cash to a person (art 5.2 Overførsler til personer): no offer, so no owner."""
