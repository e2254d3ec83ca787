"""Forms of places."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helhed.apps.layout.web.forms import DayField, HouseForm, TextField, choices
from helhed.apps.layout.web.templatetags.helhed import month_name
from helhed.kernel.period import Month
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.offers.tilbud import OfferKind

MONTHS_EITHER_WAY = 36


class BoardForm(HouseForm):
    """What the board shows; lives in the address."""

    month = forms.ChoiceField(label=_("Fra"), required=False)
    kind = forms.ChoiceField(label=_("Slags"), required=False)
    ownership = forms.ChoiceField(label=_("Ejer"), required=False)
    free = forms.ChoiceField(label=_("Ledige"), required=False)
    offer = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, this_month: Month, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = (this_month.plus(n) for n in range(-MONTHS_EITHER_WAY, MONTHS_EITHER_WAY + 1))
        self.choose_from(
            "month",
            [("", _("Denne måned")), *((str(month), month_name(month.first)) for month in months)],
        )
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
