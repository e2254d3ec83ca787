"""``helhed fhir report`` and ``helhed fhir send``: delivery reports to a folder or the gateway."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from helhed.cli.house import open_house, require_a_database, told_in_a_sentence, warn

_DAY = "Which day, YYYY-MM-DD; without one, yesterday."


def report(
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help=_DAY)] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the bundles.")] = None,
    list_days: Annotated[bool, typer.Option(help="Only tell the days with changes.")] = False,
    database: Annotated[str | None, typer.Option(help="Database URL.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Write a day's delivery reports, one bundle for each citizen with a change.

    Every bundle is checked first; one that would not pass is not written, but told with the number
    of its case and what lacks, and the exit status is 1.
    """
    if out is None and not list_days:
        raise typer.BadParameter("say where bundles go with --out, or ask for --list-days")
    open_house(database)
    require_a_database()
    with told_in_a_sentence():
        if list_days:
            _tell_days(as_json)
        elif out is not None:
            _write(day.date() if day else None, out, as_json)


def _tell_days(as_json: bool) -> None:
    from helhed.apps.access.queries import clock_of, municipality
    from helhed.apps.reports.changes import changed_days

    days = [str(one) for one in changed_days(clock_of(municipality()).today())]
    print(json.dumps(days) if as_json else "\n".join(days))  # noqa: T201


def _write(day: date | None, out: Path, as_json: bool) -> None:
    from helhed.apps.access.queries import clock_of, municipality
    from helhed.apps.cases.models import Case
    from helhed.apps.reports.changes import changed_citizens
    from helhed.apps.reports.making import reports, sender

    clock = clock_of(municipality())
    wanted = day or clock.today() - timedelta(days=1)
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    written: list[str] = []
    kept_back: list[dict[str, object]] = []
    for made in reports(changed_citizens(wanted), wanted, clock.now(), sender()):
        if made.lacks or made.faults:
            number = Case.objects.values_list("number", flat=True).get(id=made.case)
            rules = sorted({one["rule"] for one in made.faults})
            kept_back.append({"case": number, "lacks": made.lacks, "rules": rules})
            continue
        path = out / f"Bundle-{made.id}.json"
        path.write_text(made.contents, encoding="utf-8")
        written.append(path.name)
    _tell({"day": str(wanted), "written": written, "kept_back": kept_back}, as_json)
    if kept_back:
        raise typer.Exit(1)


def _tell(told: dict[str, object], as_json: bool) -> None:
    if as_json:
        print(json.dumps(told, ensure_ascii=False))  # noqa: T201
        return
    written, kept_back = told["written"], told["kept_back"]
    assert isinstance(written, list)
    assert isinstance(kept_back, list)
    for one in kept_back:
        lacks = ", ".join([*one["lacks"], *one["rules"]])
        warn.print(f"case {one['case']}: kept back, lacks {lacks}")
    warn.print(f"{told['day']}: {len(written)} reports written, {len(kept_back)} kept back.")


def send(
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help=_DAY)] = None,
    gateway: Annotated[str, typer.Option(help="The gateway; else HELHED_KL_GATEWAY.")] = "",
    database: Annotated[str | None, typer.Option(help="Database URL.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Put a day's reports into the queue, send what waits, and fetch late answers.

    Run it every night. Running it again sends nothing twice. Exit status 1 when something was
    refused, lacks, or the gateway did not answer.
    """
    open_house(database)
    require_a_database()
    from django.conf import settings

    from helhed.apps.access.access import House
    from helhed.apps.access.queries import clock_of, municipality
    from helhed.apps.reports import queue
    from helhed.apps.reports.gateway import HttpGateway

    address = gateway or settings.KL_GATEWAY
    try:
        to = HttpGateway(address) if address else None
    except ValueError:
        raise typer.BadParameter("the gateway's address begins with https://") from None
    with told_in_a_sentence():
        house = House(clock_of(municipality()))
        wanted = day.date() if day else house.today - timedelta(days=1)
        made = queue.put(house, wanted)
        answers = dict(queue.send_waiting(house, to)) if to is not None else {}
    lacking = sum(1 for one in made if one.lacks)
    told = {"day": str(wanted), "made": len(made), "lacking": lacking, "answers": answers}
    if as_json:
        print(json.dumps(told))  # noqa: T201
    else:
        said = ", ".join(f"{number} {what}" for what, number in answers.items()) or "nothing sent"
        warn.print(f"{wanted}: {len(made)} reports made, {lacking} lack something; {said}.")
    if lacking or answers.get("rejected") or answers.get("trouble"):
        raise typer.Exit(1)
