"""``helhed fhir``: KL's FHIR profiles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from helhed.cli.orders import order, receive
from helhed.cli.pipes import Lines, until_nobody_reads
from helhed.cli.reports import report, send
from helhed.fhir import Finding, Unreadable, check_file
from helhed.fhir.reading import MOST_BYTES

say = Lines(highlight=False, soft_wrap=True)
warn = Console(stderr=True, highlight=False, soft_wrap=True)

fhir = typer.Typer(help="KL's FHIR profiles: check, report, send.", no_args_is_help=True)
fhir.command()(report)
fhir.command()(send)
fhir.command()(order)
fhir.command()(receive)


@fhir.command()
def check(
    files: Annotated[
        list[Path],
        typer.Argument(exists=True, dir_okay=False, readable=True, help="FHIR JSON."),
    ],
    as_published: Annotated[
        bool,
        typer.Option(help="Ask the five broken invariants of the reporting guide to the letter."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Check delivery reports and order messages, offline; exit 1 for errors, 3 for no JSON."""
    found: dict[Path, list[Finding]] = {}
    unreadable: dict[Path, str] = {}
    with until_nobody_reads():
        for path in files:
            try:
                found[path] = check_file(_content(path), as_published=as_published)
            except Unreadable as error:
                unreadable[path] = str(error)
            if not as_json:
                _tell(path, found.get(path), unreadable.get(path))
        if as_json:
            _tell_machines(files, found, unreadable)
    if unreadable:
        raise typer.Exit(3)
    has_errors = any(one.is_error for findings in found.values() for one in findings)
    raise typer.Exit(1 if has_errors else 0)


def _content(path: Path) -> bytes:
    """No more of a file than tells that it is too large."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _tell(path: Path, found: list[Finding] | None, unreadable: str | None) -> None:
    name = escape(str(path))
    if found is None:
        warn.print(f"[bold]{name}[/bold]: {escape(unreadable or '')}. Mend the file.")
        return
    for one in found:
        asked = f" ({one.profile})" if one.profile else ""
        told = f"{one.severity.value} {one.rule}: {one.text}{asked}"
        say.print(
            f"[bold]{name}[/bold], {escape(one.resource)}, {escape(one.place)}: {escape(told)}"
        )
    errors = sum(one.is_error for one in found)
    warnings = len(found) - errors
    say.print(f"{name}: {_counted(errors, 'error')}, {_counted(warnings, 'warning')}.")


def _counted(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


def _tell_machines(
    files: list[Path], found: dict[Path, list[Finding]], unreadable: dict[Path, str]
) -> None:
    told = [
        {
            "file": str(path),
            "valid": path in found and not any(one.is_error for one in found[path]),
            "unreadable": unreadable.get(path),
            "findings": [one.as_json() for one in found.get(path, ())],
        }
        for path in files
    ]
    print(json.dumps(told, ensure_ascii=False, indent=1))  # noqa: T201
