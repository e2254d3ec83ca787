"""Forms of rules and numbers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from helhed.apps.layout.web.forms import DayField, HouseForm, choices
from helhed.rules.assessments.indsatstrappe import STEPS
from helhed.rules.cases.sag import CaseArea
from helhed.rules.decisions.hjemmel import paragraphs
from helhed.rules.decisions.kompetence import ApprovalLevel
from helhed.rules.decisions.ydelser import BOOKED_AS_MAIN, Department, Service, services
from helhed.rules.offers.ejerforhold import Ownership


def _service_choices() -> list[tuple[str, str]]:
    return [(s.key, say(s.name)) for s in services().values()]


def _law_choices() -> list[tuple[str, str]]:
    """Every paragraph by itself: a rule stands on one."""
    every = (f"{p.citation.act} § {number}" for p in paragraphs() for number in p.covers)
    return [(one, one) for one in dict.fromkeys(every)]


class RuleFilterForm(HouseForm):
    """Which rules to list; lives in the address."""

    day = DayField(label=_("Dag"), required=False)
    department = forms.ChoiceField(label=_("Afdeling"), required=False)
    only_changed = forms.BooleanField(label=_("Kun dem, vi har ændret"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = choices((d.value, d.label) for d in Department)
        self.choose_from("department", [("", _("Alle")), *listed])


class NewRuleForm(HouseForm):
    """A service under a paragraph that it has no rule for yet."""

    service = forms.ChoiceField(label=_("Ydelse"))
    law = forms.ChoiceField(label=_("Paragraf"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("service", _service_choices())
        self.choose_from("law", _law_choices())


class ThatDayForm(NewRuleForm):
    """What to ask of a day: which service, by which law, for whom, delivered by whom."""

    day = DayField(label=_("Dag"))
    area = forms.ChoiceField(label=_("Målgruppe"), required=False)
    step = forms.ChoiceField(label=_("Trin på indsatstrappen"), required=False)
    ownership = forms.ChoiceField(label=_("Hvem ejer tilbuddet?"), required=False)
    main = forms.ChoiceField(label=_("Ved siden af hovedydelsen"), required=False)
    known_on = DayField(
        label=_("Som vi vidste det den dag"),
        required=False,
        help_text=_("Lad den stå tom for det, vi ved nu."),
    )

    field_order = ("service", "law", "day", "main", "area", "step", "ownership", "known_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mains = choices((s.key, s.name) for s in services().values() if s.is_main)
        self.choose_from("main", [("", say("Ikke valgt")), *mains])
        self.choose_from("area", choices(CaseArea.choices(), say("Ikke valgt")))
        steps = ((number, say(name)) for number, name in enumerate(STEPS, start=1))
        self.choose_from("step", [("", say("Ikke valgt")), *steps])
        owners = choices((o.value, o.label) for o in Ownership)
        self.choose_from("ownership", [("", say("Ikke valgt")), *owners])


class RuleForm(HouseForm):
    """What a rule is from a day."""

    start = DayField(label=_("Fra"))
    end = DayField(label=_("Til og med"), required=False)
    areas = forms.MultipleChoiceField(label=_("Målgrupper"), widget=forms.CheckboxSelectMultiple)
    steps = forms.MultipleChoiceField(
        label=_("Trin på indsatstrappen"), widget=forms.CheckboxSelectMultiple, required=False
    )
    follows = forms.MultipleChoiceField(
        label=_("Kan følge hovedydelserne"), widget=forms.CheckboxSelectMultiple, required=False
    )
    level = forms.ChoiceField(label=_("Bevillingsniveau"))
    function = forms.CharField(
        label=_("Funktion"), max_length=10, required=False, help_text=_("Som 5.38.52.")
    )
    grouping = forms.CharField(
        label=_("Gruppering"), max_length=10, required=False, help_text=_("Tre cifre som 001.")
    )
    alias = forms.CharField(
        label=_("Finanskontoalias"),
        max_length=20,
        required=False,
        help_text=_("Lad den stå tom, så dannes det af paragraf og konto."),
    )
    kle = forms.CharField(label=_("KLE-nummer"), max_length=10, required=False)
    source = forms.CharField(label=_("Hvor kommer reglen fra?"), max_length=200)

    def __init__(self, *args: Any, service: Service, mains: list[Service], **kwargs: Any) -> None:
        is_childs = service.department is Department.CHILDREN
        self.is_main = service.is_main
        self.groups = [area for area in CaseArea if area.is_childs == is_childs]
        super().__init__(*args, **kwargs)
        self.choose_from("areas", choices((a.value, a.label) for a in self.groups))
        self.choose_from("level", choices((v.value, v.label) for v in ApprovalLevel))
        self.choose_from("steps", [(n, say(name)) for n, name in enumerate(STEPS, start=1)])
        self.choose_from("follows", [(s.key, say(s.name)) for s in mains])
        if not is_childs:
            del self.fields["steps"]
        if service.is_main:
            del self.fields["follows"]
        else:
            self.fields["function"].help_text = _(
                "Som 5.38.52. Lad funktion og gruppering stå tomme, så bogføres ydelsen som sin "
                "hovedydelse."
            )
        for area in self.groups:
            words = _("Egen gruppering for %(area)s") % {"area": say(area.label).lower()}
            field = forms.CharField(label=words, max_length=3, required=False)
            field.widget.attrs["class"] = "form-input"
            self.fields[f"grouping_{area.value}"] = field
        self.order_fields([*(name for name in self.fields if name != "source"), "source"])

    @property
    def account(self) -> tuple[str, str]:
        """Function and grouping; a supplementary service without any is booked as its main one."""
        function, grouping = self.cleaned_data["function"], self.cleaned_data["grouping"]
        if function or grouping or self.is_main:
            return function, grouping
        return BOOKED_AS_MAIN, BOOKED_AS_MAIN

    @property
    def groupings(self) -> dict[str, str]:
        """The groupings of their own, by target group; those left empty are left out."""
        typed = {a.value: self.cleaned_data.get(f"grouping_{a.value}") or "" for a in self.groups}
        return {area: grouping for area, grouping in typed.items() if grouping}


class SwitchOffForm(HouseForm):
    """From when a rule does not hold, and why."""

    start = DayField(label=_("Fra"))
    source = forms.CharField(label=_("Hvorfor?"), max_length=200)


class CorrectionForm(HouseForm):
    """What a number is from a day, and where it was read."""

    value = forms.CharField(label=_("Værdi"), max_length=40)
    start = DayField(label=_("Fra"))
    end = DayField(label=_("Til og med"), required=False)
    source = forms.CharField(
        label=_("Hvor står det?"), max_length=200, help_text=_("Lov, vejledning eller vedtagelse.")
    )


class CodeForm(HouseForm):
    """Where a code was read."""

    source = forms.CharField(
        label=_("Hvor står det?"), max_length=200, help_text=_("Lov, vejledning eller vedtagelse.")
    )


class ParameterDayForm(HouseForm):
    """Of which day the value is to be confirmed."""

    day = DayField(required=False)
