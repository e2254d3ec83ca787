"""Taking and leaving places: nobody is ever in two, and no place ever holds two."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from helhed.apps.access.access import Actor, UnableToLetIn
from helhed.apps.audit.models import Entry
from helhed.apps.cases.models import Task
from helhed.apps.decisions.models import Grant
from helhed.apps.offers.models import Offer, Place
from helhed.apps.orders.models import Order
from helhed.apps.placements import actions, queries
from helhed.apps.placements.models import Placement
from helhed.kernel.finding import UnableTo
from helhed.kernel.period import Period, first_overlap
from helhed.rules.access.rights import Role
from helhed.rules.orders.bestilling import OrderState, UnableToMoveOrder
from helhed.rules.orders.ivaerksaettelse import UnableToStartOn, UnableToStopOn
from helhed.rules.placements.plads import UnableToPlace
from tests.apps import building as b

pytestmark = pytest.mark.django_db

FIRST = date(2026, 10, 1)
RATE = (date(2020, 1, 1), None, 200_000)


@dataclass(frozen=True)
class House:
    caseworker: Actor
    houses_user: Actor
    offer: Offer
    one: Place
    two: Place


def a_house():
    b.municipality()
    provider = b.provider()
    offer = b.offer(provider)
    return House(
        b.actor(Role.CASEWORKER_ADULTS, b.unit("Team Nord")),
        b.actor(Role.PROVIDER, provider=provider),
        offer,
        b.place(offer, "1"),
        b.place(offer, "2"),
    )


@pytest.fixture
def house():
    return a_house()


def accepted(house, citizen=None, start=FIRST, end=None):
    """An accepted order of a new grant in the house."""
    unit = house.caseworker.user.holdings.get().unit
    case = b.case(unit, citizen or b.citizen(), house.caseworker.user)
    granted = b.grant(case, b.rate(house.offer, RATE), start, end, counted=False)
    order = b.order(granted)
    Order.objects.filter(id=order.id).update(state=OrderState.ACCEPTED.value)
    return Order.objects.get(id=order.id)


def start(house, order, place, day=FIRST):
    actions.start_in_place(house.houses_user, order=order.id, day=day, place=place.id)


def days(order):
    stays = Placement.objects.filter(grant=order.grant_id).order_by("start")
    return [(stay.place.name, stay.start, stay.end) for stay in stays]


def test_a_start_takes_a_place_until_the_grant_ends(house):
    order = accepted(house, end=date(2027, 3, 31))
    start(house, order, house.one)
    assert days(order) == [("1", FIRST, date(2027, 3, 31))]
    order.refresh_from_db()
    assert (order.state, order.started_on) == ("started", FIRST)


def test_only_the_provider_starts(house):
    order = accepted(house)
    with pytest.raises(UnableToLetIn):
        actions.start_in_place(house.caseworker, order=order.id, day=FIRST, place=house.one.id)
    assert days(order) == []


def test_where_there_are_places_one_must_be_chosen_and_elsewhere_none(house):
    order = accepted(house)
    with pytest.raises(UnableToPlace):
        actions.start_in_place(house.houses_user, order=order.id, day=FIRST, place=None)
    home_help = replace(house, offer=b.offer(house.offer.provider, "support_at_home"))
    elsewhere = accepted(home_help)
    actions.start_in_place(house.houses_user, order=elsewhere.id, day=FIRST, place=None)
    assert days(elsewhere) == []
    elsewhere.refresh_from_db()
    assert elsewhere.state == "started"


@pytest.mark.parametrize("day", [FIRST - timedelta(days=1), b.TODAY + timedelta(days=1)])
def test_a_start_lies_in_the_grant_and_not_ahead(house, day):
    order = accepted(house)
    with pytest.raises(UnableToStartOn):
        start(house, order, house.one, day)
    order.refresh_from_db()
    assert (order.state, order.messages.count(), days(order)) == ("accepted", 0, [])


def test_a_taken_place_is_refused_and_not_among_the_free_ones(house):
    start(house, accepted(house), house.one)
    late = accepted(house)
    assert queries.start_page(house.houses_user, late.id).free == [(str(house.two.id), "2")]
    with pytest.raises(UnableToPlace):
        start(house, late, house.one)
    assert queries.free_places([house.offer.id], b.TODAY) == {house.offer.id: 1}


def test_a_place_of_another_house_is_refused(house):
    elsewhere = b.place(b.offer(house.offer.provider), "9")
    with pytest.raises(UnableToPlace):
        start(house, accepted(house), elsewhere)


def test_nobody_is_in_two_places_of_the_same_kind_but_may_be_at_home_and_at_work(house):
    citizen = b.citizen()
    start(house, accepted(house, citizen), house.one)
    other = b.offer(house.offer.provider, name="Et andet hus")
    with pytest.raises(UnableToPlace):
        start(house, accepted(replace(house, offer=other), citizen), b.place(other))
    work = b.offer(house.offer.provider, "sheltered_work")
    start(house, accepted(replace(house, offer=work), citizen), b.place(work))
    assert len(queries.placements_of(citizen.id)) == 2


def test_a_place_that_closes_is_not_given_for_longer(house):
    Place.objects.filter(id=house.one.id).update(end=date(2026, 12, 31))
    with pytest.raises(UnableToPlace):
        start(house, accepted(house), house.one)
    start(house, accepted(house, end=date(2026, 12, 31)), house.one)


def test_a_planned_place_is_kept_and_becomes_the_real_one(house):
    order = accepted(house)
    actions.plan(
        house.caseworker, order=order.id, place=house.one.id, start=date(2026, 11, 20), end=None
    )
    with pytest.raises(UnableToPlace):
        start(house, accepted(house), house.one)
    start(house, order, house.two, b.TODAY)
    assert days(order) == [("2", b.TODAY, None)]


def test_a_plan_is_made_again_not_twice_and_can_be_given_up(house):
    order = accepted(house)
    for place in (house.one, house.two):
        actions.plan(house.houses_user, order=order.id, place=place.id, start=b.TODAY, end=None)
    assert days(order) == [("2", b.TODAY, None)]
    actions.drop_plan(house.caseworker, order=order.id)
    assert days(order) == []


def test_a_plan_outside_the_grant_is_refused(house):
    order = accepted(house, end=date(2026, 12, 31))
    for first, last in [(date(2026, 9, 30), None), (b.TODAY, date(2027, 1, 1))]:
        with pytest.raises(UnableToPlace):
            actions.plan(
                house.caseworker, order=order.id, place=house.one.id, start=first, end=last
            )


def test_to_take_an_order_back_frees_the_place_that_was_kept(house):
    order = accepted(house)
    actions.plan(house.caseworker, order=order.id, place=house.one.id, start=b.TODAY, end=None)
    with pytest.raises(UnableToMoveOrder):
        actions.withdraw(house.caseworker, order=order.id, reason="")
    actions.withdraw(house.caseworker, order=order.id, reason="Flytter til sin søster")
    assert days(order) == []
    with pytest.raises(UnableToLetIn):
        actions.withdraw(house.houses_user, order=accepted(house).id, reason="Nej")


def test_a_move_ends_one_stay_the_day_before_the_next(house):
    order = accepted(house)
    start(house, order, house.one)
    stay = Placement.objects.get()
    actions.move(house.houses_user, stay=stay.id, place=house.two.id, day=b.TODAY)
    assert days(order) == [("1", FIRST, date(2026, 11, 1)), ("2", b.TODAY, None)]
    actions.move(
        house.caseworker, stay=Placement.objects.get(end=None).id, place=house.one.id, day=b.TODAY
    )
    assert days(order) == [("1", FIRST, date(2026, 11, 1)), ("1", b.TODAY, None)]


def test_strangers_move_nobody(house):
    start(house, accepted(house), house.one)
    stay = Placement.objects.get()
    strangers = [
        b.actor(Role.PROVIDER, provider=b.provider()),
        b.actor(Role.CASEWORKER_ADULTS, b.unit("Team Syd")),
        b.actor(Role.FINANCE),
    ]
    for stranger in strangers:
        with pytest.raises(UnableToLetIn):
            actions.move(stranger, stay=stay.id, place=house.two.id, day=b.TODAY)


def test_a_stop_frees_the_place_and_asks_the_caseworker_whether_the_grant_ends(house):
    order = accepted(house)
    start(house, order, house.one)
    with pytest.raises(UnableToStopOn):
        actions.stop(
            house.houses_user, order=order.id, day=FIRST - timedelta(days=1), reason="Flyttet"
        )
    with pytest.raises(UnableToMoveOrder):
        actions.stop(house.caseworker, order=order.id, day=b.TODAY, reason="")
    actions.stop(house.houses_user, order=order.id, day=b.TODAY, reason="Flyttet")
    assert days(order) == [("1", FIRST, b.TODAY)]
    order.refresh_from_db()
    assert (order.state, order.stopped_on) == ("stopped", b.TODAY)
    task = Task.objects.get()
    assert (task.assigned_to_id, task.due) == (house.caseworker.id, date(2026, 11, 5))
    start(house, accepted(house, start=b.TODAY), house.two, b.TODAY)
    assert queries.free_places([house.offer.id], date(2026, 11, 3)) == {house.offer.id: 1}


def test_the_authority_can_stop_too(house):
    order = accepted(house)
    start(house, order, house.one)
    actions.stop(house.caseworker, order=order.id, day=b.TODAY, reason="Borgeren ønsker det")
    assert order.messages.get(move="stop").side == "authority"


def test_a_second_order_of_a_grant_does_not_touch_where_the_citizen_was_before(house):
    first = accepted(house)
    start(house, first, house.one)
    actions.stop(house.houses_user, order=first.id, day=date(2026, 10, 20), reason="Pause")
    again = b.order(first.grant)
    Order.objects.filter(id=again.id).update(state=OrderState.ACCEPTED.value)
    with pytest.raises(UnableToPlace):
        start(house, again, house.one, date(2026, 10, 20))
    start(house, again, house.two, date(2026, 10, 21))
    assert days(again) == [("1", FIRST, date(2026, 10, 20)), ("2", date(2026, 10, 21), None)]


def test_every_act_leaves_its_rows_in_the_log(house):
    order = accepted(house)
    actions.plan(house.caseworker, order=order.id, place=house.one.id, start=b.TODAY, end=None)
    start(house, order, house.one, b.TODAY)
    actions.stop(house.houses_user, order=order.id, day=b.TODAY, reason="Ingen ord i loggen")
    rows = Entry.objects.filter(citizen=order.grant.citizen_id).order_by("id")
    assert [row.action for row in rows] == [
        "placement.add", "order.start", "placement.settle",
        "order.stop", "placement.end", "task.add",
    ]  # fmt: skip
    assert "Ingen ord" not in str(list(rows.values("facts")))


class NoSequenceOfActs(TestCase):
    """Whatever is tried, in whatever order: no two stays on a place or of a citizen overlap."""

    @settings(max_examples=25)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["start", "plan", "move", "stop", "withdraw", "drop"]),
                st.integers(0, 3),
                st.integers(0, 1),
                st.integers(0, 60),
            ),
            min_size=4,
            max_size=14,
        )
    )
    def test_no_sequence_of_acts_makes_an_overlap(self, acts):
        house = a_house()
        same = b.citizen()
        orders = [accepted(house, same), accepted(house, same), accepted(house), accepted(house)]
        for act, which, place, offset in acts:
            _attempt(house, act, orders[which], [house.one, house.two][place], offset)
        for group in ("place_id", "citizen_id"):
            self._nothing_overlaps(group)
        for grant in Grant.objects.all():
            running = grant.orders.filter(state="started").exists()
            today = Placement.objects.filter(grant=grant, start__lte=b.TODAY, end=None)
            assert today.exists() <= (running or grant.orders.filter(state="accepted").exists())

    def _nothing_overlaps(self, group):
        by_key = {}
        for stay in Placement.objects.all():
            by_key.setdefault(getattr(stay, group), []).append(Period(stay.start, stay.end))
        assert [first_overlap(stays) for stays in by_key.values()] == [None] * len(by_key)


def _attempt(house, act, order, place, offset):
    day = FIRST + timedelta(days=offset)
    me, by = house.houses_user, house.caseworker
    stay = Placement.objects.filter(grant=order.grant_id).order_by("-start").first()
    try:
        match act:
            case "start":
                start(house, order, place, day)
            case "plan":
                actions.plan(by, order=order.id, place=place.id, start=day, end=None)
            case "move" if stay is not None:
                actions.move(by, stay=stay.id, place=place.id, day=day)
            case "stop":
                actions.stop(me, order=order.id, day=day, reason="Slut")
            case "withdraw":
                actions.withdraw(by, order=order.id, reason="Fortrudt")
            case "drop":
                actions.drop_plan(by, order=order.id)
    except UnableTo:
        pass
