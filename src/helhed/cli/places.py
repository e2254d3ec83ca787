"""``helhed places``: the right place for one, for many at once, and which places to have; from a
folder to a folder, without a database."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from importlib.metadata import version
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, NoReturn, TypeVar

import polars as pl
import typer
from rich.console import Console
from rich.markup import escape

from helhed.cli.forecast_pictures import PICTURE, checked
from helhed.cli.pipes import none_but_us
from helhed.cli.places_folder import PlacesInput, read_outlook, read_places
from helhed.cli.places_noticed import noticed_in_plan
from helhed.cli.written import NotWritten, write_tables
from helhed.exchange.faults import Faults
from helhed.kernel.clock import SystemClock
from helhed.placing import (
    Assigned,
    Moves,
    Outlook,
    Plan,
    UnableToAssign,
    UnableToPlan,
    assign,
    case_of,
    first_come,
    frontier,
    moved_in_all,
    rank,
    why,
)
from helhed.placing.assign import ask
from helhed.placing.case import Case, alone
from helhed.placing.facts import waited_days
from helhed.placing.match import why_before
from helhed.placing.picture import plans_drawn

say = Console(highlight=False, soft_wrap=True)
warn = Console(stderr=True, highlight=False, soft_wrap=True)
places = typer.Typer(help="The right place: for one citizen, for many, and which places to have.")
T = TypeVar("T")
_IN = typer.Option("--in", help="A folder with tables as CSV or Parquet.")
_OUT = typer.Option("--out", help="The folder to write in; made when it is not there.")
_JSON = typer.Option("--json", help="For machines.")
_AS_OF = typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day waiting is counted to; today.")
FEWEST_PATHS = 10
FEW_PATHS = f"an interval, and the worst, of fewer than {FEWEST_PATHS} paths say little"
URGENT = 3
"""From this step of urgency on somebody is counted as urgent: it is 0 to 4."""
WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0)
MOVES = {
    "movers": float,
    "movers_unknown": float,
    "metres": int,
    "moved_in": float,
    "moved_in_unknown": float,
    "metres_in": int,
}
"""Citizens who must leave, of how many it is not known how far they get, and the mean distance from
home of the others; the same of those who move in."""


@places.command()
def match(
    folder: Annotated[Path, _IN],
    out: Annotated[Path, _OUT],
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Rank the offers for each citizen: match.csv, and each reason with its points in
    reasons.csv."""
    told = _given(read_places, folder, as_json)
    ranked: list[tuple[object, ...]] = []
    reasons: list[tuple[object, ...]] = []
    for citizen in told.citizens:
        listed = rank(citizen, told.offers, told.distances, told.weights)
        for one, after in zip_longest(listed, listed[1:]):
            is_ranked = one.rank is not None
            words = " ".join(str(reason) for reason in one.against or one.reasons)
            before = why_before(one, after) if after and after.rank is not None else None
            ahead = str(before) if before else None
            points = one.points if is_ranked else None
            ranked.append((citizen.key, one.rank, one.offer.key, points, words, ahead))
            reasons.extend(
                (
                    citizen.key,
                    one.offer.key,
                    reason.code,
                    reason.is_hard,
                    reason.points,
                    str(reason),
                )
                for reason in one.reasons
            )
    _into(
        out,
        {
            "match.csv": _frame(
                ranked,
                citizen=str,
                rank=int,
                offer=str,
                points=int,
                reasons=str,
                before_the_next=str,
            ),
            "reasons.csv": _frame(
                reasons, citizen=str, offer=str, reason=str, is_hard=bool, points=int, text=str
            ),
        },
        "match.json",
        {"citizens": len(told.citizens), "offers": len(told.offers)},
        as_json,
        told.notes,
    )


