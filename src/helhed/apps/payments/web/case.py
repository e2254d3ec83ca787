"""The page of a case's economy, and what follows when one of its grants ends earlier."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from helhed.apps.access.web.pages import Request, page
from helhed.apps.payments.queries.case import CaseLine, Part, case_economy, sum_of
from helhed.apps.payments.queries.ending import ending as what_follows
from helhed.apps.payments.web.forms import EndingForm
from helhed.rules.access.rights import Action

GROUPS = (
    (_("Bevilget"), (Part.RUNNING, Part.ENDED)),
    (_("Ventes, men er ikke bevilget"), (Part.EXPECTED,)),
    (_("Kladder"), (Part.DRAFT,)),
)


@page(Action.SEE_GRANT)
def economy(request: Request, case: UUID) -> HttpResponse:
    """The economy of a case: all of it, or the part that the address asks for."""
    found = case_economy(request.actor, case)
    asked = request.GET.get("vis", "")
    part = next((one for one in Part if one.value == asked), None)
    shown = [part] if part else list(Part)
    groups = [
        (title, *_summed(found.of(*(one for one in parts if one in shown))))
        for title, parts in GROUPS
        if any(one in shown for one in parts)
    ]
    context = {
        "found": found,
        "counts": found.counts(),
        "part": part.value if part else "",
        "groups": groups,
        "drafts": found.drafts if Part.DRAFT in shown else [],
    }
    return render(request, "payments/case.html", context)


def _summed(lines: list[CaseLine]) -> tuple[list[CaseLine], object, int]:
    return lines, *sum_of(lines)


@page(Action.SEE_GRANT)
def ending(request: Request, grant: UUID) -> HttpResponse:
    """What follows when a grant ends on the day in the address: a piece of the form that asks, or
    a page of its own."""
    form = EndingForm(request.GET)
    day = form.cleaned_data["end"] if form.is_valid() else None
    found = what_follows(request.actor, grant, day or request.actor.today)
    piece = request.headers.get("HX-Request") == "true"
    name = "payments/ending_piece.html" if piece else "payments/ending.html"
    return render(request, name, {"found": found, "case": found.case})
