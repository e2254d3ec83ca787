"""A program: months of payments in which every step is killed on the way and done again.

    python -m tests.apps.payments.killing straight|killed FOLDER MONTH...

The database is ``DATABASE_URL``, without a row. Each step is done by a process of its own. When
they are to be killed, the first attempt at a step is killed (SIGKILL) before the first thing that
lasts, a commit or a file that gets its name; the next before the second, and so on until one comes
through; and then the step is done once more. Writes, as JSON, where it all ends, how often each
step was killed, and what was said to doing it again.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

DONE, REFUSED, BROKEN = 0, 3, 4


class Steps:
    """Does each step in a process of its own, straight or killed."""

    def __init__(self) -> None:
        self.is_killing, self.number = False, 0
        self.kills: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def do(self, name: str, act: Callable[[], object]) -> None:
        """A step, as often as it takes; then once more when it was killed. The ledger is not
        asked once more: that would be its next round."""
        self.number += 1
        lasting, ended = 0, -signal.SIGKILL
        while self.is_killing and ended == -signal.SIGKILL:
            ended = self._attempt(name, act, lasting)
            if ended == -signal.SIGKILL:
                self.kills[name] += 1
            lasting += 1
        if ended < 0 or name != "ledger":
            ended = self._attempt(name, act, None)
        assert ended in ((DONE, REFUSED) if self.is_killing else (DONE,)), (name, ended)
        self.refused[name] += ended == REFUSED

    def _attempt(self, name: str, act: Callable[[], object], lasting: int | None) -> int:
        """How the process ended that did it: by a status, or by a signal (negative)."""
        child = os.fork()
        if not child:
            os._exit(_in_child(act, lasting, self.number if name == "make" else 0))
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _in_child(act: Callable[[], object], lasting: int | None, step: int) -> int:
    from helhed.kernel.finding import UnableTo

    if step:
        _same_ids_every_time(step)
    if lasting is not None:
        _kill_before(lasting)
    try:
        act()
    except UnableTo as error:
        print(error, file=sys.stderr)
        return REFUSED
    except BaseException:
        traceback.print_exc()
        return BROKEN
    return DONE


def _kill_before(lasting: int) -> None:
    """This process dies just before the n-th thing from now on that lasts."""
    from django.db import connection

    left = [lasting]

    def before(really: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*words: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return really(*words)

        return counted

    os.replace = before(os.replace)
    connection._commit = before(connection._commit)


def _same_ids_every_time(step: int) -> None:
    """The lines of a run have the same ids in every attempt, so that two houses can be compared
    and the pretend ledger's faults fall on the same lines in both."""
    from helhed.kernel import identifiers

    made = iter(range(1_000_000))

    def urandom(size: int) -> bytes:
        words = f"{step} {next(made)}".encode()
        return hashlib.sha256(words).digest()[:size]

    ticks = iter(range(1_000_000))
    identifiers.os = SimpleNamespace(urandom=urandom)
    identifiers.time = SimpleNamespace(time_ns=lambda: (step * 1_000_000 + next(ticks)) * 10**6)


def main(how: str, folder: Path, months: list[str]) -> None:
    """The months, and where they end."""
    import django

    django.setup()
    from helhed.kernel.period import Month
    from helhed.stand_ins.ledger import answer
    from tests.apps.payments import year

    (folder / "out").mkdir(parents=True)
    steps = Steps()
    steps.do("load", lambda: year.load(Month.parse(months[0])))
    steps.is_killing = how == "killed"
    faults = dict.fromkeys(year.EACH, 0.05)
    for month in months:
        year.pay_month(
            Month.parse(month),
            folder,
            steps.do,
            lambda: answer(folder / "out", folder / "in", faults, 4),
        )
    told = folder / "told.json"
    steps.is_killing = False
    steps.do("tell", lambda: told.write_text(json.dumps(_told(year))))
    print(
        json.dumps({"kills": steps.kills, "refused": steps.refused, **json.loads(told.read_text())})
    )


def _told(year: Any) -> dict[str, Any]:
    by_run: Counter[object] = Counter()
    for (run, _), oere in year.uneven().items():
        by_run[run] += oere
    return {"end": year.end_state(), "uneven": sum(map(abs, by_run.values()))}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
