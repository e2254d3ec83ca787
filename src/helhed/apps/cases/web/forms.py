"""Forms of the case, the journal and the citizen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helhed.apps.layout.web.forms import CprField, DayField, HouseForm, TextField, choices
from helhed.rules.cases.sag import CaseArea, DocumentKind, EntryKind, OpenedThrough
from helhed.rules.citizens.person import GuardianKind, RelationKind


class CaseFilterForm(HouseForm):
    """Which cases to list; lives in the address."""

    state = forms.ChoiceField(label=_("Vis"), required=False)
    mine = forms.ChoiceField(label=_("Rådgiver"), required=False)
    unit = forms.ChoiceField(label=_("Team"), required=False)
    area = forms.ChoiceField(label=_("Område"), required=False)

    def __init__(self, *args: Any, teams: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from(
            "state",
            choices(
                [
                    ("open", _("Åbne sager")),
                    ("closed", _("Lukkede sager")),
                    ("all", _("Alle sager")),
                ]
            ),
        )
        self.choose_from("mine", choices([("", _("Alle")), ("1", _("Kun mine"))]))
        self.choose_from("unit", [("", _("Alle teams")), *teams])
        self.choose_from("area", [("", _("Alle områder")), *choices(CaseArea.choices())])


class NewCaseForm(HouseForm):
    """Opening a case."""

    unit = forms.ChoiceField(label=_("Team"))
    area = forms.ChoiceField(label=_("Område"))
    opened_through = forms.ChoiceField(label=_("Hvordan kom sagen?"))
    reason = TextField(label=_("Hvorfor åbnes sagen?"), rows=3)

    def __init__(self, *args: Any, teams: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("unit", teams)
        self.choose_from("area", choices(CaseArea.choices()))
        self.choose_from("opened_through", choices(OpenedThrough.choices()))


class WhatMattersForm(HouseForm):
    """The citizen's own words."""

    words = TextField(label=_("Det vigtige, med egne ord"), rows=4, required=False)


class GiveCaseForm(HouseForm):
    """Who is to be the caseworker."""

    responsible = forms.ChoiceField(label=_("Rådgiver"))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("responsible", people)


class EntryForm(HouseForm):
    """A journal entry; it saves itself as a draft, which is its writer's alone."""

    keeps_watch = False
    kind = forms.ChoiceField(label=_("Hvad handler det om?"))
    happened_on = DayField(label=_("Hvornår skete det?"))
    title = forms.CharField(label=_("Overskrift"), max_length=120)
    text = TextField(label=_("Tekst"), rows=10)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("kind", choices(EntryKind.choices()))


class NewEntryForm(EntryForm):
    """A journal entry under the id that its page was given, so that its draft is found again."""

    entry = forms.UUIDField(widget=forms.HiddenInput, required=False)


class AmendsForm(HouseForm):
    """Which entry is amended; lives in the address."""

    amends = forms.UUIDField()


class DocumentForm(HouseForm):
    """A file for the case."""

    file = forms.FileField(
        label=_("Fil"), help_text=_("PDF, Word, Excel, tekst eller billede, højst 25 MB.")
    )
    title = forms.CharField(label=_("Titel"), max_length=120, required=False)
    kind = forms.ChoiceField(label=_("Dokumentet er"))
    dated = DayField(label=_("Dato på dokumentet"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("kind", choices(DocumentKind.choices()))


class TaskForm(HouseForm):
    """Something to be done."""

    title = forms.CharField(label=_("Hvad skal gøres?"), max_length=160)
    due = DayField(label=_("Senest"))


class ChangeTaskForm(TaskForm):
    """What is to be done, when, and by whom."""

    assigned_to = forms.ChoiceField(label=_("Hvem gør det?"))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("assigned_to", people)


class MisfiledForm(HouseForm):
    """Why a document should not lie where it lies."""

    reason = forms.CharField(
        label=_("Hvorfor er dokumentet fejlplaceret?"),
        max_length=200,
        help_text=_("Skriv ikke navne eller CPR-numre."),
    )


class RegisterForm(HouseForm):
    """A citizen who is new to the house."""

    cpr = CprField(label=_("CPR-nummer"))
    name = forms.CharField(label=_("Navn"), max_length=120)


class PersonForm(HouseForm):
    """What is known of a citizen."""

    name = forms.CharField(label=_("Navn"), max_length=120)
    address = forms.CharField(label=_("Vej og nummer"), max_length=120, required=False)
    postcode = forms.CharField(label=_("Postnummer"), max_length=4, required=False)
    city = forms.CharField(label=_("By"), max_length=60, required=False)
    phone = forms.CharField(label=_("Telefon"), max_length=20, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    address_is_protected = forms.BooleanField(label=_("Adressen er beskyttet"), required=False)


class RelationForm(HouseForm):
    """Somebody of the family."""

    name = forms.CharField(label=_("Navn"), max_length=120)
    kind = forms.ChoiceField(label=_("Er borgerens"))
    phone = forms.CharField(label=_("Telefon"), max_length=20, required=False)
    has_custody = forms.BooleanField(label=_("Har forældremyndighed"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("kind", choices(RelationKind.choices()))


class NetworkForm(HouseForm):
    """Somebody in the citizen's own network."""

    name = forms.CharField(label=_("Navn"), max_length=120)
    role = forms.CharField(
        label=_("Hvem er personen?"), max_length=60, help_text=_("Ven, nabo, træner, lærer …")
    )
    meaning = TextField(label=_("Hvad betyder I for hinanden?"), rows=2, required=False)
    phone = forms.CharField(label=_("Telefon"), max_length=20, required=False)


class GuardianForm(HouseForm):
    """A guardian or representative."""

    kind = forms.ChoiceField(label=_("Rolle"))
    name = forms.CharField(label=_("Navn"), max_length=120)
    scope = forms.CharField(label=_("Hvad gælder det?"), max_length=200, required=False)
    phone = forms.CharField(label=_("Telefon"), max_length=20, required=False)
    start = DayField(label=_("Fra"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("kind", choices(GuardianKind.choices()))


class ConsentForm(HouseForm):
    """What the citizen has said yes to."""

    subject = forms.CharField(label=_("Samtykke til"), max_length=200)
    given_on = DayField(label=_("Givet den"))
