"""Scenarios: written change by change on the screen or as text, and taken back."""

from decimal import Decimal

import pytest
from django.urls import reverse

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.forecasts import actions
from helhed.apps.forecasts.models import Scenario
from helhed.apps.forecasts.scenarios import UnableToReadScenario, changes_of, mark, mark_of
from helhed.apps.forecasts.web.change_forms import ChangeForm, percent_of
from helhed.apps.forecasts.web.kinds import KINDS
from helhed.apps.forecasts.web.place_choices import ALL, SAME, key_of, place_of_key
from helhed.forecast.episodes.scenarios import KINDS as ENGINE_KINDS
from helhed.forecast.episodes.scenarios import Change, Place
from helhed.rules.forecasts.koersel import UnableToChangeThen
from tests.apps import building as b

pytestmark = pytest.mark.django_db
DEARER = '[[change]]\nkind = "price"\nfrom = "2027-01"\nfactor = 1.1\n'
FEWER = '[[change]]\nkind = "entries"\nfrom = "2027-01"\nfactor = 0.5\n'
WHERE = [("", "Alle")] + [(one, one) for one in ("home/own", "home/private", "foster/own")]
CHOICES = {"where": WHERE, "to": WHERE, "service": [("home", "H")]}
FILLS = [("", "Vælg"), (SAME, "Samme"), *WHERE[1:], (ALL, "Alle")]
FORM = {"name": "Færre", "since": "2027-01", "factor": "-10"}


def form_of(kind, told=None, change=None, people=None):
    choices = CHOICES | ({"to": FILLS} if kind == "house" else {})
    return ChangeForm(told, kind=KINDS[kind], choices=choices, change=change, people=people)


EACH = [
    (
        {"where": "home/own", "factor": "10"},
        Change("entries", 24324, Place("home", "own"), factor=1.1),
    ),
    ({"where": "", "factor": "-100"}, Change("exits", 24324, Place(), factor=0.0)),
    ({"where": "", "factor": "+7,5 %"}, Change("moves", 24324, Place(), factor=1.075)),
    ({"where": "foster/own", "factor": "−50"},
     Change("time", 24324, Place("foster", "own"), factor=0.5)),
    ({"where": "", "factor": "1"}, Change("price", 24324, Place(), factor=1.01)),
    (
        {"where": "home/private", "share": "20", "to": "foster/own"},
        Change("mix", 24324, Place("home", "private"), Place("foster", "own"), share=0.2),
    ),
    (
        {"service": "home", "places": "6", "to": "home/private", "yearly": "0,90"},
        Change(
            "house", 24324, Place("home", "own"), Place("home", "private"),
            places=6, oere_per_year=90,
        ),
    ),
    (
        {"service": "home", "places": "6", "to": SAME},
        Change("house", 24324, Place("home", "own"), Place("home"), places=6),
    ),
    (
        {"service": "home", "places": "6", "to": ALL},
        Change("house", 24324, Place("home", "own"), Place(), places=6),
    ),
    (
        {"entries": "-5", "exits": "", "time": "-10", "yearly": "1,50"},
        Change("measure", 24324, Place(), entries=0.95, time=0.9, oere_per_year=150),
    ),
    ({"yearly": "−2,50"}, Change("measure", 24324, Place(), oere_per_year=-250)),
]  # fmt: skip


@pytest.mark.parametrize(("told", "change"), EACH)
def test_each_kind_of_change_is_written_in_its_form_and_opened_in_it_again(told, change):
    form = form_of(change.kind, {"since": "2027-01", **told})
    assert form.is_valid(), form.errors
    assert form.change == change
    opened = form_of(change.kind, change=change)
    shown = {one.html_name: "" if one.value() is None else str(one.value()) for one in opened}
    again = form_of(change.kind, shown)
    assert again.is_valid(), again.errors
    assert again.change == change


@pytest.mark.parametrize("since", ["jan. 2027", "januar 2027", "01-2027", "1.2027", "Jan 2027"])
def test_a_month_may_be_written_as_pages_show_it(since):
    form = form_of("price", {"since": since, "factor": "5", "where": ""})
    assert form.is_valid(), form.errors
    assert form.change == Change("price", 24324, Place(), factor=1.05)


