"""The folder form of placing: citizens and offers, or kinds and changes and need, in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from helhed.cli.engine_folder import MOST, day_column, name_column
from helhed.cli.one_file import Rows, read_file
from helhed.cli.places_cells import need_of, paid_of
from helhed.cli.places_checked import check_places
from helhed.cli.places_noticed import noticed
from helhed.exchange.columns import Column, Kind, Table
from helhed.exchange.faults import Faults
from helhed.exchange.reading.raw import ROW
from helhed.placing import (
    Change,
    Citizen,
    Distances,
    Far,
    Offer,
    Outlook,
    Result,
    Weights,
)
from helhed.placing import Kind as PlaceKind


def _whole(
    name: str, meaning: str, *, low: int = 0, high: int = MOST, required: bool = True
) -> Column:
    return Column(name, Kind.WHOLE, meaning, required=required, low=low, high=high)


def _share(name: str, meaning: str) -> Column:
    return Column(name, Kind.DECIMAL, meaning, required=False, most=6, low=0, high=1)


def _money(name: str, meaning: str) -> Column:
    return Column(name, Kind.OERE, meaning, low=0, high=MOST)


def _table(name: str, meaning: str, *columns: Column) -> Table:
    return Table(f"places_{name}", meaning, columns, key=columns[0].name)


TABLES = {
    "citizens": _table(
        "citizens",
        "who needs a place",
        name_column("citizen", "names the citizen"),
        name_column("paragraph", "by which paragraph, SEL § 108"),
        name_column("groups", "target groups, with ; between", required=False),
        day_column("since", "since when there is the need"),
        day_column("latest", "by when the place must be there"),
        _whole("urgency", "0 to 4", high=4),
        name_column("district", "where the citizen wants to be near", required=False),
    ),
    "needs": _table(
        "needs",
        "how much support a citizen needs",
        name_column("citizen", "who"),
        name_column("theme", "in what"),
        _whole("level", "0 (none) to 4 (complete)", high=4),
    ),
    "offers": _table(
        "offers",
        "where there are places",
        name_column("offer", "names the offer"),
        name_column("paragraphs", "by which paragraphs, with ; between"),
        name_column(
            "groups", "target groups, with ; between; empty takes every one", required=False
        ),
        _whole(
            "free", "how many places are free; empty is not known", high=100_000, required=False
        ),
        day_column("free_from", "from which day; empty is never", required=False),
        _money("oere_per_day", "the price of a day"),
        name_column("district", "where it lies", required=False),
        _share("result_low", "low end of the interval of the share of goals reached, 0 to 1"),
        _share("result", "the share of goals reached, 0 to 1"),
        _share("result_high", "high end"),
        _whole("result_count", "of how many goals", required=False),
    ),
    "supports": _table(
        "supports",
        "how much support an offer gives",
        name_column("offer", "where"),
        name_column("theme", "in what"),
        _whole("level", "0 (none) to 4 (complete)", high=4),
    ),
    "wishes": _table(
        "wishes",
        "what a citizen wishes",
        name_column("citizen", "who"),
        name_column("offer", "where"),
        _whole("wish", "1 is the first wish; 0 is not there", high=1_000),
    ),
    "distances": _table(
        "distances",
        "how far it is between districts, both ways",
        name_column("from", "one"),
        name_column("to", "the other"),
        _whole("metres", "how far"),
    ),
    "together": _table(
        "together",
        "who are to be in the same offer",
        name_column("group", "names the group"),
        name_column("citizen", "who"),
    ),
    "apart": _table(
        "apart",
        "who are not to be in the same offer",
        name_column("citizen", "one"),
        name_column("other", "the other"),
    ),
    "weights": _table(
        "weights",
        "how many points each thing counts",
        Column(
            "name",
            Kind.CODE,
            "which thing",
            codes=tuple(one.name for one in fields(Weights) if one.name != "wishes"),
        ),
        _whole("points", "how many", high=1_000_000),
    ),
    "kinds": _table(
        "kinds",
        "kinds of place, and what one costs a period",
        name_column("kind", "names the kind"),
        _whole("places", "how many there are", high=100_000),
        _money("standing_oere", "standing there, used or not"),
        _money("used_oere", "being used"),
        _money("bought_oere", "bought outside"),
    ),
    "changes": _table(
        "changes",
        "what can be done to places",
        name_column("change", "names it"),
        name_column("from_kind", "from which kind; empty opens", required=False),
        name_column("to_kind", "to which kind; empty closes", required=False),
        _whole("most", "how many places at most", low=1, high=100_000),
        _whole("lead", "periods from decision to ready", high=1_000),
        _money("once_oere", "what it costs once, a place"),
        _whole(
            "metres",
            "how far from home whoever must leave gets; empty is not known",
            required=False,
        ),
        _whole(
            "metres_in", "how far from home the new place is; empty is not known", required=False
        ),
    ),
    "need": _table(
        "need",
        "how many need each kind, in each period of each path",
        name_column("path", "which path of the forecast"),
        name_column("kind", "which kind"),
        _whole("period", "from 1", low=1, high=1_000),
        Column("persons", Kind.DECIMAL, "how many", most=6, low=0, high=10**7),
    ),
    "price_paths": _table(
        "price_paths",
        "what a place costs in each period of each path, where prices rise or are uncertain",
        name_column("path", "which path, as in need"),
        name_column("kind", "which kind"),
        _whole("period", "from 1", low=1, high=1_000),
        _money("standing_oere", "standing there, used or not"),
        _money("used_oere", "being used"),
        _money("bought_oere", "bought outside"),
    ),
}
NEEDED = {"citizens", "offers", "kinds", "need"}
NO_ROWS = "Write a row for each; nothing can be answered of none."


@dataclass(frozen=True, slots=True)
class PlacesInput:
    """What match and assign take; ``notes`` are what was noticed in the tables."""

    citizens: list[Citizen]
    offers: list[Offer]
    distances: Distances
    weights: Weights
    together: list[frozenset[str]]
    apart: list[tuple[str, str]]
    notes: list[str]


def read_places(folder: Path, faults: Faults) -> PlacesInput | None:
    """Citizens and offers in a folder; None, with every fault named, when something is wrong."""
    names = (
        "citizens", "needs", "offers", "supports", "wishes", "distances", "together", "apart",
        "weights",
    )  # fmt: skip
    told = _read(folder, names, faults)
    if told is None:
        return None
    _require_known(told, "citizen", "citizens", ("needs", "wishes", "together", "apart"), faults)
    _require_known(told, "offer", "offers", ("supports", "wishes"), faults)
    if faults:
        return None
    weights = Weights()
    for row in _rows(told["weights"]):
        weights = replace(weights, **{row["name"]: row["points"]})
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for row in _rows(told["together"]):
        groups[row["group"]].add(row["citizen"])
    metres = {(row["from"], row["to"]): row["metres"] for row in _rows(told["distances"])}
    return PlacesInput(
        _citizens(told),
        _offers(told),
        Distances(metres),
        weights,
        [frozenset(group) for _, group in sorted(groups.items())],
        [(row["citizen"], row["other"]) for row in _rows(told["apart"])],
        noticed(told),
    )


def read_outlook(folder: Path, faults: Faults) -> Outlook | None:
    """Kinds, changes and need in a folder; None, with every fault named, when something is wrong.

    Raises UnableToPlan.
    """
    told = _read(folder, ("kinds", "changes", "need", "price_paths"), faults)
    if told is None:
        return None
    kinds = [
        PlaceKind(
            row["kind"], row["places"], row["standing_oere"], row["used_oere"], row["bought_oere"]
        )
        for row in _rows(told["kinds"])
    ]
    _require_known(told, "kind", "kinds", ("need",), faults)
    keys = [kind.key for kind in kinds]
    need = None if faults else need_of(told["need"], keys, faults)
    if need is None:
        return None
    paid = paid_of(told["price_paths"], told["need"], keys, need.shape[2], faults)
    if faults:
        return None
    changes = [
        Change(
            row["change"],
            row["from_kind"] or None,
            row["to_kind"] or None,
            row["most"],
            row["lead"],
            row["once_oere"],
            _far(row["metres"]),
            _far(row["metres_in"]),
        )
        for row in _rows(told["changes"])
    ]
    return Outlook(kinds, changes, need, paid)


def _far(metres: int | None) -> Far:
    return Far() if metres is None else Far(metres, 0.0)


def _read(folder: Path, names: Iterable[str], faults: Faults) -> dict[str, Rows] | None:
    told = {}
    for name in names:
        rows = read_file(folder, name, TABLES[name], faults, needed=name in NEEDED)
        if rows is not None:
            told[name] = rows
            if name in NEEDED - {"need"} and rows.frame.is_empty() and not faults.of(rows.file):
                faults.add(rows.file, "no-rows", "no row stands under the heading.", NO_ROWS)
    if not faults:
        check_places(told, faults)
    return None if faults else told


def _require_known(
    told: dict[str, Rows], column: str, home: str, tables: Iterable[str], faults: Faults
) -> None:
    known = set(told[home].frame[column].to_list())
    to_do = f"Add it to {told[home].file}, or take the row out."
    for name in tables:
        for at in (column, "other") if name == "apart" else (column,):
            frame = told[name].frame
            lost = frame.filter(~frame[at].is_in(list(known)))[ROW].to_list()
            faults.add_same(
                told[name].file, at, lost, ("orphan", f"this {column} is not known.", to_do)
            )


def _rows(told: Rows) -> Iterator[dict[str, Any]]:
    return told.frame.iter_rows(named=True)


def _levels(told: Rows, key: str) -> dict[str, dict[str, int]]:
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in _rows(told):
        found[row[key]][row["theme"]] = row["level"]
    return found


def _parts(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in (text or "").split(";") if part.strip())


def _citizens(told: dict[str, Rows]) -> list[Citizen]:
    needs = _levels(told["needs"], "citizen")
    wishes: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in _rows(told["wishes"]):
        wishes[row["citizen"]].append((row["wish"], row["offer"]))
    return [
        Citizen(
            row["citizen"],
            row["paragraph"],
            _parts(row["groups"]),
            needs.get(row["citizen"], {}),
            row["since"],
            row["latest"],
            row["urgency"],
            tuple(offer for wish, offer in sorted(wishes[row["citizen"]]) if wish),
            frozenset(offer for wish, offer in wishes[row["citizen"]] if not wish),
            row["district"] or "",
        )
        for row in _rows(told["citizens"])
    ]


def _offers(told: dict[str, Rows]) -> list[Offer]:
    supports = _levels(told["supports"], "offer")
    return [
        Offer(
            row["offer"],
            _parts(row["paragraphs"]),
            _parts(row["groups"]),
            supports.get(row["offer"], {}),
            row["free"],
            row["free_from"],
            row["oere_per_day"],
            row["district"] or "",
            _result(row),
        )
        for row in _rows(told["offers"])
    ]


def _result(row: dict[str, Any]) -> Result | None:
    """The result of an offer when all of it is told."""
    told = [row[name] for name in ("result_low", "result", "result_high")]
    if None in told or row["result_count"] is None:
        return None
    low, share, high = map(float, told)
    return Result(low, share, high, row["result_count"])
