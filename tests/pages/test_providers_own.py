"""A provider's user and every address of the house: her own orders, and nothing of anybody else."""

from itertools import product

import pytest
from django.apps import apps
from django.urls import URLPattern, get_resolver, reverse

from helhed.apps.orders import actions as ordering
from helhed.apps.orders.models import Order
from helhed.rules.access.rights import Role
from helhed.rules.orders.oenske import Wish, WishKind
from helhed.rules.orders.samtale import Ask
from tests.apps import building as b
from tests.apps.desk.test_timeline import ordered
from tests.apps.town import SECRET, Town

pytestmark = pytest.mark.django_db

OPEN = {"access:log-in", "access:log-out", "access:language", "access:drop-unsent"}
"""The last throws away one's own words alone; it answers the same of somebody else's."""


def routes(patterns=None, room=""):
    """(name, names of the parts, methods) of every address."""
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLPattern):
            methods = getattr(pattern.callback, "methods", ("GET",))
            yield f"{room}:{pattern.name}", pattern.pattern.converters, methods
        else:
            yield from routes(pattern.url_patterns, pattern.namespace or room)


def values(kind, keys):
    """What a part of an address is tried with: the key of every row, or something that is there."""
    return {"uuid": keys, "int": [2026]}.get(kind, ["x"])


def addresses(keys):
    """Every address with the keys of the house's rows; where it has two, both are of one order."""
    for name, converters, methods in routes():
        parts = {
            part: values(type(one).__name__.removesuffix("Converter").lower(), keys)
            for part, one in converters.items()
        }
        if len(parts) > 1:
            parts = {part: listed[:8] for part, listed in parts.items()}
        for chosen in product(*parts.values()):
            yield name, reverse(name, kwargs=dict(zip(parts, chosen, strict=True))), methods


@pytest.fixture
def house():
    """An order at another provider with all that is said in one, and a provider's user with none of
    it."""
    town = Town()
    order = ordered(town)
    order.refresh_from_db()
    theirs = b.actor(Role.PROVIDER, provider=order.provider)
    ordering.accept(theirs, order=order.id)
    Order.objects.filter(id=order.id).update(state="started", started_on=b.TODAY)
    ordering.write(theirs, order=order.id, text=f"Må vi {SECRET}?", asks=Ask.QUESTION)
    away = Wish(WishKind.ILL, order.wanted_start, None, True)
    ordering.wish(theirs, order=order.id, wish=away, text=f"Indlagt {SECRET}")
    return town, order


def keys_of_the_house():
    """The key of a row of every table: those of orders first, and of these some more."""
    found = []
    listed = sorted(apps.get_models(), key=lambda model: model._meta.app_label != "orders")
    for model in listed:
        if model._meta.pk.get_internal_type() == "UUIDField":
            most = 3 if model._meta.app_label == "orders" else 1
            found += list(model._base_manager.values_list("pk", flat=True)[:most])
    return found


def test_no_address_lets_her_see_another_citizen_or_anything_said_of_one(house):
    _town, order = house
    mine = b.provider(name="Mit eget")
    client = b.signed_in(b.actor(Role.PROVIDER, provider=mine))
    keys = keys_of_the_house()
    assert order.id in keys
    wrong, tried = [], 0
    for name, address, methods in addresses(keys):
        if name in OPEN:
            continue
        tried += 1
        answer = client.get(address) if "GET" in methods else client.post(address)
        is_shut = answer.status_code in (403, 404)
        if not (is_shut or (answer.status_code in (200, 302, 405) and not _ids(address))):
            wrong.append((name, answer.status_code))
        elif answer.status_code == 200 and _tells(answer, order.grant.citizen.name):
            wrong.append((name, "tells of another"))
    assert wrong == []
    assert tried > 1_000


def _tells(answer, name):
    page = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = page.decode(errors="replace")
    return SECRET in text or name in text


def test_her_own_order_she_opens_while_all_else_of_the_same_citizen_stays_shut(house):
    _town, order = house
    client = b.signed_in(b.actor(Role.PROVIDER, provider=order.provider))
    opened = set()
    for name, address, methods in addresses(keys_of_the_house()):
        if name in OPEN or "GET" not in methods:
            continue
        answer = client.get(address)
        if answer.status_code == 200 and _ids(address):
            opened.add(name)
    rooms = {name.partition(":")[0] for name in opened}
    assert rooms <= {"orders", "placements"}
    assert "orders:one" in opened


def _ids(address):
    return [part for part in address.split("/") if part.count("-") == 4]
