"""The page on which a place is found for one citizen, and what is written on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens
from helhed.apps.layout.web.answers import carried_out, carried_out_by, made
from helhed.apps.layout.web.tables import Column, Listed, Table, show
from helhed.apps.layout.web.templatetags.helhed import told
from helhed.apps.matching import actions
from helhed.apps.matching.queries.find import FindPage, find_page, offer_row
from helhed.apps.matching.web import forms
from helhed.apps.matching.web.weights import weights_shown
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.placements.oensker import Teller
from helhed.rules.placements.valg import WhyNotFirst

FIRST_SHOWN = 5
BY_REASON = {
    "need": (screen_text("Støtte, point"), screen_text("Støtte, med ord")),
    "wish": (screen_text("Ønske, point"), screen_text("Ønske, med ord")),
    "distance": (screen_text("Afstand, point"), screen_text("Afstand, med ord")),
    "price": (screen_text("Pris, point"), screen_text("Pris, med ord")),
    "free": (screen_text("Hvornår fri, point"), screen_text("Hvornår fri, med ord")),
    "result": (screen_text("Resultat, point"), screen_text("Resultat, med ord")),
}
"""The reasons that give points, as columns of the file: whoever takes it out can count after."""

RANKED = Table(
    "pladser-til-borgeren",
    [
        Column("rank", screen_text("Nummer"), "number", sort="rank"),
        Column(
            "name",
            screen_text("Tilbud"),
            sort="name",
            link=lambda row: reverse("offers:one", args=[row["id"]]),
        ),
        Column("against", screen_text("Kan ikke bruges, fordi"), sort="against"),
        Column("provider", screen_text("Leverandør"), sort="provider", only_exported=True),
        Column("ownership", screen_text("Ejer"), "said", sort="ownership"),
        Column("points", screen_text("Point"), "number", sort="points"),
        Column("km", screen_text("Km væk"), "quantity", sort="metres"),
        Column("themes", screen_text("Temaer med støtte nok"), sort="themes"),
        Column("a_day", screen_text("Kroner i døgnet"), "kroner", sort="a_day"),
        Column("a_year", screen_text("Kroner om året"), "kroner", sort="a_year"),
        Column("free_from", screen_text("Fri fra"), "day", sort="free_from"),
        Column("free", screen_text("Frie pladser"), "quantity", sort="free_sort"),
        Column("share", screen_text("Mål nået, procent"), "percent", sort="share"),
        Column("low", screen_text("Mindst, procent"), "percent", sort="low"),
        Column("high", screen_text("Højst, procent"), "percent", only_exported=True),
        *(
            column
            for code, (points, words) in BY_REASON.items()
            for column in (
                Column(f"{code}_points", points, "number", only_exported=True),
                Column(f"{code}_words", words, only_exported=True),
            )
        ),
    ],
    empty=screen_text("Ingen tilbud af den slags. Vælg en anden ydelse."),
)


@page(Action.SEE_CASE)
def find(request: Request, case: UUID) -> HttpResponse:
    """The offers for a case, ranked with reasons."""
    with transaction.atomic():
        found = find_page(request.actor, case, request.GET.get("ydelse", ""))
        rows = [_row(offer_row(one)) for one in found.found.ranked]
        shown = show(request, RANKED, Listed(rows), _("Alle tilbud"))
        if shown.export:
            read_citizens(request.actor, "place_match.read", [found.case.citizen], **shown.facts)
    if shown.export:
        return shown.export
    return render(request, "matching/find.html", {**_context(request, found), "shown": shown})


def _row(row: dict[str, Any]) -> dict[str, Any]:
    """An offer with its reasons in the reader's words: those against, and each that gives points
    with how many."""
    by_code = {reason.code: reason for reason in row["reasons"]}
    parts: dict[str, Any] = {}
    for code in BY_REASON:
        one = by_code.get(code)
        parts |= {
            f"{code}_points": one.points if one else None,
            f"{code}_words": told(one) if one else "",
        }
    return {**row, **parts, "against": " ".join(told(reason) for reason in row["against"])}


def _context(request: Request, found: FindPage) -> dict[str, Any]:
    services = [(one.key, one.name) for one in found.services]
    facts, usable = found.found.facts, found.found.usable
    shown = len(usable) if request.GET.get("alle") == "1" else FIRST_SHOWN
    return {
        "found": found,
        "case": found.case,
        "service_form": forms.ServiceForm({"ydelse": found.service.key}, services=services),
        "first": usable[:shown],
        "rest": max(0, len(usable) - shown),
        "facts": facts,
        "need_form": _need_form(found),
        "wish_form": _wish_form(found),
        "wishes": _names(found, facts.wishes),
        "refuses": _names(found, sorted(facts.refuses)),
        "whys": [(one.value, one.label) for one in WhyNotFirst],
        **weights_shown(request.actor.today),
    }


def _names(found: FindPage, keys: Any) -> list[str]:
    names = {one.offer.key: one.offer.name for one in found.found.ranked}
    names |= {one.key: one.name for one in found.found.unpriced}
    return [names[key] for key in keys if key in names]


def _offers(found: FindPage) -> list[tuple[str, str]]:
    listed = [one.offer for one in found.found.ranked] + found.found.unpriced
    return sorted(((one.key, one.name) for one in listed), key=lambda pair: pair[1])


def _need_form(found: FindPage, data: Any = None) -> forms.NeedForm:
    need, facts = found.found.need, found.found.facts
    urgency = "" if need is None or need.urgency is None else str(need.urgency)
    initial = {"since": facts.since, "latest": facts.latest, "urgency": urgency}
    return forms.NeedForm(data, may_share=found.may_share, initial=initial)


def _wish_form(found: FindPage, data: Any = None) -> forms.WishForm:
    return forms.WishForm(data, offers=_offers(found), wished=found.found.wished)


def _back(case: UUID, service: str, part: str = "") -> HttpResponse:
    return redirect(f"{reverse('matching:find', args=[case])}?ydelse={service}{part}")


@page(Action.PREPARE_DECISION, "GET", "POST")
def write_need(request: Request, case: UUID) -> HttpResponse:
    """Since when and by when the place is needed."""
    found = find_page(request.actor, case, request.GET.get("ydelse", ""))
    form = _need_form(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, need = form.cleaned_data, found.found.need
        said = need.urgency if need else None
        if "urgency" in done:
            said = int(done["urgency"]) if done["urgency"] else None
        act = lambda: actions.write_need(  # noqa: E731
            request.actor,
            case=case,
            service=found.service.key,
            since=done["since"],
            latest=done["latest"],
            urgency=said,
        )
        if carried_out_by(form, act):
            return _back(case, found.service.key)
    context = {"form": form, "found": found, "case": found.case}
    return render(request, "matching/need.html", context)


@page(Action.PREPARE_DECISION, "POST")
def end_need(request: Request, case: UUID) -> HttpResponse:
    """The case does not wait for a place any more."""
    service = request.POST.get("ydelse", "")
    carried_out(
        request,
        screen_text("Sagen står ikke længere på ventelisten."),
        lambda: actions.end_need(request.actor, case=case, service=service),
    )
    return _back(case, service)


@page(Action.PREPARE_DECISION, "GET", "POST")
def write_wishes(request: Request, case: UUID) -> HttpResponse:
    """Which offers the citizen wishes, and which not."""
    found = find_page(request.actor, case, request.GET.get("ydelse", ""))
    form = _wish_form(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = lambda: actions.write_wishes(  # noqa: E731
            request.actor,
            case=case,
            service=found.service.key,
            wishes=form.wishes(),
            told_by=Teller.of(form.cleaned_data["told_by"]),
        )
        if carried_out_by(form, act):
            return _back(case, found.service.key)
    context = {"form": form, "found": found, "case": found.case}
    return render(request, "matching/wishes.html", context)


@page(Action.PREPARE_DECISION, "POST")
def choose(request: Request, case: UUID, offer: UUID) -> HttpResponse:
    """Choose an offer: it goes into the draft of a decision."""
    service = request.POST.get("ydelse", "")
    choice = made(
        request,
        lambda: actions.choose(
            request.actor,
            case=case,
            service=service,
            offer=offer,
            why=forms.why_of(request.POST.get("why", "")),
            reason=request.POST.get("reason", "").replace("\x00", ""),
        ),
    )
    if choice is None or choice.decision_id is None:
        return _back(case, service)
    return redirect(reverse("decisions:one", args=[choice.decision_id]) + "#ydelser")
