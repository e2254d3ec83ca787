"""Forms of offers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helhed.apps.layout.web.forms import DayField, HouseForm, TextField, choices
from helhed.rules.assessments import ffb
from helhed.rules.assessments.niveau import LEVELS, level_name
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


class AbilitiesForm(HouseForm):
    """Which target groups an offer takes, and the most support that it gives by theme."""

    start = DayField(label=_("Fra"))
    groups = forms.MultipleChoiceField(
        label=_("Målgrupper"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Vælger du ingen, tager tilbuddet alle målgrupper."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = ffb.leaves(ffb.Kind.TARGET_GROUP)
        self.choose_from("groups", choices((one.code, one.name) for one in listed))
        levels = [(str(level), level_name(level)) for level in LEVELS]
        for theme in self.themes:
            field = forms.ChoiceField(label=_(theme.name), required=False)
            field.choices = [("", _("Ikke skrevet")), *choices(levels)]
            field.widget.attrs["class"] = "form-select"
            self.fields[f"level_{theme.code}"] = field

    @property
    def themes(self) -> list[ffb.Theme]:
        return [theme for theme in ffb.themes() if theme.takes_level]

    def levels(self) -> dict[str, int]:
        """The levels that were chosen, by theme."""
        chosen = {theme.code: self.cleaned_data[f"level_{theme.code}"] for theme in self.themes}
        return {theme: int(level) for theme, level in chosen.items() if level}


class DistanceForm(HouseForm):
    """How far it is between two districts."""

    one = forms.ChoiceField(label=_("Fra bydel"))
    other = forms.ChoiceField(label=_("Til bydel"))
    metres = forms.IntegerField(label=_("Meter"), min_value=0, max_value=1_000_000)

    def __init__(self, *args: Any, districts: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("one", "other"):
            self.choose_from(name, [(district, district) for district in districts])


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
