"""What tests of refund share: months that are posted, and costs on them."""

from __future__ import annotations

from datetime import date

from helhed.apps.access.access import Actor
from helhed.apps.access.models import Unit
from helhed.apps.citizens.models import Citizen
from helhed.apps.decisions import years
from helhed.apps.decisions.models import Grant
from helhed.apps.payments.models import PayRun, Posting, PostingYear
from helhed.apps.refunds.actions import years as years_of_refund
from helhed.kernel.period import Month
from tests.apps import building as b

KR = 100


def closed(last: Month, departments: tuple[str, ...] = ("adults", "children")) -> None:
    """Everything through a month is paid and posted."""
    for department in departments:
        PayRun.objects.create(
            department=department, month=last.first, state="posted", made_at=b.NOON
        )


def grant(
    unit: Unit,
    person: Citizen,
    *,
    service: str = "botilbud_108",
    citation: str = "",
    start: date = date(2021, 1, 1),
    end: date | None = None,
    kind: str = "day",
    decided: date | None = None,
) -> Grant:
    """A grant whose months are not committed; what it costs is posted month by month."""
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, 1), kind=kind)
    made = b.grant(b.case(unit, person), rate, start, end, service_key=service, counted=False)
    if citation:
        made.citation = citation
        made.save(update_fields=["citation"])
    if decided is not None:
        decision = made.decision
        decision.decided_at = b.NOON.replace(
            year=decided.year, month=decided.month, day=decided.day
        )
        decision.save(update_fields=["decided_at"])
    return made


def post(of: Grant, months: list[Month], kroner: int, account: str = "") -> None:
    """The same cost posted in some months."""
    posted = Posting.objects.bulk_create(
        Posting(
            grant=of,
            account=account or of.account,
            unit_id=of.unit_id,
            month=month.first,
            posted_on=month.last,
            oere=kroner * KR,
        )
        for month in months
    )
    ids = [one.id for one in posted]
    years.add_months(PostingYear, years.by_grant(Posting.objects.filter(id__in=ids)))


def close_year(number: int, one: Actor, another: Actor) -> None:
    """An account year that one asked for and another closed."""
    years_of_refund.ask_year(one, year=number, note="Gjort op")
    years_of_refund.close_year(another, year=number)


def year(number: int, last: int = 12, first: int = 1) -> list[Month]:
    """Months of a year."""
    return [Month(number, month) for month in range(first, last + 1)]
