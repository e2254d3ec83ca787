"""Counting one run: read what is known, fit, simulate each scenario on common random numbers, and
test the whole on its own past."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from django.utils import timezone

from helhed.apps.forecasts.figures import (
    SERVICES,
    Key,
    by_service,
    differences,
    paths_of,
    told,
)
from helhed.apps.forecasts.known import Known
from helhed.apps.forecasts.models import Forecast, Run
from helhed.apps.forecasts.past import before_of, beside_units, one_off_of, tested_of
from helhed.apps.forecasts.projections import followed, inhabitants
from helhed.apps.forecasts.scenarios import read_all
from helhed.forecast.episodes.bands import UNKNOWN_BIRTH
from helhed.forecast.episodes.closed import Closed
from helhed.forecast.episodes.drawn import Growth
from helhed.forecast.episodes.follow import follow, growth_as_before
from helhed.forecast.episodes.model import Model, UnableToFollow, fit
from helhed.forecast.episodes.refunded import limits_of
from helhed.forecast.episodes.scenarios import (
    Assumed,
    NotAScenario,
    Scenario,
    assumed_of,
    states_with,
    with_scenario,
)
from helhed.forecast.episodes.seasonal import Seasonal
from helhed.forecast.episodes.setting import Setting, TooMany
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.decisions.tilbudshjemmel import place_services
from helhed.rules.forecasts.koersel import as_of

TEST_STEPS = 6
"""What the back-test is worth as parts of the whole, beside one for each scenario."""
ASSUMED = {
    "after": screen_text(
        "%(scenario)s: ændring %(number)s begynder efter den sidste måned og ændrer intet."
    ),
    "before": screen_text(
        "%(scenario)s: ændring %(number)s begynder før prognosen og virker fra dens første måned."
    ),
    "begun": screen_text(
        "%(scenario)s: tiltaget i ændring %(number)s begynder før prognosen og regnes fuldt med fra"
        " dens første måned. Virker det allerede, er noget af det også med i tallene, og så tæller"
        " det to gange."
    ),
    "idle": screen_text("%(scenario)s: ændring %(number)s ændrer intet."),
    "several": screen_text(
        "%(scenario)s: ændring %(number)s nævner flere steder; de kommer dér, hvor flest er hos"
        " samme ejer."
    ),
    "every": screen_text(
        "%(scenario)s: de nye pladser i ændring %(number)s fyldes med folk fra %(services)s"
        " ydelser, også dem, der får en helt anden hjælp. Vælg, hvor de kommer fra."
    ),
    "too_many": screen_text(
        "%(scenario)s: til og med ændring %(number)s er der %(places)s nye pladser, men kun"
        " %(people)s at fylde dem med. Pladser, der står tomme, koster intet i tallene."
    ),
    "unpriced": screen_text(
        "%(scenario)s: der er ingen pris for en plads i ændring %(number)s. Den regnes til"
        " %(kroner)s kr. om året, som det, der ligner mest, koster."
    ),
    "written": screen_text(
        "%(scenario)s: i ændring %(number)s er %(kroner)s kr. om året talt med, fordi I har skrevet"
        " det. Prognosen har ikke prøvet, om det holder."
    ),
}
"""What has to be assumed of a scenario, by the engine's word for it."""
FITS_NOTHING = screen_text(
    "%(name)s kan ikke regnes: ændring %(number)s passer ikke til noget. Ret den, eller bestil"
    " kørslen uden."
)
LEFT_OUT = screen_text(
    "%(name)s er ikke regnet med: ændring %(number)s passer ikke til noget mere. Ret den, eller tag"
    " scenariet tilbage."
)
Tell = Callable[[int, int], None]
"""Called with how many parts are done, of how many; may raise to stop."""


class UnableToCount(UnableTo):
    """A forecast cannot be counted from what is known."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One unit in one scenario."""

    scenario: int
    key: Key
    figures: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Counted:
    """What a run came to: answers, notes (Danish, with values), scores of the back-test, and the
    names of the scenarios that could not be counted."""

    answers: list[Answer]
    notes: list[dict[str, Any]]
    scores: list[dict[str, Any]]
    left_out: list[str] = field(default_factory=list)


