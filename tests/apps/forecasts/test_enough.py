"""Whether own places will do: persons by service, whoever delivers it, against own places."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from helhed.apps.decisions.models import Grant
from helhed.apps.forecasts.enough import Then, enough
from helhed.apps.forecasts.figures import PERSONS, QUANTILES, SERVICES, by_service
from helhed.apps.forecasts.known import known
from helhed.apps.forecasts.making import prepared
from helhed.apps.forecasts.models import ForecastAnswer
from helhed.apps.forecasts.places import (
    _there,
    own_places,
    own_places_later,
    unwritten,
)
from helhed.apps.offers.models import Offer, Place
from helhed.apps.placements.models import Placement
from helhed.forecast.episodes.follow import follow
from helhed.rules.decisions.tilbudshjemmel import place_services
from helhed.rules.decisions.ydelser import services as catalogue
from helhed.rules.forecasts.egne_pladser import services_of_places
from tests.apps import building as b
from tests.apps.forecasts.house import counted_run, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture(scope="module")
def row(demo, django_db_blocker):
    """A run of the adults, a year ahead."""
    with django_db_blocker.unblock():
        return counted_run("adults", 12)


def page_of(row, **asked):
    browser = b.signed_in(somebody("demo-finance"))
    return browser.get(reverse("forecasts:enough", args=[row.id]), asked)


def without_own_places(row):
    """A service that the municipality has no own places for, once it has none."""
    one = next(one for one in enough(row) if one.places is not None)
    Placement.objects.filter(place__offer__grants__service=one.service).delete()
    Place.objects.filter(offer__grants__service=one.service).delete()
    own = Grant.objects.filter(service=one.service, offer__provider__ownership="own")
    own.update(offer=None)
    return next(two for two in enough(row) if two.service == one.service)


def test_a_service_is_told_of_all_its_owners_path_by_path(row):
    model, setting, growth = prepared(row, known(row.department))
    made = follow(model, setting, growth, 20)
    services = [one.key for one in place_services()]
    found = by_service(made, services)
    assert set(found) == {state.service for state in model.states} & set(services)
    for service, figures in found.items():
        own = [n for n, state in enumerate(model.states) if state.service == service]
        paths = sorted(sum(int(made.paths.persons[path, -1, n]) for n in own) for path in range(20))
        middle = figures["months"]["q"][QUANTILES.index(0.5)][-1] / 1000
        assert middle == (paths[9] + paths[10]) / 2
        assert figures["months"]["mean"][-1] == round(1000 * sum(paths) / 20)


def test_those_there_now_are_those_of_all_owners_and_four_quarters_follow(row):
    found = enough(row)
    assert found
    assert {one.service for one in found} <= {one.key for one in place_services()}
    for one in found:
        assert len(one.then) == 4
        assert all(then.low <= then.middle <= then.high for then in one.then)
        assert one.now is not None
    own = own_places([one.service for one in found], row.as_of)
    hidden = unwritten(row.as_of)
    expected = {name: None if name in hidden else count for name, count in own.items()}
    assert {one.service: one.places for one in found} == expected
    assert any(own.values())


def test_places_that_close_or_open_later_are_counted_when_they_are_there(row):
    [service, *_] = [one.service for one in enough(row) if (one.places or 0) > 1]
    ends = enough(row)[0].then[1].day
    before = own_places_later([service], row.as_of, [ends, ends + timedelta(1)])
    assert before[0] == before[1]
    own = Place.objects.filter(offer__provider__ownership="own", end=None)
    offers = {one.offer_id for one in own}
    there = _there(row.as_of, offers)
    of = [offer for offer, counts in there.items() if [*counts] == [service]]
    here = own.filter(offer__in=of).order_by("id")[0]
    Place.objects.filter(id=here.id).update(end=ends)
    after = own_places_later([service], row.as_of, [ends, ends + timedelta(1)])
    assert after[0] == before[0]
    assert after[1][service] == before[1][service] - 1


def test_where_an_own_offer_has_places_that_nobody_wrote_it_is_not_said_how_many_lack_one(row):
    [service, *_] = [one.service for one in enough(row) if (one.places or 0) > 1]
    Placement.objects.filter(place__offer__grants__service=service).delete()
    Place.objects.filter(offer__grants__service=service).delete()
    assert service in unwritten(row.as_of)
    [one] = [one for one in enough(row) if one.service == service]
    assert (one.places, one.then[-1].places, one.then[-1].beyond) == (None, None, None)
    assert ">kendes ikke<" in page_of(row).content.decode()


def test_a_new_own_house_where_nobody_is_yet_counts_for_the_service_of_its_kind(row):
    empty = without_own_places(row)
    own = Place.objects.filter(offer__provider__ownership="own")[0].offer.provider
    opens = enough(row)[0].then[2].day
    house = Offer.objects.create(
        name="Nyt hus", provider=own, kind=catalogue()[empty.service].offers[0], start=opens
    )
    for n in range(3):
        Place.objects.create(offer=house, name=str(n), start=opens)
    [one] = [one for one in enough(row) if one.service == empty.service]
    assert [then.places for then in one.then] == [0, 0, 3, 3]
    Offer.objects.filter(id=house.id).update(end=opens)
    [one] = [one for one in enough(row) if one.service == empty.service]
    assert [then.places for then in one.then] == [0, 0, 3, 0]


def test_own_places_of_respite_are_places_too(row):
    [respite, *_] = [key for key in services_of_places("") if "respite" in catalogue()[key].offers]
    own = Place.objects.filter(offer__provider__ownership="own").order_by("id")[0].offer
    Grant.objects.filter(offer=own).update(service=respite)
    assert own_places([respite], row.as_of)[respite] == own.places.count()


def test_where_the_municipality_has_no_own_places_nobody_is_said_to_lack_one(row):
    one = without_own_places(row)
    assert not one.has_own
    head, *lines = page_of(row, format="csv").content.decode("utf-8-sig").splitlines()
    at = next(n for n, name in enumerate(head.split(";")) if name.startswith("Flere end"))
    [line] = [line for line in lines if line.startswith(one.name)]
    assert line.split(";")[at : at + 3] == ["", "", ""]


def test_nobody_less_than_none_is_beyond_the_own_places():
    assert Then(date(2026, 12, 31), 3, 6, 9, 5).beyond == (0, 1, 4)


def test_the_page_says_the_middle_and_from_where_to_where_with_its_back_test(row):
    page = page_of(row).content.decode()
    for one in enough(row):
        then = one.then[-1]
        assert one.name in page
        assert f"{then.middle} ({then.low}–{then.high})" in page
        if then.beyond and one.has_own:
            low, middle, high = then.beyond
            assert f"{middle} ({low}–{high})" in page
    assert "Hvor godt ramte den?" in page
    browser = b.signed_in(somebody("demo-finance"))
    run = browser.get(reverse("forecasts:run", args=[row.id])).content.decode()
    assert reverse("forecasts:enough", args=[row.id]) in run


def test_a_unit_that_is_told_no_better_a_year_ahead_is_named(row):
    unit = ForecastAnswer.objects.filter(forecast=row, service=enough(row)[0].service).first()
    unit.figures["tested"] = [
        {"series": PERSONS, "method": method, "ahead": ahead, "wape": wape, "cover_80": 0.8}
        | {"count": 9}
        for method, ahead, wape in (
            *(("helhed", 12, 0.2), ("naive", 12, 0.1)),
            *(("helhed", 6, 0.1), ("naive", 6, 0.2)),
        )
    ]
    unit.save()
    [found] = [
        one for one, test in enough(row)[0].weak if (one.owner, test.wape) == (unit.owner, 0.2)
    ]
    assert f"{found.owner_name}: 12 måneder frem 20,0" in page_of(row).content.decode()


def test_a_file_holds_every_figure_by_itself(row):
    head, *lines = page_of(row, format="csv").content.decode("utf-8-sig").splitlines()
    names = head.split(";")
    day = enough(row)[0].then[-1].day
    at = names.index(f"Ventet {day:%-d.%-m.%Y}: midten")
    told = {line.split(";")[0]: line.split(";")[at] for line in lines}
    assert told == {one.name: str(one.then[-1].middle) for one in enough(row)}
    assert not any("(" in line.split(";")[at] for line in lines)


def test_a_run_that_kept_nothing_by_service_says_so(row):
    kept = ForecastAnswer.objects.get(forecast=row, scenario=0, service="", owner="")
    del kept.figures[SERVICES]
    kept.save()
    assert enough(row) is None
    assert "Bestil en ny." in page_of(row).content.decode()


def test_who_does_not_see_the_departments_forecast_does_not_see_it(row):
    browser = b.signed_in(somebody("demo-head-children"))
    assert browser.get(reverse("forecasts:enough", args=[row.id])).status_code == 403
