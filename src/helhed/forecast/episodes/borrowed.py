"""How sparse cells borrow strength: empirical Bayes.

**Rates** (Clayton & Kaldor 1987, Biometrics 43; here with several margins). The rate of a cell is
the rate of all times one multiplier per margin: service, ownership, level, age, time spent, service
by age and service by time. A multiplier with D events where E were expected is (D + k) / (E + k):
the mean of a Gamma with shape D + k, drawn towards 1. How strongly, k, is found for every margin by
maximum likelihood: D is negative binomial when multipliers differ by a Gamma(k, k). A cell itself
is drawn towards its margins in the same way.

**Shares** (where moves go): counts C are drawn towards the shares of all, P, as (C + mP) / (n + m),
m by maximum likelihood of the Dirichlet-multinomial.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import lgamma

import numpy as np

from helhed.forecast.episodes.numbers import Floats, Ints

STRENGTHS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 1024.0, 4096.0)
TRIED = np.array(STRENGTHS)[:, None]
TURNS = 5
AGAIN = 2
"""Turns of a fit that begins with the multipliers of another."""
LEAST = 1e-9
OF_STATES = "level"
"""The name of the margin that has a group for each state."""
HALF_LN_2_PI = 0.9189385332046727


def ln_gamma(values: Floats) -> Floats:
    """The logarithm of the gamma function of numbers over 0, to twelve digits: Stirling's series,
    eight steps up."""
    product = np.ones_like(values)
    for step in range(8):
        product = product * (values + step)
    x = values + 8.0
    part = 1 / (x * x)
    series = (1 / 12 - part * (1 / 360 - part * (1 / 1260 - part / 1680))) / x
    return np.asarray((x - 0.5) * np.log(x) - x + HALF_LN_2_PI + series - np.log(product))


OF_TRIED = ln_gamma(TRIED)


@dataclass(frozen=True, slots=True)
class Margin:
    """Which group of a margin each cell is in, and how strongly its groups are drawn together."""

    name: str
    group: Ints
    strength: float = STRENGTHS[-1]

    @property
    def groups(self) -> int:
        return int(self.group.max()) + 1

    def sums(self, cells: Floats) -> Floats:
        """Cells ``[cell]`` or ``[draw, cell]`` summed by group."""
        found = sums_at(np.atleast_2d(cells), *self.places(cells.size // cells.shape[-1]))
        return np.asarray(found.reshape(*cells.shape[:-1], self.groups))

    def places(self, draws: int) -> tuple[Ints, int]:
        """Where each cell of so many draws is summed, and how many groups there are."""
        at = (np.arange(draws) * self.groups)[:, None] + self.group
        return at.ravel(), self.groups

    def of(self, cells: Ints) -> Margin:
        """The same margin of some of the cells."""
        return replace(self, group=self.group[cells])


def sums_at(cells: Floats, places: Ints, groups: int) -> Floats:
    """Cells ``[draw, cell]`` summed by group."""
    found = np.bincount(places, cells.ravel(), len(cells) * groups)
    return np.asarray(found.reshape(len(cells), groups))


@dataclass(frozen=True, slots=True)
class Rates:
    """The fit of one kind of event: its margins with their strengths and multipliers, and the
    cells' own strength. ``level`` is the rate of all."""

    margins: tuple[Margin, ...]
    parts: tuple[Floats, ...]
    level: float
    own: float
    expected: Floats
    events: Floats
    exposure: Floats

    @property
    def mean(self) -> Floats:
        """The rate of every cell: of its margins and its own."""
        return _own(self.events, self.exposure, self.expected, self.own)


def fitted(events: Floats, exposure: Floats, margins: Sequence[Margin]) -> Rates:
    """The rates of cells, with strengths by maximum likelihood, margin after margin."""
    seen = np.flatnonzero((exposure > 0) | (events > 0))
    told, here = list(margins), [margin.of(seen) for margin in margins]
    came = [margin.sums(events[seen]) for margin in here]
    level = max(float(events.sum()), LEAST) / max(float(exposure[seen].sum()), LEAST)
    awaited = exposure[seen] * level
    parts = [np.ones(margin.groups) for margin in here]
    for _ in range(TURNS):
        for n, margin in enumerate(here):
            without = margin.sums(awaited) / parts[n]
            strength = strongest(came[n], without)
            told[n] = replace(told[n], strength=strength)
            part = (came[n] + strength) / (without + strength)
            awaited, parts[n] = awaited * (part / parts[n])[margin.group], part
        scale = _scale(events, awaited)
        awaited, level = awaited * scale, level * scale
    own = strongest(events[seen], awaited)
    whole = [_of_all(*pair) for pair in zip(margins, parts, strict=True)]
    rate = np.full(len(events), level)
    for margin, part in zip(margins, whole, strict=True):
        rate *= part[margin.group]
    return Rates(tuple(told), tuple(whole), level, own, rate, events, exposure)


