"""One way to show a list: sortable, paged, with totals, and out as CSV or XLSX.

A page declares its columns once; screen and export show the same. Sort, page and filters live
in the address, so a list can be bookmarked. What is shown is logged by the page, in the same
transaction that read it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Protocol

from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from helhed.apps.layout.web import files
from helhed.apps.layout.web.templatetags import helhed as tags

PAGE_SIZE = 50
EXPORT_LIMIT = 200_000
MOST_UNBROKEN = 20
"""Letters of a number or a paragraph that is kept on one line."""
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``sort`` is what the source orders by (empty: not sortable); ``kind`` one of
    text, danish (text that is so in every language, but in rows that are ``is_translated``), said
    (a word to translate), number, kroner, price (with øre), day, moment, month, percent, quantity
    (a number, or a word where there is none), decimals (two of them) or state;
    ``link`` makes the address a cell leads to; ``total`` sums it under the table; ``only_exported``
    keeps it off the screen, where there is no room for it, and ``only_shown`` out of the files; of
    an ``is_change`` less is no warning.
    """

    key: str
    label: str
    kind: str = "text"
    sort: str = ""
    link: Callable[[Row], str] | None = None
    total: bool = False
    state_key: str = ""
    only_exported: bool = False
    only_shown: bool = False
    is_change: bool = False

    @property
    def is_number(self) -> bool:
        return self.kind in (
            "number",
            "kroner",
            "price",
            "percent",
            "quantity",
            "decimals",
            "tenths",
        )


class Source(Protocol):
    """Where rows come from: counted, ordered, sliced and summed without reading them all."""

    def count(self) -> int: ...

    def rows(self, sort: str, descending: bool, low: int, high: int) -> list[Row]: ...

    def total(self, key: str) -> int: ...


@dataclass(frozen=True, slots=True)
class Queried:
    """Rows of a database query; ``to_row`` makes what the columns show of each record.

    A page is found by keys first: so the database sorts keys, not whole records with all that
    belongs to them.
    """

    records: QuerySet[Any, Any]
    to_row: Callable[[Any], Row]
    tie: str = "pk"

    def count(self) -> int:
        return self.records.count()

    def rows(self, sort: str, descending: bool, low: int, high: int) -> list[Row]:
        sign = "-" if descending else ""
        order = [f"{sign}{name}" for name in sort.split(",")] if sort else []
        found = self.records.order_by(*order, self.tie)
        if high - low > PAGE_SIZE:
            return [self.to_row(record) for record in found[low:high]]
        keys = list(found.values_list("pk", flat=True)[low:high])
        records = {record.pk: record for record in self.records.filter(pk__in=keys)}
        return [self.to_row(records[key]) for key in keys]

    def total(self, key: str) -> int:
        return self.records.aggregate(total=Sum(key))["total"] or 0


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows that are at hand already."""

    listed: Sequence[Row]

    def count(self) -> int:
        return len(self.listed)

    def rows(self, sort: str, descending: bool, low: int, high: int) -> list[Row]:
        rows = list(self.listed)
        if sort:
            rows.sort(key=lambda row: _sortable(row[sort]), reverse=descending)
        return rows[low:high]

    def total(self, key: str) -> int:
        return sum(row[key] or 0 for row in self.listed)


@dataclass(frozen=True, slots=True)
class Table:
    """A list that pages show. ``name`` is the file name of its export, ``of`` what comes after it
    where files of the same list are to be told apart, and ``facts`` what each row of a file ends
    with: labels, and what is the same in all rows."""

    name: str
    columns: Sequence[Column]
    sort: str = ""
    empty: str = ""
    of: str = ""
    facts: Sequence[tuple[str, Any]] = ()

    @property
    def file(self) -> str:
        """The name of its file, without what kind of file it is."""
        return f"{self.name}-{self.of}" if self.of else self.name

    def column(self, key: str) -> Column | None:
        return next((column for column in self.columns if column.key == key and column.sort), None)


@dataclass(slots=True)
class Shown:
    """A table as one request asked for it."""

    table: Table
    rows: list[Row]
    count: int
    totals: dict[str, int]
    sorted_by: str
    descending: bool
    number: int
    query: dict[str, str]
    caption: str = ""
    export: HttpResponse | None = None
    format: str = ""
    whole: Row | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE_SIZE))

    @property
    def facts(self) -> dict[str, object]:
        """What the log says of it beside who and what: form and rows of a list that was taken
        out as a file, nothing of one that was looked at."""
        return {"format": self.format, "rows": len(self.rows)} if self.export else {}

    def address(self, **changes: str) -> str:
        """The query part of the address with some values changed; empty ones left out."""
        from urllib.parse import urlencode

        values = {k: v for k, v in {**self.query, **changes}.items() if v}
        return f"?{urlencode(values)}" if values else "?"

    def __str__(self) -> SafeString:
        return render_to_string("layout/table.html", _for_screen(self))

    __html__ = __str__


def show(
    request: HttpRequest,
    table: Table,
    source: Source,
    caption: str = "",
    *,
    whole: Row | None = None,
) -> Shown:
    """The rows that a request asks for, or the whole list as a file (``format=csv`` or xlsx).

    ``whole`` is what the links of the columns need to lead from the totals to what makes them.
    """
    query = {k: str(v) for k, v in request.GET.items() if v}
    asked = query.get("sort", table.sort)
    descending = asked.startswith("-")
    column = table.column(asked.lstrip("-"))
    sort = column.sort if column else ""
    wanted = query.pop("format", "")
    count = source.count()
    totals = {c.key: source.total(c.key) for c in table.columns if c.total}
    number = _page_number(query.get("side", ""), count)
    low, high = (number - 1) * PAGE_SIZE, number * PAGE_SIZE
    if wanted in ("csv", "xlsx"):
        low, high = 0, EXPORT_LIMIT
    rows = source.rows(sort, descending, low, high)
    shown = Shown(
        table, rows, count, totals, column.key if column else "", descending, number, query, caption
    )
    shown.whole = whole
    shown.format = wanted
    if wanted == "csv":
        shown.export = files.as_csv_file(shown)
    elif wanted == "xlsx":
        shown.export = files.as_workbook(shown)
    return shown


def _page_number(asked: str, count: int) -> int:
    pages = max(1, -(-count // PAGE_SIZE))
    return min(max(1, int(asked)), pages) if asked.isdecimal() and len(asked) < 9 else 1


def _sortable(value: Any) -> tuple[int, Any]:
    return (0, 0) if value is None else (1, value)


def text_of(column: Column, row: Row, value: Any) -> str:
    """What a cell says on the screen."""
    match column.kind:
        case "kroner":
            return tags.kroner(value)
        case "price":
            return tags.kroner(value, 2)
        case "day":
            return tags.day(value)
        case "moment":
            return tags.moment(value)
        case "month":
            return tags.month_name(value) if value else ""
        case "percent":
            return tags.percent(value)
        case "quantity":
            return tags.said(value) if isinstance(value, str) else tags.quantity(value)
        case "decimals":
            return "" if value is None else tags.decimals(value)
        case "tenths":
            return "" if value is None else tags.decimals(value, 1)
        case "said" | "state":
            return tags.said(value)
        case "number":
            return "" if value is None else tags.counted(value)
    return "" if value is None else str(value)


def _for_screen(shown: Shown) -> dict[str, Any]:
    columns = [column for column in shown.table.columns if not column.only_exported]
    return {
        "shown": shown,
        "heads": [_head(shown, column) for column in columns],
        "body": [_line(columns, row) for row in shown.rows],
        "foot": [_foot(shown, column) for column in columns] if shown.totals else [],
        "csv": shown.address(format="csv"),
        "xlsx": shown.address(format="xlsx"),
        "previous": shown.address(side=str(shown.number - 1)) if shown.number > 1 else "",
        "next": shown.address(side=str(shown.number + 1)) if shown.number < shown.pages else "",
        "from_row": (shown.number - 1) * PAGE_SIZE + 1,
        "to_row": (shown.number - 1) * PAGE_SIZE + len(shown.rows),
    }


def _head(shown: Shown, column: Column) -> dict[str, Any]:
    here = column.key == shown.sorted_by
    turned = f"-{column.key}" if here and not shown.descending else column.key
    direction = ("descending" if shown.descending else "ascending") if here else "none"
    return {
        "column": column,
        "label": gettext(column.label).replace(" %", "\N{NO-BREAK SPACE}%") if column.label else "",
        "here": here,
        "direction": direction,
        "icon": f"sort-table-{direction}",
        "address": shown.address(sort=turned, side="") if column.sort else "",
    }


def _line(columns: Sequence[Column], row: Row) -> SafeString:
    """A row's cells. Written here and not in the template, where a page of them is dear."""
    return mark_safe("".join(_cell(column, row) for column in columns))  # noqa: S308


