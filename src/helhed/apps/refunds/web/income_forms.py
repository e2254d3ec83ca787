"""Forms of incomes: written, corrected, taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helhed.apps.layout.web.forms import HouseForm, KronerField, choices
from helhed.apps.layout.web.templatetags.helhed import told
from helhed.apps.refunds.web.forms import MonthField
from helhed.kernel.finding import Finding
from helhed.rules.refunds.forhold import IncomeKind


class _SureForm(HouseForm):
    """A form that may be sent again, as it stands, when what was told of it was read. What was
    told holds for what was typed then: another amount or month is told of anew."""

    sure = forms.CharField(required=False, widget=forms.HiddenInput())
    is_unsure = False

    @property
    def mark(self) -> str:
        """What was typed, as it was told of."""
        names = [name for name in ("grant", "kind", "month", "oere") if name in self.fields]
        return " ".join(str(self.cleaned_data.get(name)) for name in names)

    @property
    def is_sure(self) -> bool:
        return bool(self.cleaned_data.get("sure") == self.mark)

    def ask(self, findings: Sequence[Finding]) -> None:
        """Tell what there is to read, and take the same again when it is sent once more."""
        mark, data = self.mark, dict(self.data.items())
        data["sure"] = mark
        self.data, self.is_unsure = data, True
        for one in findings:
            self.add_error(None, told(one))


class IncomeForm(_SureForm):
    """What came in."""

    grant = forms.ChoiceField(label=_("Bevilling"))
    kind = forms.ChoiceField(label=_("Hvad"))
    month = MonthField(label=_("Måned"))
    oere = KronerField(label=_("Beløb i kr."))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, grants: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("grant", list(grants))
        self.choose_from("kind", choices(IncomeKind.choices()))


class CorrectIncomeForm(_SureForm):
    """What came in instead."""

    month = MonthField(label=_("Måned"))
    oere = KronerField(label=_("Beløb i kr."))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    why = forms.CharField(label=_("Hvorfor rettes den?"), max_length=200)


class WithdrawIncomeForm(HouseForm):
    """Why an income is taken back."""

    why = forms.CharField(label=_("Hvorfor trækkes den tilbage?"), max_length=200)
