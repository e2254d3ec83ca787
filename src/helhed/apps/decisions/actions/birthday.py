"""Writing who a citizen without a CPR number is. It can end what was granted before, by law."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.cases.access import require_citizen
from helhed.apps.citizens.models import Citizen
from helhed.apps.citizens.numbers import holder
from helhed.apps.decisions import pricing
from helhed.apps.decisions.models import Grant
from helhed.kernel.cpr import Cpr
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.budgets.horisont import last_counted_month
from helhed.rules.citizens.person import SexCode
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.ophoer import last_day_by_law
from helhed.rules.decisions.ydelser import service


class UnableToIdentify(UnableTo):
    """Who a citizen is cannot be written as asked."""


def identify(
    actor: Actor, *, citizen: UUID, cpr: Cpr | None, birth_date: date | None, sex: SexCode
) -> None:
    """Write the CPR number of a citizen who has none, or the birthday alone; a CPR number tells
    birthday and sex. What was granted ends from now on where the law ends it at an age.

    Raises UnableToIdentify; a CPR number is never written over.
    """
    with transaction.atomic():
        require_citizen(actor, Action.EDIT_CITIZEN, citizen)
        row = Citizen.objects.select_for_update().get(id=citizen)
        _check(row, cpr, birth_date, actor.today)
        row.cpr = cpr.number if cpr else None
        row.birth_date = cpr.birth_date if cpr else birth_date
        row.sex = cpr.sex.value if cpr else sex.value
        row.save(update_fields=["cpr", "birth_date", "sex"])
        moved = set_ends_by_law(Grant.objects.filter(citizen=row))
        pricing.recount(Grant.objects.filter(id__in=moved), last_counted_month(actor.today))
        wrote(actor, "citizen.identify", row, row.id, grants=len(moved))


def _check(row: Citizen, cpr: Cpr | None, birth_date: date | None, today: date) -> None:
    if row.cpr:
        raise UnableToIdentify(screen_text("Borgeren har allerede et CPR-nummer."))
    if cpr is None and birth_date is None:
        raise UnableToIdentify(screen_text("Skriv CPR-nummeret eller fødselsdagen."))
    if cpr is not None and birth_date not in (None, cpr.birth_date):
        raise UnableToIdentify(screen_text("CPR-nummeret og fødselsdagen er ikke samme dag."))
    born = cpr.birth_date if cpr else birth_date
    if born is not None and born > today:
        raise UnableToIdentify(screen_text("Fødselsdagen ligger i fremtiden. Se efter igen."))
    if cpr is not None and holder(cpr) is not None:
        text = screen_text("CPR-nummeret hører til en anden, som huset kender. Søg efter det.")
        raise UnableToIdentify(text)


def set_ends_by_law(grants: QuerySet[Grant], but_not: Collection[str] = ()) -> list[UUID]:
    """Set again the day on which the law ends each granted service; tells which were moved."""
    moved = []
    for grant in grants.filter(state=GrantState.GRANTED.value).select_related("citizen"):
        ends = last_day_by_law(service(grant.service), grant.citizen.birth_date)
        if grant.runs_to != ends and str(grant.id) not in but_not:
            grant.runs_to = ends
            moved.append(grant)
    Grant.objects.bulk_update(moved, ["runs_to"])
    return [grant.id for grant in moved]
