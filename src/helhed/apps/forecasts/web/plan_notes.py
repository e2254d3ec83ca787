"""What has to be said of the figures of a plan of places: which prices it is counted at, how it
agrees with the forecast, and where a mean or an interval looks wrong and why it is not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from helhed.apps.forecasts.models import PlacePlan
from helhed.apps.forecasts.web.plan_rows import ALONE, NAMES, change_words
from helhed.apps.layout.web.templatetags.helhed import kroner, said
from helhed.rules.forecasts.pladsplan import AskedChange

Named = tuple[str, dict[str, Any]]


def cost_notes(answer: dict[str, Any]) -> list[str]:
    """Of the frontier: the prices, the forecast beside it, and what the plans' intervals need."""
    named = [(said(NAMES[one["weight"]]), one) for one in answer["plans"]]
    notes = [_prices(answer), *_beside_forecast(answer), *_odd(named)]
    if len(named) == 1:
        notes.append(
            _("Der er én plan, for den er billigst både i snit og i den værste tiendedel.")
        )
    return notes


def case_notes(row: PlacePlan) -> list[str]:
    """Of what each change gives."""
    plans = [(said(NAMES[one["weight"]]), one["cases"]) for one in row.answer["plans"]]
    plans.append((said(ALONE), row.answer.get("alone", [])))
    return _odd((f"{_what(row, case)} ({plan})", case) for plan, cases in plans for case in cases)


def _what(row: PlacePlan, case: dict[str, Any]) -> str:
    return change_words(AskedChange(**row.changes[int(case["change"]) - 1]))


def _prices(answer: dict[str, Any]) -> str:
    if "forecast" not in answer:
        return _(
            "Regnet med faste priser: at priser stiger, og at de er usikre, er ikke med. Bestil"
            " planen igen, så kommer det med."
        )
    return _(
        "Priserne er prognosens egne i hvert forløb: de stiger og er usikre som dér."
        " Engangsudgiften er den, der er skrevet, og stiger ikke."
    )


def _beside_forecast(answer: dict[str, Any]) -> list[str]:
    if "forecast" not in answer:
        return []
    told = {f"f_{key}": kroner(oere) for key, oere in answer["forecast"].items()}
    told |= {f"n_{key}": kroner(oere) for key, oere in answer["nothing"].items()}
    return [
        _(
            "Prognosen venter %(f_expected)s kr. til de valgte ydelser på fire år, i egne og købte"
            " pladser (otte af ti forløb: %(f_low)s til %(f_high)s). »Lad være« er"
            " %(n_expected)s kr. (%(n_low)s til %(n_high)s): her koster tomme egne pladser også,"
            " og egne pladser fyldes, før der købes."
        )
        % told
    ]


def _odd(named: Iterable[Named]) -> list[str]:
    """Why a mean is not between low and high, and why the two are the same."""
    told = [(name, one) for name, one in named if one["low"] is not None]
    outside = [name for name, one in told if not one["low"] <= one["saved"] <= one["high"]]
    same = [name for name, one in told if one["low"] == one["high"]]
    found = []
    if outside:
        text = _(
            "Gennemsnittet er ikke mellem lavt og højt for %(names)s: færre end hver tiende forløb"
            " afviger så meget, at de flytter gennemsnittet uden for det, de andre er i."
        )
        found.append(text % {"names": _listed(outside)})
    if same:
        text = _(
            "Lavt og højt er ens for %(names)s: beløbet er det samme i mindst otte af ti forløb."
        )
        found.append(text % {"names": _listed(same)})
    return found


def _listed(names: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(names))
