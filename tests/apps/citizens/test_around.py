"""A person and the people around: as they are today, and with nothing that is protected."""

from datetime import date

import pytest
from django.urls import reverse

from helhed.apps.cases.actions import person as actions
from helhed.apps.citizens.models import Guardian, NetworkPerson, Relation
from helhed.apps.citizens.queries import age_on, around, person
from helhed.rules.citizens.person import RelationKind, is_postcode
from tests.apps import building as b
from tests.apps.town import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return Town()


def test_a_protected_address_is_empty_and_marked_and_another_is_shown(town):
    shown = person(town.citizen, b.TODAY)
    assert (shown.address, shown.district, shown.address_is_protected) == ("", "", True)
    town.citizen.address_is_protected = False
    assert person(town.citizen, b.TODAY).address.endswith("vej 4, 9999 zqhemmeligtby")
    assert person(b.citizen(), b.TODAY).address == ""


def test_the_people_around_are_those_of_today(town):
    citizen = town.citizen
    for name, end in [("Mor", None), ("Far", date(2026, 11, 1)), ("Søster", b.TODAY)]:
        Relation.objects.create(citizen=citizen, name=name, kind="other", end=end)
    for name, end in [("Værge", None), ("Før", date(2026, 11, 1))]:
        start = date(2020, 1, 1)
        Guardian.objects.create(citizen=citizen, name=name, kind="guardian", start=start, end=end)
    found = around(citizen.id, b.TODAY)
    assert {one.name for one in found.family} == {"Mor", "Søster"}
    assert [one.name for one in found.guardians] == ["Værge"]


def test_family_known_to_the_house_leads_to_their_page_under_todays_name(town):
    mother = b.citizen(name="Mette")
    Relation.objects.create(citizen=town.citizen, other=mother, name="Gammelt", kind="mother")
    [one] = around(town.citizen.id, b.TODAY).family
    assert (one.name, one.kind, one.citizen) == ("Mette", "Mor", mother.id)


def test_a_consent_that_is_taken_back_is_no_longer_shown(town):
    citizen = town.case.citizen_id
    actions.note_consent(town.anna, citizen=citizen, subject="Lægen", given_on=date(2026, 1, 1))
    [consent] = around(citizen, b.TODAY).consents
    actions.withdraw_consent(town.anna, consent=consent.id)
    consent.refresh_from_db()
    assert consent.withdrawn_on == b.TODAY
    assert around(citizen, b.TODAY).consents == []


def test_whoever_is_added_stands_around_the_citizen(town):
    citizen = town.case.citizen_id
    actions.add_relation(
        town.anna,
        citizen=citizen,
        name=" Mor ",
        kind=RelationKind.MOTHER,
        has_custody=True,
        phone="1",
    )
    actions.add_network_person(
        town.anna, citizen=citizen, name="Ib", role="Nabo", meaning="Spiller kort", phone=""
    )
    found = around(citizen, b.TODAY)
    assert [(one.name, one.has_custody) for one in found.family] == [("Mor", True)]
    assert [(one.name, one.role) for one in found.network] == [("Ib", "Nabo")]


def test_whoever_is_taken_away_ended_yesterday_and_a_slip_of_today_is_gone(town):
    citizen = town.case.citizen_id
    old = Relation.objects.create(citizen_id=citizen, name="Far", kind="father")
    slip = Relation.objects.create(citizen_id=citizen, name="Fra", kind="father", start=b.TODAY)
    guardian = Guardian.objects.create(
        citizen_id=citizen, name="Ole", kind="guardian", start=date(2026, 11, 1)
    )
    friend = NetworkPerson.objects.create(citizen_id=citizen, name="Ib", role="Nabo")
    client = b.signed_in(town.anna)
    page = client.get(reverse("desk:citizen", args=[citizen])).content.decode()
    for name, row in (
        ("end-relation", old),
        ("end-relation", slip),
        ("end-guardian", guardian),
        ("remove-network", friend),
    ):
        address = reverse(f"cases:{name}", args=[citizen, row.id])
        assert address in page
        assert client.post(address).status_code == 302
    found = around(citizen, b.TODAY)
    assert (found.family, found.guardians, found.network) == ([], [], [])
    assert [(r.name, r.end) for r in Relation.objects.all()] == [("Far", date(2026, 11, 1))]
    assert Guardian.objects.get().end == date(2026, 11, 1)


def test_a_postcode_is_four_digits_or_unknown():
    assert [is_postcode(t) for t in ("", "8000")] == [True, True]
    assert not any(is_postcode(t) for t in ("abcd", "800", "80000", "٨٠٠٠", " 800"))


def test_age_is_whole_years_also_on_a_leap_day():
    born = date(2008, 2, 29)
    assert [age_on(born, date(2026, 2, 28)), age_on(born, date(2026, 3, 1))] == [17, 18]
