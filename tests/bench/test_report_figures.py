"""The figures of delivery reports, on a small demonstration."""

from helhed.cli.bench import reports
from helhed.cli.bench.speed_page import page


def test_the_page_tells_the_reports_and_a_national_day():
    row = {"reports": 300, "a second": 200.0}
    found = {
        "name": "reports",
        "machine": {"python": "3", "cpus": 2, "load": 1.0},
        "facts": {"scale": 1.0, "seconds_of_a_national_day": 150},
        "rows": [row],
        "faults": [],
    }
    text = page({"reports": found})
    assert "## Delivery reports to KL" in text
    assert "**150 s**" in text


def test_a_national_day_is_98_municipalities():
    assert reports.NATIONAL_DAY / 98 > 300
