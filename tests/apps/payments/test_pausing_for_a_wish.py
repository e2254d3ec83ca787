"""A provider's wish by which a grant rests on paid days is told as any other late pause is, before
the yes is written."""

from datetime import date

from django.urls import reverse

from helhed.apps.audit.models import Entry
from helhed.apps.decisions.models import Suspension
from helhed.apps.orders import actions as orders
from helhed.rules.access.rights import Role
from helhed.rules.orders.oenske import Wish, WishKind
from tests.apps import building as b
from tests.apps.payments.at_the_desk import Desk
from tests.apps.payments.test_pausing import DAY, main, town

__all__ = ["main", "town"]


def wished(town, main, start=date(2026, 9, 10), end=date(2026, 9, 20)):
    order = main.orders.get()
    theirs = b.actor(Role.PROVIDER, provider=order.provider)
    wish = Wish(WishKind.ILL, start, end, is_paid=False)
    return orders.wish(theirs, order=order.id, wish=wish, text="Indlagt")


def test_a_yes_to_an_absence_on_paid_days_tells_what_comes_back_before_it_is_written(town, main):
    desk, asked = Desk(town.anna), wished(town, main)
    before = Suspension.objects.count()
    page = desk.send("orders:answer", main.orders.get().id, asked.id, answer="yes", text="Ja tak")
    assert "22.000,00 kr. kommer som egne linjer i kørslen for okt. 2026" in page
    assert "Tryk igen, hvis det er rigtigt. Intet er gemt endnu." in page
    assert "Ja tak" in page, "what was typed is still there"
    asked.refresh_from_db()
    assert (asked.state, Suspension.objects.count()) == ("open", before)
    assert not Entry.objects.filter(action="order.answer").exists()
    to = ("payments:yes-to-absence", main.orders.get().id, asked.id)
    page = desk.send(*to, text="Ja tak", seen=f"claw_back:{-11 * DAY}")
    assert "Ydelsen er sat på pause. Disponeringen falder 22.000,00 kr." in page
    asked.refresh_from_db()
    assert (asked.state, Suspension.objects.count()) == ("yes", before + 1)
    assert asked.answer.text == "Ja tak"


def test_a_yes_to_an_absence_ahead_asks_nothing_and_what_cannot_be_keeps_the_answer(town, main):
    desk, asked = Desk(town.anna), wished(town, main, date(2026, 12, 20), date(2026, 12, 24))
    to = ("orders:answer", main.orders.get().id, asked.id)
    assert "Ydelsen er sat på pause." in desk.send(*to, answer="yes", text="")
    again = desk.send("payments:yes-to-absence", *to[1:], text="Ja igen")
    assert "Ja igen" in again
    assert Suspension.objects.filter(grant=main, start=date(2026, 12, 20)).count() == 1


def test_a_no_to_an_absence_and_a_yes_to_a_paid_one_go_no_further(town, main):
    desk, asked = Desk(town.anna), wished(town, main)
    before = Suspension.objects.count()
    page = desk.send("orders:answer", main.orders.get().id, asked.id, answer="no", text="Nej")
    assert "Tryk igen" not in page
    asked.refresh_from_db()
    assert (asked.state, Suspension.objects.count()) == ("no", before)


def test_who_cannot_change_the_grant_cannot_say_yes_by_that_way(town, main):
    asked = wished(town, main)
    told = b.signed_in(town.finance).post(
        reverse("payments:yes-to-absence", args=[main.orders.get().id, asked.id]), {"text": ""}
    )
    assert told.status_code in (403, 404)
    asked.refresh_from_db()
    assert asked.state == "open"
