"""Egne og købte pladser: the same service by who delivers it, and what a shift would move.

What municipalities compare is share of users × cost per user = cost per inhabitant; here it is
split by own and bought. The effect of one helårsperson that shifts from bought to own is the
difference of the two average prices: an indication of size, not a promise, since those who live
in bought places may need more.
"""

from __future__ import annotations

from dataclasses import dataclass

from helhed.kernel.words import screen_text
from helhed.rules.budgets.helaarsperson import price_of
from helhed.rules.budgets.kontotrae import branch_of
from helhed.rules.offers.ejerforhold import BOOKED, Ownership

CAVEAT = screen_text(
    "Gennemsnitspriser: de, der bor i købte tilbud, kan have brug for mere. Brug det til at vælge,"
    " hvad I ser nærmere på."
)
_BOUGHT = {f"{b.ejerforhold}{b.art}" for one, b in BOOKED.items() if one.is_external}
_OWN = f"{BOOKED[Ownership.OWN].ejerforhold}{BOOKED[Ownership.OWN].art}"


def is_bought(account: str) -> bool | None:
    """Whether an account pays for bought help; None when it is neither own nor bought."""
    branch = branch_of(account)
    if branch is None or branch[2] not in {_OWN, *_BOUGHT}:
        return None
    return branch[2] != _OWN


@dataclass(frozen=True, slots=True)
class OwnAndBought:
    """One service: thousandths of helårspersoner and their øre, own and bought."""

    service: str
    own_persons: int
    own_oere: int
    bought_persons: int
    bought_oere: int

    @property
    def own_price(self) -> int | None:
        return price_of(self.own_oere, self.own_persons)

    @property
    def bought_price(self) -> int | None:
        return price_of(self.bought_oere, self.bought_persons)

    @property
    def bought_share(self) -> float | None:
        """Percent of the helårspersoner that are bought."""
        both = self.own_persons + self.bought_persons
        return 100 * self.bought_persons / both if both else None

    @property
    def one_less(self) -> int | None:
        """What one bought helårsperson more as own would save, in øre; below 0: cost more."""
        if self.own_price is None or self.bought_price is None:
            return None
        return self.bought_price - self.own_price
