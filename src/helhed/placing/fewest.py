"""Fewest: of plans that cost the same, the one that changes fewest places.

To the solver it is all one whether ten places are converted each way between two kinds or none at
all, when to convert is free. To those who live in them it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from helhed.placing.outlook import MILLION_KR, Oere, Outlook

Counts = Mapping[tuple[str, int], int]
Told = Callable[[Oere], tuple[float, ...]]
"""What the costs of the paths (øre) come to, in each way that a plan may not be worse in."""
SAME = 0.5
"""Øre: sums of money that differ by less are the same, but for how they were added up."""


def fewest(outlook: Outlook, made: Counts, told: Told) -> dict[tuple[str, int], int]:
    """A plan that is dearer in no way that is ``told``, and of which no place can be left out: not
    where as many places of each kind stand there anyhow, and not where they save nothing."""
    found = {slot: count for slot, count in made.items() if count}
    while True:
        fewer = _without_idle(outlook, _netted(outlook, found), told)
        if sum(fewer.values()) >= sum(found.values()):
            return found
        found = fewer


def _netted(outlook: Outlook, made: Counts) -> dict[tuple[str, int], int]:
    """The fewest places changed by which as many of each kind stand there in each period, and as
    much or less is spent once: what is converted both ways falls out, and what comes too late."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # takes seconds to load

    slots = [(change, period) for change in outlook.changes for period in outlook.periods]
    if sum(made.values()) < 1:
        return {}
    moves = np.array([outlook.moved(*slot).ravel() for slot in slots], dtype=float).T
    once = np.array([[change.once / MILLION_KR for change, _ in slots]])
    each = np.kron(np.eye(len(outlook.changes)), np.ones(len(outlook.periods)))
    most = np.array([float(change.most) for change in outlook.changes])
    now = np.array([float(made.get((change.key, period), 0)) for change, period in slots])
    solved = milp(
        np.ones(len(slots)),
        constraints=[
            LinearConstraint(moves, moves @ now, moves @ now),
            LinearConstraint(np.vstack([once, each]), -np.inf, np.r_[once @ now, most]),
        ],
        integrality=np.ones(len(slots)),
        bounds=Bounds(0, np.repeat(most, len(outlook.periods))),
    )
    if not solved.success:
        return dict(made)
    counts = np.round(solved.x).astype(int)
    told = {(change.key, p): int(n) for (change, p), n in zip(slots, counts, strict=True) if n}
    is_same = (outlook.own(told) == outlook.own(made)).all() and not outlook.breaks(told)
    return told if is_same and _spent(outlook, told) <= _spent(outlook, made) else dict(made)


def _spent(outlook: Outlook, made: Counts) -> int:
    """What a plan costs once, in øre."""
    once = {change.key: change.once for change in outlook.changes}
    return sum(once[key] * count for (key, _), count in made.items())


def _without_idle(outlook: Outlook, made: Counts, told: Told) -> dict[tuple[str, int], int]:
    """A plan without the places that save nothing: first all of a decision, then one by one."""
    found = dict(made)
    now = told(outlook.costs(found))
    for slot in sorted(made, key=lambda slot: (-slot[1], slot[0])):
        for fewer in (found[slot], *[1] * (found[slot] - 1)):
            tried = found | {slot: found[slot] - fewer}
            then = told(outlook.costs(tried))
            is_dearer = any(new > old + SAME for new, old in zip(then, now, strict=True))
            if is_dearer or outlook.breaks(tried):
                if fewer == 1:
                    break
                continue
            found = tried
            if not found[slot]:
                break
    return {slot: count for slot, count in found.items() if count}
