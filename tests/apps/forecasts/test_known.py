"""What the engine is told is what the record holds: who is where, and what it costs."""

from datetime import date

import pytest

from helhed.apps.forecasts.known import ONE_OFF, known
from tests.apps import building as b
from tests.apps.town import Town

pytestmark = pytest.mark.django_db


def test_a_year_with_a_new_price_is_one_stay_with_two_prices():
    town = Town()
    prices = [(date(2025, 1, 1), date(2025, 12, 31), 100_000), (date(2026, 1, 1), None, 110_000)]
    b.grant(town.case, b.rate(b.offer(), *prices), date(2025, 7, 1))
    found = known("adults")
    first, second = found.episodes.oere[:2]
    assert first == pytest.approx(100_000 * 365.25)
    assert second == pytest.approx(110_000 * 365.25)
    assert found.episodes.known_on(date(2025, 12, 31).toordinal()).end[0] > 800_000
    assert ONE_OFF not in found.costs
    assert known("children").costs == {}
