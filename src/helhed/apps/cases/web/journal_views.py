"""Pages of the journal."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from helhed.apps.access.web.pages import Request, page
from helhed.apps.cases import queries
from helhed.apps.cases.actions import journal as actions
from helhed.apps.cases.web.forms import AmendsForm, EntryForm, NewEntryForm
from helhed.apps.layout.web.answers import carried_out, carried_out_by, typed
from helhed.apps.layout.web.templatetags.helhed import told
from helhed.kernel.finding import UnableTo
from helhed.kernel.identifiers import uuid7
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
    initial = {
        "happened_on": request.actor.today,
        "kind": actions.FIRST_KIND,
        "entry": uuid7(),
    }
    form = NewEntryForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if carried_out_by(form, lambda: _write(request, case, form, None)):
            return redirect("desk:case", case)
    head = queries.head_page(request.actor, Action.WRITE_JOURNAL, case)
    context = {"form": form, "case": head, "entry": _id_of(form)}
    return render(request, "cases/entry.html", context)


def _id_of(form: NewEntryForm) -> UUID:
    """The id under which the entry on the page is kept."""
    try:
        return UUID(str(form["entry"].value()))
    except ValueError:
        return uuid7()


@page(Action.WRITE_JOURNAL, "POST")
def write_field(request: Request, case: UUID, entry: UUID) -> HttpResponse:
    """Save one field of an entry as it is typed."""
    field, values = typed(request)
    which = AmendsForm(request.GET)
    amends = which.cleaned_data["amends"] if which.is_valid() else None
    value = values[0] if values else ""
    try:
        actions.write_field(
            request.actor, case=case, entry=entry, field=field, value=value, amends=amends
        )
    except UnableTo as error:
        return render(request, "cases/entry_kept.html", {"reason": told(error)}, status=422)
    return render(request, "cases/entry_kept.html", {})


@page(Action.WRITE_JOURNAL, "GET", "POST")
def amend(request: Request, entry: UUID) -> HttpResponse:
    """Amend a signed entry; the entry itself stands."""
    head, earlier = queries.entry_to_change(request.actor, entry)
    form = NewEntryForm(
        request.POST or None,
        initial={
            "happened_on": request.actor.today,
            "title": earlier.title,
            "kind": earlier.kind,
            "entry": uuid7(),
        },
    )
    if request.method == "POST" and form.is_valid():
        if carried_out_by(form, lambda: _write(request, head.id, form, entry)):
            return redirect("cases:journal", head.id)
    context = {"form": form, "case": head, "earlier": earlier, "entry": _id_of(form)}
    return render(request, "cases/entry.html", context)


def _write(request: Request, case: UUID, form: NewEntryForm, amends: UUID | None) -> object:
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
        entry=done["entry"],
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
def drop(request: Request, entry: UUID) -> HttpResponse:
    """Throw a draft away."""
    head, _ = queries.entry_to_change(request.actor, entry)
    carried_out(
        request,
        screen_text("Kladden er slettet."),
        lambda: actions.drop_draft(request.actor, entry=entry),
    )
    return redirect("cases:journal", head.id)


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
