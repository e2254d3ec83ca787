"""The forecast of a demonstration: its sums, its scenarios, and why it moved."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from helhed.apps.budgets.models import FrameChange
from helhed.apps.budgets.queries.year import BudgetFilter, follow_up
from helhed.apps.decisions.models import Commitment, CommitmentYear, Grant
from helhed.apps.decisions.years import MONTHS
from helhed.apps.forecasts import running
from helhed.apps.forecasts.figures import CUMULATED, OERE, PERSONS
from helhed.apps.forecasts.known import known
from helhed.apps.forecasts.models import Forecast, ForecastAnswer
from helhed.apps.forecasts.moved import came_between, moved
from helhed.apps.forecasts.queries import (
    answers,
    causes,
    next_year,
    past,
    persons_now,
    quantile,
    run_page,
    totals,
)
from helhed.apps.forecasts.tested import unit_tested
from helhed.apps.forecasts.web.differs import chosen
from helhed.apps.forecasts.web.forms import department_name
from helhed.apps.forecasts.web.judged import judged_itself
from helhed.rules.budgets.ramme import FrameKind
from helhed.rules.forecasts.flytning import CAUSES
from tests.apps import building as b
from tests.apps.forecasts.house import HOUSE, TODAY, count, counted_run, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
NOTHING = '[[change]]\nkind = "price"\nfrom = "2027-01"\nfactor = 1.0\n'
DEARER = '[[change]]\nkind = "price"\nfrom = "2027-01"\nfactor = 1.1\n'
FEWER = '[[change]]\nkind = "entries"\nfrom = "2027-01"\nfactor = 0.5\n'


@pytest.fixture(scope="module")
def row(demo, django_db_blocker):
    """A run of the adults with three scenarios beside it."""
    with django_db_blocker.unblock():
        return counted_run("adults", 24, (NOTHING, DEARER, FEWER))


def test_costs_by_unit_and_month_sum_to_the_commitments():
    found = known("")
    told = {}
    for month, oere in Commitment.objects.values_list("month", "oere"):
        at = 12 * month.year + month.month - 1
        told[at] = told.get(at, 0) + oere
    counted = {}
    for of in found.costs.values():
        for at, oere in of.items():
            counted[at] = counted.get(at, 0) + oere
    assert counted == {at: oere for at, oere in told.items() if oere}


def test_the_year_that_has_begun_stands_beside_what_the_budget_follow_up_expects_of_it(row):
    head = somebody("demo-head")
    page = follow_up(head, BudgetFilter(TODAY.year, department="adults"))
    this, after = run_page(head, row).years
    assert this.followed_up == page.headline.expected > 0
    assert after.followed_up is None


def test_who_is_there_on_a_day_is_whose_grant_runs():
    day = date(2026, 10, 31)
    rows = known("adults").episodes.known_on(day.toordinal())
    there = {
        (person, state.service)
        for person, state, end in zip(rows.person, rows.state, rows.end, strict=True)
        if end > day.toordinal()
    }
    running = Grant.objects.filter(
        state="granted", unit__department="adults", start__lte=day
    ).exclude(kind="one_off")
    expected = {
        (grant.citizen_id.hex, grant.service)
        for grant in running
        if all(last is None or last > day for last in (grant.end, grant.runs_to))
    }
    assert there == expected
    assert len(there) > 30


def test_units_and_one_off_costs_sum_to_the_whole_and_the_pages_show_them(row):
    assert row.state == "done"
    assert row.done == row.steps
    units = answers(row, 0)
    total = next(one for one in units if one.is_total).figures
    parts = [one.figures for one in units if not one.is_total]
    one_off = int(next(n["values"]["kroner"] for n in row.notes if "kroner" in n["values"]))
    for month in range(row.months):
        persons = sum(one[PERSONS]["months"]["mean"][month] for one in parts)
        money = sum(one[OERE]["months"]["mean"][month] for one in parts)
        assert abs(persons - total[PERSONS]["months"]["mean"][month]) <= len(parts)
        assert abs(money + 100 * one_off - total[OERE]["months"]["mean"][month]) <= 50 + len(parts)
    found = run_page(somebody("demo-finance"), row)
    assert [one.year for one in found.years] == [2026, 2027]
    assert all(one.low <= one.middle <= one.high for one in found.years)
    assert found.years[0].frame
    # What is refunded of the months that are over is not known: no year holds a part of it.
    begun, whole = found.years
    assert begun.net is None
    assert whole.net < whole.middle
    assert set(total["refund"]["years"]) == {"2027"}
    finance = b.signed_in(somebody("demo-finance"))
    for name in ("run", "scores", "compared"):
        page = finance.get(reverse(f"forecasts:{name}", args=[row.id]))
        assert page.status_code == 200
    one = next(unit for unit in units if not unit.is_total)
    page = finance.get(reverse("forecasts:unit", args=[row.id, one.service, one.owner]))
    assert one.service_name in page.content.decode()
    assert "Ramme" not in page.content.decode()
    wanted = {"table": "prognose-personer", "format": "csv"}
    lines = finance.get(page.wsgi_request.path, wanted).content.decode("utf-8-sig").splitlines()
    said = "Ydelse;Hvem leverer;Afdeling;Kendt til og med;Kørsel"
    assert lines[0] == f"Måned;2,5 %;10 %;25 %;Midten;75 %;90 %;97,5 %;{said}"
    its = f"{one.service_name};{one.owner_name}"
    assert lines[1].endswith(f";{its};{department_name('adults')};31-10-2026;{row.id}")
    middle = quantile(one.figures[PERSONS]["months"], 0.5)
    told = [Decimal(line.split(";")[4].replace(",", ".")) for line in lines[1:]]
    assert told == [round(Decimal(many) / 1000, 1) for many in middle]
    assert (
        "2026 er begyndt, og refusionen"
        in finance.get(reverse("forecasts:run", args=[row.id])).content.decode()
    )
    assert "band-80" in finance.get("/prognose/?afdeling=adults").content.decode()
    file = finance.get(reverse("forecasts:run", args=[row.id]), {"format": "csv"})
    assert 'filename="prognose-ydelser-adults-2026-10-31.csv"' in file["Content-Disposition"]
    assert file.content.decode().count("\n") == len(parts) + 1


def test_the_back_test_is_taken_out_as_numbers_and_paths_are_paths_in_english(row):
    finance = b.signed_in(somebody("demo-finance"))
    file = finance.get(reverse("forecasts:scores", args=[row.id]), {"format": "csv"})
    _head, *lines = file.content.decode("utf-8-sig").splitlines()
    assert lines
    for cell in (cell for line in lines for cell in line.split(";")[3:-3]):
        assert not cell or float(cell.replace(",", ".")) is not None
    finance.cookies["django_language"] = "en"
    runs = finance.get("/prognose/?afdeling=adults&format=csv").content.decode("utf-8-sig")
    assert ";Number of paths;" in runs.splitlines()[0]


def test_every_page_of_a_forecast_carries_its_back_test_and_a_service_opens_to_its_grants(row):
    finance = b.signed_in(somebody("demo-finance"))
    one = max(
        (unit for unit in answers(row, 0) if unit.owner == "own"),
        key=lambda unit: unit.figures[OERE]["months"]["mean"][0],
    )
    pages = [reverse(f"forecasts:{name}", args=[row.id]) for name in ("run", "compared")]
    unit = reverse("forecasts:unit", args=[row.id, one.service, one.owner])
    for address in (*pages, unit):
        text = finance.get(address).content.decode()
        assert "Hvor godt ramte den?" in text.partition("<h1>")[2]
        assert "ved siden af (sidste tal:" in text
    link = text.partition('<a href="/budget/poster/')[2].partition('"')[0]
    grants = f"/budget/poster/{link}".replace("&amp;", "&")
    assert grants.startswith("/budget/poster/?year=2026&kind=committed")
    behind = CommitmentYear.objects.filter(
        year=2026,
        grant__state="granted",
        grant__service=one.service,
        grant__offer__provider__ownership="own",
    )
    many = sum(any(getattr(year, month) for month in MONTHS) for year in behind)
    assert f"Tallet består af {many} bevilling" in finance.get(grants).content.decode()


def test_the_day_of_a_head_tells_next_year_beside_its_frame_when_there_is_one(row):
    Forecast.objects.filter(id=row.id).update(scores=[])  # how it did is another test's
    head = somebody("demo-head")
    browser = b.signed_in(head)
    changes = FrameChange.objects.filter(frame__year=2027)
    kept = changes.filter(kind=FrameKind.ORIGINAL.value, frame__unit__department="adults").first()
    changes.exclude(id=kept.id).delete()

    def day_when_the_frame_is(oere):
        FrameChange.objects.filter(id=kept.id).update(oere=oere)
        return browser.get("/").content.decode()

    ((run, year),) = next_year(head)
    assert (run, year.year) == (row, 2027)
    tile = f'<a href="{reverse("forecasts:run", args=[row.id])}">'
    text = day_when_the_frame_is(year.low - 100_000_000)
    assert "mio. kr. over rammen næste år" in text
    assert f'<li class="tile late">{tile}' in text
    text = day_when_the_frame_is(year.middle - 1)
    assert "mio. kr. over rammen næste år" in text
    assert f'<li class="tile">{tile}' in text
    assert "mio. kr. under rammen næste år" in day_when_the_frame_is(year.high + 100_000_000)
    kept.delete()
    assert next_year(head)[0][1].frame is None
    assert "mio. kr. næste år, siger prognosen" in browser.get("/").content.decode()
    assert next_year(somebody("demo-head-children")) == []


@pytest.mark.parametrize(
    ("naive", "says", "never"),
    [
        (0.9, "2027 bliver dyrere end rammen", "kan blive dyrere"),
        (0.05, "2027 kan blive dyrere end rammen", "Læg en plan."),
    ],
)
def test_a_year_over_its_frame_is_told_softer_where_the_last_value_was_no_further_off(
    row, naive, says, never
):
    ours = next(one for one in row.scores if one["series"] == "oere, total")
    told = {**ours, "ahead": 12, "cover_80": 0.7, "count": 4}
    scores = [
        {**told, "method": "helhed", "wape": 0.05},
        {**told, "method": "naive", "wape": naive},
    ]
    Forecast.objects.filter(id=row.id).update(scores=scores)
    changes = FrameChange.objects.filter(frame__year=2027, frame__unit__department="adults")
    changes.exclude(id=changes.filter(kind=FrameKind.ORIGINAL.value).first().id).delete()
    finance = b.signed_in(somebody("demo-finance"))
    page = finance.get(reverse("forecasts:run", args=[row.id])).content.decode()
    assert says in page
    assert never not in page
    soft = "12 måneder frem har prognosen hidtil ramt 5,0\N{NO-BREAK SPACE}% ved siden af"
    assert (soft in page) == (naive == 0.05)
    assert ('class="tile late"' in page) == (naive == 0.9)
    day = b.signed_in(somebody("demo-head")).get("/").content.decode()
    tile = f'<li class="tile late"><a href="{reverse("forecasts:run", args=[row.id])}">'
    assert (tile in day) == (naive == 0.9)


def test_counting_twice_says_the_same_whatever_stands_beside_it(row):
    again = counted_run("adults")
    assert [one.figures for one in answers(row, 0)] == [one.figures for one in answers(again, 0)]
    many = ForecastAnswer.objects.count()
    count(again)
    assert ForecastAnswer.objects.count() == many


def test_the_difference_is_of_what_was_changed_and_of_nothing_else(row):
    found = totals(row)
    same, dearer, fewer = (found[n]["difference"] for n in (1, 2, 3))
    for series in (PERSONS, OERE):
        assert all(not any(of) for of in same[series]["months"]["q"])
    assert not any(dearer[PERSONS]["months"]["mean"])
    assert dearer[OERE]["years"]["2026"]["mean"] == [0]
    assert quantile(dearer[OERE]["years"]["2027"], 0.025)[0] > 0
    assert quantile(fewer[PERSONS]["years"]["2027"], 0.9)[0] < 0
    page = b.signed_in(somebody("demo-finance")).get(reverse("forecasts:compared", args=[row.id]))
    assert "Scenarie 2" in page.content.decode()


def test_what_a_scenario_comes_to_in_all_is_summed_path_by_path(row):
    for number in (1, 2, 3):
        of = totals(row)[number]["difference"][OERE]
        monthly, in_all = of["months"]["mean"], of[CUMULATED]["mean"]
        so_far = [sum(monthly[: n + 1]) for n in range(len(monthly))]
        assert all(abs(a - c) <= row.months for a, c in zip(so_far, in_all, strict=True))
    # The middle of a sum of paths is no sum of the middles of months.
    fewer = totals(row)[3]["difference"][OERE]
    middles = sum(quantile(fewer["months"], 0.5))
    assert quantile(fewer[CUMULATED], 0.5)[-1] != middles


def test_a_change_that_no_month_of_the_run_meets_is_told_on_the_run_and_the_comparison(row):
    late, early = (DEARER.replace("2027-01", month) for month in ("2032-01", "2025-01"))
    other = counted_run("children", 12, (NOTHING + late, early))
    finance = b.signed_in(somebody("demo-finance"))
    for name in ("run", "compared"):
        page = finance.get(reverse(f"forecasts:{name}", args=[other.id])).content.decode()
        assert "Scenarie 1</span>: ændring 2 begynder efter den sidste måned" in page
        assert "Scenarie 2</span>: ændring 1 begynder før prognosen" in page
    page = finance.get(reverse("forecasts:compared", args=[row.id])).content.decode()
    assert page.count('class="alert-text"><span lang="da">Scenarie') == 1
    assert "Scenarie 1</span>: ændring 1 ændrer intet" in page


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("1", "Udgiften er den samme"),
        ("2", "Sikkert dyrere: i 8 af 10"),
        ("3", "Sikkert billigere"),
        ("9", "Udgiften er den samme"),
    ],
)
def test_the_fan_of_a_difference_says_whether_it_is_sure(row, number, says):
    finance = b.signed_in(somebody("demo-finance"))
    address = reverse("forecasts:compared", args=[row.id])
    page = finance.get(address, {"scenarie": number}).content.decode()
    assert says in page
    assert "samme tilfældigheder" in page
    assert page.count('<svg class="wide" role') == 3
    wanted = {"scenarie": number, "table": "prognose-forskel", "format": "csv"}
    lines = finance.get(address, wanted).content.decode().splitlines()
    assert len(lines) == 1 + row.months
    assert lines[1].startswith(f"Scenarie {number if number != '9' else '1'};01-11-2026;")


def test_what_was_written_in_danish_is_read_aloud_in_danish_on_english_pages(row):
    finance = b.signed_in(somebody("demo-finance"))
    finance.post("/sprog/", {"language": "en", "next": "/"})
    page = finance.get(reverse("forecasts:compared", args=[row.id])).content.decode()
    assert "The difference, month by month" in page
    assert "Sikkert" not in page
    assert '<h3 lang="da">Scenarie 1</h3>' in page
    assert 'lang="da">Scenarie 2</td>' in page
    assert page.count('class="chip" lang="da"') == 3
    page = finance.get("/prognose/?afdeling=adults").content.decode()
    assert '<span lang="da">Scenarie 1</span>' in page
    page = finance.get("/prognose/scenarier/?afdeling=adults").content.decode()
    assert ">Scenarie 1</a></h2>" in page
    assert "Higher or lower price" in page
    assert "Højere" not in page


def test_a_run_from_before_differences_were_summed_shows_the_years_alone(row):
    before = ForecastAnswer.objects.get(forecast=row, scenario=2, service="")
    before.figures["difference"][OERE].pop(CUMULATED)
    beside = chosen(row, {2: before.figures}, "2")
    assert beside is None
    assert chosen(row, totals(row), "x").number == 1


def test_the_first_months_run_has_one_of_the_month_before_that_it_moved_from(row):
    before = running.ask_afterwards(HOUSE, "children", 20)
    now = running.ask_of_itself(HOUSE, "children", 20)
    count(now)
    finance = b.signed_in(somebody("demo-finance"))
    address = reverse("forecasts:why", args=[now.id])
    kind = finance.get(address)
    assert kind.status_code == 200
    assert "ingen færdig prognose fra en tidligere måned" in kind.content.decode()
    count(before)
    assert before.as_of == date(2026, 9, 30)
    assert any("regnet bagefter" in note["text"] for note in before.notes)
    assert not any("regnet bagefter" in note["text"] for note in now.notes)
    page = finance.get(address).content.decode()
    assert "mod den fra" in page
    came = came_between(before, now, 2027)
    found = moved(before, now, 2027, came)
    assert found.waits
    assert found.total.before > 0
    assert found.total.now > 0
    parts = [found.total.part(cause) for cause in CAUSES]
    assert sum(parts) + found.total.rest == found.total.difference
    assert sum(one.difference for one in found.services.values()) == found.total.difference
    Forecast.objects.filter(id=before.id).update(as_of=date(2020, 1, 31))
    ForecastAnswer.objects.filter(forecast=before).update(figures={})
    assert "intet helt år til fælles" in finance.get(address).content.decode()


def test_a_service_has_its_own_back_test_of_persons_and_of_cost_its_past_and_what_changes_it(row):
    finance = b.signed_in(somebody("demo-finance"))
    one = max(
        (unit for unit in answers(row, 0) if not unit.is_total),
        key=lambda unit: unit.figures[PERSONS]["months"]["mean"][0],
    )
    page = finance.get(reverse("forecasts:unit", args=[row.id, one.service, one.owner]))
    text = page.content.decode()
    of_persons, of_cost = text.partition("Hvor godt ramte den? Udgift")[::2]
    assert "Hvor godt ramte den? Personer" in of_persons
    ours = unit_tested(one.figures, PERSONS)
    assert ours
    assert all(test.count >= 4 for test in ours)
    first = judged_itself(one, PERSONS)[0]
    assert f"1 måned frem ramte den {first['wape']} ved siden af" in of_persons
    assert "netop den her ydelse" in of_cost
    before = past(row, one)
    assert [month.first for month in before.months][-1] == date(2026, 10, 1)
    assert before.persons[-1] == persons_now(one) > 0
    assert 'class="known-line"' in text
    kept = causes(one)[PERSONS]
    end = one.figures[PERSONS]["months"]["mean"][-1]
    assert abs(sum(sum(months) for months in kept.values()) - end) <= 1
    assert all(len(kept[cause]) == row.months for cause in kept if cause != "start")
    assert "Fylder 18 år" in text
    assert "/budget/poster/?year=2027" in text


def test_persons_now_are_those_of_the_day_and_not_of_the_month_after(row):
    day = date(2026, 10, 31)
    rows = known("adults").episodes.known_on(day.toordinal())
    there = sum(end > day.toordinal() for end in rows.end)
    units = [one for one in answers(row, 0) if not one.is_total]
    assert sum(persons_now(one) for one in units) == 1000 * there


def test_the_back_test_begins_with_what_it_costs_in_all_and_is_english_throughout(row):
    finance = b.signed_in(somebody("demo-finance"))
    address = reverse("forecasts:scores", args=[row.id])
    lines = finance.get(address, {"format": "csv"}).content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("Udgift, i alt;1;Denne prognose")
    finance.cookies["django_language"] = "en"
    page = finance.get(address).content.decode()
    assert "hver ydelse" not in page
    assert "80 % held: how often" in page
