"""What a forecast had to assume, and where it did no better, in the words of the screens."""

from helhed.apps.forecasts.making import ASSUMED, _of_closed, _of_season
from helhed.apps.forecasts.models import Forecast
from helhed.apps.forecasts.web.rows import no_better, notes_of
from helhed.forecast.episodes.closed import Closed
from helhed.forecast.episodes.seasonal import Seasonal


def test_a_place_that_is_taken_to_be_closed_is_told_of_by_its_danish_name():
    text = "Ingen er kommet til %(service)s (%(owner)s) i %(months)s måneder; før %(count)s."
    note = {"text": text, "values": _of_closed(Closed("botilbud_107/other_municipality", 40, 14))}
    (told,) = notes_of(Forecast(notes=[note]))
    assert told == (
        "Ingen er kommet til Midlertidigt botilbud (anden kommune) i 14 måneder; før 40."
    )


def test_a_season_of_those_who_come_is_told_by_its_month_and_of_whom():
    told = [Seasonal("", 8, 1.54), Seasonal("botilbud_107", 1, 2.0), Seasonal("", 7, 1.3, True)]
    notes = [{"text": text, "values": values} for text, values in map(_of_season, told)]
    assert notes_of(Forecast(notes=notes)) == [
        "Der kommer flest i august: 1,5 gange så mange som i en middelmåned. Prognosen følger det.",
        "Til Midlertidigt botilbud kommer der flest i januar: 2,0 gange så mange som i en"
        " middelmåned. Prognosen følger det.",
        "Til de andre ydelser kommer der flest i juli: 1,3 gange så mange som i en middelmåned."
        " Prognosen følger det.",
    ]


def test_more_places_than_people_are_told_in_danish_numbers():
    values = {"scenario": "Hus", "number": 1, "places": 5000, "people": 17}
    (told,) = notes_of(Forecast(notes=[{"text": ASSUMED["too_many"], "values": values}]))
    assert "ændring 1 er der 5.000 nye pladser, men kun 17 at fylde dem med" in told


def test_where_the_last_value_was_no_further_off_is_said_by_series_and_months():
    def score(series, ahead, method, wape):
        return {
            "series": series, "ahead": ahead, "method": method, "wape": wape,
            "cover_80": 0.8, "count": 9,
        }  # fmt: skip

    told = [("places", 3, 0.036, 0.031), ("places", 12, 0.05, 0.06), ("places", 24, 0.1, 0.08)]
    told += [("oere, total", 12, 0.03, 0.04)]
    scores = [
        score(series, ahead, method, wape)
        for series, ahead, ours, last in told
        for method, wape in (("helhed", ours), ("naive", last))
    ]
    found = no_better(Forecast(scores=scores))
    assert len(found) == 1
    assert found[0].endswith(", hver ydelse: 3, 24 måneder frem")
