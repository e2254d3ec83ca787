"""Which cases can be opened for whom, by age, on the very days on which it turns."""

from datetime import date

import pytest

from helhed.rules.cases.alder import check_age
from helhed.rules.cases.sag import CaseArea

ADULT = (CaseArea.DISABILITY, CaseArea.MENTAL_HEALTH, CaseArea.EXPOSED, CaseArea.ADDICTION)
CHILD = (CaseArea.CHILD_AT_RISK, CaseArea.CHILD_DISABILITY)
TODAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("born", "allowed"),
    [
        (TODAY, CHILD),
        (date(2020, 6, 1), CHILD),
        (date(2009, 5, 3), CHILD),  # a day short of 17½
        (date(2009, 5, 2), (*ADULT, *CHILD)),
        (date(2008, 11, 2), (*ADULT, *CHILD)),
        (date(2003, 11, 3), (*ADULT, *CHILD)),  # 23 tomorrow
        (date(2003, 11, 2), ADULT),
        (date(1940, 6, 1), ADULT),
        (None, (*ADULT, *CHILD)),
    ],
)
def test_an_area_is_for_those_of_its_age(born, allowed):
    found = {area for area in CaseArea if not check_age(area, born, TODAY)}
    assert found == set(allowed)


def test_whoever_is_too_young_or_too_old_is_told_what_to_choose_instead():
    [young] = check_age(CaseArea.DISABILITY, date(2020, 1, 1), TODAY)
    [old] = check_age(CaseArea.CHILD_AT_RISK, date(1940, 1, 1), TODAY)
    assert (young.code, old.code) == ("too_young_for_area", "too_old_for_area")
    assert "for børn og unge" in young.text
    assert "for voksne" in old.text
