"""Why a grant was allowed: the rules of its day beside those of today and of any other day."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from helhed.apps.access.web.pages import Request, page
from helhed.apps.catalogue.queries import Answer
from helhed.apps.catalogue.web.told import facts_of
from helhed.apps.decisions import queries
from helhed.apps.decisions.web import forms
from helhed.rules.access.rights import Action


@dataclass(frozen=True, slots=True)
class Column:
    """One replay as a column: its heading, what was answered, and its rule's facts by name."""

    heading: str
    answer: Answer
    facts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that the rules say, in each column; ``is_same`` when all say the same."""

    name: str
    texts: list[str]

    @property
    def is_same(self) -> bool:
        return len(set(self.texts)) == 1


@page(Action.SEE_CASE)
def why(request: Request, grant: UUID) -> HttpResponse:
    """Why a grant was allowed, on the day or on any other."""
    form = forms.WhyForm(request.GET or None)
    chosen = form.cleaned_data if request.GET and form.is_valid() else {}
    found = queries.why(request.actor, grant, chosen.get("day"), chosen.get("known_on"))
    columns = [
        _column(_("Da det blev besluttet"), found.then),
        _column(_("Samme dag, som vi ved det nu"), found.known_now),
        _column(_("Efter reglerne i dag"), found.now),
    ]
    if found.asked:
        columns.append(_column(_("Den dag, du valgte"), found.asked))
    names = dict.fromkeys(name for column in columns for name in column.facts)
    rows = [Row(name, [column.facts.get(name, "–") for column in columns]) for name in names]
    context = {"found": found, "case": found.case, "form": form, "columns": columns, "rows": rows}
    return render(request, "decisions/why.html", context)


def _column(heading: str, answer: Answer) -> Column:
    rule = answer.judged.rule
    facts = facts_of(rule) if rule else {}
    if answer.booking:
        facts[_("Bogføres på")] = answer.booking.account.code
        facts[_("Alias")] = answer.booking.alias
    return Column(heading, answer, facts)
