"""Simple functions that make rows for tests. Each makes one thing and takes what it must be."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from django.test import Client
from django.urls import reverse

from helhed.apps.access.access import Actor, posts_of
from helhed.apps.access.models import Municipality, RoleHolding, Unit, User
from helhed.apps.cases.models import Case
from helhed.apps.citizens.models import Citizen
from helhed.apps.decisions import pricing
from helhed.apps.decisions.models import Decision, Grant, Suspension
from helhed.apps.offers.models import Offer, Place, Provider, Rate, RateAmount
from helhed.apps.orders.models import Order
from helhed.kernel.clock import FixedDay
from helhed.kernel.period import Month
from helhed.kernel.words import danish_sort_key
from helhed.rules.access.rights import Role
from helhed.rules.decisions.konto import account_of
from helhed.rules.decisions.ophoer import last_day_by_law
from helhed.rules.decisions.ydelser import service
from helhed.rules.offers.ejerforhold import Ownership

TODAY = date(2026, 11, 2)
NOON = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)
LAST_COUNTED = Month(2030, 12)
_numbers = count(1)


def municipality() -> Municipality:
    return Municipality.objects.create(
        code="0999", name="Prøvekommune", is_demo=True, fixed_today=TODAY
    )


def unit(name: str = "Team", department: str = "adults", parent: Unit | None = None) -> Unit:
    number = next(_numbers)
    made = Unit(
        key=f"unit-{number}",
        name=name,
        kind="team" if parent else "department",
        department=department,
        parent=parent,
        cost_place=f"{number % 10_000:04d}",
    )
    made.path = f"{parent.path if parent else ''}{made.id.hex[-8:]}/"
    made.save()
    return made


def user(name: str = "Bruger") -> User:
    made = User(username=f"user-{next(_numbers)}", name=name)
    made.set_unusable_password()
    made.save()
    return made


def actor(
    role: Role, unit: Unit | None = None, provider: Provider | None = None, today: date = TODAY
) -> Actor:
    """A new user who holds one role."""
    somebody = user(role.label)
    RoleHolding.objects.create(
        user=somebody,
        role=role.value,
        unit=unit,
        provider=provider.id if provider else None,
        start=date(2000, 1, 1),
    )
    return Actor(somebody, posts_of(somebody, today), FixedDay(today))


def signed_in(actor: Actor) -> Client:
    """A browser in which somebody is logged in."""
    client = Client()
    client.force_login(actor.user)
    return client


def seen(actor: Actor, name: str, *parts: object, **asked: object) -> str:
    """The page that somebody is shown, by its name; it must be shown."""
    answer = signed_in(actor).get(reverse(name, args=parts), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def citizen(born: date = date(1980, 5, 17), name: str = "Ane Prøve") -> Citizen:
    return Citizen.objects.create(
        name=name,
        name_key=danish_sort_key(name),
        birth_date=born,
        sex="female",
        acting_municipality="0999",
        paying_municipality="0999",
    )


def case(of: Unit, person: Citizen | None = None, responsible: User | None = None) -> Case:
    return Case.objects.create(
        number=f"S-{next(_numbers):06d}",
        citizen=person or citizen(),
        department=of.department,
        area="disability" if of.department == "adults" else "child_at_risk",
        unit=of,
        responsible=responsible,
        opened_on=date(2024, 1, 2),
        opened_through="application",
        opening_reason="Søger hjælp",
    )


def provider(ownership: str = "private", name: str = "Udfører") -> Provider:
    return Provider.objects.create(name=name, name_key=danish_sort_key(name), ownership=ownership)


def offer(
    of: Provider | None = None, kind: str = "residential_temporary", name: str = "Huset"
) -> Offer:
    return Offer.objects.create(
        provider=of or provider(),
        name=name,
        name_key=danish_sort_key(name),
        kind=kind,
        start=date(2015, 1, 1),
    )


def place(of: Offer, name: str = "1") -> Place:
    return Place.objects.create(offer=of, name=name, start=of.start)


def rate(
    of: Offer | None,
    *amounts: tuple[date, date | None, int],
    kind: str = "day",
    service_key: str = "",
) -> Rate:
    """A rate with its amounts: (first day, last day, øre)."""
    made = Rate.objects.create(offer=of, service=service_key, name="Takst", kind=kind)
    for start, end, oere in amounts:
        RateAmount.objects.create(rate=made, oere=oere, start=start, end=end, recorded_at=NOON)
    return made


def grant(
    of: Case,
    at: Rate,
    start: date,
    end: date | None = None,
    *,
    service_key: str = "botilbud_107",
    quantity: Decimal = Decimal(1),
    main: Grant | None = None,
    counted: bool = True,
) -> Grant:
    """A granted grant in a decision of its own, or in its main grant's; its months counted."""
    chosen = service(service_key)
    owner = at.offer.provider if at.offer else None
    decision = main.decision if main else _decision(of, str(chosen.citations[0]))
    made = Grant.objects.create(
        decision=decision,
        citizen_id=of.citizen_id,
        main=main,
        service=service_key,
        citation=str(chosen.citations[0]),
        kind=at.kind,
        offer=at.offer,
        rate=at,
        quantity=quantity,
        start=start,
        end=end,
        runs_to=last_day_by_law(chosen, of.citizen.birth_date),
        state="granted",
        account=_account(service_key, owner, main),
        unit_id=of.unit_id,
        recorded_at=NOON,
    )
    if counted:
        recount(made)
    return made


def recount(*grants: Grant) -> None:
    """Write the commitments of grants."""
    pricing.recount(Grant.objects.filter(id__in=[one.id for one in grants]), LAST_COUNTED)


def _decision(of: Case, citation: str) -> Decision:
    return Decision.objects.create(
        case=of, state="granted", citation=citation, prepared_on=TODAY, decided_at=NOON
    )


def _account(service_key: str, owner: Provider | None, main: Grant | None) -> str:
    ownership = Ownership(owner.ownership) if owner else None
    return account_of(service(service_key), ownership, service(main.service) if main else None).code


def suspension(of: Grant, start: date, end: date | None = None) -> Suspension:
    """A suspension; the grant's months are not counted again (``recount``)."""
    return Suspension.objects.create(
        grant=of, start=start, end=end, reason="Indlagt", recorded_at=NOON
    )


def order(of: Grant, started: date | None = None, stopped: date | None = None) -> Order:
    """An order of a grant: sent, started or stopped."""
    state = "stopped" if stopped else "started" if started else "sent"
    assert of.offer is not None
    assert of.start is not None
    return Order.objects.create(
        grant=of,
        case=of.decision.case,
        provider=of.offer.provider,
        state=state,
        wanted_start=of.start,
        made_at=NOON,
        sent_at=NOON,
        started_on=started,
        stopped_on=stopped,
    )
