"""Every page of the house for every role, asked for by eight at once.

Which pages there are comes from the addresses themselves; which rows they show is found by
following links as a reader would. So a new page is measured without anybody remembering it,
and a page that nobody could reach is told of.
"""

from __future__ import annotations

import random
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue

from helhed.cli.bench.demo import database_of, make_demo
from helhed.cli.bench.measured import Measured, percentile
from helhed.cli.bench.running import Answer, Visitor, links, served
from helhed.cli.house import open_house

AT_ONCE = 8
SAMPLES = 4  # different rows of a page for each role
TIMES = 3  # each sample is asked for so many times
MOST_MILLISECONDS, SHARE = 300, 0.95
MOST_STATEMENTS = 20
LONG_WORK = ("format=csv", "format=xlsx")  # whole lists as files are no pages
SEARCHES = ("/soeg/?words=an", "/soeg/?words=jens")


@dataclass
class Figures:
    """What was measured of one page."""

    milliseconds: list[float] = field(default_factory=list)
    statements: list[int] = field(default_factory=list)
    roles: set[str] = field(default_factory=set)
    faults: set[int] = field(default_factory=set)

    def add(self, username: str, answer: Answer) -> None:
        """One answer more."""
        self.roles.add(username)
        if answer.status != 200:
            self.faults.add(answer.status)
            return
        self.milliseconds.append(answer.milliseconds)
        self.statements.append(answer.statements)


@dataclass(frozen=True, slots=True)
class Task:
    """One page to ask for, as somebody."""

    username: str
    route: str
    address: str


def bench_pages(folder: Path, scale: float, database: str | None = None) -> Measured:
    """Ask for every page on a demonstration: of a scale, made when it is not there, or given."""
    if database is None:
        path = database_of(folder, scale)
        make_demo(path, scale)
        database = f"sqlite:///{path.resolve()}"
    open_house(database)
    size = size_of_house()
    users = _demo_users()
    with served(database, folder / "home") as port:
        visitors = {name: Visitor(port, name) for name in users}
        for visitor in visitors.values():
            visitor.log_in()
        tasks = [task for v in visitors.values() for task in _found_by(v)]
        figures = _asked(tasks, visitors)
    return told(figures, size, {route for route, opens in routes().items() if opens})


def size_of_house() -> dict[str, int]:
    """How large the municipality is, by what most lists are made of."""
    from django.apps import apps
    from django.db import connection

    names: tuple[str, ...] = ("citizens.Citizen", "cases.Case", "decisions.Grant")
    names += ("decisions.Commitment", "payments.PaymentLine")
    counted = {name: apps.get_model(name)._default_manager.count() for name in names}
    connection.close()
    return counted


def _demo_users() -> list[str]:
    from django.db import connection

    from helhed.apps.access.queries import demo_log_ins

    names = list(dict.fromkeys(user.username for user, _ in demo_log_ins()))
    connection.close()
    return names


def routes() -> dict[str, bool]:
    """Every page by its name; whether it can be opened (GET) rather than only acted on (POST)."""
    from django.urls import URLPattern, get_resolver

    def walk(patterns: Iterable[object], room: str) -> Iterator[tuple[str, bool]]:
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                methods = getattr(pattern.callback, "methods", ("GET",))
                yield f"{room}:{pattern.name}", "GET" in methods
            else:
                below = getattr(pattern, "url_patterns", [])
                yield from walk(below, getattr(pattern, "namespace", None) or room)

    return dict(walk(get_resolver().url_patterns, ""))


def route_of(address: str) -> str | None:
    """The name of the page that an address opens; None when there is none."""
    from django.urls import Resolver404, resolve

    try:
        return resolve(address.partition("?")[0]).view_name
    except Resolver404:
        return None


def _found_by(visitor: Visitor) -> list[Task]:
    """The pages that somebody reaches by links, at most a few rows of each."""
    can_be_opened = routes()
    samples: dict[str, list[str]] = defaultdict(list)
    seen: set[str] = set()
    waiting = ["/", *SEARCHES]
    while waiting:
        address = waiting.pop(0)
        route = route_of(address)
        if address in seen or route is None or not can_be_opened.get(route):
            continue
        seen.add(address)
        if len(samples[route]) >= SAMPLES or any(word in address for word in LONG_WORK):
            continue
        answer = visitor.get(address)
        if answer.status == 200:
            samples[route].append(address)
            waiting += _inside(links(answer.page), address)
    return [
        Task(visitor.username, route, address)
        for route, addresses in samples.items()
        for address in addresses
    ]


def _inside(found: list[str], address: str) -> list[str]:
    """Plain addresses first: a filter of a page is worth less than another page."""
    return sorted(found, key=lambda link: ("?" in link, link.partition("?")[0] == address))


def _asked(tasks: list[Task], visitors: dict[str, Visitor]) -> dict[str, Figures]:
    """Every task a few times in a shuffled order, by so many at once."""
    queue: SimpleQueue[Task] = SimpleQueue()
    order = tasks * TIMES
    random.Random(1).shuffle(order)  # noqa: S311
    for task in order:
        queue.put(task)
    figures: dict[str, Figures] = defaultdict(Figures)
    lock = threading.Lock()

    def work() -> None:
        mine = {name: visitor.again() for name, visitor in visitors.items()}
        while True:
            try:
                task = queue.get_nowait()
            except Empty:
                return
            answer = mine[task.username].get(task.address)
            with lock:
                figures[task.route].add(task.username, answer)

    threads = [threading.Thread(target=work) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return figures


def told(figures: dict[str, Figures], size: dict[str, int], pages: set[str]) -> Measured:
    """The report: a row per page, broken promises, and the ``pages`` that nobody reached."""
    rows, faults = [], []
    for route in sorted(figures):
        found = figures[route]
        if found.faults:
            faults.append(f"{route} answered {sorted(found.faults)}")
        if not found.milliseconds:
            continue
        p50, p95 = (percentile(found.milliseconds, share) for share in (0.5, SHARE))
        most = max(found.statements)
        rows.append(
            (
                route,
                len(found.roles),
                len(found.milliseconds),
                p50,
                p95,
                max(found.milliseconds),
                most,
            )
        )
        if p95 > MOST_MILLISECONDS:
            faults.append(f"{route}: 95 % within {p95:.0f} ms, promised {MOST_MILLISECONDS} ms")
        if most > MOST_STATEMENTS:
            faults.append(f"{route}: {most} SQL statements, promised {MOST_STATEMENTS}")
    every = [value for found in figures.values() for value in found.milliseconds]
    facts = {
        "rows": size,
        "at_once": AT_ONCE,
        "requests": len(every),
        "p95_of_all": percentile(every, SHARE),
        "share_within_promise": sum(v <= MOST_MILLISECONDS for v in every) / len(every),
        "not_reached_by_links": sorted(pages - set(figures)),
    }
    columns = ("page", "roles", "requests", "p50 ms", "p95 ms", "max ms", "SQL")
    about = f"Pages, {AT_ONCE} at once, milliseconds on the server"
    return Measured("pages", about, columns, rows, faults, facts)
