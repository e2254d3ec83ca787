"""Codes that come with the house and were not read in a source: what they say, and who confirmed
them here. A code that a release changes must be confirmed again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext

from helhed.apps.access.access import NOBODYS, Actor, require
from helhed.apps.catalogue.models import ParameterCorrection
from helhed.kernel.dated import Certainty
from helhed.kernel.words import CodeList, screen_text
from helhed.rules.access.rights import Action
from helhed.rules.assessments import barnets_forhold, ffb
from helhed.rules.decisions import hjemmel, ydelser
from helhed.rules.offers.ejerforhold import BOOKED, TO_CITIZEN, Booking
from helhed.rules.reports import ffb_ydelser

LONGEST = 40
"""Letters of a code that are kept with its confirmation, to see whether it is the same since."""


class CodeKind(CodeList):
    """What sort of code it is; each has a folder of its own among the numbers (``file``)."""

    PARAGRAPH = "paragraph", screen_text("Paragraf")
    SIDE = "side", screen_text("Forhold i børnefaglig undersøgelse")
    BOOKING = "booking", screen_text("Kontering efter ejer")
    FFB = "ffb", screen_text("Hvad ydelsen hedder i FFB")

    @property
    def file(self) -> str:
        """Where its confirmations stand."""
        return f"codes/{self.value}"


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was not read in a source. ``says`` is what it says in a form that does not hang
    on the reader's language, ``shown`` the same for a reader."""

    kind: CodeKind
    key: str
    what: str
    says: str
    shown: str
    source: str
    certainty: Certainty

    @property
    def kept(self) -> str:
        """What its confirmation keeps of what it says."""
        return self.says[:LONGEST]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Where a code was read, by whom and when; ``is_same``: it says the same since."""

    source: str
    recorded_at: datetime
    recorded_by: str
    is_same: bool


@dataclass(frozen=True, slots=True)
class CodePage:
    """One code with its confirmations, the last first."""

    code: Code
    confirmations: list[Confirmation]

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody has read in a source what it says now."""
        return any(one.is_same for one in self.confirmations)


def unsure_codes() -> Iterator[Code]:
    """Every code that was not read in a source when it came."""
    for paragraph in hjemmel.paragraphs():
        if not paragraph.certainty.is_verified:
            law, title = str(paragraph.citation), paragraph.title
            told = (f"{law} {title}", title, "", paragraph.source, paragraph.certainty)
            yield Code(CodeKind.PARAGRAPH, law, *told)
    if not barnets_forhold.CERTAINTY.is_verified:
        for side in barnets_forhold.SIDES:
            told = (side.name, side.name, "", "BL § 20", barnets_forhold.CERTAINTY)
            yield Code(CodeKind.SIDE, side.key, *told)
    for owner, booking in BOOKED.items():
        yield from _booked(owner.value, booking)
    yield from _booked("citizen", TO_CITIZEN)
    yield from _told_in_ffb()


def _booked(key: str, booking: Booking) -> Iterator[Code]:
    if booking.certainty.is_verified:
        return
    facts = {"ownership": booking.ejerforhold, "art": booking.art}
    shown = gettext("ejerforhold %(ownership)s, art %(art)s") % facts
    says = f"{booking.ejerforhold} {booking.art}"
    yield Code(CodeKind.BOOKING, key, booking.label, says, shown, "", booking.certainty)


def _told_in_ffb() -> Iterator[Code]:
    """What services are told to KL as."""
    if ffb_ydelser.CERTAINTY.is_verified:
        return
    for key, told in sorted(ffb_ydelser.services_in_ffb().items()):
        names = [ffb.concept(ffb.Kind.SERVICE, told.intervention).name]
        if told.offer:
            names.insert(0, ffb.concept(ffb.Kind.OFFER, told.offer).name)
        says = f"{told.offer or ''} {told.intervention}"
        what, shown = ydelser.service(key).name, " / ".join(names)
        yield Code(CodeKind.FFB, key, what, says, shown, "KL FFB", ffb_ydelser.CERTAINTY)


def unconfirmed_codes() -> list[Code]:
    """The codes that nobody has read in a source, here or before they came."""
    files = [kind.file for kind in CodeKind]
    rows = ParameterCorrection.objects.filter(file__in=files)
    done = set(rows.values_list("file", "key", "value"))
    return [one for one in unsure_codes() if (one.kind.file, one.key, one.kept) not in done]


def code(kind: str, key: str) -> Code:
    """One code that was not read in a source when it came. Raises Http404."""
    found = next((one for one in unsure_codes() if (one.kind.value, one.key) == (kind, key)), None)
    if found is None:
        raise Http404
    return found


def code_page(actor: Actor, kind: str, key: str) -> CodePage:
    """One code with its confirmations. Raises Http404."""
    require(actor, Action.ADMINISTER, NOBODYS)
    found = code(kind, key)
    rows = ParameterCorrection.objects.filter(file=found.kind.file, key=key)
    listed = rows.select_related("recorded_by").order_by("-recorded_at", "-id")
    return CodePage(
        found,
        [
            Confirmation(
                row.source,
                row.recorded_at,
                row.recorded_by.name if row.recorded_by else "",
                row.value == found.kept,
            )
            for row in listed
        ],
    )
