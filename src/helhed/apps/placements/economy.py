"""The economy of own houses: what they cost and earn, how full they are, and what bought places of
the same kind cost. Sums over a house, never who lives there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.access.models import Municipality
from helhed.apps.decisions.models import Grant
from helhed.apps.offers.access import require_offers
from helhed.apps.offers.models import Place, Rate, RateAmount, Takst, TakstAccount
from helhed.apps.offers.queries import price_split, prices_on, running_on, vat_shares
from helhed.apps.offers.queries.bridge import SHOWN
from helhed.apps.offers.queries.takst import basis_of, own_rates
from helhed.apps.placements.access import require_board
from helhed.apps.placements.models import Placement
from helhed.apps.placements.queries import overlapping
from helhed.kernel.money import round_half_away_from_zero
from helhed.kernel.period import Month, Period
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.offers.pris import DatedAmount
from helhed.rules.offers.takst import Basis
from helhed.rules.offers.tilbud import OfferKind
from helhed.rules.placements.belaegning import Occupancy
from helhed.rules.placements.husets_oekonomi import (
    HouseMonth,
    in_months,
    mean_price,
    per_day,
    unit_cost,
)

BY_ACCOUNT, BY_STAYS = screen_text("Regnskabet"), screen_text("Opholdene")


@dataclass(frozen=True, slots=True)
class Bought:
    """Bought places of a kind: what a day costs on the mean, with and without VAT; øre.

    ``vat_unknown`` of the ``count`` are counted whole, for their VAT is not written.
    """

    count: int
    gross: int | None
    net: int | None
    vat_unknown: int


@dataclass(frozen=True, slots=True)
class Figures:
    """A house in a year: days used (``others``: by citizens for whom another municipality pays),
    what it earned and what it was to; øre. Of the accounts ``to_earn`` is what the year cost."""

    occupancy: Occupancy
    others: int
    income: int
    to_earn: int

    @property
    def own(self) -> int:
        return self.occupancy.taken_days - self.others

    @property
    def coverage(self) -> int:
        return self.income - self.to_earn


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of the accounts beside that of the stays; days, or øre."""

    what: str
    account: int
    stays: int
    is_money: bool = False

    @property
    def difference(self) -> int:
        return self.account - self.stays


@dataclass(frozen=True, slots=True)
class House:
    """An own house in a year, as far as the year has come. When its accounts are in, they are
    what it earned and cost; until then it is what the stays say."""

    rate: Rate
    year: int
    basis: Basis
    to_earn: int
    months: list[HouseMonth]
    account: TakstAccount | None
    bought: Bought
    price: int | None

    @property
    def per_month(self) -> bool:
        return self.rate.kind == PriceKind.MONTH.value

    @property
    def by_stays(self) -> Figures:
        """The months that are over, added up."""
        taken = [one.occupancy for one in self.months]
        return Figures(
            Occupancy(sum(o.taken_days for o in taken), sum(o.place_days for o in taken)),
            sum(one.others for one in self.months),
            sum(one.income for one in self.months),
            sum(one.to_earn for one in self.months),
        )

    @property
    def figures(self) -> Figures:
        """What the house is told by: its accounts, or until they are in the stays."""
        if self.account is None:
            return self.by_stays
        return Figures(
            Occupancy(self.account.days, self.account.place_days),
            self.account.other_days,
            self.account.income,
            self.account.cost + self.account.correction,
        )

    @property
    def compared(self) -> list[Compared]:
        """The accounts beside the stays, month by month added up; empty until both are there."""
        if self.account is None or not self.months:
            return []
        one, other = self.figures, self.by_stays
        taken, stays = one.occupancy, other.occupancy
        return [
            Compared(screen_text("Pladsdøgn"), taken.place_days, stays.place_days),
            Compared(screen_text("Belagte døgn"), taken.taken_days, stays.taken_days),
            Compared(screen_text("Heraf egne borgere"), one.own, other.own),
            Compared(screen_text("Heraf andres borgere"), one.others, other.others),
            Compared(screen_text("Tjent, kr."), one.income, other.income, is_money=True),
            Compared(
                screen_text("Kostede og skulle tjene, kr."),
                *(one.to_earn, other.to_earn),
                is_money=True,
            ),
            Compared(
                screen_text("Over-/underdækning, kr."),
                *(one.coverage, other.coverage),
                is_money=True,
            ),
        ]

    @property
    def differs(self) -> bool:
        """Whether the accounts have other days than the stays."""
        return any(row.difference for row in self.compared if not row.is_money)

    @property
    def places(self) -> int:
        """The places on the last day of the months that are over."""
        return self.months[-1].places if self.months else 0

    @property
    def fixed(self) -> int:
        """Overhead, depreciation and interest of the year: there whoever lives in the house."""
        return self.basis.overhead + self.basis.depreciation + self.basis.interest

    @property
    def unit_cost(self) -> int | None:
        """What a day that was used has cost, the correction of earlier years left out."""
        if self.account is not None:
            return unit_cost(self.account.cost, self.account.days)
        stays = self.by_stays
        return self.unit_cost_of(stays.to_earn, stays.occupancy.taken_days)

    def unit_cost_of(self, to_earn: int, days: int) -> int | None:
        """What a used day cost where so much of the year was to be earned, in øre; None when no
        day was used, or when the year was to earn nothing, so that it has no part."""
        if not self.to_earn:
            return None
        part = Fraction(to_earn * self.basis.total, self.to_earn)
        return unit_cost(round_half_away_from_zero(part), days)

    @property
    def price_a_day(self) -> int | None:
        return None if self.price is None else per_day(self.price, per_month=self.per_month)