def test_every_kind_of_the_engine_has_a_form():
    assert list(KINDS) == list(ENGINE_KINDS) == list({change.kind: 1 for _, change in EACH})


@pytest.mark.parametrize("factor", [0, 1, 2, 0.95, 1 / 3, 1e-7, 5e-324, 99.99999999999999])
def test_a_factor_is_the_same_when_it_has_been_a_percentage(factor):
    assert float(1 + percent_of(factor) / 100) == pytest.approx(factor, abs=1e-15)
    assert percent_of(0.95) == Decimal(-5)


@pytest.mark.parametrize("place", [Place(), Place("", "own"), Place("a/b", "ø", "2 %"), Place("a")])
def test_a_place_is_the_same_when_it_has_been_a_choice(place):
    assert place_of_key(key_of(place)) == place


@pytest.mark.parametrize(
    ("kind", "told", "field", "words"),
    [
        ("time", {"factor": "-100"}, "factor", "−99"),
        ("entries", {"factor": "-101"}, "factor", "−100"),
        ("entries", {"factor": "mange"}, "factor", "7,5"),
        ("entries", {"factor": ""}, "factor", ""),
        ("price", {"factor": "5", "since": "snart"}, "since", "jan. 2027 eller 2027-01"),
        ("price", {"factor": "5", "since": "2027-13"}, "since", "2027-01"),
        ("mix", {"share": "101", "to": "home/own"}, "share", "0 til 100"),
        ("mix", {"share": "10", "to": ""}, "to", ""),
        ("house", {"service": "home", "places": "0", "to": SAME}, "places", "hvor mange"),
        ("house", {"service": "home", "places": "10001", "to": SAME}, "places", "10.000"),
        ("house", {"service": "", "places": "1", "to": SAME}, "service", ""),
        ("house", {"service": "home", "places": "1", "to": ""}, "to", ""),
        (
            "house",
            {"service": "home", "places": "1", "to": SAME, "yearly": "-5"},
            "yearly",
            "0 eller mere",
        ),
        ("price", {"factor": "0"}, "factor", "ændrer intet"),
        ("entries", {"factor": "-0,0 %"}, "factor", "ændrer intet"),
        ("mix", {"share": "0", "to": "home/own"}, "share", "ændrer intet"),
        (
            "mix",
            {"share": "5", "where": "home/own", "to": "home/own"},
            "to",
            "kommer der allerede",
        ),
        ("measure", {"yearly": "-10.000.000.000.001"}, "yearly", "for stort"),
        ("measure", {}, "entries", "mindst én ændring"),
        ("measure", {"exits": "0"}, "entries", "mindst én ændring"),
        ("measure", {"time": "-100"}, "time", "−99"),
    ],
)
def test_what_cannot_be_is_told_in_danish_at_its_field(kind, told, field, words):
    form = form_of(kind, {"since": "2027-01", "where": "", **told})
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert words in form.errors[field][0]


def test_a_month_that_is_written_in_words_stands_whole_beside_what_is_wrong_with_it():
    form = form_of("price", {"since": "nytår 2027", "factor": "0", "where": ""})
    assert list(form.errors) == ["since", "factor"]
    assert form["since"].value() == "nytår 2027"
    assert 'maxlength="7"' not in f"{form['since']}"


@pytest.fixture
def row(town):
    return actions.write_scenario(town.finance, department="adults", name="To ting", changes=DEARER)


def kinds_of(row):
    row.refresh_from_db()
    return [one.kind for one in changes_of(row.changes)]


def text_of(page):
    return page.content.decode()


