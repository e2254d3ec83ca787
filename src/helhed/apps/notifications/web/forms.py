"""Forms of a notification."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helhed.apps.layout.web.forms import CprField, HouseForm, MomentField, TextField, choices
from helhed.rules.cases.sag import CaseArea
from helhed.rules.notifications.underretning import Outcome
from helhed.rules.notifications.underretter import Concern, NotifierKind


class NotificationFilterForm(HouseForm):
    """Which notifications to list; lives in the address."""

    state = forms.ChoiceField(label=_("Vis"), required=False)
    concern = forms.ChoiceField(label=_("Bekymring"), required=False)
    unit = forms.ChoiceField(label=_("Team"), required=False)

    def __init__(self, *args: Any, teams: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [("open", _("Uden udfald")), ("unjudged", _("Ikke vurderet")), ("all", _("Alle"))]
        self.choose_from("state", states)
        self.choose_from("concern", [("", _("Alle")), *choices(Concern.choices())])
        self.choose_from("unit", [("", _("Alle teams")), *teams])


class ReceiveForm(HouseForm):
    """A notification that has come in."""

    cpr = CprField(label=_("Barnets CPR-nummer"))
    name = forms.CharField(
        label=_("Barnets navn"),
        max_length=120,
        required=False,
        help_text=_("Kun hvis barnet er nyt i systemet."),
    )
    unit = forms.ChoiceField(label=_("Team"))
    received_at = MomentField(label=_("Modtaget"))
    notifier_kind = forms.ChoiceField(label=_("Hvem underretter?"))
    notifier_name = forms.CharField(label=_("Underretterens navn"), max_length=120, required=False)
    concern = forms.ChoiceField(label=_("Hvad handler bekymringen om?"))
    text = TextField(label=_("Hvad er I bekymrede for?"), rows=6)

    def __init__(self, *args: Any, teams: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("unit", teams)
        self.choose_from("notifier_kind", choices(NotifierKind.choices()))
        self.choose_from("concern", choices(Concern.choices()))


class JudgeForm(HouseForm):
    """Whether the child is in danger."""

    in_danger = forms.ChoiceField(
        label=_("Er barnets sundhed eller udvikling i fare lige nu?"),
        choices=[
            ("no", _("Nej, der skal ikke handles akut")),
            ("yes", _("Ja, der skal handles nu")),
        ],
        widget=forms.RadioSelect,
    )
    words = TextField(label=_("Hvad bygger vurderingen på?"), rows=4)


class OutcomeForm(HouseForm):
    """What it leads to."""

    outcome = forms.ChoiceField(label=_("Hvad skal der ske?"), widget=forms.RadioSelect)
    area = forms.ChoiceField(label=_("Hvis en sag åbnes, handler den om"))
    reason = TextField(label=_("Hvorfor?"), rows=3)

    def __init__(self, *args: Any, has_open_case: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(o.value, o.label) for o in Outcome]
        if not has_open_case:
            listed = [row for row in listed if row[0] != Outcome.COVERED_BY_OPEN_CASE.value]
        self.choose_from("outcome", choices(listed))
        areas = [CaseArea.CHILD_AT_RISK, CaseArea.CHILD_DISABILITY]
        self.choose_from("area", choices((area.value, area.label) for area in areas))
