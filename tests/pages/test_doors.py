"""Every address of the house, for nobody and for every role: shut unless the rights say open."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from helhed.apps.access.web.pages import Open
from helhed.apps.audit.models import Entry
from helhed.rules.access.rights import RIGHTS, Action, Role
from tests.apps import building as b

pytestmark = pytest.mark.django_db

SAMPLES = {"uuid": uuid4, "int": lambda: 2026, "string": lambda: "x", "slug": lambda: "x"}


def routes():
    """(name, names of the parts of the address, right asked for, methods) of every address."""

    def walk(patterns, room):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                view = pattern.callback
                yield (
                    f"{room}:{pattern.name}",
                    pattern.pattern.converters,
                    getattr(view, "asks", None),
                    getattr(view, "methods", ("GET",)),
                )
            else:
                yield from walk(pattern.url_patterns, pattern.namespace or room)

    return list(walk(get_resolver().url_patterns, ""))


def address(name, converters):
    """An address with parts that lead to no row."""
    parts = {
        key: SAMPLES[type(found).__name__.removesuffix("Converter").lower()]()
        for key, found in converters.items()
    }
    return reverse(name, kwargs=parts)


@pytest.fixture
def town():
    b.municipality()
    return b.unit("Team"), b.provider("own")


@pytest.fixture(params=list(Role), ids=lambda role: role.value)
def somebody(request, town):
    """Somebody of each role, with a department or a provider as the role has it."""
    team, provider = town
    if request.param is Role.PROVIDER:
        return request.param, b.actor(request.param, provider=provider)
    return request.param, b.actor(request.param, unit=team)


def signed_in(actor):
    client = Client(raise_request_exception=True)
    client.force_login(actor.user)
    return client


def test_nobody_gets_further_than_the_log_in_page(town):
    open_to_all = set()
    for name, converters, asks, _methods in routes():
        for method in ("get", "post"):
            answer = getattr(Client(), method)(address(name, converters))
            if asks is Open.TO_ALL:
                open_to_all.add(name)
                continue
            assert answer.status_code == 302, (name, method)
            assert answer.url.startswith(reverse("access:log-in")), (name, method)
    assert open_to_all == {"access:log-in", "access:language", "access:keep-unsent"}


def test_an_htmx_request_of_somebody_logged_out_is_sent_to_the_log_in_page(town):
    answer = Client().get(reverse("desk:day"), headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith(reverse("access:log-in"))


def test_every_address_answers_each_role_as_the_rights_say(somebody):
    role, actor = somebody
    client = signed_in(actor)
    wrong = []
    for name, converters, asks, methods in routes():
        if name in ("access:log-in", "access:log-out"):
            continue
        answer = client.get(address(name, converters))
        allowed = isinstance(asks, Open) or asks in RIGHTS[role]
        if "GET" not in methods:
            expected = {405}
        elif not allowed:
            expected = {403}
        else:
            # No row has the made-up id: a list opens, a detail is not found or belongs to nobody.
            expected = {200, 302} if not converters else {200, 302, 403, 404}
        if answer.status_code not in expected:
            wrong.append((name, answer.status_code, sorted(expected)))
    assert wrong == []


def test_what_a_role_may_not_do_cannot_be_posted_either(somebody):
    role, actor = somebody
    client = signed_in(actor)
    let_in = [
        (name, answer.status_code)
        for name, converters, asks, methods in routes()
        if "POST" in methods and isinstance(asks, Action) and asks not in RIGHTS[role]
        for answer in [client.post(address(name, converters))]
        if answer.status_code != 403
    ]
    assert let_in == []


def test_whoever_is_turned_away_is_in_the_log_with_what_was_asked_for(town):
    team, _ = town
    actor = b.actor(Role.CASEWORKER_ADULTS, unit=team)
    answer = signed_in(actor).get(reverse("budgets:overview"))
    assert answer.status_code == 403
    row = Entry.objects.get(actor=actor.id, action="refused.see_budget")
    assert row.is_write is False
    assert row.citizen is None


def test_a_role_that_ended_yesterday_opens_nothing(town):
    team, _ = town
    actor = b.actor(Role.HEAD, unit=team)
    actor.user.holdings.update(end=date(2026, 11, 1))
    assert signed_in(actor).get(reverse("budgets:overview")).status_code == 403


def test_a_page_for_somebody_is_never_kept_by_a_cache_and_comes_with_the_strict_policy(town):
    team, _ = town
    answer = signed_in(b.actor(Role.HEAD, unit=team)).get(reverse("desk:day"))
    assert "no-store" in answer.headers["Cache-Control"]
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_an_empty_house_tells_what_to_do_on_the_log_in_page():
    answer = Client().get(reverse("access:log-in"))
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "helhed demo" in text
    assert "helhed import" in text