def test_a_scenario_is_written_on_the_screen_and_taken_back(town, browser):
    new = "/prognose/scenarier/nyt/?afdeling=adults"
    assert "slags=house" in text_of(browser.get(new))
    page = browser.post(f"{new}&slags=entries", FORM, follow=True)
    assert "−10 %" in text_of(page)
    row = Scenario.objects.get()
    assert (row.name, row.department) == ("Færre", "adults")
    assert "er allerede et scenarie" in text_of(browser.post(f"{new}&slags=entries", FORM))
    page = browser.post(reverse("forecasts:scenario-withdraw", args=[row.id]))
    assert page.url == "/prognose/scenarier/?afdeling=adults"
    row.refresh_from_db()
    assert row.withdrawn_at
    assert browser.get(reverse("forecasts:scenario", args=[row.id])).status_code == 404
    with pytest.raises(UnableToReadScenario):
        actions.write_scenario(town.finance, department="adults", name="x", changes="ikke toml")
    with pytest.raises(UnableToLetIn):
        actions.write_scenario(town.head, department="children", name="x", changes=FEWER)


def test_a_form_has_only_the_fields_of_its_kind(browser):
    page = text_of(browser.get("/prognose/scenarier/nyt/?afdeling=adults&slags=price"))
    assert 'name="factor"' in page
    assert 'name="places"' not in page
    assert "Skriv et scenarie" not in page


def test_the_service_of_new_places_is_chosen_and_never_taken_for_granted(browser):
    page = browser.get("/prognose/scenarier/nyt/?afdeling=adults&slags=house")
    services = page.context["form"].fields["service"]
    assert services.choices[0] == ("", "Vælg")
    assert len(services.choices) > 2
    assert page.context["form"]["service"].value() is None


def test_changes_are_added_changed_and_removed(browser, row):
    add = reverse("forecasts:change-new", args=[row.id])
    told = {"since": "2028-01", "factor": "-100", "where": ""}
    browser.post(f"{add}?slags=entries", {**told, "seen": mark(row.changes)})
    assert kinds_of(row) == ["price", "entries"]
    change = changes_of(row.changes)[0]
    address = reverse("forecasts:change", args=[row.id, 1])
    assert 'value="10"' in text_of(browser.get(address))
    seen = {"seen": mark(row.changes), "own": mark_of(change)}
    browser.post(address, {**told, "factor": "20", **seen})
    row.refresh_from_db()
    assert [one.factor for one in changes_of(row.changes)] == [1.2, 0.0]
    gone = reverse("forecasts:change-remove", args=[row.id, 1])
    browser.post(gone, {"seen": mark(row.changes)})
    assert kinds_of(row) == ["entries"]
    assert "Fjern" not in text_of(browser.get(reverse("forecasts:scenario", args=[row.id])))


def test_two_who_write_at_once_lose_nothing(town, browser, row):
    opened = {"seen": mark(row.changes), "own": mark_of(changes_of(row.changes)[0])}
    actions.change_scenario(
        town.finance, scenario=row.id, changes=FEWER + DEARER, seen=mark(row.changes)
    )
    told = {"since": "2027-01", "factor": "77", "where": ""}
    address = f"{reverse('forecasts:change', args=[row.id, 1])}?slags=price"
    page = browser.post(address, {**told, **opened})
    assert "En anden har ændret scenariet" in text_of(page)
    assert "Sådan er scenariet nu" in text_of(page)
    assert 'value="77"' in text_of(page)
    assert kinds_of(row) == ["entries", "price"]
    again = {"seen": mark(row.changes), "own": opened["own"]}
    assert again["seen"] in text_of(page)
    browser.post(address, {**told, **again})
    row.refresh_from_db()
    assert [one.factor for one in changes_of(row.changes)] == [0.5, 1.77]


def test_a_change_that_another_changed_is_not_overwritten(town, browser, row):
    opened = {"seen": mark(row.changes), "own": mark_of(changes_of(row.changes)[0])}
    actions.change_scenario(town.finance, scenario=row.id, changes=FEWER, seen=mark(row.changes))
    told = {"since": "2027-01", "factor": "77", "where": ""}
    address = f"{reverse('forecasts:change', args=[row.id, 1])}?slags=price"
    page = browser.post(address, {**told, **opened})
    assert "kommer din med som en ny ændring" in text_of(page)
    add = f"{reverse('forecasts:change-new', args=[row.id])}?slags=price"
    assert f'action="{add}"' in text_of(page)
    row.refresh_from_db()
    browser.post(add, {**told, "seen": mark(row.changes)})
    assert kinds_of(row) == ["entries", "price"]


