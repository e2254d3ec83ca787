"""The acts of assessments, plans, offers and decisions."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from helhed.apps.assessments import actions as assessments
from helhed.apps.decisions.actions import approve, change, close, prepare
from helhed.apps.decisions.models import Decision, Grant
from helhed.apps.decisions.pricing import UnableToPrice
from helhed.apps.offers import actions as offers
from helhed.apps.plans import actions as plans
from helhed.apps.plans.models import Plan
from helhed.rules.assessments import ffb
from helhed.rules.decisions.afgoerelse import UnableToMoveDecision
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.offers.tilbud import OfferKind
from helhed.rules.plans.plan import GoalState, PartKind, PlanOffer
from tests.apps import building as b
from tests.apps.audit.act import Act, Arguments, no
from tests.apps.town import SECRET, Town, level_theme, levelless_theme, unknown

NOT_OFFERS = ("anna", "leader", "head", "finance", "admin", "provider", "nobody")
NOT_RATES = ("anna", "leader", "head", "admin", "provider", "nobody")
NOT_APPROVING = ("bo", "south_leader", "childrens_head", "finance", "admin", "provider", "nobody")
OUTCOME = ffb.leaves(ffb.Kind.FOLLOW_UP)[0].code
CHANGE = ffb.leaves(ffb.Kind.CHANGE)[0].code
THEME = level_theme()


PART = {
    "kind": PartKind.NETWORK,
    "who": f"Søster {SECRET}",
    "what": f"Ringer om søndagen {SECRET}",
    "started_on": date(2026, 11, 2),
}


def _part(town: Town) -> Arguments:
    part = plans.add_part(town.anna, plan=town.plan().id, **PART)
    return {"planpart": part.id, "ended_on": date(2026, 11, 30), "reason": f"Flyttet {SECRET}"}


def goal_words(**changes: Any) -> plans.GoalWords:
    """A goal as an adult's plan takes it."""
    words = {
        "own_words": f"Jeg vil lave mad {SECRET}",
        "wording": f"Laver mad {SECRET}",
        "primary_theme": THEME,
        "secondary_themes": (level_theme(2),),
        "change": CHANGE,
        "level_now": 3,
        "expected_level": 1,
        "own_score": 4,
    }
    return plans.GoalWords(**{**words, **changes})


ASSESSMENTS = (
    Act(assessments.start, lambda town: {"case": town.case.id, "carry": True}),
    Act(
        assessments.add_theme,
        lambda town: {"assessment": town.assessment().id, "subtheme": level_theme(1)},
        refuses=(no(assessments.UnableToWriteAssessment, subtheme="family"),),
    ),
    Act(
        assessments.drop_theme,
        lambda town: {"assessment": town.assessment().id, "subtheme": THEME},
    ),
    Act(
        assessments.write_field,
        lambda town: {
            "assessment": town.assessment().id,
            "field": f"note:{THEME}:own_words",
            "values": [SECRET],
        },
        refuses=(
            no(assessments.UnableToWriteAssessment, field="finished_on"),
            no(assessments.UnableToWriteAssessment, field=f"note:{THEME}:is_carried"),
            no(assessments.UnableToWriteAssessment, field=f"note:{THEME}:own_words:{SECRET}"),
            no(assessments.UnableToWriteAssessment, field="support_need", values=["5"]),
            no(assessments.UnableToWriteAssessment, field="support_need", values=["to"]),
            no(assessments.UnableToWriteAssessment, field="effort_step", values=["0"]),
            no(assessments.UnableToWriteAssessment, field="child_spoken_on", values=["i går"]),
            no(assessments.UnableToWriteAssessment, field="overall", values=["x" * 20_001]),
            no(
                assessments.UnableToWriteAssessment,
                field="secondary_target_groups",
                values=["x"],
            ),
        ),
    ),
    Act(assessments.finish, lambda town: {"assessment": town.assessment().id}),
)


def _goal(town: Town) -> tuple[Plan, UUID]:
    plan = town.plan()
    return plan, plans.add_goal(town.anna, plan=plan.id, words=goal_words()).id


def _follow_up(town: Town) -> Arguments:
    plan, goal = _goal(town)
    return {
        "plan": plan.id,
        "held_on": b.TODAY,
        "participants": SECRET,
        "own_words": SECRET,
        "summary": SECRET,
        "outcome": OUTCOME,
        "next_on": date(2027, 5, 1),
        "seen": [plans.GoalSeen(goal, GoalState.PARTLY, 2, 6, SECRET)],
    }


