"""What an account is called on the screen."""

from __future__ import annotations

from django.utils.translation import gettext

from helhed.rules.decisions.konto import namings


def account_name(code: str, name: str) -> str:
    """An account's name in the reader's language: put together of service and ownership when
    it is named after them, and as the municipality wrote it when it has a name of its own."""
    naming = namings().get(code)
    if naming is None or name != naming.plain:
        return name
    return f"{gettext(naming.service.name)}, {gettext(naming.booking.label).lower()}"
