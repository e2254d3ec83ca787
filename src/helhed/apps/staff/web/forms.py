"""Forms of staff."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helhed.apps.layout.web.forms import HouseForm


class EmployeeFilterForm(HouseForm):
    """Which employees to list; lives in the address."""

    unit = forms.ChoiceField(label=_("Enhed"), required=False)
    gone = forms.BooleanField(label=_("Også dem, der er stoppet"), required=False)

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("unit", [("", _("Alle")), *units])
