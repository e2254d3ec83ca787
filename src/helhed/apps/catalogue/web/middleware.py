"""The house's own numbers hold in every answer: read anew for each, and never kept to the next."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from helhed.apps.catalogue.queries import corrections
from helhed.kernel.dated import corrected_by


class CorrectedNumbers:
    """Lays what the house corrected over the numbers that the rules came with."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with corrected_by(corrections()):
            return self.get_response(request)
