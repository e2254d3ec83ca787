"""What runs say as rows of tables, and as a fan."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from helhed.apps.budgets.queries import service_name
from helhed.apps.forecasts.figures import OERE, PERSONS
from helhed.apps.forecasts.models import Forecast
from helhed.apps.forecasts.queries import (
    Figures,
    Past,
    RunPage,
    UnitAnswer,
    owner_name,
    persons_now,
    quantile,
)
from helhed.apps.forecasts.tested import OURS, tested
from helhed.apps.forecasts.web.forms import danish
from helhed.apps.layout.web.charts import in_short
from helhed.apps.layout.web.fans import Drawn, Fan, fan_chart
from helhed.apps.layout.web.tables import Row
from helhed.apps.layout.web.templatetags.helhed import kroner, month_short, quantity, said
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text
from helhed.rules.forecasts.koersel import RunState

EDGES = {
    "low95": 0.025,
    "low80": 0.1,
    "low50": 0.25,
    "middle": 0.5,
    "high50": 0.75,
    "high80": 0.9,
    "high95": 0.975,
}
BANDS = (
    ("band-95", screen_text("19 af 20"), "low95", "high95"),
    ("band-80", screen_text("8 af 10"), "low80", "high80"),
    ("band-50", screen_text("Hver anden"), "low50", "high50"),
)
STATES = {
    RunState.WAITING: "waiting",
    RunState.RUNNING: "active",
    RunState.DONE: "reached",
    RunState.FAILED: "rejected",
    RunState.CANCELLED: "",
}
METHODS = {
    "helhed": screen_text("Denne prognose"),
    "naive": screen_text("Sidste tal"),
    "drift": screen_text("Sidste tal og væksten"),
    "seasonal naive": screen_text("Samme måned sidste år"),
    "pooled growth": screen_text("Alle ydelsers vækst"),
    "stock and flow": screen_text("Bestand og tilgang"),
}
SERIES = {
    "oere": screen_text("Udgift"),
    "persons": screen_text("Personer"),
    "places": screen_text("Helårspladser"),
}


def number(thousandths: int | None) -> Decimal | None:
    """Thousandths as a number with one decimal; of next to nothing 0 and no less."""
    return None if thousandths is None else round(Decimal(thousandths) / 1000, 1) + 0


def unit_rows(found: RunPage) -> list[Row]:
    """The services and owners of a run."""
    return [_unit_row(found.row, one) for one in found.units]


def _unit_row(row: Forecast, one: UnitAnswer) -> Row:
    persons, oere = one.figures[PERSONS]["months"], one.figures.get(OERE, {})
    money = oere.get("months", {"mean": [None]})["mean"]
    whole = sorted(oere.get("years", {}).items())
    year = next((own for key, own in whole if int(key) > row.as_of.year), None)
    return {
        "service": one.service_name,
        "owner": one.owner_name,
        "opens": f"{reverse('forecasts:unit', args=[row.id, one.service, one.owner])}",
        "persons": number(persons_now(one)),
        "persons_then": number(persons["mean"][-1]),
        "oere": money[0],
        "oere_then": money[-1],
        "year": year["mean"][0] if year else None,
        "low": quantile(year, 0.1)[0] if year else None,
        "high": quantile(year, 0.9)[0] if year else None,
    }


def edges(figures: Figures, at: int) -> dict[str, int]:
    """The quantiles of one month, by their names in the tables."""
    return {name: quantile(figures, wanted)[at] for name, wanted in EDGES.items()}


def month_rows(figures: Figures, months: Sequence[Month], frames: dict[int, int]) -> list[Row]:
    """The months of a forecast of money; a month's frame is a twelfth of its year's."""
    return [
        {"month": month.first, **edges(figures, n), "frame": a_twelfth(frames, month)}
        for n, month in enumerate(months)
    ]


def persons_rows(figures: Figures, months: Sequence[Month]) -> list[Row]:
    """The months of a forecast of persons."""
    return [
        {"month": month.first, **{key: number(one) for key, one in edges(figures, n).items()}}
        for n, month in enumerate(months)
    ]


def a_twelfth(frames: dict[int, int], month: Month) -> int | None:
    """A twelfth of the frame of a month's year; None without one."""
    frame = frames.get(month.year)
    return None if frame is None else round(frame / 12)


def money_fan(found: RunPage, figures: Figures, title: str) -> Fan:
    """The fan of what it costs, with what was committed before and the frame."""
    months = [month for month, _ in found.before] + found.months
    return fan_chart(
        title,
        Drawn(
            [label(month) for month in months],
            [float(oere) for _, oere in found.before],
            [float(one) for one in quantile(figures, 0.5)],
            _bands(figures, 1),
            [a_twelfth(found.frames, month) for month in months],
        ),
        on_axis,
    )


def persons_fan(
    before: Past, figures: Figures, months: Sequence[Month], budget: dict[int, int]
) -> Fan:
    """The fan of how many there are at the end of each month, after those before; ``budget`` is
    how many thousandths a year's budget was built on."""
    every = [*before.months, *months]
    drawn = Drawn(
        [label(month) for month in every],
        [one / 1000 for one in before.persons],
        [one / 1000 for one in quantile(figures, 0.5)],
        _bands(figures, 1000),
        [budget[month.year] / 1000 if month.year in budget else None for month in every],
    )
    return fan_chart(_("Personer ved månedens slutning"), drawn, _counted)


def on_axis(oere: float) -> str:
    """An amount on the axis, as exact as the lines stand."""
    return in_short(oere, 2)


