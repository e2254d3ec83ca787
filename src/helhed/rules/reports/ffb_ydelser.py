"""What a granted service is called in FFB: the kind of offer and the intervention.

Source: ``data/ffb_services.csv``, inferred (``data/ORIGIN.md``). KL's reporting covers adults and
the 32 interventions and 8 kinds of offer of FFB; what has none of them is not reported.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from helhed.kernel.dated import Certainty

CERTAINTY = Certainty.INFERRED


@dataclass(frozen=True, slots=True)
class InFfb:
    """A service in FFB; ``offer`` is empty when it is told under its main service's."""

    offer: str
    intervention: str


@cache
def services_in_ffb() -> dict[str, InFfb]:
    """What each service is told as, by its key; only those that are told."""
    path = resources.files(__package__) / "data" / "ffb_services.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return {row["service"]: InFfb(row["offer"], row["intervention"]) for row in rows}


def in_ffb(service: str, main: str = "") -> InFfb | None:
    """What a service is told as, beside its main one when it has one; None when it is not told."""
    found = services_in_ffb().get(service)
    if found is None:
        return None
    if found.offer:
        return found
    above = services_in_ffb().get(main)
    return InFfb(above.offer, found.intervention) if above is not None and above.offer else None


def reported_services() -> frozenset[str]:
    """The keys of the services that can be reported."""
    return frozenset(services_in_ffb())
