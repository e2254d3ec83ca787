"""Correcting a citizen's CPR number: why, what is refused, and what is only warned of.

Source: domain facts, records_rules.csv (cpr.dk): a replacement number (erstatningspersonnummer) has
60 added to the day; numbers without modulus 11 are given out since October 2007, so the check digit
is a warning and never a stop.
"""

from __future__ import annotations

from datetime import date

from helhed.kernel.cpr import Cpr
from helhed.kernel.finding import Finding, Weight
from helhed.kernel.words import CodeList, screen_text


class CorrectionKind(CodeList):
    """Why a number is another from now on."""

    TYPO = "typo", screen_text("Nummeret var skrevet forkert")
    REPLACEMENT = (
        "replaced",
        screen_text("Et erstatningsnummer er afløst af borgerens rigtige nummer"),
    )
    RENEWED = "renewed", screen_text("Borgeren har fået et nyt CPR-nummer")


class CorrectionState(CodeList):
    """Where a correction is: two people see to it."""

    ASKED = "asked", screen_text("Venter på en anden")
    DONE = "done", screen_text("Rettet")
    DECLINED = "declined", screen_text("Ikke rettet")


STILL_THEIRS = (CorrectionKind.REPLACEMENT.value, CorrectionKind.RENEWED.value)
"""Kinds after which the old number is nobody else's: whoever writes it means the same citizen."""


def findings(old: Cpr, new: Cpr, kind: CorrectionKind, today: date) -> list[Finding]:
    """What is wrong with a correction, and what to look at twice. No text repeats a number."""
    found = []
    if new.number == old.number:
        text = screen_text("Det er det nummer, der står i forvejen. Skriv det rigtige.")
        found.append(Finding("same_number", text, mended_in="cpr"))
    if new.birth_date > today:
        text = screen_text("CPR-nummeret hører til en dato i fremtiden. Se efter igen.")
        found.append(Finding("born_later", text, mended_in="cpr"))
    if kind is CorrectionKind.REPLACEMENT and not old.is_replacement:
        text = screen_text("Det gamle nummer er ikke et erstatningsnummer. Vælg en anden grund.")
        found.append(Finding("was_no_replacement", text, mended_in="kind"))
    if kind is CorrectionKind.REPLACEMENT and new.is_replacement:
        text = screen_text("Det nye nummer er også et erstatningsnummer. Skriv det rigtige.")
        found.append(Finding("still_replacement", text, mended_in="cpr"))
    return found + warnings(old, new)


def warnings(old: Cpr, new: Cpr) -> list[Finding]:
    """What the second person is asked to look at twice."""
    found = []
    if not new.is_replacement and not new.passes_modulus_11:
        text = screen_text(
            "Kontrolcifferet går ikke op. Nummeret kan være rigtigt: siden 2007 er der givet numre "
            "uden. Se efter en gang til."
        )
        found.append(Finding("no_modulus_11", text, Weight.WARNS))
    if new.birth_date != old.birth_date:
        text = screen_text(
            "Fødselsdagen bliver en anden. Hjælp, der ophører ved en alder, flytter sin slutdag."
        )
        found.append(Finding("another_birthday", text, Weight.WARNS))
    if new.sex != old.sex:
        found.append(Finding("another_sex", screen_text("Kønnet bliver et andet."), Weight.WARNS))
    return found
