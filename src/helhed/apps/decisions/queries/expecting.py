"""What the forms of expected changes need: the grant as it is, services and rates to choose."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import read
from helhed.apps.cases.access import require_case
from helhed.apps.cases.queries import CaseHead, case_or_404, head_of
from helhed.apps.decisions.access import require_grant
from helhed.apps.decisions.models import Grant
from helhed.apps.decisions.queries.choices import fitting
from helhed.apps.offers.models import Rate
from helhed.apps.offers.queries import rates_shown
from helhed.rules.access.rights import Action
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.ydelser import (
    Department,
    Service,
    main_services,
    service,
    supplementary_to,
)

MOST_RATES = 200


@dataclass(frozen=True, slots=True)
class RateOption:
    """A rate to choose; ``today`` in øre, or None without a price."""

    id: UUID
    offer: str
    name: str
    today: int | None
    unit: str


@dataclass(frozen=True, slots=True)
class Ground:
    """A grant, or a case and a service, that something is to be expected of."""

    case: CaseHead
    service: Service
    grant: Grant | None
    main: Grant | None
    rates: list[RateOption]
    rate: UUID | None


def ground_of_grant(actor: Actor, grant: UUID) -> Ground:
    """A granted service with the rates that it could go over to, logged. Raises Http404."""
    with transaction.atomic():
        rows = Grant.objects.select_related("decision__case", "main__offer", "offer", "rate")
        row = rows.filter(id=grant).first()
        if row is None:
            raise Http404
        require_grant(actor, Action.PREPARE_DECISION, row)
        read(actor, "grant.read", row, row.citizen_id)
        case = head_of(case_or_404(row.decision.case_id))
        rates = _options(actor, row, row.offer_id)
        return Ground(case, service(row.service), row, row.main, rates, row.rate_id)


@dataclass(frozen=True, slots=True)
class ServiceChoice:
    """A service that could be expected in a case; ``main`` is the granted one it would follow."""

    key: str
    name: str
    main: UUID | None
    follows: str

    @property
    def code(self) -> str:
        """The choice in an address."""
        return f"{self.key}:{self.main}" if self.main else self.key


def services_to_expect(actor: Actor, case: UUID) -> tuple[CaseHead, list[ServiceChoice]]:
    """Main services, and those that could follow what is granted and runs, logged."""
    with transaction.atomic():
        row = case_or_404(case)
        require_case(actor, Action.PREPARE_DECISION, row)
        read(actor, "case.read", row, row.citizen_id)
        mains = [
            ServiceChoice(one.key, one.name, None, "")
            for one in main_services(Department(row.department))
        ]
        beside = [
            ServiceChoice(extra.key, extra.name, grant.id, service(grant.service).name)
            for grant in _running_mains(actor, case)
            for extra in supplementary_to(service(grant.service))
        ]
        return head_of(row), [*beside, *mains]


def _running_mains(actor: Actor, case: UUID) -> list[Grant]:
    granted = Grant.objects.filter(decision__case=case, state=GrantState.GRANTED.value, main=None)
    found = granted.order_by("-start", "id")
    return [one for one in found if one.end is None or one.end >= actor.today]


def ground_of_service(actor: Actor, case: UUID, code: str) -> Ground:
    """A service that is to be expected in a case, with the rates to choose. Raises Http404."""
    head, listed = services_to_expect(actor, case)
    chosen = next((one for one in listed if one.code == code), None)
    if chosen is None:
        raise Http404
    main = Grant.objects.select_related("offer").get(id=chosen.main) if chosen.main else None
    line = Grant(service=chosen.key, main=main)
    rates = _options(actor, line, main.offer_id if main else None)
    only = rates[0].id if len(rates) == 1 else None
    return Ground(head, service(chosen.key), None, main, rates, only)


def _options(actor: Actor, line: Grant, offer: UUID | None) -> list[RateOption]:
    """The rates that fit, those of the same offer first."""
    found: QuerySet[Rate, Rate] = fitting(line, actor.today).select_related("offer")
    rows = list(found.order_by("offer__name_key", "name", "id"))
    rows.sort(key=lambda rate: rate.offer_id != offer)
    some = rows[:MOST_RATES]
    today = {shown.id: shown for shown in rates_shown(some, actor.today)}
    return [
        RateOption(
            rate.id,
            rate.offer.name if rate.offer else "",
            rate.name,
            today[rate.id].today,
            today[rate.id].kind.unit,
        )
        for rate in some
    ]
