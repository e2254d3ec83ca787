"""What waits for a finance officer besides runs: answers to read, differences, lines, invoices."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet, Value

from helhed.apps.access.access import Actor
from helhed.apps.payments.access import departments_of, ids_of, units_within
from helhed.apps.payments.models import Claim, Difference, Invoice, PaymentLine
from helhed.apps.payments.outbox import waiting_files
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.payments.afstemning import DifferenceState
from helhed.rules.payments.faktura import InvoiceState
from helhed.rules.payments.krav import ClaimState


@dataclass(frozen=True, slots=True)
class Job:
    """Something that waits: what, how many, and the page (by name and what to ask it for) on
    which it is dealt with."""

    words: str
    count: int
    page: str
    asked: str = ""


def jobs(actor: Actor) -> list[Job]:
    """What waits in the units whose payments the actor reconciles, the most urgent first; only
    what there is any of."""
    units = units_within(actor, Action.RECONCILE_PAYMENT)
    if not units:
        return []
    mine = ids_of(units)
    invoices = Invoice.objects.filter(state=InvoiceState.DIFFERS.value)
    if not actor.reach(Action.RECONCILE_PAYMENT).everything:
        invoices = invoices.filter(unit__in=mine)
    counts = _counted(
        unsent=waiting_files().filter(run__department__in=departments_of(units)),
        open=Difference.objects.filter(unit__in=mine, state=DifferenceState.OPEN.value),
        held=PaymentLine.objects.filter(run__isnull=True, unit__in=mine).exclude(hold_reason=""),
        differing=invoices,
        claims=Claim.objects.filter(state=ClaimState.OPEN.value, line__unit__in=mine),
    )
    found = [
        Job(screen_text("Svar, der ikke er læst"), _unread(), "payments:files"),
        Job(screen_text("Filer, der ikke er sendt"), counts["unsent"], "payments:files"),
        Job(
            screen_text("Åbne forskelle mod økonomisystemet"),
            counts["open"],
            "payments:reconciliation",
        ),
        Job(screen_text("Linjer, der holdes tilbage"), counts["held"], "payments:waiting"),
        Job(
            screen_text("Fakturaer, der afviger"),
            counts["differing"],
            "payments:invoices",
            "?state=differs",
        ),
        Job(screen_text("Krav uden aftale"), counts["claims"], "payments:claims", "?state=open"),
    ]
    return [one for one in found if one.count]


def _counted(**queries: QuerySet[Any, Any]) -> dict[str, int]:
    """How many rows each query has, asked in one question."""
    first, *others = (
        query.order_by().annotate(job=Value(name)).values("job").annotate(rows=Count("pk"))
        for name, query in queries.items()
    )
    return dict.fromkeys(queries, 0) | {
        row["job"]: row["rows"] for row in first.union(*others, all=True)
    }


def _unread() -> int:
    """Files in the folder that the ledger answers in."""
    folder = Path(settings.LEDGER_INBOX)
    return sum(1 for _ in folder.glob("*.csv")) if folder.is_dir() else 0
