"""When a plan is to be followed up.

Children: first time at the latest three months after start; after that the municipality
decides and justifies the interval in the case (BL § 95 stk. 2-3). Adults: continuously, no
interval in the law (SEL § 148), so the municipality's own standard counts.
"""

from __future__ import annotations

from datetime import date

from helhed.kernel.dated import load_parameters
from helhed.kernel.law import Citation
from helhed.kernel.period import months_after

PARAMETERS = load_parameters(__package__, "opfoelgning.toml")

CHILD = Citation("BL", "§ 95")
ADULT = Citation("SEL", "§ 148")


def first_follow_up(started: date, *, child: bool) -> date:
    """The last day of the first follow-up after an effort started."""
    key = "child_first_follow_up_months" if child else "adult_follow_up_months"
    return months_after(started, PARAMETERS[key].int_on(started))
