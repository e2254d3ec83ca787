"""What tables of places say that can be so, but is seldom meant: told beside the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from helhed.cli.one_file import Rows
from helhed.exchange.faults import shown
from helhed.exchange.reading.raw import ROW
from helhed.placing import Outlook

LISTS = (("citizens", "groups"), ("offers", "groups"), ("offers", "paragraphs"))
"""Columns that hold more than one name, with ; between."""


def noticed(told: Mapping[str, Rows]) -> list[str]:
    """A sentence for each thing that was noticed."""
    return [*_districts(told), *_commas(told)]


def noticed_in_plan(outlook: Outlook) -> list[str]:
    """A sentence for each change that can never be ready, or be more than there are places for."""
    return [*_never_ready(outlook), *_more_than_there_are(outlook)]


def _never_ready(outlook: Outlook) -> Iterator[str]:
    """Changes that are not ready in the last period even if they are decided in the first."""
    last = len(outlook.periods)
    for change in outlook.changes:
        if change.lead >= last:
            yield (
                f"{change.key} can never be ready: it takes {change.lead} "
                f"{'period' if change.lead == 1 else 'periods'} (lead) from the first, and the "
                f"need is told of {last}"
            )


def _more_than_there_are(outlook: Outlook) -> Iterator[str]:
    """Changes that may close or convert more places of a kind than it has now."""
    places = {kind.key: kind.places for kind in outlook.kinds}
    for change in outlook.changes:
        if change.from_kind is not None and change.most > places[change.from_kind]:
            there = places[change.from_kind]
            yield (
                f"{change.key} may take {change.most} places of {change.from_kind} "
                f"(most), and there {'is' if there == 1 else 'are'} {there} now: it takes no more "
                "unless others come"
            )


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
