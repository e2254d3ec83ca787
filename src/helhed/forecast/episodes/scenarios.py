"""What-if: what is changed beside the forecast, from a month on. Two scenarios draw the same
numbers at the same addresses, so that they differ only by what was changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from helhed.forecast.episodes.model import Model
from helhed.forecast.episodes.numbers import Ints
from helhed.forecast.episodes.setting import Changes, House, Mix, Setting
from helhed.forecast.episodes.told import State

KINDS = ("entries", "exits", "moves", "time", "price", "mix", "house", "measure")
UNNAMED = "name the service and the owner of what is new"
FACTORED = ("entries", "exits", "moves", "time", "price")


class NotAScenario(ValueError):
    """A change that cannot be made; ``number`` is which one, from 1, and ``scenario`` the name of
    its scenario where several were asked for."""

    def __init__(self, number: int, why: str, scenario: str = "") -> None:
        super().__init__(f"change {number}: {why}")
        self.number, self.why = number, why
        self.scenario = scenario


@dataclass(frozen=True, slots=True)
class Place:
    """States by their names; what is empty is every one."""

    service: str = ""
    owner: str = ""
    level: str = ""

    def __contains__(self, state: object) -> bool:
        return isinstance(state, State) and all(
            not wanted or wanted == has
            for wanted, has in (
                (self.service, state.service),
                (self.owner, state.owner),
                (self.level, state.level),
            )
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One change from a month on (a number since year 0). ``factor`` multiplies entries, exits,
    moves, time in service or price; ``share`` of those who would come at ``where`` comes at
    ``to``; a house at ``where`` brings ``places`` beside those that are there and is filled from
    ``to``, from its owner's other places of the service only where ``to`` names the owner;
    ``oere_per_year`` is the price of a place in a house or the cost of a measure (below 0: what it
    saves), which has factors of its own."""

    kind: str
    month: int
    where: Place
    to: Place = Place()
    factor: float = 1.0
    share: float = 0.0
    places: int = 0
    oere_per_year: int = 0
    entries: float = 1.0
    exits: float = 1.0
    time: float = 1.0


@dataclass(frozen=True, slots=True)
class Scenario:
    """A name and what is changed."""

    name: str
    changes: tuple[Change, ...]


def states_with(known: Sequence[State], scenarios: Sequence[Scenario]) -> tuple[State, ...]:
    """All states: those known first, then those that houses and mixes bring. Raises NotAScenario
    for a new state whose service or owner is not named."""
    states = list(dict.fromkeys(known))
    for scenario in scenarios:
        taken = set(known)
        for number, change in enumerate(scenario.changes, 1):
            place = {"house": change.where, "mix": change.to}.get(change.kind)
            if place is None or (change.kind == "mix" and any(one in place for one in states)):
                continue
            if not place.service or not place.owner:
                raise NotAScenario(number, UNNAMED, scenario.name)
            state = State(place.service, place.owner, place.level)
            if change.kind == "house" and state in taken:
                state = _home(place, number)
            taken.add(state)
            states += [state] if state not in states else []
    return tuple(states)


def _home(place: Place, number: int) -> State:
    """The state of a house where others live already: its places come beside theirs, at a price
    and with people of its own. Levels are summed, so it is told of under the same name."""
    return State(place.service, place.owner, f"{place.level} new house {number}".strip())


def with_scenario(model: Model, setting: Setting, scenario: Scenario) -> tuple[Model, Setting]:
    """The model and setting of a scenario. Raises NotAScenario when a change meets no state."""
    try:
        return _changed(model, setting, scenario)
    except NotAScenario as error:
        raise NotAScenario(error.number, error.why, scenario.name) from error


def _changed(model: Model, setting: Setting, scenario: Scenario) -> tuple[Model, Setting]:
    changes = Changes.none(setting.steps, len(model.states))
    costs = np.zeros(setting.steps, dtype=np.int64)
    mixes: list[Mix] = []
    houses: list[House] = []
    picks = model.prices.picks.copy()
    homes = _homes(model, scenario)
    for number, change in enumerate(scenario.changes, 1):
        step = max(0, change.month - setting.month)
        if change.kind == "house":
            state = homes[number]
            fills = _fills(model, change, number, homes)
            if not fills:
                raise NotAScenario(number, "there is nobody to fill the house with")
            houses.append(House(step, state, change.places, tuple(fills)))
            if change.oere_per_year:
                picks[state] = change.oere_per_year
            continue
        where = _found(model, change.where, number)
        if change.kind == "mix":
            for state in where:
                to = meant(model, change.to, state, number)
                mixes += [Mix(step, state, to, change.share)] if state != to else []
        else:
            _multiply(changes, change, step, where)
        if change.kind == "measure":
            costs[step:] += round(change.oere_per_year / 12)
    changed = replace(changes, mixes=tuple(mixes), houses=tuple(houses), costs=costs)
    prices = replace(model.prices, picks=picks)
    return replace(model, prices=prices), replace(setting, changes=changed)


