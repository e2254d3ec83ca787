"""``helhed demo``: a synthetic municipality in the database, ready to log in to."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from helhed.cli.demo_places import ask_for_places
from helhed.cli.demo_reports import hand_over_reports
from helhed.cli.house import bring_up_to_date, open_house, told_in_a_sentence
from helhed.cli.progress import tables_at_work
from helhed.exchange.overlaps import require_no_overlaps
from helhed.synth import VERSION, make
from helhed.synth.calibration import Line, calibration, what_it_can_tell
from helhed.synth.documents import CONTENT_TYPE, contents

if TYPE_CHECKING:
    from helhed.apps.transfer.demonstration import MadeOf

say = Console(highlight=False)
warn = Console(stderr=True, highlight=False, soft_wrap=True)

PASSWORD = "helhed-demo"  # noqa: S105  (printed on the screen; everybody behind it is made up)
SQLITE = "sqlite:///"
OF_A_FILE = ("-wal", "-shm", "-journal")
OF_A_BUILD = ("", *OF_A_FILE, "-turn")


def demo(
    scale: Annotated[float, typer.Option(min=0.01, max=30, help="1: 220,000 inhabitants.")] = 0.1,
    seed: Annotated[int, typer.Option(help="Same seed and scale, same municipality.")] = 1,
    database: Annotated[str | None, typer.Option(help="Database URL.")] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Make it anew, in place of the demonstration there.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Fill an empty database with a made-up municipality; nobody in it is real."""
    target = database or os.environ.get("DATABASE_URL") or _database_at_home()
    try:
        if target.startswith(SQLITE):
            done = _into_file(Path(target.removeprefix(SQLITE)), scale, seed, replace=replace)
        else:
            done = _into_server(target, scale, seed, replace=replace)
    except KeyboardInterrupt:
        warn.print("helhed: stopped; nothing was changed.")
        raise typer.Exit(130) from None
    _tell(done, as_json)
    if any(not line.holds for line in done["calibration"]):
        warn.print("helhed: a figure is farther from its target than is allowed.")
        raise typer.Exit(1)


def _database_at_home() -> str:
    return f"{SQLITE}{Path(os.environ.get('HELHED_HOME', 'var')).resolve() / 'helhed.sqlite3'}"


def _into_file(path: Path, scale: float, seed: int, *, replace: bool) -> dict[str, Any]:
    """Build beside the file and put it in place when it is whole."""
    beside = path.with_name(f"{path.name}.making")
    with told_in_a_sentence():
        path.parent.mkdir(parents=True, exist_ok=True)
    exists = path.exists() and path.stat().st_size > 0
    open_house(f"{SQLITE}{path if exists else beside}")
    from django.conf import settings
    from django.db import connection

    if exists and _is_kept(made_of(scale, seed), replace=replace):
        return _kept(scale, seed)
    connection.close()
    try:
        _remove(beside, OF_A_BUILD)
        settings.DATABASES["default"]["NAME"] = str(beside)
        connection.settings_dict["NAME"] = str(beside)
        bring_up_to_date()
        done = _make_and_put(scale, seed)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        _remove(path, OF_A_FILE)
        beside.replace(path)
    finally:
        connection.close()
        _remove(beside, OF_A_BUILD)
    return done


def _into_server(url: str, scale: float, seed: int, *, replace: bool) -> dict[str, Any]:
    """Everything in one transaction, so that a stop leaves what was there."""
    open_house(url)
    from django.db import transaction

    from helhed.apps.transfer.demonstration import empty, held

    if _is_kept(made_of(scale, seed), replace=replace):
        return _kept(scale, seed)
    with transaction.atomic():
        if held() is not None:
            empty()
        return _make_and_put(scale, seed)


def made_of(scale: float, seed: int) -> MadeOf:
    from helhed.apps.transfer.demonstration import MadeOf

    return MadeOf(scale, seed, VERSION)


