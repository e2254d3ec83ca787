"""``docs/reference/speed.md``: what was measured, beside what was measured elsewhere."""

from __future__ import annotations

import json
from collections.abc import Sequence
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


def write_page(folder: Path) -> bool:
    """Write the page from the latest figures, when those of a large municipality are there and
    the command runs where the page lies."""
    found = {
        path.stem: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")
    }
    is_large = found.get("speed", {}).get("facts", {}).get("scale", 0) >= 1
    if not (is_large and PAGE.parent.is_dir()):
        return False
    PAGE.write_text(page(found), encoding="utf-8")
    return True


def page(found: dict[str, Found]) -> str:
    """The whole page, of the measurements that there are."""
    parts = [
        "# Speed",
        "*Written by `make bench` from its latest figures; do not change it here.*",
    ]
    for name, told in (
        ("commitments", _engine),
        ("files", _files),
        ("fhir", _fhir),
        ("reports", _reports),
        ("totals", _totals),
        ("cluster", _cluster),
        ("search-sqlite", _search),
        ("search-postgresql", _search),
        ("speed", _pages),
    ):
        if name in found:
            parts += told(found[name])
    return "\n\n".join(parts) + "\n"


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
    return ["## The price engine", text, _machine(found), _table(found), *_broken(found)]


def _files(found: Found) -> list[str]:
    text = (
        "The same million grants by `helhed commitments --refund`, from files to files of the same "
        "form, in a process of its own; *reading* is what understanding and checking the input "
        "takes of it."
    )
    return ["## From files", text, _machine(found), _table(found), *_broken(found)]


def _fhir(found: Found) -> list[str]:
    first = found["facts"].get("seconds_until_the_first_answer", "?")
    text = (
        "The official examples of KL's guides, each read from its JSON and checked in full. "
        "Promised: at least 100 delivery reports a second on one processor (to build and check 50 "
        f"a second leaves as much for building). The first answer of a process takes {first} s, "
        "because the definitions are made ready then."
    )
    table = [_table(found)] if found["rows"] else []
    return ["## FHIR reports", text, _machine(found), *table, *_broken(found)]


def _reports(found: Found) -> list[str]:
    facts = found["facts"]
    text = (
        f"Of the synthetic municipality at scale {facts['scale']:g}: the latest days with changes, "
        "each citizen's report read from the record, built, and checked in full; seconds are those "
        "of one processor. Promised: at least 50 reports a second, and a national day (98 "
        "municipalities, 30,000 reports) within 15 minutes in memory that does not grow. A "
        f"national day takes **{facts['seconds_of_a_national_day']} s** here."
    )
    return ["## Delivery reports to KL", text, _machine(found), _table(found), *_broken(found)]


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
    return ["## One grant is changed", text, _machine(found), _table(found), *_broken(found)]


def _cluster(found: Found) -> list[str]:
    text = (
        "A forecast by `helhed forecast run --cluster`, from files to files, starting and its own "
        "back-test counted; scheduler, workers and command share the processors of one machine. "
        "The answer of two workers was compared with that of one, byte by byte. Promised: two "
        "workers are at least 1.6 times as fast as one. They were "
        f"**{found['facts']['times_as_fast']} times** as fast."
    )
    return ["## Many machines", text, _machine(found), _table(found), *_broken(found)]


def _search(found: Found) -> list[str]:
    facts = found["facts"]
    text = (
        f"{facts['entries']:,} entries of 20,000 cases in 40 teams; a team sees one in forty, a "
        "department one in two. Measured is the whole question: right, answer, excerpts and log, "
        "the first page and then older ones. Promised: 95 % within 200 ms."
    )
    database = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[facts["database"]]
    title = f"## Search in texts, {database}"
    return [title, text, _machine(found), _table(found), *_broken(found)]


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
    return ["## Pages", text, _machine(found), _markdown(head, rows), *_broken(found)]


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
