"""Forms of scenarios: one change of a kind, and a whole text."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helhed.apps.forecasts.actions import LONGEST_NAME
from helhed.apps.forecasts.web.kinds import Kind
from helhed.apps.forecasts.web.place_choices import (
    key_of,
    key_of_source,
    place_of_key,
    source_of_key,
)
from helhed.apps.layout.web.forms import HouseForm, KronerField
from helhed.apps.layout.web.months import month_typed
from helhed.forecast.episodes.scenario_told import PLACE, Wrong, before_to, change_of
from helhed.forecast.episodes.scenarios import Change, Place, idle_in
from helhed.kernel.numerals import NotANumber, parse_number
from helhed.kernel.period import Month, NotAMonth
from helhed.kernel.words import screen_text
from helhed.rules.forecasts.egne_pladser import OWN, why_not_filled

DECIMALS = 15
PERCENTS = ("factor", "entries", "exits", "time")
WORDS = {
    "month": screen_text("Skriv måneden som jan. 2027 eller 2027-01."),
    "missing": screen_text("Feltet skal udfyldes."),
    "no-time": screen_text("Skriv −99 eller mere. Helt uden tid er der ingen i hjælpen."),
    "nothing": screen_text("Skriv mindst én ændring, eller hvad tiltaget koster."),
    "no-places": screen_text("Skriv, hvor mange pladser der kommer."),
    "number": screen_text("Skriv et helt tal."),
    "large": screen_text("Beløbet er for stort."),
}
IDLE = {
    "factor": screen_text("0 ændrer intet. Skriv, hvor meget mere eller mindre det bliver."),
    "share": screen_text("0 ændrer intet. Skriv, hvor stor en del der kommer et andet sted hen."),
    "to": screen_text("De kommer der allerede. Vælg et andet sted."),
}
LONGEST_MONTH, ANY_MONTH = 40, "2027-01"
"""Room enough that what is written wrong stands whole beside what is wrong with it."""
BOUNDS = {
    "share": screen_text("Skriv fra 0 til 100."),
    "places": screen_text("Skriv fra 1 til 10.000."),
    "oere_per_year": screen_text("Skriv et beløb, der er 0 eller mere."),
}
BOUNDS_OF_PERCENT = screen_text("Skriv fra −100 til 9.900.")


class PercentField(forms.CharField):
    """A percentage as a Dane writes it, ``-7,5``; cleaned to a Decimal."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "text"}), **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value).removesuffix("%").removeprefix("+")
        if not text:
            return None
        try:
            return parse_number(text, DECIMALS)
        except NotANumber:
            raise ValidationError(gettext("Skriv et tal som 7,5 eller −7,5.")) from None

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value


class NameForm(HouseForm):
    """What a scenario is called."""

    name = forms.CharField(label=_("Scenariets navn"), max_length=LONGEST_NAME)


