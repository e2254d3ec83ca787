"""Form of a tolerance that is agreed in an order."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helhed.apps.decisions.web.expected_forms import QuantityField
from helhed.apps.layout.web.forms import DayField, HouseForm, TextField


class AgreeForm(HouseForm):
    """How far the delivered may lie from the ordered."""

    percent = QuantityField(label=_("Procent af det bestilte"), required=False)
    hours = QuantityField(
        label=_("Timer om ugen"),
        required=False,
        help_text=_("Kun for hjælp i timer om ugen. Skriver du begge, gælder den videste."),
    )
    start = DayField(label=_("Gælder perioder, der begynder fra"))
    text = TextField(label=_("Hvad er I blevet enige om?"), rows=3)

    def clean_percent(self) -> Any:
        percent: Decimal | None = self.cleaned_data["percent"]
        if percent is not None and percent * 10 != int(percent * 10):
            raise ValidationError(gettext("Skriv en procent med højst én decimal, som 7,5."))
        return percent

    @property
    def promille(self) -> int | None:
        """The percent that was written, in promille."""
        percent: Decimal | None = self.cleaned_data["percent"]
        return None if percent is None else int(percent * 10)
