"""Cases, their journals and tasks as rows."""

from __future__ import annotations

import numpy as np
import polars as pl

from helhed.synth.chance import Chance, Floats, Ints, between, pick
from helhed.synth.shape import (
    HISTORY_FROM,
    NEVER,
    TODAY,
    as_date,
    chosen,
    dates,
    ids,
    moments,
    table,
)
from helhed.synth.town import unit_ids
from helhed.synth.whose import said_to, whose
from helhed.synth.words import pairs, row_numbers, said
from helhed.synth.world import World

LETTER = {"adults": "V", "children": "B"}
ENTRIES_A_YEAR, MOST_ENTRIES = 1.7, 16
KINDS = ("conversation", "phone", "meeting", "letter", "note", "visit")
KIND_WEIGHTS = (32, 22, 14, 10, 12, 10)
SHARE_AMENDED = 0.015
DESK_DUE = (-9, -4, -1, 0, 1, 2, 4, 8, 15)
DESKS = (
    "demo-caseworker-adults",
    "demo-caseworker-children",
    "demo-team-leader",
    "demo-team-leader-children",
)
VISITATORS = {"demo-visitation": "adults", "demo-visitation-children": "children"}


def cases(world: World) -> pl.DataFrame:
    """One row per case, numbered by department and year of opening."""
    made, chance, count = world.cases, world.chance, len(world.cases)
    units = unit_ids(world.seed)
    citizen = ids(world.seed, "citizens", range(len(world.people.birth)))
    child = np.array([department == "children" for department in made.department])
    matters = [f"matters_{'child' if c else 'adult'}" for c in child.tolist()]
    opened = whose(world, range(count), made.opened)
    closed = np.array(made.closed)
    reason = said(chance.draw(count, "cases", "close"), "close")
    return table(
        "cases",
        {
            "id": world.case_id,
            "number": _numbers(world),
            "citizen": [citizen[person] for person in made.person],
            "department": made.department,
            "area": made.area,
            "unit": [units[team] for team in made.team],
            "responsible": [world.responsible(case) for case in range(count)],
            "opened_on": dates(np.array(made.opened)),
            "opened_through": made.through,
            "opening_reason": said_to(
                chance.draw(count, "cases", "reason"),
                [_opening(a, t) for a, t in zip(made.area, made.through, strict=True)],
                opened,
            ),
            "matters_to_me": said_to(chance.draw(count, "cases", "matters"), matters, opened),
            "closed_on": dates(closed),
            "close_reason": reason.set(pl.Series(closed >= NEVER), ""),
        },
    )


def _opening(area: str, through: str) -> str:
    """The use of the sentence on why the case was opened."""
    return f"opening_{through if through in ('notification', 'transition') else area}"


def _numbers(world: World) -> list[str]:
    made = world.cases
    order = sorted(range(len(made)), key=lambda case: (made.opened[case], case))
    last: dict[tuple[str, int], int] = {}
    found = [""] * len(made)
    for case in order:
        key = (made.department[case], as_date(made.opened[case]).year)
        last[key] = last.get(key, 0) + 1
        found[case] = f"{LETTER[key[0]]}-{key[1]}-{last[key]:05d}"
    return found


