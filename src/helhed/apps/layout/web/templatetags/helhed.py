"""Small things that every template uses: icons, amounts, days, and words from below."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.forms.utils import flatatt
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from helhed.kernel import money
from helhed.kernel.finding import Finding, UnableTo
from helhed.kernel.period import Month
from helhed.rules.citizens.kommuner import kommune_name

register = template.Library()

STATE_COLOURS = {
    "granted": "success",
    "started": "success",
    "posted": "success",
    "reached": "success",
    "recommended": "success",
    "held": "success",
    "otherwise": "error",
    "more": "warning",
    "postponed": "warning",
    "accepted": "info",
    "submitted": "info",
    "sent": "info",
    "reviewed": "info",
    "receipted": "info",
    "explained": "info",
    "agreed": "info",
    "solved": "success",
    "matched": "success",
    "settled": "success",
    "active": "info",
    "rejected": "error",
    "refused": "error",
    "draft": "warning",
    "partly": "warning",
    "differs": "warning",
}


@register.simple_tag
@cache
def asset(name: str) -> str:
    """The address of a static file. It is the same for as long as the house runs, and every
    page asks for it up to thirty times."""
    return static(name)


@register.simple_tag(takes_context=True)
def keeping_key(context: Context) -> str:
    """The key by which a window locks what is not saved yet, so that nobody else who opens this
    browser can read it: given to the one who is logged in alone, the same at every log-in."""
    user = str(context["request"].user.pk)
    digest = salted_hmac("helhed.keeping", user, algorithm="sha256").digest()
    return base64.b64encode(digest).decode()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the design system; with a label it is read aloud."""
    sprite = asset("dkfds/icons.svg")
    if label:
        return format_html(
            '<svg class="icon-svg" focusable="false" role="img" aria-label="{}">'
            '<use href="{}#{}"></use></svg>',
            label,
            sprite,
            name,
        )
    return format_html(
        '<svg class="icon-svg" focusable="false" aria-hidden="true"><use href="{}#{}"></use></svg>',
        sprite,
        name,
    )


@register.simple_tag
def badge(text: str, state: str = "") -> SafeString:
    """A small label for a state."""
    colour = STATE_COLOURS.get(state, "")
    variant = f" badge-{colour}" if colour else ""
    return format_html('<span class="badge{}">{}</span>', variant, gettext(text))


@register.simple_tag
def options(groups: Iterable[tuple[str | None, list[dict[str, Any]], int]]) -> SafeString:
    """What can be chosen in a list. Django's own template asks for two more for each option,
    which takes tens of milliseconds for a list of all providers."""
    return format_html_join("\n", "{}", ((_group(name, listed),) for name, listed, _ in groups))


def _group(name: str | None, listed: list[dict[str, Any]]) -> SafeString:
    said = mark_safe("\n".join(_option(option) for option in listed))  # noqa: S308
    return format_html('<optgroup label="{}">{}</optgroup>', name, said) if name else said


def _option(option: dict[str, Any]) -> str:
    value, label = conditional_escape(option["value"]), conditional_escape(option["label"])
    attributes = flatatt(option["attrs"]) if option["attrs"] else ""
    return f'<option value="{value}"{attributes}>{label}</option>'


@register.filter
def said(text: str) -> str:
    """A text that was written where no translation is at hand, in the reader's language."""
    return gettext(text) if text else ""


@register.filter
def kommune(code: str) -> str:
    """A municipality by its name, as files and tables have its four digits."""
    return kommune_name(code)


@register.filter
def told(finding: Finding | UnableTo) -> str:
    """A finding or a refusal in the reader's language."""
    values = {key: _value(value) for key, value in finding.values.items()}
    text = gettext(finding.text)
    return text % values if values else text


@register.filter
def told_with_way(error: UnableTo) -> SafeString:
    """A refusal in the reader's language, with a link to the page where it can be mended."""
    if error.mended_on is None:
        return format_html("{}", told(error))
    name, key = error.mended_on
    address, words = reverse(name, args=[key]), gettext("Gå derhen, hvor det kan rettes")
    return format_html('{} <a href="{}">{}</a>', told(error), address, words)


def _value(value: object) -> object:
    if isinstance(value, Month):
        return month_name(value.first)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, tuple):
        return ", ".join(str(_value(one)) for one in value)
    return gettext(value) if isinstance(value, str) and value else value


@register.filter
def kroner(oere: int | None, decimals: int = 0) -> str:
    """An amount in kroner; empty when there is none."""
    return "" if oere is None else money.kroner(oere, decimals)


@register.filter
def day(value: date | datetime | None) -> str:
    """A day as Danes write it, 2.11.2026; empty when there is none."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return f"{value.day}.{value.month}.{value.year}"


@register.filter
def years(age: int | None) -> str:
    """An age, 12 år; said to be unknown when it is."""
    if age is None:
        return gettext("alder ukendt")
    return ngettext("%(n)s år", "%(n)s år", age) % {"n": age}


@register.filter
def moment(value: datetime | None) -> str:
    """A day and time of day, 2.11.2026 kl. 10.05."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return gettext("%(day)s kl. %(time)s") % {"day": day(local), "time": f"{local:%H.%M}"}


@register.filter
def month_name(value: date) -> str:
    """A month and its year, ``nov. 2026``."""
    return f"{gettext(MONTHS[value.month - 1])} {value.year}"


@register.filter
def month_short(value: date) -> str:
    """A month alone, ``nov.``."""
    return gettext(MONTHS[value.month - 1])


@register.filter
def quantity(value: Decimal | int | None) -> str:
    """A quantity with a Danish comma, a point between thousands and no needless zeros, 1.234,5."""
    if value is None:
        return ""
    return f"{Decimal(value).normalize():,f}".translate({ord(","): ".", ord("."): ","})


def decimals(value: Decimal | float, places: int = 2) -> str:
    """A figure with two decimals, a Danish comma and a minus as wide as a plus, −0,14."""
    return f"{value:.{places}f}".translate({ord("."): ",", ord("-"): "−"})


@register.filter
def counted(value: int) -> str:
    """A number of things with a point between thousands, 19.398; a minus as wide as a plus."""
    return f"{value:,}".replace(",", ".").replace("-", "−")


class Tally(int):
    """A number that is shown with a point between thousands, and counts like any other."""

    def __str__(self) -> str:
        return counted(int(self))


@register.filter
def tally(value: int) -> Tally:
    """A number of things in a sentence that bends by it: ``{% blocktranslate count n=of|tally %}``
    shows 19.398 linjer."""
    return Tally(value)


@register.filter
def value(of: object) -> str:
    """A number as Danes write it, 1.000.000 or 0,25; words in the reader's language."""
    if isinstance(of, int) and not isinstance(of, bool):
        return counted(of)
    if isinstance(of, float):
        return f"{of:,f}".rstrip("0").rstrip(".").translate({ord(","): ".", ord("."): ","})
    return gettext(str(of)) if of not in (None, "") else ""


@register.filter
def in_unit(of: object, unit: str) -> str:
    """A value with its unit, 36 måneder; words are said without, for they have none."""
    is_number = isinstance(of, int | float)
    return f"{value(of)} {gettext(unit)}" if is_number else value(of)


@register.filter
def percent(value: float | None) -> str:
    """A percentage with no decimals; a dash when there is none."""
    return "–" if value is None else f"{value:.0f} %"


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """A value of a mapping by a key that is a variable."""
    return mapping.get(key)


MONTHS = (
    "jan.", "feb.", "mar.", "apr.", "maj", "jun.",
    "jul.", "aug.", "sep.", "okt.", "nov.", "dec.",
)  # fmt: skip
