"""Keeping a month: the year as it stands, grant by grant, so that what moves later is told."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from helhed.apps.access.access import Actor, require
from helhed.apps.access.models import Unit
from helhed.apps.audit.actions import wrote
from helhed.apps.budgets.activity import grant_years
from helhed.apps.budgets.models import BudgetVersion, KeptGrant, KeptMonth
from helhed.apps.payments.queries import told
from helhed.kernel.finding import UnableTo
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action, Matter
from helhed.rules.budgets.budgetmodel import VersionState

BATCH = 2_000


class UnableToKeepMonth(UnableTo):
    """A month cannot be kept."""


def keep_month(actor: Actor, *, month: date) -> KeptMonth:
    """Keep the year as it stands now under a month that is over. Raises UnableToKeepMonth."""
    wanted = Month.of(month)
    with transaction.atomic():
        require(actor, Action.SET_BUDGET, Matter())
        if wanted >= Month.of(actor.today):
            raise UnableToKeepMonth(screen_text("Måneden er ikke slut endnu."))
        if KeptMonth.objects.filter(month__gte=wanted.first).exists():
            raise UnableToKeepMonth(
                screen_text("Måneden er gemt, eller en senere er. Det gemte ændres ikke.")
            )
        adopted = VersionState.ADOPTED.value
        version = BudgetVersion.objects.filter(year=wanted.year, state=adopted).first()
        kept = KeptMonth.objects.create(
            month=wanted.first, version=version, kept_at=actor.now(), kept_by=actor.user
        )
        units = list(Unit.objects.exclude(department=""))
        ledger = told(actor.today, [wanted.year], units)
        closed = ledger.closed(wanted.year)
        rows = grant_years(wanted.year, units, closed, known=ledger.known)
        KeptGrant.objects.bulk_create(
            (
                KeptGrant(
                    kept=kept,
                    grant_id=row.grant,
                    service=row.service,
                    account=row.account,
                    unit_id=row.unit,
                    committed_oere=row.kept.committed,
                    expected_oere=row.kept.expected,
                    days=row.kept.days,
                    volume=row.kept.volume,
                    end=row.kept.end,
                    is_one_off=row.kept.is_one_off,
                )
                for row in rows
            ),
            batch_size=BATCH,
        )
        wrote(actor, "budget.keep", kept, month=str(wanted), rows=len(rows))
    return kept