def journal(world: World) -> pl.DataFrame:
    """What was written, most of it signed the same day; some entries are amended later."""
    made, chance = world.cases, world.chance
    first = np.maximum(np.array(made.opened), HISTORY_FROM)
    last = np.minimum(np.array(made.closed), TODAY)
    spans = np.maximum(last - first, 0)
    wanted = 1 + (spans / 365 * ENTRIES_A_YEAR).astype(np.int64)
    counts = np.where(last >= first, np.minimum(wanted, MOST_ENTRIES), 0)
    rows = row_numbers(counts)
    day = first[rows] + (chance.draw(len(rows), "journal", "day") * (spans[rows] + 1)).astype(int)
    kind = pick(chance.draw(len(rows), "journal", "kind"), KIND_WEIGHTS)
    about = _about(world, rows, kind, chance.draw(len(rows), "journal", "text"))
    still_open = np.array(made.closed)[rows] >= NEVER
    draft = still_open & (day > TODAY - 9) & (chance.draw(len(rows), "journal", "sign") < 0.6)
    amended = ~draft & (chance.draw(len(rows), "journal", "amend") < SHARE_AMENDED)
    minute = between(chance.draw(len(rows), "journal", "minute"), 450, 900)
    key = ids(world.seed, "journal", range(len(rows)))
    author = [world.responsible(case) for case in rows.tolist()]
    plain = _entries(world, key, rows, kind, about, day, minute, draft, author)
    picked = np.flatnonzero(amended)
    later = np.minimum(day[picked] + 2, TODAY)
    again = [("Rettelse til notat", "Datoen i notatet skal være dagen før. Resten står ved magt.")]
    amendments = _entries(
        world,
        ids(world.seed, "journal", [f"amends {n}" for n in picked.tolist()]),
        rows[picked],
        np.full(len(picked), KINDS.index("note")),
        again * len(picked),
        later,
        minute[picked] + 60,
        np.zeros(len(picked), bool),
        [author[n] for n in picked.tolist()],
    )
    amendments = amendments.with_columns(amends=chosen(key, picked))
    return pl.concat([plain, amendments, _drafts(world)])


def _drafts(world: World) -> pl.DataFrame:
    """Entries of yesterday that are not signed yet, on each desk of a demonstration."""
    rows = [case for name in DESKS for case in world.open_cases_of(name)[1:4]]
    count, chance = len(rows), world.chance
    visit = np.full(count, KINDS.index("visit"))
    return _entries(
        world,
        ids(world.seed, "journal", [f"draft {case}" for case in rows]),
        np.array(rows, np.int64),
        visit,
        _about(world, np.array(rows, np.int64), visit, chance.draw(count, "journal", "draft")),
        np.full(count, TODAY - 1),
        np.full(count, 700),
        np.ones(count, bool),
        [world.responsible(case) for case in rows],
    )


def _about(world: World, rows: Ints, kind: Ints, draws: Floats) -> list[tuple[str, str]]:
    found = []
    placed = world.placed_cases()
    for case, k, draw in zip(rows.tolist(), kind.tolist(), draws.tolist(), strict=True):
        side = "adult" if world.cases.department[case] == "adults" else "child"
        if KINDS[k] == "visit" and case in placed:
            side = "placed"
        listed = pairs(f"journal_{KINDS[k]}_{side}")
        found.append(listed[int(draw * len(listed))])
    return found


def _entries(
    world: World,
    key: list[str],
    rows: Ints,
    kind: Ints,
    about: list[tuple[str, str]],
    day: Ints,
    minute: Ints,
    draft: Ints,
    author: list[str],
) -> pl.DataFrame:
    signed = np.where(draft, NEVER, day)
    return table(
        "journal",
        {
            "id": key,
            "case": chosen(world.case_id, rows),
            "kind": chosen(KINDS, kind),
            "title": pl.Series([title for title, _ in about], dtype=pl.String),
            "text": pl.Series([text for _, text in about], dtype=pl.String),
            "happened_on": dates(day),
            "author": pl.Series(author, dtype=pl.String),
            "written_at": moments(day, minute),
            "signed_at": moments(signed, minute + 12),
            "signed_by": pl.Series(author, dtype=pl.String).set(pl.Series(draft), None),
            "amends": pl.Series([None] * len(rows), dtype=pl.String),
        },
    )


