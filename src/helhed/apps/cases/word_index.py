"""The words of every text of the cases, kept in the transaction that writes the text.

Both databases keep the same stems (``kernel.danish``), so both give the same answer. Beside them
stand the unit and the department of the case, so that a question is cut down to what somebody may
see before anything is sorted. What was found is then asked for at the cases themselves: the index
is fast, the case decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from uuid import UUID

from django.db import connection

from helhed.apps.cases.access import cases_within
from helhed.apps.cases.models import Case, Searchable
from helhed.kernel.danish import stems
from helhed.kernel.search import Asked
from helhed.rules.access.rights import Reach

AT_ONCE = 500
_FIRST_DAY = date(1900, 1, 1)
_LOW_BITS = 43
_UNIT, _DEPARTMENT = "ð", "þ"
"""Letters that no stem holds, so that no text can pretend to lie in a unit."""


@dataclass(frozen=True, slots=True)
class Text:
    """What is searched for in one thing of a case."""

    kind: str
    of: UUID
    case: UUID
    day: date
    text: str


def keep(text: Text) -> None:
    """Write down the words of a text that was made or changed."""
    keep_all([text])


def keep_all(texts: Iterable[Text]) -> None:
    """Write down the words of many texts."""
    waiting = iter(texts)
    while some := list(islice(waiting, AT_ONCE)):
        places = _places([text.case for text in some])
        drop(text.of for text in some)
        rows = [
            Searchable(
                id=_key(text),
                kind=text.kind,
                of=text.of,
                case_id=text.case,
                words=" ".join(sorted(stems(text.text) | places[text.case])),
            )
            for text in some
        ]
        # FTS5 writes what it holds down each time a key is below the last.
        Searchable.objects.bulk_create(sorted(_apart(rows), key=lambda row: row.id))


def drop(things: Iterable[UUID]) -> None:
    """Forget the words of things that are gone."""
    Searchable.objects.filter(of__in=list(things)).delete()


def _places(cases: Iterable[UUID]) -> dict[UUID, frozenset[str]]:
    rows = Case.objects.filter(id__in=set(cases)).values_list("id", "unit", "department")
    return {case: frozenset({_unit(unit), _department(dep)}) for case, unit, dep in rows}


def _unit(unit: object) -> str:
    return f"{_UNIT}{str(unit).replace('-', '')}"


def _department(department: str) -> str:
    return f"{_DEPARTMENT}{department}"


def _key(text: Text) -> int:
    """The day, then part of the thing's own id: the newest have the highest keys."""
    days = max(0, (text.day - _FIRST_DAY).days)
    return days << _LOW_BITS | text.of.int & (1 << _LOW_BITS) - 1


def _apart(rows: list[Searchable]) -> list[Searchable]:
    """The rows with keys that no other row has. Two of a day meet once in a thousand years."""
    wanted = [row.id for row in rows]
    taken = set(Searchable.objects.filter(id__in=wanted).values_list("id", flat=True))
    for row in rows:
        while row.id in taken:
            row.id += 1
            if row.id not in wanted and Searchable.objects.filter(id=row.id).exists():
                taken.add(row.id)
        taken.add(row.id)
    return rows


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing whose words were asked for; ``key`` is where the next page begins."""

    key: int
    kind: str
    of: UUID
    case: UUID


def find(reach: Reach, asked: Asked, *, before: int | None = None, most: int) -> list[Hit]:
    """The newest things within a reach that hold all words that are asked for."""
    if asked.is_empty or reach.is_empty:
        return []
    found: list[Hit] = []
    for keys in _keys(reach, asked, before, most):
        within = Searchable.objects.filter(cases_within(reach, "case__"), id__in=keys)
        found += [Hit(row.id, row.kind, row.of, row.case_id) for row in within.order_by("-id")]
        if len(found) >= most:
            break
    return found[:most]


def _keys(reach: Reach, asked: Asked, before: int | None, most: int) -> Iterator[Sequence[int]]:
    """Keys by page, the highest first."""
    ask = _in_sqlite if connection.vendor == "sqlite" else _in_postgresql
    scope = _scope(reach)
    below = 1 << 62 if before is None else before
    while keys := ask(asked, scope, below, most):
        yield keys
        if len(keys) < most:
            return
        below = keys[-1]


def _scope(reach: Reach) -> list[str]:
    """The words of which a row must hold one; none when all are within reach, or when it is told
    by persons, whom the index does not know."""
    if reach.everything or reach.own is not None:
        return []
    return [_unit(u) for u in reach.units] + [_department(d) for d in reach.departments]


def _in_sqlite(asked: Asked, scope: list[str], below: int, most: int) -> list[int]:
    parts = [f'"{word}"' for word in asked.whole] + [f'"{word}"*' for word in asked.begun]
    if scope:
        parts.append("(" + " OR ".join(f'"{word}"' for word in scope) + ")")
    sql = (
        "SELECT rowid FROM cases_searchable_words WHERE cases_searchable_words MATCH %s "
        "AND rowid < %s ORDER BY rowid DESC LIMIT %s"
    )
    return _rows(sql, " AND ".join(parts), below, most)


def _in_postgresql(asked: Asked, scope: list[str], below: int, most: int) -> list[int]:
    parts = [f"'{word}'" for word in asked.whole] + [f"'{word}':*" for word in asked.begun]
    if scope:
        parts.append("(" + " | ".join(f"'{word}'" for word in scope) + ")")
    sql = (
        "SELECT id FROM cases_searchable WHERE found_by @@ %s::tsquery "
        "AND id < %s ORDER BY id DESC LIMIT %s"
    )
    return _rows(sql, " & ".join(parts), below, most)


def _rows(sql: str, *values: str | int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]