def _counted(value: float) -> str:
    """A number of persons on the axis."""
    return f"{value:.1f}".replace(".", ",").removesuffix(",0")


def cost_fan(
    before: Past, figures: Figures, months: Sequence[Month], budget: dict[int, int]
) -> Fan:
    """The fan of what one service costs, after what it cost; ``budget`` is øre by year."""
    every = [*before.months, *months]
    drawn = Drawn(
        [label(month) for month in every],
        [float(one) for one in before.oere],
        [float(one) for one in quantile(figures, 0.5)],
        _bands(figures, 1),
        [a_twelfth(budget, month) for month in every],
    )
    return fan_chart(_("Udgift måned for måned"), drawn, on_axis)


def _bands(figures: Figures, scale: int) -> list[tuple[str, str, list[float], list[float]]]:
    return [
        (
            style,
            _(text),
            [one / scale for one in quantile(figures, EDGES[low])],
            [one / scale for one in quantile(figures, EDGES[high])],
        )
        for style, text, low, high in BANDS
    ]


def label(month: Month) -> str:
    """A month under a fan."""
    return f"{month_short(month.first)} {month.year % 100:02}"


def legend(with_money: bool) -> list[tuple[str, str]]:
    """The words of a fan's colours."""
    known = [("known-line", _("Disponeret"))] if with_money else []
    frame = [("frame-line", _("Ramme, en tolvtedel"))] if with_money else []
    return [*known, *_middle_and_bands(), *frame]


def legend_of_unit(has_past: bool, has_budget: bool) -> list[tuple[str, str]]:
    """The same of one service's."""
    known = [("known-line", _("Det, der var"))] if has_past else []
    budget = [("frame-line", _("Budgettets forudsætning"))] if has_budget else []
    return [*known, *_middle_and_bands(), *budget]


def _middle_and_bands() -> list[tuple[str, str]]:
    bands = [(style, _(text)) for style, text, _low, _high in BANDS]
    return [("middle-line", _("Midten")), *reversed(bands)]


def year_rows(found: RunPage) -> list[Row]:
    """The whole years of a run beside their frames."""
    return [
        {
            "year": one.year,
            "low": one.low,
            "middle": one.middle,
            "high": one.high,
            "frame": one.frame,
            "left": None if one.over is None else -one.over,
            "net": one.net,
        }
        for one in found.years
    ]


def score_rows(row: Forecast) -> list[Row]:
    """The back-test of a run, what it costs in all first."""
    return [
        {
            "series": series_name(one["series"]),
            "order": (_place(one["series"]), one["ahead"], one["method"] != OURS),
            "ahead": one["ahead"],
            "method": said(METHODS.get(one["method"], one["method"])),
            "count": one["count"],
            **{name: hundredths(one.get(name)) for name in ("wape", "bias", "crps", "wis")},
            **{name: hundredths(one[name]) for name in ("cover_50", "cover_80", "cover_95")},
        }
        for one in row.scores
    ]


def _place(series: str) -> tuple[int, bool]:
    """Where a series of the back-test stands: money first, and all in total before each."""
    name, in_total, _rest = series.partition(", ")
    return (list(SERIES).index(name) if name in SERIES else len(SERIES), not in_total)


def no_better(row: Forecast) -> list[str]:
    """Where the last value was no further off, by series: how many months ahead."""
    found = []
    for series in sorted({one["series"] for one in row.scores}, key=_place):
        ahead = [str(one.ahead) for one in tested(row, series) if one.is_no_better]
        if ahead:
            months = ", ".join(ahead)
            text = _("%(series)s: %(months)s måneder frem")
            found.append(text % {"series": series_name(series), "months": months})
    return found


def series_name(series: str) -> str:
    """What a series of the back-test is called."""
    name, _sep, rest = series.partition(", ")
    words, of = said(SERIES.get(name, name)), _("i alt") if rest else _("hver ydelse")
    return f"{words}, {of}"


def hundredths(value: float | None) -> Decimal | None:
    """A share in percent with one decimal; None where the method says none."""
    return None if value is None else round(Decimal(100 * value), 1)


def asked_by(row: Forecast) -> str:
    """Who asked for a run."""
    return row.asked_by.name if row.asked_by else _("Huset selv")


def run_rows(listed: Sequence[Forecast]) -> list[Row]:
    """The runs of a department."""
    return [
        {
            "id": row.id,
            "asked": row.asked_at,
            "as_of": row.as_of,
            "months": row.months,
            "paths": row.paths,
            "scenarios": len(row.scenarios),
            "by": asked_by(row),
            "state": RunState.of(row.state).label,
            "state_key": STATES[RunState.of(row.state)],
        }
        for row in listed
    ]


def notes_of(row: Forecast, of_scenarios: bool = False) -> list[SafeString]:
    """What had to be assumed, in the reader's language; of the scenarios alone when asked."""
    return [
        mark_safe(escape(said(one["text"])) % _worded(one["values"]))  # noqa: S308
        for one in row.notes
        if not of_scenarios or "scenario" in one["values"]
    ]


def _worded(values: dict[str, object]) -> dict[str, SafeString]:
    return {key: conditional_escape(_word(key, value)) for key, value in values.items()}


def _word(key: str, value: object) -> str:
    if key == "scenario":
        return danish(str(value))
    if key == "service":
        return service_name(str(value))
    if key == "owner":
        return said(owner_name(str(value))).lower()
    if key in ("places", "people"):
        return quantity(int(str(value)))
    if key == "kroner":
        return kroner(int(str(value)) * 100)
    if key == "month":
        return str(MONTHS[int(str(value))])
    return str(value).replace(".", ",")
