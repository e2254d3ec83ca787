"""The queue of a demonstration shows what can become of a report."""

from datetime import date

import pytest

from helhed.apps.audit.models import Entry
from helhed.apps.reports.models import Delivery
from helhed.cli.demo_reports import hand_over_reports
from tests.apps.reports.house import assessed
from tests.apps.town import Town

pytestmark = pytest.mark.django_db


def test_one_report_is_refused_with_the_gateways_error_and_those_of_the_last_day_wait():
    row = assessed(Town())
    Entry.objects.all().delete()
    row.started_on, row.finished_on = date(2026, 10, 28), date(2026, 10, 30)
    row.save()
    assert hand_over_reports() == 2
    refused, waiting = Delivery.objects.order_by("day")
    assert (refused.state, waiting.state) == ("rejected", "waiting")
    assert refused.answers[0]["issues"][0]["text"] == "Overlaps an earlier report"


def test_a_house_without_reports_has_an_empty_queue():
    Town()
    assert hand_over_reports() == 0
