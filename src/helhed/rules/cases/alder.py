"""How old one is when a case is opened.

Children's cases are opened until the 23rd birthday, because support for young people runs until
then (BL §§ 113-120). Adults' cases are opened from half a year before the 18th birthday, so that
the way from child to adult can be prepared; that half year is the municipality's own standard.
"""

from __future__ import annotations

from datetime import date

from helhed.kernel.dated import load_parameters
from helhed.kernel.finding import Finding
from helhed.kernel.law import Citation
from helhed.kernel.period import months_after
from helhed.kernel.words import screen_text
from helhed.rules.cases.sag import CaseArea

PARAMETERS = load_parameters(__package__, "alder.toml")
YOUTH_SUPPORT = Citation("BL", "§ 113")


def check_age(area: CaseArea, birth_date: date | None, opened_on: date) -> list[Finding]:
    """What speaks against opening a case in an area for somebody born on a day: nothing, when
    the day is not known."""
    if birth_date is None:
        return []
    if area.is_childs:
        return _too_old(birth_date, opened_on)
    first = months_after(birth_date, PARAMETERS["adult_case_from_months"].int_on(opened_on))
    if opened_on >= first:
        return []
    text = screen_text("Borgeren er for ung til området. Vælg et område for børn og unge.")
    return [Finding("too_young_for_area", text)]


def _too_old(birth_date: date, opened_on: date) -> list[Finding]:
    until = months_after(birth_date, PARAMETERS["child_case_until_months"].int_on(opened_on))
    if opened_on < until:
        return []
    text = screen_text("Borgeren er for gammel til området. Vælg et område for voksne.")
    return [Finding("too_old_for_area", text, law=YOUTH_SUPPORT)]
