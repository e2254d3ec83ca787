"""Counts of things, days and persons have a point between thousands, as amounts do."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.template import Context, Template

import helhed.apps
from helhed.apps.layout.web.templatetags.helhed import quantity, tally

FINANCE = ("payments", "refunds", "budgets")
APPS = Path(helhed.apps.__file__).parent


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("1234.500"), "1.234,5"),
        (Decimal("1234567"), "1.234.567"),
        (Decimal("999.25"), "999,25"),
        (Decimal("-1200.5"), "-1.200,5"),
        (Decimal("0"), "0"),
        (None, ""),
    ],
)
def test_a_quantity_has_a_point_between_thousands(value, shown):
    assert quantity(value) == shown


@pytest.mark.parametrize(("count", "shown"), [(1, "1 linje"), (19_398, "19.398 linjer")])
def test_a_count_in_a_sentence_bends_it_and_has_its_points(count, shown):
    text = (
        "{% blocktranslate count n=of|tally %}{{ n }} linje{% plural %}{{ n }} linjer"
        "{% endblocktranslate %}"
    )
    assert Template(text).render(Context({"of": count})) == shown
    assert tally(count) == count


def test_every_count_that_bends_a_sentence_on_finances_pages_goes_through_the_filter():
    few = {"found.next_day.clear", "up.goal_count", "found.goals"}
    bare = [
        (path.name, of)
        for app in FINANCE
        for path in sorted((APPS / app).rglob("*.html"))
        for of in re.findall(r"blocktranslate count \w+=([^ %]+)", path.read_text())
        if not of.endswith("|tally") and of not in few
    ]
    assert bare == []
