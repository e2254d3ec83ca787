"""Pages for registering a citizen and the people around."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from helhed.apps.access.web.pages import Request, page
from helhed.apps.cases import queries
from helhed.apps.cases.access import may_citizen
from helhed.apps.cases.actions import person as actions
from helhed.apps.cases.web import forms
from helhed.apps.layout.web.answers import carried_out, carried_out_by
from helhed.apps.layout.web.forms import HouseForm
from helhed.apps.layout.web.templatetags.helhed import told
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.citizens.person import GuardianKind, RelationKind


@page(Action.OPEN_CASE, "GET", "POST")
def register(request: Request) -> HttpResponse:
    """Register a citizen who is new to the house."""
    form = forms.RegisterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        code = request.municipality.code if request.municipality else ""
        try:
            citizen = actions.register_citizen(
                request.actor, cpr=done["cpr"], name=done["name"], municipality=code
            )
            return redirect("desk:citizen", citizen.id)
        except actions.CitizenIsKnown as known:
            return _to_known(request, known.citizen)
        except actions.UnableToRegisterCitizen as error:
            form.add_error(None, told(error))
    return render(request, "cases/register.html", {"form": form})


def _to_known(request: Request, citizen: UUID) -> HttpResponse:
    if may_citizen(request.actor, Action.SEE_CITIZEN, citizen):
        messages.info(request, _("Borgeren findes allerede. Her er borgerens side."))
        return redirect("desk:citizen", citizen)
    return redirect("cases:open", citizen)


@page(Action.EDIT_CITIZEN, "GET", "POST")
def change(request: Request, citizen: UUID) -> HttpResponse:
    """Change what is known of a citizen."""
    row = queries.citizen_head(request.actor, Action.EDIT_CITIZEN, citizen)
    hidden = row.address_is_protected
    initial = {
        "name": row.name,
        "address": "" if hidden else row.address,
        "postcode": "" if hidden else row.postcode,
        "city": "" if hidden else row.city,
        "phone": row.phone,
        "email": row.email,
        "address_is_protected": row.address_is_protected,
    }
    form = forms.PersonForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = actions.PersonFacts(**form.cleaned_data)
        if carried_out_by(
            form,
            lambda: actions.change_citizen(request.actor, citizen=citizen, facts=facts),
        ):
            return redirect("desk:citizen", citizen)
    return render(request, "cases/person.html", {"form": form, "person": row, "hidden": hidden})


def _adding(
    request: Request,
    citizen: UUID,
    form: HouseForm,
    heading: str,
    add: Callable[[dict[str, Any]], None],
) -> HttpResponse:
    posted = request.method == "POST" and form.is_valid()
    if posted and carried_out_by(form, lambda: add(form.cleaned_data)):
        return redirect("desk:citizen", citizen)
    row = queries.citizen_head(request.actor, Action.EDIT_CITIZEN, citizen)
    return render(request, "cases/around.html", {"form": form, "person": row, "heading": heading})


@page(Action.EDIT_CITIZEN, "GET", "POST")
def add_relation(request: Request, citizen: UUID) -> HttpResponse:
    """Add somebody of the family."""
    return _adding(
        request,
        citizen,
        forms.RelationForm(request.POST or None),
        screen_text("Tilføj familie"),
        lambda done: actions.add_relation(
            request.actor, citizen=citizen, **{**done, "kind": RelationKind.of(done["kind"])}
        ),
    )


@page(Action.EDIT_CITIZEN, "GET", "POST")
def add_network(request: Request, citizen: UUID) -> HttpResponse:
    """Add somebody in the citizen's network."""
    return _adding(
        request,
        citizen,
        forms.NetworkForm(request.POST or None),
        screen_text("Tilføj en person i netværket"),
        lambda done: actions.add_network_person(request.actor, citizen=citizen, **done),
    )


@page(Action.EDIT_CITIZEN, "GET", "POST")
def add_guardian(request: Request, citizen: UUID) -> HttpResponse:
    """Add a guardian or representative."""
    return _adding(
        request,
        citizen,
        forms.GuardianForm(request.POST or None, initial={"start": request.actor.today}),
        screen_text("Tilføj værge eller repræsentant"),
        lambda done: actions.add_guardian(
            request.actor, citizen=citizen, **{**done, "kind": GuardianKind.of(done["kind"])}
        ),
    )


def _removing(request: Request, citizen: UUID, remove: Callable[[], None]) -> HttpResponse:
    carried_out(request, screen_text("Personen står her ikke længere. Det er i loggen."), remove)
    return redirect("desk:citizen", citizen)


@page(Action.EDIT_CITIZEN, "POST")
def end_relation(request: Request, citizen: UUID, relation: UUID) -> HttpResponse:
    """Somebody is family no more."""
    act = partial(actions.end_relation, request.actor, relation=relation)
    return _removing(request, citizen, act)


@page(Action.EDIT_CITIZEN, "POST")
def remove_network(request: Request, citizen: UUID, person: UUID) -> HttpResponse:
    """Take somebody out of the network."""
    act = partial(actions.remove_network_person, request.actor, person=person)
    return _removing(request, citizen, act)


@page(Action.EDIT_CITIZEN, "POST")
def end_guardian(request: Request, citizen: UUID, guardian: UUID) -> HttpResponse:
    """Somebody speaks for the citizen no more."""
    act = partial(actions.end_guardian, request.actor, guardian=guardian)
    return _removing(request, citizen, act)


@page(Action.EDIT_CITIZEN, "GET", "POST")
def add_consent(request: Request, citizen: UUID) -> HttpResponse:
    """Note a consent."""
    return _adding(
        request,
        citizen,
        forms.ConsentForm(request.POST or None, initial={"given_on": request.actor.today}),
        screen_text("Notér et samtykke"),
        lambda done: actions.note_consent(request.actor, citizen=citizen, **done),
    )


@page(Action.EDIT_CITIZEN, "POST")
def withdraw_consent(request: Request, citizen: UUID, consent: UUID) -> HttpResponse:
    """Note that a consent was taken back."""
    carried_out(
        request,
        screen_text("Samtykket er trukket tilbage."),
        lambda: actions.withdraw_consent(request.actor, consent=consent),
    )
    return redirect("desk:citizen", citizen)