def tasks(world: World) -> pl.DataFrame:
    """Tasks done in the past, and open ones: some late, some this week, some later."""
    chance = world.chance
    done, due = _done_tasks(chance, world)
    open_cases, open_due = _open_tasks(chance, world)
    rows = np.concatenate([done, open_cases]).astype(np.int64)
    day = np.concatenate([due, open_due]).astype(np.int64)
    is_done = np.arange(len(rows)) < len(done)
    listed = _titles(world, rows, chance.draw(len(rows), "tasks", "title"))
    opened = np.array(world.cases.opened)[rows]
    lead = between(chance.draw(len(rows), "tasks", "made"), 3, 30)
    written = np.minimum(np.maximum(day - lead, opened), TODAY)
    slack = between(chance.draw(len(rows), "tasks", "done"), -3, 4)
    done_on = np.where(is_done, np.minimum(np.maximum(day + slack, written), TODAY), NEVER)
    who = pl.Series([world.responsible(case) for case in rows.tolist()], dtype=pl.String)
    mine = table(
        "tasks",
        {
            "id": ids(world.seed, "tasks", range(len(rows))),
            "case": chosen(world.case_id, rows),
            "title": pl.Series([title for title, _ in listed], dtype=pl.String),
            "due": dates(day),
            "law": pl.Series([law for _, law in listed], dtype=pl.String),
            "assigned_to": who,
            "made_at": moments(written, np.full(len(rows), 540)),
            "done_on": dates(done_on),
            "done_by": who.set(pl.Series(~is_done), None),
        },
    )
    return pl.concat([mine, _tasks_of_visitators(world)])


def _tasks_of_visitators(world: World) -> pl.DataFrame:
    """What visitators have to do in cases of others: find places, follow orders."""
    rows: list[tuple[str, int, int]] = []
    for name, department in VISITATORS.items():
        user = world.user[world.staff.named(name)]
        cases = [case for case in world.open_cases() if world.cases.department[case] == department]
        rows += [(user, case, day) for case, day in zip(cases[::7], DESK_DUE, strict=False)]
    count = len(rows)
    listed = pairs("task_visitation")
    return table(
        "tasks",
        {
            "id": ids(world.seed, "tasks", [f"{user} {case}" for user, case, _ in rows]),
            "case": pl.Series([world.case_id[case] for _, case, _ in rows], dtype=pl.String),
            "title": [listed[n % len(listed)][0] for n in range(count)],
            "due": dates(TODAY + np.array([due for _, _, due in rows], np.int64)),
            "law": [listed[n % len(listed)][1] for n in range(count)],
            "assigned_to": pl.Series([user for user, _, _ in rows], dtype=pl.String),
            "made_at": moments(np.full(count, TODAY - 12), np.full(count, 540)),
            "done_on": dates(np.full(count, NEVER)),
            "done_by": pl.Series([None] * count, dtype=pl.String),
        },
    )


def _titles(world: World, rows: Ints, draws: Floats) -> list[tuple[str, str]]:
    listed = {"adults": pairs("task"), "children": pairs("task_child")}
    placed = world.placed_cases()
    found = []
    for case, draw in zip(rows.tolist(), draws.tolist(), strict=True):
        here = listed[world.cases.department[case]]
        if case in placed:
            here = (*here, *pairs("task_placed"))
        found.append(here[int(draw * len(here))])
    return found


def _done_tasks(chance: Chance, world: World) -> tuple[Ints, Ints]:
    first = np.maximum(np.array(world.cases.opened), HISTORY_FROM)
    last = np.minimum(np.array(world.cases.closed), TODAY - 15)
    counts = np.minimum(((last - first) / 240).astype(np.int64) + 1, 8)
    rows = row_numbers(np.where(last > first, counts, 0))
    within = chance.draw(len(rows), "tasks", "past")
    return rows, first[rows] + (within * (last - first)[rows]).astype(np.int64)


def _open_tasks(chance: Chance, world: World) -> tuple[Ints, Ints]:
    cases = np.array(world.open_cases(), np.int64)
    has = chance.draw(len(cases), "tasks", "open") < 0.45
    rows = cases[has].tolist()
    due = (TODAY + between(chance.draw(len(rows), "tasks", "due"), -6, 60)).tolist()
    for name in DESKS:
        for case, offset in zip(world.open_cases_of(name), DESK_DUE, strict=False):
            rows.append(case)
            due.append(TODAY + offset)
    return np.array(rows, np.int64), np.array(due, np.int64)
