"""The paragraphs that the house knows: what each is about, and whether it can be decided on.

Source: ``data/paragraphs.csv``, gathered from stored public pages with a certainty per row.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from helhed.kernel.dated import Certainty
from helhed.kernel.law import Citation


class UnknownParagraph(LookupError):
    """A legal basis that is not in the list of paragraphs."""

    def __init__(self, citation: Citation) -> None:
        super().__init__(f"{citation} is not in the list of paragraphs")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph (or group of them) as the list has it; ``covers`` are its numbers."""

    citation: Citation
    covers: tuple[str, ...]
    title: str
    kind: str
    target_group: str
    kle: str
    can_be_appealed: bool | None
    status: str
    certainty: Certainty
    source: str


@cache
def paragraphs() -> tuple[Paragraph, ...]:
    """Every row of the list, in its order."""
    path = resources.files(__package__) / "data" / "paragraphs.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return tuple(_paragraph(row) for row in rows)


def paragraph(citation: Citation) -> Paragraph:
    """The row that a citation falls under: ``BL § 115`` is under ``§§ 114-116, 118, 120``.

    Raises UnknownParagraph.
    """
    try:
        return _by_citation()[citation]
    except KeyError:
        raise UnknownParagraph(citation) from None


@cache
def _by_citation() -> dict[Citation, Paragraph]:
    return {Citation(p.citation.act, f"§ {n}"): p for p in paragraphs() for n in p.covers}


def _paragraph(row: dict[str, str]) -> Paragraph:
    appeal = row["decision_appealable"][:1]
    return Paragraph(
        Citation(row["law"], row["paragraph"]),
        tuple(row["covers"].split("|")),
        row["title_da"],
        row["kind"],
        row["target_group"],
        row["kle"],
        {"1": True, "0": False}.get(appeal),
        row["status_2026"],
        Certainty(row["certainty"]),
        row["source"],
    )