def houses(actor: Actor, year: int) -> list[House]:
    """Every own house whose rate of a year was built, by name. Raises UnableToLetIn."""
    return _houses(actor, year, None)


def house(actor: Actor, offer: UUID, year: int) -> House:
    """One own house. Raises Http404 when its rate of the year was not built."""
    found = _houses(actor, year, offer)
    if not found:
        raise Http404
    return found[0]


def _houses(actor: Actor, year: int, offer: UUID | None) -> list[House]:
    require_board(actor)
    require_offers(actor, Action.SEE_OFFER)
    rates = own_rates().order_by("offer__name_key", "name", "id")
    if offer is not None:
        rates = rates.filter(offer=offer)
    built = Takst.objects.filter(rate__in=rates.order_by().values("id"), year=year, state__in=SHOWN)
    taksts = {row.rate_id: row for row in built}
    listed = _one_each([rate for rate in rates if rate.id in taksts], taksts)
    months = _months(actor, year)
    window = Period(Month(year, 1).first, Month(year, 12).last)
    lived, of_others = _lived([rate.offer_id for rate in listed], window)
    prices = _prices([rate.id for rate in listed], window)
    accounts = {
        row.rate_id: row for row in TakstAccount.objects.filter(rate__in=list(taksts), year=year)
    }
    bought = _bought({_kind(rate) for rate in listed}, actor)
    found = []
    for rate in listed:
        takst = taksts[rate.id]
        basis = basis_of(takst)
        to_earn = basis.total + takst.correction
        found.append(
            House(
                rate,
                year,
                basis,
                to_earn,
                in_months(
                    lived[rate.offer_id],
                    of_others[rate.offer_id],
                    prices[rate.id],
                    to_earn,
                    months,
                    per_month=rate.kind == PriceKind.MONTH.value,
                ),
                accounts.get(rate.id),
                bought[_kind(rate)],
                prices[rate.id][-1].oere if prices[rate.id] else None,
            )
        )
    return found


def _one_each(rates: Sequence[Rate], taksts: dict[UUID, Takst]) -> list[Rate]:
    """The rate that carries each house: the one with the largest cost."""
    by_cost = sorted(rates, key=lambda rate: basis_of(taksts[rate.id]).total)
    largest = {rate.offer_id: rate.id for rate in by_cost}
    return [rate for rate in rates if largest[rate.offer_id] == rate.id]


def _kind(rate: Rate) -> str:
    assert rate.offer is not None
    return rate.offer.kind


def _months(actor: Actor, year: int) -> list[Month]:
    """The months of a year that are over."""
    this = Month.of(actor.today)
    return [month for n in range(1, 13) if (month := Month(year, n)) < this]


Lived = dict[UUID | None, list[tuple[Period, list[Period]]]]


