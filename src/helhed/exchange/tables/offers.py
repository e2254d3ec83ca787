"""Providers, roles, offers, places, rates."""

from __future__ import annotations

from helhed.exchange.columns import Column, Kind, Span, Table
from helhed.exchange.tables.shorthand import (
    PRICE_KINDS,
    SERVICES,
    code,
    day,
    key,
    moment,
    oere,
    ref,
    text,
    whole,
    yes_no,
)
from helhed.rules.access.rights import Role
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.offers.indeksering import MUNICIPALITY, IndexationState
from helhed.rules.offers.tilbud import OfferKind

OFFERS = (
    Table(
        "providers",
        "who delivers",
        (
            key(),
            text("name", "name", 120, required=True),
            code("ownership", tuple(o.value for o in Ownership), "whose"),
            text("cvr", "CVR number", 8),
            text("municipality_code", "municipality that owns it", 4),
            ref("unit", "units", "own unit", required=False),
            text("phone", "telephone", 20),
            text("email", "e-mail address", 254),
        ),
    ),
    Table(
        "roles",
        "who holds which role where",
        (
            key(),
            ref("user", "users", "who"),
            code("role", tuple(r.value for r in Role), "which role"),
            ref("unit", "units", "where", required=False),
            ref("provider", "providers", "for which provider", required=False),
            day("start", "from"),
            day("end", "to", required=False),
        ),
        span=Span("start", "end"),
    ),
    Table(
        "offers",
        "houses and services of providers",
        (
            key(),
            ref("provider", "providers", "whose"),
            text("name", "name", 120, required=True),
            code("kind", OfferKind.codes(), "what kind"),
            text("address", "street and number", 120),
            text("district", "district", 40),
            text("about", "about it"),
            day("start", "first day"),
            day("end", "last day", required=False),
        ),
        span=Span("start", "end"),
    ),
    Table(
        "places",
        "places in offers",
        (
            key(),
            ref("offer", "offers", "where"),
            text("name", "name or number", 40, required=True),
            day("start", "first day"),
            day("end", "last day", required=False),
        ),
        together=(("offer", "name"),),
        span=Span("start", "end"),
    ),
    Table(
        "vat_shares",
        "how much of a private provider's prices is VAT",
        (
            key(),
            ref("provider", "providers", "whose prices"),
            Column("percent", Kind.DECIMAL, "percent of the price", low=0, high=99),
            day("start", "first day"),
            day("end", "last day", required=False),
            text("source", "where it is written", 160, required=True),
            moment("recorded_at", "when it was written down"),
            ref("recorded_by", "users", "by whom", required=False),
        ),
        span=Span("start", "end", per=("provider",)),
    ),
    Table(
        "rates",
        "names of prices",
        (
            key(),
            ref("offer", "offers", "whose; empty: the municipality's own", required=False),
            code("service", SERVICES, "the service, when without offer", required=False),
            text("name", "name", 80, required=True),
            code("kind", PRICE_KINDS, "per day, month, hour or piece"),
            ref("base", "rates", "the price that this one is percent of", required=False),
            Column(
                "percent", Kind.DECIMAL, "percent of the base", required=False, low=0, high=1000
            ),
            ref("citizen", "citizens", "whom it was agreed for; empty: anybody", required=False),
            text("agreed_by", "who agreed it", 80),
            day("agreed_on", "when it was agreed", required=False),
            text("agreement", "the paper that says so", 160),
        ),
    ),
    Table(
        "rate_amounts",
        "what a price is, and when",
        (
            key(),
            ref("rate", "rates", "of which price"),
            oere("oere", "the amount"),
            day("start", "first day"),
            day("end", "last day", required=False),
            moment("recorded_at", "when it was written down"),
            ref("recorded_by", "users", "by whom", required=False),
        ),
        span=Span("start", "end", per=("rate",)),
    ),
    Table(
        "withdrawn_amounts",
        "prices that were written and taken back",
        (
            key(),
            ref("rate", "rates", "of which price"),
            oere("oere", "the amount"),
            day("start", "first day"),
            day("end", "last day", required=False),
            moment("recorded_at", "when it was written down"),
            ref("recorded_by", "users", "by whom", required=False),
            moment("withdrawn_at", "when it was taken back"),
            ref("withdrawn_by", "users", "by whom", required=False),
            text("reason", "why", 200, required=True),
        ),
        span=Span("start", "end"),
    ),
    Table(
        "indexations",
        "runs that raise prices from 1 January",
        (
            key(),
            whole("year", "from 1 January of", 2000, 2100),
            Column("percent", Kind.DECIMAL, "by so many percent", low=-20, high=30),
            code("owner", (*(o.value for o in Ownership), MUNICIPALITY), "whose prices"),
            code("kind", PRICE_KINDS, "which kind; empty: all", required=False),
            ref("provider", "providers", "of whom; empty: all", required=False),
            yes_no("agreed_too", "prices agreed for one citizen too"),
            text("source", "where the percentage comes from", 160, required=True),
            code("state", IndexationState.codes(), "how far it has come"),
            ref("made_by", "users", "who prepared it", required=False),
            moment("made_at", "when it was prepared"),
            ref("approved_by", "users", "who approved it", required=False),
            moment("approved_at", "when it was approved", required=False),
        ),
    ),
    Table(
        "indexation_lines",
        "what a run made of each price",
        (
            key(),
            ref("indexation", "indexations", "in which run"),
            ref("rate", "rates", "which price"),
            whole("year", "from 1 January of; empty: taken back", 2000, 2100, required=False),
            oere("before", "before"),
            oere("after", "after"),
        ),
        together=(("rate", "year"),),
    ),
)
