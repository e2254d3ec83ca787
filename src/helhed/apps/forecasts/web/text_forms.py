"""The form of a scenario as text: a file, or what is written in a field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helhed.apps.forecasts.actions import LONGEST_NAME
from helhed.apps.forecasts.faults import Fault
from helhed.apps.forecasts.scenarios import MOST_BYTES
from helhed.apps.layout.web.forms import HouseForm, TextField

ROWS = 16
MOST_FAULTS = 20


class TextForm(HouseForm):
    """A scenario as text. What a file says stands in the field when it cannot be saved, so that it
    can be mended there."""

    name = forms.CharField(
        label=_("Scenariets navn"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("Tomt: det navn, der står i teksten (name)."),
    )
    file = forms.FileField(
        label=_("Fil"),
        required=False,
        allow_empty_file=True,
        help_text=_("En .toml-fil på højst 100 kB. Vælger du en, gælder den og ikke feltet her."),
        widget=forms.FileInput(attrs={"accept": ".toml,text/plain"}),
    )
    text = TextField(rows=ROWS, label=_("Eller skriv teksten"), required=False, strip=False)

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs |= {"spellcheck": "false", "lang": "da"}
        if not is_new:
            del self.fields["name"]

    def clean_file(self) -> UploadedFile | None:
        """The file; what it says is put into the field."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return None
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError(gettext("Filen er for stor. Den må højst fylde 100 kB."))
        content = file.read()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            told = gettext(
                "Linje %(line)s: filen er ikke gemt som UTF-8. Gem den som UTF-8, og vælg den igen."
            )
            line = content.count(b"\n", 0, error.start) + 1
            raise ValidationError(told % {"line": line}) from None
        changed = cast(QueryDict, self.data).copy()
        changed["text"] = text.replace("\x00", "")
        self.data = changed
        self.cleaned_data["file_text"] = text
        return file

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if "file" in self.errors:
            return values
        text = values.get("file_text", values.get("text") or "")
        values["text"] = text.replace("\r\n", "\n")
        if not values["text"].strip():
            self.add_error("file", gettext("Vælg en fil, eller skriv teksten i feltet."))
        return values

    def add_faults(self, faults: Iterable[Fault]) -> None:
        """Tell what is wrong with the text, each by its line."""
        listed = [_told(one) for one in faults]
        if len(listed) > MOST_FAULTS:
            rest = gettext("… og %(count)s fejl til.") % {"count": len(listed) - MOST_FAULTS}
            listed = [*listed[:MOST_FAULTS], rest]
        if listed:
            self.add_error("text", listed)


def _told(fault: Fault) -> str:
    text = gettext(fault.text) % fault.values
    if fault.line:
        return gettext("Linje %(line)s: %(fault)s") % {"line": fault.line, "fault": text}
    if fault.number:
        told = {"number": fault.number, "fault": text}
        return gettext("Ændring %(number)s: %(fault)s") % told
    return text
