"""Forms of decisions and grants."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helhed.apps.layout.web.forms import (
    CprField,
    DayField,
    HouseForm,
    KronerField,
    TextField,
    choices,
)
from helhed.rules.citizens.person import SexCode
from helhed.rules.decisions.afgoerelse import DecisionState


class DecisionFilterForm(HouseForm):
    """Which decisions to list; lives in the address."""

    state = forms.ChoiceField(label=_("Tilstand"), required=False)
    mine = forms.BooleanField(label=_("Kun dem, jeg har forberedt"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = choices((s.value, s.label) for s in DecisionState)
        self.choose_from("state", [("", _("Alle")), *states])


class SendBackForm(HouseForm):
    """Why a decision goes back."""

    reason = TextField(label=_("Hvad skal rettes?"), rows=2)


class EndGrantForm(HouseForm):
    """When a grant ends, and why."""

    end = DayField(label=_("Sidste dag"))
    reason = forms.CharField(label=_("Hvorfor?"), max_length=200)


class SuspendForm(HouseForm):
    """When a grant rests, and why."""

    start = DayField(label=_("Første dag i pausen"))
    end = DayField(
        label=_("Sidste dag i pausen"),
        required=False,
        help_text=_("Lad den stå tom, hvis du ikke ved det endnu."),
    )
    reason = forms.CharField(label=_("Hvorfor?"), max_length=200)


class ResumeForm(HouseForm):
    """The last day of a rest."""

    last_day = DayField(label=_("Sidste dag i pausen"))


class RateAmountForm(HouseForm):
    """What a rate is from a day."""

    oere = KronerField(label=_("Pris i kroner"))
    start = DayField(label=_("Fra"))


class CorrectAmountForm(HouseForm):
    """What an amount that was written wrong should have been."""

    oere = KronerField(
        label=_("Rigtig pris i kroner"),
        required=False,
        help_text=_("Lad den stå tom, hvis prisen slet ikke skulle være skrevet."),
    )
    reason = forms.CharField(label=_("Hvorfor?"), max_length=200)


class SupplementForm(HouseForm):
    """A rate that is so many percent of another."""

    name = forms.CharField(label=_("Tillæggets navn"), max_length=80)
    percent = forms.DecimalField(
        label=_("Procent af grundtaksten"), localize=True, max_digits=7, decimal_places=3
    )


class AgreedPriceForm(HouseForm):
    """A price agreed for one citizen."""

    oere = KronerField(label=_("Pris i kroner"))
    start = DayField(label=_("Fra"))
    agreed_by = forms.CharField(label=_("Aftalt med"), max_length=80)
    agreed_on = DayField(label=_("Aftalt den"))
    agreement = forms.CharField(
        label=_("Hvor ligger aftalen?"),
        max_length=160,
        help_text=_("Dokumentets nummer eller navn på sagen."),
    )


class RateSearchForm(HouseForm):
    """Which rates to choose among; lives in the address."""

    words = forms.CharField(label=_("Tilbud eller leverandør"), required=False, max_length=60)


class CloseCaseForm(HouseForm):
    """Closing a case."""

    day = DayField(label=_("Sidste dag"))
    reason = forms.CharField(label=_("Hvorfor lukkes sagen?"), max_length=200)


class IdentifyForm(HouseForm):
    """Who a citizen without a CPR number is."""

    cpr = CprField(label=_("CPR-nummer"), required=False)
    birth_date = DayField(
        label=_("Født"), required=False, help_text=_("Kun når der ikke er et CPR-nummer.")
    )
    sex = forms.ChoiceField(label=_("Køn"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("sex", choices(SexCode.choices()))
