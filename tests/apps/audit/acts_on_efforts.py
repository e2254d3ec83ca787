"""What is recommended: efforts, alternatives, handing on, ending."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from helhed.apps.efforts import actions as efforts
from helhed.apps.efforts.models import Effort
from helhed.rules.assessments import ffb
from helhed.rules.efforts.indsats import Agreement, Standing
from tests.apps import building as b
from tests.apps.audit.act import Act, Arguments, no
from tests.apps.town import SECRET, Town

OFFER_KIND = ffb.leaves(ffb.Kind.OFFER)[0].code
SERVICE = ffb.leaves(ffb.Kind.SERVICE)[0].code


def effort_words(**changes: Any) -> efforts.EffortWords:
    """An effort as a recommendation takes it."""
    words: Arguments = {
        "standing": Standing.RECOMMENDED,
        "offer_kind": OFFER_KIND,
        "codes": [SERVICE],
        "service": "stoette_85",
        "citation": "SEL § 85",
        "reason": SECRET,
        "starts_on": b.TODAY,
    }
    return efforts.EffortWords(**{**words, **changes})


def _effort(town: Town) -> UUID:
    row = efforts.begin(town.anna, case=town.case.id)
    return efforts.add_effort(town.anna, recommendation=row.id, words=effort_words()).id


def _asked(town: Town) -> UUID:
    """A recommendation that can be handed on."""
    effort = Effort.objects.get(id=_effort(town))
    efforts.write(
        town.anna,
        recommendation=effort.recommendation_id,
        text=SECRET,
        agreement=Agreement.AGREES,
        citizens_words=SECRET,
    )
    return effort.recommendation_id


BAD_EFFORTS = (
    effort_words(offer_kind="findes-ikke"),
    effort_words(codes=[]),
    effort_words(codes=["findes-ikke"]),
    effort_words(service="findes-ikke"),
    effort_words(citation="SEL § 108"),
    effort_words(standing=Standing.ALTERNATIVE, reason=" "),
    effort_words(ends_on=date(2026, 1, 1)),
)

ACTS = (
    Act(efforts.begin, lambda town: {"case": town.case.id}),
    Act(
        efforts.write,
        lambda town: {
            "recommendation": efforts.begin(town.anna, case=town.case.id).id,
            "text": SECRET,
            "agreement": Agreement.PARTLY,
            "citizens_words": SECRET,
        },
        refuses=(no(efforts.UnableToRecommend, text="x" * 20_001),),
    ),
    Act(
        efforts.add_effort,
        lambda town: {
            "recommendation": efforts.begin(town.anna, case=town.case.id).id,
            "words": effort_words(),
        },
        refuses=tuple(no(efforts.UnableToWriteEffort, words=words) for words in BAD_EFFORTS),
    ),
    Act(
        efforts.change_effort,
        lambda town: {"effort": _effort(town), "words": effort_words(extent="2 timer")},
        refuses=tuple(no(efforts.UnableToWriteEffort, words=words) for words in BAD_EFFORTS),
    ),
    Act(efforts.drop_effort, lambda town: {"effort": _effort(town)}),
    Act(efforts.hand_on, lambda town: {"recommendation": _asked(town)}),
    Act(
        efforts.end_effort,
        lambda town: {"effort": _effort(town), "on": b.TODAY},
        refuses=(no(efforts.UnableToWriteEffort, on=date(2026, 1, 1)),),
    ),
)
