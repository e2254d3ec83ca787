"""Pages of the rules and of the numbers: what holds, what held, and changing it from a day."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.catalogue import actions, queries
from helhed.apps.catalogue.web import forms
from helhed.apps.catalogue.web.told import account_told, areas_told, changed, facts_of
from helhed.apps.layout.web.answers import carried_out_by
from helhed.apps.layout.web.tables import Column, Listed, Row, Table, show
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.cases.sag import CaseArea
from helhed.rules.decisions.ydelser import BOOKED_AS_MAIN
from helhed.rules.offers.ejerforhold import Ownership

RULES = Table(
    "regler",
    [
        Column(
            "service",
            screen_text("Ydelse"),
            "said",
            sort="service",
            link=lambda row: reverse("catalogue:one", args=[row["key"], row["law"]]),
        ),
        Column("law", screen_text("Paragraf"), sort="law"),
        Column(
            "department", screen_text("Afdeling"), "said", sort="department", only_exported=True
        ),
        Column("state", screen_text("Tilstand"), "state", sort="state", state_key="state_key"),
        Column("areas", screen_text("Målgrupper"), sort="areas"),
        Column("steps", screen_text("Trin"), sort="steps"),
        Column("account", screen_text("Konto"), sort="account"),
        Column("kle", screen_text("KLE-nummer"), sort="kle"),
        Column("level", screen_text("Bevillingsniveau"), "said", sort="level"),
        Column("start", screen_text("Fra"), "day", sort="start"),
        Column("changes", screen_text("Ændringer"), "number", sort="changes"),
        Column("source", screen_text("Kilde"), sort="source", only_exported=True),
    ],
    sort="law",
    empty=screen_text("Ingen regler her. Skift filtrene."),
)


@page(Action.ADMINISTER)
def rules(request: Request) -> HttpResponse:
    """The rules of a day."""
    form = forms.RuleFilterForm(request.GET or None)
    chosen: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    wanted = queries.RuleFilter(
        chosen.get("day") or request.actor.today,
        chosen.get("department") or "",
        bool(chosen.get("only_changed")),
    )
    rows = [_rule_row(found) for found in queries.rules_listed(request.actor, wanted)]
    shown = show(request, RULES, Listed(rows), _("Regler"))
    if out := exported(request, shown):
        return out
    plan = queries.competence_on(wanted.day)
    context = {"form": form, "shown": shown, "day": wanted.day, "plan": plan}
    return render(request, "catalogue/list.html", context)


def _rule_row(found: queries.RuleShown) -> Row:
    rule = found.rule
    return {
        "key": found.service.key,
        "service": found.service.name,
        "law": str(found.citation),
        "department": found.service.department.label,
        "state": screen_text("Gælder") if rule else screen_text("Gælder ikke"),
        "state_key": "active" if rule else "ended",
        "areas": areas_told(rule.areas) if rule else "",
        "steps": ", ".join(str(step) for step in sorted(rule.steps)) if rule else "",
        "account": account_told(rule) if rule else "",
        "kle": rule.kle if rule else "",
        "level": rule.level.label if rule else "",
        "start": rule.period.start if rule and rule.period.start.year > 1900 else None,
        "changes": found.changes,
        "source": rule.source if rule else "",
    }


@page(Action.ADMINISTER)
def new(request: Request) -> HttpResponse:
    """Choose a service and a paragraph; what the rule says comes next."""
    form = forms.NewRuleForm(request.GET or None)
    if request.GET and form.is_valid():
        chosen = form.cleaned_data
        return redirect("catalogue:change", chosen["service"], chosen["law"])
    return render(request, "catalogue/new.html", {"form": form})


@page(Action.ADMINISTER)
def one(request: Request, key: str, law: str) -> HttpResponse:
    """One rule: what holds today, and all that it ever was."""
    found = queries.rule_page(request.actor, key, law)
    over_time = [
        {"period": period, "rule": rule, "facts": facts_of(rule) if rule else {}}
        for period, rule in found.over_time
    ]
    history = [
        {"version": version, "changes": _changes(version), "is_packaged": not version.recorded_at}
        for version in found.history
    ]
    context = {"found": found, "over_time": over_time, "history": history}
    return render(request, "catalogue/one.html", context)


def _changes(version: queries.Written) -> list[tuple[str, str, str]]:
    return [] if version.is_off else changed(version.before, version.rule)


@page(Action.ADMINISTER, "GET", "POST")
def change(request: Request, key: str, law: str) -> HttpResponse:
    """Say what a rule is from a day."""
    found = queries.rule_page(request.actor, key, law)
    form = forms.RuleForm(
        request.POST or None,
        service=found.service,
        mains=queries.main_choices(found.service.department),
        initial=_as_it_was(found),
    )
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        words = actions.RuleWords(
            areas=done["areas"],
            level=int(done["level"]),
            function=form.account[0],
            grouping=form.account[1],
            steps=[int(step) for step in done.get("steps", [])],
            follows=done.get("follows", []),
            groupings=form.groupings,
            alias=done["alias"],
            kle=done["kle"],
        )
        if carried_out_by(
            form,
            lambda: actions.change_rule(
                request.actor,
                key=key,
                citation=law,
                start=done["start"],
                end=done["end"],
                words=words,
                source=done["source"],
            ),
        ):
            messages.success(request, _("Reglen er ændret fra den dag, du valgte."))
            return redirect("catalogue:one", key, law)
    return render(request, "catalogue/change.html", {"form": form, "found": found})


def _as_it_was(found: queries.RulePage) -> dict[str, Any]:
    rule, service = found.last, found.service
    if rule is None:
        return {
            "start": found.day,
            "areas": [area.value for area in service.areas],
            "steps": list(service.steps),
            "level": service.level,
            **_account(service.function, service.grouping),
        }
    return {
        "start": found.day,
        "areas": [area.value for area in rule.areas],
        "steps": list(rule.steps),
        "follows": list(rule.follows),
        "level": rule.level.value,
        **_account(rule.function, rule.grouping),
        "alias": rule.alias,
        "kle": rule.kle,
        **{f"grouping_{area.value}": grouping for area, grouping in rule.groupings},
    }


def _account(function: str, grouping: str) -> dict[str, str]:
    """Empty when it is booked as its main service: that is how the form says it."""
    as_main = BOOKED_AS_MAIN in (function, grouping)
    return {} if as_main else {"function": function, "grouping": grouping}


@page(Action.ADMINISTER, "GET", "POST")
def switch_off(request: Request, key: str, law: str) -> HttpResponse:
    """Say that a rule does not hold from a day."""
    found = queries.rule_page(request.actor, key, law)
    form = forms.SwitchOffForm(request.POST or None, initial={"start": found.day})
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        if carried_out_by(
            form,
            lambda: actions.switch_off_rule(
                request.actor, key=key, citation=law, start=done["start"], source=done["source"]
            ),
        ):
            messages.success(request, _("Reglen gælder ikke fra den dag, du valgte."))
            return redirect("catalogue:one", key, law)
    return render(request, "catalogue/switch_off.html", {"form": form, "found": found})


@page(Action.ADMINISTER)
def that_day(request: Request) -> HttpResponse:
    """What held that day, and whether something might be granted then."""
    form = forms.ThatDayForm(request.GET or None, initial={"day": request.actor.today})
    answer = None
    if request.GET and form.is_valid():
        asked = form.cleaned_data
        answer = queries.that_day(
            request.actor,
            queries.Question(
                asked["service"],
                asked["law"],
                asked["day"],
                CaseArea.of(asked["area"]) if asked["area"] else None,
                int(asked["step"]) if asked["step"] else None,
                Ownership(asked["ownership"]) if asked["ownership"] else None,
                asked["main"],
                asked["known_on"],
            ),
        )
    rule = answer.judged.rule if answer else None
    context = {"form": form, "answer": answer, "facts": facts_of(rule) if rule else {}}
    return render(request, "catalogue/that_day.html", context)


@page(Action.ADMINISTER, "GET", "POST")
def parameter(request: Request, folder: str, file: str, key: str) -> HttpResponse:
    """One number over time; correct or confirm it from a day."""
    name = f"{folder}/{file}"
    found = queries.parameter_page(request.actor, name, key)
    form = forms.CorrectionForm(request.POST or None, initial=to_confirm(request, found))
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        if carried_out_by(
            form,
            lambda: actions.correct_parameter(
                request.actor,
                file=name,
                key=key,
                value=done["value"],
                start=done["start"],
                end=done["end"],
                source=done["source"],
            ),
        ):
            messages.success(request, _("Tallet gælder fra den dag, du valgte."))
            return redirect("catalogue:parameter", folder, file, key)
    return render(request, "catalogue/parameter.html", {"form": form, "found": found})


def to_confirm(request: Request, found: queries.ParameterPage) -> dict[str, object]:
    """The value that holds on the day in the address, or today, to confirm as it stands."""
    asked = forms.ParameterDayForm(request.GET)
    day = (asked.is_valid() and asked.cleaned_data["day"]) or request.actor.today
    value = next((one for one in found.parameter.values if day in one.period), None)
    if value is None:
        return {"start": day, "value": ""}
    end, told = value.period.end, value.value
    return {"start": value.period.start, "end": end, "value": told}


@page(Action.ADMINISTER, "GET", "POST")
def code(request: Request, kind: str, key: str) -> HttpResponse:
    """One code that came with the house; confirm it."""
    found = queries.code_page(request.actor, kind, key)
    form = forms.CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        source = form.cleaned_data["source"]
        if carried_out_by(
            form,
            lambda: actions.confirm_code(request.actor, kind=kind, key=key, source=source),
        ):
            messages.success(request, _("Koden er bekræftet."))
            return redirect("catalogue:code", kind, key)
    return render(request, "catalogue/code.html", {"form": form, "found": found})
