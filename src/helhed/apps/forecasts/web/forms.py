"""Forms of forecasts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helhed.apps.forecasts.models import Scenario
from helhed.apps.layout.web.forms import HouseForm
from helhed.kernel.words import screen_text
from helhed.rules.decisions.ydelser import Department
from helhed.rules.forecasts.koersel import MONTHS, PATHS

BOTH = screen_text("Begge afdelinger")


def department_name(department: str) -> str:
    """What a department is called; empty is both."""
    return Department(department).label if department else BOTH


def danish(text: str) -> SafeString:
    """Words that somebody wrote, read aloud in Danish on every page."""
    return format_html('<span lang="da">{}</span>', text)


class AskForm(HouseForm):
    """What a run is asked."""

    department = forms.ChoiceField(label=_("Afdeling"), required=False)
    months = forms.TypedChoiceField(label=_("Måneder frem"), coerce=int)
    paths = forms.TypedChoiceField(
        label=_("Antal forløb"),
        coerce=int,
        help_text=_("Flere forløb giver roligere tal og tager længere tid."),
    )
    scenarios = forms.MultipleChoiceField(
        label=_("Scenarier ved siden af"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Højst fire."),
    )

    def __init__(
        self, *args: Any, departments: list[str], scenarios: list[Scenario], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(one, gettext(department_name(one))) for one in departments]
        self.choose_from("department", named)
        # Both departments are the empty choice; whoever may not see both has none.
        self.fields["department"].required = "" not in departments
        self.choose_from("months", [(one, one) for one in MONTHS])
        self.choose_from("paths", [(one, one) for one in PATHS])
        self.choose_from("scenarios", [(str(one.id), danish(one.name)) for one in scenarios])
        if not scenarios:
            self.fields.pop("scenarios")

    def done(self) -> dict[str, Any]:
        values = self.cleaned_data
        return {**values, "scenarios": [UUID(one) for one in values.get("scenarios", [])]}
