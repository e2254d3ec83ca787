"""Forms of payments: filters that live in the address, and the month to make."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helhed.apps.layout.web.forms import DayField, HouseForm, KronerField, choices
from helhed.apps.layout.web.templatetags.helhed import day as said_day
from helhed.kernel.period import Month, NotAMonth
from helhed.rules.decisions.ydelser import Department
from helhed.rules.payments.afstemning import DifferenceKind, DifferenceState
from helhed.rules.payments.rytme import NextPayDay, Rhythm


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
        return _month(self.cleaned_data["month"])


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except NotAMonth:
        raise forms.ValidationError(_("Skriv måneden som 2026-03.")) from None


class ReconciliationForm(HouseForm):
    """Which differences with the ledger to list."""

    state = forms.ChoiceField(label=_("Status"), required=False)
    kind = forms.ChoiceField(label=_("Forskel"), required=False)
    department = forms.ChoiceField(label=_("Afdeling"), required=False)
    mine = forms.BooleanField(label=_("Kun mine"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("state", [("all", _("Alle")), *choices(DifferenceState.choices())])
        self.choose_from("kind", [("", _("Alle")), *choices(DifferenceKind.choices())])
        self.choose_from("department", [("", _("Alle")), *_departments()])


class StateForm(HouseForm):
    """Which state to list."""

    state = forms.ChoiceField(label=_("Status"), required=False)

    def __init__(self, *args: Any, states: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("state", [("", _("Alle")), *choices(states)])


class ReasonForm(HouseForm):
    """Why."""

    reason = forms.CharField(label=_("Hvorfor"), max_length=200)


class LineForm(HouseForm):
    """Which line."""

    line = forms.UUIDField(label=_("Linje"))


class RepostForm(HouseForm):
    """To which account, and why."""

    account = forms.ChoiceField(label=_("Ny konto"))
    reason = forms.CharField(label=_("Hvorfor"), max_length=200)

    def __init__(self, *args: Any, accounts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("account", [("", _("Vælg en konto")), *accounts])
        self.fields["account"].error_messages["invalid_choice"] = _(
            "Vælg en anden konto, som findes i kontoplanen i dag."
        )


def _rhythms(next_days: dict[Rhythm, NextPayDay]) -> list[tuple[Any, str]]:
    """How often, each with the day that it is paid next when that is known."""
    named = choices(Rhythm.choices())
    days = {rhythm.value: found.day for rhythm, found in next_days.items()}
    return [
        (key, _("%(often)s (næste gang %(day)s)") % {"often": label, "day": said_day(days[key])})
        if key in days
        else (key, label)
        for key, label in named
    ]


class RhythmForm(HouseForm):
    """How often, and on which days when the plan has its own."""

    rhythm = forms.ChoiceField(label=_("Betales"))
    dates = forms.CharField(
        label=_("Bestemte dage"),
        help_text=_("En dag på hver linje, som 2026-03-31."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    noncash = forms.BooleanField(
        label=_("Kun bogføring"),
        help_text=_("Beløbet bogføres på kontoen, men der flyttes ingen penge."),
        required=False,
    )

    def __init__(
        self, *args: Any, next_days: dict[Rhythm, NextPayDay] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("rhythm", _rhythms(next_days or {}))

    def clean_dates(self) -> list[date]:
        try:
            return [date.fromisoformat(word) for word in self.cleaned_data["dates"].split()]
        except ValueError:
            raise forms.ValidationError(_("Skriv dagene som 2026-03-31.")) from None


class PeriodForm(HouseForm):
    """A month of the ledger, and why it is closed or opened."""

    month = forms.CharField(label=_("Måned"), max_length=7)
    reason = forms.CharField(
        label=_("Hvorfor"),
        help_text=_("Skal kun skrives, når måneden lukkes, selv om noget mangler."),
        max_length=200,
        required=False,
    )

    def clean_month(self) -> Month:
        return _month(self.cleaned_data["month"])


class InstalmentsForm(HouseForm):
    """How many instalments, from when, and on which decision."""

    count = forms.IntegerField(label=_("Antal rater"), min_value=1)
    month = forms.CharField(label=_("Første måned"), max_length=7)
    reason = forms.CharField(label=_("Afgørelsen, kravet hviler på"), max_length=200)

    def clean_month(self) -> Month:
        return _month(self.cleaned_data["month"])


class YesForm(HouseForm):
    """What is said with a yes to an absence."""

    text = forms.CharField(
        label=_("Dit svar"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=20_000,
    )


class BilledForm(HouseForm):
    """What an invoice billed too much, and what shows it."""

    amount = KronerField(label=_("Beløb i kr."))
    reason = forms.CharField(label=_("Hvorfor"), max_length=200)


class RepaymentForm(HouseForm):
    """What came back, and when."""

    amount = KronerField(label=_("Beløb i kr."))
    day = DayField(label=_("Dag"))


class DifferenceForm(HouseForm):
    """Which differences to look for: a department's months back from one."""

    department = forms.ChoiceField(label=_("Afdeling"), required=False)
    months = forms.ChoiceField(label=_("Måneder tilbage"), required=False)

    def __init__(self, *args: Any, departments: list[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("Alle"))] if len(departments) > 1 else []
        self.choose_from("department", [*every, *choices(departments)])
        self.choose_from("months", [(n, n) for n in ("3", "6", "12", "24")])


class YearForm(HouseForm):
    """Which year of a grant to show month by month."""

    year = forms.IntegerField(label=_("År"), min_value=1990, max_value=2100, required=False)


class RateAmountForm(HouseForm):
    """What a rate is from a day."""

    oere = KronerField(label=_("Pris i kroner"))
    start = DayField(label=_("Fra"))


class CorrectAmountForm(HouseForm):
    """What an amount that was written wrong should have been."""

    oere = KronerField(
        label=_("Rigtig pris i kroner"),
        required=False,
        help_text=_("Lad den stå tom, hvis prisen slet ikke skulle være skrevet."),
    )
    reason = forms.CharField(label=_("Hvorfor?"), max_length=200)


class EndingForm(HouseForm):
    """The last day that somebody thinks of."""

    end = DayField(required=False)


class EndGrantForm(HouseForm):
    """When a grant ends, and why."""

    end = DayField(label=_("Sidste dag"))
    reason = forms.CharField(label=_("Hvorfor?"), max_length=200)


class PauseForm(HouseForm):
    """When a grant rests, and why."""

    start = DayField(label=_("Første dag i pausen"))
    end = DayField(
        label=_("Sidste dag i pausen"),
        required=False,
        help_text=_("Lad den stå tom, hvis du ikke ved det endnu."),
    )
    reason = forms.CharField(label=_("Hvorfor?"), max_length=200)


class MovePauseForm(HouseForm):
    """The days of a rest."""

    first_day = DayField(label=_("Første dag i pausen"))
    last_day = DayField(
        label=_("Sidste dag i pausen"),
        required=False,
        help_text=_("Lad den stå tom, hvis du ikke ved det endnu."),
    )
