"""Two people at two desks at the same moment, on a database that really lets them."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from helhed.apps.placements import actions
from helhed.apps.placements.models import Placement
from helhed.rules.placements.plads import UnableToPlace
from tests.apps import building as b
from tests.apps.placements.test_stays import FIRST, a_house, accepted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in at a time")
    return a_house()


def start_at_once(house, pairs):
    """Start orders in places at the same moment. Says how many got in."""
    ready = Barrier(len(pairs))

    def start(pair):
        order, place = pair
        try:
            ready.wait(timeout=120)
            actions.start_in_place(house.houses_user, order=order.id, day=FIRST, place=place.id)
        except UnableToPlace:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(len(pairs)) as pool:
        return sum(pool.map(start, pairs))


def test_a_place_is_given_to_one_of_those_who_reach_for_it(house):
    assert start_at_once(house, [(accepted(house), house.one) for _ in range(4)]) == 1
    assert Placement.objects.filter(place=house.one).count() == 1


def test_a_citizen_gets_one_of_the_places_that_are_given_at_once(house):
    citizen = b.citizen()
    pairs = [(accepted(house, citizen), place) for place in (house.one, house.two)]
    assert start_at_once(house, pairs) == 1
    assert Placement.objects.filter(citizen=citizen).count() == 1
