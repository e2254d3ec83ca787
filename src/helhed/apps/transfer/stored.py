"""Reading declared tables out of the database, in the types of ``exchange.frames``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import polars as pl
from django.db import connection

from helhed.apps.cases.models import JournalEntry
from helhed.apps.payments.models import PaymentLine, PayRun, Posting
from helhed.apps.transfer.fields import HOMES, holds_uuid
from helhed.apps.transfer.following import chunks
from helhed.exchange.columns import Column, Kind, Table
from helhed.exchange.frames import schema
from helhed.exchange.reading.cells import exact_decimal
from helhed.rules.payments.udbetaling import PayRunState

ROWS_AT_ONCE = 50_000
FEW_KEYS = 5_000


def stored(table: Table, columns: Sequence[str] = ()) -> pl.DataFrame:
    """All rows of a table, or only some of its columns."""
    wanted = [c for c in table.columns if not columns or c.name in columns]
    names = HOMES[table.name].db_columns(table)
    selected = ", ".join(f'CAST("{names[column.name]}" AS TEXT)' for column in wanted)
    texts = {column.name: pl.String for column in wanted}
    expressions = [_as_declared(table, column) for column in wanted]
    parts = [pl.DataFrame(schema={c.name: schema(table)[c.name] for c in wanted})]
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {selected} FROM "{HOMES[table.name].db_table}"')  # noqa: S608
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            part = pl.DataFrame(rows, schema=texts, orient="row")
            parts.append(part.select(expressions))
    return pl.concat(parts)


def _as_declared(table: Table, column: Column) -> pl.Expr:
    text = pl.col(column.name)
    if holds_uuid(HOMES[table.name].field(column.name)):
        return _with_hyphens(text) if connection.vendor == "sqlite" else text
    return _READ[column.kind](text)


_UUID_PARTS = ((0, 8), (8, 4), (12, 4), (16, 4), (20, 12))


def _with_hyphens(text: pl.Expr) -> pl.Expr:
    parts = [text.str.slice(at, length) for at, length in _UUID_PARTS]
    return pl.concat_str(parts, separator="-").alias(text.meta.output_name())


def _moment(text: pl.Expr) -> pl.Expr:
    plain = text.str.replace(r"\+00$", "").str.replace(" ", "T", literal=True)
    return plain.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us").dt.replace_time_zone("UTC")


def _number(text: pl.Expr) -> pl.Expr:
    return text.cast(pl.Int64)


def _day(text: pl.Expr) -> pl.Expr:
    return text.str.to_date("%Y-%m-%d")


def _plain(text: pl.Expr) -> pl.Expr:
    return text


_READ: Mapping[Kind, Callable[[pl.Expr], pl.Expr]] = {
    Kind.KEY: _plain,
    Kind.REFERENCE: _plain,
    Kind.CPR: _plain,
    Kind.TEXT: lambda text: text.fill_null(""),
    Kind.CODE: lambda text: pl.when(text != "").then(text),
    Kind.DATE: _day,
    Kind.MONTH: _day,
    Kind.MOMENT: _moment,
    Kind.WHOLE: _number,
    Kind.OERE: _number,
    Kind.DECIMAL: exact_decimal,
    Kind.YES_NO: lambda text: text.is_in(["1", "true"]),
}


def is_empty(table: Table) -> bool:
    """Whether the database holds no row of a table."""
    return not HOMES[table.name].model._default_manager.exists()


def final_keys(table: Table) -> pl.Series:
    """The keys of rows that are never changed any more: what is signed, paid or posted."""
    final = _FINAL.get(table.name)
    return pl.Series([str(key) for key in final()] if final else [], dtype=pl.String)


class HouseKnown:
    """The rows of the database, as a reader of files asks for them (``exchange.reading.known``)."""

    def keys(self, table: Table, wanted: pl.Series) -> pl.Series:
        manager = HOMES[table.name].model._default_manager
        if len(wanted) > FEW_KEYS:
            return stored(table, [table.key])[table.key]
        found: list[str] = []
        for some in chunks(wanted.to_list()):
            found += [str(key) for key in manager.filter(pk__in=some).values_list("pk", flat=True)]
        return pl.Series(found, dtype=pl.String)

    def others(self, table: Table, columns: Sequence[str], keys: pl.Series) -> pl.DataFrame:
        rows = stored(table, [table.key, *columns])
        return rows.filter(~pl.col(table.key).is_in(keys.drop_nulls().implode())).select(
            list(dict.fromkeys(columns))
        )

    def frozen(self, table: Table, frame: pl.DataFrame) -> pl.Series:
        keys = final_keys(table)
        if not len(keys) or table.key not in frame.columns:
            return keys.clear()
        offered = frame.filter(pl.col(table.key).is_in(keys.implode()))
        if not offered.height:
            return keys.clear()
        kept = stored(table, frame.columns)
        same = offered.join(kept, on=frame.columns, how="semi", nulls_equal=True)[table.key]
        return offered[table.key].filter(~offered[table.key].is_in(same.implode()))


def _signed() -> Iterable[object]:
    return JournalEntry.objects.filter(signed_at__isnull=False).values_list("id", flat=True)


_FIXED = [state.value for state in PayRunState if not state.is_open]
"""The states of a run in which its lines are never changed any more."""


def _posted_runs() -> Iterable[object]:
    return PayRun.objects.filter(state__in=_FIXED).values_list("id", flat=True)


def _posted_payments() -> Iterable[object]:
    posted = PaymentLine.objects.filter(run__state__in=_FIXED)
    return posted.values_list("id", flat=True)


def _postings() -> Iterable[object]:
    return Posting.objects.values_list("id", flat=True)


_FINAL: Mapping[str, Callable[[], Iterable[object]]] = {
    "journal": _signed,
    "pay_runs": _posted_runs,
    "payments": _posted_payments,
    "postings": _postings,
}
