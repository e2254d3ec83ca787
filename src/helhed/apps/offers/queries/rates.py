"""Reading rates: what they are today, all they have been, and what of it is VAT."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from helhed.apps.offers.models import Rate, RateAmount, VatShare, WithdrawnAmount
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.offers.moms import SplitPrice, split


@dataclass(frozen=True, slots=True)
class RateShown:
    """A rate with what it is today and all it has been.

    ``split`` is today's price in VAT and net: None without a price, or when the share of a
    private provider is not written (``vat_unknown``).
    """

    id: UUID
    name: str
    kind: PriceKind
    offer: UUID | None
    today: int | None
    amounts: list[RateAmount]
    percent: Decimal | None
    base: str
    own: bool
    split: SplitPrice | None
    vat_unknown: bool

    @property
    def vat(self) -> int:
        """The VAT in today's price, in øre; 0 when it is none or unknown."""
        return self.split.vat if self.split else 0


def running_on(day: date) -> Q:
    """Rows whose period holds a day."""
    return Q(start__lte=day) & (Q(end__isnull=True) | Q(end__gte=day))


def rates_shown(rates: Iterable[Rate], today: date) -> list[RateShown]:
    """Rates with all their amounts, the newest first."""
    wanted = list(dict.fromkeys(rate.id for rate in rates))
    listed = Rate.objects.filter(id__in=wanted).select_related("offer__provider", "base")
    found = {rate.id: rate for rate in listed}
    amounts: dict[UUID, list[RateAmount]] = {id: [] for id in wanted}
    rows = RateAmount.objects.filter(rate__in=wanted).select_related("recorded_by")
    for amount in rows.order_by("-start"):
        amounts[amount.rate_id].append(amount)
    shares = vat_shares([found[id] for id in wanted], today)
    return [_shown(found[id], amounts[id], shares, today) for id in wanted]


def prices_on(rates: Iterable[UUID], day: date) -> dict[UUID, int]:
    """What rates are on a day, in øre; those without a price that day are left out."""
    rows = RateAmount.objects.filter(running_on(day), rate__in=list(rates))
    return dict(rows.values_list("rate_id", "oere"))


def _shown(
    rate: Rate,
    amounts: list[RateAmount],
    shares: dict[UUID, Decimal],
    today: date,
) -> RateShown:
    price = next((a.oere for a in amounts if _holds(a, today)), None)
    parts = None if price is None else price_split(rate, price, shares)
    return RateShown(
        rate.id,
        rate.name,
        PriceKind(rate.kind),
        rate.offer_id,
        price,
        amounts,
        rate.percent,
        rate.base.name if rate.base else "",
        rate.citizen_id is not None,
        parts,
        price is not None and parts is None,
    )


def _holds(amount: RateAmount, day: date) -> bool:
    return amount.start <= day and (amount.end is None or day <= amount.end)


def withdrawn_amounts(rates: Iterable[UUID]) -> list[WithdrawnAmount]:
    """The amounts of rates that were written and taken back, the newest first."""
    rows = WithdrawnAmount.objects.filter(rate__in=list(rates))
    named = rows.select_related("rate", "recorded_by", "withdrawn_by")
    return list(named.order_by("-withdrawn_at", "id"))


def vat_shares(rates: Iterable[Rate], day: date) -> dict[UUID, Decimal]:
    """The written VAT share of each rate's provider on a day, in percent of the price."""
    providers = {rate.offer.provider_id for rate in rates if rate.offer}
    rows = VatShare.objects.filter(running_on(day), provider__in=providers)
    return dict(rows.values_list("provider_id", "percent"))


def price_split(rate: Rate, price: int, shares: dict[UUID, Decimal]) -> SplitPrice | None:
    """A price of a rate in VAT and net; None when the share is not written."""
    if rate.offer is None:
        return SplitPrice(price, 0)
    provider = rate.offer.provider
    return split(price, Ownership(provider.ownership), shares.get(provider.id))


def rates_for(
    kinds: Sequence[str], offer_kinds: Sequence[str], service: str, citizen: UUID, day: date
) -> QuerySet[Rate, Rate]:
    """The rates at which a service can be granted a citizen: of running offers of the right kinds,
    or the municipality's own when the service has no offer. Prices agreed for others are none."""
    rates = Rate.objects.filter(for_citizen(citizen), kind__in=kinds)
    if offer_kinds:
        running = Q(offer__start__lte=day) & (Q(offer__end__isnull=True) | Q(offer__end__gte=day))
        return rates.filter(running, offer__kind__in=offer_kinds)
    return rates.filter(offer=None, service=service)


def for_citizen(citizen: UUID) -> Q:
    """The rates that hold for a citizen: everybody's, and those agreed for this one."""
    return Q(citizen=None) | Q(citizen=citizen)
