"""A closed case stands as it was: no act writes in it any more."""

import pytest
from django.urls import reverse

from helhed.apps.assessments.models import Assessment
from helhed.apps.cases.access import UnableToWriteInClosedCase
from helhed.apps.cases.models import Case
from helhed.apps.plans.queries import count_late_follow_ups, due_follow_ups
from tests.apps import building as b
from tests.apps.audit import acts_in_cases, acts_in_help
from tests.apps.everything import everything
from tests.apps.town import Town

pytestmark = pytest.mark.django_db

WRITE_IN_CASES = (
    "cases.actions.documents.",
    "cases.actions.journal.",
    "cases.actions.opening.",
    "cases.actions.tasks.",
    "assessments.actions.",
    "plans.actions.",
    "decisions.actions.prepare.",
)
STILL_DONE = {
    "cases.actions.opening.open_case": "a new case is what one opens instead",
    "cases.actions.documents.misfile": "what lies in the wrong case is marked, also there",
    "cases.actions.tasks.finish_task": "what waits by mistake is put away",
}
ACTS = [
    pytest.param(act, id=act.name)
    for act in (*acts_in_cases.ACTS, *acts_in_help.ACTS)
    if act.name.startswith(WRITE_IN_CASES) and act.name not in STILL_DONE
]


@pytest.fixture
def town(settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path
    return Town()


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_written_in_a_closed_case(town, act):
    given = act.given(town)
    Case.objects.filter(id=town.case.id).update(closed_on=b.TODAY)
    before = everything()
    with pytest.raises(UnableToWriteInClosedCase):
        act.by(getattr(town, act.who), given)
    assert everything() == before


def test_a_button_on_an_old_page_of_a_closed_case_is_answered_in_words(town):
    Case.objects.filter(id=town.case.id).update(closed_on=b.TODAY)
    address = reverse("assessments:start", args=[town.case.id])
    answer = b.signed_in(town.anna).post(address, follow=True)
    assert "Sagen er lukket." in answer.content.decode()
    assert not Assessment.objects.exists()


def test_what_stands_open_in_a_closed_case_is_read_and_not_asked_for(town):
    assessment, plan = town.assessment(), town.plan()
    assert len(due_follow_ups(town.anna, plan.next_follow_up, 9)) == 1
    Case.objects.filter(id=town.case.id).update(closed_on=b.TODAY)
    assert due_follow_ups(town.anna, plan.next_follow_up, 9) == []
    assert count_late_follow_ups(town.leader, plan.next_follow_up.replace(year=2030)) == 0
    client = b.signed_in(town.anna)
    for address in (
        reverse("assessments:one", args=[assessment.id]),
        reverse("plans:one", args=[plan.id]),
    ):
        text = client.get(address).content.decode()
        assert "data-autosave" not in text
        assert "Nyt mål" not in text
