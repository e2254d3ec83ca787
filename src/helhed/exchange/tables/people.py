"""Citizens and the people around them."""

from __future__ import annotations

from helhed.exchange.columns import Column, Kind, Span, Table
from helhed.exchange.tables.shorthand import code, day, key, moment, ref, text, yes_no
from helhed.rules.citizens.nummer import CorrectionKind, CorrectionState
from helhed.rules.citizens.person import GuardianKind, RelationKind, SexCode

PEOPLE = (
    Table(
        "citizens",
        "the people that it is all about",
        (
            key(),
            Column("cpr", Kind.CPR, "CPR number", required=False, unique=True),
            text("name", "name", 120, required=True),
            day("birth_date", "day of birth, when known", required=False),
            code("sex", SexCode.codes(), "sex"),
            text("address", "street and number", 120),
            text("postcode", "postcode", 4),
            text("city", "town", 60),
            text("district", "district of the municipality", 40),
            text("phone", "telephone", 20),
            text("email", "e-mail address", 254),
            yes_no("address_is_protected", "whether the address is protected"),
            text("acting_municipality", "handlekommune, number", 4, required=True),
            text("paying_municipality", "betalingskommune, number", 4, required=True),
            day("died_on", "day of death", required=False),
        ),
    ),
    Table(
        "number_corrections",
        "CPR numbers that another took the place of",
        (
            key(),
            ref("citizen", "citizens", "whose number"),
            Column("old_number", Kind.CPR, "CPR number that stood"),
            Column("new_number", Kind.CPR, "CPR number that takes its place"),
            code("kind", CorrectionKind.codes(), "why"),
            text("reason", "where the new number is known from", 300, required=True),
            code("state", CorrectionState.codes(), "whether it is asked for, done or declined"),
            day("used_from", "first day of the old number, when known", required=False),
            moment("asked_at", "when it was asked for"),
            ref("asked_by", "users", "by whom", required=False),
            moment("settled_at", "when another saw to it", required=False),
            ref("settled_by", "users", "by whom", required=False),
            moment("told_at", "when reports to KL were moved to the new number", required=False),
        ),
    ),
    Table(
        "relations",
        "family of a citizen",
        (
            key(),
            ref("citizen", "citizens", "whose family"),
            ref("other", "citizens", "the other, when known to the house", required=False),
            text("name", "the other's name, when not known to the house", 120),
            code("kind", RelationKind.codes(), "what the other is to the citizen"),
            yes_no("has_custody", "whether the other holds forældremyndighed"),
            text("phone", "telephone", 20),
            day("start", "from", required=False),
            day("end", "to", required=False),
        ),
    ),
    Table(
        "network",
        "people in a citizen's own network",
        (
            key(),
            ref("citizen", "citizens", "whose network"),
            text("name", "name", 120, required=True),
            text("role", "friend, teacher, neighbour …", 60, required=True),
            text("meaning", "what they mean to each other"),
            text("phone", "telephone", 20),
        ),
    ),
    Table(
        "guardians",
        "guardians and representatives",
        (
            key(),
            ref("citizen", "citizens", "for whom"),
            code("kind", GuardianKind.codes(), "in what capacity"),
            text("name", "name", 120, required=True),
            text("scope", "for what", 200),
            text("phone", "telephone", 20),
            day("start", "from"),
            day("end", "to", required=False),
        ),
        span=Span("start", "end"),
    ),
    Table(
        "consents",
        "what citizens have said yes to",
        (
            key(),
            ref("citizen", "citizens", "who said yes"),
            text("subject", "to what", 200, required=True),
            day("given_on", "when"),
            day("withdrawn_on", "when it was taken back", required=False),
        ),
        span=Span("given_on", "withdrawn_on"),
    ),
)