def _is_kept(wanted: MadeOf, *, replace: bool) -> bool:
    """Whether the very same demonstration is there already. Ends the command with 2 when
    something else is, and may not be replaced."""
    from helhed.apps.transfer.demonstration import UnableToDemonstrate, held, require_none_real

    try:
        require_none_real()
        bring_up_to_date()
        there = held()
    except UnableToDemonstrate:
        warn.print("helhed: the database holds something that is no demonstration; left alone.")
        raise typer.Exit(2) from None
    if there is None or replace:
        return False
    if there == wanted.source:
        return True
    if there.startswith(f"{wanted.town} "):
        warn.print("helhed: it was made by another version and kept; --replace makes it anew.")
        return True
    warn.print(f"helhed: the database holds another {escape(there)}; --replace makes it anew.")
    raise typer.Exit(2)


def _kept(scale: float, seed: int) -> dict[str, Any]:
    _store_letters()
    return {"kept": True, "scale": scale, "seed": seed, "rows": {}, "calibration": []}


def _make_and_put(scale: float, seed: int) -> dict[str, Any]:
    from helhed.apps.transfer.demonstration import put

    with _at_work("Making") as word:
        frames = make(scale, seed, word)
        require_no_overlaps(frames)
        lines = calibration(frames, scale)
    with tables_at_work("Writing") as progress:
        rows = put(frames, made_of(scale, seed), PASSWORD, progress)
    hand_over_reports()
    ask_for_places(scale)
    _store_letters()
    return {"kept": False, "scale": scale, "seed": seed, "rows": rows, "calibration": lines}


def _store_letters() -> None:
    from helhed.apps.cases.actions.documents import store

    for content in contents():
        store([content], CONTENT_TYPE)


@contextmanager
def _at_work(verb: str) -> Iterator[Any]:
    with Console(stderr=True).status(verb) as status:
        yield lambda word: status.update(f"{verb} {word}")


def _remove(path: Path, tails: Iterable[str]) -> None:
    """Take files away whose names are a path and a tail."""
    for tail in tails:
        path.with_name(path.name + tail).unlink(missing_ok=True)


def _tell(done: dict[str, Any], as_json: bool) -> None:
    lines: list[Line] = done["calibration"]
    users = _log_ins()
    if as_json:
        answer = {**done, "calibration": [_as_json(line) for line in lines]}
        answer["log_ins"] = [{"user": user, "role": role} for user, role in users]
        print(json.dumps(answer, ensure_ascii=False, indent=1))  # noqa: T201
        return
    if done["kept"]:
        say.print("The same demonstration is there already; it was left as it is.")
    else:
        _tell_calibration(lines)
        say.print(f"{sum(done['rows'].values()):,} rows of {len(done['rows'])} tables.")
    table = Table("User name", "Role", title="Log-ins")
    for user, role in users:
        table.add_row(user, role)
    say.print(table)
    say.print(f"The password is [bold]{PASSWORD}[/bold] for all.")


def _tell_calibration(lines: list[Line]) -> None:
    table = Table("Figure", "Unit", "Target", "Made", "Deviation", "Allowed", title="Calibration")
    for line in lines:
        table.add_row(
            line.indicator.replace("_", " "),
            line.unit,
            f"{line.target:,.1f}",
            f"{line.made:,.1f}",
            f"{line.deviation:+.1%}",
            f"±{line.tolerance:.0%}",
            style=None if line.holds else "bold red",
        )
    say.print(table)
    say.print(what_it_can_tell(lines))


def _as_json(line: Line) -> dict[str, object]:
    return {
        "indicator": line.indicator,
        "unit": line.unit,
        "target": line.target,
        "made": line.made,
        "deviation": line.deviation,
        "tolerance": line.tolerance,
        "holds": line.holds,
        "source": line.source,
    }


def _log_ins() -> list[tuple[str, str]]:
    from django.conf import settings
    from django.db import connection

    from helhed.apps.access.queries import demo_log_ins

    name = str(settings.DATABASES["default"]["NAME"]).removesuffix(".making")
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name
    return [(user.username, str(role)) for user, role in demo_log_ins()]