def _cell(column: Column, row: Row) -> str:
    value = row[column.key]
    text = text_of(column, row, value)
    said = escape(text)
    if column.link and value not in (None, "") and (address := column.link(row)):
        said = f'<a href="{escape(address)}"{_unbroken(text)}>{said}</a>'
    elif column.kind == "state":
        said = tags.badge(text, row[column.state_key] if column.state_key else "")
    style = _number_style(column, value) or _language(column, row)
    if column.kind == "month" and text:
        style = ' class="unbroken"'
    if column.kind == "text" and not column.link:
        style = _unbroken(text)
    return f"<td{style}>{said}</td>"


def _language(column: Column, row: Row) -> str:
    """So that an English reader's machine reads a Danish source aloud in Danish."""
    is_danish = column.kind == "danish" and not row.get("is_translated")
    return ' class="source" lang="da"' if is_danish else ""


def _unbroken(text: str) -> str:
    """A number like V-2026-00012, an account like 5.38.51.1.003.45 and a paragraph like BL § 114
    stay on their line, and take no more room than that."""
    is_number = " " not in text and ("-" in text or text.count(".") > 1)
    is_short = len(text) <= MOST_UNBROKEN
    return ' class="unbroken"' if is_short and (is_number or "§" in text) else ""


def _number_style(column: Column, value: Any) -> str:
    if not column.is_number:
        return ""
    is_money = column.kind in ("kroner", "price") and not column.is_change
    is_negative = is_money and (value or 0) < 0
    return ' class="number negative"' if is_negative else ' class="number"'


def _foot(shown: Shown, column: Column) -> dict[str, Any]:
    text = text_of(column, {}, shown.totals[column.key]) if column.key in shown.totals else ""
    leads = text and shown.whole is not None and column.link is not None
    address = column.link(shown.whole) if leads and column.link and shown.whole else ""
    return {"column": column, "text": text, "address": address}