def counted(asked: Forecast, known: Known, tell: Tell) -> Counted:
    """Count a run. A standing scenario that fits nothing any more is left out of the house's own
    run and told of, so that it does not take the forecast with it. Raises UnableToCount, and
    whatever ``tell`` raises."""
    scenarios = read_all(asked.scenarios)
    wrong: list[NotAScenario] = []
    while True:
        try:
            made = _counted(asked, known, scenarios, tell)
        except NotAScenario as error:
            if asked.asked_by_id is not None:
                raise UnableToCount(FITS_NOTHING, **_of_fault(error)) from error
            wrong.append(error)
            scenarios = [one for one in scenarios if one.name != error.scenario]
        except TooMany as error:
            text = screen_text("Der er for mange ydelser og måneder på én gang.")
            raise UnableToCount(text) from error
        except UnableToFollow as error:
            raise UnableToCount(
                screen_text("Der er ingen eller for få bevillinger at regne en prognose ud fra.")
            ) from error
        else:
            left_out = [{"text": LEFT_OUT, "values": _of_fault(error)} for error in wrong]
            names = [error.scenario for error in wrong]
            return replace(made, notes=[*left_out, *made.notes], left_out=names)


def _of_fault(error: NotAScenario) -> dict[str, Any]:
    return {"name": error.scenario, "number": error.number}


def prepared(
    asked: Run, known: Known, scenarios: Sequence[Scenario] = ()
) -> tuple[Model, Setting, Growth]:
    """The fitted model, from when and how far, and how prices rise. Raises UnableToFollow,
    NotAScenario and TooMany."""
    day = asked.as_of.toordinal()
    states = states_with(sorted(set(known.episodes.known_on(day).state)), scenarios)
    model = fit(known.episodes, day, states, inhabitants(known.projection))
    plain = Setting.of(model, asked.months, asked.seed)
    limits, _ = limits_of(plain.month, plain.steps)
    population = followed(known.projection, model, plain.steps).factor
    setting = Setting.of(model, asked.months, asked.seed, population, limits=limits)
    return model, setting, growth_as_before(model, setting.steps)


def _counted(asked: Forecast, known: Known, scenarios: Sequence[Scenario], tell: Tell) -> Counted:
    model, setting, growth = prepared(asked, known, scenarios)
    changed = [with_scenario(model, setting, one) for one in scenarios]
    progress = _Progress(tell, (1 + len(scenarios)) * asked.paths, asked.paths)
    one_off = one_off_of(known, setting.month)
    before = before_of(known, asked.as_of)
    made = follow(model, setting, growth, asked.paths, told=progress.done)
    base, months = paths_of(made, one_off), made.months()
    tested = tested_of(asked, known)
    beside = beside_units(known, asked.as_of, made, tested.units)
    beside["", ""][SERVICES] = by_service(made, [one.key for one in place_services()])
    answers = [
        Answer(0, key, {**own, **beside.get(key, {})})
        for key, own in told(base, months, before).items()
    ]
    for number, with_it in enumerate(changed, 1):
        paths = paths_of(follow(*with_it, growth, asked.paths, told=progress.done), one_off)
        differs = differences(paths, base, months, before)
        for key, own in told(paths, months, before).items():
            answers.append(Answer(number, key, {**own, "difference": differs[key]}))
    progress.all_done()
    notes = _notes(asked, known, model, setting, one_off)
    return Counted(
        answers, [*notes, *_notes_of_scenarios(model, setting, scenarios)], tested.scores
    )


class _Progress:
    """How many paths are done in all, told as parts."""

    def __init__(self, tell: Tell, paths: int, paths_of_one: int) -> None:
        self.tell, self.before, self.paths_of_one = tell, 0, paths_of_one
        self.steps = paths + paths // TEST_STEPS
        tell(0, self.steps)

    def done(self, paths: int) -> None:
        self.tell(self.before + paths, self.steps)
        if paths == self.paths_of_one:
            self.before += paths

    def all_done(self) -> None:
        self.tell(self.steps, self.steps)


