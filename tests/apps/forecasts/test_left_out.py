"""A standing scenario that fits nothing any more does not take the house's forecast with it."""

import pytest

from helhed.apps.forecasts import running
from helhed.apps.forecasts.models import Forecast, Scenario
from tests.apps import building as b
from tests.apps.forecasts.house import HOUSE, count, counted_run, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
FEWER = '[[change]]\nkind = "entries"\nfrom = "2027-01"\nservice = "{}"\nfactor = 0.9\n'


def test_the_houses_run_leaves_it_out_says_so_and_counts_the_others():
    Scenario.objects.all().delete()
    for name, service in (("A", "botilbud_107"), ("B", "findes_ikke"), ("C", "botilbud_108")):
        text = FEWER.format(service)
        Scenario.objects.create(department="adults", name=name, changes=text, made_at=b.NOON)
    row = count(running.ask_of_itself(HOUSE, "adults", 100))
    assert row.state == "done", row.why
    assert [one["name"] for one in row.scenarios] == ["A", "C"]
    assert set(row.answers.values_list("scenario", flat=True)) == {0, 1, 2}
    assert row.notes[0]["values"] == {"name": "B", "number": 1}
    browser = b.signed_in(somebody("demo-finance"))
    page = browser.get("/prognose/", {"afdeling": "adults"}).content.decode()
    assert "B er ikke regnet med: ændring 1 passer ikke til noget mere." in page
    compared = browser.get(f"/prognose/{row.id}/scenarier/").content.decode()
    assert "Læs forskellen" not in compared


def test_who_asked_for_it_is_told_which_change_fits_nothing():
    row = counted_run("adults", 12, (FEWER.format("findes_ikke"),))
    assert (row.state, row.why) == (
        "failed",
        "Scenarie 1 kan ikke regnes: ændring 1 passer ikke til noget. Ret den, eller bestil kørslen"
        " uden.",
    )
    assert not Forecast.objects.get().answers.exists()
