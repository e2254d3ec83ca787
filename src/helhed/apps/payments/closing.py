"""Closing a month of the ledger: which months are closed, and what a month still lacks."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Min, Q, QuerySet

from helhed.apps.payments.errors import PeriodIsClosed
from helhed.apps.payments.models import (
    ClosedPeriod,
    Difference,
    PaymentLine,
    PaymentPlan,
    PayRun,
)
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text
from helhed.rules.decisions.ydelser import Department
from helhed.rules.payments.afstemning import DifferenceState
from helhed.rules.payments.udbetaling import PayRunState


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a month lacks: what, how many, of what (a department, or months; empty when
    of all), and on which page it is mended."""

    words: str
    count: int
    of: str
    page: str


def closed() -> QuerySet[ClosedPeriod, ClosedPeriod]:
    """The closings that stand: those that nobody has undone."""
    return ClosedPeriod.objects.filter(opened_at__isnull=True)


def require_open(month: Month) -> None:
    """Raises PeriodIsClosed when the ledger takes nothing more for a month."""
    if closed().filter(month=month.first).exists():
        text = screen_text(
            "%(month)s er lukket i økonomisystemet. Bed om at få måneden åbnet igen."
        )
        raise PeriodIsClosed(text, month=month)


def missing_in(month: Month) -> list[Missing]:
    """What is not done in a month: runs that nobody made or sent, open differences, lines that
    are held or wait, and earlier months that are paid and not closed."""
    of_month = Q(month=month.first)
    drawn = dict(PayRun.objects.filter(of_month).values_list("department", "state"))
    found = [
        Missing(screen_text("Der er ingen kørsel"), 1, one.label, "payments:list")
        for one in Department
        if one.value not in drawn and _pays(one, month)
    ]
    found += [
        Missing(screen_text("Kørslen er ikke sendt"), 1, Department(key).label, "payments:list")
        for key, state in sorted(drawn.items())
        if state == PayRunState.APPROVED.value
    ]
    differing = Difference.objects.filter(state=DifferenceState.OPEN.value).filter(
        Q(line__month=month.first) | Q(line__run__month=month.first) | Q(posting__month=month.first)
    )
    waiting = PaymentLine.objects.filter(of_month, run__isnull=True)
    counted = (
        (screen_text("Åbne forskelle"), differing.count(), "", "payments:reconciliation"),
        (screen_text("Linjer, der ikke er betalt"), waiting.count(), "", "payments:waiting"),
        _earlier(month),
    )
    return found + [Missing(*one) for one in counted if one[1]]


def _pays(department: Department, month: Month) -> bool:
    """Whether something of a department is to be paid in a month."""
    plans = PaymentPlan.objects.filter(start__lte=month.last)
    ends = Q(end__isnull=True) | Q(end__gte=month.first)
    return plans.filter(ends, grant__unit__department=department.value).exists()


def _earlier(month: Month) -> tuple[str, int, str, str]:
    first = PayRun.objects.aggregate(first=Min("month"))["first"]
    done = set(closed().values_list("month", flat=True))
    before = Month.of(first).until(month.plus(-1)) if first and first < month.first else ()
    months = [one for one in before if one.first not in done]
    said = ", ".join(str(one) for one in months[:6])
    return screen_text("Tidligere måneder, der ikke er lukket"), len(months), said, "payments:files"
