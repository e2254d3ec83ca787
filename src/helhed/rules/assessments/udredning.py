"""What a finished assessment must hold, shown as one goes and never as a wall at the end.

Adults: VUM 2.0 (purpose, the citizen's own wishes, at least one theme, overall assessment,
support need, target group). The need of support alone can be judged again, at a follow-up or
when help ends. Children: BL §§ 5 and 20 (the child's own words, or why not, and
the parents' words; a conclusion).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from helhed.kernel.finding import Finding, Weight
from helhed.kernel.law import Citation
from helhed.kernel.words import screen_text
from helhed.rules.assessments.niveau import check_level

CHILDS_VIEW = Citation("BL", "§ 5")


class AssessmentKind(Enum):
    """Which method an assessment follows."""

    VUM = "vum"
    CHILD = "child"
    NEED = "need"

    @property
    def label(self) -> str:
        return _KINDS[self]


_KINDS = {
    AssessmentKind.VUM: screen_text("Udredning efter VUM 2.0"),
    AssessmentKind.CHILD: screen_text("Første udredning af barnets situation"),
    AssessmentKind.NEED: screen_text("Ny vurdering af støttebehovet"),
}


@dataclass(frozen=True, slots=True)
class ThemeNote:
    """What is written of one subtheme (or side of a child's life)."""

    subtheme: str
    own_words: str = ""
    professional: str = ""
    level: int | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.own_words.strip() or self.professional.strip() or self.level is not None)


@dataclass(frozen=True, slots=True)
class Written:
    """What an assessment holds so far; an unset support need is None."""

    kind: AssessmentKind
    purpose: str = ""
    own_words: str = ""
    parents_words: str = ""
    child_spoken_to: bool = False
    why_not_spoken_to: str = ""
    overall: str = ""
    support_need: int | None = None
    primary_target_group: str = ""
    notes: tuple[ThemeNote, ...] = field(default_factory=tuple)


def missing(written: Written) -> list[Finding]:
    """What must be written before the assessment can be finished, and what is worth a look."""
    if written.kind is AssessmentKind.NEED:
        return _missing_need(written)
    if written.kind is AssessmentKind.CHILD:
        return [*_missing_for_all(written), *_missing_for_child(written)]
    return [*_missing_for_all(written), *_missing_for_adult(written)]


def _empty(pairs: Iterable[tuple[str, str, str]]) -> list[Finding]:
    return [
        Finding(f"no_{name}", text, mended_in=name)
        for name, value, text in pairs
        if not value.strip()
    ]


def _missing_for_all(written: Written) -> list[Finding]:
    found = _empty(
        [
            ("purpose", written.purpose, screen_text("Skriv, hvad udredningen skal afklare.")),
            ("overall", written.overall, screen_text("Skriv den samlede vurdering.")),
        ]
    )
    if all(note.is_empty for note in written.notes):
        text = screen_text("Vælg og beskriv mindst ét tema, der betyder noget.")
        found.append(Finding("no_theme", text, mended_in="themes"))
    return found


def _missing_for_adult(written: Written) -> list[Finding]:
    found = _empty(
        [
            (
                "own_words",
                written.own_words,
                screen_text("Skriv borgerens egne ord om, hvad der er vigtigt."),
            )
        ]
    )
    for note in written.notes:
        found += check_level(note.subtheme, note.level)
    found += _missing_need(written)
    if not written.primary_target_group:
        text = screen_text("Vælg den primære målgruppe.")
        found.append(
            Finding("no_target_group", text, Weight.WARNS, mended_in="primary_target_group")
        )
    return found


def _missing_need(written: Written) -> list[Finding]:
    if written.support_need is not None:
        return []
    text = screen_text("Vurdér støttebehovet fra 0 til 4, eller vælg »ikke vurderet«.")
    return [Finding("no_support_need", text, mended_in="support_need")]


def _missing_for_child(written: Written) -> list[Finding]:
    found = _empty(
        [("parents_words", written.parents_words, screen_text("Skriv forældrenes egne ord."))]
    )
    if written.child_spoken_to and not written.own_words.strip():
        text = screen_text("Skriv barnets egne ord fra samtalen.")
        found.append(Finding("no_own_words", text, law=CHILDS_VIEW, mended_in="own_words"))
    if not written.child_spoken_to and not written.why_not_spoken_to.strip():
        text = screen_text("Tal med barnet, eller skriv, hvorfor det ikke er muligt endnu.")
        found.append(
            Finding("child_not_heard", text, law=CHILDS_VIEW, mended_in="why_not_spoken_to")
        )
    return found
