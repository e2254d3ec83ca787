"""Fields that follow from what the tables tell: search keys, whose a grant is, when it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

import polars as pl
from django.db.models import F, OuterRef, Subquery

from helhed.apps.access.models import Unit
from helhed.apps.decisions.models import Grant
from helhed.apps.orders.models import Order
from helhed.apps.transfer.fields import HOMES
from helhed.kernel.words import danish_sort_key
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.ophoer import last_day_by_law
from helhed.rules.decisions.ydelser import service

T = TypeVar("T")
IDS_AT_ONCE = 500
UNUSABLE_PASSWORD = "!"  # noqa: S105  (Django: a password that nothing matches)


class Rows:
    """Rows that another row leads to: from the frames being loaded, else from the database."""

    def __init__(self, frames: Mapping[str, pl.DataFrame]) -> None:
        self._frames = frames

    def values(self, table: str, column: str, keys: pl.Series) -> pl.Series:
        """One column of the rows with these keys, in their order; null where there is no row."""
        wanted = pl.DataFrame({"id": keys})
        held = self._held(table, column)
        outside = wanted.unique().drop_nulls().join(held, on="id", how="anti")["id"]
        if len(outside):
            held = pl.concat([held, _from_database(table, column, outside, held.schema[column])])
        joined = wanted.join(held, on="id", how="left", maintain_order="left")
        return joined[column]

    def _held(self, table: str, column: str) -> pl.DataFrame:
        frame = self._frames.get(table)
        if frame is not None:
            return frame.select("id", column)
        kind = pl.Date if column == "birth_date" else pl.String
        return pl.DataFrame(schema={"id": pl.String, column: kind})


def _from_database(
    table: str, column: str, ids: pl.Series, kind: pl.DataType | type[pl.DataType]
) -> pl.DataFrame:
    home = HOMES[table]
    name = home.field(column).attname
    found: list[tuple[object, object]] = []
    for some in chunks(ids.to_list()):
        found += home.model._default_manager.filter(pk__in=some).values_list("pk", name)
    rows = [(str(key), value if isinstance(value, date) else str(value)) for key, value in found]
    return pl.DataFrame(rows, schema={"id": pl.String, column: kind}, orient="row")


def chunks(listed: Sequence[T], size: int = IDS_AT_ONCE) -> Iterator[Sequence[T]]:
    """A list in pieces that a statement can name one by one."""
    for low in range(0, len(listed), size):
        yield listed[low : low + size]


def with_derived(name: str, frame: pl.DataFrame, rows: Rows) -> pl.DataFrame:
    """A table's frame with the fields that follow, under their names in the database."""
    derive = _DERIVED.get(name)
    return derive(frame, rows) if derive else frame


def _named(frame: pl.DataFrame, rows: Rows) -> pl.DataFrame:
    keys = [danish_sort_key(name) for name in frame["name"]]
    return frame.with_columns(pl.Series("name_key", keys, pl.String).str.slice(0, 160))


def _unit(frame: pl.DataFrame, rows: Rows) -> pl.DataFrame:
    return frame.with_columns(path=pl.lit(""))


def _user(frame: pl.DataFrame, rows: Rows) -> pl.DataFrame:
    return frame.with_columns(password=pl.lit(UNUSABLE_PASSWORD))


def _grant(frame: pl.DataFrame, rows: Rows) -> pl.DataFrame:
    cases = rows.values("decisions", "case", frame["decision"])
    citizens = rows.values("cases", "citizen", cases)
    births = rows.values("citizens", "birth_date", citizens)
    return frame.with_columns(
        citizens.alias("citizen_id"),
        ends_by_law(frame["service"], frame["state"], births).alias("runs_to"),
    )


def ends_by_law(services: pl.Series, states: pl.Series, births: pl.Series) -> pl.Series:
    """The day the law ends each grant: set when it is granted, empty before."""
    asked = pl.DataFrame({"service": services, "state": states, "birth": births})
    known = asked.unique(maintain_order=True)
    ends = pl.Series("ends", [_end(*row) for row in known.rows()], pl.Date)
    joined = asked.join(
        known.with_columns(ends),
        on=["service", "state", "birth"],
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    return joined["ends"]


def _end(key: str, state: str, birth: date | None) -> date | None:
    if state != GrantState.GRANTED.value or birth is None:
        return None
    return last_day_by_law(service(key), birth)


def _order(frame: pl.DataFrame, rows: Rows) -> pl.DataFrame:
    decisions = rows.values("grants", "decision", frame["grant"])
    return frame.with_columns(rows.values("decisions", "case", decisions).alias("case_id"))


def _payment(frame: pl.DataFrame, rows: Rows) -> pl.DataFrame:
    grants = rows.values("payment_plans", "grant", frame["plan"])
    decisions = rows.values("grants", "decision", grants)
    cases = rows.values("decisions", "case", decisions)
    citizens = rows.values("cases", "citizen", cases)
    return frame.with_columns(grants.alias("grant_id"), citizens.alias("citizen_id"))


_DERIVED: Mapping[str, Callable[[pl.DataFrame, Rows], pl.DataFrame]] = {
    "units": _unit,
    "users": _user,
    "employees": _named,
    "citizens": _named,
    "providers": _named,
    "offers": _named,
    "grants": _grant,
    "orders": _order,
    "payments": _payment,
}


def write_order_cases() -> None:
    """Give every order the case of its grant's decision, where that became another."""
    grants = Grant.objects.filter(id=OuterRef("grant"))
    moved = Order.objects.exclude(case=F("grant__decision__case"))
    moved.update(case=Subquery(grants.values("decision__case")[:1]))


def write_unit_paths() -> None:
    """Give every unit its path: the ids from the top, each ended by a stroke."""
    units = {unit.id: unit for unit in Unit.objects.all()}

    def path(unit: Unit) -> str:
        above = units[unit.parent_id] if unit.parent_id else None
        return f"{path(above) if above else ''}{unit.id}/"

    for unit in units.values():
        unit.path = path(unit)
    Unit.objects.bulk_update(units.values(), ["path"], batch_size=500)
