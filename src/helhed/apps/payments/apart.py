"""Lines that are paid beside what a grant costs: what an accepted invoice deviates by, and what an
own unit was given too much and is posted back. No later run takes them for a difference."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from helhed.apps.access.access import Actor
from helhed.apps.payments.errors import UnableToPay
from helhed.apps.payments.models import Difference, Invoice, PaymentLine, PaymentPlan
from helhed.kernel.identifiers import uuid_for
from helhed.kernel.words import screen_text
from helhed.rules.payments.afstemning import DifferenceState
from helhed.rules.payments.linjer import LineKind


def beside() -> Q:
    """The lines that are paid beside what a grant costs.

    What the ledger reversed by itself as well is no longer beside: then the line that posts it
    back takes what was right, and the next run pays that again.
    """
    invoices = Invoice.objects.filter(correction__isnull=False)
    reversals = Difference.objects.filter(reversal__isnull=False)
    still = reversals.exclude(state=DifferenceState.SOLVED.value)
    return Q(id__in=invoices.values("correction")) | Q(id__in=still.values("reversal"))


def beside_in_database() -> tuple[str, list[str]]:
    """The ids of the same lines as a statement with its values, for one that is written by hand."""
    invoice, difference = Invoice._meta.db_table, Difference._meta.db_table
    statement = (
        f"SELECT correction_id AS id FROM {invoice} WHERE correction_id IS NOT NULL "  # noqa: S608
        f"UNION ALL SELECT reversal_id FROM {difference} "
        "WHERE reversal_id IS NOT NULL AND state <> %s"
    )
    return statement, [DifferenceState.SOLVED.value]


def add_beside(
    actor: Actor,
    plan: PaymentPlan,
    *,
    of: UUID,
    month: date,
    kind: LineKind,
    oere: int,
    account: str,
    note: str,
) -> PaymentLine:
    """A line that goes with the next run. Its id follows from what it is ``of``, an invoice or the
    line that it reverses, so that there is never a second. Raises UnableToPay when there is one of
    its kind from today for the same month."""
    grant = plan.grant
    try:
        with transaction.atomic():
            return PaymentLine.objects.create(
                id=uuid_for("payment line beside", of),
                plan=plan,
                grant=grant,
                citizen_id=grant.citizen_id,
                month=month,
                kind=kind.value,
                due_on=actor.today,
                oere=oere,
                account=account,
                unit_id=grant.unit_id,
                waited=True,
                note=note[:200],
            )
    except IntegrityError as error:
        text = screen_text(
            "Der er allerede lavet en linje af samme slags for måneden i dag. Prøv igen i morgen."
        )
        raise UnableToPay(text) from error
