"""Which assessments there are: before the first decision, again after some years, and under way."""

from __future__ import annotations

from dataclasses import dataclass, field

from helhed.synth.grants import Granted
from helhed.synth.shape import HISTORY_FROM, NEVER, TODAY, ids
from helhed.synth.world import World

AGAIN_AFTER = 900
DESKS = ("demo-caseworker-adults", "demo-caseworker-children")


@dataclass(slots=True)
class Assessed:
    """Columns of assessments; ``finished`` NEVER while one is being written; ``earlier`` −1 or
    the number of the one that it was carried forward from."""

    case: list[int] = field(default_factory=list)
    started: list[int] = field(default_factory=list)
    finished: list[int] = field(default_factory=list)
    earlier: list[int] = field(default_factory=list)
    of_case: dict[int, list[int]] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)

    def add(self, case: int, started: int, finished: int, earlier: int = -1) -> int:
        """The number of a new assessment."""
        number = len(self.case)
        self.case.append(case)
        self.started.append(started)
        self.finished.append(finished)
        self.earlier.append(earlier)
        self.of_case.setdefault(case, []).append(number)
        return number

    def latest(self, case: int, day: int) -> str | None:
        """The id of the last one that is finished in a case on a day; None when there is none."""
        finished = [n for n in self.of_case.get(case, ()) if self.finished[n] <= day]
        return self.ids[finished[-1]] if finished else None


def assessed(world: World, granted: Granted) -> Assessed:
    """An assessment before the first decision of a case, later ones, and those under way."""
    made = Assessed()
    first_decision: dict[int, int] = {}
    for decision in granted.decisions:
        known = first_decision.get(decision.case, NEVER)
        first_decision[decision.case] = min(known, decision.prepared)
    desk = {case for name in DESKS for case in world.open_cases_of(name)[4:7]}
    for case in range(len(world.cases)):
        _of_case(world, made, case, first_decision.get(case), under_way=case in desk)
    made.ids = ids(world.seed, "assessments", range(len(made.case)))
    return made


def _of_case(
    world: World, made: Assessed, case: int, decision: int | None, *, under_way: bool
) -> None:
    opened, closed = world.cases.opened[case], world.cases.closed[case]
    one, two, three = world.chance.draw(3, "assessments", case).tolist()
    if decision is None:
        finished = opened + 40 + int(one * 70)
        made.add(case, opened, finished if finished <= min(closed, TODAY) else NEVER)
        return
    last = made.add(case, min(opened + int(one * 10), decision), decision)
    if world.cases.has_courses[case]:
        again = max(decision + AGAIN_AFTER, HISTORY_FROM) + int(two * 500)
        if again + 60 < min(closed, TODAY):
            last = made.add(case, again, again + 20 + int(three * 40), last)
    if under_way and world.cases.is_open(case):
        made.add(case, max(TODAY - 5 - int(two * 15), opened), NEVER, last)
