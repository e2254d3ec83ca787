"""Who somebody is today: posts by day and by tree, log-in and log-out, language, shut doors."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from helhed.apps.access import actions
from helhed.apps.access.access import Actor, UnableToLetIn, may_at_all, posts_of, require
from helhed.apps.access.actions import UnableToMakeUser
from helhed.apps.access.models import RoleHolding, User
from helhed.apps.access.queries import NoMunicipality, clock_of, municipality
from helhed.apps.access.web.middleware import DeniedByDefault
from helhed.apps.audit.models import Entry
from helhed.kernel.clock import FixedDay, SystemClock
from helhed.rules.access.rights import Action, Matter, Role
from tests.apps import building as b
from tests.apps.town import Town

pytestmark = pytest.mark.django_db
PASSWORD = "En lang adgangskode 1"


@pytest.fixture
def town():
    return Town()


def hold(user, role, unit, start, end=None):
    return RoleHolding.objects.create(user=user, role=role.value, unit=unit, start=start, end=end)


def test_a_role_holds_from_its_first_day_to_its_last(town):
    somebody = b.user()
    hold(somebody, Role.HEAD, town.adults, date(2026, 11, 2), date(2026, 11, 4))
    held = [bool(posts_of(somebody, date(2026, 11, day))) for day in range(1, 6)]
    assert held == [False, True, True, True, False]


def test_a_post_covers_its_unit_and_all_below_and_nothing_beside(town):
    below = b.unit("Nord 2", "adults", town.north)
    [post] = posts_of(b.actor(Role.TEAM_LEADER, town.north).user, b.TODAY)
    assert post.units == {town.north.id, below.id}
    [post] = posts_of(b.actor(Role.HEAD, town.adults).user, b.TODAY)
    assert post.units == {town.adults.id, town.north.id, below.id, town.south.id}
    assert post.department == "adults"


def test_roles_add_up_and_reach_no_further_than_each(town):
    somebody = b.user()
    hold(somebody, Role.CASEWORKER_ADULTS, town.north, date(2020, 1, 1))
    hold(somebody, Role.FINANCE, None, date(2020, 1, 1))
    actor = Actor(somebody, posts_of(somebody, b.TODAY), FixedDay(b.TODAY))
    assert actor.role_key == "caseworker_adults+finance"
    south = Matter(frozenset([town.south.id]), frozenset(["adults"]))
    require(actor, Action.SEE_GRANT, south)
    with pytest.raises(UnableToLetIn):
        require(actor, Action.SEE_CASE, south)
    assert not may_at_all(actor, Action.ADMINISTER)


def user(**changes):
    made = User(**{"username": "anna", "name": "Anna", **changes})
    made.set_password(PASSWORD)
    made.save()
    return made


def log_in(client, username="anna", password=PASSWORD, target=""):
    sent = {"username": username, "password": password, "next": target}
    return client.post(reverse("access:log-in"), sent)


def test_coming_in_and_being_kept_out_are_logged_without_what_was_typed(town):
    somebody, client = user(), Client()
    assert log_in(client, "anna", "forkert-kode").status_code == 400
    assert log_in(client, "ukendt-navn", PASSWORD).status_code == 400
    assert log_in(client)["Location"] == "/"
    client.post(reverse("access:log-out"))
    rows = Entry.objects.order_by("id").values_list("action", "actor", "object_id", "facts")
    assert list(rows) == [
        ("refused.log_in", None, None, {}),
        ("refused.log_in", None, None, {}),
        ("log_in", somebody.id, somebody.id, {}),
        ("log_out", somebody.id, somebody.id, {}),
    ]
    written = str(list(Entry.objects.values_list()))
    assert not any(word in written for word in ("forkert-kode", "ukendt-navn", PASSWORD))


def test_somebody_put_out_of_the_house_is_not_let_in(town):
    user(is_active=False)
    assert log_in(Client()).status_code == 400


@pytest.mark.parametrize(
    ("target", "lands"),
    [("/sager/", "/sager/"), ("https://ond.example/", "/"), ("//ond.example/", "/"), ("", "/")],
)
def test_log_in_leads_on_only_inside_the_house(town, target, lands):
    user()
    assert log_in(Client(), target=target)["Location"] == lands


def test_log_out_is_out(town):
    client = b.signed_in(town.anna)
    assert client.get("/").status_code == 200
    client.post(reverse("access:log-out"))
    assert client.get("/")["Location"].startswith(reverse("access:log-in"))


def test_english_is_a_switch_and_danish_comes_first_whatever_the_browser_wishes(town):
    client = b.signed_in(town.anna)
    danish = client.get("/", headers={"accept-language": "en"})
    assert (danish["Content-Language"], b"Min dag" in danish.content) == ("da", True)
    sent = {"language": "en", "next": "/sager/"}
    assert client.post(reverse("access:language"), sent)["Location"] == "/sager/"
    assert client.get("/")["Content-Language"] == "en"
    assert User.objects.get(id=town.anna.id).language == "en"
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME]["httponly"]
    client.post(reverse("access:language"), {"language": "xx"})
    assert client.get("/")["Content-Language"] == "en"


def test_the_language_of_a_user_comes_along_at_log_in(town):
    user(language="en")
    client = Client()
    log_in(client)
    assert client.get("/")["Content-Language"] == "en"


def test_a_page_that_does_not_say_who_may_open_it_is_opened_by_nobody(town):
    def forgotten(request):
        return HttpResponse("hemmeligt")

    request = RequestFactory().get("/glemt/")
    request.user, request.session = town.admin.user, {}
    answer = DeniedByDefault(forgotten).process_view(request, forgotten, [], {})
    assert answer is not None
    assert answer.status_code == 403
    assert Entry.objects.filter(action="refused.administer", actor=town.admin.id).count() == 1


def test_a_method_that_a_page_does_not_answer_is_refused_before_the_page(town):
    client = b.signed_in(town.anna)
    assert client.post(reverse("cases:list")).status_code == 405
    assert client.get(reverse("cases:what-matters", args=[town.case.id])).status_code == 405


def test_somebody_who_may_not_is_told_so_and_it_is_logged(town):
    answer = b.signed_in(town.bo).get(reverse("desk:case", args=[town.case.id]))
    assert answer.status_code == 403
    assert "Du har ikke adgang til dette med din rolle." in answer.content.decode()
    [row] = Entry.objects.all()
    assert (row.action, row.actor, row.is_write) == ("refused.see_case", town.bo.id, False)
    assert (row.object_type, row.object_id, row.facts) == (
        "case",
        town.case.id,
        {"page": "desk:case"},
    )


def test_whose_page_one_was_turned_away_from_is_logged_by_id(town):
    person = b.citizen()
    b.signed_in(town.provider).get(
        reverse("desk:citizen", args=[person.id]), {"navn": "stod i adressen"}
    )
    [row] = Entry.objects.all()
    assert (row.action, row.citizen, row.object_id) == (
        "refused.see_citizen",
        person.id,
        person.id,
    )
    assert row.facts == {"page": "desk:citizen"}


def test_log_in_leads_back_to_the_page_with_its_filters(town):
    asked = Client().get("/sager/", {"state": "closed", "mine": "on"})["Location"]
    user()
    assert log_in(Client(), target=parse_qs(urlsplit(asked).query)["next"][0])["Location"] == (
        "/sager/?state=closed&mine=on"
    )
    part = {"HX-Request": "true", "HX-Current-URL": "http://testserver/sager/?state=all"}
    leads = Client().get("/sager/", headers=part)["HX-Redirect"]
    assert parse_qs(urlsplit(leads).query)["next"] == ["http://testserver/sager/?state=all"]


def test_a_piece_that_a_page_fetched_by_itself_leads_nobody_away_who_may_be_writing_there(town):
    answer = Client().get("/sager/", headers={"HX-Request": "true", "X-By-Itself": "true"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert "HX-Redirect" not in answer.headers


def test_a_user_name_is_taken_once(town):
    facts = {"username": "ny", "name": "Ny", "email": "", "password": PASSWORD}
    made = actions.make_user(town.admin, **facts)
    assert made.check_password(PASSWORD)
    with pytest.raises(UnableToMakeUser):
        actions.make_user(town.admin, **facts)


def test_ending_a_role_never_makes_it_longer(town):
    somebody = b.user()
    ended = hold(somebody, Role.HEAD, town.adults, date(2020, 1, 1), date(2026, 10, 1))
    actions.end_role(town.admin, holding=ended.id, end=b.TODAY)
    ended.refresh_from_db()
    assert ended.end == date(2026, 10, 1)
    coming = hold(somebody, Role.FINANCE, None, date(2026, 12, 1))
    actions.end_role(town.admin, holding=coming.id, end=b.TODAY)
    assert posts_of(somebody, date(2026, 12, 1)) == ()
    running = hold(somebody, Role.FINANCE, None, date(2026, 1, 1))
    actions.end_role(town.admin, holding=running.id, end=b.TODAY)
    assert posts_of(somebody, b.TODAY)
    assert posts_of(somebody, date(2026, 11, 3)) == ()


def test_an_empty_house_has_no_municipality_and_the_machines_own_clock():
    with pytest.raises(NoMunicipality):
        municipality()
    assert isinstance(clock_of(None), SystemClock)


def test_a_demonstration_stands_on_its_day(town):
    assert clock_of(municipality()).today() == b.TODAY
