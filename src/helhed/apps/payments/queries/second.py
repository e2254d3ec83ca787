"""What waits for a second person: what one has asked for or prepared, and another must agree to."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Q, Sum

from helhed.apps.access.access import Actor
from helhed.apps.payments.access import may_run
from helhed.apps.payments.closing import closed
from helhed.apps.payments.models import Claim, ClosedPeriod, Invoice, PayRun
from helhed.apps.payments.queries.runs import to_approve
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import Department
from helhed.rules.payments.faktura import InvoiceState
from helhed.rules.payments.krav import ClaimState


@dataclass(slots=True)
class Second:
    """What the actor can be the second person of, the oldest first; never what is the actor's own.
    Each invoice with what would be paid beside what was delivered, each claim with what would be
    let go (øre)."""

    runs: list[PayRun] = field(default_factory=list)
    invoices: list[tuple[Invoice, int]] = field(default_factory=list)
    claims: list[tuple[Claim, int]] = field(default_factory=list)
    months: list[ClosedPeriod] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many things wait."""
        return len(self.runs) + len(self.invoices) + len(self.claims) + len(self.months)


def second(actor: Actor) -> Second:
    """What waits for the actor as the second person."""
    found = Second(to_approve(actor))
    departments = [
        one.value for one in Department if may_run(actor, Action.RECONCILE_PAYMENT, one.value)
    ]
    if not departments:
        return found
    asked = Q(asked_by__isnull=False) & ~Q(asked_by=actor.id)
    invoices = Invoice.objects.filter(
        asked,
        Q(unit__department__in=departments) | Q(unit__isnull=True),
        state=InvoiceState.ASKED.value,
    )
    claims = Claim.objects.filter(
        asked,
        line__unit__department__in=departments,
        state__in=(ClaimState.OPEN.value, ClaimState.AGREED.value),
    )
    found.invoices = [
        (one, one.oere - (one.delivered_oere or 0))
        for one in invoices.select_related("asked_by").order_by("received_at", "id")
    ]
    owed = claims.select_related("asked_by", "line__grant__decision__case")
    owed = owed.annotate(repaid=Sum("instalments__paid_oere")).order_by("asked_at", "id")
    found.claims = [(one, one.oere - (getattr(one, "repaid", 0) or 0)) for one in owed]
    found.months = list(closed().filter(asked).select_related("asked_by").order_by("month"))
    return found
