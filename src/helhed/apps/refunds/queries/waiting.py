"""What waits for the one who claims refund and settles with other municipalities."""

from __future__ import annotations

from dataclasses import dataclass, field

from helhed.apps.access.access import Actor
from helhed.apps.refunds.access import may_house
from helhed.apps.refunds.models import RefundClaim, SettlementClaim
from helhed.apps.refunds.queries.settlement import Unclaimed, unclaimed
from helhed.kernel.period import Month
from helhed.rules.access.rights import Action
from helhed.rules.refunds.hjemtagning import RefundClaimState
from helhed.rules.refunds.mellemkommunal import Risk, SettlementState


@dataclass(slots=True)
class RefundWaiting:
    """What is about to lapse, the most urgent first, and how much has lapsed (øre); their claims
    that wait for our answer, the oldest first; and claims on the state that the actor can bring
    a step further."""

    at_risk: list[Unclaimed] = field(default_factory=list)
    lapsed: int = 0
    to_answer: list[SettlementClaim] = field(default_factory=list)
    claims: list[RefundClaim] = field(default_factory=list)

    @property
    def soon(self) -> int:
        """What lapses soon, in øre."""
        return sum(one.oere for one in self.at_risk)


def refund_waiting(actor: Actor) -> RefundWaiting:
    """What waits for the actor; nothing for whoever may not claim for the whole municipality."""
    if not may_house(actor, Action.PREPARE_REFUND):
        return RefundWaiting()
    through = Month.of(actor.today).plus(-1)
    theirs = SettlementClaim.objects.filter(state=SettlementState.RECEIVED.value)
    unsent = (RefundClaimState.DRAFT.value, RefundClaimState.APPROVED.value)
    owed = unclaimed(actor, through)
    return RefundWaiting(
        [one for one in owed if one.risk is Risk.SOON],
        sum(one.lapsed for one in owed),
        list(theirs.order_by("sent_on", "number")),
        [
            claim
            for claim in RefundClaim.objects.filter(state__in=unsent).order_by("number")
            if claim.state != RefundClaimState.DRAFT.value or claim.made_by_id != actor.id
        ],
    )