BAD_GOALS = (
    goal_words(own_words=" "),
    goal_words(primary_theme=""),
    goal_words(primary_theme=levelless_theme()),
    goal_words(primary_theme="findes-ikke"),
    goal_words(secondary_themes=(THEME,)),
    goal_words(secondary_themes=(levelless_theme(),)),
    goal_words(secondary_themes=("findes-ikke",)),
    goal_words(change=""),
    goal_words(change="findes-ikke"),
    goal_words(level_now=5),
    goal_words(expected_level=-2),
    goal_words(own_score=11),
)

PLANS = (
    Act(
        plans.start,
        lambda town: {
            "case": town.case.id,
            "offer": PlanOffer.WANTED,
            "hopes": SECRET,
            "purpose": SECRET,
        },
    ),
    Act(
        plans.write_words,
        lambda town: {
            "plan": town.plan().id,
            "hopes": SECRET,
            "purpose": SECRET,
            "next_follow_up": b.TODAY,
            "reason": SECRET,
        },
        refuses=(no(plans.UnableToWritePlan, next_follow_up=date(2026, 11, 1)),),
    ),
    Act(
        plans.add_part,
        lambda town: {"plan": town.plan().id, **PART},
        refuses=(
            no(plans.UnableToWritePlan, what=" "),
            no(plans.UnableToWritePlan, who=""),
            no(plans.UnableToWritePlan, goal=uuid4()),
        ),
    ),
    Act(
        plans.end_part,
        _part,
        refuses=(no(plans.UnableToWritePlan, ended_on=date(2026, 11, 1)),),
    ),
    Act(
        plans.add_goal,
        lambda town: {"plan": town.plan().id, "words": goal_words()},
        refuses=tuple(no(plans.UnableToWriteGoal, words=words) for words in BAD_GOALS),
    ),
    Act(
        plans.change_goal,
        lambda town: {"goal": _goal(town)[1], "words": goal_words(own_score=9)},
        refuses=tuple(no(plans.UnableToWriteGoal, words=words) for words in BAD_GOALS),
    ),
    Act(
        plans.hold_follow_up,
        _follow_up,
        refuses=(
            no(plans.UnableToFollowUp, summary=""),
            no(plans.UnableToFollowUp, held_on=date(2026, 11, 3)),
            no(plans.UnableToFollowUp, held_on=date(2026, 11, 1)),
            no(plans.UnableToFollowUp, next_on=b.TODAY),
            no(plans.UnableToFollowUp, outcome=""),
            no(plans.UnableToFollowUp, outcome="findes-ikke"),
            no(plans.UnableToFollowUp, efforts=[plans.EffortSeen(unknown(), OUTCOME)]),
            no(
                plans.UnableToFollowUp,
                seen=[plans.GoalSeen(unknown(), GoalState.REACHED, 1, 1, "")],
            ),
        ),
    ),
)

OFFERS = (
    Act(
        offers.add_provider,
        lambda town: {
            "name": "Huset",
            "ownership": Ownership.PRIVATE,
            "cvr": "12345678",
            "phone": "1",
            "email": "",
        },
        who="visitation",
        strangers=NOT_OFFERS,
        refuses=(
            no(offers.UnableToChangeOffer, name=" "),
            no(offers.UnableToChangeOffer, cvr="1234567"),
        ),
    ),
    Act(
        offers.add_offer,
        lambda town: {
            "provider": b.provider().id,
            "name": "Huset",
            "kind": OfferKind.SHELTER,
            "address": "",
            "about": "",
            "start": b.TODAY,
        },
        who="visitation",
        strangers=NOT_OFFERS,
        refuses=(no(offers.UnableToChangeOffer, name=""),),
    ),
    Act(
        offers.add_place,
        lambda town: {"offer": b.offer().id, "name": "1", "start": b.TODAY},
        who="visitation",
        strangers=NOT_OFFERS,
        refuses=(
            no(offers.UnableToChangeOffer, name=""),
            no(offers.UnableToChangeOffer, start=date(2014, 12, 31)),
        ),
    ),
    Act(
        offers.add_rate,
        lambda town: {"offer": b.offer().id, "name": "Takst", "kind": PriceKind.DAY},
        who="finance",
        strangers=NOT_RATES,
        refuses=(no(offers.UnableToChangeOffer, name=""),),
    ),
)


