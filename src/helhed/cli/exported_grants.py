"""What ``helhed export`` writes, in the words of the price engine.

Only granted services count, and each ends at the latest where the law ends it at a birthday, so
that the engine gives what stands in the export's own ``commitments``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from helhed.cli.one_file import Rows, read_file, understood
from helhed.exchange.faults import Faults
from helhed.exchange.reading.raw import ROW, Raw
from helhed.exchange.tables import BY_NAME
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.ophoer import last_day_by_law
from helhed.rules.decisions.ydelser import service

_MARKS = ("id", "decision")


def is_exported(columns: Sequence[str]) -> bool:
    """Whether a file of grants is one that ``helhed export`` wrote."""
    return all(mark in columns for mark in _MARKS)


def exported_tables(folder: Path, raw: Raw, faults: Faults) -> tuple[Rows, Rows, Rows] | None:
    """Grants, rates and suspensions of an export as the engine wants them; None with faults."""
    grants = understood(BY_NAME["grants"], raw, faults)
    amounts = read_file(folder, "rate_amounts", BY_NAME["rate_amounts"], faults)
    pauses = read_file(folder, "suspensions", BY_NAME["suspensions"], faults, needed=False)
    if amounts is None or pauses is None or faults:
        return None
    granted = grants.frame.filter(pl.col("state") == GrantState.GRANTED.value)
    running = _cut_by_law(folder, Rows(granted, grants.file), faults)
    if running is None:
        return None
    not_granted = grants.frame.filter(pl.col("state") != GrantState.GRANTED.value)["id"]
    rests = pauses.frame.filter(~pl.col("grant").is_in(not_granted.implode()))
    rates = amounts.frame.rename({"start": "valid_from", "end": "valid_to"})
    return Rows(running, grants.file), Rows(rates, amounts.file), Rows(rests, pauses.file)


def _cut_by_law(folder: Path, grants: Rows, faults: Faults) -> pl.DataFrame | None:
    """The grants with the end that the law sets. Birthdays are asked for only where the law
    looks at them."""
    frame = grants.frame.rename({"id": "grant"})
    ending = [key for key in frame["service"].unique() if service(key).ends_at_age is not None]
    by_age = frame.filter(pl.col("service").is_in(ending))
    if not by_age.height:
        return frame
    births = _births(folder, by_age, grants.file, faults)
    if births is None:
        return None
    pairs = zip(by_age["service"].to_list(), births.to_list(), strict=True)
    lasts = [last_day_by_law(service(key), birth) for key, birth in pairs]
    law = pl.DataFrame({"grant": by_age["grant"], "law": pl.Series(lasts, dtype=pl.Date)})
    cut = frame.join(law, on="grant", how="left", maintain_order="left")
    ended = cut.with_columns(pl.min_horizontal("end", "law").alias("end"))
    over = (pl.col("end") < pl.col("start")).fill_null(False)
    return ended.filter(~over).drop("law")


def _births(folder: Path, grants: pl.DataFrame, file: str, faults: Faults) -> pl.Series | None:
    """The birthday of each grant's citizen, by way of decision and case; None with faults."""
    links = (("decision", "decisions", "case"), ("case", "cases", "citizen"))
    found = grants.select(ROW, "decision")
    for column, table, wanted in (*links, ("citizen", "citizens", "birth_date")):
        rows = read_file(folder, table, BY_NAME[table], faults)
        if rows is None or faults:
            return None
        here = rows.frame.select(pl.col("id").alias(column), wanted)
        found = found.join(here.unique(column), on=column, how="left", maintain_order="left")
    known = here["citizen"].implode()
    lost = found.filter(~pl.col("citizen").is_in(known).fill_null(False))[ROW].to_list()
    text = "no citizen is found by its decision and case, and the law ends it by age."
    faults.add_same(file, "decision", lost, ("orphan", text, "Add the rows that lead there."))
    return None if lost else found["birth_date"]
