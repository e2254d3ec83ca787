"""What is odd in episodes and can be counted all the same: each is told beside the forecast, so
that nothing is taken for sure that was only made do with."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import numpy as np

from helhed.forecast.episodes.told import Episodes, is_unknown

LONGEST_SILENCE = 31
"""Days without anything told after which the day is said to lie beyond what is known."""
NAMED = 5
ODD = 50
"""So many times the middle price of a service, or that part of it, is more like an error than a
price: kroner for øre, a month for a year, a zero too many."""
FEWEST_PRICES = 5


def noticed(told: Episodes, day: int, rows: Sequence[int] = ()) -> list[str]:
    """What is odd in the episodes that had begun on a day (an ordinal): persons in two places at
    once, places that one person alone was ever in, months of birth told of some, a day long after
    the last that is told of. ``rows`` are the numbers by which the episodes are found where they
    are told; a person is never named."""
    known = told.known_on(day)
    found = [rows[n] for n in np.flatnonzero(told.start <= day).tolist()] if rows else []
    notes = _beside_each_other(known, found) + _seen_once(known)
    notes += _odd_prices(known, found)
    unknown = is_unknown(known.birth)
    if unknown.any():
        many, of = int(unknown.sum()), len(unknown)
        notes.append(f"{many} of {of} episodes have no month of birth; those have no age")
    last = told.last_by(day)
    if last is not None and day - last > LONGEST_SILENCE:
        named = date.fromordinal(last).isoformat()
        notes.append(f"nothing is told after {named}; until the day nothing is taken to have come")
    return notes


def _beside_each_other(known: Episodes, rows: Sequence[int]) -> list[str]:
    """How many have episodes on the same day in two places, and how many twice in one."""
    numbers = {name: n for n, name in enumerate(dict.fromkeys(known.person))}
    who = np.array([numbers[name] for name in known.person], dtype=np.int64)
    order = np.lexsort((known.end, known.start, who))
    # An episode that runs beside a later one runs beside the next as well: most need no look.
    same, begins = who[order][1:] == who[order][:-1], known.start[order][1:]
    some = np.unique(who[order][1:][same & (known.end[order][:-1] >= begins)])
    apart: dict[int, tuple[int, int]] = {}
    twice: dict[int, tuple[int, int]] = {}
    running: list[int] = []
    last = -1
    for row in order[np.isin(who[order], some)].tolist():
        person, start = int(who[row]), known.start[row]
        running = [one for one in running if known.end[one] >= start] if person == last else []
        for one in running:
            which = twice if known.state[one] == known.state[row] else apart
            which.setdefault(person, (one, row))
        running.append(row)
        last = person
    notes = []
    if apart:
        text = "each place counts, and so do they, also in total"
        where = _in_rows(apart.values(), rows)
        notes.append(f"{_persons_are(len(apart))} in two places at once{where}; {text}")
    if twice:
        text, where = "twice in the same place at once", _in_rows(twice.values(), rows)
        notes.append(f"{_persons_are(len(twice))} {text}{where}; both are counted")
    return notes


def _in_rows(pairs: Collection[tuple[int, int]], rows: Sequence[int]) -> str:
    """In which rows the first few stand, as far as the rows are known."""
    if not rows:
        return ""
    listed = sorted(sorted((rows[one], rows[other])) for one, other in pairs)
    told = [f"{one} and {other}" for one, other in listed[:NAMED]]
    more = f"; and {len(listed) - NAMED} more" if len(listed) > NAMED else ""
    return f" (rows {', '.join(told)}{more})"


def _odd_prices(known: Episodes, rows: Sequence[int]) -> list[str]:
    """How many prices lie far from the middle one of their service."""
    named = [one.service for one in known.state]
    at = {name: n for n, name in enumerate(dict.fromkeys(named))}
    service = np.array([at[name] for name in named], dtype=np.int64)
    odd: list[int] = []
    for number in at.values():
        here = np.flatnonzero((service == number) & (known.oere > 0))
        if len(here) >= FEWEST_PRICES:
            times = known.oere[here] / np.median(known.oere[here])
            odd += here[(times > ODD) | (times < 1 / ODD)].tolist()
    if not odd:
        return []
    listed = sorted(rows[n] for n in odd) if rows else []
    more = f" and {len(listed) - NAMED} more" if len(listed) > NAMED else ""
    where = f" (row {', '.join(map(str, listed[:NAMED]))}{more})" if listed else ""
    prices = "one price is" if len(odd) == 1 else f"{len(odd)} prices are"
    text = f"{ODD} times more or less than the middle one of the service"
    return [f"{prices} over {text}{where}; see if it is right, for it counts as it stands"]


def _persons_are(many: int) -> str:
    return "one person is" if many == 1 else f"{many} persons are"


def _seen_once(known: Episodes) -> list[str]:
    # The same few objects stand in most rows: their names are made once.
    named = {id(one): one.unit for one in {id(one): one for one in known.state}.values()}
    at = {unit: n for n, unit in enumerate(sorted(set(named.values())))}
    number = {one: at[unit] for one, unit in named.items()}
    people = {name: n for n, name in enumerate(dict.fromkeys(known.person))}
    unit = np.array([number[id(one)] for one in known.state], dtype=np.int64)
    who = np.array([people[name] for name in known.person], dtype=np.int64)
    pairs = np.unique(unit * len(people) + who) // len(people)
    once = np.bincount(pairs, minlength=len(at)) == 1
    alone = [name for name, is_alone in zip(at, once.tolist(), strict=True) if is_alone]
    if not alone:
        return []
    more = f" and {len(alone) - NAMED} more" if len(alone) > NAMED else ""
    text = "seen of one person alone; what is forecast there is "
    text += "borrowed from the others" if len(at) > 1 else "what that one person tells"
    return [f"{', '.join(alone[:NAMED])}{more}: {text}"]
