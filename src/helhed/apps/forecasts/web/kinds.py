"""The kinds of change of a scenario in plain words: what each does, and which fields it has."""

from __future__ import annotations

from dataclasses import dataclass, field

from helhed.kernel.words import screen_text

MORE_OR_LESS = screen_text("Skriv 20 for en femtedel mere, −20 for en femtedel mindre.")
NONE_AT_ALL = screen_text(
    "Skriv 20 for en femtedel flere, −20 for en femtedel færre, −100 for slet ingen."
)
LONGER = screen_text("Skriv 10 for en tiendedel længere, −10 for en tiendedel kortere.")
FEWER_OR_EMPTY = screen_text("Skriv −10 for en tiendedel færre. Tomt: som nu.")
SHORTER_OR_EMPTY = screen_text("Skriv −10 for en tiendedel kortere. Tomt: som nu.")
MORE_OR_EMPTY = screen_text("Skriv 10 for en tiendedel flere. Tomt: som nu.")

COST_OR_SAVING = screen_text("Skriv −500.000, hvis det sparer en halv million om året.")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of change: its name, what it does, its fields beside the month, and what they are
    called and mean where that is its own."""

    key: str
    name: str
    meaning: str
    fields: tuple[str, ...]
    labels: dict[str, str] = field(default_factory=dict)
    helps: dict[str, str] = field(default_factory=dict)
    required: tuple[str, ...] = ("factor",)


_LISTED = (
    Kind(
        "entries",
        screen_text("Flere eller færre kommer til"),
        screen_text("Hvor mange nye der kommer hver måned. Dem, der er der nu, berører det ikke."),
        ("where", "factor"),
        helps={"factor": NONE_AT_ALL},
    ),
    Kind(
        "exits",
        screen_text("Flere eller færre stopper"),
        screen_text("Hvor mange der går helt ud af hjælpen hver måned."),
        ("where", "factor"),
        helps={"factor": NONE_AT_ALL},
    ),
    Kind(
        "moves",
        screen_text("Flere eller færre flytter"),
        screen_text("Hvor mange der hver måned skifter til en anden ydelse eller en anden ejer."),
        ("where", "factor"),
        helps={"factor": NONE_AT_ALL},
    ),
    Kind(
        "time",
        screen_text("Længere eller kortere tid i hjælpen"),
        screen_text(
            "Hvor længe man bliver. Dobbelt så lang tid er halvt så mange, der stopper eller"
            " flytter hver måned."
        ),
        ("where", "factor"),
        helps={"factor": LONGER},
    ),
    Kind(
        "price",
        screen_text("Højere eller lavere pris"),
        screen_text("Hvad en plads koster, både for dem, der er der, og for dem, der kommer."),
        ("where", "factor"),
        helps={"factor": MORE_OR_LESS},
    ),
    Kind(
        "mix",
        screen_text("En del af de nye kommer et andet sted hen"),
        screen_text("Af dem, der ville komme ét sted, kommer en del et andet. Ingen flytter."),
        ("where", "share", "to"),
        labels={
            "where": screen_text("Hvor ville de være kommet?"),
            "to": screen_text("Hvor kommer de i stedet?"),
        },
        required=("share", "to"),
    ),
    Kind(
        "house",
        screen_text("Nye egne pladser"),
        screen_text(
            "Et nyt hus eller flere pladser i et, der er der. De fyldes den måned, de åbner, med"
            " folk fra andre steder, og bliver holdt fulde."
        ),
        ("service", "places", "to", "yearly"),
        labels={
            "to": screen_text("Hvor kommer de fra, der flytter ind?"),
            "yearly": screen_text("Pris for en plads om året (kr.)"),
        },
        helps={
            "to": screen_text(
                "Det afgør, om det sparer noget: den plads, de kommer fra, betales ikke mere."
            ),
            "yearly": screen_text("Tomt: prisen bliver som andre steder i ydelsen."),
        },
        required=("service", "places", "to"),
    ),
    Kind(
        "measure",
        screen_text("Et tiltag"),
        screen_text(
            "Noget, I gør: det koster eller sparer noget om året, og det får færre til at komme,"
            " flere til at stoppe eller tiden til at blive kortere."
        ),
        ("where", "entries", "exits", "time", "yearly"),
        labels={"yearly": screen_text("Hvad tiltaget koster om året (kr.)")},
        helps={
            "where": screen_text(
                "Stedet gælder de tre ændringer herunder. Beløbet lægges til den samlede udgift."
            ),
            "entries": FEWER_OR_EMPTY,
            "exits": MORE_OR_EMPTY,
            "time": SHORTER_OR_EMPTY,
            "yearly": COST_OR_SAVING,
        },
        required=(),
    ),
)
KINDS = {one.key: one for one in _LISTED}
