"""The address to come back to: the page somebody is on, also when a button's answer is shown."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve


def page_of(request: HttpRequest) -> str:
    """The address of the page: the request's own when it can be opened again, otherwise the one the
    button stood on, otherwise the front page."""
    own = request.get_full_path()
    if _opens(request.path):
        return own
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc == request.get_host() and _opens(came_from.path):
        return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    return "/"


def _opens(path: str) -> bool:
    """Whether there is a page at a path that can be opened, and not a button alone."""
    try:
        view = resolve(path).func
    except Resolver404:
        return True
    return "GET" in getattr(view, "methods", ("GET",))
