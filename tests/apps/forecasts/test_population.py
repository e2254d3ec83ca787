"""A projection of the population: taken in on the screen, told when it is wrong, and followed."""

import io
from decimal import Decimal

import pytest
from django.urls import reverse

from helhed.apps.audit.models import Entry
from helhed.apps.forecasts.known import known
from helhed.apps.forecasts.making import prepared
from helhed.apps.forecasts.models import Forecast, PopulationProjection
from helhed.apps.forecasts.projections import (
    MOST_KEPT,
    UnableToTakeInPopulation,
    as_file,
    figures_of,
    kept,
    read_figures,
)
from helhed.apps.forecasts.web.population import year_rows
from helhed.apps.forecasts.wholeness import lacking
from tests.apps import building as b
from tests.apps.forecasts.house import TODAY, counted_run, somebody
from tests.apps.town import Town

ADDRESS = "/prognose/befolkning/"
GOOD = "year,age,persons\n2026,17,900\n2026,70,400\n2027,17,880\n"


def post(browser, text, source="Statistikken, juni"):
    file = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    file.name = "population.csv"
    return browser.post(ADDRESS, {"file": file, "source": source}, follow=True)


def wrong_of(text):
    with pytest.raises(UnableToTakeInPopulation) as told:
        read_figures(text)
    return [(one.line, one.text % {"value": one.value}) for one in told.value.wrong]


def test_a_file_is_kept_and_given_again_as_it_was():
    figures = read_figures(GOOD)
    assert figures == {(2026, 17): 900, (2026, 70): 400, (2027, 17): 880}
    assert figures_of(kept(figures)) == figures
    assert as_file(figures).splitlines() == [
        "year,age,persons", "2026,17,900", "2026,70,400", "2027,17,880"
    ]  # fmt: skip
    assert read_figures("Persons;Year;Age\r\n900;2026;17\r\n;;\r\n") == {(2026, 17): 900}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "year,age,persons"),
        ("aar,alder\n1,2\n", 1, "year,age,persons"),
        ("year,age,persons\n", 1, "ingen tal"),
        (GOOD + "2027,18\n", 5, "tre tal"),
        (GOOD + "2027,18,1.5\n", 5, "1.5 er ikke et helt tal"),
        (GOOD + "2027,18,-3\n", 5, "-3 er ikke et antal personer fra 0"),
        (GOOD + "27,18,3\n", 5, "ikke et år"),
        (GOOD + "2027,131,3\n", 5, "ikke en alder"),
        (GOOD + "2027,18,99999999\n", 5, "ikke et antal personer"),
        (GOOD + "\n2026,17,901\n", 6, "står også på linje 2"),
    ],
)
def test_what_is_wrong_is_told_by_its_line(text, line, words):
    ((at, said),) = wrong_of(text)
    assert at == line
    assert words in said


def test_every_wrong_line_is_told_at_once():
    assert [line for line, _ in wrong_of(GOOD + "x,1,1\n2027,x,1\n2028,1,1\n")] == [5, 6]


def test_more_figures_than_a_spreadsheet_holds_in_a_cell_are_refused():
    rows = "".join(f"{year},{age},1234567\n" for year in range(2026, 2070) for age in range(120))
    assert len(rows) > MOST_KEPT
    assert "for mange år" in wrong_of("year,age,persons\n" + rows)[0][1]


def test_the_years_are_told_by_age_and_beside_the_first_with_one_decimal():
    first, then = year_rows(read_figures(GOOD))
    assert (first["young"], first["grown"], first["old"], first["all"]) == (900, None, 400, 1300)
    assert (first["change"], then["change"]) == (0, Decimal("-32.3"))


@pytest.mark.django_db
def test_finance_takes_one_in_and_the_next_replaces_the_whole_of_it_and_loses_nothing():
    town = Town()
    browser = b.signed_in(town.finance)
    assert "følger tilgangen sin egen udvikling" in browser.get(ADDRESS).content.decode()
    assert "Befolkningsprognosen er hentet ind." in post(browser, GOOD).content.decode()
    page = post(browser, "year,age,persons\n2026,30,77\n", "Ny, oktober").content.decode()
    assert "Ny, oktober" in page
    assert "Erstattet" in page
    assert "900" not in page
    newest, oldest = PopulationProjection.objects.order_by("-made_at", "-id")
    assert figures_of(newest.figures) == {(2026, 30): 77}
    file = browser.get(reverse("forecasts:population-file", args=[oldest.id]))
    assert file.content.decode() == GOOD
    entries = Entry.objects.filter(action="populationprojection.take_in")
    assert entries.count() == 2
    assert set(entries.values_list("actor", flat=True)) == {town.finance.user.id}


