"""The acts on rules and numbers."""

from __future__ import annotations

from datetime import date

from helhed.apps.catalogue import actions as catalogue
from tests.apps.audit.act import ALL_BUT_ADMIN, Act, no
from tests.apps.town import SECRET

START, BEFORE = date(2027, 1, 1), date(2026, 12, 31)
WORDS = catalogue.RuleWords(areas=["disability"], level=4, function="5.38.52", grouping="001")
RULE = {"key": "botilbud_107", "citation": "SEL § 107", "start": START, "source": SECRET}
NUMBER = {
    "file": "decisions/kompetence",
    "key": "team_leader",
    "value": "800000",
    "start": START,
    "end": None,
    "source": SECRET,
}
UNABLE, WRONG = catalogue.UnableToChangeRule, catalogue.UnableToCorrect

ACTS = (
    Act(
        catalogue.change_rule,
        lambda town: {**RULE, "end": None, "words": WORDS},
        who="admin",
        strangers=ALL_BUT_ADMIN,
        refuses=(
            no(UNABLE, key="nothing"),
            no(UNABLE, citation="SEL § 999"),
            no(UNABLE, end=BEFORE),
            no(UNABLE, source=" "),
        ),
    ),
    Act(
        catalogue.switch_off_rule,
        lambda town: RULE,
        who="admin",
        strangers=ALL_BUT_ADMIN,
        refuses=(no(UNABLE, citation="SEL § 85"), no(UNABLE, source="")),
    ),
    Act(
        catalogue.confirm_code,
        lambda town: {"kind": "side", "key": "school", "source": SECRET},
        who="admin",
        strangers=ALL_BUT_ADMIN,
        refuses=(no(WRONG, source=" "),),
    ),
    Act(
        catalogue.correct_parameter,
        lambda town: NUMBER,
        who="admin",
        strangers=ALL_BUT_ADMIN,
        refuses=(
            no(WRONG, value=SECRET),
            no(WRONG, value="-1"),
            no(WRONG, value="0,5"),
            no(WRONG, end=BEFORE),
            no(WRONG, source=""),
        ),
    ),
)
