"""A citation: which act and paragraph a rule, a deadline or a decision rests on."""

from __future__ import annotations

from dataclasses import dataclass

ACTS = {
    "SEL": "serviceloven",
    "BL": "barnets lov",
    "ABL": "almenboligloven",
    "RSL": "retssikkerhedsloven",
    "FVL": "forvaltningsloven",
    "OFL": "offentlighedsloven",
    "SUL": "sundhedsloven",
    "STL": "socialtilsynsloven",
    "UKL": "ungdomskriminalitetsloven",
    "ÆLDRELOV": "ældreloven",
}


class UnknownAct(ValueError):
    """A citation names an act that the house does not know."""


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    """An act by its short name and a paragraph as law writes it, e.g. ``SEL § 85``."""

    act: str
    paragraph: str

    def __post_init__(self) -> None:
        if self.act not in ACTS:
            raise UnknownAct(f"no act is known by the short name {self.act!r}")

    @classmethod
    def parse(cls, text: str) -> Citation:
        """Read ``SEL § 85``. Raises UnknownAct for an act that is not known."""
        act, _, paragraph = text.strip().partition(" ")
        return cls(act, paragraph.strip())

    @property
    def long(self) -> str:
        """As a letter says it: ``serviceloven § 85``."""
        return f"{ACTS[self.act]} {self.paragraph}"

    def __str__(self) -> str:
        return f"{self.act} {self.paragraph}"
