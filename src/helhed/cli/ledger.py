"""``helhed ledger``: files to and from the ledger, by hand or by a timer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from helhed.cli.house import open_house, require_a_database, told_in_a_sentence, warn

ledger = typer.Typer(help="Send payment files to the ledger and read its answers.")
_JSON = typer.Option("--json", help="For machines.")


@ledger.command()
def send(
    folder: Annotated[Path | None, typer.Option(help="Where files go.")] = None,
    database: Annotated[str | None, typer.Option(help="Database URL.")] = None,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Write the files of approved runs that wait. Running it again writes nothing twice."""
    open_house(database)
    require_a_database()
    from django.conf import settings

    from helhed.apps.access.access import House
    from helhed.apps.access.queries import clock_of, municipality
    from helhed.apps.payments.outbox import send_waiting

    with told_in_a_sentence():
        sent = send_waiting(House(clock_of(municipality())), folder or settings.LEDGER_OUTBOX)
    _tell([{"file": one.name, "rows": one.rows, "oere": one.sum_oere} for one in sent], as_json)


@ledger.command()
def receive(
    folder: Annotated[Path | None, typer.Option(help="Where files come.")] = None,
    database: Annotated[str | None, typer.Option(help="Database URL.")] = None,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Read receipts, postings and invoices that wait. Exit status 1 when one was refused."""
    open_house(database)
    require_a_database()
    from django.conf import settings

    from helhed.apps.access.access import House
    from helhed.apps.access.queries import clock_of, municipality
    from helhed.apps.payments.inbox import read_waiting

    where = folder or Path(settings.LEDGER_INBOX)
    if not where.is_dir():
        raise typer.BadParameter(f"{where} is not a folder.")
    with told_in_a_sentence():
        read = read_waiting(House(clock_of(municipality())), where)
    _tell(
        [{"file": one.name, "rows": one.rows, "fault": one.fault} for one in read],
        as_json,
    )
    if any(one.fault for one in read):
        raise typer.Exit(1)


def _tell(files: list[dict[str, object]], as_json: bool) -> None:
    if as_json:
        print(json.dumps(files, ensure_ascii=False))  # noqa: T201
        return
    for one in files:
        said = one.get("fault") or f"{one['rows']} rows"
        warn.print(f"{one['file']}: {said}")
