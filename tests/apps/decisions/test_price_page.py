"""What the page of a decision says it costs before somebody approves it."""

from datetime import date

import pytest
from django.urls import reverse

from tests.apps import building as b
from tests.apps.town import Town


@pytest.fixture
def town(db):
    return Town()


def seen(town, decision):
    answer = b.signed_in(town.leader).get(reverse("decisions:one", args=[decision.id]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_decision_for_days_that_are_past_shows_what_they_cost_before_approval(town):
    page = seen(town, town.submitted(start=date(2025, 12, 1), end=date(2026, 12, 31)))
    assert "Før i år" in page
    assert "77.500 kr." in page  # 31 days of 2025 at 2,500 kr.


def test_a_decision_for_days_to_come_says_nothing_of_years_before(town):
    assert "Før i år" not in seen(town, town.submitted(start=date(2026, 12, 1)))
