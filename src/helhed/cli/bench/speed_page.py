"""``docs/reference/speed.md``: what was measured, beside what was measured elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

PAGE = Path("docs/reference/speed.md")
ELSEWHERE = {
    "a caseworker's list of 100 cases (two pages)": ("1,004", "1,100", "1.3"),
    "a case": ("17", "33", "50"),
    "a grant": ("410", "221", "6"),
    "payments of a month (50)": ("254", "325", "3.2"),
}
"""SQL statements, milliseconds alone, requests a second with eight at once, of OS2bos (Django 3.2,
PostgreSQL 15, 2 cores, 24 GB) on 10,000 cases, 30,000 activities and 1.1 million payments."""

Found = dict[str, Any]
LARGE = 20_000
"""So many grants a large municipality has."""


def write_page(folder: Path) -> bool:
    """Write the page from the latest figures, when there are some for it and the command runs
    where the page lies. What was not measured here keeps what the page says of it."""
    read = {
        path.stem: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")
    }
    found = {name: read[name] for name, _, _ in SECTIONS if name in read and _is_large(read[name])}
    if not (found and PAGE.parent.is_dir()):
        return False
    old = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
    PAGE.write_text(page(found, old), encoding="utf-8")
    return True


def _is_large(found: Found) -> bool:
    """Whether it was measured on a large municipality, where it is measured on one at all."""
    facts = found["facts"]
    return bool(facts.get("scale", 1) >= 1 and facts.get("grants", LARGE) >= LARGE)


def page(found: dict[str, Found], old: str = "") -> str:
    """The whole page: sections of the measurements that there are, and as they stand on the old
    page those of which there are none."""
    kept = sections(old)
    parts = [
        "# Speed",
        "*Written by `make bench` from its latest figures; do not change it here.*",
    ]
    for name, title, told in SECTIONS:
        if name in found:
            parts += [f"## {title}", *told(found[name])]
        elif title in kept:
            parts += [f"## {title}", kept[title]]
    return "\n\n".join(parts) + "\n"


def sections(text: str) -> dict[str, str]:
    """What stands under each title of a page."""
    pieces = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return {title: told.strip() for title, told in zip(pieces[1::2], pieces[2::2], strict=True)}


def _machine(found: Found) -> str:
    told = found["machine"]
    return (
        f"Measured with Python {told['python']} on {told['cpus']} processors; "
        f"when it ended, the load of the machine was {told['load']}."
    )


def _engine(found: Found) -> list[str]:
    facts = found["facts"]
    text = (
        f"{facts['months']} months, rates that change twice a year, suspensions, and the refund of "
        "each citizen. Promised: a million grants within 15 s and 4 GB on two processors, at least "
        "300 times the slow twin (which counts day by day, without refund), and time that grows "
        f"as the number of grants. The slow twin takes {facts['slow_twin_ms_a_grant']} ms a grant: "
        f"**{facts['times_the_slow_twin']} times** as long. The slope of time over size, both as "
        f"logarithms, is **{facts['slope']}**."
    )
    return [text, _machine(found), _table(found), *_broken(found)]


def _files(found: Found) -> list[str]:
    text = (
        "The same million grants by `helhed commitments --refund`, from files to files of the same "
        "form, in a process of its own; *reading* is what understanding and checking the input "
        "takes of it."
    )
    return [text, _machine(found), _table(found), *_broken(found)]


def _forecast(found: Found) -> list[str]:
    facts = found["facts"]
    text = (
        "One thread of one process, which has made a small forecast before: *fit* until the model "
        "is fitted to episodes that are read, *paths* until every path is simulated, refund and "
        "all; their sum is held against what was promised, in seconds of a processor, which are "
        "those of the clock on a quiet machine. The tables of quantiles are not in it. The persons "
        "are those of the synthetic municipality (at scale 1, and at scales that have so many) "
        "who have help that goes on; each year of it has its own price. Promised too: 4 GB, and "
        "time that grows no faster than persons and paths. The slopes, both as logarithms, are "
        f"**{facts['persons']}** in persons and **{facts['paths']}** in paths; where it is below "
        "1, a part of the time is the same for all sizes."
    )
    return [text, _machine(found), *([_table(found)] if found["rows"] else []), *_broken(found)]


def _placing(found: Found) -> list[str]:
    told = []
    for name, title in (
        ("one_place_each", "Where each offer has one place"),
        ("up_to_five_places", "Where offers have up to five"),
    ):
        best, first = found["facts"][name]["assign"], found["facts"][name]["first_come"]
        told.append(
            f"{title}, {best['placed']} of those who wait are placed (first come, first served: "
            f"{first['placed']}), {best['first_wishes']} where they wish most to be "
            f"({first['first_wishes']}), and {best['urgent_who_wait']} of the most urgent wait on "
            f"({first['urgent_who_wait']})."
        )
    text = (
        "Made-up citizens, offers and sites; siblings who stay together and some who are to be "
        "apart. Promised: 400 citizens on 60 places shared out in at most 2 s, proved to be the "
        "best; and 12 sites over 16 quarters of 200 scenarios planned within 60 s to a gap of 1 %. "
        "Every plan is proved further than that, because 1 % of the whole cost is more than plans "
        "save here. Held against it are seconds of a processor."
    )
    return [text, " ".join(told), _machine(found), _table(found), *_broken(found)]


def _fhir(found: Found) -> list[str]:
    first = found["facts"].get("seconds_until_the_first_answer", "?")
    text = (
        "The official examples of KL's guides, each read from its JSON and checked in full. "
        "Promised: at least 100 delivery reports a second on one processor (to build and check 50 "
        f"a second leaves as much for building). The first answer of a process takes {first} s, "
        "because the definitions are made ready then."
    )
    table = [_table(found)] if found["rows"] else []
    return [text, _machine(found), *table, *_broken(found)]


def _reports(found: Found) -> list[str]:
    facts = found["facts"]
    text = (
        f"Of the synthetic municipality at scale {facts['scale']:g}: the latest days with changes, "
        "each citizen's report read from the record, built, and checked in full; seconds are those "
        "of one processor. Promised: at least 50 reports a second, and a national day (98 "
        "municipalities, 30,000 reports) within 15 minutes in memory that does not grow. A "
        f"national day takes **{facts['seconds_of_a_national_day']} s** here."
    )
    return [text, _machine(found), _table(found), *_broken(found)]


def _totals(found: Found) -> list[str]:
    facts = found["facts"]
    text = (
        f"On {facts['grants']:,} grants with {facts['commitments']:,} commitments: one grant is "
        "changed by the act of its button, and its commitments and every total that holds them "
        "change in the same transaction. Promised: within 200 ms. After each act the totals of "
        "the grant's account and unit were compared with their rows, and at the end every row with "
        f"what the engine counts anew and every total with its rows ({facts['full_recount_s']} s): "
        f"{facts['rows_that_differ']} differ."
    )
    return [text, _machine(found), _table(found), *_broken(found)]


def _cluster(found: Found) -> list[str]:
    turns = found["facts"]["turns"]
    text = (
        "A forecast by `helhed forecast run --cluster`, from files to files, starting and its own "
        "back-test counted; scheduler, workers and command share the processors of one machine. "
        "The answer of two workers was compared with that of one, byte by byte. Promised: two "
        "workers are at least 1.6 times as fast as one. In turns, one worker and then two, they "
        f"were {', '.join(f'{one:.2f}' for one in turns)} times as fast; told is the middle, "
        f"**{found['facts']['times_as_fast']} times**."
    )
    return [text, _machine(found), _table(found), *_broken(found)]


def _search(found: Found) -> list[str]:
    facts = found["facts"]
    text = (
        f"{facts['entries']:,} entries of 20,000 cases in 40 teams; a team sees one in forty, a "
        "department one in two. Measured is the whole question: right, answer, excerpts and log, "
        "the first page and then older ones. Promised: 95 % within 200 ms."
    )
    return [text, _machine(found), _table(found), *_broken(found)]


def _pages(found: Found) -> list[str]:
    size = {name.rpartition(".")[2]: count for name, count in found["facts"]["rows"].items()}
    text = (
        f"Here: the synthetic municipality at scale {found['facts']['scale']:g} ({size['Case']:,} "
        f"cases, {size['Grant']:,} grants, {size['PaymentLine']:,} payment lines), SQLite, over "
        "HTTP; milliseconds are until the whole page has come, one at a time, and a list of 100 is "
        "two pages of 50, both counted. Beside it what was measured of OS2bos on a machine of the "
        "same size: 10,000 cases, 30,000 activities, 1.1 million payments, PostgreSQL 15. So the "
        "databases and the number of payments are not the same; SQL statements can be compared "
        "plainly, the rest as orders of magnitude."
    )
    head = ["Page", "SQL", "there", "ms", "95 % within", "there", "a second, 8 at once", "there"]
    rows = []
    for row in found["rows"]:
        name, sql, p50, p95, a_second = row.values()
        there = ELSEWHERE[name]
        rows.append(
            [name, sql, there[0], f"{p50:.0f}", f"{p95:.0f}", there[1], f"{a_second:.1f}", there[2]]
        )
    return [text, _machine(found), _markdown(head, rows), *_broken(found)]


SECTIONS: tuple[tuple[str, str, Callable[[Found], list[str]]], ...] = (
    ("commitments", "The price engine", _engine),
    ("files", "From files", _files),
    ("forecast", "Forecasts from episodes", _forecast),
    ("placing", "The place engine", _placing),
    ("fhir", "FHIR reports", _fhir),
    ("reports", "Delivery reports to KL", _reports),
    ("totals", "One grant is changed", _totals),
    ("cluster", "Many machines", _cluster),
    ("search-sqlite", "Search in texts, SQLite", _search),
    ("search-postgresql", "Search in texts, PostgreSQL", _search),
    ("speed", "Pages", _pages),
)
"""The measurements that are told of, in order, each under its title."""


def _broken(found: Found) -> list[str]:
    return [f"Not held: {fault}." for fault in found["faults"]]


def _table(found: Found) -> str:
    rows = [[_shown(value) for value in row.values()] for row in found["rows"]]
    return _markdown(list(found["rows"][0]), rows)


def _markdown(head: Sequence[object], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}" if abs(value) < 10 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
