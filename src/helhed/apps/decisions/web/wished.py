"""What a provider's wish fills in beforehand on a form that changes a grant.

Only days and amounts stand in the address; why it is wished stands in the order.
"""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext

from helhed.kernel.numerals import NotANumber, TooManyDecimals, parse_number
from helhed.rules.decisions.omfang import DECIMALS


def wished(request: HttpRequest) -> dict[str, object]:
    """Initial values of the form; none when nobody wished anything."""
    asked = request.GET
    if asked.get("wish") != "provider":
        return {}
    found: dict[str, object] = {
        "reason": gettext("Udføreren har bedt om det, se bestillingen."),
    }
    for name in ("start", "end"):
        day = _day(asked.get(name, ""))
        if day is not None:
            found[name] = day
    amount = asked.get("quantity", "").replace(".", ",")
    return {**found, "quantity": amount} if _is_quantity(amount) else found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _is_quantity(text: str) -> bool:
    try:
        parse_number(text, DECIMALS)
    except (NotANumber, TooManyDecimals):
        return False
    return True
