"""The search in texts in a house with a million journal entries.

The house is made for the purpose: cases in forty teams of two departments, entries of sentences
that caseworkers write, and in each a few made-up words of which some are common and most are rare,
as names are. A tenth is written by the house itself, and the database copies it nine times to
other days, since what is measured is the asking: right, answer, texts, excerpts, log.
"""

from __future__ import annotations

import csv
import random
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helhed.cli.bench.measured import Measured, percentile
from helhed.cli.house import SQLITE, bring_up_to_date, open_house
from helhed.kernel.clock import FixedDay
from helhed.kernel.identifiers import uuid7
from helhed.rules.access.rights import Role
from helhed.rules.cases.sag import CaseArea, EntryKind, OpenedThrough

if TYPE_CHECKING:
    from helhed.apps.access.access import Actor
    from helhed.apps.cases.models import Case, JournalEntry

ENTRIES = 1_000_000
COPIES, KEY_BITS = 10, 43
TEAMS, ENTRIES_A_CASE, AT_ONCE = 40, 50, 10_000
MOST_MILLISECONDS = 200
TIMES = 20
TODAY = date(2026, 11, 2)
DAYS = 3_650
QUESTIONS = (
    ("a word of most texts", "borgeren"),
    ("two common words", "støtten aftaler"),
    ("three common words", "mødet udføreren mål"),
    ("a common and a rare word", "borger {rare}"),
    ("a common word and one of some thousands", "borgeren {some}"),
    ("a word of some thousands", "{some}"),
    ("a rare word", "{rare}"),
    ("a word of one text", "{single}"),
    ("a word of no text", "findesikke"),
    ("a common word and one of no text", "borgeren findesikke"),
    ("a common beginning", "aft*"),
    ("a rare beginning", "{begun}*"),
)


