"""Own places by service: the places of own offers in which the service is delivered."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef

from helhed.apps.decisions.models import Grant
from helhed.apps.decisions.years import BY_TIME
from helhed.apps.offers.models import Place
from helhed.apps.offers.queries import running_on
from helhed.rules.decisions.ydelser import services
from helhed.rules.offers.ejerforhold import Ownership

BOUGHT = tuple(one.value for one in Ownership if one.is_external)


def services_with_places(today: date, department: str) -> list[str]:
    """The services of a department (empty: of both) that own offers with places deliver today."""
    return [
        key
        for key in sorted(_places(today))
        if not department or services()[key].department.value == department
    ]


def bought_now(services: Sequence[str], today: date) -> list[str]:
    """Those of some services that somebody gets in a place of another's today: what a bought place
    costs is known of no others."""
    rows = Grant.objects.filter(
        running_on(today),
        state="granted",
        main__isnull=True,
        kind__in=BY_TIME,
        service__in=services,
        offer__provider__ownership__in=BOUGHT,
    )
    found = set(rows.order_by().values_list("service", flat=True).distinct())
    return [key for key in services if key in found]


def own_places(services: Sequence[str], day: date) -> dict[str, int]:
    """How many own places each service has on a day; 0 where it has none."""
    found = _places(day)
    return {service: found.get(service, 0) for service in services}


def own_places_later(
    services: Sequence[str], today: date, days: Sequence[date]
) -> list[dict[str, int]]:
    """How many there will be on later days, as far as it is written when places open and close:
    an offer's places are those of the service that they are of today."""
    counted = [_counted(day) for day in days]
    service_of = _service_of(today, {offer for each in counted for offer in each})
    found = [_by_service(each, service_of) for each in counted]
    return [{service: each.get(service, 0) for service in services} for each in found]


def unwritten(day: date) -> set[str]:
    """The services that own offers deliver on a day whose places nobody has written: how many there
    are is not known."""
    grants = Grant.objects.filter(
        running_on(day),
        ~Exists(Place.objects.filter(offer=OuterRef("offer"))),
        state="granted",
        main__isnull=True,
        offer__provider__ownership=Ownership.OWN.value,
    )
    return set(grants.order_by().values_list("service", flat=True).distinct())


def _places(day: date) -> dict[str, int]:
    counted = _counted(day)
    return _by_service(counted, _service_of(day, counted))


def _counted(day: date) -> dict[UUID, int]:
    """The places of each own offer on a day."""
    places = Place.objects.filter(running_on(day), offer__provider__ownership=Ownership.OWN.value)
    return dict(
        places.order_by().values_list("offer").annotate(n=Count("id")).values_list("offer", "n")
    )


def _service_of(day: date, offers: Collection[UUID]) -> dict[UUID, str]:
    """An offer's places are those of the service that most of its grants are for."""
    grants = Grant.objects.filter(
        running_on(day), state="granted", main__isnull=True, offer__in=list(offers)
    )
    most: dict[UUID, tuple[int, str]] = {}
    for offer, service, n in (
        grants.order_by().values_list("offer", "service").annotate(n=Count("id"))
    ):
        most[offer] = max(most.get(offer, (0, "")), (n, service))
    return {offer: service for offer, (_, service) in most.items()}


def _by_service(counted: Mapping[UUID, int], service_of: Mapping[UUID, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for offer, count in counted.items():
        if service := service_of.get(offer):
            found[service] = found.get(service, 0) + count
    return found
