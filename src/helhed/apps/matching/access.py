"""Who may find, choose and share out places.

The list for one citizen is the case's: whoever may see the case sees it, and whoever prepares its
decisions writes wishes and chooses. Who waits is for those who share places out and for the head of
the department; how places are shared out, and who is to be together or apart, for the first alone.
"""

from __future__ import annotations

from helhed.apps.access.access import Actor, may_at_all, require_at_all
from helhed.apps.cases.access import may_write, require_case
from helhed.apps.cases.models import Case
from helhed.rules.access.rights import Action


def require_finding(actor: Actor, case: Case) -> None:
    """Raises UnableToLetIn when the actor may not see the list of offers for a case."""
    require_case(actor, Action.SEE_CASE, case)


def may_choose(actor: Actor, case: Case) -> bool:
    """Whether the actor may write wishes and choose an offer in a case."""
    return may_write(actor, Action.PREPARE_DECISION, case)


def require_waiting(actor: Actor) -> None:
    """Raises UnableToLetIn for whoever may not see who waits for a place."""
    require_at_all(actor, Action.SEE_WAITING)


def may_share(actor: Actor) -> bool:
    """Whether the actor shares places out."""
    return may_at_all(actor, Action.SHARE_PLACES)


def require_sharing(actor: Actor) -> None:
    """Raises UnableToLetIn for everybody but those who share places out."""
    require_at_all(actor, Action.SHARE_PLACES)


def require_following(actor: Actor) -> None:
    """Raises UnableToLetIn for everybody but those who follow how their citizens fare."""
    require_at_all(actor, Action.SEE_EFFECT)
