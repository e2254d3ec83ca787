"""The rates of own offers: how each was built, what its years became, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.offers.access import may_offers, require_offers
from helhed.apps.offers.models import Place, Rate, RateAmount, Takst, TakstAccount
from helhed.apps.offers.queries.rates import running_on
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.offers import bro
from helhed.rules.offers import takst as rules
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.offers.tilbud import OfferKind

BUILT = tuple(unit.value for unit in rules.Unit)


def own_rates() -> QuerySet[Rate, Rate]:
    """The rates that can be built from a budget: per day or month, of own offers, and their own."""
    return Rate.objects.filter(
        offer__provider__ownership=Ownership.OWN.value, kind__in=BUILT, base=None, citizen=None
    ).select_related("offer__provider")


def accounts_of(rate: Rate) -> list[rules.YearAccount]:
    """The accounts of a rate's years, as the rules read them, in order of time."""
    return [read_account(row) for row in rate.takst_accounts.order_by("year")]


def read_account(row: TakstAccount) -> rules.YearAccount:
    """A year's account as the rules read it."""
    return rules.YearAccount(
        year=row.year,
        basis=row.basis,
        correction=row.correction,
        cost=row.cost,
        income=row.income,
        days=row.days,
        place_days=row.place_days,
        set_aside=row.set_aside,
    )


def basis_of(row: Takst) -> rules.Basis:
    """The budgeted cost of a rate's year."""
    return rules.Basis(row.direct, row.overhead, row.depreciation, row.interest)


def correction_for(rate: Rate, year: int) -> int:
    """What the rate of a year must make up for, in øre. Raises UnableToBuildTakst."""
    taken = rate.taksts.filter(state=rules.TakstState.APPROVED.value, year__lt=year)
    applied = dict(taken.values_list("year", "correction"))
    return rules.correction(accounts_of(rate), applied, year)


def built(
    rate: Rate, year: int, basis: rules.Basis, number: Decimal, occupancy: Decimal | None
) -> rules.Takst:
    """A rate as its budget and accounts make it now. Raises UnableToBuildTakst."""
    kind = _offer_kind(rate)
    if occupancy is None:
        occupancy = rules.proposed_occupancy(kind, accounts_of(rate), year).percent
    if occupancy is None:
        text = screen_text(
            "Der er ingen regnskaber at tage belægningen fra. Skriv den, og hvor den er godkendt."
        )
        raise rules.UnableToBuildTakst(text)
    return rules.build(
        basis,
        correction_for(rate, year),
        rules.places_of(kind, number, year),
        occupancy,
        unit=rules.Unit(rate.kind),
        year=year,
    )


def _offer_kind(rate: Rate) -> OfferKind:
    assert rate.offer is not None
    return OfferKind.of(rate.offer.kind)


@dataclass(frozen=True, slots=True)
class AccountShown:
    """A year that is over, and what became of its result."""

    row: TakstAccount
    read: rules.YearAccount
    settled: rules.Settlement
    lands_in: int


@dataclass(frozen=True, slots=True)
class TakstPage:
    """The rate of an own offer for a year, with every step; ``takst`` None is not built yet."""

    rate: Rate
    year: int
    row: Takst | None
    takst: rules.Takst | None
    occupancy: rules.Occupancy
    correction: int
    accounts: list[AccountShown]
    price_before: int | None
    counts_citizens: bool
    places: int
    next_account: int | None
    last_budget: Takst | None
    may_set: bool
    may_approve: bool

    @property
    def state(self) -> rules.TakstState | None:
        return rules.TakstState.of(self.row.state) if self.row else None

    @property
    def units(self) -> Decimal | None:
        """Days (or months) that are paid for, to be shown."""
        if self.takst is None:
            return None
        units = self.takst.units
        return round(Decimal(units.numerator) / Decimal(units.denominator), 1)

    @property
    def is_draft(self) -> bool:
        return self.state is rules.TakstState.DRAFT

    @property
    def is_approved(self) -> bool:
        return self.state is rules.TakstState.APPROVED

    @property
    def has_changed(self) -> bool:
        """Whether the accounts have moved since the draft was built, so that it must be again."""
        return self.is_draft and self.row is not None and self.row.correction != self.correction


