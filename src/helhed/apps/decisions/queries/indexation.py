"""Indexation: which rates a run raises, from what to what, and what that does to commitments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.decisions import pricing
from helhed.apps.decisions.models import Grant
from helhed.apps.offers.access import may_offers, require_offers
from helhed.apps.offers.models import Indexation, IndexationLine, Rate, RateAmount
from helhed.kernel.period import Month
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.offers.indeksering import (
    MUNICIPALITY,
    IndexationState,
    Indexed,
    index,
    owner_words,
)
from helhed.rules.offers.pris import DatedAmount, from_day
from helhed.rules.offers.procenttillaeg import derived


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A rate of a run, and what becomes of it."""

    rate: Rate
    amounts: tuple[DatedAmount, ...]
    indexed: Indexed


@dataclass(frozen=True, slots=True)
class YearEffect:
    """What the grants on the rates commit in a year, in øre, without and with the run."""

    year: int
    before: int
    after: int

    @property
    def more(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class IndexationPage:
    """A run with its lines; ``seen`` is what an approver has seen, so that nothing else is done.

    ``effects`` is empty when it cannot be counted: ``error`` tells of the missing price.
    """

    row: Indexation
    state: IndexationState
    owner: str
    kind: str
    rows: list[dict[str, Any]]
    raised: int
    seen: str
    effects: list[YearEffect]
    error: pricing.UnableToPrice | None
    may_set: bool
    may_approve: bool

    @property
    def is_draft(self) -> bool:
        return self.state is IndexationState.DRAFT

    @property
    def may_withdraw(self) -> bool:
        return self.may_set and self.state is IndexationState.APPROVED


def indexations(actor: Actor) -> QuerySet[Indexation, Indexation]:
    """Every run."""
    require_offers(actor, Action.SEE_OFFER)
    return Indexation.objects.select_related("made_by", "approved_by", "provider")


def indexation_row(row: Indexation) -> dict[str, Any]:
    """A run as a row of the list."""
    return {
        "id": row.id,
        "year": str(row.year),
        "owner": owner_words(row.owner),
        "kind": PriceKind(row.kind).label if row.kind else "",
        "provider": row.provider.name if row.provider else "",
        "percent": row.percent,
        "state": IndexationState.of(row.state).label,
        "state_key": row.state,
        "made_by": row.made_by.name if row.made_by else "",
        "made_at": row.made_at,
        "approved_by": row.approved_by.name if row.approved_by else "",
        "approved_at": row.approved_at,
    }


def chosen_rates(row: Indexation) -> QuerySet[Rate, Rate]:
    """The rates that a run chooses. Those that follow another are not: they move with it."""
    first = date(row.year, 1, 1)
    running = Q(offer__end__isnull=True) | Q(offer__end__gte=first)
    found = Rate.objects.filter(base=None)
    if row.owner == MUNICIPALITY:
        found = found.filter(offer=None)
    else:
        found = found.filter(running, offer__provider__ownership=row.owner)
    if row.kind:
        found = found.filter(kind=row.kind)
    if row.provider_id:
        found = found.filter(offer__provider=row.provider_id)
    return found if row.agreed_too else found.filter(citizen=None)


def planned(row: Indexation, rates: Iterable[Rate]) -> list[PlannedLine]:
    """What a run would make of rates, as everything stands now."""
    listed = list(rates)
    amounts = dated_amounts(chosen_rates(row))
    done = set(
        IndexationLine.objects.filter(year=row.year, rate__in=chosen_rates(row)).values_list(
            "rate_id", flat=True
        )
    )
    return [
        PlannedLine(
            rate,
            tuple(amounts[rate.id]),
            index(amounts[rate.id], row.percent, row.year, already=rate.id in done),
        )
        for rate in listed
    ]


def dated_amounts(rates: QuerySet[Rate, Rate]) -> Mapping[UUID, list[DatedAmount]]:
    """The amounts of rates in order of time."""
    rows = RateAmount.objects.filter(rate__in=rates.order_by().values("id")).order_by("start")
    found: dict[UUID, list[DatedAmount]] = defaultdict(list)
    for rate, oere, start, end in rows.values_list("rate_id", "oere", "start", "end"):
        found[rate].append(DatedAmount(oere, start, end))
    return found


def seen_of(lines: Iterable[PlannedLine]) -> str:
    """What somebody has seen of a plan, in short: how many are raised, from and to what sum."""
    raised = [line.indexed for line in lines if line.indexed.after is not None]
    before = sum(one.before or 0 for one in raised)
    return f"{len(raised)}-{before}-{sum(one.after or 0 for one in raised)}"


def indexation_page(actor: Actor, indexation: UUID) -> IndexationPage:
    """A run with before and after of every rate. Raises Http404."""
    require_offers(actor, Action.SEE_OFFER)
    rows = Indexation.objects.select_related("made_by", "approved_by", "provider")
    row = rows.filter(id=indexation).first()
    if row is None:
        raise Http404
    state = IndexationState.of(row.state)
    lines: list[PlannedLine] = []
    effects: list[YearEffect] = []
    error = None
    if state is IndexationState.DRAFT:
        named = chosen_rates(row).select_related("offer__provider")
        lines = planned(row, named.order_by("offer__name_key", "name", "id"))
        try:
            effects = effects_of(row, lines, [actor.today.year, actor.today.year + 1])
        except pricing.UnableToPrice as missing:
            error = missing
    may_set = may_offers(actor, Action.SET_RATE)
    shown = [_planned_row(line) for line in lines] or _done_rows(row)
    return IndexationPage(
        row,
        state,
        owner_words(row.owner),
        PriceKind(row.kind).label if row.kind else "",
        shown,
        sum(one["after"] is not None for one in shown),
        seen_of(lines),
        effects,
        error,
        may_set,
        may_set and row.made_by_id != actor.id,
    )


def effects_of(
    row: Indexation, lines: Iterable[PlannedLine], years: Iterable[int]
) -> list[YearEffect]:
    """What the run does to what is committed in some years. Raises UnableToPrice."""
    changed = {
        line.rate.id: from_day(line.amounts, line.indexed.after, date(row.year, 1, 1))
        for line in lines
        if line.indexed.after is not None
    }
    following = Rate.objects.filter(base__in=chosen_rates(row).order_by().values("id"))
    for one in following:
        if one.base_id in changed and one.percent is not None:
            changed[one.id] = derived(changed[one.base_id], one.percent)
    touched = Q(rate__in=chosen_rates(row).order_by().values("id"))
    touched |= Q(rate__base__in=chosen_rates(row).order_by().values("id"))
    grants = pricing.priced(Grant.objects.filter(touched, state="granted"))
    grants = [grant for grant in grants if grant.rate in changed]
    counted = list(years)
    first, last = Month(min(counted), 1), Month(max(counted), 12)
    before = _by_year(pricing.month_costs(grants, first, last) if grants else [])
    after = _by_year(pricing.month_costs(grants, first, last, changed) if grants else [])
    return [YearEffect(year, before[year], after[year]) for year in counted]


def _by_year(costs: Iterable[pricing.MonthCost]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for cost in costs:
        found[cost.month.year] += cost.oere
    return found


def _planned_row(line: PlannedLine) -> dict[str, Any]:
    done = line.indexed
    more = None if done.after is None or done.before is None else done.after - done.before
    return {
        **_rate_words(line.rate),
        "before": done.before,
        "after": done.after,
        "more": more,
        "skipped": done.skipped.label if done.skipped else "",
    }


def _done_rows(row: Indexation) -> list[dict[str, Any]]:
    lines = row.lines.select_related("rate__offer__provider")
    return [
        {
            **_rate_words(line.rate),
            "before": line.before,
            "after": line.after,
            "more": line.after - line.before,
            "skipped": "",
        }
        for line in lines.order_by("rate__offer__name_key", "rate__name", "rate_id")
    ]


def _rate_words(rate: Rate) -> dict[str, Any]:
    return {
        "id": rate.id,
        "name": rate.name,
        "offer": rate.offer.name if rate.offer else "",
        "provider": rate.offer.provider.name if rate.offer else "",
        "kind": PriceKind(rate.kind).label,
        "own": rate.citizen_id is not None,
    }
