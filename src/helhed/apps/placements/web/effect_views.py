"""How citizens fared in comparable offers, and the courses behind each figure."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens
from helhed.apps.layout.web.intervals import Interval, Strips, interval_strips
from helhed.apps.layout.web.tables import Column, Listed, Row, Table, show
from helhed.apps.layout.web.templatetags.helhed import decimals
from helhed.apps.placements import effect
from helhed.apps.placements.effect import Effects, Measure, OfferEffect
from helhed.apps.placements.web.forms import EffectForm
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.offers.tilbud import OfferKind


def _courses_of(row: Row) -> str:
    return reverse("placements:effect-of", args=[row["id"]])


def _table(measure: Measure) -> Table:
    """Steps have two decimals, shares are percent."""
    kind = "percent" if measure is Measure.GOALS else "decimals"
    return Table(
        "virkning",
        [
            Column("offer", screen_text("Tilbud"), link=_courses_of),
            Column("provider", screen_text("Leverandør")),
            Column("count", screen_text("Borgere med måling"), "number"),
            Column("measured", screen_text("Målt"), kind),
            Column("moved", screen_text("Når start og held er regnet fra"), kind),
            Column("low", screen_text("95 %-interval, fra"), kind),
            Column("high", screen_text("95 %-interval, til"), kind),
            Column("standing", screen_text("Hvad kan siges"), "said"),
        ],
        empty=screen_text(
            "Ingen af dine borgere har fået et tilbud af den slags. Vælg en anden slags."
        ),
    )


@page(Action.SEE_EFFECT)
def overview(request: Request) -> HttpResponse:
    """The offers of a kind, by name: a figure never stands without its interval."""
    kind, measure, form = _asked(request)
    found = effect.effects(request.actor, kind, measure)
    title = f"{gettext(kind.label)}. {gettext(measure.label)}"
    shown = show(
        request, _table(measure), Listed([_row(one, measure) for one in found.rows]), title
    )
    if out := exported(request, shown):
        return out
    context = {
        "form": form,
        "found": found,
        "shown": shown,
        "strips": _strips(found, title),
        "common": None if found.common is None else _figure(found.common, measure),
    }
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
    is_known = kind in OfferKind.codes()
    chosen = OfferKind.of(kind) if is_known else effect.commonest_kind(request.actor)
    by = Measure.of(measure) if measure in Measure.codes() else Measure.LEVEL
    return chosen, by, EffectForm({"kind": chosen.value, "measure": by.value})


def _row(one: OfferEffect, measure: Measure) -> Row:
    """An offer as a row; figures that are not shown are empty, and the last column tells why."""
    row: Row = {"id": one.offer.id, "offer": one.offer.name, "provider": one.offer.provider.name}
    estimate = one.estimate
    if estimate is None or one.measured is None or one.standing is None:
        empty = dict.fromkeys(("count", "measured", "moved", "low", "high"))
        return {**row, **empty, "standing": one.why_not}
    figures = {
        "measured": one.measured,
        "moved": estimate.moved,
        "low": estimate.low,
        "high": estimate.high,
    }
    rounded = {key: _rounded(value, measure) for key, value in figures.items()}
    return {**row, **rounded, "count": estimate.count, "standing": one.standing.label}


def _strips(found: Effects, title: str) -> Strips | None:
    """The drawing of the offers that have a figure, by name; none without them."""
    if found.common is None or not found.shown:
        return None
    measure = found.measure
    listed = [drawn for one in found.shown if (drawn := _interval(one, measure)) is not None]
    return interval_strips(title, listed, found.common, lambda value: _figure(value, measure))


def _interval(one: OfferEffect, measure: Measure) -> Interval | None:
    if one.estimate is None or one.measured is None:
        return None
    low, moved, high = (
        _held_in(value, measure)
        for value in (one.estimate.low, one.estimate.moved, one.estimate.high)
    )
    said = f"{_figure(moved, measure)} ({_figure(low, measure)} – {_figure(high, measure)})"
    address = reverse("placements:effect-of", args=[one.offer.id])
    return Interval(one.offer.name, address, low, moved, high, one.measured, said)


def _held_in(value: float, measure: Measure) -> float:
    """A share is never below 0 or above 1; steps go on."""
    return min(1.0, max(0.0, value)) if measure is Measure.GOALS else value


def _rounded(value: float, measure: Measure) -> Decimal:
    """Steps with two decimals, or a share in percent."""
    if measure is Measure.GOALS:
        return Decimal(round(_held_in(value, measure) * 100))
    return Decimal(f"{value:.2f}")


def _figure(value: float, measure: Measure) -> str:
    """Steps with two decimals, or a share in percent."""
    if measure is Measure.GOALS:
        return f"{_rounded(value, measure)} %"
    return decimals(value)
