"""What held on a day, and what the rules of that day say of one service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from helhed.apps.access.access import NOBODYS, Actor, require
from helhed.apps.catalogue.queries.book import end_of, rule_book
from helhed.apps.catalogue.queries.rules import service_and_law
from helhed.kernel.law import Citation
from helhed.rules.access.rights import Action
from helhed.rules.cases.sag import CaseArea
from helhed.rules.decisions.grundlag import Asked, Judged, judge
from helhed.rules.decisions.kompetence import who_reaches
from helhed.rules.decisions.konto import UnableToDeriveAccount
from helhed.rules.decisions.regelsaet import Booking, Rule, RuleBook, booking
from helhed.rules.decisions.ydelser import Service
from helhed.rules.offers.ejerforhold import Ownership


@dataclass(frozen=True, slots=True)
class Question:
    """A service under a paragraph on a day, for whom and by whom; as it was known at the end of a
    day, or now."""

    service: str
    law: str
    day: date
    area: CaseArea | None = None
    step: int | None = None
    ownership: Ownership | None = None
    known_on: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the rules of the day said, where it would have been booked, and who could approve."""

    service: Service
    citation: Citation
    day: date
    judged: Judged
    booking: Booking | None
    approvers: list[str]


def that_day(actor: Actor, question: Question) -> Answer:
    """What held that day. Raises Http404 for a service or an act that there is not."""
    require(actor, Action.ADMINISTER, NOBODYS)
    of, citation = service_and_law(question.service, question.law)
    known_at = end_of(question.known_on) if question.known_on else None
    asked = Asked(of, citation, question.day, None, question.area, question.step)
    return answer(rule_book(known_at), asked, question.ownership)


def answer(
    book: RuleBook, asked: Asked, ownership: Ownership | None, main: Rule | None = None
) -> Answer:
    """What a book says of what is asked; ``main`` is the main service's rule, when it has one."""
    judged = judge(book, asked)
    booked = None
    if judged.rule is not None:
        try:
            booked = booking(judged.rule, ownership, asked.area, main)
        except UnableToDeriveAccount:
            booked = None
    who = who_reaches(judged.rule.level, asked.day) if judged.rule else []
    return Answer(
        asked.service, asked.citation, asked.day, judged, booked, [role.label for role in who]
    )
