"""What is done to the budget: frames, versions, measures, and keeping a month."""

from helhed.apps.budgets.actions.carry import carry_over
from helhed.apps.budgets.actions.frames import (
    UnableToSetFrame,
    add_to_frame,
    move_between_frames,
    set_frame,
)
from helhed.apps.budgets.actions.kept import UnableToKeepMonth, keep_month
from helhed.apps.budgets.actions.versions import (
    UnableToBuildBudget,
    add_line,
    adopt_version,
    change_line,
    grow_prices,
    make_version,
)

__all__ = [
    "UnableToBuildBudget",
    "UnableToKeepMonth",
    "UnableToSetFrame",
    "add_line",
    "add_to_frame",
    "adopt_version",
    "carry_over",
    "change_line",
    "grow_prices",
    "keep_month",
    "make_version",
    "move_between_frames",
    "set_frame",
]
