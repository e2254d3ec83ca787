"""Absence and wishes for another help: proposed by the provider, answered by the caseworker."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.audit.models import Entry
from helhed.apps.decisions.actions.change import UnableToChangeGrant
from helhed.apps.decisions.models import Suspension
from helhed.apps.orders import actions
from helhed.apps.orders.models import Order, OrderMessage, OrderWish
from helhed.apps.orders.queries import order_page
from helhed.rules.access.rights import Role
from helhed.rules.orders.oenske import UnableToWish, Wish, WishKind
from helhed.rules.orders.samtale import AskState
from tests.apps import building as b
from tests.apps.town import SECRET, Town

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 11, 10), date(2026, 11, 20)


@pytest.fixture
def house():
    town = Town()
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, 250_000))
    grant = b.grant(town.case, rate, date(2026, 1, 1), date(2027, 6, 30), quantity=Decimal(7))
    order = b.order(grant, date(2026, 1, 1))
    town.theirs = b.actor(Role.PROVIDER, provider=order.provider)
    return town, order


def away(is_paid, kind=WishKind.ILL, start=FIRST, end=LAST):
    return Wish(kind, start, end, is_paid)


def wish(house, what, text="Aftalt ved mødet"):
    town, order = house
    return actions.wish(town.theirs, order=order.id, wish=what, text=text)


def answered(house, what, answer, text=""):
    town, _ = house
    asked = wish(house, what)
    actions.answer(town.anna, message=asked.id, answer=answer, text=text)
    asked.refresh_from_db()
    return asked


def test_a_yes_to_an_absence_without_pay_lets_the_grant_rest_on_its_days(house):
    _, order = house
    before = order.grant.commitments.get(month=date(2026, 11, 1)).oere
    assert answered(house, away(False), AskState.YES).state == "yes"
    pause = Suspension.objects.get(grant=order.grant)
    assert (pause.start, pause.end, pause.reason) == (FIRST, LAST, "Fravær: Indlagt på sygehus")
    after = order.grant.commitments.get(month=date(2026, 11, 1)).oere
    assert before - after == 11 * 7 * 250_000
    assert Entry.objects.filter(action="grant.suspend").count() == 1


def test_while_the_place_is_paid_the_grant_goes_on(house):
    answered(house, away(True), AskState.YES)
    assert not Suspension.objects.exists()


def test_a_no_says_why_and_lets_nothing_rest(house):
    asked = answered(house, away(False), AskState.NO, "Pladsen er betalt efter aftalen")
    assert asked.state == "no"
    assert not Suspension.objects.exists()


def test_an_absence_on_days_that_rest_already_cannot_be_said_yes_to_and_nothing_is_answered(house):
    town, order = house
    answered(house, away(False), AskState.YES)
    asked = wish(house, away(False))
    with pytest.raises(UnableToChangeGrant):
        actions.answer(town.anna, message=asked.id, answer=AskState.YES, text="")
    asked.refresh_from_db()
    assert asked.state == "open"
    assert order.messages.filter(answers=asked).count() == 0


@pytest.mark.parametrize(
    "what",
    [
        away(False, start=None),
        away(None),
        away(False, start=date(2025, 12, 31)),
        away(False, start=date(2027, 7, 1), end=None),
        away(False, end=date(2026, 11, 9)),
        Wish(WishKind.MORE, FIRST, quantity=Decimal(7)),
        Wish(WishKind.MORE, FIRST, quantity=Decimal(6)),
        Wish(WishKind.LESS, FIRST, quantity=Decimal(8)),
        Wish(WishKind.LESS, FIRST),
        Wish(WishKind.MORE, quantity=Decimal(8)),
        Wish(WishKind.EXTEND, end=date(2027, 6, 30)),
        Wish(WishKind.EXTEND),
        Wish(WishKind.STOP, end=date(2027, 7, 1)),
    ],
)
def test_what_does_not_fit_what_is_granted_cannot_be_wished(house, what):
    with pytest.raises(UnableToWish):
        wish(house, what)
    assert not OrderWish.objects.exists()


def test_a_change_is_wished_with_a_reason_and_only_while_the_help_runs(house):
    _town, order = house
    stop = Wish(WishKind.STOP, end=date(2026, 12, 31))
    with pytest.raises(UnableToWish):
        wish(house, stop, " ")
    Order.objects.filter(id=order.id).update(state="sent")
    with pytest.raises(UnableToWish):
        wish(house, stop)


def test_only_the_provider_of_the_order_wishes(house):
    town, order = house
    for other in (town.anna, b.actor(Role.PROVIDER, provider=b.provider()), town.nobody):
        with pytest.raises(UnableToLetIn):
            actions.wish(other, order=order.id, wish=away(True), text="")


def test_what_is_wished_stands_in_the_order_for_both_sides_and_not_in_the_log(house):
    town, order = house
    wish(house, away(False), SECRET)
    for who in (town.anna, town.theirs):
        page = b.seen(who, "orders:one", order.id)
        assert "Indlagt på sygehus" in page
        assert "pladsen er ikke betalt imens" in page
        assert "Svar senest" in page
    row = Entry.objects.get(action="order.wish")
    assert SECRET not in str(row.facts)


CHANGES = [
    (Wish(WishKind.MORE, FIRST, quantity=Decimal("10.5")), "decisions:expect-change"),
    (Wish(WishKind.LESS, FIRST, quantity=Decimal(3)), "decisions:expect-change"),
    (Wish(WishKind.EXTEND, end=date(2027, 12, 31)), "decisions:move-end"),
    (Wish(WishKind.STOP, end=date(2026, 12, 31)), "payments:end-grant"),
]


@pytest.mark.parametrize(("what", "page"), CHANGES)
def test_a_yes_to_a_change_opens_the_change_of_the_grant_filled_in(house, what, page):
    town, order = house
    asked = wish(house, what)
    client = b.signed_in(town.anna)
    url = reverse("orders:answer", args=[order.id, asked.id])
    answer = client.post(url, {"answer": "yes", "text": ""})
    assert answer.url.startswith(reverse(page, args=[order.grant_id]))
    assert SECRET not in answer.url
    opened = client.get(answer.url).content.decode()
    assert "Udføreren har bedt om det" in opened
    for day in (what.start, what.end):
        assert day is None or f'value="{day.isoformat()}"' in opened
    if what.quantity is not None:
        amount = f"{what.quantity:f}".replace(".", ",")
        assert f'value="{amount}"' in opened
    found = order_page(town.anna, order.id)
    assert found.messages[0].way is not None
    assert order_page(town.theirs, order.id).messages[0].way is None


def test_a_provider_tells_of_an_absence_and_asks_for_a_change_through_the_pages(house):
    town, order = house
    client = b.signed_in(town.theirs)
    page = b.seen(town.theirs, "orders:one", order.id)
    absence, change = (reverse(name, args=[order.id]) for name in ("orders:absence", "orders:wish"))
    assert absence in page
    assert change in page
    told = {"kind": "travels", "start": "2026-11-10", "end": "", "is_paid": "0", "text": "Mols"}
    assert client.post(absence, told).status_code == 302
    asked = {"kind": "less", "start": "2026-12-01", "quantity": "3,5", "text": "Det går godt"}
    assert client.post(change, asked).status_code == 302
    kinds = OrderWish.objects.order_by("id").values_list("kind", "end", "is_paid", "quantity")
    assert list(kinds) == [
        ("travels", None, False, None),
        ("less", None, None, Decimal("3.5")),
    ]
    wrong = client.post(change, {"kind": "stop", "end": "", "text": "Nu"})
    assert "Skriv den sidste dag." in wrong.content.decode()
    assert OrderMessage.objects.count() == 2
    assert b.signed_in(town.anna).get(absence).status_code == 403
    assert absence not in b.seen(town.anna, "orders:one", order.id)
