"""Measures: what they have saved is counted on the grants they name, and never counted twice."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.budgets.actions import measures as actions
from helhed.apps.budgets.models import Measure, MeasureGrant
from helhed.apps.budgets.queries import BudgetFilter
from helhed.apps.budgets.queries import measures as queries
from helhed.rules.access.rights import Role
from helhed.rules.budgets.tiltag import MeasureState
from tests.apps import building as b
from tests.apps.budgets.test_report import oere, sheets

pytestmark = pytest.mark.django_db

DEAR, CHEAP = 1_000, 600
WANTED = BudgetFilter(2026)


@pytest.fixture
def team():
    b.municipality()
    return b.unit("Team Nord")


@pytest.fixture
def finance(team):
    return b.actor(Role.FINANCE)


def granted(team, start, end=None, owner="private", oere=DEAR):
    rate = b.rate(b.offer(b.provider(owner)), (date(2020, 1, 1), None, oere))
    return b.grant(b.case(team), rate, start, end)


def decided(finance, team, name="Ti pladser", **changes):
    asked = {
        "name": name,
        "unit": team.id,
        "owner": b.actor(Role.HEAD, team).user.id,
        "decided_on": date(2025, 10, 12),
        "decision": "Ti købte pladser bliver til egne.",
        "start": date(2026, 1, 1),
        "targets": {2026: 100_000, 2027: 200_000},
    }
    return actions.make_measure(finance, **{**asked, **changes})


def naming(finance, measure, before=None, after=None, baseline_oere=None):
    return actions.name_grants(
        finance,
        measure=measure.id,
        before=before.id if before else None,
        after=after.id if after else None,
        baseline_oere=baseline_oere,
    )


def line(actor, measure, year=2026):
    return queries.measure_page(actor, measure.id, year).line


def test_a_place_that_is_moved_saves_what_it_costs_less_from_that_day(team, finance):
    before = granted(team, date(2025, 1, 1), date(2026, 8, 10))
    after = granted(team, date(2026, 8, 11), owner="own", oere=CHEAP)
    measure = decided(finance, team)
    naming(finance, measure, before, after)
    found = line(finance, measure)
    [pair] = found.pairs
    assert (pair.changed, pair.baseline) == (date(2026, 8, 11), DEAR)
    until_november, until_new_year = 21 + 30 + 31, 30 + 31
    assert found.outcome.reached == until_november * (DEAR - CHEAP)
    assert found.outcome.forecast == (until_november + until_new_year) * (DEAR - CHEAP)
    assert found.outcome.target == 100_000
    assert found.state is MeasureState.PARTLY
    assert line(finance, measure, 2027).outcome.forecast == 365 * (DEAR - CHEAP)


def test_a_grant_that_ends_saves_all_that_it_cost(team, finance):
    measure = decided(finance, team, targets={2026: 60_000})
    naming(finance, measure, granted(team, date(2025, 1, 1), date(2026, 10, 31)))
    found = line(finance, measure)
    assert (found.outcome.reached, found.outcome.forecast) == (0, 61 * DEAR)
    assert found.state is MeasureState.ON_TRACK


def test_a_grant_that_comes_is_held_against_what_was_stated(team, finance):
    measure = decided(finance, team)
    after = granted(team, date(2026, 12, 2), date(2026, 12, 21), "own", CHEAP)
    with pytest.raises(actions.UnableToWriteMeasure, match="ellers ville"):
        naming(finance, measure, after=after)
    naming(finance, measure, after=after, baseline_oere=DEAR)
    assert line(finance, measure).outcome.forecast == 20 * (DEAR - CHEAP)
    assert line(finance, measure).state is MeasureState.NOT_YET


def test_a_grant_that_goes_on_saves_nothing_yet(team, finance):
    measure = decided(finance, team)
    naming(finance, measure, granted(team, date(2025, 1, 1)))
    found = line(finance, measure)
    assert (found.outcome.forecast, found.pairs[0].changed) == (0, None)
    assert found.state is MeasureState.NOT_YET


def test_what_two_measures_count_is_told_and_taken_from_the_sum(team, finance):
    ended = granted(team, date(2025, 1, 1), date(2026, 10, 31))
    alone = granted(team, date(2025, 1, 1), date(2026, 11, 30))
    one, two = decided(finance, team, "Et"), decided(finance, team, "To")
    naming(finance, one, ended)
    naming(finance, two, ended)
    naming(finance, two, alone)
    found = queries.measures(finance, WANTED)
    assert found.twice == 61 * DEAR
    assert found.total.forecast == (61 + 31) * DEAR
    assert found.reached_twice == 0
    assert [one_line.twice for one_line in found.lines] == [61 * DEAR, 61 * DEAR]
    page = queries.measure_page(finance, two.id, 2026)
    assert page.shared == [(one, 61 * DEAR)]


def test_what_is_reached_is_summed_as_what_is_forecast_with_nothing_twice(team, finance):
    ended = granted(team, date(2025, 1, 1), date(2026, 8, 31))
    for name in ("Et", "To"):
        naming(finance, decided(finance, team, name), ended)
    found = queries.measures(finance, WANTED)
    assert (found.twice, found.reached_twice) == (122 * DEAR, 61 * DEAR)
    assert (found.total.forecast, found.total.reached) == (122 * DEAR, 61 * DEAR)
    page = b.signed_in(finance).get(reverse("budgets:measures")).content.decode()
    assert "1.220 kr. af det ventede og 610 kr. af det nåede" in page
    tiles = re.findall(r'<span class="figure">(.*?)</span>', page)
    foot = page.split("<tfoot>")[1].split("</tfoot>")[0]
    sums = re.findall(r'<td class="number">(.*?)</td>', foot)
    assert sums[1:5] == tiles  # target, reached, forecast, and how far from the target


def test_a_measure_without_grants_shows_that_nothing_is_known_and_never_nought(team, finance):
    empty = decided(finance, team, "Tomt")
    client = b.signed_in(finance)
    address = reverse("budgets:measure", args=[empty.id])
    unknown = '<span class="figure">–</span>'
    listed = client.get(reverse("budgets:measures")).content.decode()
    foot = listed.split("<tfoot>")[1].split("</tfoot>")[0]
    assert re.findall(r'<td class="number">([^<]+)</td>', foot) == ["0", "1.000"]
    for page in (address, reverse("budgets:measures")):
        shown = client.get(page).content.decode()
        assert shown.count(unknown) == 2
        assert "Mangler" not in shown
    csv = client.get(reverse("budgets:measures"), {"format": "csv"}).content.decode("utf-8-sig")
    assert ";1000,00;;;;" in csv
    naming(finance, empty, granted(team, date(2025, 1, 1)))
    assert client.get(address).content.decode().count(unknown) == 2
    naming(finance, decided(finance, team, "Talt"), granted(team, date(2025, 1, 1), b.TODAY))
    found = queries.measures(finance, WANTED)
    assert (found.not_counted, found.is_counted) == (1, True)
    page = client.get(reverse("budgets:measures")).content.decode()
    assert unknown not in page
    assert "1 tiltag kan ikke opgøres endnu" in page


def test_a_measure_needs_a_name_a_decision_a_target_and_an_owner(team, finance):
    for wrong in (
        {"name": " "},
        {"decision": " "},
        {"targets": {}},
        {"targets": {2026: 0}},
        {"owner": uuid4()},
        {"unit": uuid4()},
    ):
        with pytest.raises(actions.UnableToWriteMeasure):
            decided(finance, team, **wrong)
    assert Measure.objects.count() == 0


def test_a_measure_names_grants_of_its_own_unit_once(team, finance):
    measure, here = decided(finance, team), granted(team, date(2026, 1, 1))
    other = granted(b.unit("Syd"), date(2026, 1, 1))
    naming(finance, measure, here)
    for wrong in ((other, None), (here, None), (None, None), (here, here)):
        with pytest.raises(actions.UnableToWriteMeasure):
            naming(finance, measure, *wrong)
    named = MeasureGrant.objects.get()
    actions.drop_grants(finance, named=named.id)
    with pytest.raises(actions.UnableToWriteMeasure):
        actions.drop_grants(finance, named=named.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        MeasureGrant.objects.create(measure=measure, after=here)


def test_the_answerable_says_where_it_stands_and_others_see_it(team, finance):
    head = b.actor(Role.HEAD, team)
    measure = decided(finance, team, owner=head.user.id)
    with pytest.raises(actions.UnableToWriteMeasure, match="hvorfor"):
        actions.say_state(head, measure=measure.id, state="not_reached", note=" ")
    actions.say_state(head, measure=measure.id, state="not_reached", note="Ingen pladser")
    assert line(finance, measure).state is MeasureState.NOT_REACHED
    with pytest.raises(UnableToLetIn):
        actions.say_state(b.actor(Role.HEAD, team), measure=measure.id, state="", note="")
    actions.say_state(finance, measure=measure.id, state="", note="")
    assert line(finance, measure).state is MeasureState.NOT_YET
    with pytest.raises(UnableToLetIn):
        decided(head, team)
    elsewhere = b.actor(Role.TEAM_LEADER, b.unit("Syd"))
    assert queries.measures(elsewhere, WANTED).lines == []


def test_a_measure_is_written_followed_and_opened_on_the_pages(team, finance):
    before = granted(team, date(2025, 1, 1), date(2026, 8, 10))
    client = b.signed_in(finance)
    owner = b.actor(Role.HEAD, team).user
    asked = {
        "name": "Ti pladser",
        "unit": team.id,
        "owner": owner.id,
        "decided_on": "2025-10-12",
        "start": "2026-01-01",
        "decision": "Ti pladser flyttes.",
        "target_2026": "1.500",
    }
    assert (
        "Skriv et beløb"
        in client.post(
            reverse("budgets:measure-new"), {**asked, "target_2026": "x"}
        ).content.decode()
    )
    answer = client.post(reverse("budgets:measure-new"), asked)
    measure = Measure.objects.get()
    assert answer.url == reverse("budgets:measure", args=[measure.id])
    name = reverse("budgets:measure-name", args=[measure.id])
    listed = client.get(name, {"service": "botilbud_107"}).content.decode()
    assert str(before.id) in listed
    picked = {"before": before.id, "after": "", "baseline_oere": ""}
    assert client.post(f"{name}?service=botilbud_107", picked).status_code == 302
    page = client.get(answer.url).content.decode()
    assert reverse("payments:grant", args=[before.id]) in page
    csv = client.get(reverse("budgets:measures"), {"format": "csv"}).content.decode("utf-8-sig")
    assert ";1500,00;820,00;1430,00;-70,00" in csv
    client.post(answer.url, {"state": "on_track", "note": "Vi er i gang"})
    assert "Vi er i gang" in client.get(answer.url).content.decode()
    named = MeasureGrant.objects.get()
    drop = reverse("budgets:measure-drop", args=[measure.id, named.id])
    assert client.get(drop).status_code == 200
    assert client.post(drop).status_code == 302
    assert MeasureGrant.objects.count() == 0
    assert client.get(reverse("budgets:measure", args=[uuid4()])).status_code == 404


@pytest.mark.parametrize("count", [1, 8])
def test_pages_of_budgets_ask_the_same_few_questions_however_many_there_are(
    team, finance, count, django_assert_max_num_queries
):
    from helhed.apps.budgets.actions import keep_month, make_version

    for number in range(count):
        measure = decided(finance, team, f"Tiltag {number}")
        naming(finance, measure, granted(team, date(2025, 1, 1), date(2026, 8, 10)))
    keep_month(finance, month=date(2026, 10, 1))
    versions = [
        make_version(
            finance, year=2026, name=name, model="activity", profile="last_year", per_mille=0
        )
        for name in ("B", "C")
    ]
    client = b.signed_in(finance)
    ids = [version.id for version in versions]
    for address in (
        reverse("budgets:measures"),
        reverse("budgets:measure", args=[measure.id]),
        reverse("budgets:variance"),
        f"{reverse('budgets:moved')}?fra=2026-10-01",
        reverse("budgets:frames"),
        reverse("budgets:versions"),
        reverse("budgets:version", args=ids[:1]),
        reverse("budgets:against", args=ids),
        reverse("budgets:explanation"),
    ):
        client.get(address)  # the first reader counts what changed
        with django_assert_max_num_queries(20):
            assert client.get(address).status_code == 200, address


def test_the_reports_sum_of_measures_is_the_tiles_with_nothing_twice(team, finance):
    ended = granted(team, date(2025, 1, 1), date(2026, 8, 31))
    for name in ("Et", "To"):
        naming(finance, decided(finance, team, name), ended)
    answer = b.signed_in(finance).get(reverse("budgets:report"), {"year": 2026, "format": "xlsx"})
    sheet = sheets(answer)["3 Tiltag"]
    total = queries.measures(finance, WANTED).total
    for label, value in (("Ventet i året", total.forecast), ("Nået til nu", total.reached)):
        at = sheet[0].index(label)
        assert oere(sheet[-1][at]) == value
        assert sum(oere(row[at]) for row in sheet[1:-1]) == 2 * value
