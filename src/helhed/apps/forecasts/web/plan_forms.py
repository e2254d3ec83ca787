"""The form of a plan of places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helhed.apps.layout.web.forms import HouseForm, KronerField
from helhed.rules.forecasts.pladsplan import MOST_CHANGES, AskedChange, faults_of_plan

FIXED_SHARE = 80
FIELDS = ("from", "to", "district", "most", "lead", "once")
"""Of each row of changes, in the order of the screen."""


class PlanForm(HouseForm):
    """Which services, and what may be done: some rows of changes, those left empty are none."""

    services = forms.MultipleChoiceField(
        label=_("Ydelser med egne pladser, der også købes"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Planen holder en egen plads op mod en købt, så begge priser skal kendes."),
    )
    fixed_share = forms.IntegerField(
        label=_("Fast del af en plads' pris (procent)"),
        min_value=0,
        max_value=100,
        help_text=_("Det, en egen plads koster, også når den står tom."),
    )

    def __init__(
        self,
        *args: Any,
        services: list[tuple[str, str]],
        districts: Sequence[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("services", services)
        places = [(name, name) for name in districts]
        for n in range(1, MOST_CHANGES + 1):
            self._row(n, services)
            self.choose_from(f"district_{n}", [("", gettext("Ikke bestemt")), *places])

    def _row(self, n: int, services: list[tuple[str, str]]) -> None:
        listed = {
            "from": forms.ChoiceField(label=_("Luk pladser i")),
            "to": forms.ChoiceField(label=_("Åbn pladser i")),
            "district": forms.ChoiceField(label=_("Bydel for det, der åbnes")),
            "most": forms.IntegerField(
                label=_("Højst så mange pladser"), min_value=1, max_value=500
            ),
            "lead": forms.IntegerField(
                label=_("Kvartaler til de er klar"),
                min_value=0,
                max_value=15,
                help_text=_("Tomt er 0: klar i det kvartal, det besluttes."),
            ),
            "once": KronerField(
                label=_("Engangsudgift pr. plads (kr.)"),
                help_text=_("Tomt er 0: det koster intet at åbne eller lukke."),
            ),
        }
        for name, field in listed.items():
            field.required = False
            css = "form-select" if isinstance(field, forms.ChoiceField) else "form-input"
            field.widget.attrs["class"] = css
            self.fields[f"{name}_{n}"] = field
            if name in ("from", "to"):
                self.choose_from(f"{name}_{n}", [("", gettext("Ingen")), *services])

    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each row of changes."""
        return [[self[f"{name}_{n}"] for name in FIELDS] for n in range(1, MOST_CHANGES + 1)]

    def clean(self) -> dict[str, Any]:
        """All that is wrong, each where it is written."""
        values = super().clean() or self.cleaned_data
        named = values.get("services")
        written = self._written()
        whole = [n for n in written if not any(f"{name}_{n}" in self.errors for name in FIELDS)]
        if named is None or not all(n in whole for n in written):
            return values
        changes = [self._change(n) for n in whole]
        for fault in faults_of_plan(named, changes, values.get("fixed_share") or 0):
            at = f"{fault.part}_{whole[fault.number - 1]}" if fault.number else None
            self.add_error(at, gettext(fault.text))
        return values

    def _written(self) -> list[int]:
        """The rows in which something stands."""
        shown = range(1, MOST_CHANGES + 1)
        return [
            n for n in shown if any(self[f"{name}_{n}"].data not in (None, "") for name in FIELDS)
        ]

    def _change(self, n: int) -> AskedChange:
        values = self.cleaned_data
        return AskedChange(
            values[f"from_{n}"],
            values[f"to_{n}"],
            values[f"most_{n}"] or 0,
            values[f"lead_{n}"] or 0,
            values[f"once_{n}"] or 0,
            values[f"district_{n}"],
        )

    def done(self) -> dict[str, Any]:
        """What the action takes."""
        values = self.cleaned_data
        return {
            "services": values["services"],
            "fixed_share": values["fixed_share"],
            "changes": [self._change(n) for n in self._written()],
        }
