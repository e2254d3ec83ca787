"""Forms of the budget: filters that live in the address, and a frame to set."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helhed.apps.budgets.queries import FigureKind
from helhed.apps.budgets.queries.figures import WITHOUT_GRANT
from helhed.apps.layout.web.forms import HouseForm, KronerField, choices
from helhed.apps.layout.web.templatetags.helhed import MONTHS
from helhed.rules.budgets.kontotrae import (
    FUNCTIONS,
    OWNERSHIPS,
    AccountPart,
    all_paragraphs,
    groupings_of,
)
from helhed.rules.budgets.ramme import FrameKind
from helhed.rules.decisions.ydelser import Department, services

Pairs = Iterable[tuple[Any, str]]


def service_choices() -> list[tuple[Any, str]]:
    """Every service by name."""
    return choices([(key, one.name) for key, one in services().items()])


class BudgetForm(HouseForm):
    """Which part of the budget to show."""

    year = forms.ChoiceField(label=_("År"), required=False)
    department = forms.ChoiceField(label=_("Afdeling"), required=False)
    unit = forms.ChoiceField(label=_("Enhed"), required=False)
    account = forms.ChoiceField(label=_("Konto"), required=False)

    def __init__(
        self, *args: Any, years: Iterable[int], units: Pairs, accounts: Pairs, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        departments = choices([(one.value, one.label) for one in Department])
        self.choose_from("year", [(str(year), str(year)) for year in years])
        self.choose_from("department", [("", _("Alle")), *departments])
        self.choose_from("unit", [("", _("Alle")), *units])
        self.choose_from("account", [("", _("Alle")), *accounts])

    def asked(self, this_year: int) -> dict[str, Any]:
        """What was asked for; a filter that makes no sense asks for nothing."""
        self.is_valid()
        done = self.cleaned_data
        return {
            "year": int(done.get("year") or this_year),
            "department": done.get("department") or "",
            "unit": UUID(done["unit"]) if done.get("unit") else None,
            "account": done.get("account") or "",
        }


class FollowUpForm(BudgetForm):
    """Which branch of the tree of accounts to show, by whichever of its names one knows."""

    function = forms.ChoiceField(label=_("Funktion"), required=False)
    grouping = forms.ChoiceField(label=_("Gruppering"), required=False)
    paragraph = forms.ChoiceField(label=_("Paragraf"), required=False)
    ownership = forms.ChoiceField(label=_("Hvem leverer"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(code, f"{code} {gettext(name)}") for code, name in FUNCTIONS.items()]
        function = self.data.get("function", "")
        groupings = [(one, one) for one in groupings_of(function)]
        paragraphs = [(one, one) for one in all_paragraphs()]
        self.choose_from("function", [("", _("Alle")), *named])
        self.choose_from("grouping", [("", _("Alle")), *groupings])
        self.choose_from("paragraph", [("", _("Alle")), *paragraphs])
        self.choose_from("ownership", [("", _("Alle")), *choices(OWNERSHIPS.items())])

    def asked(self, this_year: int) -> dict[str, Any]:
        found = super().asked(this_year)
        names = ("function", "grouping", "paragraph", "ownership")
        part = {name: self.cleaned_data.get(name) or "" for name in names}
        return {**found, "part": AccountPart(**part)}


class FigureForm(FollowUpForm):
    """Which figure to open."""

    month = forms.ChoiceField(label=_("Måned"), required=False)
    kind = forms.ChoiceField(label=_("Tal"), required=False)
    service = forms.ChoiceField(label=_("Ydelse"), required=False)
    citizen = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = service_choices()
        without = (WITHOUT_GRANT, gettext("Bogført uden bevilling"))
        self.choose_from("service", [("", _("Alle")), *listed, without])
        months = choices([(str(number), name) for number, name in enumerate(MONTHS, start=1)])
        self.choose_from("month", [("", _("Hele året")), *months])
        self.choose_from("kind", choices(FigureKind.choices()))

    def asked(self, this_year: int) -> dict[str, Any]:
        found = super().asked(this_year)
        month, kind = self.cleaned_data.get("month"), self.cleaned_data.get("kind")
        found["month"] = int(month) if month else None
        found["service"] = self.cleaned_data.get("service") or ""
        found["citizen"] = self.cleaned_data.get("citizen")
        return {**found, "kind": FigureKind.of(kind) if kind else FigureKind.EXPECTED}


class FrameForm(HouseForm):
    """What is set aside, or granted more."""

    kind = forms.ChoiceField(label=_("Hvad er det?"))
    account = forms.ChoiceField(label=_("Konto"))
    unit = forms.ChoiceField(label=_("Enhed"))
    year = forms.IntegerField(label=_("År"), min_value=2000, max_value=2100)
    oere = KronerField(
        label=_("Beløb i kr."),
        help_text=_("Oprindeligt budget: hele beløbet. Tillægsbevilling: det, der lægges til."),
    )
    reason = forms.CharField(
        label=_("Hvorfor?"), max_length=200, help_text=_("Budgetvedtagelse, halvårsregnskab …")
    )

    def __init__(self, *args: Any, units: Pairs, accounts: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = (FrameKind.ORIGINAL, FrameKind.ADDITIONAL)
        self.choose_from("kind", choices([(kind.value, kind.label) for kind in kinds]))
        self.choose_from("unit", units)
        self.choose_from("account", accounts)


class MoveForm(HouseForm):
    """Money that is moved from one frame to another."""

    year = forms.IntegerField(label=_("År"), min_value=2000, max_value=2100)
    from_account = forms.ChoiceField(label=_("Fra konto"))
    from_unit = forms.ChoiceField(label=_("Fra enhed"))
    account = forms.ChoiceField(label=_("Til konto"))
    unit = forms.ChoiceField(label=_("Til enhed"))
    oere = KronerField(label=_("Beløb i kr."))
    reason = forms.CharField(label=_("Hvorfor?"), max_length=200)

    def __init__(self, *args: Any, units: Pairs, accounts: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units, accounts = list(units), list(accounts)
        for name in ("from_unit", "unit"):
            self.choose_from(name, units)
        for name in ("from_account", "account"):
            self.choose_from(name, accounts)
