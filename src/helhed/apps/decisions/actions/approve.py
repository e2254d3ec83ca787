"""Approving a decision: another person, and then every grant has its account and its price."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.cases.actions.tasks import put_task
from helhed.apps.cases.word_index import keep
from helhed.apps.catalogue.queries import rule_book
from helhed.apps.decisions import pricing
from helhed.apps.decisions.access import approving_roles, require_decision
from helhed.apps.decisions.actions import replace
from helhed.apps.decisions.models import Decision, Grant
from helhed.apps.decisions.queries import (
    against,
    booked,
    price_of,
    require_levels,
    require_panel,
    writers_of,
)
from helhed.apps.decisions.texts import of_decision
from helhed.kernel.finding import UnableTo, stopping
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.budgets.horisont import last_counted_month
from helhed.rules.cases.sag import CaseArea
from helhed.rules.decisions.afgoerelse import DecisionState, move, require_four_eyes
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.kompetence import require_within
from helhed.rules.decisions.ophoer import last_day_by_law
from helhed.rules.decisions.ydelser import service


class UnableToApprove(UnableTo):
    """A decision cannot be approved as it stands."""


def approve(actor: Actor, *, decision: UUID) -> None:
    """Approve a decision, a grant or a refusal.

    Raises SamePersonTwice, OverTheLimit, BelowTheLevel, NotHeard, UnableToApprove,
    UnableToMoveDecision, UnableToPrice.
    """
    with transaction.atomic():
        row = _submitted(actor, decision)
        for writer in writers_of(row, row.grants.all()):
            require_four_eyes(writer, actor.id)
        if stopping(against(row, actor.today, rule_book())):
            raise UnableToApprove(screen_text("Afgørelsen mangler noget. Send den tilbage."))
        if not row.is_refusal:
            price = price_of(list(row.grants.all()), row.case.citizen.birth_date, actor.today)
            require_within(approving_roles(actor, row), price.dearest_year, actor.today)
            require_levels(actor, row, rule_book(), list(row.grants.all()))
            require_panel(row, price, actor.today)
        new = DecisionState.REFUSED if row.is_refusal else DecisionState.GRANTED
        row.state = move(DecisionState(row.state), new).value
        row.decided_by, row.decided_at = actor.user, actor.now()
        row.save(update_fields=["state", "decided_by", "decided_at"])
        keep(of_decision(row))
        if row.is_refusal:
            row.grants.update(state=GrantState.DROPPED.value)
        else:
            _grant_all(row)
            replace.take_over(actor, row)
            pricing.recount(row.grants.all(), last_counted_month(actor.today))
            title = screen_text("Send bestilling til udføreren, og giv borgeren besked")
            put_task(actor, row.case, title, actor.today, None)
        replace.decide_expected(actor, row)
        wrote(actor, f"decision.{new.value}", row, row.case.citizen_id)


def _grant_all(row: Decision) -> None:
    lines, book = list(row.grants.select_related("offer__provider", "main")), rule_book()
    for line in lines:
        booking = booked(book, line, CaseArea.of(row.case.area))
        if booking is None:
            raise UnableToApprove(screen_text("Afgørelsen mangler noget. Send den tilbage."))
        line.account = booking.account.code
        line.runs_to = last_day_by_law(service(line.service), row.case.citizen.birth_date)
        line.unit_id = row.case.unit_id
        line.state = GrantState.GRANTED.value
    Grant.objects.bulk_update(lines, ["account", "runs_to", "unit", "state"])


def send_back(actor: Actor, *, decision: UUID, reason: str) -> None:
    """Send a decision back to the one who prepared it. Raises UnableToApprove without a reason."""
    with transaction.atomic():
        row = _submitted(actor, decision)
        if not reason.strip():
            raise UnableToApprove(screen_text("Skriv, hvad der skal rettes."))
        row.state = move(DecisionState(row.state), DecisionState.DRAFT).value
        row.returned_reason = reason.strip()
        row.save(update_fields=["state", "returned_reason"])
        wrote(actor, "decision.send_back", row, row.case.citizen_id)


def _submitted(actor: Actor, decision: UUID) -> Decision:
    rows = Decision.objects.select_for_update(of=("self",)).select_related("case__citizen")
    row = rows.get(id=decision)
    require_decision(actor, Action.APPROVE_DECISION, row)
    return row
