"""Forms of recommendations and efforts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helhed.apps.layout.web.forms import DayField, HouseForm, KronerField, TextField, choices
from helhed.rules.assessments import ffb
from helhed.rules.decisions.ydelser import Department, services
from helhed.rules.efforts.indsats import Agreement, Standing


class RecommendationForm(HouseForm):
    """What is recommended, and what the citizen says to it."""

    text = TextField(label=_("Hvad indstiller du, og hvorfor?"), rows=6, required=False)
    agreement = forms.ChoiceField(label=_("Er borgeren enig?"), widget=forms.RadioSelect)
    citizens_words = TextField(label=_("Borgerens egne ord"), rows=3, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("agreement", choices(Agreement.choices()))


class EffortForm(HouseForm):
    """One effort or alternative."""

    standing = forms.ChoiceField(label=_("Hvad er den?"), widget=forms.RadioSelect)
    offer_kind = forms.ChoiceField(label=_("Slags tilbud"))
    codes = forms.MultipleChoiceField(
        label=_("Ydelser"),
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text=_("Hold Ctrl nede for at vælge flere."),
    )
    law = forms.ChoiceField(label=_("Paragraf"))
    extent = forms.CharField(
        label=_("Omfang"), max_length=200, required=False, help_text=_("Fx 10 timer om ugen.")
    )
    starts_on = DayField(label=_("Første dag"), required=False)
    ends_on = DayField(label=_("Sidste dag"), required=False)
    yearly_oere = KronerField(label=_("Anslået pris for et år, i kroner"), required=False)
    reason = TextField(label=_("Hvorfor, eller hvorfor ikke?"), rows=3, required=False)

    def __init__(self, *args: Any, department: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("standing", choices(Standing.choices()))
        offers = [(c.code, c.name) for c in ffb.leaves(ffb.Kind.OFFER)]
        self.choose_from("offer_kind", choices(offers, str(_("Vælg"))))
        self.choose_from("codes", choices((c.code, c.name) for c in ffb.leaves(ffb.Kind.SERVICE)))
        self.choose_from("law", [("", str(_("Vælg"))), *_laws(Department(department))])


def _laws(department: Department) -> list[tuple[str, str]]:
    """Each paragraph that a main service can be granted by, with the service."""
    return [
        (f"{one.key}|{citation}", f"{citation} · {_(one.name)}")
        for one in services().values()
        if one.is_main and one.department is department
        for citation in one.citations
    ]


class EndForm(HouseForm):
    """Ending an effort."""

    on = DayField(label=_("Sidste dag"))
