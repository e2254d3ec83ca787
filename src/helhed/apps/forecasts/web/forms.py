"""Forms of forecasts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helhed.apps.forecasts.models import Scenario
from helhed.apps.layout.web.forms import HouseForm, KronerField
from helhed.kernel.words import screen_text
from helhed.rules.decisions.ydelser import Department
from helhed.rules.forecasts.koersel import MONTHS, PATHS

BOTH = screen_text("Begge afdelinger")
KINDS = (
    ("entries", screen_text("Flere eller færre kommer til")),
    ("exits", screen_text("Flere eller færre stopper")),
    ("time", screen_text("Længere eller kortere tid i hjælpen")),
    ("price", screen_text("Højere eller lavere pris")),
    ("mix", screen_text("En del af de nye kommer et andet sted hen")),
    ("house", screen_text("Nye egne pladser")),
    ("measure", screen_text("Et tiltag")),
)


def department_name(department: str) -> str:
    """What a department is called; empty is both."""
    return Department(department).label if department else BOTH


def danish(text: str) -> SafeString:
    """Words that somebody wrote, read aloud in Danish on every page."""
    return format_html('<span lang="da">{}</span>', text)


class AskForm(HouseForm):
    """What a run is asked."""

    department = forms.ChoiceField(label=_("Afdeling"), required=False)
    months = forms.TypedChoiceField(label=_("Måneder frem"), coerce=int)
    paths = forms.TypedChoiceField(
        label=_("Antal forløb"),
        coerce=int,
        help_text=_("Flere forløb giver roligere tal og tager længere tid."),
    )
    scenarios = forms.MultipleChoiceField(
        label=_("Scenarier ved siden af"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Højst fire."),
    )

    def __init__(
        self, *args: Any, departments: list[str], scenarios: list[Scenario], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(one, gettext(department_name(one))) for one in departments]
        self.choose_from("department", named)
        self.choose_from("months", [(one, one) for one in MONTHS])
        self.choose_from("paths", [(one, one) for one in PATHS])
        self.choose_from("scenarios", [(str(one.id), danish(one.name)) for one in scenarios])
        if not scenarios:
            self.fields.pop("scenarios")

    def done(self) -> dict[str, Any]:
        values = self.cleaned_data
        return {**values, "scenarios": [UUID(one) for one in values.get("scenarios", [])]}


class ScenarioForm(HouseForm):
    """One change that makes a scenario. What a kind does not use is left empty."""

    name = forms.CharField(label=_("Navn"), max_length=80)
    kind = forms.ChoiceField(label=_("Hvad ændres?"))
    since = forms.CharField(label=_("Fra måned"), help_text=_("Skriv den som 2027-01."))
    where = forms.ChoiceField(label=_("Hvor?"), required=False)
    percent = forms.DecimalField(
        label=_("Ændring i procent"),
        required=False,
        min_value=-99,
        max_value=900,
        help_text=_("10 er en tiendedel mere, −10 en tiendedel mindre. Kun hvor det passer."),
    )
    to = forms.ChoiceField(
        label=_("Til eller fra hvor?"),
        required=False,
        help_text=_("Hvor de nye kommer hen, eller hvorfra nye pladser fyldes."),
    )
    share = forms.DecimalField(
        label=_("Hvor stor en del (procent)"), required=False, min_value=0, max_value=100
    )
    places = forms.IntegerField(label=_("Nye pladser"), required=False, min_value=1, max_value=1000)
    yearly = KronerField(label=_("Pris eller udgift om året (kr.)"), required=False)

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("kind", [(key, gettext(words)) for key, words in KINDS])
        for name in ("where", "to"):
            self.choose_from(name, [("", gettext("Alle")), *units])
