"""What is odd in episodes and can be counted all the same: each is told beside the forecast, so
that nothing is taken for sure that was only made do with."""

from __future__ import annotations

from datetime import date

import numpy as np

from helhed.forecast.episodes.told import Episodes, is_unknown

LONGEST_SILENCE = 31
"""Days without anything told after which the day is said to lie beyond what is known."""
NAMED = 5


def noticed(told: Episodes, day: int) -> list[str]:
    """What is odd in the episodes that had begun on a day (an ordinal): persons in two places at
    once, places that one person alone was ever in, months of birth told of some, a day long after
    the last that is told of."""
    known = told.known_on(day)
    notes = _beside_each_other(known) + _seen_once(known)
    unknown = is_unknown(known.birth)
    if unknown.any():
        many, of = int(unknown.sum()), len(unknown)
        notes.append(f"{many} of {of} episodes have no month of birth; those have no age")
    last = told.last_by(day)
    if last is not None and day - last > LONGEST_SILENCE:
        named = date.fromordinal(last).isoformat()
        notes.append(f"nothing is told after {named}; until the day nothing is taken to have come")
    return notes


def _beside_each_other(known: Episodes) -> list[str]:
    """How many have episodes on the same day in two places, and how many twice in one."""
    numbers = {name: n for n, name in enumerate(dict.fromkeys(known.person))}
    who = np.array([numbers[name] for name in known.person], dtype=np.int64)
    order = np.lexsort((known.end, known.start, who))
    # An episode that runs beside a later one runs beside the next as well: most need no look.
    same, begins = who[order][1:] == who[order][:-1], known.start[order][1:]
    some = np.unique(who[order][1:][same & (known.end[order][:-1] >= begins)])
    apart: set[int] = set()
    twice: set[int] = set()
    running: list[int] = []
    last = -1
    for row in order[np.isin(who[order], some)].tolist():
        person, start = int(who[row]), known.start[row]
        running = [one for one in running if known.end[one] >= start] if person == last else []
        for one in running:
            (twice if known.state[one] == known.state[row] else apart).add(person)
        running.append(row)
        last = person
    notes = []
    if apart:
        text = "in two places at once; each place counts, and so do they, also in total"
        notes.append(f"{_persons_are(len(apart))} {text}")
    if twice:
        text = "twice in the same place at once; both are counted"
        notes.append(f"{_persons_are(len(twice))} {text}")
    return notes


def _persons_are(many: int) -> str:
    return "one person is" if many == 1 else f"{many} persons are"


def _seen_once(known: Episodes) -> list[str]:
    # The same few objects stand in most rows: their names are made once.
    units = {id(one): one.unit for one in {id(one): one for one in known.state}.values()}
    first: dict[str, str] = {}
    several: set[str] = set()
    for name, state in zip(known.person, known.state, strict=True):
        unit = units[id(state)]
        if first.setdefault(unit, name) != name:
            several.add(unit)
    alone = sorted(set(first) - several)
    if not alone:
        return []
    more = f" and {len(alone) - NAMED} more" if len(alone) > NAMED else ""
    text = "seen of one person alone; what is forecast there is "
    text += "borrowed from the others" if len(first) > 1 else "what that one person tells"
    return [f"{', '.join(alone[:NAMED])}{more}: {text}"]
