"""From when and until when a code of FFB holds, and what took its place.

Source: ``data/ffb_validity.csv`` (``data/ORIGIN.md``). A code that is not named there holds always.
What was written while a code held stands as it was written; only new writing is refused.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from helhed.kernel.finding import Finding
from helhed.kernel.words import screen_text
from helhed.rules.assessments import ffb


@dataclass(frozen=True, slots=True)
class Validity:
    """The first and last day of a code; ``replaced_by`` is the code to use after it."""

    kind: ffb.Kind
    code: str
    valid_from: date | None
    valid_to: date | None
    replaced_by: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether the code may be used on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@cache
def known() -> tuple[Validity, ...]:
    """Every validity that is known."""
    path = resources.files(__package__) / "data" / "ffb_validity.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return tuple(
        Validity(
            ffb.Kind(row["kind"]),
            row["code"],
            date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
            date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            row["replaced_by"],
        )
        for row in rows
    )


def check_code(
    kind: ffb.Kind, code: str, day: date, validities: Iterable[Validity] | None = None
) -> list[Finding]:
    """What is wrong with using a code on a person on a day: not in the list, or not on that day.

    ``validities`` are those that are known, when none are given.
    """
    if all(code != c.code for c in ffb.leaves(kind)):
        return [Finding("code_unknown", screen_text("Valget findes ikke. Vælg et fra listen."))]
    for held in known() if validities is None else validities:
        if (held.kind, held.code) == (kind, code) and not held.holds_on(day):
            return [_out_of_date(kind, held)]
    return []


def _out_of_date(kind: ffb.Kind, held: Validity) -> Finding:
    name = ffb.concept(kind, held.code).name
    if not held.replaced_by:
        text = screen_text("»%(name)s« gælder ikke den dag. Vælg et andet fra listen.")
        return Finding("code_out_of_date", text, values={"name": name})
    text = screen_text("»%(name)s« gælder ikke den dag. Brug »%(new)s« i stedet.")
    new = ffb.concept(kind, held.replaced_by).name
    return Finding("code_out_of_date", text, values={"name": name, "new": new})
