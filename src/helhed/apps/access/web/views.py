"""Getting in, getting out, and the language of the screens."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from helhed.apps.access.actions import (
    change_password,
    choose_language,
    note_log_in,
    note_log_out,
)
from helhed.apps.access.guessing import Knock, require_patience
from helhed.apps.access.queries import demo_log_ins
from helhed.apps.access.web.forms import LogInForm, OwnPasswordForm
from helhed.apps.access.web.pages import Open, Request, page
from helhed.apps.layout.web.answers import carried_out_by


@page(Open.TO_ALL, "GET", "POST")
def log_in(request: HttpRequest) -> HttpResponse:
    """The log-in page; a demonstration shows one log-in per role."""
    form = LogInForm(request.POST or None)
    target = _safe_target(request, request.POST.get("next") or request.GET.get("next") or "")
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        status = _let_in(request, form)
        if status is HTTPStatus.OK:
            response = HttpResponseRedirect(target)
            _remember_language(response, getattr(request.user, "language", "da"))
            return response
    town = request.municipality  # type: ignore[attr-defined]
    people = demo_log_ins() if town and town.is_demo else []
    return render(
        request,
        "access/log_in.html",
        {"form": form, "next": target, "people": people, "is_empty": town is None},
        status=status,
    )


def _let_in(request: HttpRequest, form: LogInForm) -> HTTPStatus:
    """Log in whoever the name and password belong to; or put the reason on the form."""
    done = form.cleaned_data
    knock = Knock.of(done["username"], request.META.get("REMOTE_ADDR", ""))
    if not carried_out_by(form, lambda: require_patience(knock)):
        return HTTPStatus.TOO_MANY_REQUESTS
    user = authenticate(request, **done)
    note_log_in(request.clock, user, knock)  # type: ignore[attr-defined]
    if user is None:
        form.add_error(None, _("Brugernavn eller adgangskode passer ikke. Prøv igen."))
        return HTTPStatus.BAD_REQUEST
    login(request, user)
    return HTTPStatus.OK


@page(Open.TO_SIGNED_IN, "POST")
def log_out(request: Request) -> HttpResponse:
    """Leave."""
    note_log_out(request.actor)
    logout(request)
    return redirect("access:log-in")


@page(Open.TO_SIGNED_IN, "GET", "POST")
def password(request: Request) -> HttpResponse:
    """Change one's own password; one stays logged in here, and is out everywhere else."""
    form = OwnPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        old, new = form.cleaned_data["old"], form.cleaned_data["new"]
        if carried_out_by(form, lambda: change_password(request.actor, old=old, new=new)):
            request.actor.user.refresh_from_db()
            update_session_auth_hash(request, request.actor.user)
            messages.success(request, _("Din adgangskode er skiftet."))
            return redirect("/")
    return render(request, "access/password.html", {"form": form})


@page(Open.TO_ALL, "POST")
def language(request: HttpRequest) -> HttpResponse:
    """Switch between Danish and English."""
    wanted = request.POST.get("language", "")
    response = HttpResponseRedirect(_safe_target(request, request.POST.get("next", "")))
    if wanted in dict(settings.LANGUAGES):
        actor = request.actor  # type: ignore[attr-defined]
        if actor is not None:
            choose_language(actor, language=wanted)
        _remember_language(response, wanted)
    return response


def _remember_language(response: HttpResponse, wanted: str) -> None:
    translation.activate(wanted)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        wanted,
        max_age=365 * 24 * 3600,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _safe_target(request: HttpRequest, target: str) -> str:
    hosts = {request.get_host()}
    if url_has_allowed_host_and_scheme(target, hosts, require_https=request.is_secure()):
        return target
    return "/"
