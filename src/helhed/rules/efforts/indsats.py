"""What is recommended after an assessment: efforts, and the alternatives that were looked at.

VUM 2.0, Indstilling (form of Underbilag D): each effort with kind of offer, services, paragraph,
extent, period and price; alternatives with the same fields. KL's reporting profile for a social
effort (kl-reporting-ffb-carePlan): one plan for each kind of offer, its services under it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from helhed.kernel.finding import Finding, Weight
from helhed.kernel.words import CodeList, screen_text
from helhed.rules.assessments import ffb
from helhed.rules.assessments.gyldighed import check_code
from helhed.rules.decisions.ydelser import services


class Standing(CodeList):
    """Whether an effort is recommended, or was looked at and not chosen."""

    RECOMMENDED = "recommended", screen_text("Indstilles")
    ALTERNATIVE = "alternative", screen_text("Overvejet, men ikke valgt")


class Agreement(CodeList):
    """What the citizen says to the recommendation."""

    AGREES = "agrees", screen_text("Borgeren er enig")
    PARTLY = "partly", screen_text("Borgeren er delvist enig")
    DISAGREES = "disagrees", screen_text("Borgeren er uenig")
    NOT_ASKED = "not_asked", screen_text("Borgeren er ikke spurgt endnu")


@dataclass(frozen=True, slots=True)
class WrittenEffort:
    """An effort as it was written; ``offer_kind`` and ``codes`` are FFB codes, ``service`` and
    ``citation`` a service of the house and one of its paragraphs."""

    offer_kind: str
    codes: tuple[str, ...]
    service: str
    citation: str
    standing: str = Standing.RECOMMENDED.value
    reason: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


def wrong_with(effort: WrittenEffort, today: date) -> list[Finding]:
    """What an effort lacks or has wrong, codes judged on its first day, else today."""
    day = effort.starts_on or today
    found = check_code(ffb.Kind.OFFER, effort.offer_kind, day)
    if not effort.codes:
        text = screen_text("Vælg mindst én ydelse.")
        found.append(Finding("no_services", text, mended_in="codes"))
    for code in effort.codes:
        found += check_code(ffb.Kind.SERVICE, code, day)
    listed = services().get(effort.service)
    if listed is None or effort.citation not in {str(c) for c in listed.citations}:
        text = screen_text("Vælg paragraffen fra listen.")
        found.append(Finding("no_paragraph", text, mended_in="service"))
    if effort.standing == Standing.ALTERNATIVE and not effort.reason.strip():
        text = screen_text("Skriv, hvorfor den ikke er valgt.")
        found.append(Finding("no_reason", text, mended_in="reason"))
    if effort.starts_on and effort.ends_on and effort.ends_on < effort.starts_on:
        text = screen_text("Sidste dag skal ligge på eller efter den første.")
        found.append(Finding("ends_before_start", text, mended_in="ends_on"))
    return found


@dataclass(frozen=True, slots=True)
class WrittenRecommendation:
    """A recommendation as it stands; ``recommended`` and ``alternatives`` are counts of efforts."""

    text: str
    agreement: str
    citizens_words: str
    recommended: int
    alternatives: int


def missing(written: WrittenRecommendation) -> list[Finding]:
    """What must be written before it is handed on, and what is worth a look."""
    found = []
    if not written.text.strip():
        text = screen_text("Skriv, hvad du indstiller, og hvorfor.")
        found.append(Finding("no_text", text, mended_in="text"))
    if not written.recommended:
        text = screen_text("Tilføj mindst én indsats, som du indstiller.")
        found.append(Finding("no_effort", text, mended_in="efforts"))
    if written.agreement == Agreement.NOT_ASKED:
        text = screen_text("Spørg borgeren, og skriv, om I er enige.")
        found.append(Finding("citizen_not_asked", text, mended_in="agreement"))
    elif written.agreement != Agreement.AGREES and not written.citizens_words.strip():
        text = screen_text("Skriv med borgerens egne ord, hvad I er uenige om.")
        found.append(Finding("no_citizens_words", text, mended_in="citizens_words"))
    if not written.alternatives:
        text = screen_text("Har I overvejet noget andet? Skriv det som et alternativ.")
        found.append(Finding("no_alternative", text, Weight.WARNS, mended_in="efforts"))
    return found
