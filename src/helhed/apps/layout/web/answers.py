"""What a page answers after something was done: it was, or it could not be and why.

Whoever has no right to it is turned away and logged as on any page, so a refusal goes on upwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext

from helhed.apps.layout.web.templatetags.helhed import told_with_way
from helhed.kernel.finding import UnableTo

T = TypeVar("T")


def carried_out(request: HttpRequest, success: str, act: Callable[[], object]) -> bool:
    """Do it and say so; or say why it could not be done. Returns whether it was done.

    ``success`` is Danish and is shown in the reader's language; empty says nothing.
    """
    try:
        act()
    except UnableTo as error:
        if error.is_refusal:
            raise
        messages.error(request, told_with_way(error))
        return False
    if success:
        messages.success(request, gettext(success))
    return True


def made(request: HttpRequest, act: Callable[[], T]) -> T | None:
    """What was made; or None, and say why it could not be."""
    try:
        return act()
    except UnableTo as error:
        if error.is_refusal:
            raise
        messages.error(request, told_with_way(error))
        return None


def carried_out_by(form: Form, act: Callable[[], object]) -> bool:
    """Do it; or put the reason on the form. Returns whether it was done."""
    try:
        act()
    except UnableTo as error:
        if error.is_refusal:
            raise
        form.add_error(None, told_with_way(error))
        return False
    return True


def made_by(
    form: Form, act: Callable[[], T], at: Mapping[type[UnableTo], str] | None = None
) -> T | None:
    """What was made; or None, with the reason on the form. ``at``: which reasons belong to a field
    of it."""
    try:
        return act()
    except UnableTo as error:
        if error.is_refusal:
            raise
        form.add_error((at or {}).get(type(error)), told_with_way(error))
        return None


def typed(request: HttpRequest) -> tuple[str, list[str]]:
    """The field that saves itself and what was typed in it; NUL, which no database of text takes
    and nobody types, is left out."""
    values = [value.replace("\x00", "") for value in request.POST.getlist("value")]
    return request.POST.get("field", "").replace("\x00", ""), values
