"""Betingelser for refusion: which costs can be claimed back from the state at all.

BEK 2430 of 14/12/2021 (BEK 1485/2023 has the same order):

- § 1 stk. 2: measures by ungdomskriminalitetsloven § 13 stk. 1 nr. 3-9, §§ 14-17 and 32 count too;
- § 1 stk. 3: the municipality that bears the cost in the end claims it;
- § 2: the help was granted by the law, and the cost is booked by the account rules;
- BEK 1485/2023 § 3 stk. 5: objective financing does not count.
"""

from __future__ import annotations

import re

from helhed.kernel.words import CodeList, screen_text
from helhed.rules.decisions.konto import Account

ACTS = frozenset({"SEL", "BL", "ABL"})
"""ABL § 105 is the home; the support in it is granted by SEL § 85 in the same decision."""
OBJECTIVE_FUNCTIONS = frozenset({"5.28.24"})
"""Sikrede døgninstitutioner, which all municipalities pay for by their size."""

_YOUTH_CRIME = re.compile(r"UKL § (?P<par>\d+)(?:,? stk\. (?P<stk>\d+))?(?:,? nr\. (?P<nr>\d+))?$")


class LeftOut(CodeList):
    """Why a cost is not claimed, and what mends it."""

    NO_GRANT = (
        "no_grant",
        screen_text("Posteringen nævner ingen bevilling. Find bevillingen, og knyt den til."),
    )
    OTHER_LAW = (
        "other_law",
        screen_text("Bevillingens paragraf giver ikke ret til denne refusion."),
    )
    WRONG_ACCOUNT = (
        "wrong_account",
        screen_text("Bogført på en anden konto end bevillingens. Ompostér, så kommer den med."),
    )
    OBJECTIVE = ("objective", screen_text("Objektiv finansiering tæller ikke med."))
    PAID_ELSEWHERE = (
        "elsewhere",
        screen_text("En anden kommune betaler i sidste ende og hjemtager selv refusionen."),
    )


def counts_by_law(citation: str) -> bool:
    """Whether help granted by a paragraph is under the scheme (``SEL § 108``)."""
    if citation.partition(" ")[0] in ACTS:
        return True
    match = _YOUTH_CRIME.match(citation)
    if match is None:
        return False
    paragraph = int(match["par"])
    if paragraph == 13:
        return match["stk"] == "1" and match["nr"] is not None and 3 <= int(match["nr"]) <= 9
    return 14 <= paragraph <= 17 or paragraph == 32


def is_objective(account: str) -> bool:
    """Whether what is booked on an account is objective financing."""
    return Account.parse(account).function in OBJECTIVE_FUNCTIONS


def left_out(
    citation: str | None, granted: str, booked: str, *, paid_elsewhere: bool
) -> LeftOut | None:
    """Why a cost cannot be claimed, or None when it can.

    ``citation`` is the grant's paragraph (None: the posting names no grant), ``granted`` the
    account that the grant is to be booked on, ``booked`` the one it is booked on.
    """
    if citation is None:
        return LeftOut.NO_GRANT
    if paid_elsewhere:
        return LeftOut.PAID_ELSEWHERE
    if not counts_by_law(citation):
        return LeftOut.OTHER_LAW
    if booked != granted:
        return LeftOut.WRONG_ACCOUNT
    if is_objective(booked):
        return LeftOut.OBJECTIVE
    return None
