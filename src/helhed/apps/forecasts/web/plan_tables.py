"""The tables of plans of places."""

from __future__ import annotations

from django.urls import reverse

from helhed.apps.layout.web.tables import Column, Table
from helhed.kernel.words import screen_text

WISHES = Table(
    "pladsplaner",
    [
        Column(
            "asked",
            screen_text("Bestilt"),
            "moment",
            link=lambda row: reverse("forecasts:plan", args=[row["id"]]),
        ),
        Column("department", screen_text("Afdeling"), "said"),
        Column("services", screen_text("Ydelser")),
        Column("changes", screen_text("Muligheder"), "number"),
        Column("by", screen_text("Af")),
        Column("state", screen_text("Tilstand"), "state", state_key="state_key"),
    ],
    empty=screen_text("Ingen planer endnu."),
)
ASKED = Table(
    "pladsplan-muligheder",
    [
        Column("number", screen_text("Mulighed"), "number"),
        Column("what", screen_text("Hvad")),
        Column("district", screen_text("Bydel for det, der åbnes")),
        Column("most", screen_text("Højst så mange pladser"), "number"),
        Column("lead", screen_text("Kvartaler til de er klar"), "number"),
        Column("once", screen_text("Engangsudgift pr. plads (kr.)"), "kroner"),
    ],
)
PLANS = Table(
    "pladsplan-valg",
    [
        Column("name", screen_text("Plan"), "said"),
        Column("expected", screen_text("Ventet udgift, fire år"), "kroner"),
        Column("worst", screen_text("Værste tiendedel"), "kroner"),
        Column("saved", screen_text("Sparet mod at lade være"), "kroner"),
        Column("low", screen_text("Lavt (10 %)"), "kroner"),
        Column("high", screen_text("Højt (90 %)"), "kroner"),
        Column("places", screen_text("Pladser, der ændres"), "number"),
    ],
)
STEPS = Table(
    "pladsplan-skridt",
    [
        Column("plan", screen_text("Plan"), "said", sort="order"),
        Column("what", screen_text("Hvad")),
        Column("quarter", screen_text("Besluttes i kvartalet fra"), "month", sort="quarter"),
        Column("ready", screen_text("Klar"), "month"),
        Column("places", screen_text("Pladser"), "number"),
    ],
    sort="order",
    empty=screen_text("Ingen af ændringerne kan betale sig."),
)
CASES = Table(
    "pladsplan-gevinst",
    [
        Column("plan", screen_text("Plan"), "said", sort="order"),
        Column("what", screen_text("Hvad")),
        Column("places", screen_text("Pladser"), "number"),
        Column("saved", screen_text("Sparer på fire år"), "kroner", sort="saved"),
        Column("low", screen_text("Lavt (10 %)"), "kroner"),
        Column("high", screen_text("Højt (90 %)"), "kroner"),
        Column("costs_in", screen_text("Koster i stedet (%)"), "tenths"),
        Column("out", screen_text("Må flytte"), "quantity"),
        Column("out_km", screen_text("Km hjemmefra"), "quantity"),
        Column(
            "out_unknown", screen_text("Må flytte, afstand ukendt"), "quantity", only_exported=True
        ),
        Column("into", screen_text("Flytter ind fra købt plads"), "quantity"),
        Column("into_km", screen_text("Km hjemmefra, ind"), "quantity", only_exported=True),
        Column(
            "into_unknown",
            screen_text("Flytter ind, afstand ukendt"),
            "quantity",
            only_exported=True,
        ),
        Column("paid_back", screen_text("Tjent hjem")),
    ],
    sort="order",
    empty=screen_text("Ingen af ændringerne kan betale sig."),
)
MOVES = Table(
    "pladsplan-flytninger",
    [
        Column("plan", screen_text("Plan"), "said", sort="order"),
        Column("out", screen_text("Må flytte"), "quantity"),
        Column("out_km", screen_text("Km hjemmefra"), "quantity"),
        Column("out_unknown", screen_text("Heraf ukendt afstand"), "quantity"),
        Column("into", screen_text("Flytter ind fra købt plads"), "quantity"),
        Column("into_km", screen_text("Km hjemmefra, ind"), "quantity"),
        Column("into_unknown", screen_text("Heraf ukendt afstand, ind"), "quantity"),
    ],
    sort="order",
)
KINDS = Table(
    "pladsplan-pladser",
    [
        Column("service", screen_text("Ydelse"), "said"),
        Column("places", screen_text("Egne pladser nu"), "number"),
        Column("need_first", screen_text("Behov nu"), "quantity"),
        Column("need_last", screen_text("Behov om fire år"), "quantity"),
        Column("own", screen_text("Egen plads, kvartal"), "kroner"),
        Column("own_last", screen_text("Egen, fjerde år"), "kroner"),
        Column("bought", screen_text("Købt plads, kvartal"), "kroner"),
        Column("bought_last", screen_text("Købt, fjerde år"), "kroner"),
    ],
)
