"""What placing knows of a citizen who needs a place, of an offer, and what each thing counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody who needs a place.

    ``themes`` is the support needed by theme, 0 (none) to 4 (complete), as in VUM 2.0; ``since``
    the day of the need, ``latest`` the day by which the place must be there (None: not said);
    ``urgency`` 0 to 4, None where nothing tells it; ``wishes`` offers in the citizen's own order;
    ``refuses`` offers the citizen does not want. ``shut`` are offers in which somebody lives whom
    the citizen is to be apart from, ``only`` those in which everybody lives whom the citizen is to
    be with (None: nobody does).
    """

    key: str
    paragraph: str
    groups: frozenset[str]
    themes: Mapping[str, int]
    since: date
    latest: date | None
    urgency: int | None = 0
    wishes: tuple[str, ...] = ()
    refuses: frozenset[str] = frozenset()
    district: str = ""
    shut: frozenset[str] = frozenset()
    only: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """The share of goals reached in an offer, with its interval (0 to 1), and of how many."""

    low: float
    share: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Offer:
    """Somewhere to live or to be.

    ``groups`` the target groups it takes (empty: every one); ``themes`` the highest level of
    support it gives by theme; ``free`` how many places are free from ``free_from`` on, None where
    nobody knows which places there are.
    """

    key: str
    paragraphs: frozenset[str]
    groups: frozenset[str]
    themes: Mapping[str, int]
    free: int | None
    free_from: date | None
    oere_per_day: int
    district: str = ""
    result: Result | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """How many points each thing gives or takes. They are shown wherever points are, and a
    municipality sets its own; nothing else counts.

    ``need``: the whole of what the citizen needs is given; parts of it in proportion.
    ``wishes``: the first, second … wish. ``km``: taken for each kilometre, at most ``km_most``.
    ``ten_kroner``: taken for each whole 10 kr. a day. ``late_day``: taken for each day after the
    latest. ``result``: given for each whole percent at the *low* end of the result's interval,
    so that a good share of few does not outdo a proven one. ``placed``, ``waiting_day`` and
    ``urgency`` (for each step) count for the citizen, whatever place it is: who gets one.
    """

    need: int = 1_000
    wishes: tuple[int, ...] = (300, 200, 100)
    km: int = 10
    km_most: int = 500
    ten_kroner: int = 1
    late_day: int = 2
    late_most: int = 90
    result: int = 3
    placed: int = 10_000
    waiting_day: int = 5
    urgency: int = 1_000

    def priority(self, citizen: Citizen, today: date) -> int:
        """What it counts that this citizen gets a place at all; more for each day of waiting."""
        waited = waited_days(citizen, today)
        return self.placed + self.waiting_day * waited + self.urgency * (citizen.urgency or 0)


def waited_days(citizen: Citizen, today: date) -> int:
    """How many days somebody has waited; 0 for a need that is yet to come."""
    return max(0, (today - citizen.since).days)
