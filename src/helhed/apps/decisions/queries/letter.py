"""The letter of a decision: what it says, and to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.access.queries import municipality
from helhed.apps.audit.actions import read
from helhed.apps.cases.quoting import told_words
from helhed.apps.citizens.queries import Person, person
from helhed.apps.decisions.queries.page import DecisionPage, LineShown, decision_page
from helhed.kernel.clock import DANISH_TIME
from helhed.kernel.law import Citation, UnknownAct
from helhed.rules.cases.citat import Target
from helhed.rules.decisions.klagevejledning import Guidance, check_letter, guidance


@dataclass(frozen=True, slots=True)
class Letter:
    """A decision as a letter: who sends it, to whom, the day, the law in a letter's words, the
    services with whether each is new, what is quoted field by field, and how to complain."""

    town: str
    phone: str
    to: Person
    decided_on: date
    law: list[str]
    found: DecisionPage
    lines: list[tuple[LineShown, bool]]
    quoted: Mapping[str, str]
    guidance: Guidance

    def words(self, field: str) -> list[str]:
        """What is written in a field of the decision and what is quoted there, line by line."""
        own = str(getattr(self.found.row, field))
        return [*own.split("\n"), *filter(None, self.quoted.get(field, "").split("\n"))]


def letter(actor: Actor, decision: UUID) -> Letter:
    """The letter of a decision, logged. Raises UnableToLetIn, Http404, UnableToWriteLetter."""
    with transaction.atomic():
        found = decision_page(actor, decision)
        row = found.row
        decided = row.decided_at.astimezone(DANISH_TIME).date() if row.decided_at else None
        citations = dict.fromkeys([row.citation, *(line.row.citation for line in found.lines)])
        quoted = told_words(Target.DECISION, row.id)
        reasons = row.reasons or quoted.get("reasons", "")
        day = check_letter(decided, reasons, " ".join(filter(None, citations)))
        read(actor, "decision.letter", row, row.case.citizen_id)
        town = municipality()
        return Letter(
            town.name if town else "",
            settings.PHONE,
            person(row.case.citizen, actor.today),
            day,
            [_long(citation) for citation in citations if citation],
            found,
            [(line, line.row.replaces_id is None) for line in found.lines],
            quoted,
            guidance(day),
        )


def _long(citation: str) -> str:
    try:
        return Citation.parse(citation).long
    except UnknownAct:
        return citation
