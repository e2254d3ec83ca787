"""Account years of refund: how each stands, its history, and what closing or opening it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Min, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import Http404

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.payments.models import Posting
from helhed.apps.payments.queries.second import Matter, asked_for
from helhed.apps.refunds.access import may_house, require_house
from helhed.apps.refunds.claimable import claimable
from helhed.apps.refunds.closing import standing_years
from helhed.apps.refunds.models import ClosedYear
from helhed.kernel.dated import NoValueThatDay
from helhed.kernel.period import Month
from helhed.rules.access.rights import Action
from helhed.rules.refunds.regnskabsaar import YearState


@dataclass(frozen=True, slots=True)
class YearRow:
    """An account year, and how it stands; ``row`` when it is closed or asked to be."""

    year: int
    state: YearState
    row: ClosedYear | None


@dataclass(frozen=True, slots=True)
class YearPage:
    """One account year: what of it is not claimed (øre and months of payers; None where the
    limits of the year are missing), its closings before, and whether the actor asked."""

    year: int
    state: YearState
    row: ClosedYear | None
    before: list[ClosedYear]
    unclaimed: int | None
    months: int
    is_own: bool
    is_over: bool


def years(actor: Actor) -> list[YearRow]:
    """Every year that has postings, and those that are closed, the last first. Raises
    UnableToLetIn."""
    require_at_all(actor, Action.SEE_REFUND)
    this = actor.today.year
    first = Posting.objects.aggregate(first=Min("month"))["first"]
    rows = {one.year: one for one in standing_years().select_related(*PEOPLE)}
    known = {*range(first.year if first else this, this + 1), *rows}
    return [_year(year, rows.get(year)) for year in sorted(known, reverse=True)]


PEOPLE = ("asked_by", "closed_by", "open_asked_by", "opened_by")


def _year(year: int, row: ClosedYear | None) -> YearRow:
    return YearRow(year, row.state if row else YearState.OPEN, row)


def year_page(actor: Actor, year: int) -> YearPage:
    """One account year. Raises UnableToLetIn, Http404 for a year that nothing is posted in."""
    require_house(actor, Action.APPROVE_REFUND)
    found = next((one for one in years(actor) if one.year == year), None)
    if found is None:
        raise Http404
    row, before = found.row, ClosedYear.objects.filter(year=year, opened_at__isnull=False)
    asked = row and (row.open_asked_by_id if row.closed_at else row.asked_by_id)
    unclaimed, months = _unclaimed(actor, year)
    return YearPage(
        year,
        found.state,
        row,
        list(before.select_related(*PEOPLE).order_by("-opened_at")),
        unclaimed,
        months,
        asked == actor.id,
        year < actor.today.year,
    )


def _unclaimed(actor: Actor, year: int) -> tuple[int | None, int]:
    """What the next claim would take of a year if it was open, through the last whole month."""
    through = min(Month(year, 12), Month.of(actor.today).plus(-1))
    try:
        found = claimable([year], through) if through.year == year else []
    except NoValueThatDay:
        return None, 0
    return sum(one.oere for one in found), len({(one.key.payer, one.key.month) for one in found})


def years_to_approve(actor: Actor) -> list[QuerySet[ClosedYear, Any]]:
    """The years that another asked to have closed, and opened, for the list of all that waits for a
    second person; none for whoever may not do it."""
    if not may_house(actor, Action.APPROVE_REFUND):
        return []
    rows = standing_years()
    to_close = rows.filter(_not_by(actor, "asked_by"), closed_at__isnull=True)
    to_open = rows.filter(_not_by(actor, "open_asked_by"), open_asked_at__isnull=False)
    year, nothing = F("year"), Value(0)
    closer, opener = (Coalesce(f"{by}__name", Value("")) for by in ("asked_by", "open_asked_by"))
    return [
        asked_for(to_close, Matter.CLOSE_YEAR, "id", year, nothing, closer, F("note"), "asked_at"),
        asked_for(
            to_open, Matter.OPEN_YEAR, "id", year, nothing, opener, F("open_note"), "open_asked_at"
        ),
    ]


def _not_by(actor: Actor, who: str) -> Q:
    return Q(**{f"{who}__isnull": True}) | ~Q(**{who: actor.id})
