"""What a decision must hold before it can leave the house.

FVL §§ 19 (hearing), 22-24 (reasons: legal basis, main considerations, facts), 25 (how to
appeal); BL § 5 (the child's view); the purpose and the expected duration of an effort. Findings
that stop cannot be waived; four eyes: nobody approves what they prepared.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from helhed.kernel.finding import Finding, UnableTo, Weight
from helhed.kernel.law import Citation
from helhed.kernel.period import Period
from helhed.kernel.words import screen_text
from helhed.rules.cases.sag import CaseArea
from helhed.rules.decisions.grundlag import Asked, judge
from helhed.rules.decisions.regelsaet import PACKAGED, RuleBook
from helhed.rules.decisions.ydelser import Department, Service

HEARING = Citation("FVL", "§ 19")
REASONS = Citation("FVL", "§ 24")
CHILDS_VIEW = Citation("BL", "§ 5")


class DecisionState(Enum):
    """The life of a decision."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    GRANTED = "granted"
    REFUSED = "refused"
    ENDED = "ended"

    @property
    def label(self) -> str:
        return _STATES[self]


_STATES = {
    DecisionState.DRAFT: screen_text("Kladde"),
    DecisionState.SUBMITTED: screen_text("Til godkendelse"),
    DecisionState.GRANTED: screen_text("Bevilget"),
    DecisionState.REFUSED: screen_text("Afslag"),
    DecisionState.ENDED: screen_text("Ophørt"),
}

MOVES = {
    DecisionState.DRAFT: {DecisionState.SUBMITTED},
    DecisionState.SUBMITTED: {DecisionState.DRAFT, DecisionState.GRANTED, DecisionState.REFUSED},
    DecisionState.GRANTED: {DecisionState.ENDED},
    DecisionState.REFUSED: set(),
    DecisionState.ENDED: set(),
}


class UnableToMoveDecision(UnableTo):
    """A decision cannot go from its state to the one asked for."""


class SamePersonTwice(UnableTo):
    """The person who prepared a decision may not be the one who approves it."""


@dataclass(frozen=True, slots=True)
class GrantLine:
    """One service in a decision as it stands: what is chosen so far."""

    service: Service
    citation: Citation | None
    period: Period | None
    quantity: str
    has_offer: bool
    has_rate: bool


@dataclass(frozen=True, slots=True)
class WrittenDecision:
    """A decision as it stands. ``area`` is what the case is about, ``step`` where the assessment
    stands on the ladder of efforts; a service without a first day is judged as of ``today``.
    ``decided_on`` is when it was decided, for one that was; ``earlier_main`` is a main service
    granted before, which what is granted now follows."""

    department: Department
    is_refusal: bool
    citation: Citation | None
    lines: tuple[GrantLine, ...] = ()
    purpose: str = ""
    facts: str = ""
    reasons: str = ""
    hearing: str = ""
    citizens_view: str = ""
    childs_view: str = ""
    has_finished_assessment: bool = False
    has_goal: bool = False
    hearing_note: str = ""
    knows_birthday: bool = True
    area: CaseArea | None = None
    step: int | None = None
    today: date | None = None
    decided_on: date | None = None
    earlier_main: Service | None = None


HEARING_HELD = "held"
HEARING_NOT_NEEDED = "not_needed"


def move(old: DecisionState, new: DecisionState) -> DecisionState:
    """The new state. Raises UnableToMoveDecision."""
    if new not in MOVES[old]:
        raise UnableToMoveDecision(_WHY_NOT[old])
    return new


_WHY_NOT = {
    DecisionState.DRAFT: screen_text("Afgørelsen er en kladde. Send den til godkendelse først."),
    DecisionState.SUBMITTED: screen_text("Afgørelsen venter på godkendelse hos en anden."),
    DecisionState.GRANTED: screen_text("Bevillingen er allerede godkendt. Genindlæs siden."),
    DecisionState.REFUSED: screen_text("Afslaget er allerede godkendt. Genindlæs siden."),
    DecisionState.ENDED: screen_text("Afgørelsen er ophørt. Skal hjælpen fortsætte, så lav en ny."),
}


def require_four_eyes(prepared_by: Hashable, approves: Hashable) -> None:
    """Raises SamePersonTwice when the approver is the person who prepared."""
    if prepared_by == approves:
        text = screen_text("Du har selv forberedt det. En anden skal godkende.")
        raise SamePersonTwice(text)


