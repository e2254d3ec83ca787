"""Forms for getting in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from helhed.apps.layout.web.forms import HouseForm


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