def _lived(offers: Sequence[UUID | None], window: Period) -> tuple[Lived, Lived]:
    """Of each house its places with the stays in them: all, and those of others' citizens."""
    code = Municipality.objects.values_list("code", flat=True).first() or ""
    stays: dict[UUID, list[Period]] = defaultdict(list)
    foreign: dict[UUID, list[Period]] = defaultdict(list)
    there = Placement.objects.filter(overlapping(window), place__offer__in=offers).order_by("start")
    fields = ("place_id", "start", "end", "citizen__paying_municipality")
    for place, start, end, paying in there.values_list(*fields).iterator():
        stay = Period(start, end)
        stays[place].append(stay)
        if paying != code:
            foreign[place].append(stay)
    lived: Lived = defaultdict(list)
    of_others: Lived = defaultdict(list)
    places = Place.objects.filter(overlapping(window), offer__in=offers)
    for place, offer, start, end in places.values_list("id", "offer_id", "start", "end"):
        exists = Period(start, end)
        lived[offer].append((exists, stays[place]))
        if place in foreign:
            of_others[offer].append((exists, foreign[place]))
    return lived, of_others


def _prices(rates: Sequence[UUID], window: Period) -> dict[UUID, list[DatedAmount]]:
    found: dict[UUID, list[DatedAmount]] = defaultdict(list)
    rows = RateAmount.objects.filter(overlapping(window), rate__in=rates).order_by("start")
    for rate, oere, start, end in rows.values_list("rate_id", "oere", "start", "end"):
        found[rate].append(DatedAmount(oere, start, end))
    return found


def _bought(kinds: set[str], actor: Actor) -> dict[str, Bought]:
    """What bought places of some kinds cost today, by kind of offer."""
    external = [owner.value for owner in Ownership if owner.is_external]
    grants = Grant.objects.filter(
        running_on(actor.today),
        state="granted",
        offer__kind__in=kinds,
        offer__provider__ownership__in=external,
        rate__kind__in=(PriceKind.DAY.value, PriceKind.MONTH.value),
        main=None,
    )
    counts = dict(grants.order_by().values_list("rate").annotate(n=Count("id")))
    rates = list(Rate.objects.filter(id__in=counts).select_related("offer__provider"))
    prices, shares = prices_on(counts, actor.today), vat_shares(rates, actor.today)
    paid: dict[str, list[tuple[int, int, int, bool]]] = {kind: [] for kind in kinds}
    for rate in rates:
        if rate.id not in prices:
            continue
        parts = price_split(rate, prices[rate.id], shares)
        net = prices[rate.id] if parts is None else parts.net
        monthly = rate.kind == PriceKind.MONTH.value
        gross_day = per_day(prices[rate.id], per_month=monthly)
        net_day = per_day(net, per_month=monthly)
        paid[_kind(rate)].append((gross_day, net_day, counts[rate.id], parts is None))
    return {kind: _mean(rows) for kind, rows in paid.items()}


def _mean(rows: Sequence[tuple[int, int, int, bool]]) -> Bought:
    return Bought(
        sum(many for _, _, many, _ in rows),
        mean_price([(gross, many) for gross, _, many, _ in rows]),
        mean_price([(net, many) for _, net, many, _ in rows]),
        sum(many for _, _, many, is_unknown in rows if is_unknown),
    )


def house_row(found: House) -> dict[str, Any]:
    """A house as a row of the list."""
    offer, told = found.rate.offer, found.figures
    assert offer is not None
    return {
        "id": offer.id,
        "offer": offer.name,
        "kind": OfferKind.of(offer.kind).label,
        "places": found.places,
        "told_by": BY_ACCOUNT if found.account else BY_STAYS,
        "occupancy": told.occupancy.percent,
        "own": told.own,
        "others": told.others,
        "fixed": found.fixed,
        "to_earn": told.to_earn,
        "income": told.income,
        "coverage": told.coverage,
        "unit_cost": found.unit_cost,
        "price": found.price_a_day,
        "bought": found.bought.net,
        "bought_count": found.bought.count,
    }


def month_row(house: House, found: HouseMonth) -> dict[str, Any]:
    """A house's month as a row of its table."""
    return {
        "month": found.month.first,
        "places": found.places,
        "place_days": found.occupancy.place_days,
        "taken": found.occupancy.taken_days,
        "occupancy": found.occupancy.percent,
        "own": found.own,
        "others": found.others,
        "income": found.income,
        "to_earn": found.to_earn,
        "coverage": found.coverage,
        "unit_cost": house.unit_cost_of(found.to_earn, found.occupancy.taken_days),
    }
