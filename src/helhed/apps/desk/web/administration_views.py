"""Pages of the administration: users, roles, unverified numbers, the log."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access import actions
from helhed.apps.access.web.lists import exported, show_logged
from helhed.apps.access.web.pages import Request, page
from helhed.apps.desk.queries import administration as queries
from helhed.apps.desk.web import forms
from helhed.apps.layout.web.answers import carried_out, carried_out_by, made_by
from helhed.apps.layout.web.tables import Column, Listed, Queried, Table, show
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action, Role

USERS = Table(
    "brugere",
    [
        Column(
            "name",
            screen_text("Navn"),
            sort="name",
            link=lambda row: reverse("desk:user", args=[row["id"]]),
        ),
        Column("username", screen_text("Brugernavn"), sort="username"),
        Column("role", screen_text("Rolle"), "said"),
        Column("unit", screen_text("Enhed")),
        Column("last_login", screen_text("Sidst logget ind"), "moment", sort="last_login"),
    ],
    sort="name",
    empty=screen_text("Ingen brugere her. Skift filteret, eller opret en bruger."),
)

LOG = Table(
    "log",
    [
        Column("at", screen_text("Hvornår"), "moment", sort="at"),
        Column("who", screen_text("Hvem")),
        Column("role", screen_text("Rolle")),
        Column("action", screen_text("Handling"), sort="action"),
        Column("object", screen_text("Hvad")),
        Column("object_id", screen_text("Hvilken")),
        Column("citizen", screen_text("Borgerens id")),
        Column("facts", screen_text("Felter")),
    ],
    sort="-at",
    empty=screen_text("Ingen rækker i loggen passer. Skift filtrene."),
)

UNVERIFIED = Table(
    "ubekraeftet",
    [
        Column("what", screen_text("Hvad"), "said", sort="what", link=lambda row: str(row["href"])),
        Column("sort", screen_text("Slags"), "said", sort="sort"),
        Column("value", screen_text("Værdi"), sort="value"),
        Column("valid_from", screen_text("Fra"), "day", sort="valid_from"),
        Column("certainty", screen_text("Hvor sikkert"), "said", sort="certainty"),
        Column("source", screen_text("Kilde"), "danish", sort="source"),
    ],
    sort="",
    empty=screen_text("Intet her: alt af den slags er læst i en kilde."),
)

CERTAINTIES = {
    "memory": screen_text("Efter hukommelsen"),
    "inferred": screen_text("Udledt"),
}


@page(Action.ADMINISTER)
def overview(request: Request) -> HttpResponse:
    """What an administrator can look after."""
    context = {
        "units": queries.unit_tree(request.actor),
        "unverified": len(queries.unverified(request.actor)),
    }
    return render(request, "desk/administration.html", context)


@page(Action.ADMINISTER)
def users(request: Request) -> HttpResponse:
    """The users of the house."""
    form = forms.UserFilterForm(request.GET or None)
    role = form.cleaned_data["role"] if form.is_valid() else ""
    shown = show_logged(
        request,
        USERS,
        lambda: Queried(queries.users(request.actor, role), queries.user_row),
        _("Brugere"),
    )
    if shown.export:
        return shown.export
    return render(request, "desk/users.html", {"form": form, "shown": shown})


@page(Action.ADMINISTER, "GET", "POST")
def make_user(request: Request) -> HttpResponse:
    """Make a user; the roles come next."""
    form = forms.UserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        user = made_by(form, lambda: actions.make_user(request.actor, **done))
        if user is not None:
            return redirect("desk:user", user.id)
    return render(request, "desk/make_user.html", {"form": form})


@page(Action.ADMINISTER, "GET", "POST")
def user(request: Request, user: UUID) -> HttpResponse:
    """One user and the roles held; give another role."""
    form = forms.RoleForm(
        request.POST or None,
        units=[(str(u.id), u.name) for u in queries.unit_tree(request.actor)],
        providers=queries.provider_choices(request.actor),
        initial={"start": request.actor.today},
    )
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        if carried_out_by(
            form,
            lambda: actions.give_role(
                request.actor,
                user=user,
                role=Role(done["role"]),
                unit=UUID(done["unit"]) if done["unit"] else None,
                provider=UUID(done["provider"]) if done["provider"] else None,
                start=done["start"],
            ),
        ):
            return redirect("desk:user", user)
    found = queries.user_page(request.actor, user)
    return render(request, "desk/user.html", {"form": form, "found": found})


@page(Action.ADMINISTER, "GET", "POST")
def password(request: Request, user: UUID) -> HttpResponse:
    """Give somebody a new password."""
    form = forms.NewPasswordForm(request.POST or None)
    found = queries.user_page(request.actor, user)
    if request.method == "POST" and form.is_valid():
        new = form.cleaned_data["password"]
        if carried_out_by(
            form, lambda: actions.renew_password(request.actor, user=user, password=new)
        ):
            messages.success(request, _("Adgangskoden er skiftet. Giv den til brugeren selv."))
            return redirect("desk:user", user)
    return render(request, "desk/user_password.html", {"form": form, "found": found})


@page(Action.ADMINISTER, "POST")
def close_user(request: Request, user: UUID) -> HttpResponse:
    """Keep somebody out."""
    carried_out(
        request,
        screen_text("Brugeren er lukket ude."),
        lambda: actions.close_user(request.actor, user=user),
    )
    return redirect("desk:user", user)


@page(Action.ADMINISTER, "POST")
def open_user(request: Request, user: UUID) -> HttpResponse:
    """Let somebody in again."""
    carried_out(
        request,
        screen_text("Brugeren kan logge ind igen."),
        lambda: actions.open_user(request.actor, user=user),
    )
    return redirect("desk:user", user)


@page(Action.ADMINISTER, "POST")
def end_role(request: Request, holding: UUID) -> HttpResponse:
    """End a role today."""
    carried_out(
        request,
        screen_text("Rollen slutter i dag."),
        lambda: actions.end_role(request.actor, holding=holding, end=request.actor.today),
    )
    user = request.POST.get("user", "")
    return redirect("desk:user", UUID(user)) if user else redirect("desk:users")


@page(Action.ADMINISTER)
def unverified(request: Request) -> HttpResponse:
    """Numbers and codes that are from memory or inferred."""
    form = forms.UnverifiedFilterForm(request.GET or None)
    chosen: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    rows = [
        {
            "sort": found.sort.label,
            "what": found.what,
            "value": found.value,
            "valid_from": found.valid_from,
            "certainty": CERTAINTIES[found.certainty],
            "source": found.source,
            "href": found.href,
        }
        for found in queries.unverified(
            request.actor, chosen.get("sort") or "", chosen.get("certainty") or ""
        )
    ]
    shown = show(request, UNVERIFIED, Listed(rows), _("Ikke bekræftet"))
    if out := exported(request, shown):
        return out
    return render(request, "desk/unverified.html", {"shown": shown, "form": form})


@page(Action.SEE_AUDIT)
def log(request: Request) -> HttpResponse:
    """Who did and saw what."""
    form = forms.LogFilterForm(request.GET or None)
    chosen: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    wanted = queries.LogFilter(
        chosen.get("action") or "", bool(chosen.get("writes_only")), chosen.get("day")
    )
    names = queries.names_of_users()
    shown = show_logged(
        request,
        LOG,
        lambda: Queried(
            queries.log(request.actor, wanted), lambda entry: queries.log_row(entry, names)
        ),
        _("Log"),
    )
    if shown.export:
        return shown.export
    return render(request, "desk/log.html", {"form": form, "shown": shown})
