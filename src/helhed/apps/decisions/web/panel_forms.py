"""Forms of the meetings that advise on decisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from helhed.apps.access.models import Unit
from helhed.apps.decisions.models import PanelMeeting
from helhed.apps.decisions.queries.panel import PointShown
from helhed.apps.layout.web.forms import DayField, HouseForm, TextField, choices
from helhed.apps.layout.web.templatetags.helhed import day as as_day
from helhed.rules.decisions.visitationsmoede import Advice


class PlanMeetingForm(HouseForm):
    """When whose meeting is."""

    unit = forms.TypedChoiceField(label=_("Hvis møde er det?"), coerce=UUID)
    day = DayField(label=_("Dag"))

    def __init__(self, units: Sequence[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("unit", [(str(unit.id), unit.name) for unit in units])


class PutOnForm(HouseForm):
    """On which meeting's agenda, and what is asked."""

    meeting = forms.TypedChoiceField(label=_("Møde"), coerce=UUID)
    question = TextField(label=_("Hvad skal mødet tage stilling til?"), rows=2)

    def __init__(self, to_come: Sequence[PanelMeeting], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(one.id), f"{as_day(one.day)} {one.unit.name}") for one in to_come]
        self.choose_from("meeting", named)


class AdviceForm(HouseForm):
    """What the meeting says."""

    advice = forms.ChoiceField(label=_("Mødet siger"))
    words = TextField(label=_("Med hvilke ord?"), required=False, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = choices((one.value, one.label) for one in Advice if one is not Advice.NONE)
        self.choose_from("advice", [("", _("Vælg")), *said])


def said(point: PointShown) -> dict[str, str]:
    """What the form of a point starts with."""
    advice = "" if point.advice is Advice.NONE else point.advice.value
    return {"advice": advice, "words": point.row.words}


class CloseMeetingForm(HouseForm):
    """Who was there."""

    present = forms.CharField(label=_("Hvem var med?"), max_length=300)
