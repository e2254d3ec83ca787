"""Forms in the markup of Det Fælles Designsystem, and fields that read Danish."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext as _

from helhed.apps.layout.web.meanwhile import Meanwhile
from helhed.kernel import money
from helhed.kernel.cpr import Cpr, NotACprNumber


class Renderer(TemplatesSetting):
    """Renders each field as a form group of the design system."""

    form_template_name = "layout/forms/form.html"
    field_template_name = "layout/forms/field.html"


_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "form-checkbox"),
    (forms.CheckboxSelectMultiple, "form-checkbox"),
    (forms.RadioSelect, "form-radio"),
    (forms.Select, "form-select"),
    (forms.FileInput, "form-file"),
    (forms.Widget, "form-input"),
)


class HouseForm(Meanwhile):
    """A form of the house: the design system's classes, and required marks left to the words."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            css = next(css for kind, css in _CLASSES if isinstance(field.widget, kind))
            field.widget.attrs.setdefault("class", css)
            if isinstance(field, forms.ChoiceField):  # never repeats what was sent
                field.error_messages["invalid_choice"] = _(
                    "Valget findes ikke. Vælg et fra listen."
                )

    def choose_from(self, name: str, listed: Iterable[tuple[Any, Any]]) -> None:
        """Set what can be chosen in a field."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(listed)


FIRST_YEAR, LAST_YEAR = 1900, 2100


def _within_the_calendar(value: date) -> None:
    """No day that is written in the house lies outside two hundred years: it is a slip."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        text = _("Vælg en dag mellem %(first)s og %(last)s. Se, om året er rigtigt.")
        raise ValidationError(text % {"first": FIRST_YEAR, "last": LAST_YEAR})


class DayField(forms.DateField):
    """A day, chosen in the browser's own calendar."""

    default_validators = [_within_the_calendar]

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(
            widget=widget, input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"], **kwargs
        )


class MomentField(forms.DateTimeField):
    """A day and time of day."""

    default_validators = [_within_the_calendar]

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M"], **kwargs)


class TextField(forms.CharField):
    """A text of several lines."""

    def __init__(self, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class KronerField(forms.CharField):
    """An amount in kroner as a Dane writes it; cleaned to øre."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return money.parse_kroner(text)
        except money.NotAnAmount:
            raise ValidationError(_("Skriv et beløb som 1.234,50.")) from None

    def prepare_value(self, value: Any) -> Any:
        return money.kroner(value).replace("−", "-") if isinstance(value, int) else value


class CprField(forms.CharField):
    """A CPR number; cleaned to a Cpr. Its error never repeats the number."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "11"}
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return Cpr.parse(text)
        except NotACprNumber:
            raise ValidationError(
                _("CPR-nummeret skal være ti cifre og begynde med en dato.")
            ) from None

    def prepare_value(self, value: Any) -> Any:
        return value.formatted if isinstance(value, Cpr) else value


def choices(pairs: Iterable[tuple[Any, Any]], empty: str = "") -> list[tuple[Any, str]]:
    """Choices with their words in the reader's language, after an empty one when given."""
    listed = [(value, _(label) if label else "") for value, label in pairs]
    return [("", empty), *listed] if empty else listed