def whole(years, ages=range(101)):
    return {(year, age): 10 for year in years for age in ages}


@pytest.mark.parametrize(
    ("figures", "which"),
    [
        ({}, []),
        (whole(range(2026, 2032)), []),
        (whole(range(2020, 2041), range(111)), []),
        (whole([2026]), ["2027–2031"]),
        (whole([2027, 2028, 2030, 2031]), ["2026", "2029"]),
        (whole(range(2026, 2032), [0, 1, *range(18, 100)]), ["2–17, 100"]),
        (whole(range(2026, 2031)) | whole([2031], range(60)), ["60–100"]),
        ({(2026, 30): 7}, ["2027–2031", "0–29, 31–100"]),
    ],
)
def test_years_and_ages_that_are_not_told_are_named(figures, which):
    assert [one for _text, one in lacking(figures, TODAY)] == which


@pytest.mark.django_db
def test_what_was_taken_in_is_told_beside_what_it_is_instead_of_and_what_it_lacks():
    browser = b.signed_in(Town().finance)
    post(browser, as_file(whole(range(2026, 2041))))
    page = browser.get(ADDRESS).content.decode()
    assert "Den har 15 år (2026–2040), 101 aldre (0–100)." in page
    assert "mangler" not in page
    told = [str(one) for one in post(browser, GOOD).context["messages"]]
    assert told[0].endswith(
        "Nu: 2 år (2026–2027), 2 aldre (17, 70). Før: 15 år (2026–2040), 101 aldre (0–100)."
    )
    assert "Årene 2028–2031 mangler." in told[1]
    assert "Aldrene 70 står kun i nogle af årene." in told[1]
    page = browser.get(ADDRESS).content.decode()
    assert "<li>Aldrene 0–16, 18–69, 71–100 mangler" in page


@pytest.mark.django_db
def test_a_wrong_file_changes_nothing_and_the_page_lists_its_lines():
    browser = b.signed_in(Town().finance)
    page = post(browser, GOOD + "2027,18,mange\n").content.decode()
    assert "Linje 5: mange er ikke et helt tal" in page
    assert "Intet er gemt." in page
    assert (
        "Linje 2: filen er ikke gemt som UTF-8"
        in post(browser, b"year,age,persons\n\xe6,1,1\n").content.decode()
    )
    assert not PopulationProjection.objects.exists()


@pytest.mark.django_db
def test_a_head_of_one_department_reads_it_and_takes_none_in():
    town = Town()
    browser = b.signed_in(town.head)
    page = browser.get(ADDRESS).content.decode()
    assert "Hent en ny ind" not in page
    file = io.BytesIO(GOOD.encode())
    file.name = "population.csv"
    assert browser.post(ADDRESS, {"file": file, "source": "x"}).status_code == 403
    assert b.signed_in(town.anna).get(ADDRESS).status_code == 403


def test_the_forecast_follows_the_projection_and_says_so(demo):
    asked = Forecast(as_of=TODAY, months=24, paths=10, seed=1)
    _model, setting, _growth = prepared(asked, known("adults"))
    assert (setting.population != 1).any()
    row = counted_run("adults", months=12)
    told = [one["text"] for one in row.notes]
    assert "Tilgangen følger befolkningsprognosen for %(first)s til %(last)s." in told
    assert not any("ingen befolkningsprognose" in text for text in told)
    page = b.signed_in(somebody("demo-finance")).get(reverse("forecasts:run", args=[row.id]))
    assert "befolkningsprognosen for 2026 til 2040" in page.content.decode()
    PopulationProjection.objects.all().delete()
    _model, setting, _growth = prepared(asked, known("adults"))
    assert (setting.population == 1).all()
    told = [one["text"] for one in counted_run("adults", months=12).notes]
    assert any("ingen befolkningsprognose" in text for text in told)
