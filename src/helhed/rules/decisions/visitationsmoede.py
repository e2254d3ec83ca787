"""Visitationsmøde: the meeting that looks at a decision before it is approved, and what it says.

No act asks for it, and it decides nothing: it advises, and whoever has the competence decides
(``kompetence``). A municipality writes in its own procedure how dear a decision must be before the
meeting is to have seen it (``parameters/visitationsmoede.toml``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from helhed.kernel.dated import Parameters, load_parameters
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import CodeList, screen_text
from helhed.rules.decisions.kompetence import ANY_AMOUNT, NO_LIMIT

PARAMETERS = load_parameters(__package__, "visitationsmoede.toml")


class MeetingState(CodeList):
    """Whether a meeting is still to come."""

    PLANNED = "planned", screen_text("Planlagt")
    HELD = "held", screen_text("Holdt")


class Advice(CodeList):
    """What a meeting says to one decision; ``NONE`` until it has been looked at."""

    NONE = "none", screen_text("På dagsordenen")
    RECOMMENDED = "recommended", screen_text("Anbefales")
    OTHERWISE = "otherwise", screen_text("Anbefales ikke sådan")
    MORE = "more", screen_text("Skal belyses mere")
    POSTPONED = "postponed", screen_text("Udsat")

    @property
    def is_heard(self) -> bool:
        """Whether the meeting has taken a stand, so that the decision can go on."""
        return self in (Advice.RECOMMENDED, Advice.OTHERWISE)

    @property
    def needs_words(self) -> bool:
        """Whether it says nothing to the caseworker without words."""
        return self in (Advice.OTHERWISE, Advice.MORE)


class NotHeard(UnableTo):
    """A decision is so dear that the meeting must have looked at it, and it has not."""


class UnableToMeet(UnableTo):
    """A meeting cannot be planned, filled, answered or closed as asked."""


def heard_from(day: date, parameters: Parameters = PARAMETERS) -> int:
    """Øre in the dearest year above which a decision must have been looked at, on a day.

    Raises NoValueThatDay, and TypeError for a value that is no amount.
    """
    parameter = parameters["heard_from"]
    return ANY_AMOUNT if parameter.on(day) == NO_LIMIT else 100 * parameter.int_on(day)


def must_be_heard(
    oere: int, advice: Collection[Advice], day: date, parameters: Parameters = PARAMETERS
) -> bool:
    """Whether the meeting is still to look at a decision that costs so much in its dearest year."""
    return oere > heard_from(day, parameters) and not any(one.is_heard for one in advice)


def require_heard(
    oere: int, advice: Collection[Advice], day: date, parameters: Parameters = PARAMETERS
) -> None:
    """Raises NotHeard, which tells the amount, when the meeting is still to look at a decision."""
    if must_be_heard(oere, advice, day, parameters):
        text = screen_text(
            "Afgørelser over %(least)s kr. om året skal på visitationsmøde, før de godkendes. "
            "Sæt den på en dagsorden."
        )
        least = f"{heard_from(day, parameters) // 100:,}".replace(",", ".")
        raise NotHeard(text, least=least)


def check_meeting_day(day: date, today: date) -> None:
    """A meeting is planned for today or later. Raises UnableToMeet."""
    if day < today:
        raise UnableToMeet(screen_text("Dagen er gået. Vælg i dag eller en senere dag."))


def check_advice(advice: Advice, words: str) -> None:
    """What a meeting says must be chosen, and told in words when it is not a plain yes.

    Raises UnableToMeet.
    """
    if advice is Advice.NONE:
        raise UnableToMeet(screen_text("Vælg, hvad mødet siger."))
    if advice.needs_words and not words.strip():
        raise UnableToMeet(screen_text("Skriv, hvad rådgiveren skal vide eller gøre."))


def check_can_close(advice: Iterable[Advice], day: date, today: date) -> None:
    """A meeting is closed on its day or later, when every point has got an answer.

    Raises UnableToMeet, which tells how many have not.
    """
    if day > today:
        raise UnableToMeet(screen_text("Mødet er ikke holdt endnu."))
    left = sum(1 for one in advice if one is Advice.NONE)
    if left:
        text = screen_text("Der mangler svar på %(count)s. Svar, eller udsæt.")
        raise UnableToMeet(text, count=left)
