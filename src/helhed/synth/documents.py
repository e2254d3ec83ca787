"""Files of cases: a handful of made-up letters, each used in many cases."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources

import numpy as np
import polars as pl

from helhed.synth.chance import between
from helhed.synth.shape import HISTORY_FROM, TODAY, chosen, dates, ids, moments, table
from helhed.synth.words import row_numbers
from helhed.synth.world import World

CONTENT_TYPE = "text/plain"


@dataclass(frozen=True, slots=True)
class Letter:
    """A file: its name in the data, what it is called, who sends it, in which department."""

    name: str
    title: str
    kind: str
    department: str

    @property
    def content(self) -> bytes:
        return (resources.files(__package__) / "data" / "letters" / self.name).read_bytes()


LETTERS = (
    Letter("ansoegning.txt", "Ansøgning", "incoming", "adults"),
    Letter("laegeattest.txt", "Statusattest fra egen læge", "incoming", "adults"),
    Letter("status.txt", "Status fra udføreren", "incoming", "adults"),
    Letter("brev.txt", "Kvittering for henvendelse", "outgoing", "adults"),
    Letter("skoleudtalelse.txt", "Udtalelse fra skolen", "incoming", "children"),
    Letter("status.txt", "Status fra udføreren", "incoming", "children"),
    Letter("brev.txt", "Kvittering for henvendelse", "outgoing", "children"),
)


@cache
def _of(department: str) -> tuple[int, ...]:
    return tuple(n for n, letter in enumerate(LETTERS) if letter.department == department)


def documents(world: World) -> pl.DataFrame:
    """None, one or two in each case."""
    chance, cases = world.chance, world.cases
    counts = between(chance.draw(len(cases), "documents", "count"), 0, 2)
    rows = row_numbers(counts)
    first = np.maximum(np.array(cases.opened)[rows], HISTORY_FROM)
    last = np.minimum(np.array(cases.closed)[rows], TODAY)
    within = chance.draw(len(rows), "documents", "day")
    day = np.maximum(first + (within * np.maximum(last - first, 0)).astype(np.int64), first)
    day = np.minimum(day, last)
    which = [
        LETTERS[_of(cases.department[case])[int(draw * len(_of(cases.department[case])))]]
        for case, draw in zip(
            rows.tolist(), chance.draw(len(rows), "documents", "which").tolist(), strict=True
        )
    ]
    content = {letter.name: letter.content for letter in LETTERS}
    return table(
        "documents",
        {
            "id": ids(world.seed, "documents", range(len(rows))),
            "case": chosen(world.case_id, rows),
            "kind": [letter.kind for letter in which],
            "title": [letter.title for letter in which],
            "file_name": [letter.name for letter in which],
            "content_type": CONTENT_TYPE,
            "size": [len(content[letter.name]) for letter in which],
            "sha256": [sha256(content[letter.name]).hexdigest() for letter in which],
            "dated": dates(day),
            "filed_at": moments(day, between(within, 480, 900)),
            "filed_by": [world.responsible(case) for case in rows.tolist()],
            "misfiled_on": None,
            "misfiled_by": None,
            "misfiled_reason": "",
        },
    )


def contents() -> list[bytes]:
    """The contents of the files, each once."""
    return [letter.content for letter in {letter.name: letter for letter in LETTERS}.values()]
