"""Pages of notifications."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.access import may_at_all
from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens
from helhed.apps.cases.queries import teams_within
from helhed.apps.layout.web.answers import carried_out, carried_out_by, made_by
from helhed.apps.layout.web.tables import Column, Queried, Table, show
from helhed.apps.notifications import actions, queries
from helhed.apps.notifications.web import forms
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.cases.sag import CaseArea
from helhed.rules.notifications.underretning import Outcome
from helhed.rules.notifications.underretter import Concern, NotifierKind

NOTIFICATIONS = Table(
    "underretninger",
    [
        Column(
            "received_at",
            screen_text("Modtaget"),
            "moment",
            sort="received_at",
            link=lambda row: reverse("notifications:one", args=[row["id"]]),
        ),
        Column("citizen", screen_text("Barn"), sort="citizen__name_key"),
        Column("concern", screen_text("Bekymring"), "said", sort="concern"),
        Column("notifier", screen_text("Underretter"), "said", sort="notifier_kind"),
        Column("unit", screen_text("Team"), sort="unit__name"),
        Column("clock", screen_text("24 timer"), "said", sort="assess_before"),
        Column("outcome", screen_text("Udfald"), "said", sort="outcome"),
    ],
    sort="-received_at",
    empty=screen_text("Ingen underretninger her. Nye kommer øverst, så snart de er modtaget."),
)


@page(Action.SEE_NOTIFICATION)
def notification_list(request: Request) -> HttpResponse:
    """The notifications that one may see."""
    actor = request.actor
    teams = [(str(u.id), u.name) for u in teams_within(actor, Action.SEE_NOTIFICATION)]
    form = forms.NotificationFilterForm(request.GET or None, teams=teams)
    chosen: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    wanted = queries.NotificationFilter(
        chosen.get("state") or "open",
        chosen.get("concern") or "",
        UUID(chosen["unit"]) if chosen.get("unit") else None,
    )
    now = actor.now()
    with transaction.atomic():
        source = Queried(queries.notifications(actor, wanted), lambda row: queries.row_of(row, now))
        shown = show(request, NOTIFICATIONS, source, _("Underretninger"))
        citizens = [row["citizen_id"] for row in shown.rows]
        read_citizens(actor, "notification.list", citizens, **shown.facts)
    if shown.export:
        return shown.export
    may_handle = may_at_all(actor, Action.HANDLE_NOTIFICATION)
    context = {"form": form, "shown": shown, "may_handle": may_handle}
    return render(request, "notifications/list.html", context)


@page(Action.HANDLE_NOTIFICATION, "GET", "POST")
def receive(request: Request) -> HttpResponse:
    """Take in a notification."""
    actor = request.actor
    teams = [(str(u.id), u.name) for u in teams_within(actor, Action.HANDLE_NOTIFICATION)]
    form = forms.ReceiveForm(
        request.POST or None, teams=teams, initial={"received_at": actor.now()}
    )
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        report = actions.Report(
            UUID(done["unit"]),
            done["received_at"],
            NotifierKind.of(done["notifier_kind"]),
            done["notifier_name"],
            Concern.of(done["concern"]),
            done["text"],
        )
        code = request.municipality.code if request.municipality else ""
        made = made_by(
            form,
            lambda: actions.receive(
                actor, cpr=done["cpr"], name=done["name"], municipality=code, report=report
            ),
        )
        if made is not None:
            return redirect("notifications:one", made.id)
    return render(request, "notifications/receive.html", {"form": form})


@page(Action.SEE_NOTIFICATION)
def one(request: Request, notification: UUID) -> HttpResponse:
    """One notification with its clocks and what can be done now."""
    return _one(request, notification, forms.JudgeForm(), None)


@page(Action.HANDLE_NOTIFICATION, "POST")
def judge(request: Request, notification: UUID) -> HttpResponse:
    """Judge whether the child is in danger."""
    form = forms.JudgeForm(request.POST)
    if form.is_valid():
        done = form.cleaned_data
        if carried_out_by(
            form,
            lambda: actions.judge(
                request.actor,
                notification=notification,
                in_danger=done["in_danger"] == "yes",
                words=done["words"],
            ),
        ):
            return redirect("notifications:one", notification)
    return _one(request, notification, form, None)


@page(Action.HANDLE_NOTIFICATION, "POST")
def receipt(request: Request, notification: UUID) -> HttpResponse:
    """Note that the notifier got a receipt."""
    carried_out(
        request,
        screen_text("Kvitteringen er noteret."),
        lambda: actions.send_receipt(request.actor, notification=notification),
    )
    return redirect("notifications:one", notification)


@page(Action.HANDLE_NOTIFICATION, "POST")
def outcome(request: Request, notification: UUID) -> HttpResponse:
    """Decide what it leads to."""
    found = queries.notification_page(request.actor, notification)
    form = forms.OutcomeForm(request.POST, has_open_case=found.has_open_case)
    if form.is_valid():
        done = form.cleaned_data
        case = made_by(
            form,
            lambda: actions.decide_outcome(
                request.actor,
                notification=notification,
                outcome=Outcome(done["outcome"]),
                reason=done["reason"],
                area=CaseArea.of(done["area"]),
            ),
        )
        if case is not None:
            return redirect("desk:case", case.id)
        if not form.errors:
            return redirect("notifications:one", notification)
    return _one(request, notification, forms.JudgeForm(), form)


def _one(
    request: Request,
    notification: UUID,
    judge_form: forms.JudgeForm,
    outcome_form: forms.OutcomeForm | None,
) -> HttpResponse:
    found = queries.notification_page(request.actor, notification)
    context = {
        "found": found,
        "row": found.row,
        "judge_form": judge_form,
        "outcome_form": outcome_form or forms.OutcomeForm(has_open_case=found.has_open_case),
    }
    return render(request, "notifications/one.html", context)
