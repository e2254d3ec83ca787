"""What changes a service between the day of a run and its last month, as rows."""

from __future__ import annotations

from helhed.apps.forecasts.figures import OERE, PERSONS
from helhed.apps.forecasts.queries import UnitAnswer, causes
from helhed.apps.forecasts.web.rows import number
from helhed.apps.layout.web.tables import Column, Row, Table
from helhed.kernel.words import screen_text

CAUSES = {
    "start": screen_text("Nu"),
    "entries": screen_text("Kommer til"),
    "exits": screen_text("Går ud"),
    "moves": screen_text("Flytter mellem ydelser og leverandører"),
    "ageing": screen_text("Fylder 18 år"),
    "price": screen_text("Priser"),
}
END = screen_text("Til sidst")
CAUSES_OF_A_UNIT = Table(
    "prognose-aarsager",
    [
        Column("cause", screen_text("Hvad"), "said"),
        Column("persons", screen_text("Personer"), "tenths"),
        Column("oere", screen_text("Kr. om året"), "kroner", is_change=True),
    ],
)


def cause_rows(one: UnitAnswer) -> list[Row]:
    """From now, cause by cause, to the end: means of all paths, so that they sum."""
    kept = causes(one)
    if not kept:
        return []
    parts = [
        (words, sum(kept[PERSONS][name]), sum(kept[OERE][name])) for name, words in CAUSES.items()
    ]
    parts.append((END, sum(persons for _, persons, _ in parts), sum(oere for *_, oere in parts)))
    return [
        {"cause": words, "persons": number(persons), "oere": oere} for words, persons, oere in parts
    ]
