"""Four pages of a large municipality, alone and by eight at once: SQL, milliseconds, a second.

They are the pages of which the same was measured on another open system, on a machine of the
same size; ``speed_page`` writes both side by side.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from helhed.cli.bench.demo import database_of, make_demo
from helhed.cli.bench.measured import Measured, percentile
from helhed.cli.bench.pages import AT_ONCE, MOST_STATEMENTS, size_of_house
from helhed.cli.bench.running import Answer, Visitor, links, served
from helhed.cli.house import open_house

ALONE, TOGETHER = 30, 240
CASEWORKER, FINANCE = "demo-caseworker-adults", "demo-finance"


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked at, by whom; each look asks for the addresses of one of ``turns``."""

    name: str
    username: str
    turns: Sequence[tuple[str, ...]]


def bench_speed(folder: Path, scale: float, database: str | None = None) -> Measured:
    """Measure the four pages on a demonstration, made when it is not there."""
    if database is None:
        path = database_of(folder, scale)
        make_demo(path, scale)
        database = f"sqlite:///{path.resolve()}"
    open_house(database)
    size = size_of_house()
    rows, faults = [], []
    with served(database, folder / "home") as port:
        visitors = {name: Visitor(port, name) for name in (CASEWORKER, FINANCE)}
        for visitor in visitors.values():
            visitor.log_in()
        for look in _looks(visitors):
            row = _measured(look, visitors[look.username])
            rows.append(row)
            if row[1] > MOST_STATEMENTS * max(len(turn) for turn in look.turns):
                faults.append(f"{look.name}: {row[1]} SQL statements")
    columns = ("page", "SQL", "p50 ms", "p95 ms", f"a second, {AT_ONCE} at once")
    about = "Pages, milliseconds until the whole page has come"
    return Measured("speed", about, columns, rows, faults, {"scale": scale, "rows": size})


def _looks(visitors: dict[str, Visitor]) -> list[Look]:
    mine = "/sager/?mine=on&state=open"
    worker, finance = visitors[CASEWORKER], visitors[FINANCE]
    listed = worker.get(mine).page + worker.get(f"{mine}&page=2").page
    cases = _found(listed, r"/sager/[0-9a-f-]{36}/")
    runs = _found(finance.get("/betalinger/").page, r"/betalinger/[0-9a-f-]{36}/")
    paid = finance.get(runs[0]).page
    grants = _found(paid, r"/bevillinger/[0-9a-f-]{36}/oekonomi/")
    return [
        Look(
            "a caseworker's list of 100 cases (two pages)", CASEWORKER, [(mine, f"{mine}&page=2")]
        ),
        Look("a case", CASEWORKER, [(one,) for one in cases]),
        Look("a grant", FINANCE, [(one,) for one in grants]),
        Look("payments of a month (50)", FINANCE, [(one,) for one in runs]),
    ]


def _found(page: str, pattern: str) -> list[str]:
    """The addresses on a page that are wholly of a form. Raises LookupError."""
    found = [link for link in links(page) if re.fullmatch(pattern, link)]
    if not found:
        raise LookupError(f"no address like {pattern} was found")
    return found


def _measured(look: Look, visitor: Visitor) -> tuple[str, int, float, float, float]:
    times, statements = [], []
    for number in range(ALONE + 3):
        began = time.perf_counter()
        answers = _once(look, visitor, number)
        if number >= 3:  # the first ones wake the house
            times.append(1_000 * (time.perf_counter() - began))
            statements.append(sum(answer.statements for answer in answers))
    a_second = _together(look, visitor)
    p50, p95 = percentile(times, 0.5), percentile(times, 0.95)
    return look.name, max(statements), p50, p95, a_second


def _once(look: Look, visitor: Visitor, number: int) -> list[Answer]:
    answers = [visitor.get(address) for address in look.turns[number % len(look.turns)]]
    for answer in answers:
        if answer.status != 200:
            raise LookupError(f"{look.name} answered {answer.status}")
    return answers


def _together(look: Look, visitor: Visitor) -> float:
    """How many looks a second when so many look at once."""

    def work(of: int) -> None:
        mine = visitor.again()
        for number in range(of, TOGETHER, AT_ONCE):
            _once(look, mine, number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(AT_ONCE)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return TOGETHER / (time.perf_counter() - began)