class ChangeForm(HouseForm):
    """One change of a kind: only the fields that it has. What the engine finds wrong with it is
    told at the field where it is mended; ``change`` is what was written."""

    name = forms.CharField(label=_("Scenariets navn"), max_length=LONGEST_NAME)
    since = forms.CharField(
        label=_("Fra måned"),
        max_length=LONGEST_MONTH,
        help_text=_(
            "Skriv den som jan. 2027 eller 2027-01. Er måneden gået, virker ændringen fra"
            " prognosens første måned. Når kørslen ikke så langt frem, ændrer den intet."
        ),
    )
    service = forms.ChoiceField(label=_("Ydelse"))
    where = forms.ChoiceField(label=_("Hvor?"), required=False)
    factor = PercentField(label=_("Ændring i procent"))
    share = PercentField(
        label=_("Hvor stor en del (procent)"),
        help_text=_("Skriv 25 for hver fjerde, 100 for alle."),
    )
    to = forms.ChoiceField(label=_("Til"), required=False)
    places = forms.IntegerField(label=_("Nye pladser"))
    entries = PercentField(label=_("Ændring i, hvor mange der kommer (procent)"), required=False)
    exits = PercentField(label=_("Ændring i, hvor mange der stopper (procent)"), required=False)
    time = PercentField(label=_("Ændring i, hvor længe man bliver (procent)"), required=False)
    yearly = KronerField(label=_("Pris om året (kr.)"), required=False)

    def __init__(
        self,
        *args: Any,
        kind: Kind,
        choices: Mapping[str, list[Any]],
        change: Change | None = None,
        is_new: bool = False,
        people: Mapping[tuple[str, str], int] | None = None,
        **kwargs: Any,
    ) -> None:
        initial = (initial_of(change) if change else {}) | (kwargs.pop("initial", None) or {})
        super().__init__(*args, initial=initial, **kwargs)
        self.kind, self.change = kind, change
        self.owner, self.level = OWN, ""
        if change and kind.key == "house":
            self.owner, self.level = change.where.owner, change.where.level
        self.people = people or {}
        kept = {*(["name"] if is_new else []), "since", *kind.fields}
        for name in [name for name in self.fields if name not in kept]:
            del self.fields[name]
        self.order_fields(["name", "since", *kind.fields])
        for name, field in self.fields.items():
            field.label = gettext(kind.labels[name]) if name in kind.labels else field.label
            field.help_text = gettext(kind.helps[name]) if name in kind.helps else field.help_text
            field.required = name in ("name", "since", *kind.required)
            if name in choices:
                self.choose_from(name, choices[name])
        if "to" in kind.required:
            self.choose_from("to", [("", gettext("Vælg")), *choices["to"][1:]])
        if "service" in self.fields:
            self.choose_from("service", [("", gettext("Vælg")), *choices["service"]])

    def clean_since(self) -> str:
        """The month as the engine writes it; what is no month as it was written."""
        text = str(self.cleaned_data["since"])
        try:
            return str(month_typed(text))
        except NotAMonth:
            return text

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        told = self._told(values)
        self.change, wrong = change_of(told)
        for one in wrong:
            field = self._field(one.word)
            if field not in self.errors:
                self.add_error(field, _words(one))
        # A month that is written wrong does not hide what else is wrong.
        change = self.change or change_of({**told, "from": ANY_MONTH})[0]
        if change:
            self._check_it_does(change)
        return values

    def _check_it_does(self, change: Change) -> None:
        """A change of nothing, or places that nobody is there to fill, is a slip of the pen."""
        if idle := idle_in(change):
            self.add_error(idle, gettext(IDLE[idle]))
        if change.kind == "house":
            home, source = ((one.service, one.owner) for one in (change.where, change.to))
            if why := why_not_filled(home, source, self.people):
                self.add_error("to", gettext(why))

    def _told(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The words of the change; what is empty is not said."""
        told: dict[str, Any] = {"kind": self.kind.key, "from": values.get("since", "")}
        where = place_of_key(values.get("where") or "")
        if "service" in self.fields:
            where = Place(values.get("service", ""), self.owner, self.level)
        to = source_of_key(values.get("to") or "", where.service)
        named = (("", where), (before_to(self.kind.key), to))
        for before, place in named:
            told |= {f"{before}{word}": getattr(place, word) for word in PLACE}
        for name in PERCENTS:
            if values.get(name) is not None:
                told[name] = float(1 + values[name] / 100)
        if values.get("share") is not None:
            told["share"] = float(values["share"] / 100)
        if values.get("places") is not None:
            told["places"] = values["places"]
        if values.get("yearly") is not None:
            told["oere_per_year"] = values["yearly"]
        return {word: value for word, value in told.items() if value != ""}

    def _field(self, word: str) -> str | None:
        """The field in which a word of the change is mended."""
        named = {"from": "since", "oere_per_year": "yearly"}
        field = named.get(word, word)
        if word.startswith(("to_", "fills_from_")):
            field = "to"
        elif word in PLACE and word not in self.fields:
            field = "where"
        return field if field in self.fields else None


def _words(one: Wrong) -> str:
    if one.why == "bounds":
        return gettext(BOUNDS.get(one.word, BOUNDS_OF_PERCENT))
    return gettext(WORDS.get(one.why, WORDS["missing"]))


def initial_of(change: Change) -> dict[str, Any]:
    """A change as it stands in the form."""
    year, month = divmod(change.month, 12)
    given: dict[str, Any] = {
        "since": f"{Month(year, month + 1)}",
        "service": change.where.service,
        "where": key_of(change.where),
        "to": key_of_source(change) if change.kind == "house" else key_of(change.to),
        "factor": percent_of(change.factor),
        "share": Decimal(repr(change.share)) * 100,
        "places": change.places,
        "yearly": change.oere_per_year or None,
    }
    for name in ("entries", "exits", "time"):
        factor = getattr(change, name)
        given[name] = None if factor == 1 else percent_of(factor)
    return given


def percent_of(factor: float) -> Decimal:
    """How many percent more a factor is; exact, so that the same factor comes of it again."""
    return (Decimal(repr(factor)) - 1) * 100
