"""Ways in: a first user by command, new passwords, closed doors, and always one administrator."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from helhed.apps.access import actions
from helhed.apps.access.access import Actor, House, posts_of
from helhed.apps.access.actions import (
    UnableToEndRole,
    UnableToGiveRole,
    UnableToMakeUser,
    UnableToSetPassword,
    UserByCommand,
    put_user,
)
from helhed.apps.access.guessing import Knock
from helhed.apps.access.models import RoleHolding, User, WrongLogIn
from helhed.apps.audit.models import Entry
from helhed.kernel.clock import FixedDay, SystemClock
from helhed.rules.access.rights import Role
from tests.apps import building as b
from tests.apps.town import Town

pytestmark = pytest.mark.django_db
PASSWORD = "En lang adgangskode 1"
ANOTHER = "En helt anden kode 2"
HOUSE = House(FixedDay(b.TODAY))


@pytest.fixture
def town():
    return Town()


def lets_in(username: str, password: str) -> bool:
    sent = {"username": username, "password": password}
    return Client().post(reverse("access:log-in"), sent).status_code == 302


def wrote() -> list[tuple[str, str]]:
    return list(Entry.objects.filter(is_write=True).order_by("id").values_list("action", "role"))


def test_a_user_who_came_with_an_import_gets_a_password_and_a_role_by_command(town):
    somebody = b.user("Indlæst")
    assert not lets_in(somebody.username, PASSWORD)
    wanted = UserByCommand(
        somebody.username, password=PASSWORD, role=Role.TEAM_LEADER, unit=town.north.id
    )
    assert put_user(HOUSE, wanted) is False
    assert put_user(HOUSE, wanted) is False
    assert lets_in(somebody.username, PASSWORD)
    assert User.objects.get(id=somebody.id).name == "Indlæst"
    assert [post.role for post in posts_of(somebody, b.TODAY)] == [Role.TEAM_LEADER]
    assert wrote()[:2] == [("user.change", "house"), ("role.give", "house")]
    assert PASSWORD not in str(list(Entry.objects.values_list()))


def test_the_first_administrator_needs_no_unit_and_no_municipality():
    wanted = UserByCommand("anna", "Anna", PASSWORD, Role.ADMINISTRATOR)
    assert put_user(HOUSE, wanted) is True
    assert lets_in("anna", PASSWORD)
    with pytest.raises(UnableToSetPassword):
        put_user(HOUSE, UserByCommand("bo", "Bo", "kort"))
    with pytest.raises(UnableToGiveRole):
        put_user(HOUSE, UserByCommand("bo", "Bo", PASSWORD, Role.HEAD))
    with pytest.raises(UnableToMakeUser):
        put_user(HOUSE, UserByCommand("bo", password=PASSWORD))
    assert not User.objects.filter(username="bo").exists()


def test_an_administrator_gives_a_new_password_and_the_old_one_lets_nobody_in(town):
    somebody = b.user("Glemt")
    browser = b.signed_in(Actor(somebody, (), FixedDay(b.TODAY)))
    assert browser.get("/").status_code == 200
    administrator = b.signed_in(town.admin)
    page = administrator.get(reverse("desk:user", args=[somebody.id])).content.decode()
    assert "ingen adgangskode" in page
    address = reverse("desk:user-password", args=[somebody.id])
    assert "12" in administrator.post(address, {"password": "kort"}).content.decode()
    assert not lets_in(somebody.username, "kort")
    assert administrator.post(address, {"password": PASSWORD}).status_code == 302
    assert lets_in(somebody.username, PASSWORD)
    assert browser.get("/").status_code == 302


def test_one_changes_ones_own_password_and_stays_logged_in_here_alone(town):
    User.objects.filter(id=town.anna.id).update(password=_hashed(PASSWORD))
    town.anna.user.refresh_from_db()
    here, elsewhere = b.signed_in(town.anna), b.signed_in(town.anna)
    address = reverse("access:password")
    sent = {"old": PASSWORD, "new": ANOTHER, "again": ANOTHER}
    assert "passer ikke" in here.post(address, {**sent, "old": "noget andet"}).content.decode()
    assert "ikke ens" in here.post(address, {**sent, "again": PASSWORD}).content.decode()
    assert here.post(address, sent)["Location"] == "/"
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert (lets_in(town.anna.user.username, ANOTHER), wrote()) == (
        True,
        [("user.password", "caseworker_adults"), ("log_in", "caseworker_adults")],
    )


def _hashed(password: str) -> str:
    somebody = User()
    somebody.set_password(password)
    return somebody.password


def test_a_closed_user_is_out_at_once_and_comes_in_again_when_opened(town):
    browser, administrator = b.signed_in(town.bo), b.signed_in(town.admin)
    administrator.post(reverse("desk:close-user", args=[town.bo.id]))
    assert browser.get("/").status_code == 302
    page = administrator.get(reverse("desk:user", args=[town.bo.id])).content.decode()
    assert "lukket ude" in page
    administrator.post(reverse("desk:open-user", args=[town.bo.id]))
    assert b.signed_in(town.bo).get("/").status_code == 200


def test_nobody_gives_themselves_a_role(town):
    with pytest.raises(UnableToGiveRole):
        actions.give_role(
            town.admin,
            user=town.admin.id,
            role=Role.HEAD,
            unit=town.adults.id,
            provider=None,
            start=b.TODAY,
        )
    assert [post.role for post in posts_of(town.admin.user, b.TODAY)] == [Role.ADMINISTRATOR]


def test_the_house_always_has_an_administrator(town):
    mine = RoleHolding.objects.get(user=town.admin.user)
    leaving = b.actor(Role.ADMINISTRATOR)
    RoleHolding.objects.filter(user=leaving.user).update(end=date(2026, 12, 31))
    closed = b.actor(Role.ADMINISTRATOR)
    User.objects.filter(id=closed.id).update(is_active=False)
    with pytest.raises(UnableToEndRole):
        actions.end_role(town.admin, holding=mine.id, end=b.TODAY)
    with pytest.raises(UnableToEndRole):
        actions.close_user(town.admin, user=town.admin.id)
    b.actor(Role.ADMINISTRATOR)
    actions.end_role(town.admin, holding=mine.id, end=b.TODAY)
    mine.refresh_from_db()
    assert mine.end == b.TODAY


def knock(username: str, password: str, address: str = "10.0.0.1") -> int:
    sent = {"username": username, "password": password}
    answer = Client(REMOTE_ADDR=address).post(reverse("access:log-in"), sent)
    return answer.status_code


def member(username: str) -> None:
    User.objects.create(username=username, name=username, password=_hashed(PASSWORD))


def test_after_five_wrong_passwords_not_even_the_right_one_is_tried_for_a_while(town):
    member("anna")
    member("bo")
    for _ in range(5):
        assert knock("anna", "gæt") == 400
    assert knock("anna", PASSWORD) == 429
    assert knock(" Anna ", PASSWORD) == 429
    assert knock("bo", PASSWORD) == 302
    assert knock("anna", PASSWORD, address="10.0.0.2") == 302
    assert knock("anna", PASSWORD) == 429
    WrongLogIn.objects.update(at=SystemClock().now() - timedelta(minutes=16))
    assert knock("anna", PASSWORD) == 302
    assert not WrongLogIn.objects.exists()


def test_whoever_gets_in_has_all_tries_again(town):
    member("anna")
    for _ in range(3):
        for _ in range(4):
            knock("anna", "gæt")
        assert knock("anna", PASSWORD) == 302


def test_guessing_at_one_from_many_machines_and_at_many_from_one_ends_too(town):
    member("anna")
    now = SystemClock().now()
    address = Knock.of("x", "10.0.0.9").address
    WrongLogIn.objects.bulk_create(
        [
            *(WrongLogIn(at=now, name=Knock.of("anna", "").name, address=n) for n in range(20)),
            *(WrongLogIn(at=now, name=n, address=address) for n in range(200)),
        ]
    )
    assert knock("anna", PASSWORD) == 429
    assert knock("bo", PASSWORD, address="10.0.0.9") == 429
    assert knock("bo", PASSWORD) == 400


def test_what_was_typed_at_the_door_is_not_kept(town):
    knock("anna-hemmelig", "gæt-hemmeligt")
    [row] = WrongLogIn.objects.values_list()
    assert not any(text in str(row) for text in ("anna", "hemmelig", "10.0.0.1"))
