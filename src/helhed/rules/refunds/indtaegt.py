"""Indtægt, før den skrives: what must hold of a grant's month, and what is told before it is taken.

An income is taken off the cost no further than to 0 (SEL § 176 stk. 3, BL § 198 stk. 3; BEK
1485/2023 § 3 stk. 3). So more than the help costs is no fault of law, but it is seldom meant.
"""

from __future__ import annotations

from dataclasses import dataclass

from helhed.kernel.finding import Finding, Weight
from helhed.kernel.law import Citation
from helhed.kernel.money import kroner
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text

LAW = Citation("SEL", "§ 176 stk. 3")


@dataclass(frozen=True, slots=True)
class MonthBefore:
    """A grant's month as it stands without the row that is written or corrected (øre): the rows of
    the same kind and how many have the amount that is written now, the rows of other kinds, what
    is decided to be paid being a row too, and what the grant costs; ``runs`` when payments of the
    kind lead up to the month."""

    of_kind: int
    of_others: int
    rows: int
    doubles: int
    cost: int
    runs: bool


def of_time(month: Month, this_month: Month, closed: set[int]) -> list[Finding]:
    """What stops an income of a month that is not begun, or of an account year that is closed."""
    if month > this_month:
        return [Finding("not-begun", screen_text("Måneden er ikke begyndt."), mended_in="month")]
    if month.year in closed:
        text = screen_text(
            "Refusionen for %(year)s er lukket. Få året åbnet på siden Krav, og skriv det så."
        )
        return [Finding("closed-year", text, values={"year": month.year})]
    return []


def of_amount(oere: int, before: MonthBefore) -> list[Finding]:
    """What stops an amount (øre), and what must be told before it is taken."""
    if oere == 0:
        return _of_zero(before)
    after = before.of_kind + oere
    if after < 0:
        text = screen_text(
            "Måneden har %(now)s kr. og ville komme ned på %(after)s kr. Et fradrag kan højst være"
            " det, der er skrevet. Løber indtægten videre, så skriv det, måneden skal have."
        )
        values = {"now": kroner(before.of_kind), "after": kroner(after)}
        return [Finding("below-zero", text, law=LAW, mended_in="oere", values=values)]
    return [*_double(oere, before), *_above_cost(oere, before)]


def of_taking_back(before: MonthBefore) -> list[Finding]:
    """What stops a row from being taken back: the month would be below 0 without it."""
    if before.of_kind >= 0:
        return []
    text = screen_text(
        "Uden den ville måneden komme ned på %(after)s kr. Træk først det fradrag tilbage, der er"
        " skrevet i samme måned."
    )
    return [Finding("below-zero", text, law=LAW, values={"after": kroner(before.of_kind)})]


def _of_zero(before: MonthBefore) -> list[Finding]:
    if not before.runs:
        text = screen_text("Skriv et beløb, der ikke er 0 kr. Kun en løbende slutter med 0.")
        return [Finding("zero", text, mended_in="oere")]
    if before.rows:
        text = screen_text(
            "Måneden har allerede %(now)s kr., så 0 kr. slutter intet. Ret den række, der står der."
        )
        values = {"now": kroner(before.of_kind)}
        return [Finding("zero", text, mended_in="oere", values=values)]
    return []


def _double(oere: int, before: MonthBefore) -> list[Finding]:
    if not before.doubles:
        return []
    text = screen_text(
        "Der står allerede %(oere)s kr. for samme bevilling og måned. Er det den samme indtægt, så"
        " skriv den ikke igen."
    )
    return [Finding("double", text, Weight.WARNS, values={"oere": kroner(oere)})]


def _above_cost(oere: int, before: MonthBefore) -> list[Finding]:
    after = before.of_kind + before.of_others + oere
    if oere < 0 or after <= before.cost:
        return []
    text = screen_text(
        "Månedens indtægter bliver %(after)s kr., og bevillingen koster %(cost)s kr. den måned."
        " Det, der er over, trækkes ikke fra noget. Se, om måneden og beløbet er rigtige."
    )
    values = {"after": kroner(after), "cost": kroner(before.cost)}
    return [Finding("above-cost", text, Weight.WARNS, LAW, values=values)]
