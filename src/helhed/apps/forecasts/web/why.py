"""Why a run says something else than the one of an earlier month: cause by cause, and opened to the
grants that made it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens
from helhed.apps.budgets.queries import service_name
from helhed.apps.budgets.web.several import shown_by_name
from helhed.apps.forecasts import queries
from helhed.apps.forecasts.models import Forecast
from helhed.apps.forecasts.moved import Came, WhyMoved, came_between, moved, seen, years_of
from helhed.apps.forecasts.queries import owner_name
from helhed.apps.forecasts.tested import MONEY
from helhed.apps.forecasts.web.forecast_tables import of_run
from helhed.apps.forecasts.web.forms import department_name
from helhed.apps.forecasts.web.judged import judged
from helhed.apps.forecasts.web.progress import waiting
from helhed.apps.forecasts.web.rows import number
from helhed.apps.layout.web.tables import Column, Listed, Row, Table, show
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.forecasts import flytning

EVERY, ONE_OFFS = "alle", screen_text("Engangsydelser")
WORDS = {
    "entries": screen_text("Kommet"),
    "exits": screen_text("Gået"),
    "moves": screen_text("Flyttet"),
    "ageing": screen_text("Fyldt 18 år"),
    "price": screen_text("Pris"),
}


def _opens(cause: str) -> Callable[[Row], str]:
    """To the grants of a cause in a row's service; a row that has none opens to nothing."""
    return lambda row: f"{row['opens']}&aarsag={cause}" if row["opens"] else ""


MOVED = Table(
    "prognose-flyttet",
    [
        Column("service", screen_text("Ydelse"), "said", sort="service"),
        Column("before", screen_text("Før"), "kroner", sort="before", total=True),
        *(
            Column(key, words, "kroner", sort=key, total=True, is_change=True, link=_opens(key))
            for key, words in WORDS.items()
        ),
        Column("rest", screen_text("Resten"), "kroner", sort="rest", total=True, is_change=True),
        Column("now", screen_text("Nu"), "kroner", sort="now", total=True),
        Column(
            "difference",
            screen_text("Ændring i alt"),
            "kroner",
            sort="difference",
            total=True,
            is_change=True,
        ),
    ],
    sort="-difference",
    empty=screen_text("Intet at forklare."),
)
WAITED = Table(
    "prognose-ventet",
    [
        Column("cause", screen_text("Hvad"), "said", link=lambda row: row["opens"]),
        Column("persons", screen_text("Personer, skete"), "tenths"),
        Column("persons_waited", screen_text("Personer, ventet"), "tenths"),
        Column("came", screen_text("Skete, kr. i året"), "kroner", total=True, is_change=True),
        Column("waited", screen_text("Ventet, kr. i året"), "kroner", total=True, is_change=True),
        Column("part", screen_text("Forskel, kr."), "kroner", total=True, is_change=True),
    ],
)
BEHIND = Table(
    "prognose-flyttet-bevillinger",
    [
        Column(
            "number",
            screen_text("Sag"),
            sort="number",
            link=lambda row: reverse("payments:grant", args=[row["grant"]]),
        ),
        Column("service", screen_text("Ydelse"), "said", sort="service"),
        Column("owner", screen_text("Hvem leverer"), "said", sort="owner"),
        Column("cause", screen_text("Hvad"), "said", sort="cause"),
        Column("day", screen_text("Fra"), "day", sort="day"),
        Column("persons", screen_text("Personer"), "number", total=True),
        Column("a_year", screen_text("Kr. på et helt år"), "kroner", sort="a_year", is_change=True),
        Column(
            "oere", screen_text("Kr. i året"), "kroner", sort="oere", total=True, is_change=True
        ),
    ],
    sort="oere",
    empty=screen_text("Der skete ikke noget her mellem de to dage."),
)


