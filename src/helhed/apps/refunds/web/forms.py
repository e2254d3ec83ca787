"""Forms of refund: filters that live in the address, a claim's month, facts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helhed.apps.layout.web.forms import DayField, HouseForm, choices
from helhed.apps.refunds.queries import Standing
from helhed.kernel.period import Month, NotAMonth
from helhed.rules.decisions.ydelser import Department
from helhed.rules.refunds.forhold import FactKind

FIRST_YEAR = 2020


class MonthField(forms.CharField):
    """A month, chosen in the browser's own calendar; cleaned to a Month."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"type": "month"}), max_length=7, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return Month.parse(text)
        except NotAMonth:
            raise forms.ValidationError(_("Skriv måneden som 2026-03.")) from None


class OverviewForm(HouseForm):
    """Which payers to list."""

    year = forms.ChoiceField(label=_("År"), required=False)
    department = forms.ChoiceField(label=_("Afdeling"), required=False)
    standing = forms.ChoiceField(label=_("Vis"), required=False)

    def __init__(self, *args: Any, this_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = range(this_year + 1, FIRST_YEAR, -1)
        departments = choices([(one.value, one.label) for one in Department])
        shown = [(one.value, one.label) for one in Standing if one is not Standing.UNDER]
        self.choose_from("year", [(str(year), str(year)) for year in years])
        self.choose_from("department", [("", _("Alle")), *departments])
        self.choose_from("standing", [("", _("Alle")), *choices(shown)])

    def asked(self, this_year: int) -> tuple[int, str, str]:
        """Year, department and standing; a filter that makes no sense asks for nothing."""
        self.is_valid()
        done = self.cleaned_data
        year = int(done.get("year") or this_year)
        return year, done.get("department") or "", done.get("standing") or ""


class YearForm(HouseForm):
    """Which year of a payer to show."""

    year = forms.IntegerField(label=_("År"), min_value=2000, max_value=2100, required=False)

    def asked(self, this_year: int) -> int:
        return int((self.is_valid() and self.cleaned_data.get("year")) or this_year)


class ThroughForm(HouseForm):
    """The last month that a claim takes."""

    through = MonthField(label=_("Til og med måned"))


class ReceiptForm(HouseForm):
    """The state's receipt."""

    day = DayField(label=_("Kvitteret den"))
    receipt = forms.CharField(label=_("Kvitteringens nummer"), max_length=60)


class ClosingForm(HouseForm):
    """An account year to close or open."""

    note = forms.CharField(label=_("Hvorfor?"), max_length=200)


class FactForm(HouseForm):
    """Something that changes the refund."""

    kind = forms.ChoiceField(label=_("Hvad"))
    start = DayField(label=_("Fra den"))
    note = forms.CharField(label=_("Hvor står det?"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("kind", choices(FactKind.choices()))


class JoinForm(HouseForm):
    """Another child of the same household."""

    sibling = forms.CharField(label=_("Søskendes sagsnummer"), max_length=20)
    start = DayField(label=_("Fra den"))


class LeaveForm(HouseForm):
    """The last day in a household."""

    end = DayField(label=_("Sidste dag"))
