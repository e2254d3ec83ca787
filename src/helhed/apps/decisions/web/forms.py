"""Forms of decisions and grants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
from helhed.kernel.dated import DatedValue
from helhed.rules.citizens.person import SexCode
from helhed.rules.decisions.afgoerelse import DecisionState
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.offers.indeksering import MUNICIPALITY, owner_words, proposed


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


class IndexationForm(HouseForm):
    """Which rates are raised, and by how much."""

    year = forms.ChoiceField(label=_("Fra 1. januar"))
    owner = forms.ChoiceField(label=_("Hvis takster"))
    percent = forms.DecimalField(label=_("Procent"), localize=True, max_digits=6, decimal_places=3)
    kind = forms.ChoiceField(label=_("Slags pris"), required=False)
    provider = forms.ChoiceField(label=_("Leverandør"), required=False)
    agreed_too = forms.BooleanField(
        label=_("Også priser, der er aftalt for én borger"), required=False
    )
    source = forms.CharField(label=_("Hvor kommer procenten fra?"), max_length=160)

    def __init__(
        self, *args: Any, today: date, providers: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        years = (today.year + 1, today.year)
        self.choose_from("year", [(str(year), str(year)) for year in years])
        owners = [*(o.value for o in Ownership), MUNICIPALITY]
        self.choose_from("owner", choices((one, owner_words(one)) for one in owners))
        kinds = choices((k.value, k.label) for k in PriceKind)
        self.choose_from("kind", [("", _("Alle")), *kinds])
        self.choose_from("provider", [("", _("Alle")), *providers])


class WithdrawIndexationForm(HouseForm):
    """Why what a run raised is taken back."""

    reason = forms.CharField(label=_("Hvorfor?"), max_length=200)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A percentage that the house proposes for a year, and how sure it is."""

    owner: str
    value: DatedValue


def proposals(year: int) -> list[Proposal]:
    """What the house proposes for each kind of owner."""
    owners = [*(o.value for o in Ownership), MUNICIPALITY]
    return [Proposal(owner_words(one), proposed(one, year)) for one in owners]


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


class WhyForm(HouseForm):
    """Any other day whose rules to ask, and when they are to be as known."""

    day = DayField(label=_("Reglerne den dag"))
    known_on = DayField(
        label=_("Som vi vidste det den dag"),
        required=False,
        help_text=_("Lad den stå tom for det, vi ved nu."),
    )
