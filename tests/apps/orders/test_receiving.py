"""KL's order message comes in: everything lands, or it is refused whole with every fault."""

import json

import pytest

from helhed.apps.access.access import House
from helhed.apps.assessments.models import Assessment
from helhed.apps.cases.models import Case, Document, JournalEntry, Searchable
from helhed.apps.citizens.models import Citizen
from helhed.apps.orders.errors import OrderRefused
from helhed.apps.orders.models import ReceivedOrder
from helhed.apps.orders.posting import posted
from helhed.apps.orders.receiving import receive
from helhed.apps.plans.models import Goal, Plan
from helhed.fhir.ordering import differences
from helhed.kernel.clock import FixedDay
from tests.apps import building as b
from tests.apps.everything import everything
from tests.apps.town import Town
from tests.apps.written import check_words
from tests.fhir.house import ORDER, example, path_of

pytestmark = pytest.mark.django_db
HOUSE = House(FixedDay(b.TODAY))
OFFICIAL = path_of(ORDER).read_bytes()


@pytest.fixture
def town():
    return Town()


@pytest.fixture
def row(town):
    return receive(HOUSE, OFFICIAL, town.north)


def resource(bundle, kind, profile=""):
    return next(
        e["resource"]
        for e in bundle["entry"]
        if e["resource"]["resourceType"] == kind and profile in str(e["resource"].get("meta"))
    )


def test_the_official_order_lands_with_nothing_left_over(row):
    assert row.unplaced == []
    assert (row.sender, row.receiver) == ("X-Købing kommune", "Bostedet Lillested")


def test_what_came_in_an_order_is_found_by_its_words(row):
    check_words()
    kept = Searchable.objects.filter(case=row.case).values_list("kind", flat=True)
    assert {"assessment", "plan"} <= set(kept)


def test_citizen_relatives_guardian_and_consent_land(row):
    citizen = row.case.citizen
    assert (citizen.name, citizen.cpr) == ("Christian Christiansen", "1111111111")
    assert (citizen.phone, citizen.email) == ("22334455", "chch@mail.com")
    assert (citizen.postcode, citizen.city) == ("9999", "Y-borg")
    [mother] = citizen.relations.all()
    assert (mother.kind, mother.name) == ("mother", "Louise Christiansen")
    kinds = {(g.kind, g.name) for g in citizen.guardians.all()}
    assert kinds == {("guardian", "Børge Børgesen"), ("assistant", "Louise Christiansen")}
    [consent] = citizen.consents.all()
    assert "fuld indsigt" in consent.subject
    assert str(consent.given_on) == "2021-01-07"


def test_the_assessment_lands_with_own_words_resources_need_groups_and_themes(row):
    found = Assessment.objects.get(case=row.case)
    assert found.own_words.startswith("Christian vil gerne flytte")
    assert found.resources.startswith("Christian er god til")
    assert found.overall.startswith("Funktioner og forhold")
    assert found.support_need == 2
    assert found.secondary_target_groups.count() == 4
    levels = sorted(str(note.level) for note in found.notes.all())
    assert levels == ["3", "None", "None", "None"]
    assert JournalEntry.objects.filter(title="Diagnose", text__contains="autisme").count() == 1


def test_plan_and_goals_land_with_the_citizens_own_hopes(row):
    plan = Plan.objects.get(case=row.case)
    assert plan.purpose.startswith("At Christian trives")
    assert "bilkort" in plan.hopes
    assert str(plan.next_follow_up) == "2021-06-15"
    [goal] = plan.goals.all()
    assert goal.own_words.startswith("Jeg laver mad")
    assert goal.secondary_themes.count() == 3
    assert goal.change
    assert goal.expected_level is not None


def test_services_account_contacts_and_files_land(row):
    ordered = [one["what"] for one in row.services if one["ordered"]]
    assert "Længerevarende ophold" in ordered
    assert "Kørsel efter §105" in ordered
    assert [one["what"] for one in row.services if not one["ordered"]] == ["Produktion og værksted"]
    assert row.account["ean"] == "1313131313131"
    assert {"Karen Karlsen", "John Jensen"} <= {
        one["name"].split(" ", 1)[-1] for one in row.contacts if one.get("organisation")
    }
    assert JournalEntry.objects.filter(title__startswith="Bilag nævnt").count() == 2


