"""Forms of payments: filters that live in the address, and the month to make."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helhed.apps.layout.web.forms import HouseForm, choices
from helhed.kernel.period import Month, NotAMonth
from helhed.rules.decisions.ydelser import Department


def _departments() -> list[tuple[Any, str]]:
    return choices([(one.value, one.label) for one in Department])


class RunFilterForm(HouseForm):
    """Which runs to list."""

    year = forms.ChoiceField(label=_("År"), required=False)
    department = forms.ChoiceField(label=_("Afdeling"), required=False)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("year", [(str(year), str(year)) for year in years])
        self.choose_from("department", [("", _("Alle")), *_departments()])


class MonthForm(HouseForm):
    """The department and month of a new run."""

    department = forms.ChoiceField(label=_("Afdeling"))
    month = forms.CharField(label=_("Måned"), max_length=7)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("department", _departments())

    def clean_month(self) -> Month:
        try:
            return Month.parse(self.cleaned_data["month"])
        except NotAMonth:
            raise forms.ValidationError(_("Skriv måneden som 2026-03.")) from None


class DifferenceForm(HouseForm):
    """Which differences to look for: a department's months back from one."""

    department = forms.ChoiceField(label=_("Afdeling"))
    months = forms.ChoiceField(label=_("Måneder tilbage"), required=False)

    def __init__(self, *args: Any, departments: list[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("department", choices(departments))
        self.choose_from("months", [(n, n) for n in ("3", "6", "12", "24")])


class YearForm(HouseForm):
    """Which year of a grant to show month by month."""

    year = forms.IntegerField(label=_("År"), min_value=1990, max_value=2100, required=False)
