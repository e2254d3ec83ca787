"""Expected changes: what is likely to be granted, and is not yet.

A caseworker often knows before the decision that help will grow, shrink, end or begin. Such a
change is priced like a grant and is kept apart in every sum: what is granted binds the
municipality, what is expected does not. It becomes a grant by a decision, or by another's
approval of a later end; until then it can fall away. No act asks for it; KL's guidance on quarterly
outlooks asks for committed money and expected development apart.
"""

from __future__ import annotations

from datetime import date

from helhed.kernel.finding import UnableTo
from helhed.kernel.words import CodeList, screen_text


class Change(CodeList):
    """What a change would do to a grant."""

    REPLACE = "replace", screen_text("Andet omfang, anden takst eller anden udfører")
    END = "end", screen_text("Anden slutdag")
    NEW = "new", screen_text("Ny ydelse")


class ExpectedState(CodeList):
    """Where an expected change stands."""

    EXPECTED = "expected", screen_text("Forventet")
    SUBMITTED = "submitted", screen_text("Til godkendelse")
    GRANTED = "granted", screen_text("Bevilget")
    DROPPED = "dropped", screen_text("Bortfaldet")


OPEN = (ExpectedState.EXPECTED, ExpectedState.SUBMITTED)
"""The states in which a change is still only expected."""


class UnableToExpect(UnableTo):
    """A change cannot be expected, sent on or granted as asked."""


def end_along(end: date | None, mains_old: date | None, mains_new: date | None) -> date | None:
    """The new end of a supplementary service when its main service's end is moved.

    It never runs longer than the main one; it goes along to a later day when it ended with it.
    """
    if end == mains_old:
        return mains_new
    if mains_new is None:
        return end
    return mains_new if end is None else min(end, mains_new)


def require_within_grant(start: date, grants_start: date | None, last: date | None) -> None:
    """A grant is replaced from one of its own days. Raises UnableToExpect."""
    if grants_start is not None and start < grants_start:
        text = screen_text("Ændringen begynder før ydelsen. Vælg ydelsens første dag eller senere.")
        raise UnableToExpect(text)
    if last is not None and start > last:
        text = screen_text("Ydelsen slutter før den dag. Forlæng den, eller lav en ny ydelse.")
        raise UnableToExpect(text)