def _homes(model: Model, scenario: Scenario) -> dict[int, int]:
    """The state of each house, by the number of its change."""
    at = {state: n for n, state in enumerate(model.states)}
    found: dict[int, int] = {}
    for number, change in enumerate(scenario.changes, 1):
        if change.kind == "house":
            place = change.where
            own, plain = _home(place, number), State(place.service, place.owner, place.level)
            state = own if own in at else plain
            if state not in at:
                raise NotAScenario(number, UNNAMED)
            found[number] = at[state]
    return found


def _fills(model: Model, change: Change, number: int, homes: dict[int, int]) -> list[int]:
    """The states that a house is filled from; never from another new house."""
    own = model.states[homes[number]].unit
    return [
        one
        for one in _found(model, change.to, number)
        if one not in homes.values() and (change.to.owner or model.states[one].unit != own)
    ]


def meant(model: Model, place: Place, like: int, number: int) -> int:
    """The one state of a place to which those go who would have come to ``like``: of several the
    one at the same owner and level, else the one that most are in. Raises NotAScenario."""
    found, old = _found(model, place, number), model.states[like]
    there = np.bincount(model.present.state, minlength=len(model.states))

    def near(one: int) -> tuple[bool, bool, int, int]:
        state = model.states[one]
        return state.owner == old.owner, state.level == old.level, int(there[one]), -one

    return max(found, key=near)


@dataclass(frozen=True, slots=True)
class Assumed:
    """What has to be assumed of a change (``number``, from 1): it begins ``after`` the last month
    or ``before`` the first, as a measure that has ``begun``; it is ``idle``; it names ``several``
    places and people go to ``units``; it brings ``units`` that are ``new``; it is a house that is
    filled from ``every`` one of several services (``units``), or that has ``too_many`` places for
    the ``people`` who are there, or is ``unpriced`` (a place is taken to cost ``oere``); or it is
    money as ``written``."""

    number: int
    why: str
    units: tuple[str, ...] = ()
    places: int = 0
    people: int = 0
    oere: int = 0


ASSUMED = {
    "after": "begins after the last month and changes nothing",
    "before": "begins before the forecast; it counts from its first month",
    "begun": "is a measure that begins before the forecast; it counts in full from the first month,"
    " and once more where the past shows already what it did",
    "idle": "changes nothing",
    "every": "fills its places with people of {services} services, whatever help they get; name"
    " fills_from_service",
    "too_many": "has more places ({places}) than there are people to fill them today ({people});"
    " places that stand empty cost nothing here",
    "unpriced": "tells no price of a place; {oere} øre a year are taken, as what is most like it"
    " costs; name oere_per_year",
    "written": "counts {oere} øre a year because they are written; that is no finding of the"
    " forecast",
    "several": "names several places; they go to {units}",
    "new": "brings a place where nobody ever was: {units}; see that it is written right",
}


def notes_of(
    model: Model, setting: Setting, scenario: Scenario, known: Sequence[State]
) -> list[str]:
    """What has to be assumed of a scenario, in words; ``known`` are the states that somebody was
    in. Raises NotAScenario."""
    return [
        f"{scenario.name}, change {one.number} "
        + ASSUMED[one.why].format(
            units=", ".join(one.units),
            services=len(one.units),
            places=one.places,
            people=one.people,
            oere=one.oere,
        )
        for one in [*assumed_of(model, setting, scenario), *new_in(known, scenario)]
    ]


def new_in(known: Sequence[State], scenario: Scenario) -> list[Assumed]:
    """The houses and mixes that bring a service, or an owner of it, where nobody ever was."""
    units = {(state.service, state.owner) for state in known}
    found = []
    for number, change in enumerate(scenario.changes, 1):
        place = {"house": change.where, "mix": change.to}.get(change.kind)
        if not place or not place.service or not place.owner:
            continue  # it is one of those known, or refused
        if (place.service, place.owner) not in units:
            found.append(Assumed(number, "new", (f"{place.service}/{place.owner}",)))
    return found


