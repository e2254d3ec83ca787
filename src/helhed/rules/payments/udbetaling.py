"""For which days is paid, month by month; and where a pay run stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from helhed.kernel.finding import UnableTo
from helhed.kernel.period import Month, Period, joined
from helhed.kernel.words import CodeList, screen_text


class PayRunState(CodeList):
    """Where a pay run stands, in the order in which it goes."""

    DRAFT = "draft", screen_text("Kladde")
    REVIEWED = "reviewed", screen_text("Gennemgået")
    APPROVED = "approved", screen_text("Godkendt")
    SENT = "sent", screen_text("Sendt")
    RECEIPTED = "receipted", screen_text("Kvitteret")
    POSTED = "posted", screen_text("Bogført")

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed or thrown away: nobody has approved it."""
        return self in (PayRunState.DRAFT, PayRunState.REVIEWED)


class MonthNotNext(UnableTo):
    """A month cannot be paid now: months are paid in order, once, and not before they begin."""


def paid_days(granted: Period, deliveries: Iterable[Period] | None) -> list[Period]:
    """The days for which a grant is paid, in order: the granted ones on which it is delivered.

    ``deliveries`` are when its orders were started and stopped; between a stop and a new start
    nothing is paid. ``None`` when it is paid to the citizen and needs no delivery.
    """
    if deliveries is None:
        return [granted]
    delivered = (granted.intersect(days) for days in joined(deliveries))
    return [days for days in delivered if days is not None]


def next_month(last: Month | None, today: date) -> Month | None:
    """The month to pay next: the one after the last, or this month when none was ever paid.

    None when this month is paid already.
    """
    this = Month.of(today)
    following = this if last is None else last.plus(1)
    return following if following <= this else None


def check_month(month: Month, last: Month | None, last_is_approved: bool, today: date) -> None:
    """A first month may be any that has begun; later ones follow the last, when it is approved.

    Raises MonthNotNext.
    """
    if month > Month.of(today):
        raise MonthNotNext(screen_text("Måneden er ikke begyndt. Vent, til den er det."))
    if last is None:
        return
    if not last_is_approved:
        text = screen_text(
            "Kørslen for %(month)s er ikke godkendt. Godkend eller kassér den først."
        )
        raise MonthNotNext(text, month=last)
    if month <= last:
        text = screen_text("%(month)s er allerede kørt. Hver måned køres én gang.")
        raise MonthNotNext(text, month=month)
    if month != last.plus(1):
        text = screen_text("Månederne køres i rækkefølge. Kør %(month)s først.")
        raise MonthNotNext(text, month=last.plus(1))
