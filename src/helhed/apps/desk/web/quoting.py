"""Pages of the quotes in a text, and of what can be quoted in it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from helhed.apps.access.web.pages import Request, page
from helhed.apps.desk import actions
from helhed.apps.desk.queries.places import place_of
from helhed.apps.desk.queries.quotable import picker_page, quotes_page
from helhed.apps.layout.web.answers import made
from helhed.rules.access.rights import Action
from helhed.rules.cases.citat import Source, Target


@page(Action.SEE_CASE)
def quotes(request: Request, target: str, text: UUID) -> HttpResponse:
    """The quotes of a text: as a piece of its page, or as a page of its own."""
    found = quotes_page(request.actor, _target(target), text)
    piece = request.headers.get("HX-Request") == "true"
    name = "desk/quotes_piece.html" if piece else "desk/quotes.html"
    return render(request, name, {"found": found, "case": found.head})


@page(Action.SEE_CASE, "GET", "POST")
def quote(request: Request, target: str, text: UUID) -> HttpResponse:
    """Choose a passage to quote, and where it is to stand."""
    kind = _target(target)
    if request.method == "POST":
        field, mark = request.POST.get("field", ""), request.POST.get("passage", "")
        act = lambda: actions.quote(  # noqa: E731
            request.actor, target=kind, of=text, field=field, mark=mark
        )
        if made(request, act) is not None:
            messages.success(request, _("Citatet er sat ind med sin kilde."))
        return redirect(place_of(kind, text).back)
    wanted, number = request.GET.get("vis", ""), request.GET.get("side", "")
    source = Source.of(wanted) if wanted in Source.codes() else None
    side = int(number) if number.isdecimal() and len(number) < 5 else 1
    found = picker_page(request.actor, kind, text, source, side)
    piece = request.headers.get("HX-Request") == "true"
    name = "desk/quote_picker.html" if piece else "desk/quote.html"
    return render(request, name, {"found": found, "case": found.head})


@page(Action.SEE_CASE, "POST")
def unquote(request: Request, quote: UUID) -> HttpResponse:
    """Take a quote out."""
    row = made(request, lambda: actions.unquote(request.actor, quote=quote))
    if row is None:
        return redirect("desk:day")
    messages.success(request, _("Citatet er taget ud. Kilden står, som den gjorde."))
    return redirect(place_of(Target.of(row.target_kind), UUID(row.target)).back)


def _target(word: str) -> Target:
    try:
        return Target.of(word)
    except ValueError:
        raise Http404 from None