def _of_all(margin: Margin, part: Floats) -> Floats:
    """Multipliers of all groups ``[..., group]``; 1 for those of which nothing was seen."""
    rest = np.ones((*part.shape[:-1], margin.groups - part.shape[-1]))
    return np.concatenate([part, rest], axis=-1)


class Refit:
    """The margins of rates fitted again to other events in the same cells, the strengths as they
    were. Somebody was in the cells ``seen``; ``had`` are those of them with events."""

    def __init__(self, rates: Rates) -> None:
        self.rates = rates
        self.seen = np.flatnonzero((rates.exposure > 0) | (rates.events > 0))
        self.had = np.flatnonzero(rates.events[self.seen])
        self.margins = [margin.of(self.seen) for margin in rates.margins]
        self.awaited = (rates.exposure * rates.expected)[self.seen]
        self.finer = [_finer(rates.margins, n) for n in range(len(rates.margins))]
        self.turns = _turns(self.margins)
        self.placed: tuple[int, list[tuple[Ints, Ints, int]]] = (0, [])

    def to(self, events: Floats) -> Refitted:
        """The margins under events ``[draw, had cell]``."""
        draws, whole = len(events), events.sum(axis=-1, keepdims=True)
        places, parts, came = self._places(draws), [], []
        for part, (_, had, groups) in zip(self.rates.parts, places, strict=True):
            came.append(sums_at(events, had, groups))
            parts.append(np.tile(part[:groups], (draws, 1)))
        level = np.full((draws, 1), self.rates.level)
        awaited = np.tile(self.awaited, (draws, 1))
        more = np.empty_like(awaited)
        for _ in range(AGAIN):
            for turn in self.turns:
                last, _ = turn[-1]
                place, _, groups = places[last]
                sums, ratio = sums_at(awaited, place, groups), np.ones((draws, groups))
                for n, within in turn:
                    strength = self.margins[n].strength
                    without = _gathered(sums, within, parts[n].shape[1]) / parts[n]
                    part = (came[n] + strength) / (without + strength)
                    change = np.take(part / parts[n], within, axis=1)
                    sums *= change
                    ratio *= change
                    parts[n] = part
                np.take(ratio, self.margins[last].group, axis=1, out=more, mode="clip")
                awaited *= more
            scale = whole / np.maximum(awaited.sum(axis=-1, keepdims=True), LEAST)
            awaited *= scale
            level *= scale
        return Refitted(self._finest(level, parts))

    def _places(self, draws: int) -> list[tuple[Ints, Ints, int]]:
        """Where the cells seen, and those with events, are summed in each margin; kept, as most
        often the next are as many draws."""
        if self.placed[0] != draws:
            found = []
            for margin in self.margins:
                place, groups = margin.places(draws)
                found.append((place, place.reshape(draws, -1)[:, self.had].ravel(), groups))
            self.placed = draws, found
        return self.placed[1]

    def _finest(self, level: Floats, parts: list[Floats]) -> list[tuple[Ints, Floats]]:
        """Multipliers of coarse groups, and the level, go with those of finer ones before cells
        are looked up, which are far more."""
        margins = self.rates.margins
        told = [_of_all(*pair) for pair in zip(margins, parts, strict=True)]
        told[0] = told[0] * level
        for n, finer in enumerate(self.finer):
            if finer is not None:
                onto, groups = finer
                told[onto] = told[onto] * np.take(told[n], groups, axis=1)
        last = [n for n, finer in enumerate(self.finer) if finer is None]
        return [(margins[n].group, told[n]) for n in last]


