"""Forms of settlement between municipalities."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helhed.apps.layout.web.forms import CprField, DayField, HouseForm, KronerField, choices
from helhed.apps.refunds.web.forms import LeaveForm, ThroughForm
from helhed.rules.refunds.mellemkommunal import DutyBasis, SettlementState

__all__ = [
    "AnswerForm",
    "DutyForm",
    "FilterForm",
    "IncomingForm",
    "LeaveForm",
    "PaidForm",
    "ThroughForm",
]


class FilterForm(HouseForm):
    """Which claims to list."""

    side = forms.ChoiceField(label=_("Hvis krav"), required=False)
    state = forms.ChoiceField(label=_("Status"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from(
            "side", [("", _("Alle")), ("out", _("Vores krav")), ("in", _("Krav på os"))]
        )
        open_ones = ("", _("Ikke færdige"))
        every = ("all", _("Alle"))
        self.choose_from("state", [open_ones, every, *choices(SettlementState.choices())])

    def asked(self) -> tuple[str, str]:
        """Side and state; a filter that makes no sense asks for nothing."""
        self.is_valid()
        return self.cleaned_data.get("side") or "", self.cleaned_data.get("state") or ""


class AnswerForm(HouseForm):
    """An answer to a claim."""

    accepted = KronerField(label=_("Godkendt beløb i kr."))
    reason = forms.CharField(
        label=_("Begrundelse, når ikke alt godkendes"), max_length=300, required=False
    )
    day = DayField(label=_("Svaret den"))


class PaidForm(HouseForm):
    """When it was paid."""

    day = DayField(label=_("Betalt den"))


class IncomingForm(HouseForm):
    """A claim from another municipality."""

    municipality = forms.CharField(label=_("Kommunens nummer, fire cifre"), max_length=4)
    number = forms.CharField(label=_("Kravets nummer"), max_length=30)
    cpr = CprField(label=_("Borgerens CPR-nummer"), required=False)
    start = DayField(label=_("Hjælpen er ydet fra"))
    end = DayField(label=_("Hjælpen er ydet til"))
    oere = KronerField(label=_("Krævet beløb i kr."))
    day = DayField(label=_("Modtaget den"))


class DutyForm(HouseForm):
    """Who pays for a citizen."""

    paying = forms.CharField(label=_("Betalingskommune, fire cifre"), max_length=4)
    residence = forms.CharField(label=_("Opholdskommune, fire cifre"), max_length=4)
    basis = forms.ChoiceField(label=_("Hvorfor"))
    start = DayField(label=_("Fra den"))
    end = DayField(label=_("Til den"), required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("basis", choices(DutyBasis.choices()))
