"""Mellemkommunal afregning: who pays for a citizen that another municipality acts for, and until
when it can be claimed (RSL §§ 9-9 c; BL § 195 stk. 2; SEL § 174).

A claim is made at the latest twelve months after the help was given, day by day: what was given on
2 November 2025 can be claimed on 2 November 2026 and lapses on the day after.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from datetime import date

from helhed.kernel.dated import load_parameters
from helhed.kernel.finding import UnableTo
from helhed.kernel.law import Citation
from helhed.kernel.money import split_by_weight
from helhed.kernel.period import ONE_DAY, Month, Period, months_after
from helhed.kernel.words import CodeList, screen_text

PARAMETERS = load_parameters(__package__, "mellemkommunal.toml")
LAWS = (Citation("BL", "§ 195 stk. 2"), Citation("SEL", "§ 174"))


class DutyBasis(CodeList):
    """Why another municipality pays."""

    STAY = "stay", screen_text("Ophold i botilbud i en anden kommune end betalingskommunen")
    CHILD = "child", screen_text("Anbragt barn: forældrenes tidligere kommune betaler")
    DELEGATED = "delegated", screen_text("Betalingskommunen har overladt sagen til os")

    @property
    def law(self) -> str:
        """The rule it rests on, as the parameter file has it, mark and all."""
        return str(PARAMETERS[f"basis_{self.value}"].on(date(2021, 1, 1)))


class SettlementState(CodeList):
    """Where a claim between municipalities stands."""

    DRAFT = "draft", screen_text("Kladde")
    SENT = "sent", screen_text("Sendt, afventer svar")
    RECEIVED = "received", screen_text("Modtaget, afventer vores svar")
    ACCEPTED = "accepted", screen_text("Godkendt")
    PARTLY = "partly", screen_text("Delvist godkendt")
    REJECTED = "rejected", screen_text("Afvist")
    PAID = "paid", screen_text("Betalt")

    @property
    def awaits_answer(self) -> bool:
        return self in (SettlementState.SENT, SettlementState.RECEIVED)

    @property
    def is_over(self) -> bool:
        return self in (SettlementState.REJECTED, SettlementState.PAID)

    @property
    def is_agreed(self) -> bool:
        return self in (SettlementState.ACCEPTED, SettlementState.PARTLY)


class UnableToSettle(UnableTo):
    """A claim between municipalities cannot be made, answered or paid as asked."""


class Risk(CodeList):
    """How near help is to lapsing unclaimed."""

    LAPSED = "lapsed", screen_text("Bortfaldet")
    SOON = "soon", screen_text("Bortfalder snart")
    FINE = "fine", screen_text("I god tid")


def last_day_to_claim(given_on: date) -> date:
    """The last day on which help given on a day can be claimed."""
    return months_after(given_on, PARAMETERS["claim_months"].int_on(given_on))


def has_lapsed(given_on: date, claimed_on: date) -> bool:
    """Whether help given on a day can no longer be claimed on another."""
    return claimed_on > last_day_to_claim(given_on)


def lapsed_of(oere: int, period: Period, claimed_on: date) -> int:
    """What of a sum for help given evenly in a period that has an end can no longer be claimed."""
    assert period.end is not None
    months = PARAMETERS["claim_months"]
    if months.int_on(period.start) == months.int_on(period.end):
        if not has_lapsed(period.start, claimed_on):
            return 0
        if has_lapsed(period.end, claimed_on):
            return oere
    listed = list(period.days())
    parts = split_by_weight(oere, [1] * len(listed))
    return sum(part for day, part in zip(listed, parts, strict=True) if has_lapsed(day, claimed_on))


def in_time(oere: int, days: Period, month: Month, claimed_on: date) -> tuple[int, int]:
    """What of a grant's cost in a month can be claimed on a day, and what has lapsed: evenly by
    the days on which help was given."""
    given = days.clip_to_month(month)
    if given is None:
        return oere, 0
    lapsed = lapsed_of(oere, given, claimed_on)
    return oere - lapsed, lapsed


def next_line(
    posted: int, handled: int, days: Period, month: Month, claimed_on: date
) -> tuple[int, int]:
    """What a new claim takes of a grant's month, and what of it has lapsed: what was posted less
    what earlier claims took or gave up. Too much is given back, however late."""
    left = posted - handled
    return in_time(left, days, month, claimed_on) if left > 0 else (left, 0)


def first_day_in(days: Period, month: Month) -> date:
    """The first day of help in a month, which lapses first."""
    given = days.clip_to_month(month)
    return given.start if given else month.first


def risk(first_given: date, today: date) -> Risk:
    """How near the oldest unclaimed day is to its limit."""
    if has_lapsed(first_given, today):
        return Risk.LAPSED
    warn = PARAMETERS["warn_days"].int_on(today)
    left = (last_day_to_claim(first_given) - today).days
    return Risk.SOON if left <= warn else Risk.FINE


class Match(CodeList):
    """What an incoming claim looks like beside our own grants."""

    AS_AGREED = "as_agreed", screen_text("Svarer til bevillingen")
    LESS = "less", screen_text("Mindre end bevillingen koster")
    MORE = "more", screen_text("Mere end bevillingen koster")
    NO_GRANT = "no_grant", screen_text("Ingen bevilling i perioden")
    UNKNOWN_CITIZEN = "unknown", screen_text("Borgeren kendes ikke her")
    TOO_LATE = "too_late", screen_text("Helt eller delvist for sent: tolv måneder er gået")


def matched(
    claimed: int, expected: int | None, *, is_known: bool, period: Period, received_on: date
) -> Match:
    """How an incoming claim stands against what our grants cost in its period (None: no grant)."""
    if not is_known:
        return Match.UNKNOWN_CITIZEN
    if has_lapsed(period.start, received_on):
        return Match.TOO_LATE
    if expected is None:
        return Match.NO_GRANT
    if claimed == expected:
        return Match.AS_AGREED
    return Match.MORE if claimed > expected else Match.LESS


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer to a claim makes of it."""

    state: SettlementState
    accepted: int


