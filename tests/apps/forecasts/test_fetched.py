"""Measures of the budget that are fetched into a scenario: nothing that stands is typed again."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from helhed.apps.budgets.actions import measures
from helhed.apps.forecasts import actions
from helhed.apps.forecasts.models import Scenario
from helhed.apps.forecasts.scenarios import changes_of, mark
from helhed.apps.forecasts.web.fetched import fetched, offered
from helhed.forecast.episodes.scenarios import Change, Place
from tests.apps import building as b

pytestmark = pytest.mark.django_db
NEW = "/prognose/scenarier/nyt/?afdeling=adults&slags=measure"
JULY, NEW_YEAR = 12 * 2026 + 6, 12 * 2027


def text_of(page):
    return page.content.decode()


def decided(town, unit, **changes):
    asked = {
        "name": "Ti pladser",
        "unit": unit.id,
        "owner": town.head.user.id,
        "decided_on": date(2026, 1, 12),
        "decision": "Ti købte pladser bliver til egne.",
        "start": date(2026, 7, 1),
        "targets": {2026: 50_000_00, 2027: 300_000_00},
    }
    return measures.make_measure(town.finance, **{**asked, **changes})


@pytest.fixture
def measure(town):
    """A measure that ends a bought place."""
    made = decided(town, town.north)
    rate = b.rate(b.offer(b.provider("private")), (date(2020, 1, 1), None, 1_000))
    ended = b.grant(b.case(town.north), rate, date(2025, 1, 1), date(2026, 6, 30))
    measures.name_grants(
        town.finance, measure=made.id, before=ended.id, after=None, baseline_oere=None
    )
    return made


def test_a_measure_of_the_budget_is_fetched_into_a_new_scenario(browser, measure):
    page = text_of(browser.get(NEW))
    assert "Fra jul. 2026: sparer 100.000 kr. om året" in page
    assert "Fra jan. 2027: sparer yderligere 200.000 kr. om året" in page
    address = f"{NEW}&tiltag={measure.id}&fra=2026-07"
    assert address.partition("?")[2].replace("&", "&amp;") in page
    form = browser.get(address).context["form"]
    told = {one.html_name: one.value() for one in form if one.value() is not None}
    assert told["name"] == "Ti pladser"
    shown = {one.html_name: form[one.html_name].value() for one in form}
    shown["yearly"] = "-100.000"
    browser.post(address, {key: "" if one is None else str(one) for key, one in shown.items()})
    row = Scenario.objects.get()
    place = Place(measure.grants.get().before.service, "private")
    assert row.name == "Ti pladser"
    assert changes_of(row.changes) == (Change("measure", JULY, place, oere_per_year=-100_000_00),)


def test_what_stands_in_the_fields_is_what_the_budget_says(browser, measure):
    page = text_of(browser.get(f"{NEW}&tiltag={measure.id}&fra=2027-01"))
    assert 'value="2027-01"' in page
    assert 'value="-200.000,00"' in page
    assert "Hentet ind i felterne" in page


def test_a_measure_is_fetched_into_a_scenario_that_is_there(town, browser, measure):
    text = '[[change]]\nkind = "price"\nfrom = "2027-01"\nfactor = 1.1\n'
    row = actions.write_scenario(town.finance, department="adults", name="x", changes=text)
    add = f"{reverse('forecasts:change-new', args=[row.id])}?slags=measure"
    page = text_of(browser.get(f"{add}&tiltag={measure.id}&fra=2026-07"))
    assert f"slags=measure&amp;tiltag={measure.id}" in page
    where = browser.get(f"{add}&tiltag={measure.id}&fra=2026-07").context["form"]["where"].value()
    told = {"since": "2026-07", "where": where, "yearly": "-100.000", "seen": mark(row.changes)}
    browser.post(f"{add}&tiltag={measure.id}&fra=2026-07", told)
    row.refresh_from_db()
    assert [one.kind for one in changes_of(row.changes)] == ["price", "measure"]
    changed = reverse("forecasts:change", args=[row.id, 2])
    assert "Tiltag i budgettet" not in text_of(browser.get(changed))


def test_a_measure_of_several_places_is_everywhere_and_its_own_department_alone(town, measure):
    for owner in ("private", "own"):
        rate = b.rate(b.offer(b.provider(owner)), (date(2020, 1, 1), None, 1_000))
        after = b.grant(b.case(town.north), rate, date(2026, 7, 1))
        measures.name_grants(
            town.finance, measure=measure.id, before=None, after=after.id, baseline_oere=1
        )
    of_children = decided(town, town.family, name="Nærmere hjem", targets={2027: 60})
    found = fetched(town.finance, "adults", {"tiltag": f"{measure.id}", "fra": "2026-07"})
    assert found.change.where.owner == ""
    told = {"tiltag": f"{of_children.id}", "fra": "2027-01"}
    assert fetched(town.finance, "adults", told) is None
    assert fetched(town.finance, "", told).change.oere_per_year == -60
    assert [one.name for one in offered(town.head, "adults")] == ["Ti pladser"]
    assert offered(town.nobody, "adults") is None
    for wrong in ({"tiltag": "x", "fra": "y"}, {"tiltag": f"{uuid4()}"}, {}):
        assert fetched(town.finance, "", wrong) is None


def test_where_the_budget_names_no_one_place_that_is_said_and_not_everywhere(town, browser):
    decided(town, town.north)
    assert offered(town.finance, "adults")[0].where == "budgettet nævner ikke ét sted"
    page = text_of(browser.get(NEW))
    assert "Hvor: budgettet nævner ikke ét sted" in page
    assert "Beløbet lægges til den samlede udgift" in page


def test_a_budget_without_measures_says_so(browser):
    page = text_of(browser.get(NEW))
    assert "Der står endnu ingen tiltag" in page
    assert "Tiltag i budgettet" not in text_of(browser.get(NEW.replace("measure", "price")))
