"""Several tables on one page: each is sorted, paged and taken out as a file by itself."""

from __future__ import annotations

from copy import copy
from decimal import Decimal

from django.http import HttpResponse, QueryDict

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request
from helhed.apps.layout.web.tables import Shown, Source, Table, show

OF_ONE_TABLE = ("sort", "side", "format")


def shown_by_name(
    request: Request, *listed: tuple[Table, Source, str]
) -> tuple[dict[str, Shown], HttpResponse | None]:
    """The tables by name, and the file when one of them is asked for as one."""
    asked = request.GET.get("table", "")
    found: dict[str, Shown] = {}
    for table, source, caption in listed:
        shown = show(_asking(request, table.name == asked), table, source, caption)
        shown.query["table"] = table.name
        if out := exported(request, shown):
            return found, out
        found[table.name] = shown
    return found, None


def _asking(request: Request, is_asked: bool) -> Request:
    """The request as one table sees it: what is asked of another table is none of its business."""
    if is_asked:
        return request
    alone = copy(request)
    values = QueryDict(mutable=True)
    for key in request.GET:
        if key not in OF_ONE_TABLE:
            values[key] = request.GET[key]
    alone.GET = values  # type: ignore[assignment]
    return alone


def thousandths(number: int) -> Decimal:
    """Thousandths of a helårsperson as a number with decimals, to be shown."""
    return Decimal(number) / 1000
