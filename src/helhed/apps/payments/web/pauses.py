"""Pages of a grant's pauses: when paid months are moved, that is told first and done when seen."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from helhed.apps.access.web.pages import Request, page
from helhed.apps.decisions.queries import grant_head, suspension_head
from helhed.apps.layout.web.answers import made, made_by
from helhed.apps.layout.web.templatetags.helhed import kroner, month_name
from helhed.apps.orders.queries import order_page
from helhed.apps.payments.actions import pausing
from helhed.apps.payments.web.forms import MovePauseForm, PauseForm, YesForm
from helhed.rules.access.rights import Action


@page(Action.PREPARE_DECISION, "GET", "POST")
def pause(request: Request, grant: UUID) -> HttpResponse:
    """Let a grant rest."""
    found = grant_head(request.actor, Action.PREPARE_DECISION, grant)
    form = PauseForm(request.POST or None, initial={"start": request.actor.today})
    effect = None
    if request.method == "POST" and form.is_valid():
        asked = {**form.cleaned_data, "seen": request.POST.get("seen", "")}
        effect = made_by(form, lambda: pausing.pause(request.actor, grant=grant, **asked))
        if effect is not None and effect.is_done:
            _tell(request, _("Ydelsen er sat på pause."), effect)
            return redirect("decisions:one", found.decision)
    context = {"form": form, "found": found, "effect": effect, "case": found.case}
    return render(request, "payments/pause.html", context)


@page(Action.PREPARE_DECISION, "GET", "POST")
def move(request: Request, suspension: UUID) -> HttpResponse:
    """Give a pause its last day, or other days."""
    found, row = suspension_head(request.actor, suspension)
    today = request.actor.today
    last = row.end or (today if row.start <= today else None)
    form = MovePauseForm(request.POST or None, initial={"first_day": row.start, "last_day": last})
    effect = None
    if request.method == "POST" and form.is_valid():
        asked = {**form.cleaned_data, "seen": request.POST.get("seen", "")}
        act = lambda: pausing.move_pause(request.actor, suspension=suspension, **asked)  # noqa: E731
        effect = made_by(form, act)
        if effect is not None and effect.is_done:
            _tell(request, _("Pausen er rettet."), effect)
            return redirect("decisions:one", found.decision)
    context = {"form": form, "found": found, "pause": row, "effect": effect, "case": found.case}
    return render(request, "payments/move_pause.html", context)


@page(Action.PREPARE_DECISION, "POST")
def withdraw(request: Request, suspension: UUID) -> HttpResponse:
    """Take a pause back."""
    found, row = suspension_head(request.actor, suspension)
    seen = request.POST.get("seen_withdrawn", "")
    act = lambda: pausing.withdraw_pause(request.actor, suspension=suspension, seen=seen)  # noqa: E731
    effect = made(request, act)
    if effect is not None and not effect.is_done:
        form = MovePauseForm(initial={"first_day": row.start, "last_day": row.end})
        context = {"form": form, "found": found, "pause": row, "withdrawn": effect}
        return render(request, "payments/move_pause.html", {**context, "case": found.case})
    if effect is not None:
        _tell(request, _("Pausen er trukket tilbage."), effect)
    return redirect("decisions:one", found.decision)


@page(Action.SEE_ORDER, "POST")
def yes_to_absence(request: Request, order: UUID, message: UUID) -> HttpResponse:
    """Say yes to an absence by which the grant rests. What was written stays when it is not
    done."""
    form = YesForm(request.POST)
    effect = None
    if form.is_valid():
        told = {"text": form.cleaned_data["text"], "seen": request.POST.get("seen", "")}
        act = lambda: pausing.say_yes_to_absence(request.actor, message=message, **told)  # noqa: E731
        effect = made_by(form, act)
        if effect is not None and effect.is_done:
            _tell(request, _("Ydelsen er sat på pause."), effect)
            return redirect("orders:one", order)
    found = order_page(request.actor, order)
    said = next((one for one in found.messages if one.id == message), None)
    if said is None:
        raise Http404
    context = {"form": form, "found": found, "row": found.row, "said": said, "effect": effect}
    return render(request, "payments/yes_to_absence.html", context)


def _tell(request: Request, done: str, effect: pausing.Pausing) -> None:
    """Say what was done, and what it moves in the commitments and in the next run."""
    rest = effect.rest
    amounts = {"oere": kroner(abs(rest.oere), 2), "year": rest.until.year}
    if rest.oere < 0:
        moved = _("Disponeringen falder %(oere)s kr. (talt til og med %(year)s).") % amounts
    elif rest.oere > 0:
        moved = _("Disponeringen stiger %(oere)s kr. (talt til og med %(year)s).") % amounts
    else:
        moved = _("Disponeringen ændrer sig ikke.")
    said = [done, moved]
    for kind, oere in effect.moves:
        text = _("%(kind)s: %(oere)s kr. kommer som egne linjer i kørslen for %(month)s.")
        month = month_name(effect.run.first) if effect.run else ""
        said.append(text % {"kind": _(kind.label), "oere": kroner(abs(oere), 2), "month": month})
    messages.success(request, " ".join(said))