def answer(claimed: int, accepted: int, reason: str) -> Answer:
    """The state after an answer: all, part or nothing of what was claimed; less than all needs a
    reason. Raises UnableToSettle."""
    if accepted == claimed:
        return Answer(SettlementState.ACCEPTED, accepted)
    if not reason.strip():
        raise UnableToSettle(screen_text("Skriv, hvorfor ikke hele kravet godkendes."))
    low, high = sorted((0, claimed))
    if not low <= accepted <= high:
        raise UnableToSettle(screen_text("Der kan højst godkendes det, der er krævet."))
    if accepted == 0:
        return Answer(SettlementState.REJECTED, 0)
    return Answer(SettlementState.PARTLY, accepted)


def require_settlement_state(state: SettlementState, wanted: Iterable[SettlementState]) -> None:
    """Raises UnableToSettle when a claim is not where it must be for the next step."""
    if state not in set(wanted):
        text = screen_text("Kravet er %(state)s og kan ikke gå videre herfra. Genindlæs siden.")
        raise UnableToSettle(text, state=state.label)


@dataclass(frozen=True, slots=True)
class FileLine:
    """One row of a claim's file, in the order of its columns."""

    claim: str
    from_municipality: str
    to_municipality: str
    cpr: str
    law: str
    month: str
    first_day: str
    last_day: str
    oere: int


FILE_COLUMNS: Mapping[str, str] = {
    "claim": "the claim's number, the same in every row",
    "from_municipality": "who claims: four digits",
    "to_municipality": "who is to pay: four digits",
    "cpr": "the citizen's ten digits, empty when there are none",
    "law": "the paragraph that the help is granted by",
    "month": "the month of the help, 2026-03",
    "first_day": "first day of help in the month",
    "last_day": "last day of help in the month",
    "oere": "what is claimed, in øre; below 0 when an earlier claim was too large",
}


def written(lines: Iterable[FileLine]) -> str:
    """The claim's file: CSV in UTF-8 with a heading and a last row that sums the claim."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([one.name for one in fields(FileLine)])
    total, claim = 0, ""
    for line in lines:
        writer.writerow(astuple(line))
        total, claim = total + line.oere, line.claim
    writer.writerow([claim, "", "", "", "total", "", "", "", total])
    return out.getvalue()


def day_after(day: date) -> date:
    """The day on which help lapses: the one after the last on which it can be claimed."""
    return last_day_to_claim(day) + ONE_DAY
