"""Forms of the rates of own offers: the budget of a year, and what it became."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helhed.apps.layout.web.forms import HouseForm, KronerField
from helhed.rules.offers.takst import TakstState


class TakstYearForm(HouseForm):
    """Which year to list, and how far its rates have come; lives in the address."""

    year = forms.ChoiceField(label=_("Takster fra 1. januar"), required=False)
    state = forms.ChoiceField(label=_("Tilstand"), required=False)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("year", [(str(year), str(year)) for year in years])
        states = [(code, gettext(label)) for code, label in TakstState.choices()]
        self.choose_from("state", [("", gettext("Alle")), *states])


class BudgetForm(HouseForm):
    """The budget of an own offer for a year."""

    direct = KronerField(label=_("Direkte omkostninger, kr. om året"))
    overhead = KronerField(label=_("Indirekte omkostninger (overhead), kr. om året"))
    depreciation = KronerField(label=_("Afskrivning, kr. om året"))
    interest = KronerField(label=_("Forrentning, kr. om året"))
    number = forms.DecimalField(
        label=_("Pladser"), localize=True, max_digits=7, decimal_places=1, min_value=0
    )
    occupancy = forms.DecimalField(
        label=_("Anden belægning i procent"),
        localize=True,
        required=False,
        max_digits=6,
        decimal_places=3,
        help_text=_("Lad feltet stå tomt for at bruge regnskabernes."),
    )
    deviation = forms.CharField(
        label=_("Hvor er den anden belægning godkendt?"), required=False, max_length=160
    )

    def __init__(self, *args: Any, counts_citizens: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if counts_citizens:
            self.fields["number"].label = _("Forventede borgere i behandling")
            self.fields["number"].help_text = _("Ti borgere regnes som én plads.")


class YearAccountForm(HouseForm):
    """What a year of an own offer became."""

    basis = KronerField(label=_("Takstens grundlag i budgettet, kr."))
    correction = KronerField(label=_("Korrektion, der var i årets takst, kr."))
    cost = KronerField(label=_("Omkostninger i regnskabet, kr."))
    income = KronerField(label=_("Indtægter fra taksten, kr."))
    days = forms.IntegerField(label=_("Belagte døgn"), min_value=0)
    other_days = forms.IntegerField(
        label=_("Heraf borgere, som andre kommuner betaler for"), min_value=0
    )
    place_days = forms.IntegerField(label=_("Pladsdøgn"), min_value=1)
    set_aside = KronerField(
        label=_("Hensat af et overskud, kr."),
        help_text=_("Højst 5 procent af grundlaget i alt. Resten går ind i en senere takst."),
    )
