"""Forms of the search and the administration."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helhed.apps.access.web.forms import PasswordField
from helhed.apps.audit.words import action_choices
from helhed.apps.desk.queries.administration import Sort
from helhed.apps.desk.queries.thing import Thing
from helhed.apps.layout.web.forms import DayField, HouseForm, choices
from helhed.apps.layout.web.templatetags.helhed import day
from helhed.rules.access.rights import Role
from helhed.rules.cases.aktindsigt import Ground


class SearchForm(HouseForm):
    """Whom to find. Sent by POST, so that no name or number stands in an address."""

    words = forms.CharField(
        label=_("Navn, CPR-nummer eller sagsnummer"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


class TextSearchForm(HouseForm):
    """Which words to find. Sent by POST: they are often a name or an illness."""

    words = forms.CharField(
        label=_("Ord"),
        max_length=120,
        help_text=_(
            "Alle ord skal være der. Endelser er lige meget, men ord, der ændrer sig (barn, børn), "
            "skal du søge på hver for sig. "
            "Skriv bolig* for alt, der begynder sådan."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    before = forms.IntegerField(required=False, widget=forms.HiddenInput)


class CitizenFileForm(HouseForm):
    """What is held back from a citizen's file."""

    others = forms.MultipleChoiceField(
        label=_("Tag disse navne ud af alle tekster"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    phrases = forms.CharField(
        label=_("Tag også disse ord ud"),
        required=False,
        max_length=4_000,
        help_text=_(
            "Ét navn, telefonnummer eller udtryk på hver linje. Der kommer til at stå [udeladt]."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    things = forms.MultipleChoiceField(
        label=_("Udelad disse helt"), required=False, widget=forms.CheckboxSelectMultiple
    )
    ground = forms.ChoiceField(
        label=_("Hvorfor de udelades"), choices=lambda: choices(Ground.choices())
    )

    def tell(self, things: Iterable[Thing], others: Iterable[str]) -> None:
        """What there is to choose from."""
        self.choose_from("others", [(name, name) for name in others])
        self.choose_from("things", [(str(thing.id), _named(thing)) for thing in things])


def _named(thing: Thing) -> str:
    told = f"{day(thing.day)} · {gettext(thing.kind.label)} · {gettext(thing.said)}"
    return f"{told}: {thing.title}" if thing.title else told


class UserFilterForm(HouseForm):
    """Which users to list; lives in the address."""

    role = forms.ChoiceField(label=_("Rolle"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("role", [("", _("Alle")), *choices((r.value, r.label) for r in Role)])


class UserForm(HouseForm):
    """A new user."""

    username = forms.CharField(label=_("Brugernavn"), max_length=60)
    name = forms.CharField(label=_("Navn"), max_length=100)
    email = forms.EmailField(label=_("E-mail"), required=False)
    password = PasswordField(label=_("Første adgangskode"), help_text=_("Mindst 12 tegn."))


class NewPasswordForm(HouseForm):
    """A new password for somebody who has lost theirs."""

    password = PasswordField(label=_("Ny adgangskode"), help_text=_("Mindst 12 tegn."))


class RoleForm(HouseForm):
    """A role for a user: in a unit, or for a provider."""

    role = forms.ChoiceField(label=_("Rolle"))
    unit = forms.ChoiceField(label=_("Enhed"), required=False)
    provider = forms.ChoiceField(
        label=_("Leverandør"), required=False, help_text=_("Kun for udførere.")
    )
    start = DayField(label=_("Fra"))

    def __init__(
        self,
        *args: Any,
        units: list[tuple[str, str]],
        providers: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("role", choices((r.value, r.label) for r in Role))
        self.choose_from("unit", [("", _("Ingen")), *units])
        self.choose_from("provider", [("", _("Ingen")), *providers])


class LogFilterForm(HouseForm):
    """Which rows of the log to list; lives in the address."""

    action = forms.ChoiceField(label=_("Handling"), required=False)
    day = DayField(label=_("Dag"), required=False)
    writes_only = forms.BooleanField(label=_("Kun ændringer"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("action", [("", _("Alle")), *action_choices()])


class UnverifiedFilterForm(HouseForm):
    """Which of what is not verified to list; lives in the address."""

    sort = forms.ChoiceField(label=_("Slags"), required=False)
    certainty = forms.ChoiceField(label=_("Hvor sikkert"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("sort", [("", _("Alle")), *choices(Sort.choices())])
        sure = [("memory", _("Efter hukommelsen")), ("inferred", _("Udledt"))]
        self.choose_from("certainty", [("", _("Alle")), *sure])
