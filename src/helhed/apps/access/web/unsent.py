"""Keeping words that are typed and not sent, giving them back, and forgetting what was sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from helhed.apps.access.models import Municipality
from helhed.apps.access.queries import clock_of
from helhed.apps.access.unsent import (
    PASS,
    Blind,
    Fields,
    UnableToKeepWords,
    forget_sent,
    keep_words,
    kept_for,
    throw_away,
    writer,
)
from helhed.apps.access.web.pages import Open, Request, page
from helhed.apps.layout.web.address import page_of
from helhed.apps.layout.web.templatetags.helhed import moment, told

NOT_WORDS = ("csrfmiddlewaretoken", PASS)


@csrf_exempt  # the pass is what a stranger's page does not have, and it outlives the session
@page(Open.TO_ALL, "POST")
def keep(request: Request) -> HttpResponse:
    """Keep what is typed in a form, for the one whom the pass names."""
    try:
        who = writer(request.POST.get(PASS, ""), request.clock)
    except UnableToKeepWords as error:
        return HttpResponse(told(error), status=HTTPStatus.FORBIDDEN, content_type="text/plain")
    try:
        address, fields = request.POST.get("address", ""), _fields(request.POST.get("fields", ""))
        keep_words(who, address=address, fields=fields, blind=_blind(request))
    except UnableToKeepWords as error:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return HttpResponse(told(error), status=status, content_type="text/plain")
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _fields(text: str) -> Fields:
    """The fields of a form as its script tells them; what has another shape is left out."""
    try:
        told_fields = json.loads(text)
    except ValueError:
        told_fields = None
    listed = told_fields.items() if isinstance(told_fields, dict) else ()
    return {name: [str(one) for one in of] for name, of in listed if isinstance(of, list)}


def _blind(request: Request) -> Blind | None:
    """What was typed without knowing of a draft, when the script tells of it."""
    if "blind" not in request.POST:
        return None
    told_fields = _fields(request.POST["blind"])
    return Blind(told_fields.get("texts", []), told_fields.get("others", []))


@page(Open.TO_SIGNED_IN)
def found(request: Request) -> HttpResponse:
    """What somebody has typed and not sent, for the forms on the page before them."""
    kept = kept_for(request.actor, request.GET.getlist("address"))
    given = {at: {"fields": one.fields, "at": moment(one.at)} for at, one in kept.items()}
    return JsonResponse(given)


@page(Open.TO_SIGNED_IN, "POST")
def drop(request: Request) -> HttpResponse:
    """Throw away what one has typed and not sent."""
    throw_away(request.actor, address=request.POST.get("address", ""))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def keep_posted(request: HttpRequest) -> bool:
    """Keep the words of a form that was sent and could not be taken, when it names its writer.
    Returns whether they are kept."""
    if PASS not in request.POST:
        return False
    fields: Fields = {
        name: [str(one) for one in values]
        for name, values in request.POST.lists()
        if name not in NOT_WORDS
    }
    clock = clock_of(Municipality.objects.first())
    try:
        keep_words(writer(request.POST[PASS], clock), address=request.path, fields=fields)
    except UnableToKeepWords:
        return False
    return True


def csrf_failed(request: HttpRequest, reason: str = "", **_: Any) -> HttpResponse:
    """403: the form was too old, or came from somewhere else. What was written in it is kept."""
    context = {"is_kept": keep_posted(request), "before": page_of(request)}
    return render(request, "layout/csrf.html", context, status=403)


class ForgetsWhatWasSent:
    """When a form was taken, its words are kept as a draft no more; refused, they stay."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        actor = getattr(request, "actor", None)
        if actor is not None and request.method == "POST" and PASS in request.POST:
            if response.status_code in (302, 303) and not _says_no(request):
                forget_sent(actor, request.path)
        return response


def _says_no(request: HttpRequest) -> bool:
    """Whether the page that is shown next tells why it could not be done."""
    told_next = cast(Any, messages.get_messages(request))._queued_messages
    return any(one.level >= messages.ERROR for one in told_next)
