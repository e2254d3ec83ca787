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
from dataclasses import dataclass
from math import lgamma

import numpy as np

from helhed.forecast.episodes.numbers import Floats, Ints

STRENGTHS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 1024.0, 4096.0)
TURNS = 5
LEAST = 1e-9
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


@dataclass(frozen=True, slots=True)
class Margin:
    """Which group of a margin each cell is in, and how strongly its groups are drawn together."""

    name: str
    group: Ints
    strength: float = STRENGTHS[-1]

    def sums(self, cells: Floats) -> Floats:
        """Cells ``[..., cell]`` summed by group."""
        flat = cells.reshape(-1, cells.shape[-1])
        groups = int(self.group.max()) + 1
        out = np.empty((len(flat), groups))
        for n, row in enumerate(flat):
            out[n] = np.bincount(self.group, row, groups)
        return np.asarray(out.reshape(*cells.shape[:-1], groups))


@dataclass(frozen=True, slots=True)
class Rates:
    """The fit of one kind of event: its margins with their strengths, and the cells' own."""

    margins: tuple[Margin, ...]
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
    told = list(margins)
    rate = np.full(len(events), max(float(events.sum()), LEAST) / max(float(exposure.sum()), LEAST))
    parts = [np.ones(len(events)) for _ in told]
    for _ in range(TURNS):
        for n, margin in enumerate(told):
            without = exposure * rate / parts[n]
            came, awaited = margin.sums(events), margin.sums(without)
            strength = strongest(came, awaited)
            told[n] = Margin(margin.name, margin.group, strength)
            part = ((came + strength) / (awaited + strength))[margin.group]
            rate, parts[n] = rate / parts[n] * part, part
        rate *= _scale(events, exposure * rate)
    own = strongest(events, exposure * rate)
    return Rates(tuple(told), own, rate, events, exposure)


def refitted(rates: Rates, events: Floats) -> Floats:
    """The margins' rates of other events in the same cells, the strengths as they were.
    ``events`` is ``[draw, cell]``."""
    exposure = np.maximum(rates.exposure.sum(), LEAST)
    overall = np.maximum(events.sum(axis=-1, keepdims=True), LEAST) / exposure
    rate = np.broadcast_to(overall, events.shape).copy()
    parts = [np.ones_like(rate) for _ in rates.margins]
    for _ in range(TURNS):
        for n, margin in enumerate(rates.margins):
            came = margin.sums(events)
            awaited = margin.sums(rates.exposure * rate / parts[n])
            part = ((came + margin.strength) / (awaited + margin.strength))[..., margin.group]
            rate, parts[n] = rate / parts[n] * part, part
        total = np.maximum((rates.exposure * rate).sum(axis=-1, keepdims=True), LEAST)
        rate *= events.sum(axis=-1, keepdims=True) / total
    return np.asarray(np.maximum(rate, LEAST))


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
    likely = [_likelihood(came, awaited, strength) for strength in STRENGTHS]
    return STRENGTHS[int(np.argmax(likely))]


def _likelihood(came: Floats, awaited: Floats, strength: float) -> float:
    """Of the negative binomial, without what does not depend on the strength."""
    told = ln_gamma(came + strength) - lgamma(strength) - came * np.log(awaited + strength)
    return float((told + strength * np.log(strength / (awaited + strength))).sum())


def drawn_together(counts: Floats, all_shares: Floats) -> float:
    """The weight of the shares of all, under which counts ``[row, what]`` are likeliest."""
    rows = counts[counts.sum(axis=1) > 0]
    if len(rows) < 2:
        return STRENGTHS[2]
    likely = []
    for weight in STRENGTHS:
        prior = weight * all_shares + LEAST
        each = (ln_gamma(rows + prior) - ln_gamma(prior)).sum(axis=1)
        each += [lgamma(weight) - lgamma(weight + n) for n in rows.sum(axis=1)]
        likely.append(float(each.sum()))
    return STRENGTHS[int(np.argmax(likely))]