def assumed_of(model: Model, setting: Setting, scenario: Scenario) -> list[Assumed]:
    """What has to be assumed of a scenario: changes outside the months that are forecast or of
    nothing, which of several places is meant, who fills a house, and money that is written.
    Raises NotAScenario."""
    found = []
    for number, change in enumerate(scenario.changes, 1):
        if change.month >= setting.month + setting.steps:
            found.append(Assumed(number, "after"))
        elif change.month < setting.month:
            found.append(Assumed(number, "begun" if change.kind == "measure" else "before"))
        if _is_idle(model, change, number):
            found.append(Assumed(number, "idle"))
        if change.kind == "measure" and change.oere_per_year:
            found.append(Assumed(number, "written", oere=change.oere_per_year))
        if change.kind == "mix":
            where = _found(model, change.where, number)
            to = {model.states[meant(model, change.to, one, number)].unit for one in where}
            units = {model.states[one].unit for one in _found(model, change.to, number)}
            if len(units) > 1:
                found.append(Assumed(number, "several", tuple(sorted(to))))
    return [*found, *_of_houses(model, scenario)]


def _is_idle(model: Model, change: Change, number: int) -> bool:
    """Whether a change lets all be as it is: of nothing, or to where they come already."""
    if change.kind != "mix" or idle_in(change):
        return bool(idle_in(change))
    where = _found(model, change.where, number)
    return all(meant(model, change.to, one, number) == one for one in where)


def idle_in(change: Change) -> str:
    """The word of a change that lets all be as it is, as far as its words alone tell; else none."""
    if change.kind in FACTORED and change.factor == 1:
        return "factor"
    if change.kind != "mix":
        return ""
    return "share" if not change.share else "to" if change.to == change.where else ""


def moves_people(change: Change) -> bool:
    """Whether a change is more than money: of a measure, whether it has factors."""
    factors = (change.entries, change.exits, change.time)
    return change.kind != "measure" or any(factor != 1 for factor in factors)


def _of_houses(model: Model, scenario: Scenario) -> list[Assumed]:
    """Houses whose price is not told, that are filled from several services, or hold more than
    there are to fill them with; of those filled from the same places all up to that one count."""
    there = np.bincount(model.present.state, minlength=len(model.states))
    homes, found, filled = _homes(model, scenario), [], list[tuple[set[int], int]]()
    for number in homes:
        change = scenario.changes[number - 1]
        fills = _fills(model, change, number, homes)
        services = {model.states[one].service for one in fills}
        if len(services) > 1 and not change.to.service:
            found.append(Assumed(number, "every", tuple(sorted(services))))
        filled.append((set(fills), change.places))
        if model.prices.told and not change.oere_per_year:
            mean = round(float(model.prices.picks[homes[number]].mean()))
            found.append(Assumed(number, "unpriced", oere=mean))
        places = sum(many for others, many in filled if not others.isdisjoint(fills))
        people = int(there[fills].sum())
        if places > people:
            found.append(Assumed(number, "too_many", places=places, people=people))
    return found


def _found(model: Model, place: Place, number: int) -> list[int]:
    found = [n for n, state in enumerate(model.states) if state in place]
    if not found:
        named = "/".join(name for name in (place.service, place.owner, place.level) if name)
        raise NotAScenario(number, f"nobody was ever at {named}")
    return found


def _multiply(changes: Changes, change: Change, step: int, where: list[int]) -> None:
    states: Ints = np.array(where)
    # Twice the time in service is half the chance of leaving it each month.
    slower = 1 / (change.factor if change.kind == "time" else change.time)
    factors = {
        "entries": (change.factor, 1.0, 1.0, 1.0),
        "exits": (1.0, change.factor, 1.0, 1.0),
        "moves": (1.0, 1.0, change.factor, 1.0),
        "time": (1.0, slower, slower, 1.0),
        "price": (1.0, 1.0, 1.0, change.factor),
        "measure": (change.entries, change.exits * slower, slower, 1.0),
    }[change.kind]
    for part, factor in zip(
        (changes.entries, changes.exits, changes.moves, changes.price), factors, strict=True
    ):
        part[step:, states] *= factor
