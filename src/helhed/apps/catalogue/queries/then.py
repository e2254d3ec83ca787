"""What held on a day, and what the rules of that day say of one service."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from helhed.apps.access.access import NOBODYS, Actor, require
from helhed.apps.catalogue.queries.book import end_of, rule_book
from helhed.apps.catalogue.queries.numbers import Competence, competence_on, corrections
from helhed.apps.catalogue.queries.rules import service_and_law
from helhed.kernel.dated import corrected_by
from helhed.kernel.law import Citation
from helhed.rules.access.rights import Action
from helhed.rules.cases.sag import CaseArea
from helhed.rules.decisions.grundlag import Asked, Judged, judge
from helhed.rules.decisions.konto import UnableToDeriveAccount
from helhed.rules.decisions.regelsaet import Amendment, Booking, booking
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
    main: str = ""
    known_on: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the rules of the day said, who wrote them (None: as they came), where it would have
    been booked, and who could have approved it on a day."""

    asked: Asked
    known_at: datetime | None
    judged: Judged
    change: Amendment | None
    booking: Booking | None
    approved_on: date
    approvers: list[Competence]

    @property
    def service(self) -> Service:
        return self.asked.service

    @property
    def citation(self) -> Citation:
        return self.asked.citation

    @property
    def day(self) -> date:
        return self.asked.day


def that_day(actor: Actor, question: Question) -> Answer:
    """What held that day. Raises Http404 for a service or a paragraph that there is not."""
    require(actor, Action.ADMINISTER, NOBODYS)
    of, citation = service_and_law(question.service, question.law)
    main = service_and_law(question.main, question.law)[0] if question.main else None
    known_at = end_of(question.known_on) if question.known_on else None
    asked = Asked(of, citation, question.day, main, question.area, question.step)
    return answer(asked, question.ownership, known_at)


def answer(
    asked: Asked,
    ownership: Ownership | None,
    known_at: datetime | None = None,
    approved_on: date | None = None,
) -> Answer:
    """What the house's rules say of what is asked, as they were known at a moment (now when none
    is said), with who could approve it on a day (the day of the rules when none is said)."""
    book, on = rule_book(known_at), approved_on or asked.day
    judged = judge(book, asked)
    rule, change, booked = judged.rule, None, None
    with corrected_by(corrections(known_at)):
        approvers = competence_on(on) if rule else []
    if rule is not None:
        day = max(asked.day, rule.period.start)
        change = book.change(*rule.key, day)
        main = book.rule(asked.main.key, asked.citation, day) if asked.main else None
        with suppress(UnableToDeriveAccount):
            booked = booking(rule, ownership, asked.area, main)
        approvers = [one for one in approvers if one.height >= rule.level]
    return Answer(asked, known_at, judged, change, booked, on, approvers)
