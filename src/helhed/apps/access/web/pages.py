"""How a page says who may open it. A page that does not say is opened by nobody."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponseBase

from helhed.apps.access.access import Actor
from helhed.apps.access.models import Municipality
from helhed.kernel.clock import Clock
from helhed.rules.access.rights import Action


class Open(Enum):
    """Pages that need no right: open to all, or to everybody who is logged in."""

    TO_ALL = "to_all"
    TO_SIGNED_IN = "to_signed_in"


Asks = Action | Open


class Request(HttpRequest):
    """A request of somebody who is logged in."""

    actor: Actor
    municipality: Municipality | None
    clock: Clock


View = Callable[..., HttpResponseBase]


def page(asks: Asks, *methods: str) -> Callable[[View], View]:
    """Declare which right a page asks for, and which methods it answers (GET when none is said).

    The right is the first door: without it for anything at all nobody gets in. Whose citizen or
    case it is, is asked by the query or action that the page calls.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(request, *args, **kwargs)

        marked = cast(Any, answer)
        marked.asks = asks
        marked.methods = methods or ("GET",)
        return answer

    return decorate
