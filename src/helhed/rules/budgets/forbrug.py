"""Budget follow-up for a year: what was paid, what is committed for the rest, what is left.

KL's quarterly overview counts on disposed means: for closed months the actual, for the months
that are still open the commitment. A correction of a closed month that is known and not posted yet
(a rate or a pause that was told late) is money of the year all the same, so it stands beside the
two. What is left is the frame less all three.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from helhed.kernel.money import split_by_weight


@dataclass(frozen=True, slots=True)
class YearLine:
    """One account and unit in one year, in øre; the sequences hold twelve months.

    ``closed`` is how many months are paid and closed; ``known`` the corrections that are known and
    not posted, in the months in whose budget they count.
    """

    frame: int
    committed: Sequence[int]
    actual: Sequence[int]
    closed: int
    known: Sequence[int] = (0,) * 12

    @property
    def actual_to_date(self) -> int:
        return sum(self.actual)

    def rest_in(self, month: int) -> int:
        """Committed in a month (0 is January) and not paid yet; 0 when the month is closed."""
        return 0 if month < self.closed else self.committed[month] - self.actual[month]

    @property
    def committed_rest(self) -> int:
        """Committed in the months that are not closed, less what was already paid in them."""
        return sum(self.committed[self.closed :]) - sum(self.actual[self.closed :])

    @property
    def known_corrections(self) -> int:
        """What is known to be corrected and not posted; below 0 it comes back."""
        return sum(self.known)

    @property
    def expected(self) -> int:
        """Actual and corrections of closed months, and commitment of the others."""
        return self.actual_to_date + self.committed_rest + self.known_corrections

    @property
    def remaining(self) -> int:
        """What is left of the frame when the year is over; negative is too much."""
        return self.frame - self.expected


def by_month(frame: int, days_in_months: Sequence[int]) -> list[int]:
    """A year's frame spread over its months by their days, which sum to the frame."""
    return split_by_weight(frame, days_in_months)
