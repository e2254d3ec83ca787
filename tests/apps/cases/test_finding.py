"""Finding citizens, and never more of them than one may see."""

import re
from datetime import date

import pytest
from django.urls import reverse

from helhed.apps.audit.models import Entry
from helhed.apps.cases.queries import CaseFilter, cases, find_citizens
from helhed.apps.decisions.actions import prepare
from helhed.apps.desk.queries.citizen import citizen_page, search
from tests.apps import building as b
from tests.apps.audit.acts_in_cases import received
from tests.apps.town import CPR, SECRET, Town, unknown

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return Town()


def found(who, words):
    return [row.name for row in find_citizens(who, words, 50)]


def test_citizens_are_found_by_the_beginning_of_any_name(town):
    for name in ("Åse Østergård", "Aase Møller", "Karl Åsen"):
        b.case(town.north, b.citizen(name=name))
    assert found(town.anna, "åse") == ["Karl Åsen", "Aase Møller", "Åse Østergård"]
    assert found(town.anna, "AASE ØST") == ["Åse Østergård"]
    assert found(town.anna, "møl aa") == ["Aase Møller"]
    assert found(town.anna, "gård") == []
    assert found(town.anna, "%") == found(town.anna, "_") == found(town.anna, "  ") == []


def test_a_citizen_is_found_by_cpr_number_and_by_case_number(town):
    name = town.case.citizen.name
    town.case.number = "V-2026-00017"
    town.case.save()
    for words in (CPR, f"{CPR[:6]}-{CPR[6:]}", " v-2026-00017 "):
        assert found(town.anna, words) == [name]
    assert found(town.anna, "0101801119") == []


def test_nobody_of_another_department_is_found_by_anything(town):
    name = town.case.citizen.name
    words = [CPR, town.case.number, name]
    assert [found(town.bo, w) for w in (CPR, name)] == [[name], [name]]
    assert [found(town.carla, w) for w in words] == [[], [], []]
    b.case(town.family, town.citizen)
    assert found(town.carla, CPR) == [name]


def test_somebody_without_a_case_is_found_so_that_a_first_one_can_be_opened(town):
    b.citizen(name="Ny Borger")
    assert found(town.anna, "ny") == found(town.carla, "ny") == ["Ny Borger"]


def test_every_citizen_that_a_search_shows_is_in_the_log_and_the_words_are_not(town):
    people = [b.citizen(name=f"Karin {n}") for n in range(3)]
    for one in people:
        b.case(town.north, one)
    answer = b.signed_in(town.anna).post(reverse("desk:search"), {"words": "karin"})
    assert answer.status_code == 200
    rows = Entry.objects.filter(action="citizen.search")
    assert {row.citizen for row in rows} == {one.id for one in people}
    assert "karin" not in str(list(Entry.objects.values_list("facts", "action"))).lower()


def test_the_list_of_cases_holds_exactly_what_each_may_see(town):
    south, child = b.case(town.south), town.childs_case
    everybody = {town.case.id, south.id, child.id}
    reaches = {
        town.anna: {town.case.id},
        town.bo: {south.id},
        town.leader: {town.case.id},
        town.visitation: {town.case.id, south.id},
        town.head: {town.case.id, south.id},
        town.carla: {child.id},
        town.dan: set(),
    }
    for who, expected in reaches.items():
        assert {c.id for c in cases(who, CaseFilter("all"))} == expected & everybody


def test_the_list_is_filtered_by_its_address(town):
    b.case(town.south)
    closed = b.case(town.north)
    closed.closed_on = b.TODAY
    closed.save()

    def numbers(**asked):
        answer = b.signed_in(town.visitation).get(reverse("cases:list"), asked)
        return set(re.findall(r"S-\d{6}", answer.content.decode()))

    assert town.case.number in numbers()
    assert numbers(state="closed") == {closed.number}
    assert numbers(unit=str(town.north.id)) == {town.case.number}
    assert numbers(mine="1") == set()
    assert len(numbers(state="all")) == 3


def test_every_citizen_in_the_list_and_in_its_export_is_in_the_log(town):
    made = [b.case(town.north).citizen_id for _ in range(3)]
    client = b.signed_in(town.anna)
    for asked in ({}, {"format": "csv"}, {"format": "xlsx"}):
        Entry.objects.all().delete()
        assert client.get(reverse("cases:list"), asked).status_code == 200
        seen = Entry.objects.filter(action="case.list").values_list("citizen", flat=True)
        assert sorted(seen) == sorted(made)


def test_a_protected_address_stands_nowhere_on_screen_or_in_a_file(town):
    decision = town.draft()
    line = decision.grants.get()
    prepare.write_field(
        town.anna, decision=decision.id, field=f"line:{line.id}:quantity", values=["1"]
    )
    client, case, citizen = b.signed_in(town.anna), town.case.id, town.citizen.id
    pages = [
        client.get(reverse("desk:day")),
        client.post(reverse("desk:search"), {"words": CPR}),
        client.get(reverse("desk:citizen", args=[citizen])),
        client.get(reverse("desk:case", args=[case])),
        client.get(reverse("cases:list")),
        client.get(reverse("cases:list"), {"format": "csv"}),
        client.get(reverse("cases:journal", args=[case])),
        client.get(reverse("cases:change-person", args=[citizen])),
        client.get(reverse("decisions:one", args=[decision.id])),
        client.get(reverse("decisions:list"), {"format": "csv"}),
    ]
    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert SECRET in text or "Ane" not in text
        for hidden in (f"{SECRET}vej", f"{SECRET}by", f"{SECRET}bydel", "9999"):
            assert hidden not in text, page.request["PATH_INFO"]
    assert search(town.anna, CPR)[0].city == ""


def test_a_citizens_page_shows_other_departments_cases_without_opening_them(town):
    adult = town.case
    child = b.case(town.family, town.citizen)
    page = citizen_page(town.anna, town.citizen.id)
    assert {head.id: may_open for head, may_open in page.cases} == {adult.id: True, child.id: False}


def test_what_was_said_of_a_child_is_shown_to_the_childrens_team_alone(town):
    notification = received(town)
    child = notification.citizen_id
    assert [n.id for n in citizen_page(town.carla, child).notifications] == [notification.id]
    assert citizen_page(town.leader, child).notifications == []
    assert citizen_page(town.dan, child).notifications == []


def test_an_address_of_nothing_is_answered_with_404_and_not_with_a_fault(town):
    client = b.signed_in(town.anna)
    for name in ("desk:case", "desk:citizen", "cases:journal", "assessments:one", "plans:one"):
        assert client.get(reverse(name, args=[unknown()])).status_code == 404
    for name in ("cases:what-matters", "cases:sign", "decisions:begin", "assessments:start"):
        answer = client.post(reverse(name, args=[unknown()]), {"words": "x"})
        assert answer.status_code == 404, name


def test_age_counts_whole_years(town):
    person = citizen_page(town.anna, b.citizen(date(2008, 11, 3)).id).person
    assert person.age == 17
    person = citizen_page(town.anna, b.citizen(date(2008, 11, 2)).id).person
    assert person.age == 18
