"""The board of those who become adults, the sums by year of birth, and one of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens
from helhed.apps.layout.web.tables import Column, Listed, Table, show
from helhed.apps.transitions import queries
from helhed.apps.transitions.access import sees_both
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action

MONEY = [
    Column("children", screen_text("Børn i år"), "kroner", sort="children"),
    Column("children_next", screen_text("Børn næste år"), "kroner", sort="children_next"),
    Column("adults", screen_text("Voksne i år"), "kroner", sort="adults"),
    Column("adults_next", screen_text("Voksne næste år"), "kroner", sort="adults_next"),
]
JOINT = [
    Column("joint", screen_text("Sammen i år"), "kroner", sort="joint"),
    Column("joint_next", screen_text("Sammen næste år"), "kroner", sort="joint_next"),
]


def _opens(column: Column) -> Column:
    """A sum of one person that leads to the grants behind it."""
    return Column(
        column.key,
        column.label,
        column.kind,
        sort=column.sort,
        link=lambda row: reverse("transitions:one", args=[row["id"]]) + "#hjaelp",
    )


YOUNG = [
    Column(
        "name",
        screen_text("Den unge"),
        sort="name",
        link=lambda row: reverse("transitions:one", args=[row["id"]]),
    ),
    Column("birth_date", screen_text("Født"), "day", sort="birth_date"),
    Column("adult_on", screen_text("Fylder 18"), "day", sort="adult_on"),
    Column("ends_on", screen_text("Fylder 23"), "day", sort="ends_on"),
    Column("missing", screen_text("Mangler"), "said", sort="missing"),
    Column("due", screen_text("Senest"), "day", sort="by_due"),
    Column("law", screen_text("Efter"), sort="law"),
    Column("plan", screen_text("Plan"), "said", sort="plan"),
]
NO_ROOM = ("birth_date", "ends_on", "law", "children_next", "adults_next")
EMPTY = screen_text("Ingen unge med hjælp i den alder blandt dine sager.")
BORN = [
    Column(
        "year",
        screen_text("Født i"),
        sort="year",
        link=lambda row: f"{reverse('transitions:board')}?aar={row['year']}",
    ),
    Column("count", screen_text("Unge"), "number", sort="count", total=True),
    Column("late", screen_text("Mangler noget, der er forfaldent"), "number", total=True),
]


def _table(name: str, columns: list[Column], money: list[Column], sort: str, both: bool) -> Table:
    """A table with what the reader may see of the money; the joint cost first where it is seen, and
    what there is no room for beside it in the files alone."""
    if not (both and money):
        return Table(name, [*columns, *money], sort=sort, empty=EMPTY)
    left_out = NO_ROOM if columns is YOUNG else ()
    told = [replace(one, only_exported=one.key in left_out) for one in columns]
    parts = [replace(one, only_exported=one.key in left_out, total=True) for one in money]
    joint = [replace(_like(money[0], column), total=True) for column in JOINT]
    return Table(name, [*told, *joint, *parts], sort=sort, empty=EMPTY)


def _seen(columns: list[Column], rows: list[dict[str, Any]]) -> list[Column]:
    """The columns of money that the reader may see of anybody."""
    return [one for one in columns if any(row[one.key] is not None for row in rows)]


def _like(first: Column, column: Column) -> Column:
    return _opens(column) if first.link else _summed(column)


def _summed(column: Column) -> Column:
    return Column(column.key, column.label, column.kind, sort=column.sort, total=True)


def _asked(request: Request) -> tuple[bool, str]:
    early = request.GET.get("tidlig") == "1"
    year = request.GET.get("aar", "")
    return early, year if year.isdecimal() and len(year) == 4 else ""


@page(Action.SEE_CASE)
def board(request: Request) -> HttpResponse:
    """Those on the way from child to adult."""
    actor, (early, year) = request.actor, _asked(request)
    with transaction.atomic():
        found = queries.board(actor, early=early)
        listed = [one for one in found if not year or str(one.birth_date.year) == year]
        rows: list[dict[str, Any]] = [queries.row(one, actor) for one in listed]
        money = [_opens(column) for column in _seen(MONEY, rows)]
        table = _table("overgang", YOUNG, money, "due", sees_both(actor))
        shown = show(request, table, Listed(rows), _("Fra barn til voksen"))
        seen = [row["id"] for row in shown.rows]
        read_citizens(actor, "transition.list", seen, **shown.facts)
    if shown.export:
        return shown.export
    context = {
        "shown": shown,
        "early": early,
        "year": year,
        "both": sees_both(actor),
        "count": len(rows),
        "late": sum(row["due"] is not None and row["due"] < actor.today for row in rows),
    }
    return render(request, "transitions/board.html", context)


@page(Action.SEE_CASE)
def years(request: Request) -> HttpResponse:
    """The sums by year of birth."""
    actor, (early, _year) = request.actor, _asked(request)
    rows = queries.by_year(queries.board(actor, early=early), actor)
    money = [_summed(column) for column in _seen(MONEY, rows)]
    table = _table("overgang-aargange", BORN, money, "year", sees_both(actor))
    shown = show(request, table, Listed(rows), _("Efter fødselsår"))
    if out := exported(request, shown):
        return out
    context = {"shown": shown, "early": early, "both": sees_both(actor)}
    return render(request, "transitions/years.html", context)


@page(Action.SEE_CASE)
def one(request: Request, citizen: UUID) -> HttpResponse:
    """One of them: when, what runs, what it costs, what is missing."""
    found = queries.one_of(request.actor, citizen)
    context = {
        "found": found,
        "row": queries.row(found, request.actor),
        "both": sees_both(request.actor),
        "grants": [grant for grant in found.grants if grant.case.may_see_cost],
        "hidden": any(not grant.case.may_see_cost for grant in found.grants),
    }
    return render(request, "transitions/one.html", context)
