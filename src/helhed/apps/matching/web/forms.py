"""Forms of the right place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from helhed.apps.layout.web.forms import DayField, HouseForm, choices
from helhed.apps.matching.needing import Wished
from helhed.rules.decisions.ydelser import Department
from helhed.rules.placements.hast import WORDS
from helhed.rules.placements.oensker import LAST_WISH, NOT_THERE, Bond, Teller
from helhed.rules.placements.valg import WhyNotFirst

SPARE_REFUSALS = 2


class ServiceForm(HouseForm):
    """Which service a place is found for; lives in the address."""

    ydelse = forms.ChoiceField(label=_("Find en plads til"), required=False)

    def __init__(self, *args: Any, services: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("ydelse", choices(services))


class DepartmentForm(HouseForm):
    """Whose need and places; lives in the address."""

    afdeling = forms.ChoiceField(label=_("Afdeling"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = choices((one.value, one.label) for one in Department)
        self.choose_from("afdeling", [("", _("Begge afdelinger")), *listed])


class NeedForm(HouseForm):
    """Since when and by when a place is needed, and how urgent it is."""

    since = DayField(label=_("Har haft brug for en plads siden"))
    latest = DayField(label=_("Senest brug for pladsen"))
    urgency = forms.ChoiceField(label=_("Hast"), required=False)

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = choices((str(step), words) for step, words in enumerate(WORDS))
        self.choose_from("urgency", [("", _("Følger af den seneste dag")), *listed])
        if not may_share:
            del self.fields["urgency"]


class WishForm(HouseForm):
    """The first, second and third wish, and offers that the citizen does not want."""

    def __init__(
        self, *args: Any, offers: Sequence[tuple[str, str]], wished: Wished, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        named = {offer for offer, _name in offers}
        refused = [str(one) for one in sorted(wished.refuses) if str(one) in named]
        self.refusals = len(refused) + SPARE_REFUSALS
        for number in range(1, LAST_WISH + 1):
            words = _("Ønske nummer %(number)s") % {"number": number}
            self._choice(f"wish_{number}", words, offers, _at(wished, number - 1))
        for number in range(self.refusals):
            before = refused[number] if number < len(refused) else ""
            self._choice(f"refuse_{number}", _("Ikke dér"), offers, before)
        field = forms.ChoiceField(label=_("Hvem har sagt det?"))
        field.widget.attrs["class"] = "form-select"
        self.fields["told_by"] = field
        self.choose_from("told_by", choices(Teller.choices()))

    def _choice(
        self, name: str, words: Any, offers: Sequence[tuple[str, str]], initial: str
    ) -> None:
        field = forms.ChoiceField(label=words, required=False, initial=initial)
        field.widget.attrs["class"] = "form-select"
        self.fields[name] = field
        self.choose_from(name, [("", _("Intet valgt")), *offers])

    def wishes(self) -> list[tuple[UUID, int]]:
        """What was chosen, as (offer, wish); 0 is not there."""
        done = self.cleaned_data
        wishes = [(done[f"wish_{n}"], n) for n in range(1, LAST_WISH + 1)]
        refuses = [(done[f"refuse_{n}"], NOT_THERE) for n in range(self.refusals)]
        return [(UUID(offer), wish) for offer, wish in [*wishes, *refuses] if offer]


def _at(wished: Wished, number: int) -> str:
    return str(wished.wishes[number]) if number < len(wished.wishes) else ""


class BondForm(HouseForm):
    """Two who are to be in the same offer, or not."""

    citizen = forms.ChoiceField(label=_("Borger"))
    other = forms.ChoiceField(
        label=_("Og"), help_text=_("Dem, der venter, og deres familie, der måske bor i et tilbud.")
    )
    bond = forms.ChoiceField(label=_("De skal have"))
    reason = forms.CharField(label=_("Hvorfor?"), max_length=300)

    def __init__(
        self,
        *args: Any,
        citizens: Sequence[tuple[str, str]],
        others: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, listed in (("citizen", citizens), ("other", others)):
            self.choose_from(name, [("", _("Intet valgt")), *listed])
        self.choose_from("bond", choices(Bond.choices()))


def why_of(typed: str) -> WhyNotFirst | None:
    """The kind of reason that was chosen in a list; None when none was."""
    return WhyNotFirst.of(typed) if typed in WhyNotFirst.codes() else None
