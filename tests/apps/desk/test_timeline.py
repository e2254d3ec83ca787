"""The timeline of a citizen: everything in the order of days, as far as one may see."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from helhed.apps.audit.models import Entry
from helhed.apps.cases.actions import journal
from helhed.apps.desk.queries.thing import Thing, ThingKind
from helhed.apps.desk.queries.things import keys, read_all
from helhed.apps.desk.queries.timeline import A_PAGE, timeline
from helhed.apps.orders import actions as ordering
from helhed.rules.cases.sag import EntryKind
from tests.apps import building as b
from tests.apps.town import Town

pytestmark = pytest.mark.django_db
PLACES = (ThingKind.PLACE_NEED, ThingKind.PLACE_WISH, ThingKind.PLACE_CHOICE)
"""What has tests of its own, with the choice of places."""


@pytest.fixture
def town():
    return Town()


def note(town, who=None, case=None, day=b.TODAY, title="Samtale"):
    return journal.write_entry(
        who or town.anna,
        case=(case or town.case).id,
        kind=EntryKind.NOTE,
        title=title,
        text="Vi talte sammen",
        happened_on=day,
        sign=True,
    )


def ordered(town):
    """A case in which there is something of nearly every kind."""
    town.plan()
    grant = town.granted()
    order = ordering.begin(
        town.anna,
        grant=grant.id,
        purpose="At bo selv",
        parts=[],
        needs="",
        goals=[],
        wanted_start=date(2026, 12, 1),
    )
    ordering.send(town.anna, order=order.id)
    note(town)
    return order


def test_every_kind_stands_on_it_and_is_chosen_by_itself(town):
    order = ordered(town)
    all_of_it = timeline(town.anna, town.citizen.id, None, 1)
    assert {thing.kind for thing in all_of_it.things} == set(ThingKind) - {
        ThingKind.DOCUMENT,
        ThingKind.RECOMMENDATION,
        ThingKind.FOLLOW_UP,
        *PLACES,
    }
    days = [thing.day for thing in all_of_it.things]
    assert days == sorted(days, reverse=True)
    alone = timeline(town.anna, town.citizen.id, ThingKind.ORDER, 1)
    assert [thing.id for thing in alone.things] == [order.id]
    assert alone.counts == all_of_it.counts


def test_each_thing_stands_on_one_page(town):
    for number in range(A_PAGE + 3):
        note(town, day=b.TODAY - timedelta(days=number))
    pages = [timeline(town.anna, town.citizen.id, None, page) for page in (1, 2)]
    shown = [thing.id for page in pages for thing in page.things]
    assert len(shown) == len(set(shown)) == A_PAGE + 3
    assert timeline(town.anna, town.citizen.id, None, 99).page == 2


def test_a_case_of_another_department_is_told_of_but_not_shown(town):
    note(town)
    theirs = b.case(town.family, town.citizen, town.carla.user)
    note(town, who=town.carla, case=theirs, title="Hemmelig")
    found = timeline(town.anna, town.citizen.id, None, 1)
    assert [thing.title for thing in found.things] == ["Samtale"]
    assert found.closed == 1
    address = reverse("desk:timeline", args=[town.citizen.id])
    for who in (town.bo, town.finance, town.provider, town.admin, town.nobody):
        assert b.signed_in(who).get(address).status_code == 403


@pytest.mark.parametrize("rows", [1, 60])
def test_many_things_take_no_more_statements_than_few(town, rows, django_assert_max_num_queries):
    ordered(town)
    for number in range(rows):
        note(town, day=b.TODAY - timedelta(days=number))
    client = b.signed_in(town.anna)
    with django_assert_max_num_queries(27):
        page = client.get(reverse("desk:timeline", args=[town.citizen.id]), {"side": "1"})
    assert page.status_code == 200
    with django_assert_max_num_queries(20):
        timeline(town.anna, town.citizen.id, None, 1)


def test_looking_is_in_the_log(town):
    note(town)
    timeline(town.anna, town.citizen.id, None, 1)
    last = Entry.objects.order_by("id").last()
    assert (last.action, last.citizen) == ("citizen.timeline", town.citizen.id)


def test_everything_stands_on_the_day_that_it_says(town):
    ordered(town)
    found = keys([town.case.id])
    assert [(thing.day, thing.id, thing.kind) for thing in read_all(found)] == found


def test_what_was_written_of_a_thing_is_told_apart_at_a_glance():
    parts = (("Med", "Borgeren og rådgiver"), ("Egne ord", "Det går bedre\n"))
    thing = Thing(ThingKind.FOLLOW_UP, b.NOON, b.NOON, b.TODAY, "", "", parts, "")
    assert thing.glance == "Borgeren og rådgiver · Det går bedre"
