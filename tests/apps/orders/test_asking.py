"""Questions and wishes in an order: each has one answer, from the other side, and a state."""

from datetime import timedelta

import pytest
from django.urls import reverse

from helhed.apps.access.access import Actor, UnableToLetIn
from helhed.apps.audit.models import Entry
from helhed.apps.orders import actions
from helhed.apps.orders.conversation import open_asks
from helhed.apps.orders.lines import awaiting
from helhed.apps.orders.models import Order
from helhed.apps.orders.queries import OrderFilter, order_page, orders
from helhed.kernel.clock import FixedDay
from helhed.rules.access.rights import Role
from helhed.rules.orders.samtale import Ask, AskState, UnableToAnswer
from tests.apps import building as b
from tests.apps.desk.test_timeline import ordered
from tests.apps.town import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    town = Town()
    order = ordered(town)
    order.refresh_from_db()
    town.theirs = b.actor(Role.PROVIDER, provider=order.provider)
    actions.accept(town.theirs, order=order.id)
    return town, order


def ask(house, who=None, asks=Ask.QUESTION):
    town, order = house
    return actions.write(who or town.theirs, order=order.id, text="Må vi?", asks=asks)


def shown(house, who):
    found = order_page(who, house[1].id)
    return found.messages[-1]


def later(actor, days):
    return Actor(actor.user, actor.posts, FixedDay(b.TODAY + timedelta(days=days)))


def test_a_question_waits_until_the_other_side_answers_once(house):
    town, _ = house
    asked = ask(house)
    assert shown(house, town.theirs).answers == ()
    assert shown(house, town.anna).answers == (AskState.ANSWERED,)
    with pytest.raises(UnableToAnswer):
        actions.answer(town.theirs, message=asked.id, answer=AskState.ANSWERED, text="Mig selv")
    for wrong, text in ((AskState.YES, "Ja"), (AskState.OPEN, "x"), (AskState.ANSWERED, " ")):
        with pytest.raises(UnableToAnswer):
            actions.answer(town.anna, message=asked.id, answer=wrong, text=text)
    told = actions.answer(
        town.anna, message=asked.id, answer=AskState.ANSWERED, text="Ja, gerne"
    ).said
    asked.refresh_from_db()
    assert (asked.state, told.answers_id) == ("answered", asked.id)
    with pytest.raises(UnableToAnswer):
        actions.answer(town.anna, message=asked.id, answer=AskState.ANSWERED, text="Igen")


def test_a_wish_for_a_change_is_met_or_refused_with_words(house):
    town, _ = house
    asked = ask(house, asks=Ask.CHANGE)
    assert shown(house, town.anna).answers == (AskState.YES, AskState.NO)
    with pytest.raises(UnableToAnswer):
        actions.answer(town.anna, message=asked.id, answer=AskState.NO, text="")
    actions.answer(town.anna, message=asked.id, answer=AskState.YES, text="")
    asked.refresh_from_db()
    assert asked.state == "yes"


def test_a_message_that_asks_nothing_cannot_be_answered(house):
    town, order = house
    said = actions.write(town.theirs, order=order.id, text="Bare til orientering")
    with pytest.raises(UnableToAnswer):
        actions.answer(town.anna, message=said.id, answer=AskState.ANSWERED, text="Tak")


def test_others_can_neither_answer_nor_see(house):
    town, _ = house
    asked = ask(house)
    for who in (town.bo, town.provider, town.finance, town.head, town.nobody):
        with pytest.raises(UnableToLetIn):
            actions.answer(who, message=asked.id, answer=AskState.ANSWERED, text="x")


@pytest.mark.parametrize("asker", ["theirs", "anna"])
def test_what_is_late_is_shown_to_both_sides(house, asker):
    town, order = house
    ask(house, getattr(town, asker))
    sides = (town.anna, town.theirs)
    for side in sides:
        who = later(side, 7)
        assert not shown(house, who).is_late
        assert list(orders(who, OrderFilter(late=True))) == []
        who = later(side, 8)
        assert shown(house, who).is_late
        assert [row.id for row in orders(who, OrderFilter(late=True))] == [order.id]
        (found,) = open_asks(who, 5)
        is_mine = getattr(town, asker) is not side
        assert (found.order, found.is_mine, found.is_late) == (order.id, is_mine, True)


def test_a_question_to_the_provider_stands_on_her_day(house):
    town, order = house
    Order.objects.filter(id=order.id).update(state="started")
    assert awaiting(town.theirs, 5) == []
    asked = ask(house, town.anna)
    assert [row.id for row in awaiting(town.theirs, 5)] == [order.id]
    actions.answer(town.theirs, message=asked.id, answer=AskState.ANSWERED, text="Ja")
    assert awaiting(town.theirs, 5) == []


def test_asked_and_answered_through_the_pages(house):
    town, order = house
    page = reverse("orders:one", args=[order.id])
    theirs, ours = b.signed_in(town.theirs), b.signed_in(town.anna)
    theirs.post(
        reverse("orders:write", args=[order.id]), {"text": "Flere timer?", "asks": "change"}
    )
    asked = order.messages.get(asks="change")
    address = reverse("orders:answer", args=[order.id, asked.id])
    assert address in ours.get(page).content.decode()
    assert address not in theirs.get(page).content.decode()
    kept = ours.post(address, {"answer": "no", "text": "  "}).content.decode()
    assert "Skriv et svar" in kept
    assert ours.post(address, {"answer": "no", "text": "Ikke nu"}).status_code == 302
    assert "Ikke nu" in theirs.get(page).content.decode()


def test_the_log_holds_no_word_of_it(house):
    town, _ = house
    asked = ask(house)
    actions.answer(town.anna, message=asked.id, answer=AskState.ANSWERED, text="Hemmeligt")
    last = Entry.objects.order_by("id").last()
    assert last.action == "order.answer"
    assert "Hemmeligt" not in str(last.facts)
