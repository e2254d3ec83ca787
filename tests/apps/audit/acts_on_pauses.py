"""The acts that let a grant rest where it is paid."""

from __future__ import annotations

from datetime import date

from helhed.apps.decisions.actions import change
from helhed.apps.payments.actions import pausing
from tests.apps.audit.act import Act, no
from tests.apps.audit.acts_in_help import paused
from tests.apps.town import SECRET

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
)
