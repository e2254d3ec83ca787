"""The page of a case's economy, and the page that ends one of its grants: what follows is shown
first, and when paid months are taken back it is ended when that was seen."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helhed.apps.access.web.pages import Request, page
from helhed.apps.decisions.actions import change
from helhed.apps.decisions.queries import grant_head
from helhed.apps.decisions.web.wished import wished
from helhed.apps.layout.web.answers import carried_out_by
from helhed.apps.layout.web.templatetags.helhed import day, kroner, month_name
from helhed.apps.payments.queries.case import CaseLine, Part, case_economy, sum_of
from helhed.apps.payments.queries.ending import Ending
from helhed.apps.payments.queries.ending import ending as what_follows
from helhed.apps.payments.web.forms import EndGrantForm, EndingForm
from helhed.rules.access.rights import Action

GROUPS = (
    (gettext_lazy("Bevilget"), (Part.RUNNING, Part.ENDED)),
    (gettext_lazy("Ventes, men er ikke bevilget"), (Part.EXPECTED,)),
    (gettext_lazy("Kladder"), (Part.DRAFT,)),
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
    last = form.cleaned_data["end"] if form.is_valid() else None
    found = what_follows(request.actor, grant, last or request.actor.today)
    piece = request.headers.get("HX-Request") == "true"
    name = "payments/ending_piece.html" if piece else "payments/ending.html"
    return render(request, name, {"found": found, "case": found.case})


@page(Action.PREPARE_DECISION, "GET", "POST")
def end_grant(request: Request, grant: UUID) -> HttpResponse:
    """End a grant on a day."""
    found = grant_head(request.actor, Action.PREPARE_DECISION, grant)
    initial = {"end": request.actor.today, **wished(request)}
    form = EndGrantForm(request.POST or None, initial=initial)
    effect = None
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        follows = what_follows(request.actor, grant, done["end"])
        if follows.asks_again and request.POST.get("seen") != follows.seen:
            effect = follows
        elif carried_out_by(form, lambda: change.end_grant(request.actor, grant=grant, **done)):
            _tell_end(request, follows)
            return redirect("decisions:one", found.decision)
    context = {"form": form, "found": found, "effect": effect, "case": found.case}
    return render(request, "payments/end_grant.html", context)


def _tell_end(request: Request, follows: Ending) -> None:
    """Say what was done, what it moves in money, and what is left to do."""
    said = [_("Ydelsens sidste dag er nu %(day)s.") % {"day": day(follows.day)}]
    if follows.falls:
        text = _("Disponeringen falder %(oere)s kr. (talt til og med %(year)s).")
        said.append(text % {"oere": kroner(follows.falls, 2), "year": follows.counted_to})
    for kind, oere in follows.back:
        text = _("%(kind)s: %(oere)s kr. kommer som egne linjer i kørslen for %(month)s.")
        month = month_name(follows.run.first) if follows.run else ""
        said.append(text % {"kind": _(kind.label), "oere": kroner(oere, 2), "month": month})
    messages.success(request, " ".join(said))
    if follows.orders:
        who = ", ".join(provider for _id, provider in follows.orders)
        text = _("Bestillingen hos %(provider)s løber videre. Stop den dér.")
        messages.warning(request, text % {"provider": who})
