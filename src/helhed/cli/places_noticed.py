"""What tables of places say that can be so, but is seldom meant: told beside the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from helhed.cli.one_file import Rows
from helhed.exchange.faults import shown
from helhed.exchange.reading.raw import ROW

LISTS = (("citizens", "groups"), ("offers", "groups"), ("offers", "paragraphs"))
"""Columns that hold more than one name, with ; between."""


def noticed(told: Mapping[str, Rows]) -> list[str]:
    """A sentence for each thing that was noticed."""
    return [*_districts(told), *_commas(told)]


def _districts(told: Mapping[str, Rows]) -> Iterator[str]:
    """Distances of districts where nobody lives and nothing lies: most often a name that is spelled
    in two ways, and then a distance that is not known."""
    near = {
        district for name in ("citizens", "offers") for district in told[name].frame["district"]
    }
    distances = told["distances"]
    ends = pl.concat([distances.frame["from"], distances.frame["to"]]).unique().sort()
    lost = [one for one in ends.to_list() if one not in near]
    if lost:
        named = ", ".join(shown(one) for one in lost[:3]) + (" …" if len(lost) > 3 else "")
        yield (
            f"{distances.file} tells distances of {len(lost)} of {len(ends)} districts that no "
            f"citizen and no offer is in ({named}); see whether they are spelled alike"
        )


def _commas(told: Mapping[str, Rows]) -> Iterator[str]:
    for name, column in LISTS:
        frame = told[name].frame.filter(pl.col(column).str.contains(",", literal=True))
        if len(frame):
            yield (
                f"{told[name].file}, row {frame[ROW][0]}, column {column}: names stand with ; "
                f"between, so that what has a comma is one name ({len(frame)} "
                f"{'row' if len(frame) == 1 else 'rows'})"
            )
