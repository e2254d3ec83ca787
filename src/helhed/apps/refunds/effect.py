"""What a corrected number would do to the months that are claimed of the state already."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from helhed.apps.catalogue.models import ParameterCorrection
from helhed.apps.catalogue.queries import corrections, corrections_with, parameter_as_it_came
from helhed.apps.refunds.closing import closed_years
from helhed.apps.refunds.kept import keep_all
from helhed.apps.refunds.models import PayerLawTotal, RefundClaimLine
from helhed.apps.refunds.statements import year_statement
from helhed.kernel.dated import corrected_by
from helhed.kernel.period import Month
from helhed.rules.refunds.graenser import first_difference
from helhed.rules.refunds.hjemtagning import Key, RefundClaimState
from helhed.rules.refunds.opgoerelse import Payer, Scheme


@dataclass(slots=True)
class Effect:
    """The claimed months of payers whose refund would be another, how many payers, from which
    month to which, the difference in øre, and the closed years, of which nothing is claimed."""

    months: set[tuple[Payer, Month]] = field(default_factory=set)
    oere: int = 0
    closed: set[int] = field(default_factory=set)

    @property
    def count(self) -> int:
        return len(self.months)

    @property
    def payers(self) -> int:
        return len({payer for payer, _ in self.months})

    @property
    def owed(self) -> int:
        """What goes back to the state."""
        return -self.oere

    @property
    def first(self) -> Month:
        return min(month for _, month in self.months)

    @property
    def last(self) -> Month:
        return max(month for _, month in self.months)

    @property
    def closed_years(self) -> list[int]:
        return sorted(self.closed)

    @property
    def mark(self) -> str:
        """What tells whether somebody saw this effect or another."""
        return f"{self.count}:{self.oere}"


def effect_of(row: ParameterCorrection) -> Effect:
    """What a correction that is not written yet would do. Raises NoValueThatDay for a claimed year
    without limits."""
    found, claimed = Effect(), _claimed(row)
    if not claimed:
        return found
    with corrected_by(corrections()):
        keep_all(sorted(claimed))
        before, unknown = _kept(sorted(claimed))
    closed = closed_years()
    with corrected_by(corrections_with(row)):
        for year, keys in claimed.items():
            after, unknown_then = _counted(year)
            for key in keys - unknown - unknown_then:
                if moved := after.get(key, 0) - before.get(key, 0):
                    found.months.add((key.payer, key.month))
                    found.oere += moved
                    found.closed |= {year} & closed
    return found


def _claimed(row: ParameterCorrection) -> dict[int, set[Key]]:
    """What is claimed by year, from the first year in which the number would be another."""
    came = parameter_as_it_came(row.file, row.key)
    now, then = corrections(), corrections_with(row)
    first = first_difference(now.of(row.file, came), then.of(row.file, came))
    if first is None:
        return {}
    lines = RefundClaimLine.objects.filter(month__gte=first.replace(month=1, day=1)).order_by()
    sent = lines.exclude(claim__state=RefundClaimState.DRAFT.value)
    found: defaultdict[int, set[Key]] = defaultdict(set)
    for told in sent.values_list("citizen", "household", "month", "scheme").distinct():
        key = _key(*told)
        found[key.month.year].add(key)
    return dict(found)


def _kept(years: list[int]) -> tuple[dict[Key, int], set[Key]]:
    """The refund of years as it is kept, and what of it cannot be counted."""
    rows = PayerLawTotal.objects.filter(payer__year__in=years).values_list(
        "payer__citizen", "payer__household", "month", "scheme", "oere", "is_uncounted"
    )
    found = {_key(*row[:4]): row[4:] for row in rows}
    unknown = {key for key, (_, is_uncounted) in found.items() if is_uncounted}
    return {key: oere for key, (oere, _) in found.items()}, unknown


def _counted(year: int) -> tuple[dict[Key, int], set[Key]]:
    """The same of a year, counted anew by the numbers that are laid over."""
    found: dict[Key, int] = {}
    unknown: set[Key] = set()
    for one in year_statement(year).posted:
        if one.unknown is not None:
            unknown |= {Key(one.payer, one.month, law) for law in Scheme if law.is_costly}
        for law, oere in one.refunds.items():
            found[Key(one.payer, one.month, law)] = oere
    return found, unknown


def _key(citizen: UUID | None, household: UUID | None, month: date, scheme: str) -> Key:
    payer = Payer(household is not None, str(household or citizen))
    return Key(payer, Month.of(month), Scheme.of(scheme))
