"""Forms of reports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helhed.apps.layout.web.forms import DayField, HouseForm, choices
from helhed.rules.reports.indberetning import DeliveryState


class DeliveryFilterForm(HouseForm):
    """Which reports to list; lives in the address."""

    state = forms.ChoiceField(label=_("Vis"), required=False)
    day = DayField(label=_("Dag"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = choices(DeliveryState.choices())
        self.choose_from("state", [("", _("Ikke færdige")), *states, ("all", _("Alle"))])
