"""Pages of the journal."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from helhed.apps.access.web.pages import Request, page
from helhed.apps.cases import queries
from helhed.apps.cases.actions import journal as actions
from helhed.apps.cases.web.forms import EntryForm
from helhed.apps.layout.web.answers import carried_out, carried_out_by
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.cases.sag import EntryKind


@page(Action.SEE_CASE)
def journal(request: Request, case: UUID) -> HttpResponse:
    """The whole journal of a case."""
    head, entries, may_write = queries.journal_page(request.actor, case)
    by_id = {entry.id: entry for entry in entries}
    context = {"case": head, "entries": entries, "by_id": by_id, "may_write": may_write}
    return render(request, "cases/journal.html", context)


@page(Action.WRITE_JOURNAL, "GET", "POST")
def write(request: Request, case: UUID) -> HttpResponse:
    """Write an entry."""
    form = EntryForm(request.POST or None, initial={"happened_on": request.actor.today})
    if request.method == "POST" and form.is_valid():
        if carried_out_by(form, lambda: _write(request, case, form, None)):
            return redirect("desk:case", case)
    head = queries.head_page(request.actor, Action.WRITE_JOURNAL, case)
    return render(request, "cases/entry.html", {"form": form, "case": head})


@page(Action.WRITE_JOURNAL, "GET", "POST")
def amend(request: Request, entry: UUID) -> HttpResponse:
    """Amend a signed entry; the entry itself stands."""
    head, earlier = queries.entry_to_change(request.actor, entry)
    form = EntryForm(
        request.POST or None,
        initial={
            "happened_on": request.actor.today,
            "title": earlier.title,
            "kind": earlier.kind,
        },
    )
    if request.method == "POST" and form.is_valid():
        if carried_out_by(form, lambda: _write(request, head.id, form, entry)):
            return redirect("cases:journal", head.id)
    return render(request, "cases/entry.html", {"form": form, "case": head, "earlier": earlier})


def _write(request: Request, case: UUID, form: EntryForm, amends: UUID | None) -> object:
    done = form.cleaned_data
    return actions.write_entry(
        request.actor,
        case=case,
        kind=EntryKind.of(done["kind"]),
        title=done["title"],
        text=done["text"],
        happened_on=done["happened_on"],
        sign="sign" in request.POST,
        amends=amends,
    )


@page(Action.WRITE_JOURNAL, "GET", "POST")
def change(request: Request, entry: UUID) -> HttpResponse:
    """Change an entry that is not signed."""
    head, row = queries.entry_to_change(request.actor, entry)
    form = EntryForm(
        request.POST or None,
        initial={
            "kind": row.kind,
            "title": row.title,
            "text": row.text,
            "happened_on": row.happened_on,
        },
    )
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data

        def save() -> None:
            actions.change_entry(
                request.actor,
                entry=entry,
                kind=EntryKind.of(done["kind"]),
                title=done["title"],
                text=done["text"],
                happened_on=done["happened_on"],
            )
            if "sign" in request.POST:
                actions.sign_entry(request.actor, entry=entry)

        if carried_out_by(form, save):
            return redirect("cases:journal", head.id)
    return render(request, "cases/entry.html", {"form": form, "case": head, "changes": row})


@page(Action.WRITE_JOURNAL, "POST")
def sign(request: Request, entry: UUID) -> HttpResponse:
    """Sign an entry."""
    head, _ = queries.entry_to_change(request.actor, entry)
    carried_out(
        request,
        screen_text("Notatet er underskrevet. Det kan ikke længere ændres."),
        lambda: actions.sign_entry(request.actor, entry=entry),
    )
    return redirect("cases:journal", head.id)
