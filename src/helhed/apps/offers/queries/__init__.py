"""Reading offers, places and rates."""

from helhed.apps.offers.queries.lists import RateFilter, RatePage, rate_page, rate_row, rates
from helhed.apps.offers.queries.offers import (
    OfferFilter,
    OfferPage,
    offer_page,
    offer_row,
    offers,
    provider_head,
    provider_names,
    providers,
    providers_called,
)
from helhed.apps.offers.queries.rates import (
    RateShown,
    for_citizen,
    price_split,
    prices_on,
    rates_for,
    rates_shown,
    running_on,
    vat_shares,
    withdrawn_amounts,
)

__all__ = [
    "OfferFilter",
    "OfferPage",
    "RateFilter",
    "RatePage",
    "RateShown",
    "for_citizen",
    "offer_page",
    "offer_row",
    "offers",
    "price_split",
    "prices_on",
    "provider_head",
    "provider_names",
    "providers",
    "providers_called",
    "rate_page",
    "rate_row",
    "rates",
    "rates_for",
    "rates_shown",
    "running_on",
    "vat_shares",
    "withdrawn_amounts",
]
