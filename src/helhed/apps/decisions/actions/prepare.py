"""Preparing a decision: what is known already comes along, what is missing is shown as one goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.assessments.models import Assessment
from helhed.apps.audit.actions import wrote
from helhed.apps.cases.access import case_to_write, require_open
from helhed.apps.cases.quoting import drop_quotes
from helhed.apps.cases.word_index import drop, keep
from helhed.apps.catalogue.queries import rule_book
from helhed.apps.decisions.access import require_decision
from helhed.apps.decisions.actions.handed_on import keep_known, known, take_over_words
from helhed.apps.decisions.models import Decision, Grant, OwnPayment
from helhed.apps.decisions.queries import against, day_of, fits, price_of
from helhed.apps.decisions.texts import of_decision
from helhed.apps.efforts.models import Effort
from helhed.apps.efforts.queries import recommended_in
from helhed.apps.plans.models import Goal, Plan
from helhed.kernel.finding import UnableTo, stopping
from helhed.kernel.numerals import NotANumber, TooManyDecimals, parse_number
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.cases.citat import Target
from helhed.rules.decisions.afgoerelse import DecisionState, move
from helhed.rules.decisions.omfang import DECIMALS, check_day, check_quantity
from helhed.rules.decisions.regelsaet import Rule
from helhed.rules.decisions.visitationsmoede import Advice
from helhed.rules.decisions.ydelser import PriceKind, Service, UnknownService, service

TEXT_FIELDS = {
    "purpose",
    "facts",
    "reasons",
    "hearing_note",
    "citizens_view",
    "childs_view",
}
MOST_TEXT = 20_000


class UnableToPrepare(UnableTo):
    """Something cannot be written in a decision as asked."""


class UnableToSubmit(UnableTo):
    """A decision lacks something that it must hold before another can approve it."""


def begin(actor: Actor, *, case: UUID) -> Decision:
    """Begin a decision. The last finished assessment and the plan give what they already know:
    the citizen's own words, the facts, the purpose and the goals; the recommendation gives its
    efforts, why they are recommended, what the citizen says to them, and the main service. What
    is handed on keeps its source beside it."""
    with transaction.atomic():
        decision = begin_empty(actor, case=case)
        efforts = list(decision.efforts.select_related("recommendation"))
        if efforts:
            _take_over(actor, decision, efforts)
    return decision


def _take_over(actor: Actor, decision: Decision, efforts: Sequence[Effort]) -> None:
    """What is recommended. The main service comes along when all that is recommended is one."""
    take_over_words(actor, decision, efforts[0].recommendation)
    mains = {(one.service, one.citation) for one in efforts}
    if len(mains) == 1:
        decision.citation = efforts[0].citation
    decision.save(update_fields=["reasons", "citizens_view", "citation"])
    keep(of_decision(decision))
    if len(mains) == 1:
        line = add_line(actor, decision=decision.id, key=efforts[0].service)
        starts = [one.starts_on for one in efforts if one.starts_on]
        line.start = min(starts) if starts else None
        line.end = efforts[0].ends_on if len(efforts) == 1 else None
        line.save(update_fields=["start", "end"])


def begin_empty(actor: Actor, *, case: UUID) -> Decision:
    """Begin a decision whose service comes from elsewhere than a recommendation; what else is
    known comes along."""
    with transaction.atomic():
        row = case_to_write(actor, Action.PREPARE_DECISION, case)
        finished = Assessment.objects.filter(case=row, finished_on__isnull=False)
        assessment = finished.order_by("-finished_on").first()
        plan = Plan.objects.filter(case=row, ended_on=None).order_by("-started_on").first()
        child = row.department == "children"
        handed = known(assessment, plan, child=child)
        decision = Decision.objects.create(
            case=row,
            assessment=assessment,
            prepared_by=actor.user,
            prepared_on=actor.today,
            **{one.field: one.words for one in handed},
        )
        keep_known(actor, decision, plan, handed, child=child)
        if plan is not None:
            decision.goals.set(plan.goals.filter(state="active"))
        decision.efforts.set(recommended_in(row.id).filter(decisions=None))
        keep(of_decision(decision))
        wrote(actor, "decision.begin", decision, row.citizen_id)
    return decision


def write_field(actor: Actor, *, decision: UUID, field: str, values: Sequence[str]) -> None:
    """Save one field as it is written.

    Raises UnableToPrepare, UnableToGrantSoMuch, UnableToGrantThen.
    """
    with transaction.atomic():
        row = _draft(actor, decision)
        value = values[0] if values else ""
        if field.startswith("line:"):
            _write_line(row, field, value, actor.today)
        elif field == "goals":
            chosen = [_id(value) for value in values]
            row.goals.set(Goal.objects.filter(plan__case=row.case_id, id__in=chosen))
        elif field == "efforts":
            chosen = [_id(value) for value in values]
            row.efforts.set(recommended_in(row.case_id).filter(id__in=chosen))
        else:
            _write_own(row, field, value, actor.today)
            keep(of_decision(row))
        wrote(actor, "decision.write", row, row.case.citizen_id, fields=[field])


def _write_own(row: Decision, field: str, value: str, today: date) -> None:
    if field in TEXT_FIELDS:
        if len(value) > MOST_TEXT:
            text = screen_text("Teksten er for lang. Der er plads til %(most)s tegn.")
            raise UnableToPrepare(text, most=MOST_TEXT)
        setattr(row, field, value)
    elif field == "hearing" and value in ("", "held", "not_needed"):
        row.hearing = value
    elif field == "is_refusal":
        row.is_refusal = value == "yes"
    elif field == "citation":
        under = _services_under(value, day_of(row, today))
        if value and not under:
            raise UnableToPrepare(screen_text("Paragraffen findes ikke. Vælg en fra listen."))
        row.citation = value
        row.grants.filter(service__in=under).update(citation=value)
    else:
        raise UnableToPrepare(screen_text("Feltet findes ikke. Genindlæs siden."))
    row.save(update_fields=[field])


def _services_under(citation: str, day: date) -> list[str]:
    return [rule.service for rule in rule_book().on(day) if str(rule.citation) == citation]


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise UnableToPrepare(screen_text("Valget findes ikke. Genindlæs siden.")) from None


def _write_line(row: Decision, field: str, value: str, today: date) -> None:
    _, line, name = field.split(":") if field.count(":") == 2 else ("", "", "")
    grant = row.grants.select_for_update().filter(id=_id(line)).first()
    if grant is None:
        raise UnableToPrepare(screen_text("Ydelsen er taget ud. Genindlæs siden."))
    if name in ("start", "end"):
        day = _day(value)
        if day is not None:
            check_day(day, today)
        _set_day(grant, name, day)
    elif name == "quantity":
        grant.quantity = _quantity(PriceKind(grant.kind), value)
        grant.save(update_fields=["quantity"])
    else:
        raise UnableToPrepare(screen_text("Feltet findes ikke. Genindlæs siden."))


def _set_day(grant: Grant, name: str, day: date | None) -> None:
    """Set a day; services that follow and had the same day as the main one, go along."""
    before = getattr(grant, name)
    following = grant.supplements.select_for_update()
    for line in [grant, *(line for line in following if getattr(line, name) == before)]:
        setattr(line, name, day)
        if line.start and line.end and line.end < line.start:
            raise UnableToPrepare(screen_text("Sidste dag ligger før første dag."))
        line.save(update_fields=[name])


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise UnableToPrepare(screen_text("Skriv en dato.")) from None


def _quantity(kind: PriceKind, value: str) -> Decimal | None:
    if not value.strip():
        return None
    try:
        number = parse_number(value, DECIMALS)
    except TooManyDecimals:
        raise UnableToPrepare(screen_text("Brug højst tre decimaler.")) from None
    except NotANumber:
        raise UnableToPrepare(screen_text("Skriv et tal som 7,5.")) from None
    check_quantity(kind, number)
    return number


def add_line(actor: Actor, *, decision: UUID, key: str) -> Grant:
    """Add a service to a decision. A main service sets the legal basis when it has only one."""
    with transaction.atomic():
        row = _draft(actor, decision)
        chosen = _service(key)
        main = row.grants.filter(main=None).first()
        if chosen.is_main and main is not None:
            raise UnableToPrepare(screen_text("Der er allerede en hovedydelse. Tag den ud først."))
        book, day = rule_book(), day_of(row, actor.today)
        mains = [] if main is None else [service(main.service)]
        if not chosen.is_main and not any(book.follows(chosen, one, day) for one in mains):
            raise UnableToPrepare(screen_text("Ydelsen hører ikke til den valgte hovedydelse."))
        if chosen.department.value != row.case.department:
            raise UnableToPrepare(screen_text("Ydelsen hører til en anden afdeling."))
        grant = Grant.objects.create(
            decision=row,
            citizen_id=row.case.citizen_id,
            main=None if chosen.is_main else main,
            service=chosen.key,
            citation=_citation(row, book.of_service(chosen.key, day)),
            kind=chosen.kinds[0].value,
            offer_id=main.offer_id if main and chosen.takes_offer_of_main else None,
            quantity=_usual_quantity(chosen.kinds[0]),
            start=main.start if main else None,
            end=main.end if main else None,
            unit_id=row.case.unit_id,
            recorded_at=actor.now(),
        )
        if chosen.is_main and not row.citation:
            row.citation = grant.citation
            row.save(update_fields=["citation"])
        wrote(actor, "grant.add", grant, row.case.citizen_id, service=key)
    return grant


def _usual_quantity(kind: PriceKind) -> Decimal | None:
    """One place, one amount; how many hours, nobody can know beforehand."""
    return None if kind is PriceKind.WEEKLY_HOURS else Decimal(1)


def _citation(row: Decision, rules: Sequence[Rule]) -> str:
    listed = [str(rule.citation) for rule in rules]
    if row.citation in listed:
        return row.citation
    return listed[0] if len(listed) == 1 else ""


def _service(key: str) -> Service:
    try:
        return service(key)
    except UnknownService:
        raise UnableToPrepare(screen_text("Ydelsen findes ikke. Vælg en fra listen.")) from None


def drop_line(actor: Actor, *, grant: UUID) -> None:
    """Take a service out of a draft, with what follows it."""
    with transaction.atomic():
        line = Grant.objects.select_for_update().get(id=grant)
        row = _draft(actor, line.decision_id)
        for one in [*line.supplements.all(), line]:
            wrote(actor, "grant.drop", one, row.case.citizen_id)
            one.own_payments.all().delete()
            one.delete()
        if not row.grants.exists():
            row.citation = ""
            row.save(update_fields=["citation"])


def discard(actor: Actor, *, decision: UUID) -> UUID:
    """Delete a draft with its lines; what it was to grant is expected on. Returns its case.

    What it was stays in the log. Raises UnableToPrepare when it is no draft any more, or a meeting
    has looked at it.
    """
    with transaction.atomic():
        row = _draft(actor, decision)
        if row.points.exclude(advice=Advice.NONE.value).exists():
            text = screen_text(
                "Visitationsmødet har set på afgørelsen, og referatet henviser til den. "
                "Gør den færdig, eller lav den om til et afslag."
            )
            raise UnableToPrepare(text)
        wrote(actor, "decision.discard", row, row.case.citizen_id)
        row.points.all().delete()
        drop([row.id])
        drop_quotes(Target.DECISION, row.id)
        OwnPayment.objects.filter(grant__decision=row).delete()
        row.grants.filter(main__in=row.grants.all()).delete()
        row.grants.all().delete()
        row.delete()
    return row.case_id


def choose_rate(actor: Actor, *, grant: UUID, rate: UUID | str) -> None:
    """Choose who delivers a service, and at which rate. Raises UnableToPrepare."""
    with transaction.atomic():
        line = Grant.objects.select_for_update().get(id=grant)
        row = _draft(actor, line.decision_id)
        chosen = service(line.service)
        found = fits(line, _id(str(rate)), actor.today)
        if found is None:
            raise UnableToPrepare(screen_text("Taksten passer ikke til ydelsen. Vælg en anden."))
        if chosen.is_main and line.offer_id != found.offer_id:
            line.supplements.update(offer_id=found.offer_id, rate=None)
        if line.kind != found.kind:
            line.quantity = _usual_quantity(PriceKind(found.kind))
        line.rate, line.offer_id, line.kind = found, found.offer_id, found.kind
        line.save(update_fields=["rate", "offer_id", "kind", "quantity"])
        wrote(actor, "grant.choose", line, row.case.citizen_id, rate=str(found.id))


def submit(actor: Actor, *, decision: UUID) -> None:
    """Send a decision to somebody else for approval. Raises UnableToSubmit, UnableToPrice."""
    with transaction.atomic():
        row = _draft(actor, decision)
        if stopping(against(row, actor.today, rule_book())):
            text = screen_text("Afgørelsen mangler noget. Se listen, og ret det først.")
            raise UnableToSubmit(text)
        price_of(list(row.grants.all()), row.case.citizen.birth_date, actor.today)
        row.state = move(DecisionState(row.state), DecisionState.SUBMITTED).value
        row.submitted_at = actor.now()
        row.save(update_fields=["state", "submitted_at"])
        wrote(actor, "decision.submit", row, row.case.citizen_id)


def _draft(actor: Actor, decision: UUID) -> Decision:
    rows = Decision.objects.select_for_update(of=("self",)).select_related("case__citizen")
    row = rows.get(id=decision)
    require_decision(actor, Action.PREPARE_DECISION, row)
    require_open(row.case)
    if row.state != DecisionState.DRAFT.value:
        raise UnableToPrepare(screen_text("Afgørelsen er ikke længere en kladde."))
    return row
