"""Employees: each leader sees those of the own units, and posts are counted in full time."""

from datetime import date

import pytest
from django.urls import reverse

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.staff.models import Employee
from helhed.apps.staff.queries import EmployeeFilter, employees, posts, units
from helhed.kernel.words import danish_sort_key
from tests.apps import building as b
from tests.apps.town import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    made = Town()
    rows = [
        ("Ane", made.north, 100, None),
        ("Bo", made.north, 80, date(2026, 11, 2)),
        ("Carl", made.north, 100, date(2026, 11, 1)),
        ("Dan", made.south, 50, None),
        ("Eva", made.family, 100, None),
    ]
    for number, (name, unit, share, end) in enumerate(rows):
        Employee.objects.create(
            number=str(number),
            name=name,
            name_key=danish_sort_key(name),
            title="Rådgiver",
            unit=unit,
            hours_share=share,
            start=date(2020, 1, 1),
            end=end,
        )
    return made


def seen(who, **wanted):
    return sorted(row.name for row in employees(who, EmployeeFilter(**wanted)))


def test_a_leader_sees_the_employees_of_the_own_units(town):
    assert seen(town.leader) == ["Ane", "Bo"]
    assert seen(town.head) == ["Ane", "Bo", "Dan"]
    assert seen(town.admin) == ["Ane", "Bo", "Dan", "Eva"]
    assert seen(town.head, unit=town.family.id) == []
    assert seen(town.leader, gone=True) == ["Ane", "Bo", "Carl"]
    assert [unit.id for unit in units(town.leader)] == [town.north.id]
    with pytest.raises(UnableToLetIn):
        seen(town.anna)


def test_posts_are_people_in_full_time(town):
    found = posts(town.head, EmployeeFilter())
    assert (found.people, found.posts) == (3, 2.3)
    nobody = posts(town.head, EmployeeFilter(unit=town.family.id))
    assert (nobody.people, nobody.posts) == (0, 0)


def test_the_page_shows_who_and_how_many(town):
    page = b.signed_in(town.leader).get(reverse("staff:list")).content.decode()
    assert "Ane" in page
    assert "Carl" not in page
    assert "Dan" not in page
    assert "1,8" in page
    assert "80" in page
