"""Who may find, choose and share out places.

The list for one citizen is the case's: whoever may see the case sees it, and whoever prepares its
decisions writes wishes and chooses. Who waits, and who is to be together or apart, is for those who
share places out.
"""

from __future__ import annotations

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.cases.access import may_write, require_case
from helhed.apps.cases.models import Case
from helhed.rules.access.rights import Action


def require_finding(actor: Actor, case: Case) -> None:
    """Raises UnableToLetIn when the actor may not see the list of offers for a case."""
    require_case(actor, Action.SEE_CASE, case)


def may_choose(actor: Actor, case: Case) -> bool:
    """Whether the actor may write wishes and choose an offer in a case."""
    return may_write(actor, Action.PREPARE_DECISION, case)


def require_sharing(actor: Actor) -> None:
    """Raises UnableToLetIn for everybody but those who share places out."""
    require_at_all(actor, Action.SHARE_PLACES)


def require_following(actor: Actor) -> None:
    """Raises UnableToLetIn for everybody but those who follow how their citizens fare."""
    require_at_all(actor, Action.SEE_EFFECT)
