"""The board of those who become adults, the sums by year of birth, and one of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
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
from helhed.apps.layout.web.templatetags.helhed import day as day_words
from helhed.apps.transitions import queries
from helhed.apps.transitions.access import sees_both, sees_names
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.plans.overgang import Missing

MONEY = [
    Column("children", screen_text("Børn i år"), "kroner", sort="children"),
    Column("children_next", screen_text("Børn næste år"), "kroner", sort="children_next"),
    Column("adults", screen_text("Voksne i år"), "kroner", sort="adults"),
    Column("adults_next", screen_text("Voksne næste år"), "kroner", sort="adults_next"),
]
JOINT = [
    Column("joint", screen_text("Sammen i år"), "kroner", sort="joint"),
    Column("joint_next", screen_text("Bevilget næste år"), "kroner", sort="joint_next"),
    Column(
        "undecided_next",
        screen_text("Ikke afgjort, næste år"),
        "kroner",
        sort="undecided_next",
    ),
    Column(
        "ending_next",
        screen_text("Slutter, næste år, hvis det fortsatte"),
        "kroner",
        sort="ending_next",
        only_exported=True,
    ),
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
    Column("what", screen_text("Mangler"), sort="lacks"),
    Column("overdue", screen_text("Frist"), "state", sort="late", state_key="overdue_key"),
    Column("due", screen_text("Senest"), "day", sort="by_due"),
    Column("lacks", screen_text("Mangler, antal"), "number", only_exported=True),
    Column("late", screen_text("Overskredet, antal"), "number", only_exported=True),
    Column("each", screen_text("Mangler, hver for sig"), only_exported=True),
    Column("law", screen_text("Efter"), sort="law"),
    Column("plan", screen_text("Plan"), "said", sort="plan"),
]
FILES_ALONE = ("lacks", "late", "each")
NO_ROOM = ("birth_date", "ends_on", "law", "children_next", "adults_next", "plan", *FILES_ALONE)
EMPTY = screen_text("Ingen unge med hjælp i den alder blandt dine sager.")
HELP = Table(
    "overgang-hjaelp",
    [
        Column("service", screen_text("Ydelse"), "said", sort="service"),
        Column(
            "case",
            screen_text("Sag"),
            sort="case",
            link=lambda row: reverse("desk:case", args=[row["case_id"]]) * row["may_open"],
        ),
        Column("unit", screen_text("Hos"), sort="unit"),
        Column("start", screen_text("Fra"), "day", sort="start"),
        Column("last", screen_text("Til"), "day", sort="last"),
        Column(
            "this_year",
            screen_text("I år"),
            "kroner",
            sort="this_year",
            total=True,
            link=lambda row: reverse("payments:grant", args=[row["id"]]),
        ),
        Column("next_year", screen_text("Næste år"), "kroner", sort="next_year", total=True),
        Column(
            "carried_on",
            screen_text("Efter slutdagen, hvis det fortsatte"),
            "kroner",
            sort="carried_on",
        ),
    ],
    sort="start",
)
BORN = [
    Column(
        "year",
        screen_text("Født i"),
        sort="year",
        link=lambda row: f"{reverse('transitions:board')}?aar={row['year']}" * row["opens"],
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
    joint = [
        replace(_like(money[0], one), total=True, only_exported=one.only_exported) for one in JOINT
    ]
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
        rows = [_told(queries.row(one, actor), actor.today) for one in listed]
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
        "late": sum(row["late"] > 0 for row in rows),
        "sums": queries.in_all(rows),
        "arriving": queries.arriving(actor),
    }
    return render(request, "transitions/board.html", context)


def _told(row: dict[str, Any], today: date) -> dict[str, Any]:
    """A row with what is missing in the reader's words: all of it, and what is overdue."""
    missing, late = row["missing"], row["late"]
    words = ", ".join(_(one.short) for one in missing)
    overdue = ""
    if late and late == len(missing):
        overdue = _("Overskredet") if late == 1 else _("Alle %(n)s overskredet") % {"n": late}
    elif late:
        overdue = _("%(late)s af %(n)s overskredet") % {"late": late, "n": len(missing)}
    return {
        **row,
        "what": f"{len(missing)}: {words}" if missing else "",
        "overdue": overdue or (_("I tide") if missing else ""),
        "overdue_key": "otherwise" if late else "reached",
        "each": "; ".join(_each(one, today) for one in missing),
    }


def _each(one: Missing, today: date) -> str:
    text = f"{day_words(one.due)}: {_(one.text)} ({one.law})"
    return f"{text} {_('Fristen er overskredet')}" if one.is_late(today) else text


@page(Action.SEE_GRANT)
def years(request: Request) -> HttpResponse:
    """The sums by year of birth."""
    actor, (early, _year) = request.actor, _asked(request)
    rows = queries.by_year(queries.to_sum(actor, early=early), actor)
    money = [_summed(column) for column in _seen(MONEY, rows)]
    table = _table("overgang-aargange", BORN, money, "year", sees_both(actor))
    shown = show(request, table, Listed(rows), _("Efter fødselsår"))
    if out := exported(request, shown):
        return out
    context = {
        "shown": shown,
        "early": early,
        "both": sees_both(actor),
        "names": sees_names(actor),
        "sums": queries.in_all(rows),
    }
    return render(request, "transitions/years.html", context)


@page(Action.SEE_CASE)
def one(request: Request, citizen: UUID) -> HttpResponse:
    """One of them: when, what runs, what it costs, what is missing."""
    actor = request.actor
    found = queries.one_of(actor, citizen)
    both = sees_both(actor)
    rows = queries.help_rows(found)
    table = replace(HELP, columns=[c for c in HELP.columns if both or c.key != "carried_on"])
    shown = show(request, table, Listed(rows), _("Hjælp, der løber eller er bevilget"))
    if shown.export:
        with transaction.atomic():
            read_citizens(actor, "transition.read", [found.id], **shown.facts)
        return shown.export
    context = {
        "found": found,
        "row": queries.row(found, actor),
        "both": both,
        "shown": shown,
        "hidden": any(not grant.case.may_see_cost for grant in found.grants),
    }
    return render(request, "transitions/one.html", context)
