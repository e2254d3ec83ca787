"""One income, with who wrote it and what came instead of it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import read_citizens
from helhed.apps.refunds.access import require_house
from helhed.apps.refunds.models import Income
from helhed.rules.access.rights import Action


def income_page(actor: Actor, income: UUID) -> Income:
    """An income and those that name it; the look is logged. Raises UnableToLetIn, Http404."""
    require_house(actor, Action.PREPARE_REFUND)
    with_all = Income.objects.select_related(
        "grant__decision__case", "recorded_by", "withdrawn_by", "replaced_by", "replaces"
    )
    row = with_all.filter(id=income).first()
    if row is None:
        raise Http404
    with transaction.atomic():
        read_citizens(actor, "refund.payer", [row.grant.citizen_id])
    return row
