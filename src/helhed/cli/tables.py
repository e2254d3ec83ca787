"""``helhed tables``: what the house takes in and gives out."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Shown

from helhed.cli.pipes import Lines, until_nobody_reads
from helhed.exchange.columns import Column, Table
from helhed.exchange.tables import BY_NAME, TABLES

say = Lines(highlight=False)
warn = Console(stderr=True, highlight=False)


def tables(
    names: Annotated[list[str] | None, typer.Argument(help="Only these tables.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """List the declared tables, their columns, types and meanings."""
    unknown = [name for name in names or [] if name not in BY_NAME]
    if unknown:
        warn.print(f"helhed: there is no table {escape(', '.join(unknown))}.")
        raise typer.Exit(2)
    chosen = [BY_NAME[name] for name in names] if names else list(TABLES)
    with until_nobody_reads():
        if as_json:
            print(json.dumps([described(table) for table in chosen], ensure_ascii=False, indent=1))  # noqa: T201
        for table in [] if as_json else chosen:
            say.print(_shown(table))


def described(table: Table) -> dict[str, Any]:
    """A table as plain values."""
    return {
        "name": table.name,
        "meaning": table.meaning,
        "derived": table.derived,
        "key": list(table.names_a_row),
        "columns": [_described(column) for column in table.columns],
    }


def _described(column: Column) -> dict[str, Any]:
    told = {
        "name": column.name,
        "kind": column.kind.value,
        "written": column.kind.written,
        "meaning": column.meaning,
        "required": column.required,
        "unique": column.unique,
        "references": column.to,
        "codes": list(column.codes),
        "most": column.most or None,
        "low": column.low,
        "high": column.high,
    }
    return {key: value for key, value in told.items() if value not in (None, "", [])}


def _shown(table: Table) -> Shown:
    note = " (written, never read)" if table.derived else ""
    shown = Shown(title=f"{table.name}: {table.meaning}{note}", title_justify="left", expand=True)
    for heading in ("column", "kind", "", "meaning"):
        shown.add_column(heading, overflow="fold")
    for column in table.columns:
        kind = f"{column.kind.value} → {column.to}" if column.to else column.kind.value
        limits = f" [dim]({escape(', '.join(column.codes))})[/dim]" if column.codes else ""
        must = "required" if column.required else ""
        shown.add_row(column.name, kind, must, escape(column.meaning) + limits)
    return shown
