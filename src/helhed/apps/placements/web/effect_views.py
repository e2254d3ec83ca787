"""How citizens fared in comparable offers, and the courses behind each figure."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render

from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens
from helhed.apps.placements import effect
from helhed.apps.placements.effect import Measure, OfferEffect
from helhed.apps.placements.web.forms import EffectForm
from helhed.rules.access.rights import Action
from helhed.rules.offers.tilbud import OfferKind


@page(Action.SEE_EFFECT)
def overview(request: Request) -> HttpResponse:
    """The offers of a kind, by name: a figure never stands without its interval."""
    kind, measure, form = _asked(request)
    found = effect.effects(request.actor, kind, measure)
    rows = [(one, _said(one, measure)) for one in found.rows]
    common = None if found.common is None else _figure(found.common, measure)
    context = {"form": form, "found": found, "rows": rows, "common": common}
    return render(request, "placements/effect.html", context)


@page(Action.SEE_EFFECT)
def one(request: Request, offer: UUID) -> HttpResponse:
    """The courses in one offer."""
    with transaction.atomic():
        row, courses = effect.courses_in(request.actor, offer)
        seen = [course.citizen for course in courses]
        read_citizens(request.actor, "offer.effect", seen, offer=str(offer))
    rows = [
        (
            course,
            None if course.better is None else _figure(course.better, Measure.LEVEL),
            None if course.reached is None else _figure(course.reached, Measure.GOALS),
        )
        for course in courses
    ]
    return render(request, "placements/effect_of.html", {"row": row, "rows": rows})


def _asked(request: Request) -> tuple[OfferKind, Measure, EffectForm]:
    asked = request.GET
    kind, measure = asked.get("kind", ""), asked.get("measure", "")
    chosen = OfferKind.of(kind) if kind in OfferKind.codes() else OfferKind.RESIDENTIAL_TEMPORARY
    by = Measure.of(measure) if measure in Measure.codes() else Measure.LEVEL
    return chosen, by, EffectForm({"kind": chosen.value, "measure": by.value})


def _said(one: OfferEffect, measure: Measure) -> dict[str, Any] | None:
    if one.estimate is None or one.measured is None:
        return None
    return {
        "count": one.estimate.count,
        "measured": _figure(one.measured, measure),
        "moved": _figure(one.estimate.moved, measure),
        "low": _figure(one.estimate.low, measure),
        "high": _figure(one.estimate.high, measure),
    }


def _figure(value: float, measure: Measure) -> str:
    """Steps with two decimals, or a share in percent; a share is never below 0 or above 100."""
    if measure is Measure.GOALS:
        return f"{min(100, max(0, round(value * 100)))} %"
    return f"{value:.2f}".replace(".", ",").replace("-", "−")
