"""Hjemtagning: claiming refund from the state, so that nothing is claimed twice.

A claim takes what the refund is now, less what all earlier claims took, month by month and law by
law. So a cost that is corrected later comes as a correction in the next claim, and the claims
together are always the refund of what is known at the last of them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from datetime import date

from helhed.kernel.finding import UnableTo
from helhed.kernel.period import Month
from helhed.kernel.words import CodeList, screen_text
from helhed.rules.refunds.opgoerelse import Payer, Scheme


class RefundClaimState(CodeList):
    """Where a claim stands, in the order in which it goes."""

    DRAFT = "draft", screen_text("Kladde")
    APPROVED = "approved", screen_text("Godkendt")
    SENT = "sent", screen_text("Sendt")
    RECEIPTED = "receipted", screen_text("Kvitteret")

    @property
    def is_claimed(self) -> bool:
        """Whether the state was asked for the money: from when the file was sent."""
        return self in (RefundClaimState.SENT, RefundClaimState.RECEIPTED)


class UnableToClaim(UnableTo):
    """A claim cannot be made, approved, sent or receipted as it stands."""


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What is claimed once: a payer's month by a law."""

    payer: Payer
    month: Month
    scheme: Scheme


def deltas(
    refund_now: Mapping[Key, int], claimed: Mapping[Key, int], uncounted: frozenset[Key] | set[Key]
) -> dict[Key, int]:
    """What the next claim takes: now less before, where it is not nothing, in order.

    ``uncounted`` months cannot be counted now: what was claimed of them stands until they can.
    """
    keys = sorted({*refund_now, *claimed} - set(uncounted))
    found = {key: refund_now.get(key, 0) - claimed.get(key, 0) for key in keys}
    return {key: oere for key, oere in found.items() if oere}


def check_through(through: Month, today: date, closed: Iterable[int]) -> None:
    """A claim goes through a month that is over, of an account year that is not closed.

    Raises UnableToClaim.
    """
    if through >= Month.of(today):
        text = screen_text("%(month)s er ikke slut. Tag refusion hjem til og med en måned før.")
        raise UnableToClaim(text, month=through)
    if through.year in set(closed):
        text = screen_text(
            "Regnskabsåret %(year)s er lukket. Vælg en måned i et åbent år, eller åbn året igen"
            " med en begrundelse, hvis opgørelsen skal laves om."
        )
        raise UnableToClaim(text, year=through.year)


def require_state(state: RefundClaimState, wanted: RefundClaimState) -> None:
    """Raises UnableToClaim when a claim is not where it must be for the next step."""
    if state is not wanted:
        text = screen_text("Kravet er %(state)s og kan ikke gå videre herfra. Genindlæs siden.")
        raise UnableToClaim(text, state=state.label)


@dataclass(frozen=True, slots=True)
class FileLine:
    """One row of a claim's file, in the order of its columns."""

    claim: str
    account_year: int
    month: str
    law: str
    payer: str
    payer_kind: str
    net_cost_oere: int
    refund_oere: int
    claimed_before_oere: int
    claim_oere: int
    share_percent: int | str


FILE_COLUMNS: Mapping[str, str] = {
    "claim": "the claim's number, the same in every row",
    "account_year": "the year whose limits are used",
    "month": "the month of the cost, 2026-03",
    "law": "the law it is claimed by: " + ", ".join(Scheme.codes()),
    "payer": "the citizen's or household's lasting id, no CPR number",
    "payer_kind": "citizen or household",
    "net_cost_oere": "the cost that counts by this law, in øre: for the limits less income and"
    " other refund; the whole cost, before the half, where the state pays half",
    "refund_oere": "the whole refund of the month, in øre",
    "claimed_before_oere": "what earlier claims took of it, in øre",
    "claim_oere": "what this claim takes: may be below 0, when a cost became smaller",
    "share_percent": "the state's share of the cost; empty by the limits, where it goes by steps",
}


def written(lines: Iterable[FileLine]) -> str:
    """The claim's file: CSV in UTF-8 with a heading and a last row that sums the claim."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([one.name for one in fields(FileLine)])
    total, claim = 0, ""
    for line in lines:
        writer.writerow(astuple(line))
        total, claim = total + line.claim_oere, line.claim
    writer.writerow([claim, "", "", "total", "", "", "", "", "", total, ""])
    return out.getvalue()