@places.command("assign")
def share_out(
    folder: Annotated[Path, _IN],
    out: Annotated[Path, _OUT],
    as_of: Annotated[datetime | None, _AS_OF] = None,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Share scarce places out among all who wait: assigned.csv with why for each, and in
    assign.json what first come, first served would give."""
    told = _given(read_places, folder, as_json)
    day = as_of.date() if as_of else SystemClock().today()
    try:
        question = ask(
            told.citizens, told.offers, told.distances, told.weights, day, told.together, told.apart
        )
        with none_but_us():
            best = assign(question)
    except UnableToAssign as error:
        _say_no(f"the places cannot be shared out: {error}.", as_json)
    served = first_come(
        question, [one.key for one in sorted(told.citizens, key=lambda c: (c.since, c.key))]
    )
    _into(
        out,
        {"assigned.csv": _assigned(told, best, served, day)},
        "assign.json",
        {
            "as_of": day.isoformat(),
            "weights": asdict(told.weights),
            "proved": "no sharing out has more points",
            "not_yet": sum(one.since > day for one in told.citizens),
            "assign": _sums(best, told, day),
            "first_come": _sums(served, told, day),
        },
        as_json,
        told.notes,
    )


def _assigned(told: PlacesInput, best: Assigned, served: Assigned, day: date) -> pl.DataFrame:
    """Everybody with the offer, what the place counts and what it counts that she gets one, and
    why: also for each who waits."""
    rows = [
        (
            one.key,
            offer,
            served.placed.get(one.key),
            waited_days(one, day),
            best.question.worth[one.key, offer] if offer else None,
            best.question.priority[one.key],
            " ".join(str(reason) for reason in why(best.question, best, one.key)),
        )
        for one in told.citizens
        for offer in [best.placed.get(one.key)]
    ]
    return _frame(
        rows, citizen=str, offer=str, first_come=str, days_waited=int, place_points=int,
        citizen_points=int, why=str,
    )  # fmt: skip


@places.command("plan")
def plan_places(
    folder: Annotated[Path, _IN],
    out: Annotated[Path, _OUT],
    alpha: Annotated[float, typer.Option(help="CVaR: the worst 1 - alpha of the paths.")] = 0.9,
    picture: Annotated[Path | None, PICTURE] = None,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Which places to convert, open or close, from the cheapest to the safest: plan.csv,
    frontier.csv, the case of each change in cases.csv, and in both how many move, how far."""
    checked(picture)
    try:
        outlook = _given(read_outlook, folder, as_json)
        with none_but_us():
            plans = frontier(outlook, WEIGHTS, alpha)
    except UnableToPlan as error:
        _say_no(f"the places cannot be planned: {error}.", as_json)
    made = [
        (one.weight, change, period + 1, places)
        for one in plans
        for (change, period), places in sorted(one.made.items())
    ]
    edge = [
        (
            one.weight,
            round(one.expected),
            round(one.worst),
            *_moves(moved_in_all(outlook, one.made)),
        )
        for one in plans
    ]
    _into(
        out,
        {
            "plan.csv": _frame(made, weight=float, change=str, period=int, places=int),
            "frontier.csv": _frame(edge, weight=float, expected_oere=int, worst_oere=int, **MOVES),
            "cases.csv": _frame(
                _cases(outlook, plans), weight=float, change=str, places=int, saved_oere=int,
                low_oere=int, high_oere=int, costs_in=float, **MOVES, paid_back_in=int,
            ),
        },
        "plan.json",
        {
            "paths": len(outlook.need),
            "alpha": alpha,
            "gap": max(one.gap for one in plans),
            "nothing_oere": round(float(outlook.costs({}).mean())),
        },
        as_json,
        [*([FEW_PATHS] if len(outlook.need) < FEWEST_PATHS else []), *noticed_in_plan(outlook)],
        {picture: plans_drawn("Which places to have", outlook, plans, alpha)} if picture else {},
    )  # fmt: skip


def _moves(of: Moves) -> tuple[object, ...]:
    """Citizens to a thousandth: more is not known of a mean over paths."""
    return (
        round(of.out, 3),
        round(of.out_unknown, 3),
        of.out_far.metres,
        round(of.into, 3),
        round(of.into_unknown, 3),
        of.into_far.metres,
    )


def _cases(outlook: Outlook, plans: Sequence[Plan]) -> list[tuple[object, ...]]:
    """The case of each change in each plan; by itself, without a weight, where no plan takes it."""
    told: list[tuple[float | None, Case | None]] = []
    taken = {key for one in plans for key, _ in one.made}
    for one in plans:
        own = {key for key, _ in one.made}
        told += [
            (one.weight, case_of(outlook, one.made, change))
            for change in outlook.changes
            if change.key in own
        ]
    left = [change for change in outlook.changes if change.key not in taken]
    told += [(None, alone(outlook, change)) for change in left]
    return [
        (
            weight, case.change.key, case.places, round(case.expected), round(case.low),
            round(case.high), case.costs_in, *_moves(case.moves),
            None if case.paid_back is None else case.paid_back + 1,
        )
        for weight, case in told
        if case
    ]  # fmt: skip


def _sums(found: Assigned, told: PlacesInput, day: date) -> dict[str, object]:
    """What a sharing out comes to: for whom, how dear, how far, and who waits on."""
    homes = {one.key: one for one in told.offers}
    people = {one.key: one for one in told.citizens}
    where = [(people[who], homes[offer]) for who, offer in found.placed.items()]
    metres = [told.distances.between(who.district, home.district) for who, home in where]
    known = [far for far in metres if far is not None]
    return {
        "placed": len(where),
        "points": found.points,
        "wishes_met": sum(home.key in who.wishes for who, home in where),
        "oere_per_day": sum(home.oere_per_day for _, home in where),
        "mean_metres": round(sum(known) / len(known)) if known else None,
        "metres_unknown": len(metres) - len(known),
        "urgent_placed": sum((who.urgency or 0) >= URGENT for who, _ in where),
        "urgent_who_wait": sum((people[who].urgency or 0) >= URGENT for who in found.waiting),
        "longest_wait_left": max(waited_days(people[who], day) for who in found.waiting)
        if found.waiting
        else None,
    }


def _given(read: Callable[[Path, Faults], T | None], folder: Path, as_json: bool) -> T:
    if not folder.is_dir():
        raise typer.BadParameter(f"{folder} is not a folder.")
    faults = Faults()
    found = read(folder, faults)
    if found is None:
        if as_json:
            print(json.dumps({"faults": [fault.as_json() for fault in faults.listed]}))  # noqa: T201
        for fault in faults.listed:
            warn.print(escape(str(fault)))
        raise typer.Exit(3)
    return found


def _say_no(text: str, as_json: bool) -> NoReturn:
    if as_json:
        print(json.dumps({"error": text}))  # noqa: T201
    warn.print(f"helhed: {escape(text)}")
    raise typer.Exit(3)


def _frame(rows: Sequence[tuple[object, ...]], **columns: type) -> pl.DataFrame:
    types = {str: pl.String(), int: pl.Int64(), float: pl.Float64(), bool: pl.Boolean()}
    schema = {name: types[kind] for name, kind in columns.items()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _into(
    out: Path,
    tables: dict[str, pl.DataFrame],
    name: str,
    told: Mapping[str, object],
    as_json: bool,
    notes: Sequence[str] = (),
    pictures: Mapping[Path, str] = MappingProxyType({}),
) -> None:
    """Write an answer: its tables, what it came to and was noticed in a file of its own, and
    pictures. Then say it."""
    all_told = {"version": version("helhed"), **told, **({"notes": list(notes)} if notes else {})}
    tables_there = {out / table: frame for table, frame in tables.items()}
    text = json.dumps(all_told, indent=1) + "\n"
    try:
        out.mkdir(parents=True, exist_ok=True)
        write_tables({**tables_there, out / name: text, **pictures})
    except (NotWritten, OSError) as error:
        reason = error if isinstance(error, NotWritten) else NotWritten(out, error)
        warn.print(f"helhed: {escape(str(reason))}. No file was changed.")
        raise typer.Exit(3) from None
    if as_json:
        print(json.dumps(all_told))  # noqa: T201
        return
    for key, value in told.items():
        say.print(f"{key}: {escape(json.dumps(value))}")
    for note in notes:
        say.print(f"Note: {escape(note)}.")
