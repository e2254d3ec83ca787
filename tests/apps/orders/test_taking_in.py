"""An order message is uploaded: it lands on a case, or every fault is listed and nothing kept."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.audit.models import Entry
from helhed.apps.cases.models import Case
from helhed.apps.citizens.models import Citizen
from helhed.apps.orders import taking_in
from helhed.apps.orders.errors import OrderRefused
from helhed.apps.orders.models import ReceivedOrder
from tests.apps import building as b
from tests.apps.everything import everything
from tests.apps.orders.test_receiving import OFFICIAL, resource
from tests.apps.town import Town
from tests.fhir.house import ORDER, example

pytestmark = pytest.mark.django_db
ADDRESS = reverse("orders:take-in")
HOSTILE = {
    "no json": b"hej",
    "not of UTF-8": b"\xff\xfe{\x00}\x00",
    "nested without end": b"[" * 200_000,
    "a name twice": b'{"resourceType": "Bundle", "resourceType": "Bundle"}',
    "a number without end": b'{"resourceType": "Bundle", "total": ' + b"9" * 100_000 + b"}",
    "another resource": b'{"resourceType": "Patient"}',
    "markup": b'{"resourceType": "<script>alert(1)</script>", "type": "message"}',
    "a list": b"[]",
    "half a character": b'{"resourceType": "Bundle", "type": "message", "id": "\\ud800"}',
    "nothing": b" ",
}


@pytest.fixture
def town():
    return Town()


def upload(actor, content, unit, name="bestilling.json"):
    file = SimpleUploadedFile(name, content, "application/json")
    return b.signed_in(actor).post(ADDRESS, {"file": file, "unit": str(unit.id)})


def test_a_file_lands_on_a_new_case_and_its_page_opens(town):
    answer = upload(town.anna, OFFICIAL, town.north)
    row = ReceivedOrder.objects.get()
    assert answer.url == reverse("orders:received-one", args=[row.id])
    assert (row.case.unit, row.case.responsible) == (town.north, town.anna.user)
    assert row.received_by == town.anna.user
    assert "Alt er lagt på sagen" in b.seen(town.anna, "orders:received-one", row.id)
    made = Entry.objects.get(action="order.receive")
    assert (made.actor, made.citizen) == (town.anna.id, row.case.citizen_id)


def test_what_has_no_place_is_shown_where_one_is_led(town):
    order = example(ORDER)
    resource(order, "Patient")["maritalStatus"] = {"text": "Gift"}
    answer = upload(town.anna, json.dumps(order).encode(), town.north)
    page = b.signed_in(town.anna).get(answer.url).content.decode()
    assert "Uden plads i sagen" in page
    assert "maritalStatus" in page


def test_the_way_to_it_is_shown_to_those_who_may(town):
    assert ADDRESS in b.seen(town.anna, "orders:received")
    assert ADDRESS not in b.seen(town.head, "orders:received")


@pytest.mark.parametrize("who", ["finance", "admin", "provider", "head", "nobody"])
def test_whoever_may_open_no_case_takes_nothing_in(town, who):
    actor = getattr(town, who)
    assert b.signed_in(actor).get(ADDRESS).status_code == 403
    assert upload(actor, OFFICIAL, town.north).status_code == 403
    assert not ReceivedOrder.objects.exists()


def test_nobody_takes_in_for_another_team(town):
    page = upload(town.anna, OFFICIAL, town.south)
    assert page.status_code == 200
    with pytest.raises(UnableToLetIn):
        taking_in.take_in(town.anna, content=OFFICIAL, unit=town.south.id)
    assert not ReceivedOrder.objects.exists()


def test_a_team_of_children_takes_no_order_of_adults(town):
    with pytest.raises(OrderRefused, match="voksne"):
        taking_in.take_in(town.carla, content=OFFICIAL, unit=town.childs_case.unit_id)
    page = b.signed_in(town.carla).get(ADDRESS)
    assert str(town.childs_case.unit_id) not in page.content.decode()


def test_an_order_about_a_citizen_of_another_team_is_theirs_to_take(town):
    known = b.citizen(name="Christian Kendt")
    known.cpr = "1111111111"
    known.save()
    case = b.case(town.south, known)
    assert town.north
    before = everything()
    page = upload(town.anna, OFFICIAL, town.north).content.decode()
    assert "Borgeren har en sag i et andet team" in page
    assert [one for one in everything() if one not in before] == []
    taking_in.take_in(town.bo, content=OFFICIAL, unit=town.south.id)
    assert ReceivedOrder.objects.get().case == case


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_a_sentence_and_nothing_is_kept(town, name):
    assert town.north
    answer = upload(town.anna, HOSTILE[name], town.north)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Bestillingen er ikke hentet ind" in page
    assert "<script>alert" not in page
    assert not ReceivedOrder.objects.exists()
    assert not Citizen.objects.exists()


def test_every_fault_of_a_broken_order_is_listed_as_english(town):
    order = example(ORDER)
    del resource(order, "CarePlan", "orderCarePlan")["author"]
    resource(order, "Condition", "targetGroup")["code"]["coding"][0]["code"] = "findes-ikke"
    content = json.dumps(order).encode()
    with pytest.raises(OrderRefused) as told:
        taking_in.take_in(town.anna, content=content, unit=town.north.id)
    page = upload(town.anna, content, town.north).content.decode()
    assert '<ul lang="en">' in page
    assert page.count("<li>") >= len(told.value.faults) >= 2
    assert "Send listen til afsenderen" in page
    assert not Case.objects.exists()


def test_the_same_order_is_taken_once(town):
    upload(town.anna, OFFICIAL, town.north)
    page = upload(town.anna, OFFICIAL, town.north).content.decode()
    assert "Bestillingen er modtaget før" in page
    assert ReceivedOrder.objects.count() == 1


def test_a_file_of_another_kind_or_too_large_is_refused_on_the_form(town, monkeypatch):
    assert "ender på .json" in upload(town.anna, OFFICIAL, town.north, "a.exe").content.decode()
    monkeypatch.setattr("helhed.apps.orders.web.forms.MOST_BYTES", 100)
    assert "højst fylde 25 MB" in upload(town.anna, OFFICIAL, town.north).content.decode()
    monkeypatch.setattr("helhed.apps.orders.taking_in.MOST_BYTES", 100)
    with pytest.raises(OrderRefused, match="25 MB"):
        taking_in.take_in(town.anna, content=OFFICIAL, unit=town.north.id)
    assert b.signed_in(town.anna).post(ADDRESS, {"unit": town.north.id}).status_code == 200
    assert not ReceivedOrder.objects.exists()
