"""Around every page: its language, what it means to the database, and a clock for benchmarks."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import translation


class ChosenLanguage:
    """Danish first; English only for somebody who switched. The browser's own wish is not asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class LooksHoldNobodyUp:
    """Tells the database that a request only looks, so that others may write meanwhile.

    Only SQLite, which has one writer, needs to know (project.sqlite).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not hasattr(connection, "looking"):
            return self.get_response(request)
        connection.looking = request.method in ("GET", "HEAD")
        try:
            return self.get_response(request)
        finally:
            connection.looking = False


class ServerTiming:
    """Tells how long the house took and how many SQL statements; only with HELHED_TIMING."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        spent: list[float] = []

        def counted(execute: Callable[..., Any], *what: Any) -> Any:
            asked = time.perf_counter()
            try:
                return execute(*what)
            finally:
                spent.append(time.perf_counter() - asked)

        began = time.perf_counter()
        with connection.execute_wrapper(counted):
            response = self.get_response(request)
        total = (time.perf_counter() - began) * 1000
        sql = f'sql;dur={sum(spent) * 1000:.1f};desc="{len(spent)}"'
        response.headers["Server-Timing"] = f"total;dur={total:.1f}, {sql}"
        return response