@page(Action.SEE_FORECAST)
def why(request: Request, forecast: UUID) -> HttpResponse:
    """Why a run says something else than the one of an earlier month."""
    row = queries.run_of(request.actor, forecast)
    if not row.is_done:
        return waiting(request, row)
    before = queries.earlier(row)
    years = years_of(before, row) if before else []
    context: dict[str, Any] = {
        "row": row,
        "before": before,
        "years": years,
        "name": department_name(row.department),
        "judged": judged(row, MONEY),
    }
    if before is not None and years:
        year = _year(request, years)
        found = moved(before, row, year, came_between(before, row, year))
        opens = _addressed(row, year)
        shown, out = shown_by_name(
            request,
            (of_run(MOVED, row), Listed(_moved_rows(found, opens)), _("Hvorfor flyttede den sig?"),
             {"opens": opens(EVERY)}),
            (of_run(WAITED, row), Listed(_waited_rows(found, opens)), _("Skete mod ventet")),
        )  # fmt: skip
        if out:
            return out
        context |= {
            "found": found,
            "shown": shown[MOVED.name],
            "waited": shown[WAITED.name],
            "parts": [(words, found.total.part(key)) for key, words in WORDS.items()],
        }
    return render(request, "forecasts/why.html", context)


@page(Action.SEE_BUDGET)
def behind(request: Request, forecast: UUID) -> HttpResponse:
    """The grants that moved a service by a cause, of exactly the units whose money may be seen."""
    row = queries.run_of(request.actor, forecast)
    before = queries.earlier(row) if row.is_done else None
    years = years_of(before, row) if before else []
    cause, service = request.GET.get("aarsag", ""), request.GET.get("ydelse", EVERY)
    if before is None or not years or cause not in WORDS:
        raise Http404
    year = _year(request, years)
    came = came_between(before, row, year)
    found = moved(before, row, year, came)
    wanted = [one for one in came if one.cause == cause and service in (EVERY, one.service)]
    with transaction.atomic():
        listed = seen(request.actor, wanted)
        source = Listed([_behind_row(one, grant.decision.case.number) for one, grant in listed])
        shown = show(request, of_run(BEHIND, row), source, _("Bevillingerne bag"))
        citizens = [grant.citizen_id for _one, grant in listed]
        read_citizens(request.actor, "forecast.moved", citizens, **shown.facts)
    if shown.export:
        return shown.export
    of = found.total if service == EVERY else found.services.get(service, flytning.NOTHING)
    context = {
        "row": row,
        "found": found,
        "shown": shown,
        "cause": WORDS[cause],
        "service": service_name(service) if service != EVERY else screen_text("Alle ydelser"),
        "came": of.came.get(cause, 0),
        "waited": of.waited.get(cause, 0),
        "part": of.part(cause),
        "hidden": len(wanted) - len(listed),
        "name": department_name(row.department),
    }
    return render(request, "forecasts/behind.html", context)


def _year(request: Request, years: list[int]) -> int:
    """The year asked for; the last where none is: what happened moves it whole."""
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and int(asked) in years else years[-1]


def _addressed(row: Forecast, year: int) -> Callable[[str], str]:
    """Where the grants of a service stand; of one-offs nowhere."""
    page_of = reverse("forecasts:behind", args=[row.id])
    return lambda service: (
        f"{page_of}?{urlencode({'year': year, 'ydelse': service})}" if service else ""
    )


def _moved_rows(found: WhyMoved, opens: Callable[[str], str]) -> list[Row]:
    return [
        {
            "service": service_name(key) if key else ONE_OFFS,
            "opens": opens(key),
            "before": one.before,
            **{cause: one.part(cause) for cause in WORDS},
            "rest": one.rest,
            "now": one.now,
            "difference": one.difference,
        }
        for key, one in found.services.items()
        if one.difference or any(map(one.part, WORDS)) or any(one.came.values())
    ]


def _waited_rows(found: WhyMoved, opens: Callable[[str], str]) -> list[Row]:
    total = found.total
    return [
        {
            "cause": words,
            "opens": f"{opens(EVERY)}&aarsag={key}",
            "persons": number(found.persons[key][0]),
            "persons_waited": number(found.persons[key][1]) if found.waits else None,
            "came": total.came[key],
            "waited": total.waited[key] if found.waits else None,
            "part": total.part(key),
        }
        for key, words in WORDS.items()
    ]


def _behind_row(one: Came, case: str) -> Row:
    return {
        "grant": one.grant,
        "number": case,
        "service": service_name(one.service),
        "owner": owner_name(one.owner),
        "cause": WORDS[one.cause],
        "day": one.day,
        "persons": one.persons,
        "a_year": one.oere_a_year,
        "oere": one.oere,
    }
