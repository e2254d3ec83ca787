"""Taking in an order message: checked, read, landed in one transaction, or refused whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from helhed.apps.access.models import Unit, User
from helhed.apps.access.queries import municipality
from helhed.apps.assessments import texts as assessments
from helhed.apps.audit.actions import Doer, wrote
from helhed.apps.cases import texts as cases
from helhed.apps.cases.actions.opening import next_number
from helhed.apps.cases.models import Case
from helhed.apps.cases.word_index import Text, keep_all
from helhed.apps.citizens.models import Citizen
from helhed.apps.orders.errors import OrderRefused
from helhed.apps.orders.landing import assessed, people, planned, rest
from helhed.apps.orders.landing.landed import Landing, day_of
from helhed.apps.orders.models import ReceivedOrder
from helhed.apps.plans import texts as plans
from helhed.fhir import Unreadable, check, errors, read
from helhed.fhir.check import ORDER_MESSAGE
from helhed.fhir.ordering import Message, bundle, differences, facts
from helhed.fhir.ordering import parts as p
from helhed.fhir.run import claimed
from helhed.kernel.cpr import Cpr, NotACprNumber
from helhed.kernel.identifiers import uuid_for
from helhed.kernel.words import screen_text
from helhed.rules.cases.sag import CaseArea, OpenedThrough
from helhed.rules.decisions.ydelser import Department


def receive(
    doer: Doer,
    content: bytes,
    unit: Unit,
    user: User | None = None,
    *,
    ask: Callable[[Case], None] = lambda _case: None,
) -> ReceivedOrder:
    """Take in an order message. Everything lands, or nothing does. A case that is open already is
    put to ``ask`` before anything is written in it.

    Raises OrderRefused with every fault of the file.
    """
    given = _checked(content)
    message = facts(given)
    key = _key(message)
    with transaction.atomic():
        if ReceivedOrder.objects.filter(id=key).exists():
            raise OrderRefused(screen_text("Bestillingen er modtaget før."))
        landing = _begin(doer, message, unit, user, ask)
        _land(landing, given)
        keep_all(_texts(landing.case.id))
        return _keep(landing, key, content)


def _checked(content: bytes) -> dict[str, Any]:
    try:
        given = read(content)
    except Unreadable as error:
        text = screen_text("Filen kan ikke læses som en bestilling.")
        raise OrderRefused(text, [str(error)], is_an_order=False) from None
    if not isinstance(given, dict) or not _is_order(given):
        text = screen_text("Filen er ikke en bestilling efter KL's guide.")
        raise OrderRefused(text, is_an_order=False)
    faults = [f"{one.place}: {one.rule}, {one.text}" for one in errors(check(given))]
    if faults:
        raise OrderRefused(screen_text("Bestillingen holder ikke KL's regler."), faults)
    message = facts(given)
    found = [part for part in message.parts if isinstance(part, p.Citizen)]
    orders = [part for part in message.parts if isinstance(part, p.Order)]
    if len(found) != 1 or len(orders) != 1:
        counted = [f"ServiceRequest: {len(orders)}", f"Patient: {len(found)}"]
        text = screen_text(
            "En bestilling er én bestilling om én borger, og begge siger i meta.profile, at de "
            "følger KL's guide. Så mange siger det i filen:"
        )
        raise OrderRefused(text, counted)
    try:
        Cpr.parse(found[0].cpr)
    except NotACprNumber:
        raise OrderRefused(screen_text("Bestillingen har intet CPR-nummer.")) from None
    return given


def _is_order(given: dict[str, Any]) -> bool:
    return ORDER_MESSAGE in claimed(given) or given.get("type") == "message"


def _key(message: Message) -> UUID:
    try:
        return UUID(message.id)
    except ValueError:
        return uuid_for("ffb-messaging", message.id, message.made)


def _begin(
    doer: Doer,
    message: Message,
    unit: Unit,
    user: User | None,
    ask: Callable[[Case], None],
) -> Landing:
    town = municipality()
    citizen, is_known = people.citizen_of(message.citizen, _acting(message) or town.code)
    case = _open_case(citizen)
    if case is None:
        case = _new_case(doer, citizen, unit, user, message)
    else:
        ask(case)
    landing = Landing(doer, user, message, citizen, case)
    people.land_citizen(landing, message.citizen, is_known)
    return landing


def _acting(message: Message) -> str:
    return next((part.municipality for part in message.parts if isinstance(part, p.Order)), "")


def _open_case(citizen: Citizen) -> Case | None:
    """The citizen's open case among adults."""
    rows = Case.objects.select_for_update()
    return rows.filter(citizen=citizen, department=Department.ADULTS.value, closed_on=None).first()


def _new_case(
    doer: Doer, citizen: Citizen, unit: Unit, user: User | None, message: Message
) -> Case:
    """A case in the team that took the order."""
    today = doer.now().date()
    sender = _name(message, sender=True)
    made = Case.objects.create(
        number=next_number(Department.ADULTS.value, today.year),
        citizen=citizen,
        department=Department.ADULTS.value,
        area=CaseArea.DISABILITY.value,
        unit=unit,
        responsible=user,
        opened_on=today,
        opened_through=OpenedThrough.OTHER_AUTHORITY.value,
        opening_reason=screen_text("Bestilling fra %(sender)s") % {"sender": sender},
    )
    wrote(doer, "case.open", made, citizen.id)
    return made


def _land(landing: Landing, given: dict[str, Any]) -> None:
    for person in landing.all(p.Person):
        people.land_person(landing, person)
    for consent in landing.all(p.Consent):
        people.land_consent(landing, consent)
    assessed.land_assessment(landing)
    planned.land_plan(landing)
    rest.land_documents(landing)
    for one in differences(given, bundle(landing.message)):
        landing.no_place(screen_text("Felt, som huset ikke kender"), f"{one.resource} {one.path}")


def _texts(case: UUID) -> Iterator[Text]:
    for told in (cases.of_cases, assessments.of_cases, plans.of_cases):
        yield from told([case])


def _keep(landing: Landing, key: UUID, content: bytes) -> ReceivedOrder:
    header = landing.all(p.Header)[0]
    order = landing.all(p.Order)[0]
    row = ReceivedOrder.objects.create(
        id=key,
        case=landing.case,
        sender=_name(landing.message, sender=True)[:200],
        source=header.source[:300],
        receiver=_name(landing.message, sender=False)[:200],
        received_at=landing.now,
        received_by=landing.user,
        wanted_start=day_of(order.start),
        contents=json.dumps(json.loads(content), ensure_ascii=False),
        services=rest.services(landing),
        contacts=rest.contacts(landing),
        account=rest.account(landing),
        unplaced=landing.unplaced,
    )
    wrote(landing.doer, "order.receive", row, landing.citizen.id)
    return row


def _name(message: Message, *, sender: bool) -> str:
    headers: Sequence[p.Header] = [one for one in message.parts if isinstance(one, p.Header)]
    to = headers[0].sender if sender else headers[0].receiver
    for part in message.parts:
        if isinstance(part, p.Organization) and to is not None and part.id == to.id:
            return part.name
    return headers[0].source if sender else headers[0].destination
