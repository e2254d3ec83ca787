"""Kontotræet: funktion → gruppering → konto, and which accounts a part of the budget is.

An account's function, ejerforhold and grouping stand in its number (rules/decisions/konto). Which
paragraphs it pays for follows from the services that are booked on it. Names of functions are
those of the authorised chart of accounts (budget- og regnskabssystemet, hovedkonto 5), shortened;
most were read in municipalities' own papers and are inferred, some are from memory.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from helhed.kernel.words import screen_text
from helhed.rules.decisions.konto import Account
from helhed.rules.decisions.ydelser import BOOKED_AS_MAIN, services
from helhed.rules.offers.ejerforhold import BOOKED, TO_CITIZEN, Ownership

FUNCTIONS = {
    "5.22.07": screen_text("Den centrale refusionsordning"),
    "5.28.20": screen_text("Opholdssteder for børn og unge"),
    "5.28.21": screen_text("Støttende indsatser for børn og unge"),
    "5.28.22": screen_text("Plejefamilier"),
    "5.28.23": screen_text("Døgninstitutioner for børn og unge"),
    "5.28.24": screen_text("Sikrede døgninstitutioner for børn og unge"),
    "5.28.25": screen_text("Særlige dagtilbud og særlige klubber"),
    "5.38.38": screen_text("Hjemmehjælp til personer med handicap"),
    "5.38.39": screen_text("Personlig støtte og pasning"),
    "5.38.40": screen_text("Rådgivning og rådgivningsinstitutioner"),
    "5.38.41": screen_text("Hjælpemidler, boligindretning og befordring"),
    "5.38.42": screen_text("Botilbud for personer med særlige sociale problemer"),
    "5.38.44": screen_text("Alkoholbehandling og behandlingshjem"),
    "5.38.45": screen_text("Behandling af stofmisbrugere"),
    "5.38.50": screen_text("Botilbud til længerevarende ophold"),
    "5.38.51": screen_text("Botilbudslignende tilbud"),
    "5.38.52": screen_text("Botilbud til midlertidigt ophold"),
    "5.38.53": screen_text("Kontaktperson- og ledsageordninger"),
    "5.38.54": screen_text("Særlige pladser på psykiatrisk afdeling"),
    "5.38.58": screen_text("Beskyttet beskæftigelse"),
    "5.38.59": screen_text("Aktivitets- og samværstilbud"),
    "5.57.72": screen_text("Sociale formål"),
}

OWNERSHIPS = {f"{one.ejerforhold}{one.art}": one.label for one in (*BOOKED.values(), TO_CITIZEN)}
"""Who delivers, by ejerforhold and art as they stand in an account."""


def ownership_code(owner: Ownership | None) -> str:
    """The ejerforhold and art under which what an owner delivers is booked (a key of
    ``OWNERSHIPS``); None is what is paid to the citizen without an offer."""
    booked = TO_CITIZEN if owner is None else BOOKED[owner]
    return f"{booked.ejerforhold}{booked.art}"


@dataclass(frozen=True, slots=True)
class AccountPart:
    """A part of the tree of accounts; what is empty is asked of by nobody."""

    function: str = ""
    grouping: str = ""
    ownership: str = ""
    paragraph: str = ""

    def __bool__(self) -> bool:
        return bool(self.function or self.grouping or self.ownership or self.paragraph)

    def holds(self, code: str) -> bool:
        """Whether an account belongs to the part; one that cannot be read belongs to none."""
        branch = branch_of(code)
        if branch is None:
            return not self
        function, grouping, ownership = branch
        return (
            self.function in ("", function)
            and self.grouping in ("", grouping)
            and self.ownership in ("", ownership)
            and (not self.paragraph or self.paragraph in paragraphs_of(function, grouping))
        )


def branch_of(code: str) -> tuple[str, str, str] | None:
    """Function, grouping and who delivers, of an account's number; None for another number."""
    try:
        account = Account.parse(code)
    except ValueError:
        return None
    return account.function, account.grouping, f"{account.ejerforhold}{account.art}"


def paragraphs_of(function: str, grouping: str) -> frozenset[str]:
    """The paragraphs whose services are booked here, each as ``SEL § 107``."""
    return _paragraphs().get((function, grouping), frozenset())


def groupings_of(function: str) -> list[str]:
    """The groupings that services are booked on under a function, in order; none without one."""
    return sorted(grouping for of, grouping in _paragraphs() if of == function)


def all_paragraphs() -> list[str]:
    """Every paragraph that a service is booked under, law by law and in the order of the law."""
    return sorted({str(one) for s in services().values() for one in s.citations}, key=_in_law)


def _in_law(paragraph: str) -> list[tuple[str, int]]:
    """Numbers by their size, so that § 45 stands before § 107."""
    return [(word, int(number or 0)) for word, number in re.findall(r"(\D+)(\d*)", paragraph)]


@cache
def _paragraphs() -> Mapping[tuple[str, str], frozenset[str]]:
    """By function and grouping. A service booked as its main one shares a paragraph with it."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for service in services().values():
        if service.function != BOOKED_AS_MAIN:
            found[service.function, service.grouping] |= {str(one) for one in service.citations}
    return {key: frozenset(texts) for key, texts in found.items()}
