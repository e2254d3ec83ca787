"""What grants and expected changes cost year by year and over their life, before approval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from helhed.apps.decisions import expecting, pricing
from helhed.apps.decisions.models import ExpectedChange, Grant
from helhed.apps.decisions.pricing import Priced
from helhed.kernel.period import Month, Period
from helhed.rules.decisions.ophoer import counted_for_life, running
from helhed.rules.decisions.ydelser import service


@dataclass(frozen=True, slots=True)
class Years:
    """Øre in all years before this one, in the last, this and the next year, and over the life.

    ``is_estimate``: there is no end, so the life is counted as long as its kind usually runs, and
    at least to the end of next year.
    """

    past: int = 0
    last_year: int = 0
    this_year: int = 0
    next_year: int = 0
    life: int = 0
    is_estimate: bool = False

    def __add__(self, other: Years) -> Years:
        return Years(
            self.past + other.past,
            self.last_year + other.last_year,
            self.this_year + other.this_year,
            self.next_year + other.next_year,
            self.life + other.life,
            self.is_estimate or other.is_estimate,
        )


def total(years: Iterable[Years]) -> Years:
    """All together."""
    return sum(years, Years())


def years_of_grants(
    grants: Sequence[Grant], birth_date: date | None, today: date
) -> dict[UUID, Years]:
    """What each grant costs, as far as it is complete. Raises UnableToPrice."""
    lines, estimates = [], {}
    for grant in grants:
        line, is_estimate = _for_life(grant, birth_date, today)
        if line is not None:
            lines.append(line)
            estimates[grant.id] = is_estimate
    months: dict[UUID, dict[Month, int]] = {grant.id: {} for grant in grants}
    if lines:
        first = Month.of(min(line.start for line in lines))
        last = Month.of(max(line.end or line.start for line in lines))
        for cost in pricing.month_costs(lines, first, last):
            months[cost.grant.id][cost.month] = cost.oere
    return {id: _years(of, today, estimates.get(id, False)) for id, of in months.items()}


def _for_life(grant: Grant, birth_date: date | None, today: date) -> tuple[Priced | None, bool]:
    """A grant with an end: its own or the usual; and whether it is the usual."""
    if grant.start is None or grant.rate_id is None or grant.quantity is None:
        return None, False
    chosen = service(grant.service)
    runs = running(Period(grant.start, grant.end), chosen, birth_date)
    if runs is None:
        return None, False
    life = counted_for_life(runs, chosen, today)
    line = Priced(grant.id, grant.kind, grant.rate_id, grant.quantity, runs.start, life.end)
    return line, life != runs


def years_of_changes(changes: Sequence[ExpectedChange], today: date) -> dict[UUID, Years]:
    """What each open expected change would move: every line over its own life, as grants are
    counted, so that what is granted and what a change moves sum to what will be granted.

    Raises UnableToPrice.
    """
    ground = expecting.ground_of(changes)
    terms, estimates = [], set()
    for term in (one for change in changes for one in expecting.terms_of(change, ground)):
        runs = Period(term.line.start, term.line.end)
        life = counted_for_life(runs, service(term.service), today)
        if life != runs:
            estimates.add(term.change)
        terms.append(replace(term, line=replace(term.line, end=life.end)))
    until = max((Month.of(term.line.end or today) for term in terms), default=Month.of(today))
    months: dict[UUID, dict[Month, int]] = {change.id: {} for change in changes}
    for (id, month, _, _), oere in expecting.priced(terms, until).items():
        months[id][month] = months[id].get(month, 0) + oere
    return {id: _years(of, today, id in estimates) for id, of in months.items()}


def _years(months: Mapping[Month, int], today: date, is_estimate: bool) -> Years:
    by_year: dict[int, int] = {}
    for month, oere in months.items():
        by_year[month.year] = by_year.get(month.year, 0) + oere
    return Years(
        sum(oere for year, oere in by_year.items() if year < today.year),
        by_year.get(today.year - 1, 0),
        by_year.get(today.year, 0),
        by_year.get(today.year + 1, 0),
        sum(by_year.values()),
        is_estimate,
    )