def bench_search(folder: Path, database: str | None = None, entries: int = ENTRIES) -> Measured:
    """Fill a house and ask it. A file that is made for it is deleted afterwards; a database that
    is given must be empty, and is left as it is filled."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "search.sqlite3"
    try:
        open_house(database or f"{SQLITE}{path.resolve()}")
        bring_up_to_date()
        return _measured(entries)
    finally:
        if database is None:
            for ending in ("", "-wal", "-shm", "-turn"):
                path.with_name(path.name + ending).unlink(missing_ok=True)


def _measured(entries: int) -> Measured:
    from django.db import connection

    began = time.perf_counter()
    people, chosen = _filled(entries)
    filled = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    rows, faults = [], []
    _asked(people["head of a department"], "borgeren")  # the first answer makes things ready
    for who, actor in people.items():
        for name, question in QUESTIONS:
            found, taken = _asked(actor, question.format(**chosen))
            p50, p95 = (percentile(taken, share) for share in (0.5, 0.95))
            rows.append((who, name, found, p50, p95, max(taken)))
            if p95 > MOST_MILLISECONDS:
                faults.append(f"{who}, {name}: 95 % within {p95:.0f} ms")
    facts = {
        "database": connection.vendor,
        "entries": entries,
        "seconds_to_fill": round(filled),
    }
    connection.close()
    columns = ("who", "asked for", "found on the page", "p50 ms", "p95 ms", "max ms")
    about = f"Search in {entries:,} journal entries, {connection.vendor}"
    return Measured(f"search-{connection.vendor}", about, columns, rows, faults, facts)


def _asked(actor: Actor, question: str) -> tuple[int, list[float]]:
    """How many were on the first page, and the milliseconds of each time, older pages among."""
    from helhed.apps.desk.queries.texts import search_texts

    taken, first, before = [], None, None
    for _ in range(TIMES):
        began = time.perf_counter()
        page = search_texts(actor, question, before)
        taken.append((time.perf_counter() - began) * 1_000)
        first = len(page.rows) if first is None else first
        before = page.after
    return first or 0, taken


def _filled(entries: int) -> tuple[dict[str, Actor], dict[str, str]]:
    """A house with so many entries; who asks, and some words that are rare in it."""
    from django.db import transaction

    from helhed.apps.cases.models import JournalEntry
    from helhed.apps.cases.texts import of_entry
    from helhed.apps.cases.word_index import keep_all

    chance = random.Random(1)  # noqa: S311
    names = _names(chance)
    with transaction.atomic():
        cases, people = _house(chance, max(2, entries // ENTRIES_A_CASE))
    for low in range(0, entries // COPIES, AT_ONCE):
        rows = list(_entries(chance, cases, names, min(AT_ONCE, entries // COPIES - low)))
        with transaction.atomic():
            JournalEntry.objects.bulk_create(rows, batch_size=500)
            keep_all(map(of_entry, rows))
    for number in range(1, COPIES):
        for low in range(0, entries // COPIES, AT_ONCE):
            with transaction.atomic():
                _copy(number, low)
    with transaction.atomic():
        teams = people["caseworker of a team"].posts[0].units
        seen = [case for case in cases if case.unit_id in teams]
        single = next(_entries(chance, seen[:1], names, 1))
        single.text += " enestående"
        single.save()
        keep_all([of_entry(single)])
    rare, some = names[len(names) // 2], names[len(names) // 700]
    words = {"rare": rare, "begun": rare[:6], "some": some, "single": "enestående"}
    return people, words


def _copy(number: int, low: int) -> None:
    """Some entries once more, so many days earlier, under ids that begin with the number: in parts,
    as a house grows, so that the index merges as it goes and never all in one transaction."""
    from django.db import connection

    sqlite = connection.vendor == "sqlite"
    begins, as_text, as_id = f"{number + 1:02x}", "{}" if sqlite else "{}::text", "{}"
    if not sqlite:
        as_id = "({})::uuid"

    def other(column: str) -> str:
        return as_id.format(f"'{begins}' || substr({as_text.format(column)}, 3)")

    def is_first(column: str) -> str:
        return f"substr({as_text.format(column)}, 1, 2) = '01'"

    earlier = f"date(happened_on, '-{number} days')" if sqlite else f"happened_on - {number}"
    told = "case_id, kind, title, text, written_at, signed_at"
    key = f"id - {number << KEY_BITS}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO cases_journalentry (id, happened_on, {told}) SELECT "  # noqa: S608
            f"{other('id')}, {earlier}, {told} FROM cases_journalentry WHERE {is_first('id')} "
            f"ORDER BY id LIMIT {AT_ONCE} OFFSET {low}"
        )
        cursor.execute(
            "INSERT INTO cases_searchable (id, kind, of, case_id, words) SELECT "  # noqa: S608
            f"{key}, kind, {other('of')}, case_id, words FROM cases_searchable "
            # In the order of the keys, as a house that grows day by day keeps its words.
            f"WHERE {is_first('of')} ORDER BY id LIMIT {AT_ONCE} OFFSET {low}"
        )


def _names(chance: random.Random) -> list[str]:
    """Made-up words, of which the first are drawn most."""
    parts = ("ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "bjø")
    return list(dict.fromkeys("".join(chance.choices(parts, k=4)) for _ in range(20_000)))


def _house(chance: random.Random, count: int) -> tuple[list[Case], dict[str, Actor]]:
    from helhed.apps.access.access import Actor, posts_of
    from helhed.apps.access.models import Municipality, RoleHolding, Unit, User
    from helhed.apps.cases.models import Case
    from helhed.apps.citizens.models import Citizen

    Municipality.objects.create(code="0999", name="Måling", is_demo=True, fixed_today=TODAY)
    tops = [_unit(Unit, name, name, None) for name in ("adults", "children")]
    teams = [_unit(Unit, f"Team {n}", tops[n % 2].department, tops[n % 2]) for n in range(TEAMS)]
    citizens = [Citizen(name=f"Borger {n}", name_key=f"borger {n}") for n in range(count)]
    Citizen.objects.bulk_create(citizens, batch_size=500)
    cases = []
    for number, citizen in enumerate(citizens):
        team = chance.choice(teams)
        cases.append(
            Case(
                number=f"V-{number}",
                citizen=citizen,
                department=team.department,
                area=CaseArea.DISABILITY.value,
                unit=team,
                opened_on=TODAY - timedelta(days=DAYS),
                opened_through=OpenedThrough.APPLICATION.value,
                opening_reason="Måling",
            )
        )
    Case.objects.bulk_create(cases, batch_size=500)
    people = {}
    for name, role, unit in (
        ("caseworker of a team", Role.CASEWORKER_ADULTS, teams[0]),
        ("head of a department", Role.HEAD, tops[0]),
    ):
        user = User.objects.create(username=role.value, name=name)
        RoleHolding.objects.create(user=user, role=role.value, unit=unit, start=date(2000, 1, 1))
        people[name] = Actor(user, posts_of(user, TODAY), FixedDay(TODAY))
    return cases, people


def _unit(model: Any, name: str, department: str, above: Any) -> Any:
    made = model(key=name, name=name, kind="team" if above else "department", parent=above)
    made.department, made.cost_place = department, "0001"
    made.path = f"{above.path if above else ''}{made.id}/"
    made.save()
    return made


def _entries(
    chance: random.Random, cases: list[Case], names: list[str], count: int
) -> Iterator[JournalEntry]:
    from helhed.apps.cases.models import JournalEntry

    sentences = _sentences()
    now = datetime(2026, 11, 2, 11, tzinfo=UTC)
    for _ in range(count):
        title, first = chance.choice(sentences)
        more = " ".join(text for _, text in chance.choices(sentences, k=2))
        # A power of an even chance: the first names are drawn often, the last hardly ever.
        drawn = " ".join(names[int(len(names) * chance.random() ** 4)] for _ in range(3))
        yield JournalEntry(
            id=uuid7(),
            case=chance.choice(cases),
            kind=EntryKind.NOTE.value,
            title=title,
            text=f"{first} {more} {drawn}",
            happened_on=TODAY - timedelta(days=chance.randrange(DAYS)),
            written_at=now,
            signed_at=now,
        )


def _sentences() -> list[tuple[str, str]]:
    told = files("helhed.synth").joinpath("data/sentences.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(told.splitlines())
    return [(row["text"], row["more"]) for row in rows if row["use"].startswith("journal_")]
