"""When a plan is to be followed up.

Children: first time at the latest three months after start; after that the municipality
decides and justifies the interval in the case (BL § 95 stk. 2-3). Adults: continuously, no
interval in the law (SEL § 148), so the municipality's own standard counts.
"""

from __future__ import annotations

from datetime import date

from helhed.kernel.dated import load_parameters
from helhed.kernel.finding import Finding, Weight
from helhed.kernel.law import Citation
from helhed.kernel.period import months_after
from helhed.kernel.words import screen_text

PARAMETERS = load_parameters(__package__, "opfoelgning.toml")

CHILD = Citation("BL", "§ 95")
ADULT = Citation("SEL", "§ 148")


def first_follow_up(started: date, *, child: bool) -> date:
    """The last day of the first follow-up after an effort started."""
    return months_after(started, _months(started, child=child))


def when_and_why(day: date, *, child: bool) -> Finding:
    """The rule that says when to look again, in words, with its law and how many months."""
    if child:
        text = screen_text(
            "Første gang senest %(months)s måneder efter start. Derefter bestemmer I selv "
            "hvor tit, og skriver hvorfor i sagen."
        )
    else:
        text = screen_text(
            "Loven siger løbende og sætter intet tal. Kommunens egen frist er %(months)s måneder."
        )
    months = _months(day, child=child)
    law = CHILD if child else ADULT
    return Finding("follow_up_rule", text, Weight.TELLS, law, "next_on", {"months": months})


def _months(day: date, *, child: bool) -> int:
    key = "child_first_follow_up_months" if child else "adult_follow_up_months"
    return PARAMETERS[key].int_on(day)
