"""Pages of the case: the list, opening, documents, tasks."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens
from helhed.apps.cases import queries
from helhed.apps.cases.actions import documents, opening, tasks
from helhed.apps.cases.web import forms
from helhed.apps.layout.web.answers import carried_out, carried_out_by, made_by
from helhed.apps.layout.web.tables import Column, Queried, Table, show
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.cases.sag import CaseArea, DocumentKind, OpenedThrough

CASES = Table(
    "sager",
    [
        Column(
            "number",
            screen_text("Sag"),
            sort="number",
            link=lambda row: reverse("desk:case", args=[row["id"]]),
        ),
        Column(
            "citizen",
            screen_text("Borger"),
            sort="citizen__name_key",
            link=lambda row: reverse("desk:citizen", args=[row["citizen_id"]]),
        ),
        Column("birth_date", screen_text("Født"), "day", sort="citizen__birth_date"),
        Column("area", screen_text("Område"), "said", sort="area"),
        Column("unit", screen_text("Team"), sort="unit__name"),
        Column("responsible", screen_text("Rådgiver"), sort="responsible__name"),
        Column("opened_on", screen_text("Åbnet"), "day", sort="opened_on"),
        Column("closed_on", screen_text("Lukket"), "day", sort="closed_on"),
    ],
    sort="-opened_on",
    empty=screen_text("Ingen sager her. Skift filtrene, eller søg efter en borger."),
)


@page(Action.SEE_CASE)
def case_list(request: Request) -> HttpResponse:
    """The cases that one may see."""
    teams = [(str(u.id), u.name) for u in queries.teams_within(request.actor, Action.SEE_CASE)]
    form = forms.CaseFilterForm(request.GET or None, teams=teams)
    chosen: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    wanted = queries.CaseFilter(
        chosen.get("state") or "open",
        bool(chosen.get("mine")),
        UUID(chosen["unit"]) if chosen.get("unit") else None,
        chosen.get("area") or "",
    )
    with transaction.atomic():
        source = Queried(queries.cases(request.actor, wanted), queries.case_row)
        shown = show(request, CASES, source, _("Sager"))
        citizens = [row["citizen_id"] for row in shown.rows]
        read_citizens(request.actor, "case.list", citizens, **shown.facts)
    if shown.export:
        return shown.export
    return render(request, "cases/list.html", {"form": form, "shown": shown})


@page(Action.OPEN_CASE, "GET", "POST")
def open_case(request: Request, citizen: UUID) -> HttpResponse:
    """Open a case for a citizen."""
    person = queries.newcomer(request.actor, citizen)
    teams = queries.teams_within(request.actor, Action.OPEN_CASE)
    form = forms.NewCaseForm(
        request.POST or None,
        teams=[(str(team.id), team.name) for team in teams],
        initial={"opened_through": OpenedThrough.TRANSITION} if person.is_known_elsewhere else {},
    )
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        case = made_by(
            form,
            lambda: opening.open_case(
                request.actor,
                citizen=citizen,
                unit=UUID(done["unit"]),
                area=CaseArea.of(done["area"]),
                opened_through=OpenedThrough.of(done["opened_through"]),
                reason=done["reason"],
                responsible=request.actor.id,
            ),
        )
        if case is not None:
            return redirect("desk:case", case.id)
    return render(request, "cases/open.html", {"form": form, "person": person})


@page(Action.EDIT_CASE, "POST")
def what_matters(request: Request, case: UUID) -> HttpResponse:
    """Save the citizen's own words."""
    form = forms.WhatMattersForm(request.POST, initial={"words": queries.words_to_compare(case)})
    if not form.is_valid():
        head = queries.head_page(request.actor, Action.EDIT_CASE, case)
        return render(request, "cases/what_matters.html", {"form": form, "case": head})
    words = form.cleaned_data["words"]
    carried_out(
        request,
        screen_text("Ordene er gemt."),
        lambda: opening.write_what_matters(request.actor, case=case, words=words),
    )
    return redirect("desk:case", case)


