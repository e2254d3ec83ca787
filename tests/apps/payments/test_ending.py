"""What follows when help ends earlier: seen before, and carried out by the next run."""

from datetime import date

import pytest
from django.urls import reverse

from helhed.apps.decisions.actions import expect
from helhed.apps.decisions.actions.change import end_grant, suspend_grant
from helhed.apps.decisions.models import Grant
from helhed.apps.payments.queries.ending import ending
from helhed.kernel.period import Month
from helhed.rules.payments.linjer import LineKind
from tests.apps import building as b
from tests.apps import paying
from tests.apps.payments.at_the_desk import Desk
from tests.apps.town import Town

DAY = 200_000
AUGUST, SEPTEMBER, OCTOBER = (Month(2026, month) for month in (8, 9, 10))


@pytest.fixture
def town(db):
    return Town()


@pytest.fixture
def main(town):
    made = b.grant(town.case, town.offer_with_rate(DAY)[1], date(2025, 12, 1), date(2027, 1, 31))
    b.order(made, made.start)
    return made


def test_a_shorter_grant_tells_what_was_paid_what_runs_on_and_what_ends_with_it(town, main):
    extra = b.rate(main.offer, (date(2020, 1, 1), None, 10_000), kind="day")
    beside = b.grant(town.case, extra, date(2026, 8, 1), service_key="indflytning", main=main)
    later = b.grant(town.case, extra, date(2027, 1, 5), service_key="indflytning", main=main)
    for month in (AUGUST, SEPTEMBER):
        paying.pay(town.finance, town.other_finance, month)
    found = ending(town.anna, main.id, date(2026, 9, 10))
    assert found.back == [(LineKind.CLAW_BACK, 20 * (DAY + 10_000))]
    assert [provider for _, provider in found.orders] == [main.offer.provider.name]
    assert len(found.ends_with) == len(found.falls_away) == 1
    page = b.seen(town.anna, "payments:ending", main.id, end="2026-09-10")
    assert "Der er betalt 42.000,00 kr. for dage efter." in page
    assert "okt. 2026" in page
    assert "løber videre. Stop den dér." in page
    assert "falder bort" in page
    end_grant(town.anna, grant=main.id, end=date(2026, 9, 10), reason="Flyttet")
    run = paying.pay(town.finance, town.other_finance, OCTOBER)
    taken = run.lines.filter(kind="claw_back", grant__in=[main, beside])
    assert sum(line.oere for line in taken) == -42_000_00
    assert Grant.objects.get(id=later.id).state == "dropped"


def test_the_pages_that_end_a_grant_ask_what_follows(town, main):
    address = reverse("payments:ending", args=[main.id])
    assert address in b.seen(town.anna, "payments:end-grant", main.id)
    made = expect.expect_end(
        town.anna, grant=main.id, end=date(2026, 12, 15), resumes=None, reason="Kortere"
    )
    assert f"{address}?end=2026-12-15" in b.seen(town.anna, "decisions:change", made.id)


def test_only_days_after_the_end_are_told_as_paid_for_days_after(town, main):
    for month in (AUGUST, SEPTEMBER):
        paying.pay(town.finance, town.other_finance, month)
    days = {"start": date(2026, 9, 1), "end": date(2026, 9, 5)}
    suspend_grant(town.anna, grant=main.id, reason="På hospitalet", **days)
    found = ending(town.anna, main.id, date(2026, 9, 20))
    assert found.back == [(LineKind.CLAW_BACK, 10 * DAY)]


def test_what_follows_is_shown_before_a_second_press_on_a_day_ahead_too_and_why_one_suffices(
    town, main
):
    days = {"start": date(2026, 12, 20), "end": None}
    suspend_grant(town.anna, grant=main.id, reason="Ferie", **days)
    desk = Desk(town.anna)
    told = {"end": "2026-12-01", "reason": "Flytter"}
    page = desk.send("payments:end-grant", main.id, **told)
    assert "Disponeringen falder" in page
    assert "at stoppe hjælp bruger ingen penge" in page
    assert "Pausen fra 20.12.2026 ligger efter den sidste dag og falder bort." in page
    main.refresh_from_db()
    assert main.end == date(2027, 1, 31), "nothing is done by the first press"
    seen = ending(town.anna, main.id, date(2026, 12, 1)).seen
    desk.send("payments:end-grant", main.id, **told, seen=seen)
    main.refresh_from_db()
    assert main.end == date(2026, 12, 1)
    assert not main.suspensions.exists(), "a pause after the end is no more"
