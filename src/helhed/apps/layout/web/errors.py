"""Pages for when something went wrong: what happened, and what to do."""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from helhed.apps.layout.web.address import page_of
from helhed.kernel.finding import UnableTo


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is nothing at that address."""
    return render(request, "layout/404.html", status=404)


def only_a_button(request: HttpRequest, methods: Collection[str]) -> HttpResponse:
    """405: what answers a button cannot be opened as a page; where the button stands."""
    answer = render(request, "layout/405.html", {"before": page_of(request)}, status=405)
    answer["Allow"] = ", ".join(methods)
    return answer


def unable(request: HttpRequest, error: UnableTo) -> HttpResponse:
    """409: what the page is to show cannot be counted; why, and where it is mended."""
    return render(request, "layout/unable.html", {"error": error}, status=409)


def failed(request: HttpRequest) -> HttpResponse:
    """500: the house made a mistake; nothing half done was kept."""
    return render(request, "layout/500.html", status=500)
