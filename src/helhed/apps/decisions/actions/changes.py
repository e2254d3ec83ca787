"""What the acts on expected changes share: the rows that they hold, and settling a change."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.cases.access import require_open
from helhed.apps.decisions import expecting
from helhed.apps.decisions.access import require_change, require_grant
from helhed.apps.decisions.models import ExpectedChange, Grant
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.budgets.horisont import last_counted_month
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.forventning import OPEN, ExpectedState, UnableToExpect


def granted_to_change(actor: Actor, grant: UUID) -> Grant:
    """A granted grant of an open case, held. Raises UnableToExpect, UnableToWriteInClosedCase."""
    rows = Grant.objects.select_for_update(of=("self",))
    row = rows.select_related("decision__case__citizen", "main", "offer").filter(id=grant).first()
    if row is None:
        raise Http404
    require_grant(actor, Action.PREPARE_DECISION, row)
    require_open(row.decision.case)
    if row.state != GrantState.GRANTED:
        raise UnableToExpect(screen_text("Ydelsen er ikke bevilget."))
    return row


def open_change(actor: Actor, action: Action, change: UUID) -> ExpectedChange:
    """An expected change that is not decided, held. Raises UnableToExpect, Http404."""
    rows = ExpectedChange.objects.select_for_update(of=("self",))
    row = rows.select_related("case__citizen").filter(id=change).first()
    if row is None:
        raise Http404
    require_change(actor, action, row)
    require_open(row.case)
    if row.state not in OPEN:
        text = screen_text("Ændringen er allerede afgjort: %(state)s. Genindlæs siden.")
        raise UnableToExpect(text, state=ExpectedState.of(row.state).label)
    return row


def close(actor: Actor, row: ExpectedChange, state: ExpectedState, reason: str = "") -> None:
    """Decide an expected change, inside an act that asked for its right: it counts no more."""
    row.state, row.outcome_reason = state.value, reason
    row.decided_by, row.decided_at = actor.user, actor.now()
    row.save(update_fields=["state", "outcome_reason", "decided_by", "decided_at"])
    expecting.recount(ExpectedChange.objects.filter(id=row.id), last_counted_month(actor.today))
    wrote(actor, f"expected.{state.value}", row, row.case.citizen_id)
