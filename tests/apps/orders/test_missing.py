"""What is missing in an order is late on a day of its own, seen by both sides, and reminded of."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from helhed.apps.access.access import Actor, UnableToLetIn
from helhed.apps.audit.models import Entry
from helhed.apps.decisions.models import Suspension
from helhed.apps.orders import actions, delivering, noting, reminding
from helhed.apps.orders.delivered import choices_of
from helhed.apps.orders.lateness import due_in, is_behind, marked, missing_in, untold_in
from helhed.apps.orders.models import DeliveredPeriod, Order, OrderMessage
from helhed.apps.orders.queries import OrderFilter, order_page, orders
from helhed.apps.plans import actions as planning
from helhed.kernel.clock import FixedDay
from helhed.kernel.period import Month, Period
from helhed.rules.access.rights import Role
from helhed.rules.orders.manglende import UnableToRemind
from helhed.rules.orders.samtale import AskState, UnableToAnswer
from helhed.rules.orders.svarfrist import Missing
from helhed.rules.plans.status import Progress, Told
from tests.apps import building as b
from tests.apps.audit.acts_in_help import goal_words
from tests.apps.town import Town

pytestmark = pytest.mark.django_db

SEPTEMBER = Month(2026, 9)
DUE, LATE = date(2026, 10, 14), date(2026, 10, 15)


@pytest.fixture
def house():
    town = Town()
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, 40_000), kind="weekly_hours")
    grant = b.grant(
        town.case, rate, date(2026, 1, 1), service_key="stoette_85", quantity=Decimal(7)
    )
    order = b.order(grant, date(2026, 9, 1))
    town.theirs = b.actor(Role.PROVIDER, provider=order.provider)
    return town, order


def on(actor, day):
    return Actor(actor.user, actor.posts, FixedDay(day))


def tell(house, day=LATE, period=SEPTEMBER.period, quantity=30):
    town, order = house
    return delivering.deliver(
        on(town.theirs, day),
        order=order.id,
        grant=order.grant_id,
        period=period,
        quantity=Decimal(quantity),
        text="",
    )


def marked_missing(order, day):
    return missing_in(marked(Order.objects.filter(id=order.id), day).get())


def test_a_month_that_is_not_told_is_late_after_ten_workdays_and_seen_by_both_sides(house):
    town, order = house
    href = reverse("orders:one", args=[order.id])
    for who in (town.anna, town.theirs):
        assert list(orders(on(who, DUE), OrderFilter(late=True))) == []
        assert [row.id for row in orders(on(who, LATE), OrderFilter(late=True))] == [order.id]
        [month] = order_page(on(who, DUE), order.id).untold
        assert (month.month, month.due, month.is_late) == (SEPTEMBER, DUE, False)
        assert order_page(on(who, LATE), order.id).is_behind
        page = b.seen(who, "orders:one", order.id)
        assert "Ikke skrevet endnu" in page
        assert "senest 14.10.2026" in page
        day = b.seen(who, "desk:day")
        assert "Mangler levering" in day
        assert href in day
        assert "Mangler levering" in b.seen(who, "orders:list")
    tell(house)
    for who in (town.anna, town.theirs):
        assert list(orders(on(who, LATE), OrderFilter(late=True))) == []
        assert "Mangler levering" not in b.seen(who, "desk:day")


def test_the_authority_reminds_once_a_day_and_telling_is_the_answer(house):
    town, order = house
    with pytest.raises(UnableToRemind):
        reminding.remind_of_delivery(on(town.anna, DUE), order=order.id)
    for other in (town.theirs, town.nobody):
        with pytest.raises(UnableToLetIn):
            reminding.remind_of_delivery(on(other, LATE), order=order.id)
    asked = reminding.remind_of_delivery(on(town.anna, LATE), order=order.id)
    with pytest.raises(UnableToRemind, match="i dag"):
        reminding.remind_of_delivery(on(town.anna, LATE), order=order.id)
    again = reminding.remind_of_delivery(on(town.anna, date(2026, 10, 16)), order=order.id)
    with pytest.raises(UnableToAnswer, match="hvad der er leveret"):
        actions.answer(
            on(town.theirs, LATE), message=asked.id, answer=AskState.ANSWERED, text="Kommer"
        )
    tell(house, date(2026, 10, 16))
    for one in (asked, again):
        one.refresh_from_db()
        assert one.state == "answered"
        assert one.answer.side == "provider"
    acts = list(Entry.objects.order_by("id").values_list("action", flat=True))
    assert acts.count("order.remind") == 2
    assert acts.count("order.answer") == 2


def test_a_reminder_waits_until_every_late_month_is_told(house):
    town, order = house
    day = date(2026, 11, 18)
    asked = reminding.remind_of_delivery(on(town.anna, day), order=order.id)
    tell(house, day)
    asked.refresh_from_db()
    assert asked.state == "open"
    tell(house, day, Month(2026, 10).period, 31)
    asked.refresh_from_db()
    assert asked.state == "answered"


def test_a_reminder_of_what_is_no_longer_missing_is_answered_in_words(house):
    town, order = house
    asked = reminding.remind_of_delivery(on(town.anna, LATE), order=order.id)
    b.suspension(order.grant, SEPTEMBER.first, SEPTEMBER.last)
    assert order_page(on(town.theirs, LATE), order.id).messages[-1].answers
    actions.answer(
        on(town.theirs, LATE), message=asked.id, answer=AskState.ANSWERED, text="Hvilede"
    )
    asked.refresh_from_db()
    assert asked.state == "answered"


def test_reminded_and_told_on_the_screen(house):
    town, order = house
    ours, theirs = b.signed_in(town.anna), b.signed_in(town.theirs)
    remind = reverse("orders:remind", args=[order.id])
    assert remind in ours.get(reverse("orders:one", args=[order.id])).content.decode()
    assert theirs.post(remind).status_code == 403
    page = ours.post(remind, follow=True).content.decode()
    assert "Påmindelsen er sendt" in page
    assert "Påmindelse om levering" in page
    assert "allerede mindet" in ours.post(remind, follow=True).content.decode()
    assert OrderMessage.objects.filter(asks="told").count() == 1
    form = theirs.get(reverse("orders:deliver", args=[order.id])).content.decode()
    assert "selected>sep. 2026: bestilt 30" in form
    page = theirs.get(reverse("orders:one", args=[order.id])).content.decode()
    assert remind not in page
    assert page.count(reverse("orders:deliver", args=[order.id])) == 2
    assert "Påmindelse om levering" in b.seen(town.theirs, "desk:day")
    tell(house, b.TODAY)
    assert "Leveringen er skrevet." in b.seen(town.anna, "orders:one", order.id)


def test_a_status_is_asked_for_and_answered_by_telling_it(house):
    town, order = house
    goal = planning.add_goal(town.anna, plan=town.plan().id, words=goal_words())
    with pytest.raises(UnableToRemind):
        reminding.ask_for_status(town.anna, order=order.id)
    order.goals.add(goal)
    with pytest.raises(UnableToLetIn):
        reminding.ask_for_status(town.theirs, order=order.id)
    ask = reverse("orders:ask-status", args=[order.id])
    page = b.signed_in(town.anna).post(ask, follow=True).content.decode()
    assert "bedt om status" in page
    assert "allerede mindet" in b.signed_in(town.anna).post(ask, follow=True).content.decode()
    asked = OrderMessage.objects.get(asks="status")
    assert "Status på målene" in b.seen(town.theirs, "desk:day")
    later = on(town.anna, b.TODAY + timedelta(days=8))
    assert order_page(later, order.id).messages[-1].is_late
    told = [Told(goal.id, Progress.FORWARD, None, "")]
    noting.tell_goals(town.theirs, order=order.id, told=told)
    asked.refresh_from_db()
    assert asked.state == "answered"
    assert "Status er skrevet under målene." in b.seen(town.anna, "orders:one", order.id)


def test_a_start_that_is_not_told_is_late_after_five_workdays(house):
    town, order = house
    Order.objects.filter(id=order.id).update(
        state="accepted",
        started_on=None,
        wanted_start=date(2026, 10, 26),
        answered_at=b.NOON - timedelta(days=30),
    )
    order.refresh_from_db()
    for day, is_late in ((date(2026, 11, 2), False), (date(2026, 11, 3), True)):
        assert marked_missing(order, day) is (Missing.START if is_late else None)
        due = due_in(order, day)
        assert (due.missing, due.day, due.is_late) == (Missing.START, date(2026, 11, 2), is_late)
        for who in (town.anna, town.theirs):
            found = list(orders(on(who, day), OrderFilter(late=True)))
            assert bool(found) is is_late


def test_a_stop_that_is_not_told_is_late_after_five_workdays(house):
    _town, order = house
    order.grant.end = date(2026, 9, 30)
    order.grant.save()
    assert due_in(order, date(2026, 9, 30)) is None
    for day, is_late in ((date(2026, 10, 7), False), (date(2026, 10, 8), True)):
        assert marked_missing(order, day) is (Missing.STOP if is_late else None)
        assert due_in(order, day).is_late is is_late


def test_help_that_is_not_in_hours_is_not_asked_for(house):
    _town, order = house
    order.grant.kind = "day"
    order.grant.save()
    assert untold_in(order, LATE) == []
    assert marked_missing(order, LATE) is None


def test_days_left_between_a_month_and_a_week_can_be_told(house):
    _town, order = house
    Order.objects.filter(id=order.id).update(started_on=date(2026, 8, 1))
    tell(house, b.TODAY, Period(date(2026, 8, 31), date(2026, 9, 6)), 7)
    order.refresh_from_db()
    tell(house, b.TODAY, Month(2026, 10).period, 31)
    gap = Period(date(2026, 9, 28), date(2026, 9, 30))
    weeks = [Period(date(2026, 9, day), date(2026, 9, day + 6)) for day in (7, 14, 21)]
    for week in weeks:
        tell(house, b.TODAY, week, 7)
    assert gap in [one.period for one in choices_of(order, order.grant, b.TODAY)]
    tell(house, b.TODAY, gap, 3)
    assert not [one for one in untold_in(order, b.TODAY) if one.month == SEPTEMBER]


def test_lists_find_the_very_orders_of_which_the_rule_says_that_something_is_untold(house):
    """The same is said by the rule, day by day, and by the statement that asks of many orders."""
    _town, order = house
    draw = random.Random(7)
    today = date(2026, 11, 18)
    seen = set()
    for _ in range(80):
        DeliveredPeriod.objects.all().delete()
        Suspension.objects.all().delete()
        start = date(2026, 4, 1) + timedelta(days=draw.randrange(200))
        stop = draw.choice([None, start + timedelta(days=draw.randrange(150))])
        Order.objects.filter(id=order.id).update(started_on=start, stopped_on=stop)
        order.refresh_from_db()
        order.grant.end = draw.choice([None, start + timedelta(days=draw.randrange(200))])
        order.grant.save()
        _tell_some(order, draw)
        if draw.random() < 0.5:
            day = start + timedelta(days=draw.randrange(100))
            b.suspension(order.grant, day, day + timedelta(days=draw.randrange(60)))
        is_marked = marked(Order.objects.filter(id=order.id), today).get().late_told
        assert is_marked is is_behind(order, today)
        seen.add(is_marked)
    assert seen == {True, False}


def _tell_some(order, draw):
    """Months or weeks, most of them from one day on without a hole."""
    months = [Month(2026, 4).plus(n).period for n in range(8)]
    weeks = [
        Period(day, day + timedelta(days=6))
        for day in (date(2026, 3, 30) + timedelta(weeks=n) for n in range(30))
    ]
    told = []
    for period in draw.choice([months, weeks]):
        if draw.random() < 0.93 and not any(period.overlaps(other) for other in told):
            told.append(period)
    for period in told:
        DeliveredPeriod.objects.create(
            order=order,
            grant=order.grant,
            start=period.start,
            end=period.end,
            quantity=1,
            ordered=1,
            state="fits",
            typed_at=order.made_at,
        )
