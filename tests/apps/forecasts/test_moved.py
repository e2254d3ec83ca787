"""Why a forecast moved: what happened between two days, opened to the grants that made it."""

from datetime import date

import pytest
from django.urls import reverse

from helhed.apps.audit.models import Entry
from helhed.apps.decisions.models import Grant
from helhed.apps.forecasts.figures import OERE, PERSONS
from helhed.apps.forecasts.models import Forecast
from helhed.apps.forecasts.moved import came_between, moved, seen
from helhed.apps.forecasts.queries import answers, causes, earlier
from helhed.kernel.identifiers import uuid7
from helhed.rules.forecasts.flytning import CAUSES
from tests.apps import building as b
from tests.apps.forecasts.house import counted_run, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture(scope="module")
def runs(demo, django_db_blocker):
    """A run of the adults, and the same as if it had been made two months before."""
    with django_db_blocker.unblock():
        now = counted_run("adults", 24)
        before = Forecast.objects.get(id=now.id)
        before.id, before.as_of = uuid7(), date(2026, 8, 31)
        before.save(force_insert=True)
        for one in now.answers.all():
            one.id, one.forecast = None, before
            one.save(force_insert=True)
        return before, now


def test_who_came_and_left_are_the_grants_that_began_and_ended(runs):
    before, now = runs
    assert earlier(now) == before
    came = came_between(before, now, 2027)
    assert came
    entered = {one.grant for one in came if one.cause == "entries"}
    first = Grant.objects.filter(id__in=entered).order_by("start").values_list("start", flat=True)
    assert entered
    assert all(date(2026, 8, 31) < start <= date(2026, 10, 31) for start in first)
    for one in came:
        assert one.persons == (0 if one.cause == "price" else 1 if one.oere_a_year > 0 else -1)
        # 2027 has all its days after what happened.
        assert one.oere == one.oere_a_year
    of_2026 = came_between(before, now, 2026)
    assert all(abs(one.oere) < abs(one.oere_a_year) for one in of_2026)


def test_the_parts_are_what_happened_less_what_was_waited_for_and_sum_to_the_move(runs):
    before, now = runs
    came = came_between(before, now, 2027)
    found = moved(before, now, 2027, came)
    total = next(one for one in answers(before, 0) if one.is_total)
    for cause in CAUSES:
        happened = sum(one.oere for one in came if one.cause == cause)
        waited = sum(causes(total)[OERE][cause][:2])
        units = len(answers(before, 0))
        assert abs(found.total.part(cause) - (happened - waited)) <= 2 * units
        assert found.persons[cause][1] == sum(causes(total)[PERSONS][cause][:2])
    # The two say the same of the year: what happened is all in the rest, with the other sign.
    assert found.total.difference == 0
    assert found.total.rest == -sum(found.total.part(cause) for cause in CAUSES)


def test_every_amount_opens_to_its_grants_and_the_look_is_logged(runs):
    before, now = runs
    head = somebody("demo-head")
    browser = b.signed_in(head)
    page = browser.get(reverse("forecasts:why", args=[now.id])).content.decode()
    assert "Skete mod ventet" in page
    came = came_between(before, now, 2027)
    one = next(one for one in came if one.cause == "entries")
    address = reverse("forecasts:behind", args=[now.id])
    asked = f"{address}?year=2027&ydelse={one.service}&aarsag=entries"
    assert asked.replace("&", "&amp;") in page
    text = browser.get(asked).content.decode()
    assert reverse("payments:grant", args=[one.grant]) in text
    assert Entry.objects.filter(action="forecast.moved").exists()
    assert browser.get(f"{address}?year=2027&aarsag=noget").status_code == 404
    own = [each for each in came if each.cause == "entries" and each.service == one.service]
    assert len(seen(head, own)) == len(own)


def test_nobody_opens_the_grants_of_a_department_whose_money_they_may_not_see(runs):
    _before, now = runs
    address = f"{reverse('forecasts:behind', args=[now.id])}?year=2027&aarsag=entries"
    for name in ("demo-head-children", "demo-caseworker-adults"):
        assert b.signed_in(somebody(name)).get(address).status_code == 403
    assert not seen(somebody("demo-head-children"), came_between(*runs, 2027))


def test_what_a_run_from_before_did_not_keep_is_told_as_not_known(runs):
    before, now = runs
    for one in before.answers.all():
        one.figures.pop("causes", None)
        one.save()
    page = b.signed_in(somebody("demo-finance")).get(reverse("forecasts:why", args=[now.id]))
    assert "gemte ikke, hvad den ventede" in page.content.decode()
