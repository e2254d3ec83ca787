"""Default is no: a page opens only to somebody who holds the right that it declares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext

from helhed.apps.access.access import Actor, UnableToLetIn, posts_of, require_at_all
from helhed.apps.access.models import Municipality, User
from helhed.apps.access.queries import clock_of
from helhed.apps.access.web.pages import Open
from helhed.apps.access.web.unsent import keep_posted
from helhed.apps.audit.actions import refused
from helhed.apps.layout.web.address import page_of
from helhed.apps.layout.web.errors import not_found, only_a_button, unable
from helhed.kernel.finding import UnableTo
from helhed.rules.access.rights import Action


class DeniedByDefault:
    """Finds out who asks, lets in or turns away, and keeps pages out of every cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "actor", None) is not None:
            add_never_cache_headers(response)
        return response

    def process_view(
        self, request: Any, view: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        asks = getattr(view, "asks", None)
        town = Municipality.objects.first()
        request.municipality, request.clock, request.actor = town, clock_of(town), None
        if request.user.is_authenticated:
            user = cast(User, request.user)
            request.actor = Actor(user, posts_of(user, request.clock.today()), request.clock)
        methods = getattr(view, "methods", ("GET",))
        if asks is Open.TO_ALL:
            return None if request.method in (*methods, "HEAD") else HttpResponseNotAllowed(methods)
        if request.actor is None:
            return _to_log_in(request)
        if request.method not in (*methods, "HEAD"):
            return only_a_button(request, methods)
        return _let_in(request, asks)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, UnableToLetIn):
            return turn_away(request, error)
        if isinstance(error, ObjectDoesNotExist):
            return not_found(request, error)
        if isinstance(error, UnableTo):
            return unable(request, error)
        return None


def _let_in(request: Any, asks: object) -> HttpResponse | None:
    if asks is Open.TO_SIGNED_IN:
        return None
    if not isinstance(asks, Action):
        return turn_away(request, UnableToLetIn(Action.ADMINISTER))
    try:
        require_at_all(request.actor, asks)
    except UnableToLetIn as error:
        return turn_away(request, error)
    return None


def _to_log_in(request: HttpRequest) -> HttpResponse:
    """To the log-in, and from there back to the page that was asked for, with its filters. A piece
    that a page fetches by itself leads nowhere: somebody may be writing there."""
    is_part = bool(request.headers.get("HX-Request"))
    if is_part and request.headers.get("X-By-Itself"):
        return HttpResponse(status=204)
    page = request.headers.get("HX-Current-URL", "/") if is_part else page_of(request)
    target = f"{reverse('access:log-in')}?{urlencode({'next': page})}"
    if is_part:
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    if request.method == "POST" and keep_posted(request):
        text = gettext(
            "Du var logget ud, så det blev ikke gemt. Det, du skrev, er ikke tabt: "
            "det står der igen, når du har logget ind."
        )
        messages.warning(request, text)
    return redirect(target)


def turn_away(request: Any, error: UnableToLetIn) -> HttpResponse:
    """A page that says no and why, and a log row of what was asked for."""
    if request.actor is not None:
        with transaction.atomic():
            refused(request.actor, error.action.value, **_asked_for(request))
    return render(request, "layout/403.html", {"reason": gettext(error.text)}, status=403)


def _asked_for(request: Any) -> dict[str, Any]:
    """What a request named, for the log: the page, and of what stands in its address the ids
    alone. The last is the innermost, so that one is the object."""
    match = getattr(request, "resolver_match", None)
    if match is None:
        return {}
    ids = {name: value for name, value in match.kwargs.items() if isinstance(value, UUID)}
    named: dict[str, Any] = {"page": match.view_name, "citizen": ids.get("citizen")}
    if ids:
        named["object_type"], named["object_id"] = list(ids.items())[-1]
    return named
