"""Forms of offers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helhed.apps.layout.web.forms import DayField, HouseForm, TextField, choices
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.offers.tilbud import OfferKind


class OfferFilterForm(HouseForm):
    """Which offers to list; lives in the address."""

    kind = forms.ChoiceField(label=_("Slags"), required=False)
    ownership = forms.ChoiceField(label=_("Ejer"), required=False)
    words = forms.CharField(label=_("Navn"), required=False, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("kind", [("", _("Alle")), *choices(OfferKind.choices())])
        owners = [(owner.value, owner.label) for owner in Ownership]
        self.choose_from("ownership", [("", _("Alle")), *choices(owners)])


class ProviderForm(HouseForm):
    """A new provider."""

    name = forms.CharField(label=_("Navn"), max_length=120)
    ownership = forms.ChoiceField(label=_("Ejer"))
    cvr = forms.CharField(label=_("CVR-nummer"), max_length=8, required=False)
    phone = forms.CharField(label=_("Telefon"), max_length=20, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("ownership", choices((o.value, o.label) for o in Ownership))


class OfferForm(HouseForm):
    """A new offer."""

    provider = forms.ChoiceField(label=_("Leverandør"))
    name = forms.CharField(label=_("Navn"), max_length=120)
    kind = forms.ChoiceField(label=_("Slags"))
    address = forms.CharField(label=_("Adresse"), max_length=120, required=False)
    about = TextField(label=_("Om tilbuddet"), rows=3, required=False)
    start = DayField(label=_("Fra"))

    def __init__(self, *args: Any, providers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("provider", providers)
        self.choose_from("kind", choices(OfferKind.choices()))


class PlaceForm(HouseForm):
    """A new place."""

    name = forms.CharField(label=_("Navn eller nummer"), max_length=40)
    start = DayField(label=_("Fra"))


class RateForm(HouseForm):
    """A new rate."""

    name = forms.CharField(label=_("Takstens navn"), max_length=80)
    kind = forms.ChoiceField(label=_("Pris"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("kind", choices((k.value, k.label) for k in PriceKind))


class RateFilterForm(HouseForm):
    """Which rates to list; lives in the address."""

    ownership = forms.ChoiceField(label=_("Ejer"), required=False)
    kind = forms.ChoiceField(label=_("Pris"), required=False)
    words = forms.CharField(label=_("Tilbud eller leverandør"), required=False, max_length=60)
    missing = forms.BooleanField(label=_("Kun dem uden pris i dag"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = choices((o.value, o.label) for o in Ownership)
        self.choose_from("ownership", [("", _("Alle")), *owners])
        kinds = choices((k.value, k.label) for k in PriceKind)
        self.choose_from("kind", [("", _("Alle")), *kinds])


class VatShareForm(HouseForm):
    """How much of a provider's prices is VAT."""

    percent = forms.DecimalField(
        label=_("Momsandel i procent af prisen"),
        localize=True,
        max_digits=6,
        decimal_places=3,
        help_text=_("Er prisen 6 procent højere på grund af moms, er momsandelen 5,66 procent."),
    )
    start = DayField(label=_("Fra"))
    source = forms.CharField(label=_("Hvor står det?"), max_length=160)
