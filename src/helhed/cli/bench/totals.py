"""One grant is changed in a large municipality: how long until every total is right.

The acts are those of the buttons, each in its own transaction on a copy of the database, so that
nothing is changed in the demonstration itself. After each, the totals of the grant's account and
unit are compared with their rows; at the end all totals with all rows, and all rows with the
price engine.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helhed.cli.bench.demo import database_of, make_demo
from helhed.cli.bench.measured import Measured, percentile
from helhed.cli.house import SQLITE, open_house

if TYPE_CHECKING:
    from helhed.apps.access.access import Actor

GRANTS = 40
MOST_MILLISECONDS = 200
LEADER, WHY = "demo-team-leader", "Måling"


def bench_totals(folder: Path, scale: float, database: str | None = None) -> Measured:
    """Time acts on grants until all totals are right, on a copy that is deleted afterwards."""
    path = database_of(folder, scale)
    if database is None:
        make_demo(path, scale)
    else:
        path = Path(database.removeprefix(SQLITE))
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / "changed.sqlite3"
    try:
        _copy(path, copy)
        return _on(copy)
    finally:
        for ending in ("", "-wal", "-shm"):
            copy.with_name(copy.name + ending).unlink(missing_ok=True)


def _copy(path: Path, copy: Path) -> None:
    for ending in ("", "-wal"):
        source = path.with_name(path.name + ending)
        if source.exists():
            shutil.copyfile(source, copy.with_name(copy.name + ending))
            _flush(copy.with_name(copy.name + ending))


def _flush(copy: Path) -> None:
    """The copy itself is put on the disk first: or the first act whose commit asks for the disk
    waits for all of it, which no house in use has to."""
    with copy.open("rb+") as file:
        os.fsync(file.fileno())


def _on(copy: Path) -> Measured:
    open_house(f"{SQLITE}{copy.resolve()}")
    from django.db import connection

    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(copy.resolve())
    try:
        return _measured()
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _measured() -> Measured:
    from helhed.apps.decisions.actions import change
    from helhed.apps.decisions.models import Commitment, Grant

    leader = _leader()
    today = leader.today
    running = Grant.objects.filter(state="granted", unit__in=_units(leader), end=None)
    running = running.filter(start__lt=today - timedelta(days=90), suspensions=None)
    ids = sorted(running.values_list("id", flat=True))
    times: dict[str, list[float]] = {"suspend": [], "resume": [], "end": []}
    wrong = []
    for id in random.Random(1).sample(ids, min(GRANTS, len(ids))):  # noqa: S311
        pause = _timed(
            times["suspend"],
            change.suspend_grant,
            leader,
            grant=id,
            start=today - timedelta(days=45),
            end=None,
            reason=WHY,
        )
        wrong += _wrong(id)
        resume = change.resume_grant
        _timed(times["resume"], resume, leader, suspension=pause.id, last_day=today)
        wrong += _wrong(id)
        last = today + timedelta(days=60)
        _timed(times["end"], change.end_grant, leader, grant=id, end=last, reason=WHY)
        wrong += _wrong(id)
    began = time.perf_counter()
    off, counted = _all_wrong()
    facts = {
        "grants": Grant.objects.count(),
        "commitments": Commitment.objects.count(),
        "totals_compared_after_each_act": "all of the grant's account and unit",
        "full_recount_s": round(time.perf_counter() - began, 1),
        "counted_by_engine": counted,
        "rows_that_differ": off,
    }
    return _told(times, [*wrong, *([f"{off} differ from a full recount"] if off else [])], facts)


def _told(times: dict[str, list[float]], wrong: list[str], facts: dict[str, Any]) -> Measured:
    rows, faults = [], list(wrong)
    for name, taken in times.items():
        p50, p95, most = percentile(taken, 0.5), percentile(taken, 0.95), max(taken)
        rows.append((name, len(taken), p50, p95, most))
        if p95 > MOST_MILLISECONDS:
            faults.append(f"{name}: 95 % within {p95:.0f} ms, promised {MOST_MILLISECONDS} ms")
    columns = ("act on one grant", "times", "p50 ms", "p95 ms", "max ms")
    about = "From the act until every total is right"
    return Measured("totals", about, columns, rows, faults, facts)


def _timed(times: list[float], act: Callable[..., Any], *given: Any, **named: Any) -> Any:
    began = time.perf_counter()
    done = act(*given, **named)
    times.append(1_000 * (time.perf_counter() - began))
    return done


def _leader() -> Actor:
    from helhed.apps.access.access import Actor, posts_of
    from helhed.apps.access.models import User
    from helhed.apps.access.queries import clock_of, municipality

    clock = clock_of(municipality())
    user = User.objects.get(username=LEADER)
    return Actor(user, posts_of(user, clock.today()), clock)


def _units(leader: Actor) -> list[Any]:
    return [unit for post in leader.posts for unit in post.units]


def _wrong(id: Any) -> list[str]:
    """What the totals of a grant's account and unit say otherwise than their rows."""
    from django.db.models import Sum

    from helhed.apps.decisions.models import Commitment, CommitmentTotal, Grant

    grant = Grant.objects.get(id=id)
    of = {"account": grant.account, "unit": grant.unit_id}
    rows = Commitment.objects.filter(**of).order_by().values_list("month")
    counted = dict(rows.annotate(sum=Sum("oere")))
    kept = dict(CommitmentTotal.objects.filter(**of).values_list("month", "oere"))
    months = {month for month in {*counted, *kept} if counted.get(month, 0) != kept.get(month, 0)}
    return [f"{month} is off after a change of {id}" for month in sorted(months)]


def _all_wrong() -> tuple[int, int]:
    """How many rows and totals differ from what the engine counts anew, and how many it counts."""
    from collections import Counter

    from helhed.apps.decisions import pricing, totals
    from helhed.apps.decisions.models import Commitment, CommitmentTotal, Grant
    from helhed.kernel.period import Month

    months = Commitment.objects.order_by("month").values_list("month", flat=True)
    first, last = months.first(), months.last()
    if first is None or last is None:
        return 0, 0
    every = pricing.priced(Grant.objects.filter(state="granted"))
    costs = pricing.month_costs(every, Month.of(first), Month.of(last))
    engine = {(cost.grant.id, cost.month.first): cost.oere for cost in costs}
    rows = Commitment.objects.values_list("grant_id", "month", "oere").iterator(10_000)
    stored = {(grant, month): oere for grant, month, oere in rows}
    off = sum(engine.get(key) != stored.get(key) for key in {*engine, *stored})
    kept = Counter(
        {(t.month, t.account, t.unit_id): t.oere for t in CommitmentTotal.objects.all() if t.oere}
    )
    summed = {key: oere for key, oere in totals.sums(Commitment.objects.all()).items() if oere}
    off += sum(kept.get(key, 0) != summed.get(key, 0) for key in {*kept, *summed})
    return off, len(engine)