def missing(decision: WrittenDecision, book: RuleBook = PACKAGED) -> list[Finding]:
    """What a decision lacks before it can be sent on for approval, and what deserves a look.

    Each service is judged by the rules of its first day.
    """
    found = _missing_texts(decision)
    if decision.citation is None:
        text = screen_text("Vælg den paragraf, afgørelsen hviler på.")
        found.append(Finding("no_legal_basis", text, law=REASONS, mended_in="citation"))
    if not decision.is_refusal:
        found += _missing_services(decision, book)
    if not decision.has_finished_assessment:
        text = screen_text("Der er ingen afsluttet udredning i sagen.")
        found.append(Finding("no_assessment", text, Weight.WARNS, mended_in="assessment"))
    if not decision.has_goal and not decision.is_refusal:
        text = screen_text("Der er intet mål i planen, som ydelsen skal hjælpe med.")
        found.append(Finding("no_goal", text, Weight.WARNS, mended_in="goals"))
    return found


def _missing_texts(decision: WrittenDecision) -> list[Finding]:
    needed = [
        (
            "facts",
            decision.facts,
            screen_text("Skriv de faktiske forhold, og hvor de kommer fra."),
            REASONS,
        ),
        (
            "reasons",
            decision.reasons,
            screen_text("Skriv begrundelsen: hvad der er lagt vægt på."),
            REASONS,
        ),
        (
            "citizens_view",
            decision.citizens_view,
            screen_text("Skriv, hvad borgeren selv mener."),
            None,
        ),
    ]
    if not decision.is_refusal:
        needed.append(
            ("purpose", decision.purpose, screen_text("Skriv formålet med hjælpen."), None)
        )
    if decision.department is Department.CHILDREN:
        text = screen_text("Skriv barnets syn, og hvordan det er vægtet.")
        needed.append(("childs_view", decision.childs_view, text, CHILDS_VIEW))
    found = [
        Finding(f"no_{name}", text, law=law, mended_in=name)
        for name, value, text, law in needed
        if not value.strip()
    ]
    return [*found, *_missing_hearing(decision)]


def _missing_hearing(decision: WrittenDecision) -> list[Finding]:
    """An answer alone is not enough: how the citizen was heard, or why not, must be read later."""
    if decision.hearing not in (HEARING_HELD, HEARING_NOT_NEEDED):
        text = screen_text("Svar på, om borgeren er hørt, eller hvorfor det ikke er nødvendigt.")
        return [Finding("no_hearing", text, law=HEARING, mended_in="hearing")]
    if decision.hearing_note.strip():
        return []
    if decision.hearing == HEARING_HELD:
        text = screen_text("Skriv, hvornår og hvordan borgeren er hørt.")
    else:
        text = screen_text("Skriv, hvorfor det ikke er nødvendigt at høre borgeren.")
    return [Finding("no_hearing_note", text, law=HEARING, mended_in="hearing_note")]


def _missing_services(decision: WrittenDecision, book: RuleBook) -> list[Finding]:
    mains = [line.service for line in decision.lines if line.service.is_main]
    mains += [decision.earlier_main] if decision.earlier_main else []
    found = []
    if len(mains) != 1:
        text = screen_text("En bevilling har netop én hovedydelse. Her er %(count)s.")
        values = {"count": len(mains)}
        found.append(Finding("not_one_main", text, mended_in="lines", values=values))
    for line in decision.lines:
        found += _against(line, mains, decision, book)
        found += _missing_in_line(line)
    by_age = [s for s in (line.service for line in decision.lines) if s.ends_at_age is not None]
    if by_age and not decision.knows_birthday:
        text = screen_text("Skriv borgerens fødselsdag: %(service)s ophører ved %(age)s år.")
        of_it: dict[str, object] = {"service": by_age[0].name, "age": by_age[0].ends_at_age}
        found.append(Finding("no_birthday", text, mended_in="birthday", values=of_it))
    return found


def _against(
    line: GrantLine, mains: list[Service], decision: WrittenDecision, book: RuleBook
) -> tuple[Finding, ...]:
    """What the rules of its first day say against a service."""
    day = line.period.start if line.period else decision.today
    if decision.citation is None or day is None:
        return ()
    main = mains[0] if mains and not line.service.is_main else None
    asked = Asked(
        line.service,
        decision.citation,
        day,
        main,
        decision.area,
        decision.step,
        decision.decided_on,
    )
    return judge(book, asked).findings


def _missing_in_line(line: GrantLine) -> list[Finding]:
    name = {"service": line.service.name}
    found = []

    def lacks(code: str, text: str) -> None:
        found.append(Finding(code, text, mended_in="lines", values=name))

    if line.period is None:
        lacks("no_period", screen_text("Vælg, hvornår %(service)s begynder."))
    if not line.quantity:
        lacks("no_quantity", screen_text("Skriv omfanget af %(service)s."))
    if line.service.offers and not line.has_offer:
        lacks("no_offer", screen_text("Vælg, hvem der leverer %(service)s."))
    if not line.has_rate:
        lacks("no_rate", screen_text("Vælg taksten for %(service)s."))
    return found