def test_a_scenario_is_renamed_and_its_text_says_so_too(town, browser, row):
    text = f"# Fra byrådet\nname = 'To ting' # kort\n{DEARER}# Til sidst\n"
    actions.change_scenario(town.finance, scenario=row.id, changes=text, seen=mark(row.changes))
    row.refresh_from_db()
    address = reverse("forecasts:scenario-name", args=[row.id])
    assert 'value="To ting"' in text_of(browser.get(address))
    page = browser.post(address, {"name": ' Tre  "ting" ', "seen": mark(row.changes)}, follow=True)
    assert "Scenarie: <span" in text_of(page)
    row.refresh_from_db()
    assert row.name == 'Tre "ting"'
    assert row.changes == f'# Fra byrådet\nname = "Tre \\"ting\\""\n{DEARER}# Til sidst\n'
    assert changes_of(row.changes) == changes_of(DEARER)
    actions.write_scenario(town.finance, department="adults", name="To ting", changes=FEWER)


def test_a_name_that_is_taken_is_told_at_the_field(town, browser, row):
    other = actions.write_scenario(town.finance, department="adults", name="Et", changes=FEWER)
    address = reverse("forecasts:scenario-name", args=[row.id])
    page = browser.post(address, {"name": "Et", "seen": mark(row.changes)})
    assert "er allerede et scenarie" in page.context["form"].errors["name"][0]
    page = browser.post(address, {"name": "To ting", "seen": mark(row.changes)})
    assert page.status_code == 302
    new = browser.post(
        "/prognose/scenarier/nyt/?afdeling=adults&slags=entries", FORM | {"name": "Et"}
    )
    assert list(new.context["form"].errors) == ["name"]
    actions.withdraw_scenario(town.finance, scenario=other.id)
    with pytest.raises(actions.UnableToWriteScenario):
        actions.rename_scenario(town.finance, scenario=other.id, name="x", seen=mark(other.changes))


def test_the_name_of_a_scenario_that_was_taken_back_can_be_used_again(town, row):
    other = actions.write_scenario(town.finance, department="adults", name="Et", changes=FEWER)
    for _ in range(2):
        actions.withdraw_scenario(town.finance, scenario=row.id)
        row = actions.write_scenario(
            town.finance, department="adults", name="To ting", changes=FEWER
        )
    names = Scenario.objects.filter(withdrawn_at__isnull=False).values_list("name", flat=True)
    assert set(names) == {"To ting (taget tilbage)", "To ting (taget tilbage 2)"}
    actions.withdraw_scenario(town.finance, scenario=row.id)
    actions.rename_scenario(
        town.finance, scenario=other.id, name="To ting", seen=mark(other.changes)
    )
    assert Scenario.objects.get(withdrawn_at__isnull=True).name == "To ting"
    long = "x" * actions.LONGEST_NAME
    for _ in range(2):
        row = actions.write_scenario(town.finance, department="adults", name=long, changes=FEWER)
        actions.withdraw_scenario(town.finance, scenario=row.id)


def test_a_name_that_another_takes_in_the_same_moment_is_told_too(town, row, monkeypatch):
    actions.write_scenario(town.finance, department="adults", name="Et", changes=FEWER)
    # The other's stands after it was looked for.
    monkeypatch.setattr(actions, "_checked_name", lambda department, name, own=None: name)
    with pytest.raises(actions.UnableToNameScenario):
        actions.write_scenario(town.finance, department="adults", name="Et", changes=DEARER)
    with pytest.raises(actions.UnableToNameScenario):
        actions.rename_scenario(town.finance, scenario=row.id, name="Et", seen=mark(row.changes))
    row.refresh_from_db()
    assert row.name == "To ting"