def _begun(town: Town) -> Decision:
    return prepare.begin(town.anna, case=town.case.id)


def _line(town: Town) -> Grant:
    return prepare.add_line(town.anna, decision=_begun(town).id, key="botilbud_107")


def _field(town: Town) -> Arguments:
    return {"decision": town.draft().id, "field": "facts", "values": [SECRET]}


def _unpriced(town: Town) -> Arguments:
    rate = b.rate(b.offer(), (date(2020, 1, 1), date(2026, 12, 9), 1))
    return {"decision": town.draft(rate=rate).id}


def paused(town: Town) -> UUID:
    grant = town.granted()
    start = date(2027, 1, 1)
    return change.suspend_grant(town.anna, grant=grant.id, start=start, end=None, reason=SECRET).id


PREPARE = (
    Act(prepare.begin, lambda town: {"case": town.case.id}),
    Act(
        prepare.write_field,
        _field,
        refuses=(
            no(prepare.UnableToPrepare, field="state", values=["granted"]),
            no(prepare.UnableToPrepare, field="decided_by", values=[""]),
            no(prepare.UnableToPrepare, field="hearing", values=["måske"]),
            no(prepare.UnableToPrepare, field="citation", values=["SEL § 999"]),
            no(prepare.UnableToPrepare, field="citation", values=["noget"]),
            no(prepare.UnableToPrepare, field="goals", values=["noget"]),
            no(prepare.UnableToPrepare, field="line:noget:start", values=["2026-12-01"]),
            no(prepare.UnableToPrepare, field=f"line:{unknown()}:start", values=["2026-12-01"]),
            no(prepare.UnableToPrepare, field="facts", values=["x" * 20_001]),
        ),
    ),
    Act(
        prepare.add_line,
        lambda town: {"decision": _begun(town).id, "key": "botilbud_107"},
        refuses=(
            no(prepare.UnableToPrepare, key="findes_ikke"),
            no(prepare.UnableToPrepare, key="ekstra_timer_bo"),
            no(prepare.UnableToPrepare, key="plejefamilie"),
        ),
    ),
    Act(prepare.drop_line, lambda town: {"grant": _line(town).id}),
    Act(
        prepare.discard,
        lambda town: {"decision": town.draft().id},
    ),
    Act(
        prepare.choose_rate,
        lambda town: {"grant": _line(town).id, "rate": town.offer_with_rate()[1].id},
        refuses=(no(prepare.UnableToPrepare, rate=unknown()),),
    ),
    Act(prepare.submit, lambda town: {"decision": town.draft().id}),
)

APPROVE = (
    Act(
        approve.approve,
        lambda town: {"decision": town.submitted().id},
        who="leader",
        strangers=NOT_APPROVING,
    ),
    Act(
        approve.send_back,
        lambda town: {"decision": town.submitted().id, "reason": SECRET},
        who="leader",
        strangers=NOT_APPROVING,
        refuses=(no(approve.UnableToApprove, reason=" "),),
    ),
    Act(
        change.end_grant,
        lambda town: {"grant": town.granted().id, "end": date(2027, 3, 31), "reason": SECRET},
        refuses=(
            no(change.UnableToChangeGrant, reason=""),
            no(change.UnableToChangeGrant, end=date(2026, 11, 30)),
        ),
    ),
    Act(
        change.suspend_grant,
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
        change.resume_grant,
        lambda town: {"suspension": paused(town), "last_day": date(2027, 2, 1)},
        refuses=(no(change.UnableToChangeGrant, last_day=date(2026, 12, 31)),),
    ),
    Act(change.withdraw_suspension, lambda town: {"suspension": paused(town)}),
)

CLOSE = (
    Act(
        close.close_case,
        lambda town: {"case": town.case.id, "day": b.TODAY, "reason": SECRET},
        refuses=(
            no(close.UnableToCloseCase, reason=""),
            no(close.UnableToCloseCase, day=date(2024, 1, 1)),
            no(close.UnableToCloseCase, day=date(2026, 11, 3)),
        ),
    ),
)

STOPPED = (
    (prepare.submit, "anna", _unpriced, UnableToPrice),
    (
        approve.approve,
        "leader",
        lambda town: {"decision": town.draft().id},
        UnableToMoveDecision,
    ),
)

ACTS = (*ASSESSMENTS, *PLANS, *OFFERS, *PREPARE, *APPROVE, *CLOSE)
