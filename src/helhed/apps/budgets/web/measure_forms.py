"""Forms of measures."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helhed.apps.budgets.queries import service_name
from helhed.apps.budgets.web.forms import Pairs
from helhed.apps.decisions.models import Grant
from helhed.apps.layout.web.forms import DayField, HouseForm, KronerField, TextField, choices
from helhed.apps.layout.web.templatetags.helhed import day
from helhed.rules.budgets.ramme import YEARS_AHEAD
from helhed.rules.budgets.tiltag import MeasureState


class MeasureForm(HouseForm):
    """A decided measure."""

    name = forms.CharField(label=_("Navn"), max_length=120)
    unit = forms.ChoiceField(label=_("Enhed"))
    owner = forms.ChoiceField(label=_("Ansvarlig"))
    decided_on = DayField(label=_("Besluttet den"))
    start = DayField(label=_("Skal virke fra"))
    decision = TextField(label=_("Hvad er besluttet?"))

    def __init__(
        self, *args: Any, units: Pairs, owners: Pairs, first_year: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("unit", units)
        self.choose_from("owner", owners)
        self.years = [first_year + n for n in range(YEARS_AHEAD + 1)]
        for year in self.years:
            field = KronerField(
                label=gettext("Skal spare i %(year)s (kr.)") % {"year": year}, required=False
            )
            field.widget.attrs["class"] = "form-input"
            self.fields[f"target_{year}"] = field

    def done(self) -> dict[str, Any]:
        values = self.cleaned_data
        named = ("name", "decided_on", "start", "decision")
        targets = {year: values[f"target_{year}"] for year in self.years}
        return {
            **{key: values[key] for key in named},
            "unit": UUID(values["unit"]),
            "owner": UUID(values["owner"]),
            "targets": {year: oere for year, oere in targets.items() if oere is not None},
        }


class StateForm(HouseForm):
    """Where a measure stands, said by somebody."""

    state = forms.ChoiceField(label=_("Tilstand"), required=False)
    note = forms.CharField(label=_("Hvorfor?"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("state", choices(MeasureState.choices(), gettext("Som tallene siger")))


class NameForm(HouseForm):
    """A pair of grants."""

    before = forms.ChoiceField(label=_("Bevillingen før"), required=False)
    after = forms.ChoiceField(label=_("Bevillingen efter"), required=False)
    baseline_oere = KronerField(
        label=_("Hvad hjælpen ellers ville have kostet pr. dag, i kr."),
        required=False,
        help_text=_("Kun når der ikke er en bevilling før, som viser det."),
    )

    def __init__(self, *args: Any, grants: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [("", gettext("Ingen")), *grants]
        self.choose_from("before", listed)
        self.choose_from("after", listed)

    def done(self) -> dict[str, Any]:
        values = self.cleaned_data
        chosen = {key: UUID(values[key]) if values[key] else None for key in ("before", "after")}
        return {**chosen, "baseline_oere": values["baseline_oere"]}


def grant_words(grant: Grant) -> str:
    """A grant to choose: its case, service, offer and days; never who it is for."""
    offer = f", {grant.offer.name}" if grant.offer else ""
    days = f"{day(grant.start)} – {day(grant.end)}"
    return f"{grant.decision.case.number} {gettext(service_name(grant.service))}{offer}, {days}"