@page(Action.EDIT_CASE, "GET", "POST")
def give_case(request: Request, case: UUID) -> HttpResponse:
    """Choose the caseworker."""
    head = queries.head_page(request.actor, Action.EDIT_CASE, case)
    people = [
        (str(user.id), user.name)
        for user in queries.caseworkers_of(head.unit_id, request.actor.today)
    ]
    form = forms.GiveCaseForm(
        request.POST or None, people=people, initial={"responsible": str(head.responsible_id)}
    )
    if request.method == "POST" and form.is_valid():
        to = UUID(form.cleaned_data["responsible"])
        carried_out(
            request,
            screen_text("Sagen har fået en ny rådgiver."),
            lambda: opening.give_case(request.actor, case=case, responsible=to),
        )
        return redirect("desk:case", case)
    return render(request, "cases/give.html", {"form": form, "case": head})


@page(Action.WRITE_JOURNAL, "GET", "POST")
def file_document(request: Request, case: UUID) -> HttpResponse:
    """Add a file to a case."""
    form = forms.DocumentForm(
        request.POST or None, request.FILES or None, initial={"dated": request.actor.today}
    )
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        if carried_out_by(
            form,
            lambda: documents.file_document(
                request.actor,
                case=case,
                kind=DocumentKind.of(done["kind"]),
                title=done["title"],
                file_name=done["file"].name,
                content=done["file"].chunks(),
                dated=done["dated"],
            ),
        ):
            return redirect("desk:case", case)
    head = queries.head_page(request.actor, Action.WRITE_JOURNAL, case)
    return render(request, "cases/document.html", {"form": form, "case": head})


@page(Action.SEE_CASE)
def document(request: Request, document: UUID) -> FileResponse:
    """A document's content, always as a download."""
    found, path = queries.document_file(request.actor, document)
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=found.file_name,
        content_type=found.content_type,
    )


@page(Action.WRITE_JOURNAL, "GET", "POST")
def misfile(request: Request, document: UUID) -> HttpResponse:
    """Mark a document as misfiled."""
    head, row = queries.document_to_mark(request.actor, document)
    form = forms.MisfiledForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        act = partial(documents.misfile, request.actor, document=document, reason=reason)
        if carried_out_by(form, act):
            return redirect("desk:case", head.id)
    return render(request, "cases/misfiled.html", {"form": form, "case": head, "document": row})


@page(Action.EDIT_CASE, "GET", "POST")
def add_task(request: Request, case: UUID) -> HttpResponse:
    """Add a task."""
    form = forms.TaskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        if carried_out_by(
            form,
            lambda: tasks.add_task(request.actor, case=case, title=done["title"], due=done["due"]),
        ):
            return redirect("desk:case", case)
    head = queries.head_page(request.actor, Action.EDIT_CASE, case)
    return render(request, "cases/task.html", {"form": form, "case": head})


@page(Action.EDIT_CASE, "GET", "POST")
def change_task(request: Request, task: UUID) -> HttpResponse:
    """Change a task, or give it to another."""
    head, row, people = queries.task_page(request.actor, task)
    initial = {"title": row.title, "due": row.due, "assigned_to": str(row.assigned_to_id)}
    form = forms.ChangeTaskForm(request.POST or None, people=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        who = UUID(done.pop("assigned_to"))
        act = partial(tasks.change_task, request.actor, task=task, assigned_to=who, **done)
        if carried_out_by(form, act):
            return redirect("desk:case", head.id)
    return render(request, "cases/task.html", {"form": form, "case": head, "changes": row})


@page(Action.EDIT_CASE, "POST")
def finish_task(request: Request, task: UUID) -> HttpResponse:
    """Mark a task as done, and stay where one was."""
    carried_out(
        request,
        screen_text("Opgaven er markeret som udført."),
        lambda: tasks.finish_task(request.actor, task=task),
    )
    if "case" in request.POST:
        return redirect("desk:case", queries.case_of_task(task))
    return redirect("desk:day")
