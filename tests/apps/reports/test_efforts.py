"""Efforts are the care plans of the guide: by their own ids, with their services and results."""

from datetime import date

import pytest

from helhed.apps.efforts.models import Effort, EffortService, Recommendation
from helhed.apps.plans.models import EffortResult, FollowUp
from helhed.rules.assessments import ffb
from tests.apps import building as b
from tests.apps.audit.acts_in_help import OUTCOME
from tests.apps.reports.house import assessed, made_on, planned, told
from tests.apps.town import Town

pytestmark = pytest.mark.django_db
HOME, DAYS = (
    "498fe92c-d7f7-41cd-9404-5b38fe113be0",
    "9401777d-bdc5-4f52-9804-63c8cae9a792",
)
SERVICES = [c.code for c in ffb.leaves(ffb.Kind.SERVICE)]


@pytest.fixture
def town():
    return Town()


def effort(town, decision, kind, *codes, ends_on=None):
    """A granted effort with its services."""
    recommended, _ = Recommendation.objects.get_or_create(case=town.case, made_on=b.TODAY)
    made = Effort.objects.create(
        recommendation=recommended,
        position=recommended.efforts.count() + 1,
        offer_kind=kind,
        service="botilbud_108",
        citation="SEL § 108",
        starts_on=b.TODAY,
        ends_on=ends_on,
        recorded_at=b.NOON,
    )
    for code in codes:
        EffortService.objects.create(effort=made, code=code, recorded_at=b.NOON)
    decision.efforts.add(made)
    return made


def granted(town):
    """A decision with two efforts, as in the guide's fifth encounter."""
    assessed(town)
    planned(town)
    decision = town.granted(start=b.TODAY).decision
    home = effort(town, decision, HOME, *SERVICES[:2])
    days = effort(town, decision, DAYS, SERVICES[5])
    return home, days


def test_each_effort_is_a_care_plan_under_its_own_id_with_its_services(town):
    home, days = granted(town)
    [made] = made_on()
    assert (made.lacks, made.faults) == ([], [])
    plans = {one["id"]: one for one in told(made, "carePlan")}
    assert set(plans) == {str(home.id), str(days.id)}
    based = [one["basedOn"][0]["reference"] for one in told(made, "intervention")]
    assert sorted(based) == sorted([f"CarePlan/{home.id}"] * 2 + [f"CarePlan/{days.id}"])
    kinds = {one["category"][0]["coding"][0]["code"] for one in told(made, "servicePerformer")}
    assert kinds == {HOME, DAYS}


def test_a_follow_up_tells_what_becomes_of_each_effort(town):
    home, days = granted(town)
    stop = next(c.code for c in ffb.leaves(ffb.Kind.FOLLOW_UP) if c.code != OUTCOME)
    held = FollowUp.objects.create(
        plan=town.case.plans.get(), held_on=b.TODAY, next_on=date(2027, 5, 1)
    )
    EffortResult.objects.create(follow_up=held, effort=home, outcome=OUTCOME)
    EffortResult.objects.create(follow_up=held, effort=days, outcome=stop)
    Effort.objects.filter(id=days.id).update(ends_on=b.TODAY)
    [made] = made_on()
    assert made.faults == []
    outcomes = {
        one["focus"][0]["reference"].rsplit("/")[-1]: one["valueCodeableConcept"]["coding"][0][
            "code"
        ]
        for one in told(made, "followUp")
    }
    assert outcomes == {str(home.id): OUTCOME, str(days.id): stop}
    states = {one["id"]: one["status"] for one in told(made, "carePlan")}
    assert states == {str(home.id): "active", str(days.id): "completed"}
