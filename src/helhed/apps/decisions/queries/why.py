"""Why a grant was allowed: the rules of its day as they were known then, and as known now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import read
from helhed.apps.cases.queries import CaseHead, case_or_404, head_of
from helhed.apps.catalogue.queries import Answer, answer, end_of
from helhed.apps.decisions.access import require_grant
from helhed.apps.decisions.models import Grant
from helhed.kernel.law import Citation
from helhed.rules.access.rights import Action
from helhed.rules.cases.sag import CaseArea
from helhed.rules.decisions.grundlag import Asked
from helhed.rules.decisions.konto import Account, alias_of
from helhed.rules.decisions.ydelser import service
from helhed.rules.offers.ejerforhold import Ownership


@dataclass(frozen=True, slots=True)
class Why:
    """A grant and what the rules say of it: ``then`` by the rules of its first day as known when
    it was decided, ``known_now`` by those of the same day as known now, ``now`` by today's;
    ``asked`` by those of any other day. ``alias`` is the ledger's word for its frozen account."""

    row: Grant
    name: str
    case: CaseHead
    decided_at: datetime | None
    decided_by: str
    alias: str
    then: Answer
    known_now: Answer
    now: Answer
    asked: Answer | None


def why(actor: Actor, grant: UUID, day: date | None, known_on: date | None) -> Why:
    """Why a grant was allowed, and what the rules of any day say of it, logged.

    Raises Http404, also for a line that has neither a first day nor a paragraph yet.
    """
    with transaction.atomic():
        of_decision = (f"decision__{name}" for name in ("case", "assessment", "decided_by"))
        rows = Grant.objects.select_related(*of_decision, "offer__provider", "main")
        row = rows.filter(id=grant).first()
        if row is None:
            raise Http404
        require_grant(actor, Action.SEE_CASE, row)
        if row.start is None or not row.citation:
            raise Http404
        read(actor, "grant.read", row, row.citizen_id)
        decision = row.decision
        decided_at = decision.decided_at
        then = _answer(row, row.start, decided_at)
        return Why(
            row,
            service(row.service).name,
            head_of(case_or_404(decision.case_id)),
            decided_at,
            decision.decided_by.name if decision.decided_by else "",
            _alias(row, then),
            then,
            _answer(row, row.start, None),
            _answer(row, actor.today, None, actor.today),
            _asked(row, day, known_on) if day else None,
        )


def _asked(row: Grant, day: date, known_on: date | None) -> Answer:
    return _answer(row, day, end_of(known_on) if known_on else None, day)


def _answer(
    row: Grant, day: date, known_at: datetime | None, approved_on: date | None = None
) -> Answer:
    decision = row.decision
    decided_on = timezone.localtime(decision.decided_at).date() if decision.decided_at else None
    asked = Asked(
        service(row.service),
        Citation.parse(row.citation),
        day,
        service(row.main.service) if row.main else None,
        CaseArea.of(decision.case.area),
        decision.assessment.effort_step if decision.assessment else None,
        decided_on,
    )
    owner = Ownership(row.offer.provider.ownership) if row.offer else None
    return answer(asked, owner, known_at, approved_on or decided_on)


def _alias(row: Grant, then: Answer) -> str:
    """What the ledger calls the account that the grant got: empty before it has one, or when
    there was no rule for it."""
    if not row.account or then.booking is None:
        return ""
    rule = then.booking.rule
    return alias_of(rule.citation, Account.parse(row.account), rule.alias)