def _notes(
    asked: Forecast, known: Known, model: Model, setting: Setting, one_off: float
) -> list[dict[str, Any]]:
    """What had to be assumed, in Danish, with the figures that belong to it."""
    rise = _rise(model)
    notes: list[tuple[str, dict[str, Any]]] = [
        (screen_text("Kun bevilget hjælp er regnet. Rammen er hele afdelingens."), {}),
        (screen_text("Planlagte ophør efter dagen er ikke brugt: mange bliver forlænget."), {}),
        (
            screen_text(
                "Engangsydelser er sat til gennemsnittet af de sidste tolv måneder:"
                " %(kroner)s kr. om måneden."
            ),
            {"kroner": round(one_off / 100)},
        ),
        (
            screen_text("Priserne stiger hver januar, som de er steget: i snit %(percent)s %%."),
            {"percent": rise},
        ),
        *followed(known.projection, model, setting.steps).notes,
    ]
    if not asked.department:
        text = screen_text(
            "Begge afdelinger er regnet sammen. Afdelingernes egne prognoser, lagt sammen, bliver"
            " næsten, men ikke helt, det samme."
        )
        notes.append((text, {}))
    if asked.as_of < as_of(timezone.localtime(asked.asked_at).date()):
        text = screen_text(
            "Den er regnet bagefter, ud fra det, journalen nu siger, der var dengang."
        )
        notes.append((text, {}))
    unknown = int((model.present.birth == UNKNOWN_BIRTH).sum())
    if unknown:
        notes.append((screen_text("%(count)s har ingen fødselsdag."), {"count": unknown}))
    if known.unpriced:
        text = screen_text("%(count)s år med hjælp har ingen udgift og får gennemsnittets pris.")
        notes.append((text, {"count": known.unpriced}))
    text = screen_text(
        "Ingen er kommet til %(service)s (%(owner)s) i %(months)s måneder; før kom der %(count)s. "
        "Det regnes som lukket for nye."
    )
    notes += [(text, _of_closed(one)) for one in model.closed]
    notes += [_of_season(one) for one in model.seasons.told]
    if setting.limits is None:
        notes.append((screen_text("Grænserne for refusion kendes ikke; refusion er ikke med."), {}))
    elif _limits_are_guessed(asked):
        text = screen_text("Grænserne for refusion kendes ikke for alle årene; de sidste er brugt.")
        notes.append((text, {}))
    return [{"text": text, "values": values} for text, values in notes]


OF_ONE = screen_text(
    "Til %(service)s kommer der flest i %(month)s: %(times)s gange så mange som i en middelmåned."
    " Prognosen følger det."
)
OF_THE_OTHERS = screen_text(
    "Til de andre ydelser kommer der flest i %(month)s: %(times)s gange så mange som i en"
    " middelmåned. Prognosen følger det."
)
OF_ALL = screen_text(
    "Der kommer flest i %(month)s: %(times)s gange så mange som i en middelmåned."
    " Prognosen følger det."
)


def _of_closed(one: Closed) -> dict[str, Any]:
    service, _, owner = one.unit.partition("/")
    return {"service": service, "owner": owner, "months": one.months, "count": one.came}


def _of_season(one: Seasonal) -> tuple[str, dict[str, Any]]:
    values = {"month": one.month, "times": f"{one.times:.1f}"}
    if one.service:
        return OF_ONE, {"service": one.service, **values}
    return OF_THE_OTHERS if one.others else OF_ALL, values


def _notes_of_scenarios(
    model: Model, setting: Setting, scenarios: Sequence[Scenario]
) -> list[dict[str, Any]]:
    return [
        {"text": ASSUMED[one.why], "values": {"scenario": scenario.name, **_figures_of(one)}}
        for scenario in scenarios
        for one in assumed_of(model, setting, scenario)
    ]


def _figures_of(one: Assumed) -> dict[str, int]:
    """The figures that belong to what is assumed of a change."""
    found = {"number": one.number, "services": len(one.units), "kroner": round(one.oere / 100)}
    found |= {"places": one.places, "people": one.people}
    return {key: value for key, value in found.items() if f"%({key})s" in ASSUMED[one.why]}


def _limits_are_guessed(asked: Forecast) -> bool:
    """Whether the limits of refund of the last years are not known yet."""
    first = 12 * asked.as_of.year + asked.as_of.month
    return bool(limits_of(first, asked.months)[1])


def _rise(model: Model) -> float:
    """The mean yearly rise of prices over those who are there, in percent."""
    if not len(model.present.state):
        return 0.0
    return round(100 * float(np.mean(model.prices.rise[model.present.state])), 1)
