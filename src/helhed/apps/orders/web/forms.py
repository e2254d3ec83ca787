"""Forms of orders."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helhed.apps.decisions.models import Grant
from helhed.apps.decisions.web.expected_forms import QuantityField
from helhed.apps.layout.web.forms import DayField, HouseForm, TextField, choices
from helhed.apps.layout.web.templatetags.helhed import day, month_name, quantity
from helhed.apps.orders.delivered import PeriodChoice
from helhed.apps.orders.drafting import Part
from helhed.apps.orders.taking_in import MOST_BYTES
from helhed.apps.plans.queries import GoalShown
from helhed.kernel.period import Period
from helhed.rules.decisions.ydelser import PriceKind, service
from helhed.rules.orders.bestilling import OrderState
from helhed.rules.orders.levering import is_month, is_week
from helhed.rules.orders.manglende import is_asked_for
from helhed.rules.orders.oenske import ABSENCES, CHANGES, Wish, WishKind
from helhed.rules.orders.samtale import IN_WORDS, AskState
from helhed.rules.plans.status import Progress, Told


class OrderFileForm(HouseForm):
    """A file with an order message, and the team that takes it in."""

    file = forms.FileField(
        label=_("Fil"), help_text=_("Bestillingen som FHIR-fil (.json), højst 25 MB.")
    )
    unit = forms.ChoiceField(label=_("Team"), help_text=_("Har borgeren ingen sag, åbnes den her."))

    def __init__(self, *args: Any, teams: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("unit", teams)

    def clean_file(self) -> Any:
        """A file by its name and its size; what stands in it is judged when it is read."""
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(".json"):
            raise forms.ValidationError(gettext("Vælg en fil, der ender på .json."))
        if file.size > MOST_BYTES:
            raise forms.ValidationError(gettext("Filen er for stor. Den må højst fylde 25 MB."))
        return file


class OrderFilterForm(HouseForm):
    """Which orders to list; lives in the address."""

    state = forms.ChoiceField(label=_("Tilstand"), required=False)
    provider = forms.ChoiceField(label=_("Leverandør"), required=False)
    late = forms.ChoiceField(label=_("Frister"), required=False)

    def __init__(
        self, *args: Any, providers: list[tuple[UUID, str]], drafts: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        states = [s for s in OrderState if drafts or s is not OrderState.DRAFT]
        self.choose_from(
            "state",
            [
                ("", _("Alle")),
                ("alive", _("Alle, der ikke er slut")),
                *choices((s.value, s.label) for s in states),
            ],
        )
        self.choose_from("late", [("", _("Alle")), ("1", _("Noget er for sent"))])
        if len(providers) > 1:
            listed = [(str(id), name) for id, name in providers]
            self.choose_from("provider", [("", _("Alle")), *listed])
        else:
            del self.fields["provider"]


class DraftForm(HouseForm):
    """What an order says."""

    purpose = TextField(label=_("Formålet med hjælpen"), rows=3)
    goals = forms.MultipleChoiceField(
        label=_("Mål, udføreren skal arbejde med"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    needs = TextField(label=_("Det, udføreren skal vide"), rows=8, required=False)
    wanted_start = DayField(label=_("Ønsket start"))

    def __init__(self, *args: Any, goals: list[tuple[GoalShown, bool]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("goals", [(str(goal.id), goal.own_words) for goal, _chosen in goals])
        self.initial.setdefault("goals", [str(goal.id) for goal, chosen in goals if chosen])
        if not goals:
            del self.fields["goals"]


class BeginForm(DraftForm):
    """A new order: what is known already, and which parts of the assessment go along."""

    parts = forms.MultipleChoiceField(
        label=_("Fra udredningen: vælg kun det, udføreren har brug for"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ["purpose", "goals", "parts", "needs", "wanted_start"]

    def __init__(self, *args: Any, parts: list[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needs"].label = _("Andet, udføreren skal vide")
        self.choose_from("parts", [(part.key, part.title) for part in parts])
        self.initial.setdefault("parts", [part.key for part in parts if part.is_suggested])
        if not parts:
            del self.fields["parts"]


class RejectForm(HouseForm):
    """Why a provider says no."""

    reason = TextField(label=_("Hvorfor kan I ikke tage den?"), rows=3)


class MessageForm(HouseForm):
    """Words to the other side."""

    text = TextField(label=_("Skriv til den anden part"), rows=3)
    asks = forms.ChoiceField(
        label=_("Skal der svares?"),
        required=False,
        choices=lambda: choices(
            ((ask.value, ask.label) for ask in IN_WORDS), gettext("Nej, kun til orientering")
        ),
    )


class AnswerForm(HouseForm):
    """An answer to a question or a wish."""

    answer = forms.ChoiceField(choices=lambda: choices(AskState.choices()))
    text = forms.CharField(required=False, max_length=20_000)


class AbsenceForm(HouseForm):
    """That the citizen is away."""

    kind = forms.ChoiceField(
        label=_("Hvor er borgeren?"),
        choices=lambda: choices((kind.value, kind.label) for kind in ABSENCES),
    )
    start = DayField(label=_("Første dag væk"))
    end = DayField(
        label=_("Sidste dag væk"),
        required=False,
        help_text=_("Lad den stå tom, hvis du ikke ved det endnu."),
    )
    is_paid = forms.ChoiceField(
        label=_("Betaler kommunen for pladsen imens?"),
        choices=lambda: choices([("1", gettext("Ja, pladsen er betalt")), ("0", gettext("Nej"))]),
        widget=forms.RadioSelect,
    )
    text = TextField(label=_("Bemærkning"), rows=3, required=False)

    def wish(self) -> Wish:
        """What was written."""
        done = self.cleaned_data
        kind = WishKind.of(done["kind"])
        return Wish(kind, done["start"], done["end"], done["is_paid"] == "1")


class ChangeForm(HouseForm):
    """Another help than the one that is ordered."""

    kind = forms.ChoiceField(
        label=_("Hvad er der brug for?"),
        choices=lambda: choices((kind.value, kind.label) for kind in CHANGES),
    )
    start = DayField(
        label=_("Fra"), required=False, help_text=_("Kun ved mere eller mindre hjælp.")
    )
    quantity = QuantityField(
        label=_("Omfang"), required=False, help_text=_("Kun ved mere eller mindre hjælp.")
    )
    end = DayField(
        label=_("Sidste dag"), required=False, help_text=_("Kun ved længere hjælp eller stop.")
    )
    text = TextField(label=_("Hvorfor?"), rows=4)

    def wish(self) -> Wish:
        """What was written that belongs to the kind of change."""
        done = self.cleaned_data
        kind = WishKind.of(done["kind"])
        if kind in (WishKind.MORE, WishKind.LESS):
            return Wish(kind, start=done["start"], quantity=done["quantity"])
        return Wish(kind, end=done["end"])


class DeliveredForm(HouseForm):
    """How much was delivered in a month or a week."""

    period = forms.ChoiceField(label=_("Periode"))
    quantity = QuantityField(label=_("Leveret i alt"))
    text = TextField(
        label=_("Hvorfor?"),
        rows=3,
        required=False,
        help_text=_("Kun når det afviger fra det bestilte."),
    )

    def __init__(
        self, *args: Any, options: list[tuple[Grant, list[PeriodChoice]]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        listed = [(grant, one) for grant, found in options for one in found]
        several = len(options) > 1
        self.choose_from("period", [(_key(g, one), _told(g, one, several)) for g, one in listed])
        self.initial.setdefault("period", _first_to_tell(listed))

    def chosen(self) -> tuple[UUID, Period]:
        """The grant and the period that were chosen."""
        grant, start, end = self.cleaned_data["period"].split("|")
        return UUID(grant), Period(date.fromisoformat(start), date.fromisoformat(end))


def _first_to_tell(listed: list[tuple[Grant, PeriodChoice]]) -> str | None:
    """The oldest month that is asked for and not written, else the newest period that is not."""
    untold = [(grant, one) for grant, one in listed if not one.is_typed]
    asked = [
        (grant, one)
        for grant, one in untold
        if is_asked_for(PriceKind(grant.kind)) and is_month(one.period)
    ]
    if asked:
        return _key(*min(asked, key=lambda pair: pair[1].period.start))
    return _key(*untold[0]) if untold else None


def _key(grant: Grant, one: PeriodChoice) -> str:
    return f"{grant.id}|{one.period.start}|{one.period.end}"


def _told(grant: Grant, one: PeriodChoice, with_service: bool) -> str:
    """A period as it is chosen: ``oktober 2026: bestilt 30,5``."""
    if is_month(one.period):
        name = month_name(one.period.start)
    elif not is_week(one.period):
        name = f"{day(one.period.start)} – {day(one.period.end)}"
    else:
        name = gettext("uge %(week)s") % {"week": one.period.start.isocalendar().week}
    told = gettext("%(period)s: bestilt %(ordered)s") % {
        "period": f"{gettext(service(grant.service).name)}, {name}" if with_service else name,
        "ordered": quantity(one.ordered),
    }
    return f"{told} ({gettext('skrevet')})" if one.is_typed else told


class NoteForm(HouseForm):
    """A provider's own note."""

    day = DayField(label=_("Dag"))
    text = TextField(label=_("Notat"), rows=8)
    share = forms.BooleanField(
        label=_("Del med kommunen"),
        required=False,
        help_text=_("Et notat, der er delt, kan ikke gøres til jeres eget igen."),
    )


class NothingForm(HouseForm):
    """What is wrong with several forms together."""


class HandForm(HouseForm):
    """A part of the plan for the provider."""

    asked = TextField(
        label=_("Hvilken del af planen skal udføreren skrive?"),
        rows=3,
        help_text=_("Hverdagen på bostedet, træning i at lave mad …"),
    )


class PartForm(HouseForm):
    """The provider's part of the plan."""

    text = TextField(label=_("Sådan gør vi"), rows=10)


class StatusForm(HouseForm):
    """How it goes with one goal."""

    progress = forms.ChoiceField(
        label=_("Hvordan går det?"),
        required=False,
        choices=lambda: choices(Progress.choices(), gettext("Ikke set på denne gang")),
    )
    own_score = forms.IntegerField(
        label=_("Borgerens eget tal, 0 til 10"), required=False, min_value=0, max_value=10
    )
    text = TextField(label=_("Hvad har I set?"), rows=3, required=False)

    def told(self, goal: UUID) -> Told | None:
        """What was told of the goal; None when it was not looked at."""
        done = self.cleaned_data
        if not done["progress"]:
            return None
        progress = Progress.of(done["progress"])
        return Told(goal, progress, done["own_score"], done["text"])
