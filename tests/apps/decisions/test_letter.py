"""The letter of a decision: what was decided, why, by which law, and how to complain."""

import shutil
import subprocess
from datetime import date

import pytest
from django.urls import reverse

from helhed.apps.audit.models import Entry
from helhed.apps.decisions.models import Decision
from helhed.apps.decisions.queries.letter import letter
from helhed.apps.decisions.web.letter import told
from helhed.rules.decisions.klagevejledning import UnableToWriteLetter, check_letter, guidance
from tests.apps import building as b
from tests.apps.town import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return Town()


def decided(town, **changes):
    grant = town.granted()
    row = grant.decision
    row.reasons, row.facts = "Du har brug for støtte hver dag.", "Det fremgår af udredningen."
    row.citizens_view, row.purpose = "Jeg vil bo selv", "At du kan bo selv"
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()
    return row


def words(town, row):
    return told(letter(town.anna, row.id))


def test_the_letter_says_what_why_by_which_law_and_how_to_complain(town):
    row = decided(town)
    found = words(town, row)
    assert found["title"] == "Afgørelse om hjælp"
    assert found["opening"][0].startswith("Vi giver dig den hjælp")
    assert "serviceloven §" in found["opening"][0]
    [service] = found["services"]
    assert service["is_new"]
    assert any(line.startswith("Fra ") for line in service["lines"])
    sections = {one["title"]: "\n".join(one["texts"]) for one in found["sections"]}
    assert sections["Derfor har vi besluttet det"] == "Du har brug for støtte hver dag."
    assert sections["Det har du selv sagt"] == "Jeg vil bo selv"
    assert "senest 4 uger" in sections["Sådan klager du"]
    assert "Ankestyrelsen" in sections["Sådan klager du"]
    assert found["number"] == row.case.number


def test_a_refusal_grants_nothing_and_tells_of_complaining_too(town):
    row = decided(town)
    Decision.objects.filter(id=row.id).update(is_refusal=True, citation="SEL § 107")
    found = words(town, row)
    assert found["title"].startswith("Afslag")
    assert found["services"] == []
    assert found["opening"] == [
        "Vi giver dig ikke den hjælp, du har søgt om. Det følger af serviceloven § 107."
    ]
    assert found["sections"][-1]["title"] == "Sådan klager du"


def test_a_protected_address_is_not_in_the_letter(town):
    found = words(town, decided(town))
    assert found["address"] == ["Adressen er beskyttet"]
    assert town.citizen.address not in str(found)


def test_the_pdf_is_shown_is_the_same_each_time_and_the_look_is_logged(town):
    row = decided(town)
    client = b.signed_in(town.anna)
    address = reverse("decisions:letter", args=[row.id])
    assert address in client.get(reverse("decisions:one", args=[row.id])).content.decode()
    one, two = client.get(address), client.get(address)
    assert one["Content-Type"] == "application/pdf"
    assert one.content == two.content
    assert one.content.startswith(b"%PDF")
    assert Entry.objects.filter(action="decision.letter", object_id=row.id).count() == 2


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not here")
def test_the_pdf_reads_as_it_was_told(town):
    row = decided(town)
    pdf = b.signed_in(town.anna).get(reverse("decisions:letter", args=[row.id])).content
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    assert "Sådan klager du" in done.stdout.decode()
    assert row.case.number in done.stdout.decode()


def test_before_it_is_decided_there_is_no_letter_and_the_page_says_so(town):
    row = town.submitted()
    client = b.signed_in(town.anna)
    page = client.get(reverse("decisions:letter", args=[row.id]), follow=True).content.decode()
    assert "Brevet kan skrives, når afgørelsen er truffet." in page
    assert reverse("decisions:letter", args=[row.id]) not in page


def test_who_may_not_see_the_case_gets_no_letter(town):
    row = decided(town)
    address = reverse("decisions:letter", args=[row.id])
    assert b.signed_in(town.bo).get(address).status_code == 403


@pytest.mark.parametrize(
    ("told_as", "words"),
    [
        ({"decided_on": None}, "truffet"),
        ({"reasons": " "}, "begrundelse"),
        ({"citation": ""}, "paragraf"),
    ],
)
def test_a_letter_without_what_the_law_asks_for_is_refused(told_as, words):
    given = {"decided_on": date(2026, 1, 1), "reasons": "x", "citation": "SEL § 85", **told_as}
    with pytest.raises(UnableToWriteLetter, match=words):
        check_letter(**given)


def test_there_are_four_weeks_to_complain_and_four_to_look_again():
    found = guidance(date(2026, 11, 2))
    assert (found.complaint_weeks, found.review_weeks) == (4, 4)
