"""How likely levels and trends of entries are by what they make of the number of persons.

How many come is known from few events, and what is left when those who leave are taken off is known
less still; yet the number of persons in a service seldom grows or shrinks by much more than entries
do. So beside what was counted lies a prior on what it implies (Jarociński & Marcet 2019, Journal of
Econometrics 209): that persons of each service grow as fast as entries do (their trend, which may
be none), give or take. How much is taken is not settled either: a mixture of widths, most of them
narrow, some so wide that what is seen clearly stands (a scale mixture has heavy tails, Andrews &
Mallows 1974, Journal of the Royal Statistical Society B 36). Of the level of entries this is a
mixture of Gammas, so all of it is in closed form.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from helhed.forecast.episodes.levels import Beginning, Levels, drawn_levels, levels_of
from helhed.forecast.episodes.numbers import Floats, Ints

WIDTHS = np.array([0.0, 0.03, 0.1, 0.3, 1.0])
"""By how much persons may have grown faster or slower than entries: standard deviation, share a
year."""
WIDE = np.array([0.4, 0.25, 0.2, 0.1, 0.05])
"""How likely each is before anything is seen."""
USUAL = 2
LEAST_FLOW = 0.05
"""No service is taken to need less than this part of those who leave it to stand still."""


@dataclass(frozen=True, slots=True)
class Flows:
    """Persons a month of each service as the cells await them now: who ``come``, who ``leave``,
    who move away less those who move there (``move``), and who are ``gone`` at 18; and how many
    are ``there``."""

    come: Floats
    leave: Floats
    move: Floats
    gone: Floats
    there: Floats

    @property
    def known(self) -> Floats:
        """The services somebody leaves or moves from, and to which somebody comes."""
        return np.asarray((self.come > 0) & (self.leave + self.gone > 0) & (self.there > 0))

    def level(self, leave: Floats, move: Floats, growth: Floats) -> Floats:
        """The level of entries with which persons grow so much a year as a share ``[..., 1]``, when
        leaving and moving have these levels ``[..., 1]``."""
        goes = self.leave + np.maximum(self.gone, 0)
        need = leave * self.leave + move * self.move + self.gone + growth * self.there / 12
        least = LEAST_FLOW * np.maximum(goes, 1e-9)
        return np.asarray(np.maximum(need, least) / np.maximum(self.come, 1e-9))


@dataclass(frozen=True, slots=True)
class Settled:
    """The levels of entries, and the ``flows`` of when they begin, so many ``years`` ago; what is
    known of the level of a group beside its entries is worth ``worth[way, group]`` of them."""

    levels: Levels
    worth: Floats
    flows: Flows
    years: float


def settled(
    came: Floats, awaited: Floats, years_ago: Floats, spread: Floats, flows: Flows, doubt: Floats
) -> Settled:
    """Levels of entries as of ``levels_of``; ``flows`` are those of when the months begin, and
    ``doubt`` the variance of how many leave, as a share."""
    one, years = np.ones(1), float(years_ago[0])
    still = flows.come * flows.level(one, one, 0 * one)
    width = WIDTHS[:, None] * flows.there / 12 / np.maximum(still, 1e-9)
    narrow = width**2 + spread / np.maximum(flows.there, 1e-9)
    worth, sure = (np.where(flows.known, 1 / one_of, 0.0) for one_of in (narrow + doubt, narrow))

    def begins(slopes: Floats) -> Beginning:
        aim = flows.level(one, one, slopes[:, None]) * np.exp(slopes * years)[:, None]
        return Beginning(worth, np.where(flows.known, aim, 1.0), WIDE, USUAL)

    levels = levels_of(came, awaited, years_ago, spread, begins)
    return Settled(levels, sure[levels.width] * levels.left[:, None], flows, years)


def drawn_entries(
    told: Settled, leave: Floats, move: Floats, numbers: Iterable[np.random.Generator], steps: int
) -> Floats:
    """What the cells' entries are multiplied by in each step, ``[path, step, group]``; ``leave``
    and ``move`` are the levels of leaving and moving of each path."""
    groups = np.arange(told.worth.shape[1])

    def beside(path: int, slope: float, way: Ints) -> tuple[Floats, Floats]:
        worth = told.worth[way, groups]
        aim = told.flows.level(leave[path : path + 1], move[path : path + 1], np.array([slope]))
        aim = np.where(told.flows.known, aim * np.exp(slope * told.years), 1.0)
        return worth, worth / aim

    return drawn_levels(told.levels, numbers, steps, beside)
