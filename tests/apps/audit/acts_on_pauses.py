"""The acts that let a grant rest where it is paid."""

from __future__ import annotations

from datetime import date

from helhed.apps.decisions.actions import change
from helhed.apps.orders import actions as orders
from helhed.apps.payments.actions import pausing
from helhed.rules.access.rights import Role
from helhed.rules.orders.oenske import Wish, WishKind
from tests.apps import building as b
from tests.apps.audit.act import Act, Arguments, no
from tests.apps.audit.acts_in_help import paused
from tests.apps.town import SECRET, Town


def _wished(town: Town) -> Arguments:
    """A provider tells that the citizen is away next year, and is not paid meanwhile."""
    order = b.order(town.granted(), date(2026, 1, 1))
    wish = Wish(WishKind.ILL, date(2027, 1, 1), date(2027, 1, 31), is_paid=False)
    theirs = b.actor(Role.PROVIDER, provider=order.provider)
    said = orders.wish(theirs, order=order.id, wish=wish, text=SECRET)
    return {"message": said.id, "text": SECRET}


ACTS = (
    Act(
        pausing.pause,
        lambda town: {
            "grant": town.granted().id,
            "start": date(2027, 1, 1),
            "end": date(2027, 1, 31),
            "reason": SECRET,
        },
        refuses=(
            no(change.UnableToChangeGrant, reason=""),
            no(change.UnableToChangeGrant, end=date(2026, 12, 31)),
        ),
    ),
    Act(
        pausing.move_pause,
        lambda town: {
            "suspension": paused(town),
            "last_day": date(2027, 2, 1),
            "first_day": date(2027, 1, 1),
        },
        refuses=(no(change.UnableToChangeGrant, last_day=date(2026, 12, 31)),),
    ),
    Act(pausing.withdraw_pause, lambda town: {"suspension": paused(town)}),
    Act(pausing.say_yes_to_absence, _wished),
)
