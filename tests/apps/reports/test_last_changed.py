"""``meta.lastUpdated`` is when a resource last changed: the same id told again, with other words in
it, says a later moment."""

from datetime import date, timedelta

import pytest

from helhed.apps.audit.models import Entry
from helhed.apps.decisions.actions import change
from helhed.apps.plans import actions as planning
from helhed.apps.plans.models import FollowUp, Goal, Plan
from helhed.apps.reports.changes import changed_citizens
from helhed.apps.reports.making import reports, sender
from tests.apps import building as b
from tests.apps.audit.acts_in_help import OUTCOME, goal_words
from tests.apps.reports.house import assessed, planned, told
from tests.apps.town import Town

pytestmark = pytest.mark.django_db

LATER = b.TODAY + timedelta(days=10)


@pytest.fixture
def town():
    made = Town()
    assessed(made)
    planned(made)
    return made


def made_on(day):
    [made] = reports(changed_citizens(day), day, b.NOON + timedelta(days=90), sender())
    assert (made.lacks, made.faults) == ([], [])
    return made


def days_of(made, profile):
    """The days on which the resources of a profile are said to have changed last."""
    return {date.fromisoformat(one["meta"]["lastUpdated"][:10]) for one in told(made, profile)}


def written_later(act):
    """As if what was written today were written ten days on."""
    moved = Entry.objects.filter(action=act).update(at=b.NOON + timedelta(days=10))
    assert moved


def test_a_care_plan_changes_when_a_follow_up_gives_it_a_new_day(town):
    town.granted(start=b.TODAY)
    assert days_of(made_on(b.TODAY), "carePlan") == {b.TODAY}
    FollowUp.objects.create(
        plan=Plan.objects.get(), held_on=LATER, next_on=date(2027, 5, 1), outcome=OUTCOME
    )
    after = made_on(LATER)
    assert len(told(after, "followUp")) == 1
    assert days_of(after, "carePlan") == {LATER}


def test_a_care_plan_and_its_day_change_when_the_day_is_moved(town):
    town.granted(start=b.TODAY)
    Plan.objects.update(next_follow_up=date(2027, 4, 1))
    plan = Plan.objects.get()
    Entry.objects.create(
        at=b.NOON + timedelta(days=10),
        action="plan.write",
        is_write=True,
        object_type="Plan",
        object_id=plan.id,
        citizen=town.citizen.id,
    )
    after = made_on(LATER)
    assert days_of(after, "carePlan") == {LATER}
    assert days_of(after, "followUpEncounter") == {LATER}


def test_a_goal_changes_when_it_is_written_again_and_stays_changed(town):
    goal = Goal.objects.get()
    planning.change_goal(town.anna, goal=goal.id, words=goal_words(expected_level=2))
    written_later("goal.change")
    assert days_of(made_on(LATER), "interventionGoal") == {LATER}
    town.granted(start=LATER + timedelta(days=5)).decision.goals.add(goal)
    assert days_of(made_on(LATER + timedelta(days=5)), "interventionGoal") == {LATER}


def test_an_intervention_changes_on_the_day_that_it_rests_and_the_day_it_goes_on(town):
    grant = town.granted(start=b.TODAY)
    change.suspend_grant(
        town.anna,
        grant=grant.id,
        start=LATER,
        end=LATER + timedelta(days=3),
        reason="På sygehus",
    )
    for day in (LATER, LATER + timedelta(days=4)):
        assert days_of(made_on(day), "intervention") == {day}


def test_a_theme_of_a_draft_changes_when_its_level_is_written(town):
    row = town.assessment()
    note = row.notes.first()
    assert note is not None
    Entry.objects.create(
        at=b.NOON + timedelta(days=10),
        action="assessment.write",
        is_write=True,
        object_type="Assessment",
        object_id=row.id,
        citizen=town.citizen.id,
    )
    after = made_on(LATER)
    assert LATER in days_of(after, "condition")
