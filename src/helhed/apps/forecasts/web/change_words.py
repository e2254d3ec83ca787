"""A scenario's changes in plain words, as the page and the form call them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from helhed.apps.forecasts.scenarios import month_of
from helhed.apps.forecasts.web.change_forms import percent_of
from helhed.apps.forecasts.web.kinds import KINDS
from helhed.apps.forecasts.web.place_choices import place_words
from helhed.apps.layout.web.templatetags.helhed import kroner, month_name, quantity
from helhed.forecast.episodes.scenarios import Change, Place, idle_in, moves_people
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text
from helhed.rules.forecasts.egne_pladser import able_to_fill
from helhed.rules.forecasts.koersel import Reach, reach_of

NOWHERE = ("", "")
HAS_FACTOR = ("entries", "exits", "moves", "time", "price")
FACTORS = (
    ("entries", screen_text("Kommer til")),
    ("exits", screen_text("Stopper")),
    ("time", screen_text("Tid i hjælpen")),
)


@dataclass(frozen=True, slots=True)
class Told:
    """A change in words: which it is, from 1, its kind (a key and a name), what it says, and what
    to know before it is believed."""

    number: int
    key: str
    kind: str
    facts: list[tuple[str, str]]
    notes: list[str]


def told(
    changes: Sequence[Change], today: date, people: Mapping[tuple[str, str], int] | None = None
) -> list[Told]:
    """The changes of a scenario in the reader's language; ``people`` are how many there are at each
    owner of each service, where that is known."""
    return [
        Told(
            number,
            one.kind,
            _(KINDS[one.kind].name),
            _facts(one, today),
            _notes(one, today, people or {}),
        )
        for number, one in enumerate(changes, 1)
    ]


def _notes(one: Change, today: date, people: Mapping[tuple[str, str], int]) -> list[str]:
    found = [_("Som den er skrevet, ændrer den intet.")] if idle_in(one) else []
    if one.kind == "measure" and reach_of(month_of(one), today) == Reach.PAST:
        found.append(
            _(
                "Tiltaget er begyndt. Det regnes fuldt med fra prognosens første måned. Det, det"
                " allerede gør, er måske også med i tallene, og så tæller det to gange."
            )
        )
    home = (one.where.service, one.where.owner) if one.kind == "house" else NOWHERE
    if people and any(able_to_fill(home, unit, people) is None for unit in _met(one)):
        found.append(
            _("Ingen er dér, hvor ændringen gælder, så en kørsel med den kan ikke regnes. Ret den.")
        )
    return found + (_notes_of_house(one, people) if one.kind == "house" else [])


def _met(one: Change) -> list[tuple[str, str]]:
    """The places where a change has to meet somebody, now or before: not those that it brings."""
    brings = {"house": one.where, "mix": one.to}.get(one.kind)
    is_new = brings is not None and bool(brings.service and brings.owner)
    places = {"house": [one.to], "mix": [one.where, one.to]}.get(one.kind, [one.where])
    return [(place.service, place.owner) for place in places if not (is_new and place is brings)]


def _notes_of_house(one: Change, people: Mapping[tuple[str, str], int]) -> list[str]:
    found = []
    if not one.to.service:
        text = _("Pladserne fyldes fra flere ydelser, også med folk, der får en helt anden hjælp.")
        found.append(text)
    home, source = ((place.service, place.owner) for place in (one.where, one.to))
    many = able_to_fill(home, source, people)
    if many is not None and many < one.places:
        text = _(
            "Der er nu omkring %(people)s at fylde de %(places)s pladser med. Pladser, der står"
            " tomme, koster intet i tallene."
        )
        found.append(text % {"people": quantity(many), "places": quantity(one.places)})
    return found


def _facts(one: Change, today: date) -> list[tuple[str, str]]:
    since = _since(month_of(one), today) if one.month >= 12 else ""
    where = [(_("Hvor"), place_words(one.where))]
    if one.kind == "measure" and one.where == Place() and not moves_people(one):
        where = []  # money alone is nowhere
    return [(_("Fra"), since), *where, *_own(one)]


def _since(month: Month, today: date) -> str:
    """The month, and what it means where no run tells of it."""
    reach = reach_of(month, today)
    name = month_name(month.first)
    return name if reach == Reach.WITHIN else f"{name} ({_(reach.label)})"


def _own(one: Change) -> list[tuple[str, str]]:
    if one.kind in HAS_FACTOR:
        return [(_("Ændring"), _percent(percent_of(one.factor)))]
    if one.kind == "mix":
        part = f"{quantity(Decimal(repr(one.share)) * 100)} %"
        return [(_("En del"), part), (_("Kommer i stedet til"), place_words(one.to))]
    if one.kind == "house":
        price = [(_("Pris for en plads om året"), _kroner(one))] if one.oere_per_year else []
        places = (_("Nye pladser"), quantity(one.places))
        return [places, (_("Fyldes fra"), _source_words(one)), *price]
    factors = [(words, getattr(one, name)) for name, words in FACTORS]
    told_of = [(_(words), _percent(percent_of(by))) for words, by in factors if by != 1]
    words = _("Sparer om året") if one.oere_per_year < 0 else _("Udgift om året")
    return told_of + ([(words, _kroner(one))] if one.oere_per_year else [])


def _source_words(one: Change) -> str:
    if one.to == Place(one.where.service):
        return _("Samme ydelse hos andre (købte pladser)")
    return place_words(one.to)


def _kroner(one: Change) -> str:
    return _("%(amount)s kr.") % {"amount": kroner(abs(one.oere_per_year))}


def _percent(more: Decimal) -> str:
    sign = "+" if more > 0 else "−" if more < 0 else ""
    return f"{sign}{quantity(abs(more))} %"
