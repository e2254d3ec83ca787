"""Somebody whom only another department knows can still get help here, and little is told."""

from datetime import date

import pytest
from django.urls import reverse

from helhed.apps.audit.models import Entry
from helhed.apps.cases.models import Case
from tests.apps import building as b
from tests.apps.town import SECRET, Town

pytestmark = pytest.mark.django_db
YOUTHS_CPR = "0202094444"


@pytest.fixture
def town():
    return Town()


@pytest.fixture
def youth(town):
    """A youth of 17½ with a child's case, an address and a mother."""
    person = b.citizen(date(2009, 2, 2), f"Ida {SECRET}")
    person.cpr, person.city, person.phone = YOUTHS_CPR, "Havneby", "11223344"
    person.save()
    b.case(town.family, person, town.carla.user)
    return person


def search(who, words):
    return b.signed_in(who).post(reverse("desk:search"), {"words": words})


def seen():
    rows = Entry.objects.filter(action="citizen.known_elsewhere")
    return [(row.actor, row.citizen) for row in rows]


def test_the_whole_cpr_number_leads_to_opening_a_case_and_tells_name_and_birth_date_alone(
    town, youth
):
    found = search(town.anna, "020209-4444").content.decode()
    address = reverse("cases:open", args=[youth.id])
    assert address in found
    page = b.signed_in(town.anna).get(address).content.decode()
    for text in (found, page):
        assert youth.name in text
        assert "anden afdeling" in text
        assert not any(w in text for w in ("Havneby", "11223344", "Familie"))
        assert f'"{reverse("desk:citizen", args=[youth.id])}"' not in text
    assert "4444" not in page
    assert seen() == [(town.anna.id, youth.id)] * 2


def test_a_name_finds_nobody_of_another_department(town, youth):
    assert youth.name not in search(town.anna, "Ida").content.decode()
    assert seen() == []


def test_registering_somebody_known_elsewhere_leads_on_to_a_case_for_adults(town, youth):
    client = b.signed_in(town.anna)
    registered = client.post(reverse("cases:register"), {"cpr": YOUTHS_CPR, "name": "Ida"})
    address = reverse("cases:open", args=[youth.id])
    assert registered["Location"] == address
    assert '<option value="transition" selected>' in client.get(address).content.decode()
    sent = {
        "unit": town.north.id,
        "area": "disability",
        "opened_through": "transition",
        "reason": "Fylder 18 til februar",
    }
    opened = client.post(address, sent)
    case = Case.objects.get(citizen=youth, department="adults")
    assert opened["Location"] == reverse("desk:case", args=[case.id])
    assert (case.opened_through, case.responsible) == ("transition", town.anna.user)
    assert client.get(reverse("desk:citizen", args=[youth.id])).status_code == 200
    assert youth.name in search(town.anna, "Ida").content.decode()


def test_whoever_opens_no_cases_is_not_told(town, youth):
    assert youth.name not in search(town.head, YOUTHS_CPR).content.decode()
    address = reverse("cases:open", args=[youth.id])
    assert b.signed_in(town.head).get(address).status_code == 403
    assert seen() == []
