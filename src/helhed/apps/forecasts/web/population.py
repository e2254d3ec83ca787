"""Pages of the projection of the population: reading it, taking one in, and having it as a file."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from helhed.apps.access.web.pages import Request, page
from helhed.apps.budgets.web.several import shown_by_name
from helhed.apps.forecasts import queries
from helhed.apps.forecasts.access import may_forecast
from helhed.apps.forecasts.models import PopulationProjection
from helhed.apps.forecasts.projecting import LONGEST_SOURCE, take_in_population
from helhed.apps.forecasts.projections import (
    MOST_BYTES,
    Figures,
    UnableToTakeInPopulation,
    as_file,
    figures_of,
)
from helhed.apps.forecasts.web.views import department_asked
from helhed.apps.forecasts.wholeness import held, lacking, spans
from helhed.apps.layout.web.answers import made_by
from helhed.apps.layout.web.forms import HouseForm
from helhed.apps.layout.web.tables import Column, Listed, Row, Table
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action

MOST_SHOWN = 100
"""How many wrong lines a page lists."""
BANDS = (("young", 0, 17), ("grown", 18, 29), ("middle", 30, 66), ("old", 67, 130))
YEARS = Table(
    "befolkning",
    [
        Column("year", screen_text("1. januar")),
        Column("young", screen_text("0-17 år"), "number"),
        Column("grown", screen_text("18-29 år"), "number"),
        Column("middle", screen_text("30-66 år"), "number"),
        Column("old", screen_text("67 år og ældre"), "number"),
        Column("all", screen_text("I alt"), "number"),
        Column("change", screen_text("Mod det første år, %"), "tenths"),
    ],
    empty=screen_text("Ingen befolkningsprognose er hentet ind."),
)
TAKEN_IN = Table(
    "befolkning-hentet",
    [
        Column("made", screen_text("Hentet ind"), "moment"),
        Column("by", screen_text("Af")),
        Column("source", screen_text("Kilde"), "danish"),
        Column("state", screen_text("Tilstand"), "state", state_key="state_key"),
    ],
    empty=screen_text("Ingen befolkningsprognose er hentet ind."),
)


class PopulationForm(HouseForm):
    """A file with the projection, and whence it is."""

    file = forms.FileField(
        label=gettext_lazy("Fil"),
        allow_empty_file=True,
        help_text=gettext_lazy(
            "population.csv på højst 2 MB med kolonnerne year, age og persons: personer 1. januar."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    source = forms.CharField(
        label=gettext_lazy("Kilde"),
        max_length=LONGEST_SOURCE,
        help_text=gettext_lazy("Hvor tallene er fra, og hvornår de er trukket."),
    )

    def clean_file(self) -> str:
        """What stands in the file."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("Filen er for stor. Den må højst fylde 2 MB."))
        content = file.read()
        try:
            return str(content.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            told = _(
                "Linje %(line)s: filen er ikke gemt som UTF-8. Gem den som UTF-8, og vælg den igen."
            )
            raise forms.ValidationError(told % {"line": line}) from None


@page(Action.SEE_FORECAST, "GET", "POST")
def overview(request: Request) -> HttpResponse:
    """The projection that is followed, and a form to take another in."""
    form = PopulationForm(request.POST or None, request.FILES or None)
    wrong: list[str] = []
    taken_in = queries.projections(request.actor)
    figures = figures_of(taken_in[0].figures) if taken_in else {}
    if request.method == "POST" and form.is_valid():
        made = made_by(form, lambda: _taking_in(request, form.cleaned_data, wrong))
        if made is not None:
            _tell(request, figures, figures_of(made.figures))
            return redirect("forecasts:population")
    shown, out = shown_by_name(
        request,
        (YEARS, Listed(year_rows(figures)), _("Befolkning")),
        (TAKEN_IN, Listed(_taken_in_rows(taken_in)), _("Hentet ind")),
    )
    if out:
        return out
    context = {
        "form": form,
        "wrong": wrong[:MOST_SHOWN],
        "more": max(0, len(wrong) - MOST_SHOWN),
        "row": taken_in[0] if taken_in else None,
        "holds": _held_words(figures) if figures else "",
        "lacks": _lack_words(request, figures),
        "years": shown[YEARS.name],
        "taken_in": shown[TAKEN_IN.name],
        "department": department_asked(request),
        "may_make": may_forecast(request.actor, Action.MAKE_FORECAST, ""),
    }
    return render(request, "forecasts/population.html", context)


def _tell(request: Request, before: Figures, now: Figures) -> None:
    """What was taken in, what it is instead of, and what it lacks."""
    told = [
        _("Befolkningsprognosen er hentet ind."),
        _("Nu: %(held)s.") % {"held": _held_words(now)},
    ]
    if before:
        told.append(_("Før: %(held)s.") % {"held": _held_words(before)})
    messages.success(request, " ".join(told))
    if lacks := _lack_words(request, now):
        messages.warning(request, " ".join(lacks))


def _held_words(figures: Figures) -> str:
    found = held(figures)
    years = ngettext("%(n)s år", "%(n)s år", len(found.years)) % {"n": len(found.years)}
    ages = ngettext("%(n)s alder", "%(n)s aldre", len(found.ages)) % {"n": len(found.ages)}
    return f"{years} ({spans(found.years)}), {ages} ({spans(found.ages)})"


def _lack_words(request: Request, figures: Figures) -> list[str]:
    lacks = lacking(figures, request.actor.today)
    return [_(text) % {"which": which} for text, which in lacks]


def _taking_in(request: Request, done: dict[str, Any], wrong: list[str]) -> PopulationProjection:
    try:
        return take_in_population(request.actor, text=done["file"], source=done["source"])
    except UnableToTakeInPopulation as error:
        for one in error.wrong:
            told = _(one.text) % {"value": one.value}
            wrong.append(_("Linje %(line)s: %(fault)s") % {"line": one.line, "fault": told})
        raise


@page(Action.SEE_FORECAST)
def download(request: Request, populationprojection: UUID) -> HttpResponse:
    """A projection as the file that the command line reads."""
    row = queries.projection_of(request.actor, populationprojection)
    answer = HttpResponse(as_file(figures_of(row.figures)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, "population.csv")
    return answer


def year_rows(figures: Figures) -> list[Row]:
    """The years of a projection with their inhabitants by age; nothing where no age is told."""
    found: list[Row] = []
    for year in sorted({year for year, _age in figures}):
        of = {age: persons for (at, age), persons in figures.items() if at == year}
        row: Row = {"year": str(year), "all": sum(of.values())}
        for name, low, high in BANDS:
            told = [persons for age, persons in of.items() if low <= age <= high]
            row[name] = sum(told) if told else None
        first = found[0]["all"] if found else row["all"]
        row["change"] = _percent(row["all"], first)
        found.append(row)
    return found


def _percent(now: int, first: int) -> Decimal | None:
    return round(Decimal(100 * (now - first)) / first, 1) if first else None


def _taken_in_rows(rows: Sequence[Any]) -> list[Row]:
    return [
        {
            "made": row.made_at,
            "by": row.made_by.name if row.made_by else "",
            "source": row.source,
            "state": screen_text("Erstattet") if number else screen_text("Bruges"),
            "state_key": "" if number else "reached",
        }
        for number, row in enumerate(rows)
    ]
