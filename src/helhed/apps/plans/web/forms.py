"""Forms of plans, goals and follow-ups."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helhed.apps.layout.web.forms import DayField, HouseForm, TextField, choices
from helhed.rules.assessments import ffb
from helhed.rules.plans.plan import GoalState, PartKind, PlanOffer


class StartPlanForm(HouseForm):
    """Offering a plan."""

    offer = forms.ChoiceField(label=_("Er planen tilbudt?"), widget=forms.RadioSelect)
    offered_on = DayField(
        label=_("Hvornår er den tilbudt?"), required=False, help_text=_("Tom: i dag.")
    )
    reason = TextField(
        label=_("Hvorfor ikke, hvis der ingen plan bliver?"),
        rows=2,
        required=False,
        help_text=_("Borgerens egne ord, når det er borgeren, der siger nej tak."),
    )
    hopes = TextField(label=_("Mine håb og drømme"), rows=4, required=False)
    purpose = TextField(label=_("Formålet med hjælpen"), rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("offer", choices(PlanOffer.choices()))


class PlanForm(HouseForm):
    """The words of a plan."""

    hopes = TextField(label=_("Mine håb og drømme"), rows=4, required=False)
    purpose = TextField(label=_("Formålet med hjælpen"), rows=2, required=False)
    next_follow_up = DayField(label=_("Næste opfølgning"))
    reason = TextField(label=_("Hvorfor dér?"), rows=2, required=False)


class PartForm(HouseForm):
    """What somebody does as a part of the plan."""

    kind = forms.ChoiceField(label=_("Hvem gør det?"), widget=forms.RadioSelect)
    who = forms.CharField(
        label=_("Navn"),
        max_length=120,
        required=False,
        help_text=_("Min søster, en besøgsven, en idrætsforening … Tom, når det er dig selv."),
    )
    what = TextField(label=_("Hvad er aftalt?"), rows=3)
    goal = forms.ChoiceField(label=_("Hører det til et mål?"), required=False)
    started_on = DayField(label=_("Fra hvornår?"))

    def __init__(self, *args: Any, goals: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("kind", choices(PartKind.choices()))
        self.choose_from("goal", [("", _("Nej, til hele planen")), *goals])


class EndPartForm(HouseForm):
    """The end of somebody's part."""

    ended_on = DayField(label=_("Sidste dag"))
    reason = forms.CharField(label=_("Hvorfor? (hvis I vil)"), max_length=200, required=False)


def _theme_choices() -> list[tuple[str, Any]]:
    groups: list[tuple[str, Any]] = [("", _("Vælg tema"))]
    for theme in ffb.themes():
        if theme.takes_level:
            subthemes = choices((c.code, c.name) for c in theme.subthemes)
            groups.append((str(_(theme.name)), subthemes))
    return groups


class GoalForm(HouseForm):
    """A goal of a child: own words lead."""

    own_words = TextField(label=_("Mit mål, med mine egne ord"), rows=3)
    wording = TextField(label=_("Målet i faglige ord"), rows=3, required=False)
    due = DayField(label=_("Hvornår håber I at nå det?"), required=False)
    own_score = forms.IntegerField(
        label=_("Hvor tæt på er jeg i dag? (0 er langt fra, 10 er nået)"),
        min_value=0,
        max_value=10,
        required=False,
    )


class AdultGoalForm(GoalForm):
    """A goal of an adult, tied to FFB themes."""

    primary_theme = forms.ChoiceField(label=_("Målet handler først og fremmest om"))
    secondary_themes = forms.MultipleChoiceField(
        label=_("Og også om"), required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    change = forms.ChoiceField(label=_("Målet er at"))
    level_now = forms.ChoiceField(
        label=_("Niveau i dag"),
        required=False,
        help_text=_("Ikke valgt: niveauet fra den seneste udredning."),
    )
    expected_level = forms.ChoiceField(label=_("Niveau, vi håber på"), required=False)
    field_order = (
        "own_words",
        "wording",
        "primary_theme",
        "secondary_themes",
        "change",
        "level_now",
        "expected_level",
        "due",
        "own_score",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("primary_theme", _theme_choices())
        self.choose_from("secondary_themes", _theme_choices()[1:])
        changes = [(c.code, c.name) for c in ffb.leaves(ffb.Kind.CHANGE)]
        self.choose_from("change", choices(changes, str(_("Vælg"))))
        levels = [
            (str(c.number), f"{c.number} {_(c.name)}")
            for c in ffb.by_number(ffb.Kind.LEVEL)
            if c.number is not None
        ]
        for name in ("level_now", "expected_level"):
            self.choose_from(name, [("", _("Ikke valgt")), *levels])


def _outcomes() -> list[tuple[Any, str]]:
    listed = [(c.code, c.name) for c in ffb.leaves(ffb.Kind.FOLLOW_UP)]
    return choices(listed, str(_("Vælg")))


class EffortSeenForm(HouseForm):
    """What a follow-up comes to for one effort."""

    outcome = forms.ChoiceField(label=_("Hvad fører det til?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("outcome", _outcomes())


class FollowUpForm(HouseForm):
    """Looking at a plan again."""

    held_on = DayField(label=_("Dato"))
    participants = forms.CharField(label=_("Hvem var med?"), max_length=200, required=False)
    own_words = TextField(label=_("Borgerens egne ord"), rows=3, required=False)
    summary = TextField(label=_("Hvad talte I om, og hvad aftalte I?"), rows=4)
    outcome = forms.ChoiceField(label=_("Hvad fører det til?"), required=False)
    next_on = DayField(
        label=_("Næste opfølgning"), required=False, help_text=_("Tom: planen slutter nu.")
    )

    def __init__(self, *args: Any, asks_outcome: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("outcome", _outcomes())
        if not asks_outcome:
            del self.fields["outcome"]


class GoalSeenForm(HouseForm):
    """How one goal stands."""

    state = forms.ChoiceField(label=_("Målet er"))
    level = forms.IntegerField(label=_("Niveau nu (0-4)"), min_value=0, max_value=4, required=False)
    own_score = forms.IntegerField(
        label=_("Borgerens tal (0-10)"), min_value=0, max_value=10, required=False
    )
    text = TextField(label=_("Hvordan går det?"), rows=2, required=False)

    def __init__(self, *args: Any, is_adults: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("state", choices(GoalState.choices()))
        if not is_adults:
            del self.fields["level"]
