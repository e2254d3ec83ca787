"""A pause that moves paid months is told first, written when that was seen, and set right by the
next run to the øre."""

from datetime import date

import pytest

from helhed.apps.audit.models import Entry
from helhed.apps.decisions.models import Suspension
from helhed.apps.decisions.pricing import UnableToPrice
from helhed.apps.offers.models import RateAmount
from helhed.apps.payments.actions.pausing import pause, withdraw_pause
from helhed.kernel.period import Month
from helhed.rules.payments.linjer import LineKind
from tests.apps import building as b
from tests.apps import paying
from tests.apps.everything import everything
from tests.apps.payments.at_the_desk import Desk
from tests.apps.town import Town

DAY = 200_000
AUGUST, SEPTEMBER, OCTOBER = (Month(2026, month) for month in (8, 9, 10))
LATE = {"start": "2026-09-10", "end": "2026-09-20", "reason": "Indlagt"}


@pytest.fixture
def town(db):
    return Town()


@pytest.fixture
def main(town):
    made = b.grant(town.case, town.offer_with_rate(DAY)[1], date(2025, 12, 1), date(2027, 1, 31))
    b.order(made, made.start)
    for month in (AUGUST, SEPTEMBER):
        paying.pay(town.finance, town.other_finance, month)
    return made


def late(town, main, **how):
    days = {"start": date(2026, 9, 10), "end": date(2026, 9, 20), "reason": "Indlagt"}
    return pause(town.anna, grant=main.id, **days, **how)


def test_a_late_pause_tells_what_comes_back_and_is_written_by_the_second_press(town, main):
    desk, before = Desk(town.anna), Suspension.objects.count()
    page = desk.send("payments:pause", main.id, **LATE)
    assert "22.000,00 kr. kommer som egne linjer i kørslen for okt. 2026" in page
    assert "Tryk igen, hvis det er rigtigt. Intet er gemt endnu." in page
    assert 'value="Indlagt"' in page, "what was typed is still there"
    assert Suspension.objects.count() == before
    assert not Entry.objects.filter(action="grant.suspend").exists()
    page = desk.send("payments:pause", main.id, **LATE, seen=f"claw_back:{-11 * DAY}")
    assert "Ydelsen er sat på pause. Disponeringen falder 22.000,00 kr." in page
    assert Suspension.objects.count() == before + 1
    run = paying.pay(town.finance, town.other_finance, OCTOBER)
    taken = run.lines.filter(kind="claw_back", grant=main)
    assert sum(line.oere for line in taken) == -11 * DAY


def test_what_was_seen_must_be_what_happens(town, main):
    before = everything()
    told = late(town, main, seen=f"claw_back:{-10 * DAY}")
    assert (told.is_done, told.moves) == (False, [(LineKind.CLAW_BACK, -11 * DAY)])
    assert everything() == before


def test_a_pause_ahead_asks_nothing(town, main):
    days = {"start": "2026-12-20", "end": "2026-12-24", "reason": "Ferie"}
    page = Desk(town.anna).send("payments:pause", main.id, **days)
    assert "Ydelsen er sat på pause." in page
    assert Suspension.objects.count() == 1


def test_a_pause_that_is_moved_or_taken_back_after_it_was_set_right_tells_what_is_paid_again(
    town, main
):
    late(town, main, seen=f"claw_back:{-11 * DAY}")
    paying.pay(town.finance, town.other_finance, OCTOBER)
    made, desk = Suspension.objects.get(), Desk(town.anna)
    days = {"first_day": "2026-09-10", "last_day": "2026-09-15"}
    page = desk.send("payments:move-pause", made.id, **days)
    assert "10.000,00 kr. kommer som egne linjer i kørslen for nov. 2026" in page
    assert "Der mangler betaling for nogle af dagene" in page
    made.refresh_from_db()
    assert made.end == date(2026, 9, 20), "nothing is done by the first press"
    page = desk.send("payments:withdraw-pause", made.id, **days)
    assert "22.000,00 kr. kommer som egne linjer i kørslen for nov. 2026" in page
    assert Suspension.objects.exists()
    told = withdraw_pause(town.anna, suspension=made.id)
    page = desk.send("payments:withdraw-pause", made.id, **days, seen_withdrawn=told.seen)
    assert "Pausen er trukket tilbage. Disponeringen stiger 22.000,00 kr." in page
    assert not Suspension.objects.exists()


def test_what_another_change_would_take_back_is_not_of_the_pause(town, main):
    first = {"start": date(2026, 9, 1), "end": date(2026, 9, 5), "reason": "Ferie"}
    pause(town.anna, grant=main.id, **first, seen=f"claw_back:{-5 * DAY}")
    assert late(town, main).moves == [(LineKind.CLAW_BACK, -11 * DAY)]


def test_a_pause_may_mend_a_month_without_a_price_and_takes_back_what_was_paid_for_its_days(
    town, main
):
    RateAmount.objects.filter(rate=main.rate_id).update(end=date(2026, 9, 9))
    RateAmount.objects.create(
        rate_id=main.rate_id, start=date(2026, 9, 21), oere=DAY, recorded_at=town.anna.now()
    )
    assert late(town, main).moves == [(LineKind.CLAW_BACK, -11 * DAY)]


def test_a_pause_that_leaves_a_day_without_a_price_is_refused_and_nothing_is_written(town, main):
    RateAmount.objects.filter(rate=main.rate_id).update(end=date(2026, 9, 15))
    before = everything()
    with pytest.raises(UnableToPrice):
        late(town, main)
    assert everything() == before
