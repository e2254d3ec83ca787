"""An order becomes KL's order message: what the order says, and no more."""

from datetime import date

import pytest

from helhed.apps.access.access import House
from helhed.apps.cases.models import Case
from helhed.apps.orders import posting
from helhed.apps.orders.errors import UnableToTellOrder
from helhed.apps.orders.models import Order
from helhed.apps.transfer.loading import load_frames
from helhed.fhir.ordering import facts
from helhed.fhir.ordering.parts import Citizen, Evaluation, Goal, Person, Service, TargetGroup
from helhed.kernel.clock import FixedDay
from helhed.rules.decisions.ydelser import Department
from helhed.synth.make import make
from tests.apps import building as b
from tests.apps.reports.house import assessed, planned
from tests.apps.town import SECRET, Town

pytestmark = pytest.mark.django_db
HOUSE = House(FixedDay(b.TODAY))


@pytest.fixture
def town():
    return Town()


def ordered(town: Town) -> Order:
    """An order with a goal and a chosen part of the assessment."""
    plan = planned(town)
    grant = town.granted(start=date(2026, 11, 2))
    assessed(town)
    town.citizen.phone = "00112233"
    town.citizen.save()
    row = b.order(grant)
    row.purpose, row.needs = "At bo selv", "Kan lave mad med hjælp"
    row.save()
    row.goals.set(plan.goals.all())
    found = posting.find(row.id)
    assert found is not None
    return found


def told(row: Order, kind: type) -> list:
    made = posting.of(row, HOUSE)
    assert made.faults == []
    return [part for part in facts(made.bundle).parts if isinstance(part, kind)]


def test_an_order_tells_purpose_goals_need_target_groups_and_services(town):
    row = ordered(town)
    kinds = sorted(goal.kind for goal in told(row, Goal))
    assert kinds == ["goal", "objective", "purpose"]
    assert [one.text for one in told(row, Evaluation)] == ["Kan lave mad med hjælp"]
    assert len(told(row, TargetGroup)) == 1
    assert [one.id for one in told(row, Service)] == [str(row.grant_id)]


def test_what_the_order_does_not_say_does_not_leave(town):
    row = ordered(town)
    text = str(posting.of(row, HOUSE).bundle)
    assert f"Har brug for støtte {SECRET}" not in text
    [citizen] = told(row, Citizen)
    assert citizen.addresses == ()  # it is protected


def test_who_acts_for_the_citizen_today_is_told(town):
    row = ordered(town)
    citizen = row.grant.citizen
    for start, end in ((date(2020, 1, 1), date(2021, 1, 1)), (date(2025, 1, 1), None)):
        citizen.guardians.create(kind="guardian", name="Bo Prøve", start=start, end=end)
    [guardian] = told(row, Person)
    assert (guardian.guardianship, guardian.names[0].family) == ("5", "Prøve")


@pytest.mark.parametrize(("field", "word"), [("phone", "telefonnummer"), ("cpr", "CPR-nummer")])
def test_what_the_citizen_lacks_is_told_in_a_sentence(town, field, word):
    row = ordered(town)
    setattr(row.grant.citizen, field, None if field == "cpr" else "")
    with pytest.raises(UnableToTellOrder, match=word):
        posting.of(row, HOUSE)


def test_an_order_without_target_group_is_told_where_to_write_it(town):
    row = ordered(town)
    row.case.assessments.update(primary_target_group="")
    row.grant.decision.assessment = None
    with pytest.raises(UnableToTellOrder, match="målgruppe"):
        posting.of(row, HOUSE)


def test_every_order_of_the_demonstration_passes_the_checker():
    load_frames(make(0.01, 5))
    adults = Case.objects.filter(department=Department.ADULTS.value)
    keys = Order.objects.filter(case__in=adults).values_list("id", flat=True)
    assert len(keys) > 50
    faults = {str(key): posting.of(posting.find(key), HOUSE).faults for key in keys}
    assert {key: found for key, found in faults.items() if found} == {}
