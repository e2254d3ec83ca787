"""What cases need a place for, wishes, choices, and who is to be together or apart."""

from __future__ import annotations

from helhed.exchange.columns import Column, Kind, Table
from helhed.exchange.tables.shorthand import (
    SERVICES,
    code,
    day,
    key,
    moment,
    ref,
    text,
    whole,
)
from helhed.rules.placements.oensker import LAST_WISH, Bond, Teller
from helhed.rules.placements.valg import WhyNotFirst

MATCHING = (
    Table(
        "place_needs",
        "cases that need a place",
        (
            key(),
            ref("case", "cases", "in which case"),
            code("service", SERVICES, "a place of which service"),
            day("since", "from when it is needed"),
            day("latest", "by when at the latest"),
            whole("urgency", "how urgent; empty: nobody has said so", 0, 4, required=False),
            day("ended_on", "when it was needed no more", required=False),
            moment("recorded_at", "when it was written down"),
            ref("recorded_by", "users", "by whom", required=False),
        ),
        together=(("case", "service"),),
    ),
    Table(
        "place_wishes",
        "offers that citizens wish, or do not",
        (
            key(),
            ref("case", "cases", "in which case"),
            ref("offer", "offers", "which offer"),
            whole("wish", "1 is the first wish, 0 is not there", 0, LAST_WISH),
            code("told_by", Teller.codes(), "who said so"),
            moment("recorded_at", "when it was written down"),
            ref("recorded_by", "users", "by whom", required=False),
        ),
        together=(("case", "offer"),),
    ),
    Table(
        "place_choices",
        "offers that were chosen from the ranked list",
        (
            key(),
            ref("case", "cases", "in which case"),
            code("service", SERVICES, "a place of which service"),
            ref("offer", "offers", "the offer chosen"),
            whole("rank", "its number on the list; empty: not kept", 1, 10_000, required=False),
            Column("points", Kind.WHOLE, "its points", low=-(10**6), high=10**6),
            ref("first", "offers", "the first on the list"),
            Column("first_points", Kind.WHOLE, "the points of that", low=-(10**6), high=10**6),
            code("why", WhyNotFirst.codes(), "why it was another than the first", required=False),
            text("reason", "the same in words", 300),
            ref("decision", "decisions", "the draft that got the offer", required=False),
            moment("chosen_at", "when it was chosen"),
            ref("chosen_by", "users", "by whom", required=False),
        ),
    ),
    Table(
        "place_bonds",
        "citizens who are to be together or apart",
        (
            key(),
            ref("citizen", "citizens", "who"),
            ref("other", "citizens", "and whom"),
            code("bond", Bond.codes(), "together or apart"),
            text("reason", "why", 300, required=True),
            moment("recorded_at", "when it was written down"),
            ref("recorded_by", "users", "by whom", required=False),
            day("ended_on", "when it held no more", required=False),
        ),
    ),
)
