"""Forms of expected changes and of other last days."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helhed.apps.layout.web.forms import DayField, HouseForm, choices
from helhed.kernel.numerals import NotANumber, TooManyDecimals, parse_number
from helhed.rules.decisions.forventning import Change, ExpectedState
from helhed.rules.decisions.omfang import DECIMALS

OPEN_END = _("Lad den stå tom, hvis hjælpen skal løbe indtil videre.")


class ExpectedFilterForm(HouseForm):
    """Which expected changes to list; lives in the address."""

    state = forms.ChoiceField(label=_("Tilstand"), required=False)
    change = forms.ChoiceField(label=_("Hvad ændres?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = choices(ExpectedState.choices())
        self.choose_from("state", [("", gettext("Åbne")), *states])
        self.choose_from("change", [("", gettext("Alle")), *choices(Change.choices())])


class QuantityField(forms.CharField):
    """How much, as a Dane writes it: ``7,5``; cleaned to a Decimal."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_number(text, DECIMALS)
        except TooManyDecimals:
            raise ValidationError(gettext("Brug højst tre decimaler.")) from None
        except NotANumber:
            raise ValidationError(gettext("Skriv et tal som 7,5.")) from None


class MoveEndForm(HouseForm):
    """Another last day of a grant."""

    end = DayField(label=_("Ny sidste dag"), required=False, help_text=OPEN_END)
    resumes = DayField(
        label=_("Begynder igen"),
        required=False,
        help_text=_("Kun når ydelsen er slut og først skal begynde igen på en senere dag."),
    )
    reason = forms.CharField(label=_("Hvorfor?"), max_length=200)


class ExpectForm(HouseForm):
    """What is expected: at which rate, how much, when and why."""

    rate = forms.ChoiceField(label=_("Udfører og takst"))
    quantity = QuantityField(label=_("Omfang"))
    start = DayField(label=_("Første dag"))
    end = DayField(label=_("Sidste dag"), required=False, help_text=OPEN_END)
    reason = forms.CharField(label=_("Hvorfor ventes det?"), max_length=200)

    def __init__(self, *args: Any, rates: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("rate", rates)


class ServiceForm(HouseForm):
    """Which new service is expected; lives in the address."""

    service = forms.ChoiceField(label=_("Ydelse"))

    def __init__(self, *args: Any, services: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("service", [("", gettext("Vælg")), *services])


class ReasonForm(HouseForm):
    """Why something falls away or comes back."""

    reason = forms.CharField(label=_("Hvorfor?"), max_length=200)
