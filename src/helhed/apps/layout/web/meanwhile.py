"""What somebody else wrote while a form stood open: both texts are shown, nobody's is lost.

A form that is opened with a text in it carries a digest of each of its fields as it stood then.
When it is sent, and what stands is no longer that, it is not saved: what the other wrote is shown
field by field. A field that one did not touch takes the other's words; in one that both wrote in
one chooses.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

SEEN = "_seen"
"""The hidden field with what stood when the form was opened."""


@dataclass(frozen=True, slots=True)
class Both:
    """A field that somebody else changed: what stands now, as values and in words. ``taken`` when
    one had not touched it, so that the field holds it already."""

    values: tuple[str, ...]
    words: str
    may_be_joined: bool
    taken: bool

    @property
    def theirs(self) -> str:
        """The values, for the script that puts them in."""
        return json.dumps(self.values)


class Meanwhile(forms.Form):
    """A form that knows what stood when it was opened."""

    keeps_watch = True
    """Not for a form that saves itself as it is typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.both: dict[str, Both] = {}

    def full_clean(self) -> None:
        self.both = {}
        super().full_clean()
        if not self.is_bound:
            return
        seen = self._seen_when_opened()
        for name in self._watched():
            if name in seen:
                self._compare(name, seen[name])
        if self.both:
            self.add_error(
                None, gettext("En anden har ændret det her, mens du skrev. Intet er gemt endnu.")
            )

    def _compare(self, name: str, opened: str) -> None:
        field, posted_as = self.fields[name], self.add_prefix(name)
        stands = _shown(field, self.get_initial_for_field(field, name))
        posted = field.widget.value_from_datadict(self.data, self.files, posted_as)
        mine = _shown(field, posted)
        if _digest(stands) == opened or stands == mine:
            return
        taken = _digest(mine) == opened
        if taken:
            changed = cast(QueryDict, self.data).copy()
            changed.setlist(posted_as, list(stands))
            self.data = changed
        is_text = isinstance(field, forms.CharField)
        self.both[name] = Both(stands, _in_words(field, stands), is_text, taken)

    def _watched(self) -> list[str]:
        """The fields that are watched; none unless the form was opened with a text in it."""
        known = [n for n, f in self.fields.items() if n in self.initial and not f.widget.is_hidden]
        has_text = any(isinstance(self.fields[name].widget, forms.Textarea) for name in known)
        return known if self.keeps_watch and has_text else []

    def _seen_when_opened(self) -> dict[str, str]:
        try:
            told = json.loads(self.data.get(self.add_prefix(SEEN), "{}"))
        except ValueError:
            return {}
        return told if isinstance(told, dict) else {}

    def what_stands(self) -> str:
        """What stands now, for the hidden field; empty when the form is not watched."""
        digests = {name: _digest(self._stands(name)) for name in self._watched()}
        return json.dumps(digests) if digests else ""

    def _stands(self, name: str) -> tuple[str, ...]:
        return _shown(self.fields[name], self.get_initial_for_field(self.fields[name], name))

    def seen_input(self) -> SafeString:
        """The hidden field; nothing when the form is not watched."""
        stands = self.what_stands()
        hidden = '<input type="hidden" name="{}" value="{}">'
        return format_html(hidden, self.add_prefix(SEEN), stands) if stands else mark_safe("")


def _shown(field: forms.Field, value: Any) -> tuple[str, ...]:
    """A value as the browser sends it, whatever it is in the house."""
    if isinstance(field.widget, forms.CheckboxInput):
        return ("on" if value else "",)
    shown = field.widget.format_value(field.prepare_value(value))
    listed = shown if isinstance(shown, list | tuple) else [shown]
    return tuple(sorted("" if one is None else _plain(str(one)) for one in listed))


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _digest(values: Iterable[str]) -> str:
    return sha256("\0".join(values).encode()).hexdigest()[:16]


def _in_words(field: forms.Field, values: tuple[str, ...]) -> str:
    """What the values are called on the page."""
    if not isinstance(field, forms.ChoiceField):
        return ", ".join(values)
    pairs: dict[str, str] = {}
    for key, label in cast(Any, field).choices:
        inner = label if isinstance(label, list | tuple) else [(key, label)]
        pairs |= {str(k): str(said) for k, said in inner}
    return ", ".join(pairs.get(value, "") for value in values if value)
