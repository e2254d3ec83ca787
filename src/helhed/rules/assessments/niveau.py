"""VUM 2.0: where a functional level may be given, and how it is judged.

A level 0-4 belongs to Aktivitet og deltagelse alone; on any other subtheme it is an error in
KL's reporting profile (invariant condition-1). Two rules on how to judge (Social- og
Boligstyrelsen, questions and answers on VUM 2.0): in Funktioner og forhold without any help,
medicine or aids; in Aktivitet og deltagelse with medicine and aids, but without support.
"""

from __future__ import annotations

from helhed.kernel.finding import Finding
from helhed.kernel.words import screen_text
from helhed.rules.assessments import ffb

LEVELS = range(5)
NOT_ASSESSED = -1

HOW_TO_JUDGE = {
    ffb.FUNCTIONS_AND_CONDITIONS: screen_text(
        "Vurdér uden hjælp, medicin og hjælpemidler. Her gives intet niveau."
    ),
    ffb.ACTIVITY_AND_PARTICIPATION: screen_text(
        "Vurdér med medicin og hjælpemidler, men uden den støtte, borgeren får i dag."
    ),
    ffb.SURROUNDINGS: screen_text("Beskriv omgivelserne. Her gives intet niveau."),
}


def check_level(subtheme: str, level: int | None) -> list[Finding]:
    """What is wrong with a level on a subtheme; ``None`` is no level, −1 "ikke vurderet".

    Raises UnknownCode for a subtheme that is not in FFB.
    """
    takes_level = ffb.theme_of(subtheme).takes_level
    if level is None:
        return []
    if not takes_level:
        text = screen_text("Niveau kan kun gives under Aktivitet og deltagelse.")
        return [Finding("level_not_allowed", text, mended_in="level")]
    if level not in LEVELS and level != NOT_ASSESSED:
        text = screen_text("Niveau er et tal fra 0 til 4 eller »ikke vurderet«.")
        return [Finding("level_unknown", text, mended_in="level")]
    return []


def level_code(level: int) -> str:
    """The FFB code of a level 0-4, or of "ikke vurderet" for −1."""
    wanted = None if level == NOT_ASSESSED else level
    return next(c.code for c in ffb.leaves(ffb.Kind.LEVEL) if c.number == wanted)


def level_name(level: int | None) -> str:
    """What a level is called; empty when none is given."""
    if level is None:
        return ""
    return ffb.concept(ffb.Kind.LEVEL, level_code(level)).name
