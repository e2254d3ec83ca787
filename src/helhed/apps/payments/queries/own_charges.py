"""What citizens are to be charged for a month: what they are decided to pay themselves."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.decisions.models import Grant
from helhed.apps.decisions.own_payments import month_payments
from helhed.apps.payments.access import ids_of, units_within
from helhed.exchange.ledger.files import written
from helhed.exchange.ledger.tables import FileKind
from helhed.kernel.period import Month
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import service


@dataclass(frozen=True, slots=True)
class OwnCharge:
    """What is charged for a grant in a month, in øre."""

    grant: UUID
    citizen: UUID
    cpr: str
    number: str
    service: str
    citation: str
    account: str
    unit: str
    unit_key: str
    month: Month
    oere: int


def own_charges(actor: Actor, action: Action, month: Month) -> list[OwnCharge]:
    """What is charged for a month in the units that the actor's right holds, as it is decided now,
    in the order of cases. Raises UnableToLetIn."""
    require_at_all(actor, action)
    units = ids_of(units_within(actor, action))
    found = month_payments(month, month, Q(grant__unit__in=units))
    rows = Grant.objects.filter(id__in=[one.grant for one in found])
    grants = {row.id: row for row in rows.select_related("citizen", "decision__case", "unit")}
    listed = [_charge(grants[one.grant], month, one.oere) for one in found]
    return sorted(listed, key=lambda one: (one.number, str(one.grant)))


def _charge(row: Grant, month: Month, oere: int) -> OwnCharge:
    return OwnCharge(
        row.id,
        row.citizen_id,
        row.citizen.cpr or "",
        row.decision.case.number,
        service(row.service).name,
        row.citation,
        row.account,
        row.unit.name,
        row.unit.key,
        month,
        oere,
    )


def charge_file(charges: list[OwnCharge], month: Month) -> bytes:
    """The file of a month's charges. The same charges give the same bytes."""
    rows = [
        {
            "line": f"{one.grant}-{month}",
            "citizen": one.citizen,
            "cpr": one.cpr or None,
            "grant": one.grant,
            "account": one.account,
            "unit": one.unit_key,
            "month": month,
            "oere": one.oere,
        }
        for one in charges
    ]
    return written(FileKind.CHARGES, f"charges-{month}", rows)
