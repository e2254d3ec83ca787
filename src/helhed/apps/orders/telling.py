"""From an order in the record to KL's order message (FFB messaging 1.0.0).

The message tells what the order says and no more (docs/adr/0008): the purpose, the goals that it
holds, the part of the assessment that was chosen for it, target groups, services, and whom to ask.
Ids are lasting: a row's own, or one that follows from the row and what it becomes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings

from helhed.apps.access.queries import municipality
from helhed.apps.assessments.models import Assessment
from helhed.apps.cases.quoting import told_words
from helhed.apps.citizens.models import Guardian
from helhed.apps.decisions.models import Grant
from helhed.apps.orders.errors import UnableToTellOrder
from helhed.apps.orders.granted import granted_period
from helhed.apps.orders.models import Order
from helhed.apps.plans.models import Goal
from helhed.fhir.cpr_cvr import is_cpr
from helhed.fhir.ordering import Message
from helhed.fhir.ordering import parts as p
from helhed.fhir.ordering import systems as s
from helhed.kernel.clock import DANISH_TIME
from helhed.kernel.identifiers import uuid_for
from helhed.kernel.words import screen_text
from helhed.rules.assessments import ffb
from helhed.rules.assessments.niveau import level_code
from helhed.rules.cases.citat import Target
from helhed.rules.citizens.person import GuardianKind
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.ydelser import Department, service
from helhed.rules.orders.bestilling import OrderState
from helhed.rules.reports.ffb_ydelser import in_ffb

IN_WORDS = "http://fhir.kl.dk/ffbmessaging/CodeSystem/Text"
"""The system that the guide's own example gives a service that has no code, beside its text."""

_GUARDIANSHIP = {
    GuardianKind.GUARDIAN.value: "5",
    GuardianKind.GUARDIAN_WITHOUT_CAPACITY.value: "6",
    GuardianKind.CO_GUARDIAN.value: "7",
}
_STATUS = {
    OrderState.DRAFT: "draft",
    OrderState.STOPPED: "completed",
    OrderState.REJECTED: "revoked",
    OrderState.WITHDRAWN: "revoked",
}


def key(*words: object) -> str:
    """The id of a resource that a row becomes beside others: the same for life."""
    return str(uuid_for("ffb-messaging", *words))


@dataclass(slots=True)
class _Telling:
    order: Order
    today: date
    quoted: Mapping[str, str]
    parts: list[p.Part] = field(default_factory=list)

    def add(self, part: p.Part, kind: str, rank: int = 0) -> p.To:
        if part not in self.parts:
            self.parts.append(part)
        return p.To(kind, part.id, rank)

    def words(self, name: str) -> str:
        """What is written in a field of the order, and what is quoted there."""
        said = (str(getattr(self.order, name)).strip(), self.quoted.get(name, ""))
        return "\n".join(filter(None, said))


def message(order: Order, message_id: str, made: str, today: date) -> Message:
    """The message of an order. Raises UnableToTellOrder when the record lacks what it must hold."""
    tell = _Telling(order, today, told_words(Target.ORDER, order.id))
    _require(tell)
    author, sender, receiver = _author(tell), _sender(tell), _receiver(tell)
    plan = _care_plan(tell, author)
    gathering = _gathering(tell)
    _citizen(tell)
    _guardians(tell)
    header = p.Header(
        id=key("header", message_id),
        source=settings.FHIR_ADDRESS,
        destination=_endpoint(order),
        receiver=receiver,
        sender=sender,
        focus=tuple(one for one in (plan, gathering) if one is not None),
    )
    parts = (header, *tell.parts)
    return Message(id=message_id, made=made, parts=parts, address=settings.FHIR_ADDRESS)


def _require(tell: _Telling) -> None:
    order = tell.order
    citizen = order.grant.citizen
    if order.case.department != Department.ADULTS.value:
        raise UnableToTellOrder(screen_text("KL's bestilling findes kun for voksne."))
    if not citizen.cpr or not is_cpr(citizen.cpr):
        raise UnableToTellOrder(
            screen_text("Skriv borgerens CPR-nummer. KL tager ikke imod erstatningsnumre.")
        )
    if not citizen.phone:
        raise UnableToTellOrder(screen_text("Skriv borgerens telefonnummer på borgeren."))
    if not tell.words("purpose"):
        raise UnableToTellOrder(screen_text("Skriv formålet i bestillingen."))


