"""Several tables on one page: each is sorted, paged and taken out as a file by itself."""

from __future__ import annotations

from copy import copy
from decimal import Decimal

from django.http import HttpResponse, QueryDict

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request
from helhed.apps.layout.web.tables import Row, Shown, Source, Table, show

FIRST_BUDGET_YEAR = 1900
OF_ONE_TABLE = ("sort", "side", "format")


def shown_by_name(
    request: Request, *listed: tuple[Table, Source, str] | tuple[Table, Source, str, Row]
) -> tuple[dict[str, Shown], HttpResponse | None]:
    """The tables by name, and the file when one of them is asked for as one: the first when it is
    not said which. The last of the four that stand of a table is what its totals lead to."""
    asked = request.GET.get("table", "") or listed[0][0].name
    found: dict[str, Shown] = {}
    for table, source, caption, *whole in listed:
        asking = _asking(request, table.name == asked)
        shown = show(asking, table, source, caption, whole=whole[0] if whole else None)
        shown.query["table"] = table.name
        if out := exported(request, shown):
            return found, out
        found[table.name] = shown
    return found, None


def year_asked(request: Request) -> int:
    """The year that an address asks for; this one when it asks for none that makes sense."""
    text = request.GET.get("year", "")
    fits = text.isdecimal() and len(text) == 4 and int(text) >= FIRST_BUDGET_YEAR
    return int(text) if fits else request.actor.today.year


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
