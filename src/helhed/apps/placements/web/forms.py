"""Forms of places."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helhed.apps.layout.web.forms import DayField, HouseForm, TextField, choices
from helhed.apps.placements.effect import Measure
from helhed.kernel.period import Month, NotAMonth
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.offers.tilbud import OfferKind

FIRST_YEAR, LAST_YEAR = 2000, 2100


class MonthField(forms.CharField):
    """A month, chosen in the browser's own calendar where it has one; cleaned to a Month."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"type": "month", "placeholder": _("åååå-mm")}
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        try:
            month = Month.parse(text) if text else None
        except NotAMonth:
            raise forms.ValidationError(_("Skriv en måned som 2026-03.")) from None
        if month is not None and not FIRST_YEAR <= month.year <= LAST_YEAR:
            raise forms.ValidationError(_("Vælg en måned mellem 2000 og 2100."))
        return month


class BoardForm(HouseForm):
    """What the board shows; lives in the address."""

    month = MonthField(label=_("Fra måned"), required=False)
    kind = forms.ChoiceField(label=_("Slags"), required=False)
    ownership = forms.ChoiceField(label=_("Ejer"), required=False)
    free = forms.ChoiceField(label=_("Ledige"), required=False)
    offer = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = [(owner.value, owner.label) for owner in Ownership]
        self.choose_from("kind", [("", _("Alle")), *choices(OfferKind.choices())])
        self.choose_from("ownership", [("", _("Alle")), *choices(owners)])
        self.choose_from(
            "free",
            [("", _("Alle pladser")), ("now", _("Ledige nu")), ("soon", _("Ledige om 3 måneder"))],
        )


class StartForm(HouseForm):
    """When a service starts, and in which place."""

    day = DayField(label=_("Første dag"))
    place = forms.ChoiceField(label=_("Plads"), required=False)

    def __init__(self, *args: Any, takes_place: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if takes_place:
            self.fields["place"].required = True
        else:
            del self.fields["place"]


class PlanForm(HouseForm):
    """Which place is kept, and from when to when."""

    place = forms.ChoiceField(label=_("Plads"))
    start = DayField(label=_("Fra"))
    end = DayField(
        label=_("Til og med"),
        required=False,
        help_text=_("Lad den stå tom, så gælder den, til bevillingen slutter."),
    )


class MoveForm(HouseForm):
    """To which place somebody moves, and when."""

    day = DayField(label=_("Første dag på den nye plads"))
    place = forms.ChoiceField(label=_("Ny plads"))


class StopForm(HouseForm):
    """When a service stops, and why."""

    day = DayField(label=_("Sidste dag"))
    reason = TextField(label=_("Hvorfor stopper hjælpen?"), rows=3)


class WithdrawForm(HouseForm):
    """Why an order is taken back."""

    reason = TextField(label=_("Hvorfor trækker du bestillingen tilbage?"), rows=3)


class HouseYearForm(HouseForm):
    """Which year's economy to show; lives in the address."""

    year = forms.ChoiceField(label=_("År"), required=False)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("year", [(str(year), str(year)) for year in years])


class EffectForm(HouseForm):
    """Which offers to compare by what; lives in the address."""

    kind = forms.ChoiceField(label=_("Slags tilbud"), required=False)
    measure = forms.ChoiceField(label=_("Hvad sammenlignes"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("kind", choices(OfferKind.choices()))
        self.choose_from("measure", choices(Measure.choices()))