def _endpoint(order: Order) -> str:
    provider = order.provider
    return f"mailto:{provider.email}" if provider.email else f"urn:uuid:{provider.id}"


def _sender(tell: _Telling) -> p.To:
    town = municipality()
    part = p.Organization(id=key("municipality", town.code), name=town.name, role="messaging")
    return tell.add(part, "Organization")


def _receiver(tell: _Telling) -> p.To:
    provider = tell.order.provider
    part = p.Organization(id=str(provider.id), name=provider.name, role="messaging")
    return tell.add(part, "Organization")


def _author(tell: _Telling) -> p.To:
    """The team that ordered, and whom to ask there."""
    case, town = tell.order.case, municipality()
    phone = settings.PHONE or ("00000000" if town.is_demo else "")
    if not phone:
        raise UnableToTellOrder(
            screen_text(
                "Kommunens telefonnummer er ikke sat op. Sig det til systemadministratoren."
            )
        )
    somebody = case.responsible
    name = named(somebody.name if somebody else case.unit.name)
    mail = (somebody.email,) if somebody and somebody.email else ()
    title = screen_text("Rådgiver")
    who = p.Contact(p.Named(name.family, name.given, title), p.Reach((phone,), mail))
    part = p.Organization(
        id=str(case.unit_id), name=case.unit.name, role="participating", contacts=(who,)
    )
    return tell.add(part, "Organization")


def named(name: str) -> p.Named:
    """A name as a letter would use it: the last word is the family's."""
    words = name.split() or [name]
    return p.Named(words[-1], tuple(words[:-1]) or (words[-1],))


def _care_plan(tell: _Telling, author: p.To) -> p.To:
    order = tell.order
    made = order.sent_at or order.made_at
    created = made.astimezone(DANISH_TIME).isoformat(timespec="seconds")
    days = granted_period(order.grant)
    told_as = in_ffb(order.grant.service)
    team = p.Team(
        id=key("team", order.id),
        participants=(p.Participant(author, "koordinerende-myndighed"),),
        offer=told_as.offer if told_as else "",
    )
    part = p.Order(
        id=str(order.id),
        status=_STATUS.get(OrderState(order.state), "active"),
        intent="order",
        created=created,
        author=author,
        target_groups=_target_groups(tell),
        goals=_goals(tell),
        category=p.Code(s.SOCIAL_EFFORT),
        start=str(order.wanted_start),
        end=str(days.end) if days.end and days.end >= order.wanted_start else "",
        teams=(tell.add(team, "CareTeam"),),
        municipality=_municipality(order),
        again=_again(order),
    )
    found = tell.add(part, "CarePlan")
    for grant in _grants(order):
        tell.add(_service(grant, found, created, tell.today), "CarePlan")
    return found


def _municipality(order: Order) -> str:
    """The acting municipality, unless it is a made up one that the code system does not have."""
    code = order.grant.citizen.acting_municipality
    return "" if municipality().is_demo and code == municipality().code else code


def _again(order: Order) -> tuple[p.Again, ...]:
    plan = order.case.plans.filter(next_follow_up__isnull=False).order_by("-started_on").first()
    if plan is None:
        return ()
    return (p.Again(status="not-started", start=str(plan.next_follow_up)),)


def _grants(order: Order) -> list[Grant]:
    supplements = order.grant.supplements.filter(state=GrantState.GRANTED.value)
    return [order.grant, *supplements.order_by("id")]


def _service(grant: Grant, plan: p.To, created: str, today: date) -> p.Service:
    told_as = in_ffb(grant.service, grant.main.service if grant.main else "")
    days = granted_period(grant)
    is_over = days.end is not None and days.end < today
    is_begun = days.start <= today
    what = (
        p.Code(told_as.intervention)
        if told_as
        else p.Code("", IN_WORDS, service(grant.service).name)
    )
    return p.Service(
        id=str(grant.id),
        plans=(plan,),
        what=what,
        status="completed" if is_over else "active",
        intent="order",
        activity="completed" if is_over else "in-progress" if is_begun else "not-started",
        created=created,
        start=str(days.start),
        end=str(days.end) if days.end else "",
    )


def _assessment(order: Order) -> Assessment | None:
    """The assessment that the decision stands on; else the last finished one."""
    found: Assessment | None = order.grant.decision.assessment
    if found is not None and found.primary_target_group:
        return found
    rows = order.case.assessments.filter(finished_on__isnull=False).exclude(primary_target_group="")
    return rows.order_by("finished_on", "id").last()


