"""What a plan of places says, as rows of tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from helhed.apps.budgets.queries import service_name
from helhed.apps.forecasts.models import PlacePlan
from helhed.apps.forecasts.web.forms import department_name
from helhed.apps.forecasts.web.rows import STATES, number
from helhed.apps.layout.web.tables import Row
from helhed.apps.layout.web.templatetags.helhed import month_name
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text
from helhed.rules.forecasts.koersel import RunState
from helhed.rules.forecasts.pladsplan import AskedChange

NAMES = {
    0.0: screen_text("Billigst"),
    0.25: screen_text("Lidt sikrere"),
    0.5: screen_text("Midt imellem"),
    0.75: screen_text("Sikrere"),
    1.0: screen_text("Sikrest"),
}
NOTHING = screen_text("Lad være")
ALONE = screen_text("I ingen plan")
NOT_KNOWN = screen_text("kendes ikke")


def asked_rows(listed: Sequence[PlacePlan]) -> list[Row]:
    """The plans that were asked for."""
    return [
        {
            "id": row.id,
            "asked": row.asked_at,
            "department": department_name(row.department),
            "services": ", ".join(_(service_name(key)) for key in row.services),
            "changes": len(row.changes),
            "by": row.asked_by.name if row.asked_by else "",
            "state": RunState.of(row.state).label,
            "state_key": STATES[RunState.of(row.state)],
        }
        for row in listed
    ]


def plan_rows(answer: dict[str, Any]) -> list[Row]:
    """The plans from the cheapest to the safest, and doing nothing."""
    found = [
        {
            "name": NAMES[one["weight"]],
            **{key: one[key] for key in ("expected", "worst", "saved", "low", "high")},
            "places": sum(step["places"] for step in one["steps"]),
        }
        for one in answer["plans"]
    ]
    nothing = {"saved": None, "low": None, "high": None, "places": 0}
    return [*found, {"name": NOTHING, **answer["nothing"], **nothing}]


def option_rows(row: PlacePlan) -> list[Row]:
    """What was asked: each thing that may be done."""
    return [
        {
            "number": number,
            "what": _done(one),
            "district": one.district,
            "most": one.most,
            "lead": one.lead,
            "once": one.once_oere,
        }
        for number, one in enumerate((AskedChange(**told) for told in row.changes), 1)
    ]


def change_words(one: AskedChange) -> str:
    """What a change does, and where."""
    return f"{_done(one)}, {one.district}" if one.district else _done(one)


def _done(one: AskedChange) -> str:
    old, new = (_(service_name(key)) if key else "" for key in (one.from_service, one.to_service))
    if old and new:
        return _("Omdan %(old)s til %(new)s") % {"old": old, "new": new}
    return _("Åbn %(new)s") % {"new": new} if new else _("Luk %(old)s") % {"old": old}


def step_rows(row: PlacePlan) -> list[Row]:
    """What each plan does, quarter by quarter."""
    changes = [AskedChange(**one) for one in row.changes]
    found = []
    for order, plan in enumerate(row.answer["plans"]):
        for step in plan["steps"]:
            change = changes[int(step["change"]) - 1]
            found.append(
                {
                    "order": order,
                    "plan": NAMES[plan["weight"]],
                    "what": change_words(change),
                    "quarter": first_of(row, step["quarter"]),
                    "ready": first_of(row, step["quarter"] + change.lead),
                    "places": step["places"],
                }
            )
    return found


def case_rows(row: PlacePlan) -> list[Row]:
    """What each change of each plan gives beside the same plan without it, and by itself what no
    plan takes."""
    plans = row.answer["plans"]
    told = [(n, NAMES[one["weight"]], case) for n, one in enumerate(plans) for case in one["cases"]]
    told += [(len(plans), ALONE, case) for case in row.answer.get("alone", [])]
    return [_case_row(row, *one) for one in told]


def _case_row(row: PlacePlan, order: int, plan: str, case: dict[str, Any]) -> Row:
    return {
        "order": order,
        "plan": plan,
        "what": change_words(AskedChange(**row.changes[int(case["change"]) - 1])),
        "places": case["places"],
        "saved": case["saved"],
        "low": case["low"],
        "high": case["high"],
        "costs_in": round(100 * case["costs_in"], 1),
        **_moved(case),
        "paid_back": _("Ikke inden for fire år")
        if case["paid_back"] is None
        else month_name(first_of(row, case["paid_back"])),
    }


def move_rows(answer: dict[str, Any]) -> list[Row]:
    """What each plan does to citizens: who must leave, who moves in, and how far from home."""
    return [
        {"order": n, "plan": NAMES[one["weight"]], **_moved(one)}
        for n, one in enumerate(answer["plans"])
    ]


def _moved(told: dict[str, Any]) -> Row:
    """Who moves as cells. An answer from before this was counted says that it is not known."""
    moves, row = told.get("moves", {}), {}
    for side in ("out", "into"):
        many, unknown = moves.get(side), moves.get(f"{side}_unknown")
        row[side] = NOT_KNOWN if many is None else number(many)
        row[f"{side}_km"] = _km(many, moves.get(f"{side}_metres"))
        row[f"{side}_unknown"] = NOT_KNOWN if unknown is None else number(unknown)
    return row


def _km(thousandths: int | None, metres: int | None) -> Decimal | str | None:
    """Kilometres with one decimal; nothing where nobody moves."""
    if thousandths == 0:
        return None
    return NOT_KNOWN if metres is None else round(Decimal(metres) / 1000, 1)


def kind_rows(answer: dict[str, Any]) -> list[Row]:
    """What the plan was counted from."""
    return [
        {
            **one,
            "own_last": one.get("own_last"),
            "bought_last": one.get("bought_last"),
            "service": service_name(one["service"]),
            "need_first": number(one["need_first"]),
            "need_last": number(one["need_last"]),
        }
        for one in answer["kinds"]
    ]


def first_of(row: PlacePlan, quarter: int) -> date:
    """The first day of a quarter of a plan: a quarter begins where the plan does."""
    return Month(row.as_of.year, row.as_of.month).plus(1 + 3 * quarter).first
