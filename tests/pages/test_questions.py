"""Every page that a role reaches by links asks the database a bounded number of questions,
however large the house is: at most twenty, and no more at three times the size."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test import Client
from django.urls import resolve, reverse

from helhed.apps.access.access import House
from helhed.apps.access.models import RoleHolding, User
from helhed.apps.decisions.models import Commitment, Grant
from helhed.apps.decisions.pricing import recount
from helhed.apps.forecasts.jobs import carry_out
from helhed.apps.forecasts.models import Forecast
from helhed.apps.forecasts.running import ask_afterwards, ask_of_itself
from helhed.apps.offers.models import RateAmount
from helhed.apps.transfer.loading import load_frames
from helhed.kernel.clock import FixedDay
from helhed.kernel.period import Month
from helhed.synth.make import make

pytestmark = pytest.mark.django_db

MOST = 20
COUNTS_FIRST = ("refunds:", "budgets:", "desk:day")
"""Pages whose first reader counts what changed since; it is the reading that is counted here."""
MOST_OF_THE_FIRST = 30
"""And of whoever is that first reader, on the day's page that everybody begins with."""
SAMPLES = 2  # rows of each kind of page that are opened
SMALL, LARGE = 0.01, 0.03
MAY_DIFFER_BY = 2  # a part that is empty in one house is not asked for
LINK = re.compile(r'href="(/[^"#]*)')
HOUSE = House(FixedDay(date(2026, 11, 2)))
FILES = ("cases:document", "transfer:download", "decisions:letter")
FILES_OF_REPORT = ("xlsx", "pdf")
MOST_IN_A_REPORT = 48
"""The file of the report gathers what six pages ask for."""


class Questions:
    """Counts the statements that read or write; savepoints are none."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        self.count += not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))
        return execute(sql, *rest)


def walk(client: Client, most: dict[str, int], start: str = "/", only: str = "") -> None:
    """Follow links from a page, a few rows of each kind (perhaps ``only`` of pages whose name
    begins so), and count the questions."""
    waiting, asked, opened = [start], set[str](), defaultdict[str, int](int)
    while waiting:
        address = waiting.pop(0).replace("&amp;", "&")
        path = address.split("?")[0]
        if address in asked or path.startswith("/static/") or "format=" in address:
            continue
        name = resolve(path).view_name
        if opened[name] >= SAMPLES or name in FILES or not name.startswith(only):
            continue
        asked.add(address)
        opened[name] += 1
        if name.startswith(COUNTS_FIRST):
            client.get(address)
        questions = Questions()
        with connection.execute_wrapper(questions):
            answer = client.get(address)
        if answer.status_code == 200:
            most[name] = max(most[name], questions.count)
            if answer.headers["Content-Type"].startswith("text/html"):
                assert b"<html" in answer.content, f"{name} answers a link with a piece of a page"
            waiting += LINK.findall(answer.content.decode())


def counted(scale: float) -> dict[str, int]:
    """The most questions that each page asks, whoever asks, in a house of a size."""
    most = defaultdict[str, int](int)
    with transaction.atomic():
        load_frames(make(scale, 5))
        for department in ("", "adults"):
            carry_out(HOUSE, Forecast, ask_of_itself(HOUSE, department, 20).id)
        carry_out(HOUSE, Forecast, ask_afterwards(HOUSE, "adults", 20).id)
        for user in everybody():
            client = Client()
            client.force_login(user)
            walk(client, most)
        transaction.set_rollback(True)
    return most


def everybody() -> list[User]:
    """Whoever can log in to the demonstration, always in the same order: who comes first counts
    for the others."""
    return list(User.objects.filter(username__startswith="demo-").order_by("username"))


def counted_of_the_first_reader(scale: float) -> dict[str, int]:
    """What the day's page asks of each, when nobody has read anything before."""
    most = dict[str, int]()
    with transaction.atomic():
        load_frames(make(scale, 5))
        for user in everybody():
            client, questions, before = Client(), Questions(), transaction.savepoint()
            client.force_login(user)
            with connection.execute_wrapper(questions):
                assert client.get("/").status_code == 200
            most[user.username] = questions.count
            transaction.savepoint_rollback(before)
        transaction.set_rollback(True)
    return most


def test_the_first_reader_of_a_day_asks_a_bounded_number_whoever_it_is() -> None:
    small, large = counted_of_the_first_reader(SMALL), counted_of_the_first_reader(LARGE)
    assert small.keys() == large.keys()
    assert max(small.values()) > MOST  # somebody does count what changed
    assert {user: count for user, count in small.items() if count > MOST_OF_THE_FIRST} == {}
    assert {u: n for u, n in large.items() if n > small[u] + MAY_DIFFER_BY} == {}


def counted_with_corrections(scale: float) -> dict[str, int]:
    """The same of the budget's pages and files when every price was told late, so that closed
    months of very many grants are to be corrected."""
    most = defaultdict[str, int](int)
    with transaction.atomic():
        load_frames(make(scale, 5))
        last = Commitment.objects.latest("month").month
        RateAmount.objects.update(oere=F("oere") + 1_000)
        recount(Grant.objects.filter(state="granted"), Month.of(last))
        client = Client()
        client.force_login(User.objects.get(username="demo-finance"))
        walk(client, most, "/budget/", "budgets:")
        for kind in FILES_OF_REPORT:
            questions = Questions()
            with connection.execute_wrapper(questions):
                assert client.get("/budget/rapport/", {"format": kind}).status_code == 200
            assert questions.count <= MOST_IN_A_REPORT
        transaction.set_rollback(True)
    return most


def test_known_corrections_ask_no_more_however_many_they_are() -> None:
    small, large = counted_with_corrections(SMALL), counted_with_corrections(LARGE)
    assert len(large) > 15
    for found in (small, large):
        assert {page: count for page, count in found.items() if count > MOST} == {}
    grown = {page: (small[page], large[page]) for page in small.keys() & large.keys()}
    assert {p: n for p, n in grown.items() if n[1] > n[0] + MAY_DIFFER_BY} == {}


def test_every_page_asks_at_most_twenty_questions_and_no_more_when_the_house_grows() -> None:
    small, large = counted(SMALL), counted(LARGE)
    assert len(large) > 45
    for found in (small, large):
        assert {page: count for page, count in found.items() if count > MOST} == {}
    grown = {page: (small[page], large[page]) for page in small.keys() & large.keys()}
    assert {p: n for p, n in grown.items() if n[1] > n[0] + MAY_DIFFER_BY} == {}


def test_whoever_leads_both_departments_asks_no_more_than_others() -> None:
    most = defaultdict[str, int](int)
    with transaction.atomic():
        load_frames(make(SMALL, 5))
        for department in ("", "adults"):
            carry_out(HOUSE, Forecast, ask_of_itself(HOUSE, department, 20).id)
        head = User.objects.get(username="demo-head")
        other = RoleHolding.objects.get(user__username="demo-head-children")
        RoleHolding.objects.create(user=head, role=other.role, unit=other.unit, start=other.start)
        client = Client()
        client.force_login(head)
        client.get("/")  # the first reader counts what changed
        for name in ("desk:day", "matching:cover", "matching:followed", "transitions:board"):
            walk(client, most, reverse(name), name.split(":")[0] if name != "desk:day" else name)
        walk(client, most, reverse("forecasts:overview"), "forecasts:")
        transaction.set_rollback(True)
    assert {"desk:day", "matching:followed", "transitions:one", "forecasts:overview"} <= set(most)
    assert {page: count for page, count in most.items() if count > MOST} == {}