def _target_groups(tell: _Telling) -> tuple[p.To, ...]:
    row = _assessment(tell.order)
    if row is None:
        raise UnableToTellOrder(screen_text("Vælg den primære målgruppe i en afsluttet udredning."))
    secondary = row.secondary_target_groups.order_by("id").values_list("code", flat=True)
    codes = list(dict.fromkeys([row.primary_target_group, *secondary]))
    citizen = tell.order.grant.citizen_id
    return tuple(
        tell.add(
            p.TargetGroup(id=key("target-group", citizen, code), codes=(p.Code(code),)),
            "Condition",
            1 if number == 0 else 2,
        )
        for number, code in enumerate(codes)
    )


def _goals(tell: _Telling) -> tuple[p.To, ...]:
    order = tell.order
    purpose = p.Goal(
        id=key("purpose", order.id), kind="purpose", text=tell.words("purpose"), status="accepted"
    )
    found = [tell.add(purpose, "Goal")]
    for row in order.goals.order_by("position", "id"):
        words = row.wording.strip() or row.own_words.strip()
        goal = p.Goal(
            id=str(row.id),
            kind="goal",
            text=words,
            status="accepted",
            level="" if row.expected_level is None else level_code(row.expected_level),
            change=row.change,
            themes=_themes(tell, row),
        )
        found.append(tell.add(goal, "Goal"))
        if row.wording.strip() and row.own_words.strip():
            own = key("objective", row.id)
            said = p.Goal(id=own, kind="objective", text=row.own_words.strip(), status="accepted")
            found.append(tell.add(said, "Goal"))
    return tuple(found)


def _themes(tell: _Telling, goal: Goal) -> tuple[p.To, ...]:
    secondary = goal.secondary_themes.order_by("id").values_list("code", flat=True)
    codes = [code for code in dict.fromkeys([goal.primary_theme, *secondary]) if _is_theme(code)]
    return tuple(_theme(tell, goal, code, number) for number, code in enumerate(codes))


def _theme(tell: _Telling, goal: Goal, code: str, number: int) -> p.To:
    citizen = tell.order.grant.citizen_id
    takes_level = number == 0 and ffb.theme_of(code).takes_level and goal.level_now is not None
    part = p.Condition(
        id=key("theme", citizen, code, goal.id),
        code=code,
        status="active",
        severity=level_code(goal.level_now) if takes_level and goal.level_now is not None else "",
        recorded=str(goal.plan.started_on),
    )
    return tell.add(part, "Condition", 1 if number == 0 else 2)


def _is_theme(code: str) -> bool:
    return (ffb.Kind.THEME, code) in ffb.concepts()


def _gathering(tell: _Telling) -> p.To | None:
    """The part of the assessment that was chosen to be sent along."""
    order = tell.order
    if not tell.words("needs"):
        return None
    at = (order.sent_at or order.made_at).astimezone(DANISH_TIME).isoformat(timespec="seconds")
    said = p.Evaluation(
        id=key("needs", order.id), kind=s.SITUATION, at=at, status="final", text=tell.words("needs")
    )
    item = tell.add(said, "Observation")
    part = p.Gathering(
        id=key("gathering", order.id),
        status="completed",
        investigations=(p.Investigation(s.SITUATION, (item,)),),
    )
    return tell.add(part, "ClinicalImpression")


def _citizen(tell: _Telling) -> None:
    row = tell.order.grant.citizen
    is_known = row.address and row.postcode and row.city and not row.address_is_protected
    where = (p.Address((row.address,), row.postcode, row.city),) if is_known else ()
    part = p.Citizen(
        id=str(row.id),
        cpr=row.cpr or "",
        names=(named(row.name),),
        reach=p.Reach((row.phone,), (row.email,) if row.email else ()),
        addresses=where,
    )
    tell.add(part, "Patient")


def _guardians(tell: _Telling) -> None:
    for row in _those_who_act(tell):
        part = p.Person(
            id=str(row.id),
            relations=(p.Code("GUARD"),),
            names=(named(row.name),),
            reach=p.Reach((row.phone,) if row.phone else ()),
            guardianship=_GUARDIANSHIP[row.kind],
        )
        tell.add(part, "RelatedPerson")


def _those_who_act(tell: _Telling) -> Iterable[Guardian]:
    today = tell.today
    rows = tell.order.grant.citizen.guardians.filter(kind__in=_GUARDIANSHIP, start__lte=today)
    return [row for row in rows.order_by("start", "id") if row.end is None or row.end >= today]
