"""A place that is taken to be closed is told of by its Danish name."""

from helhed.apps.forecasts.making import _of_closed
from helhed.apps.forecasts.models import Forecast
from helhed.apps.forecasts.web.rows import notes_of
from helhed.forecast.episodes.closed import Closed


def test_a_place_that_is_taken_to_be_closed_is_told_of_by_its_danish_name():
    text = "Ingen er kommet til %(service)s (%(owner)s) i %(months)s måneder; før %(count)s."
    note = {"text": text, "values": _of_closed(Closed("botilbud_107/other_municipality", 40, 14))}
    (told,) = notes_of(Forecast(notes=[note]))
    assert told == (
        "Ingen er kommet til Midlertidigt botilbud (anden kommune) i 14 måneder; før 40."
    )
