"""Forms for getting in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helhed.apps.layout.web.forms import HouseForm
from helhed.rules.access.adgangskode import LEAST_CHARACTERS


class LogInForm(HouseForm):
    """User name and password."""

    username = forms.CharField(
        label=_("Brugernavn"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Adgangskode"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordField(forms.CharField):
    """A new password, as it is made up."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_length=LEAST_CHARACTERS,
            max_length=200,
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
            **kwargs,
        )


class OwnPasswordForm(HouseForm):
    """Another password for oneself."""

    old = forms.CharField(
        label=_("Nuværende adgangskode"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = PasswordField(label=_("Ny adgangskode"), help_text=_("Mindst 12 tegn."))
    again = PasswordField(label=_("Ny adgangskode igen"))

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new", again):
            raise forms.ValidationError(_("De to nye adgangskoder er ikke ens."))
        return again
