"""Forms of the budget builder."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from helhed.apps.budgets.web.forms import Pairs
from helhed.apps.layout.web.forms import HouseForm, KronerField, choices
from helhed.apps.layout.web.templatetags.helhed import quantity
from helhed.kernel.numerals import NotANumber, parse_number
from helhed.rules.budgets.budgetmodel import BudgetModel
from helhed.rules.budgets.fordeling import Profile
from helhed.rules.decisions.ydelser import services


class NumberField(forms.CharField):
    """A number as a Dane writes it; cleaned to a whole number of its smallest part."""

    def __init__(self, decimals: int, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)
        self.decimals = decimals

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return int(parse_number(text, self.decimals) * 10**self.decimals)
        except NotANumber:
            raise ValidationError(_now("Skriv et tal som 12,5.")) from None

    def prepare_value(self, value: Any) -> Any:
        return quantity(Decimal(value) / 10**self.decimals) if isinstance(value, int) else value


YEARS_BACK = 4


class ModelsForm(HouseForm):
    """The year on which the models are tried: one of those that are over, and this one."""

    year = forms.ChoiceField(label=_("Prøv på"), required=False)

    def __init__(self, *args: Any, this_year: int, **kwargs: Any) -> None:
        super().__init__(*args, initial={"year": str(this_year - 1)}, **kwargs)
        years = range(this_year, this_year - YEARS_BACK - 1, -1)
        self.choose_from("year", [(str(year), str(year)) for year in years])
        self.last = this_year - 1

    def asked(self) -> int:
        """The year that is chosen; the last one that is over when none is, or none that can be."""
        chosen = self.cleaned_data.get("year") if self.is_bound and self.is_valid() else ""
        return int(chosen or self.last)


class VersionForm(HouseForm):
    """A new version of the budget."""

    year = forms.IntegerField(label=_("År"), min_value=2000, max_value=2100)
    name = forms.CharField(label=_("Navn"), max_length=80)
    model = forms.ChoiceField(label=_("Budgetmodel"))
    profile = forms.ChoiceField(label=_("Fordeling over månederne"))
    per_mille = NumberField(
        1,
        label=_("Prisstigning i procent"),
        help_text=_(
            "Aktivitet: kun priser, som året ikke selv har fået endnu. De andre modeller: alle"
            " priser fra året før."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("model", choices(BudgetModel.choices()))
        self.choose_from("profile", choices(Profile.choices()))


class GrowthForm(HouseForm):
    """A growth of all prices."""

    per_mille = NumberField(1, label=_("Alle priser op med (procent)"))


class LineForm(HouseForm):
    """What is assumed of one line."""

    persons = NumberField(3, label=_("Helårspersoner"))
    price_oere = KronerField(label=_("Pris pr. helårsperson i kr."))
    fixed_oere = KronerField(
        label=_("Andet i kr."), help_text=_("Engangsbeløb, som ikke følger antal dage.")
    )
    note = forms.CharField(label=_("Begrundelse"), max_length=200, required=False)


class NewLineForm(LineForm):
    """A line that no grant tells of yet."""

    service_key = forms.ChoiceField(label=_("Ydelse"))
    account = forms.ChoiceField(label=_("Konto"))
    unit = forms.ChoiceField(label=_("Enhed"))
    field_order = ["service_key", "account", "unit"]

    def __init__(self, *args: Any, units: Pairs, accounts: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(key, one.name) for key, one in services().items()]
        self.choose_from("service_key", choices(listed))
        self.choose_from("unit", units)
        self.choose_from("account", accounts)

    def done(self) -> dict[str, Any]:
        return {**self.cleaned_data, "unit": UUID(self.cleaned_data["unit"])}
