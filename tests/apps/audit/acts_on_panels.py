"""The acts of the meetings that advise on decisions."""

from __future__ import annotations

from datetime import timedelta

from helhed.apps.decisions.actions import panel
from helhed.apps.decisions.models import PanelMeeting, PanelPoint
from helhed.rules.decisions.visitationsmoede import Advice, UnableToMeet
from tests.apps import building as b
from tests.apps.audit.act import OF_NORTH, Act, Arguments, no
from tests.apps.town import SECRET, Town

NOT_HOLDING = ("anna", "bo", "childrens_head", "finance", "admin", "provider", "nobody")
BEFORE = b.TODAY - timedelta(days=1)


def meeting(town: Town) -> PanelMeeting:
    return panel.plan_meeting(town.visitation, unit=town.north.id, day=b.TODAY)


def point(town: Town) -> PanelPoint:
    return panel.put_on(
        town.anna, decision=town.submitted().id, meeting=meeting(town).id, question=f"Nok {SECRET}?"
    )


def answered(town: Town) -> Arguments:
    made = point(town)
    panel.advise(town.visitation, point=made.id, advice=Advice.RECOMMENDED, words="")
    return {"meeting": made.meeting_id, "present": f"Alle {SECRET}"}


ACTS = (
    Act(
        panel.plan_meeting,
        lambda town: {"unit": town.north.id, "day": b.TODAY},
        who="leader",
        strangers=NOT_HOLDING,
        refuses=(no(UnableToMeet, day=BEFORE),),
    ),
    Act(
        panel.cancel_meeting,
        lambda town: {"meeting": meeting(town).id},
        who="leader",
        strangers=NOT_HOLDING,
    ),
    Act(
        panel.put_on,
        lambda town: {
            "decision": town.submitted().id,
            "meeting": meeting(town).id,
            "question": f"Nok {SECRET}?",
        },
        strangers=OF_NORTH,
        refuses=(no(UnableToMeet, question=" "),),
    ),
    Act(panel.take_off, lambda town: {"point": point(town).id}, strangers=OF_NORTH),
    Act(
        panel.advise,
        lambda town: {"point": point(town).id, "advice": Advice.MORE, "words": f"Hvad {SECRET}?"},
        who="leader",
        strangers=NOT_HOLDING,
        refuses=(no(UnableToMeet, words=" "), no(UnableToMeet, advice=Advice.NONE)),
    ),
    Act(
        panel.close_meeting,
        answered,
        who="leader",
        strangers=NOT_HOLDING,
        refuses=(no(UnableToMeet, present=" "),),
    ),
)