def takst_page(actor: Actor, rate: UUID, year: int) -> TakstPage:
    """A rate of a year with its steps and accounts. Raises Http404."""
    require_offers(actor, Action.SEE_OFFER)
    found = own_rates().filter(id=rate).first()
    if found is None or not 2000 <= year <= 2100:
        raise Http404
    rows = {
        row.year: row
        for row in found.taksts.select_related("made_by", "approved_by").order_by("year")
    }
    row = rows.get(year)
    kind, may_set = _offer_kind(found), may_offers(actor, Action.SET_RATE)
    accounts = accounts_of(found)
    applied = {
        one.year: one.correction
        for one in rows.values()
        if one.state == rules.TakstState.APPROVED.value and one.year < year
    }
    before = RateAmount.objects.filter(running_on(date(year - 1, 12, 31)), rate=found)
    return TakstPage(
        found,
        year,
        row,
        as_written(found, row) if row else None,
        rules.proposed_occupancy(kind, accounts, year),
        rules.correction(accounts, applied, year),
        _accounts(found, accounts),
        before.values_list("oere", flat=True).first(),
        kind in rules.COUNTED_IN_CITIZENS,
        Place.objects.filter(running_on(date(year, 1, 1)), offer=found.offer_id).count(),
        _next_account(accounts, actor.today),
        max((one for one in rows.values() if one.year < year), key=_year, default=None),
        may_set,
        may_set and row is not None and row.made_by_id != actor.id,
    )


def _next_account(accounts: list[rules.YearAccount], today: date) -> int | None:
    """The newest year that is over and has no account."""
    last = today.year - 1
    return None if any(one.year == last for one in accounts) else last


def _year(row: Takst) -> int:
    return row.year


def as_written(rate: Rate, row: Takst) -> rules.Takst:
    """A built rate again, with every step that led to it."""
    return rules.build(
        basis_of(row),
        row.correction,
        rules.places_of(_offer_kind(rate), row.number, row.year),
        row.occupancy,
        unit=rules.Unit(rate.kind),
        year=row.year,
    )


def _accounts(rate: Rate, accounts: list[rules.YearAccount]) -> list[AccountShown]:
    rows = {row.year: row for row in rate.takst_accounts.select_related("recorded_by")}
    settled = {one.year: one for one in rules.settlements(accounts)}
    return [
        AccountShown(
            rows[one.year],
            one,
            settled[one.year],
            bro.lands_in(one.year),
        )
        for one in reversed(accounts)
    ]


def taksts(actor: Actor, year: int, state: str = "") -> QuerySet[Rate, Rate]:
    """The rates of own offers with what was built for a year, what each is, and was before; all,
    or those that have come so far."""
    require_offers(actor, Action.SEE_OFFER)
    first, eve = date(year, 1, 1), date(year - 1, 12, 31)
    running = running_on(first)
    rows = Takst.objects.filter(rate=OuterRef("pk"), year=year)
    prices = RateAmount.objects.filter(rate=OuterRef("pk"))
    named = ("oere", "correction", "occupancy", "state")
    found = (
        own_rates()
        .filter(offer__start__lte=eve)
        .exclude(offer__end__lt=first)
        .annotate(
            before=Subquery(prices.filter(running_on(eve)).values("oere")[:1]),
            price=Subquery(prices.filter(running).values("oere")[:1]),
            **{f"built_{name}": Subquery(rows.values(name)[:1]) for name in named},
        )
    )
    if not state:
        return found
    return found.filter(id__in=Takst.objects.filter(year=year, state=state).values("rate"))


def takst_row(rate: Any) -> dict[str, Any]:
    """A rate as a row of the list; its query found the numbers."""
    more = None
    if rate.built_oere is not None and rate.before:
        more = Decimal(100 * (rate.built_oere - rate.before)) / rate.before
    return {
        "id": rate.id,
        "offer": rate.offer.name,
        "provider": rate.offer.provider.name,
        "name": rate.name,
        "kind": PriceKind(rate.kind).label,
        "before": rate.before,
        "price": rate.price,
        "built": rate.built_oere,
        "more": round(more, 1) if more is not None else None,
        "occupancy": rate.built_occupancy,
        "correction": rate.built_correction,
        "state": rules.TakstState.of(rate.built_state).label if rate.built_state else "",
        "state_key": rate.built_state or "",
    }


def where(actor: Actor, takst: UUID) -> tuple[UUID, int]:
    """The rate and year of a built rate. Raises Http404."""
    require_offers(actor, Action.SEE_OFFER)
    row = Takst.objects.filter(id=takst).values_list("rate_id", "year").first()
    if row is None:
        raise Http404
    return row
