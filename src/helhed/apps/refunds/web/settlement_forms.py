"""Forms of settlement between municipalities."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helhed.apps.access.web.pages import Request
from helhed.apps.layout.web.forms import CprField, DayField, HouseForm, KronerField, choices
from helhed.apps.refunds.web.forms import LeaveForm, ThroughForm
from helhed.rules.citizens.kommuner import kommune_name, others
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


def own_code_of(request: Request) -> str:
    """The four digits of the house's own municipality."""
    return request.municipality.code if request.municipality else ""


def _others(own: str) -> list[tuple[str, str]]:
    return [(one.code, one.full_name) for one in others(own)]


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

    municipality = forms.ChoiceField(label=_("Kommune"))
    number = forms.CharField(label=_("Kravets nummer"), max_length=30)
    cpr = CprField(label=_("Borgerens CPR-nummer"), required=False)
    start = DayField(label=_("Hjælpen er ydet fra"))
    end = DayField(label=_("Hjælpen er ydet til"))
    oere = KronerField(label=_("Krævet beløb i kr."))
    day = DayField(label=_("Modtaget den"))

    def __init__(self, *args: Any, own: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("municipality", [("", _("Vælg en kommune")), *_others(own)])


class DutyForm(HouseForm):
    """Who pays for a citizen."""

    paying = forms.ChoiceField(label=_("Betalingskommune"))
    residence = forms.ChoiceField(label=_("Opholdskommune"))
    basis = forms.ChoiceField(label=_("Hvorfor"))
    start = DayField(label=_("Fra den"))
    end = DayField(label=_("Til den"), required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, own: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("paying", [("", _("Vælg en kommune")), *_others(own)])
        self.choose_from("residence", [(own, kommune_name(own)), *_others(own)])
        self.choose_from("basis", choices(DutyBasis.choices()))