@dataclass(frozen=True, slots=True)
class Refitted:
    """The rates of margins in some draws: each the product of multipliers ``[draw, group]`` of the
    groups that a cell is in."""

    parts: list[tuple[Ints, Floats]]

    def rates(self, cells: Ints) -> Floats:
        """Those of some cells, ``[draw, cell]``."""
        found = np.empty((len(self.parts[0][1]), len(cells)))
        self._fill(found, [group[cells] for group, _ in self.parts])
        return found

    def fill(self, found: Floats) -> None:
        """Put those of all cells in a place."""
        self._fill(found, [group for group, _ in self.parts])

    def _fill(self, found: Floats, groups: list[Ints]) -> None:
        more = np.empty_like(found)
        for n, group in enumerate(groups):
            onto = more if n else found
            np.take(self.parts[n][1], group, axis=1, out=onto, mode="clip")
            if n:
                found *= more
        np.maximum(found, LEAST, out=found)


def _finer(margins: Sequence[Margin], number: int) -> tuple[int, Ints] | None:
    """A later margin whose groups lie each within one of this margin's, and in which. None of that
    of the states: whether theirs do hangs on which states there are, and a state that only a
    scenario brings must not change in which order numbers are multiplied."""
    coarse = margins[number].group
    if margins[number].name == OF_STATES:
        return None
    for later in range(number + 1, len(margins)):
        fine = margins[later]
        within = _within(margins[number], fine)
        if np.array_equal(within[fine.group], coarse):
            return later, within
    return None


def _turns(margins: Sequence[Margin]) -> list[list[tuple[int, Ints]]]:
    """Margins that are fitted in one turn, with which of their groups each group of the turn's last
    is in: those of which states make up the groups need one look at the cells, all others their
    own."""
    names = [margin.name for margin in margins]
    until = names.index(OF_STATES) + 1 if OF_STATES in names else 0
    first = [(n, _within(margins[n], margins[until - 1])) for n in range(until)]
    each = [[(n, np.arange(margins[n].groups))] for n in range(until, len(margins))]
    return [first, *each] if first else each


def _within(coarse: Margin, fine: Margin) -> Ints:
    """The coarse group that each fine one lies in."""
    found = np.zeros(fine.groups, dtype=np.int64)
    found[fine.group] = coarse.group
    return found


def _gathered(sums: Floats, within: Ints, groups: int) -> Floats:
    """Sums ``[draw, group]`` of finer groups summed by the coarser ones that they lie in."""
    if len(within) == groups and (within[1:] > within[:-1]).all():
        return sums
    return sums_at(sums, *Margin("", within).places(len(sums)))


def _scale(events: Floats, awaited: Floats) -> float:
    total = float(awaited.sum())
    return float(events.sum()) / total if total > 0 and events.sum() > 0 else 1.0


def _own(events: Floats, exposure: Floats, margins: Floats, own: float) -> Floats:
    return np.asarray(margins * (events + own) / (exposure * margins + own))


def strongest(came: Floats, awaited: Floats) -> float:
    """The strength under which what came is likeliest."""
    there = awaited > LEAST
    if there.sum() < 2:
        return STRENGTHS[-1]
    came, awaited = came[there], awaited[there]
    # Numbers of events are few: what depends on them alone is counted once for each.
    numbers, times = np.unique(came, return_counts=True)
    of_numbers = ln_gamma(numbers + TRIED) - OF_TRIED
    told = of_numbers @ times + len(came) * TRIED[:, 0] * np.log(TRIED[:, 0])
    # What else there is of the negative binomial does not depend on the strength.
    told -= ((came + TRIED) * np.log(awaited + TRIED)).sum(axis=1)
    return STRENGTHS[int(np.argmax(told))]


def drawn_together(counts: Floats, all_shares: Floats) -> float:
    """The weight of the shares of all, under which counts ``[row, what]`` are likeliest."""
    can_be = all_shares > 0
    rows, all_shares = counts[counts.sum(axis=1) > 0][:, can_be], all_shares[can_be]
    if len(rows) < 2:
        return STRENGTHS[2]
    likely = []
    for weight in STRENGTHS:
        prior = weight * all_shares + LEAST
        each = (ln_gamma(rows + prior) - ln_gamma(prior)).sum(axis=1)
        each += [lgamma(weight) - lgamma(weight + n) for n in rows.sum(axis=1)]
        likely.append(float(each.sum()))
    return STRENGTHS[int(np.argmax(likely))]