def test_a_scenario_that_another_changed_is_not_renamed_unseen(town, browser, row):
    seen = mark(row.changes)
    actions.change_scenario(town.finance, scenario=row.id, changes=FEWER, seen=seen)
    address = reverse("forecasts:scenario-name", args=[row.id])
    page = browser.post(address, {"name": "Nyt", "seen": seen})
    assert "Sådan er scenariet nu" in text_of(page)
    row.refresh_from_db()
    assert row.name == "To ting"
    browser.post(address, {"name": "Nyt", "seen": page.context["seen"]})
    row.refresh_from_db()
    assert (row.name, kinds_of(row)) == ("Nyt", ["entries"])


def test_nothing_is_removed_that_was_not_seen(town, browser, row):
    seen = mark(row.changes)
    actions.change_scenario(town.finance, scenario=row.id, changes=FEWER + DEARER, seen=seen)
    gone = reverse("forecasts:change-remove", args=[row.id, 1])
    page = browser.post(gone, {"seen": seen}, follow=True)
    assert "En anden har ændret scenariet" in text_of(page)
    assert kinds_of(row) == ["entries", "price"]


def test_what_somebody_wrote_beside_the_changes_stands_in_the_file(town, browser):
    text = f"# Fra byrådet\n{DEARER}"
    row = actions.write_scenario(town.finance, department="", name="Æ/ø", changes=text)
    page = browser.get(reverse("forecasts:scenario-file", args=[row.id]))
    assert text_of(page) == f'name = "Æ/ø"\n{text}'
    assert page["Content-Disposition"].startswith("attachment; filename*=utf-8''%C3%86")


@pytest.mark.parametrize("name", [" ", "x" * 81, "to\x00linjer"])
def test_a_name_is_a_line(town, name):
    with pytest.raises(actions.UnableToWriteScenario):
        actions.write_scenario(town.finance, department="adults", name=name, changes=FEWER)


def test_a_scenario_that_cannot_be_read_any_more_is_shown_as_that(town, browser):
    row = Scenario.objects.create(name="x", department="adults", changes="x", made_at=b.NOON)
    page = text_of(browser.get(reverse("forecasts:scenario", args=[row.id])))
    assert "kan ikke læses mere" in page
    assert text_of(browser.get(reverse("forecasts:scenario-file", args=[row.id]))) == "x"
    assert "kan ikke læses mere" in text_of(browser.get("/prognose/scenarier/?afdeling=adults"))


@pytest.mark.parametrize("since", ["1999-01", "2090-01"])
def test_a_month_that_cannot_be_meant_is_refused_at_its_field(town, browser, row, since):
    new = "/prognose/scenarier/nyt/?afdeling=adults&slags=entries"
    form = browser.post(new, FORM | {"since": since}).context["form"]
    assert "fra 2016-11 til 2036-11" in form.errors["since"][0]
    add = f"{reverse('forecasts:change-new', args=[row.id])}?slags=entries"
    told = {"since": since, "factor": "5", "where": "", "seen": mark(row.changes)}
    assert list(browser.post(add, told).context["form"].errors) == ["since"]
    text = DEARER.replace("2027-01", since)
    with pytest.raises(UnableToChangeThen):
        actions.write_scenario(town.finance, department="adults", name="Ny", changes=text)
    assert kinds_of(row) == ["price"]


def test_a_month_outside_every_run_is_told_where_the_change_stands(town, browser, row):
    far = FEWER.replace("2027-01", "2032-01")
    text = DEARER.replace("2027-01", "2026-10") + far + FEWER
    actions.change_scenario(town.finance, scenario=row.id, changes=text, seen=mark(row.changes))
    page = text_of(browser.get(reverse("forecasts:scenario", args=[row.id])))
    assert "okt. 2026 (er gået; ændringen virker fra prognosens første måned)" in page
    assert "jan. 2032 (er længere fremme, end en kørsel når; den ændrer intet nu)" in page
    assert "jan. 2027<" in page


def test_an_old_change_that_is_far_off_does_not_hinder_another(town, row):
    old = DEARER.replace("2027-01", "1999-01")
    Scenario.objects.filter(id=row.id).update(changes=old)
    actions.change_scenario(town.finance, scenario=row.id, changes=old + FEWER, seen=mark(old))
    assert kinds_of(row) == ["price", "entries"]