def test_a_file_that_comes_along_is_filed_in_the_case(town, settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path
    order = example(ORDER)
    resource(order, "DocumentReference")["content"][0]["attachment"]["data"] = "JVBERi0xLjQK"
    row = receive(HOUSE, json.dumps(order).encode(), town.north)
    [document] = Document.objects.filter(case=row.case)
    assert (tmp_path / document.sha256).read_bytes() == b"%PDF-1.4\n"


def test_a_file_of_a_kind_that_the_house_does_not_take_is_told_of_and_not_called_missing(town):
    order = example(ORDER)
    attachment = resource(order, "DocumentReference")["content"][0]["attachment"]
    attachment |= {"contentType": "application/x-msdownload", "data": "TVqQAAMAAAA="}
    row = receive(HOUSE, json.dumps(order).encode(), town.north)
    assert [one["what"] for one in row.unplaced] == ["Bilag, som huset ikke tager imod"]
    assert not Document.objects.filter(case=row.case).exists()
    assert JournalEntry.objects.filter(title__startswith="Bilag nævnt").count() == 1


def test_an_order_whose_resources_refer_to_each_other_by_whole_addresses_lands_all_the_same(town):
    text = OFFICIAL.decode()
    for number, entry in enumerate(example(ORDER)["entry"]):
        address = f"urn:uuid:5d3b6c2e-77b4-4b6f-9a55-{number:012d}"
        text = text.replace(f'"{entry["fullUrl"]}"', f'"{address}"')
    row = receive(HOUSE, text.encode(), town.north)
    assert row.unplaced == []
    assert (row.sender, row.receiver) == ("X-Købing kommune", "Bostedet Lillested")
    assert differences(example(ORDER), posted(HOUSE, row.id).bundle) == []


def test_received_and_sent_on_it_holds_the_same_content(row):
    again = posted(HOUSE, row.id)
    assert again.faults == []
    official = example(ORDER)
    assert differences(official, again.bundle) == []
    assert differences(again.bundle, official) == []


def test_what_was_changed_in_the_record_is_what_is_sent_on(row):
    Goal.objects.update(wording="Jeg laver mad to gange om ugen")
    Citizen.objects.filter(id=row.case.citizen_id).update(phone="00112233")
    again = posted(HOUSE, row.id)
    found = differences(example(ORDER), again.bundle)
    assert sorted(one.path for one in found) == ["description.text", "telecom[0].value"]


def test_what_has_no_place_is_shown_on_its_page(town):
    order = example(ORDER)
    resource(order, "Patient")["telecom"].append({"system": "phone", "value": "44556677"})
    resource(order, "Patient")["maritalStatus"] = {"text": "Gift"}
    row = receive(HOUSE, json.dumps(order).encode(), town.north)
    assert len(row.unplaced) == 2
    page = b.seen(town.anna, "orders:received-one", row.id)
    assert "44556677" in page
    assert "1.4.2021" in page
    assert "maritalStatus" in page
    assert str(row.id) in b.seen(town.anna, "orders:received")
    assert str(row.id) not in b.seen(town.bo, "orders:received")


def test_a_citizen_whom_the_house_knows_keeps_what_the_house_knows(town):
    known = b.citizen(name="Christian Kendt")
    known.cpr, known.phone = "1111111111", "00998877"
    known.save()
    case = b.case(town.south, known)
    row = receive(HOUSE, OFFICIAL, town.north)
    known.refresh_from_db()
    assert (row.case, known.phone, known.name) == (case, "00998877", "Christian Kendt")
    assert {"22334455", "Christian Christiansen"} <= {one["text"] for one in row.unplaced}
    assert Case.objects.count() == 1


def test_the_same_message_is_taken_once(row, town):
    with pytest.raises(OrderRefused, match="modtaget før"):
        receive(HOUSE, OFFICIAL, town.north)
    assert ReceivedOrder.objects.count() == 1


def test_a_broken_order_is_refused_with_every_fault_and_nothing_is_written(town):
    order = example(ORDER)
    del resource(order, "CarePlan", "orderCarePlan")["author"]
    resource(order, "Patient")["telecom"] = []
    resource(order, "Condition", "targetGroup")["code"]["coding"][0]["code"] = "findes-ikke"
    assert town.north
    before = everything()
    with pytest.raises(OrderRefused) as told:
        receive(HOUSE, json.dumps(order).encode(), town.north)
    assert everything() == before
    assert len(told.value.faults) >= 3
    assert "findes-ikke" not in str(told.value.faults)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b"\xff\xfe",
        b'{"resourceType": "Bundle", "type": "collection"}',
        b"[" * 5_000,
        path_of("498644ca-b26c-4ba7-a1ef-69d691297ba3").read_bytes(),
    ],
)
def test_what_is_no_order_is_refused(town, content):
    with pytest.raises(OrderRefused) as told:
        receive(HOUSE, content, town.north)
    assert not told.value.is_an_order
