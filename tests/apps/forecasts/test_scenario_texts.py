"""Scenarios as text: taken in from a file, given as a file, and what is wrong told by its line."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape

from helhed.apps.forecasts import actions
from helhed.apps.forecasts.models import Scenario
from helhed.apps.forecasts.scenarios import MOST_BYTES, changes_of, mark

pytestmark = pytest.mark.django_db
NEW = "/prognose/scenarier/tekst/?afdeling=adults"
CHANGE = '[[change]]\nkind = "price"\nfrom = "2027-01"\nfactor = 1.1\n'
FILE = f'name = "Dyrere på Ærø"\n# Fra byrådet\n{CHANGE}'


@pytest.fixture
def row(town):
    return actions.write_scenario(town.finance, department="adults", name="Pris", changes=CHANGE)


def sent(browser, content, address=NEW, **more):
    data = content if isinstance(content, bytes) else content.encode()
    file = SimpleUploadedFile("scenarie.toml", data)
    return browser.post(address, {"file": file, "text": "", **more}).content.decode()


def test_a_file_is_taken_in_and_given_as_it_was(browser):
    sent(browser, FILE)
    row = Scenario.objects.get()
    assert (row.name, row.department) == ("Dyrere på Ærø", "adults")
    page = browser.get(reverse("forecasts:scenario-file", args=[row.id]))
    assert page.content.decode() == FILE
    assert page["Content-Type"].startswith("application/toml")


def test_a_file_as_other_programs_save_it_is_taken_in(browser):
    sent(browser, b"\xef\xbb\xbf" + FILE.replace("\n", "\r\n").encode())
    assert Scenario.objects.get().changes == FILE


def test_a_name_on_the_page_goes_before_that_of_the_file(browser):
    sent(browser, FILE, name="Et andet")
    row = Scenario.objects.get()
    assert row.name == "Et andet"
    assert row.changes.startswith('name = "Et andet"\n')


def test_every_fault_is_told_by_its_line_and_the_text_stands_in_the_field(browser):
    bad = FILE.replace('"2027-01"', '"snart"').replace("1.1", '"dyr"') + "[[change]]\n"
    page = sent(browser, bad)
    assert "Linje 5: from er ingen måned" in page
    assert "Linje 6: factor skal være et tal" in page
    assert "Linje 7: Slagsen (kind) kendes ikke" in page
    assert escape(bad) in page
    assert not Scenario.objects.exists()
    mended = browser.post(NEW, {"text": FILE})
    assert mended.url == reverse("forecasts:scenario", args=[Scenario.objects.get().id])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (FILE.encode("latin-1"), "Linje 1: filen er ikke gemt som UTF-8"),
        ((CHANGE + "# Ærø").encode("latin-1"), "Linje 5: filen er ikke gemt som UTF-8"),
        (FILE.encode("utf-16"), "Linje 1: filen er ikke gemt som UTF-8"),
        (CHANGE.encode("utf-16-le"), "Linje 1: Her følger teksten ikke reglerne for TOML"),
        (b"#" * (MOST_BYTES + 1), "Filen er for stor. Den må højst fylde 100 kB."),
        (b"", "Vælg en fil, eller skriv teksten i feltet."),
        (CHANGE, "Giv scenariet et navn."),
        (b"name = 'x'", "Der er ingen ændring. Skriv mindst én under [[change]]."),
        (b"\n\n=\n", "Linje 3: Her følger teksten ikke reglerne for TOML"),
        (b"\n\nhvem = 1\n" + FILE.encode(), "Linje 3: Ordet hvem hører ikke til her"),
        (b"change = [{kind = 'price'}]", "Ændring 1: "),
        (FILE + "slut = 1\n", "Linje 7: Ordet slut hører ikke til slagsen."),
        (FILE + "factor = 2\n", "Linje 7: Her følger teksten ikke reglerne"),
        (FILE + '[[change]]\nfrom = "2027-01"\n' * 30, "… og 10 fejl til."),
    ],
)
def test_what_cannot_be_taken_in_is_told_and_nothing_is_kept(browser, content, words):
    page = sent(browser, content)
    assert words in page
    assert not Scenario.objects.exists()


def test_what_was_typed_stands_when_the_file_cannot_be_read(browser):
    page = sent(browser, FILE.encode("latin-1"), text="# mit eget", name="Mit navn")
    assert "# mit eget" in page
    assert "Mit navn" in page


def test_a_text_too_large_is_refused_however_it_comes(browser, town):
    page = browser.post(NEW, {"text": "#" * MOST_BYTES + "\n" + FILE}).content.decode()
    assert "Teksten er for stor" in page
    assert not Scenario.objects.exists()


def test_a_scenario_is_written_as_text_and_a_file_takes_the_place_of_it(browser, row):
    address = reverse("forecasts:scenario-text", args=[row.id])
    assert escape(CHANGE) in browser.get(address).content.decode()
    browser.post(address, {"text": row.changes.replace("1.1", "1.2")})
    row.refresh_from_db()
    assert changes_of(row.changes)[0].factor == 1.2
    sent(browser, CHANGE.replace("1.1", "1.3"), address)
    row.refresh_from_db()
    assert changes_of(row.changes)[0].factor == 1.3
    assert row.name == "Pris"


def test_two_who_write_the_text_at_once_see_both(browser, row, town):
    address = reverse("forecasts:scenario-text", args=[row.id])
    seen = browser.get(address).context["form"].what_stands()
    theirs = row.changes.replace("1.1", "1.2")
    actions.change_scenario(town.finance, scenario=row.id, changes=theirs, seen=mark(row.changes))
    mine = row.changes.replace("1.1", "1.3")
    page = browser.post(address, {"text": mine, "_seen": seen}).content.decode()
    assert "Du og en anden har skrevet her på samme tid" in page
    assert escape(theirs).strip() in page
    assert escape(mine).strip() in page
    row.refresh_from_db()
    assert row.changes == theirs
