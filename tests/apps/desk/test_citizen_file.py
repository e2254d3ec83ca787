"""The file that a citizen asks to see: all of it, but what is held back is nowhere in it."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse

from helhed.apps.audit.models import Entry
from helhed.apps.cases.actions import documents, journal
from helhed.apps.citizens.models import NetworkPerson
from helhed.apps.desk.queries.citizen_file import Held, citizen_file
from helhed.apps.desk.queries.thing import ThingKind
from helhed.apps.desk.web.citizen_file import told
from helhed.apps.orders import handing
from helhed.apps.plans import actions as plans
from helhed.rules.access.rights import Role
from helhed.rules.cases.aktindsigt import Ground
from helhed.rules.cases.sag import DocumentKind, EntryKind
from tests.apps import building as b
from tests.apps.audit.acts_in_help import PART
from tests.apps.desk.test_timeline import PLACES, ordered
from tests.apps.town import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path
    return Town()


def note(town, text, title="Samtale"):
    return journal.write_entry(
        town.anna,
        case=town.case.id,
        kind=EntryKind.NOTE,
        title=title,
        text=text,
        happened_on=b.TODAY - timedelta(days=1),
        sign=True,
    )


def filed(town, name="brev.txt"):
    return documents.file_document(
        town.anna,
        case=town.case.id,
        kind=DocumentKind.INCOMING,
        title="Brev",
        file_name=name,
        content=[b"indhold af brevet"],
        dated=b.TODAY,
    )


def address(town):
    return reverse("desk:citizen-file", args=[town.citizen.id])


def test_everything_that_one_may_see_is_in_it(town):
    ordered(town)
    filed(town)
    words = str(told(citizen_file(town.anna, town.citizen.id, Held({}))))
    elsewhere = {ThingKind.RECOMMENDATION, ThingKind.FOLLOW_UP, *PLACES}
    for kind in set(ThingKind) - elsewhere:
        assert kind.label in words, kind
    assert "Vi talte sammen" in words
    assert "Behovet er stort" in words


def test_what_is_held_back_is_nowhere_in_it_and_is_told_of(town):
    secret = note(town, "Internt om naboen")
    note(town, "Moren, Hanne Holm, har ringet. Hanne Holms bil.", title="Hanne Holm ringede")
    held = Held({secret.id: Ground.INTERNAL}, ["Hanne Holm"])
    found = told(citizen_file(town.anna, town.citizen.id, held))
    words = str(found).casefold()
    assert "naboen" not in words
    assert "hanne" not in words
    assert len(found["held"]) == 2


def test_the_page_offers_the_names_of_those_around_and_gives_a_pdf(town):
    entry = note(town, "Grete Gran var med.")
    NetworkPerson.objects.create(citizen=town.citizen, name="Grete Gran", role="Nabo")
    client = b.signed_in(town.anna)
    assert "Grete Gran" in client.get(address(town)).content.decode()
    sent = {"others": ["Grete Gran"], "ground": "others", "things": [str(entry.id)], "pdf": "1"}
    answer = client.post(address(town), sent)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert "attachment" in answer["Content-Disposition"]
    assert town.citizen.name not in answer["Content-Disposition"]


def test_the_zip_holds_the_documents_under_harmless_names_but_not_those_held_back(town):
    kept = filed(town, "../../etc/<script>.txt")
    gone = filed(town, "hemmelig.txt")
    sent = {"ground": "others", "things": [str(gone.id)], "zip": "1"}
    answer = b.signed_in(town.anna).post(address(town), sent)
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.namelist() == [f"aktindsigt-{b.TODAY}.pdf", "bilag-001.txt"]
    assert archive.read("bilag-001.txt") == b"indhold af brevet"
    assert kept.file_name == "<script>.txt"


def test_cases_of_others_are_left_out_and_told_of(town):
    note(town, "Vores")
    b.case(town.family, town.citizen, town.carla.user)
    found = citizen_file(town.anna, town.citizen.id, Held({}))
    assert found.closed == 1
    assert len(found.cases) == 1


def test_who_may_not_write_in_the_journal_cannot_take_the_file_out(town):
    note(town, "Vores")
    for who in (town.bo, town.head, town.finance, town.provider, town.admin, town.nobody):
        assert b.signed_in(who).get(address(town)).status_code == 403
        assert b.signed_in(who).post(address(town), {"pdf": "1"}).status_code == 403


def test_that_it_was_taken_out_is_in_the_log_without_what_was_held_back(town):
    entry = note(town, "Grete")
    citizen_file(town.anna, town.citizen.id, Held({entry.id: Ground.OTHERS}, ["Grete Gran"]))
    last = Entry.objects.order_by("id").last()
    assert (last.action, last.citizen) == ("citizen.file", town.citizen.id)
    assert last.facts == {"things": 0, "held": 1}


def test_a_long_file_takes_no_more_statements_than_a_short_one(town, django_assert_max_num_queries):
    ordered(town)
    for number in range(30):
        note(town, f"Nr. {number}")
    with django_assert_max_num_queries(27):
        citizen_file(town.anna, town.citizen.id, Held({}))


def test_who_does_what_in_the_plan_is_in_it(town):
    plan = town.plan()
    plans.add_part(town.anna, plan=plan.id, **PART)
    file = citizen_file(town.anna, town.citizen.id, Held({}))
    parts = [part for case in file.cases for thing in case.things for part in thing.parts]
    assert (f"Mit netværk {PART['who']}", PART["what"]) in parts


def test_what_a_provider_wrote_as_a_part_of_the_plan_is_in_it(town):
    rate = town.offer_with_rate()[1]
    order = b.order(b.grant(town.case, rate, b.TODAY), b.TODAY)
    part = handing.hand(town.anna, order=order.id, asked="Hverdagen zq8")
    theirs = b.actor(Role.PROVIDER, provider=order.provider)
    handing.write_part(theirs, handedpart=part.id, text="Vi laver mad zq9")
    file = citizen_file(town.anna, town.citizen.id, Held({}))
    texts = [text for case in file.cases for thing in case.things for _, text in thing.parts]
    assert "Hverdagen zq8\nVi laver mad zq9" in texts
