"""What every test stands on: Hypothesis without surprises, and few examples by default."""

import os
from datetime import datetime, timedelta
from time import monotonic

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "ordinary", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "nightly", max_examples=5_000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HELHED_HYPOTHESIS", "ordinary"))

TWO_O_CLOCK, BEGAN = datetime(2026, 1, 1, 14), monotonic()


@pytest.fixture(autouse=True)
def it_is_afternoon(monkeypatch):
    """A house that stands on one day is found by tests there from two in the afternoon on, so
    that none of them passes by day and fails by night."""

    def time_of_day():
        return (TWO_O_CLOCK + timedelta(seconds=monotonic() - BEGAN)).time()

    monkeypatch.setattr("helhed.kernel.clock._time_of_day", time_of_day)


def pytest_configure(config):
    """Pages in tests name static files as they are; nothing has to be collected first."""
    if not (config.getoption("ds", None) or os.environ.get("DJANGO_SETTINGS_MODULE")):
        return
    from django.conf import settings as django_settings

    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    django_settings.STORAGES["staticfiles"]["BACKEND"] = plain
    django_settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
