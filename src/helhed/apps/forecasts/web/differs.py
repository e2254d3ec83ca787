"""What a scenario differs by, as rows of tables and as fans. Each path is held against the same one
without the scenario, so nothing here is two intervals taken from each other."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from helhed.apps.forecasts.figures import CUMULATED, NET, OERE, PERSONS
from helhed.apps.forecasts.models import Forecast
from helhed.apps.forecasts.queries import Figures, months_of, quantile
from helhed.apps.forecasts.scenarios import changes_of, is_written
from helhed.apps.forecasts.web.rows import label, number, on_axis
from helhed.apps.layout.web.fans import Drawn, Fan, fan_chart
from helhed.apps.layout.web.spans import Span, Spans, spans
from helhed.apps.layout.web.tables import Row
from helhed.kernel.period import Month
from helhed.rules.forecasts.forskel import Difference, difference_of

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9


@dataclass(frozen=True, slots=True)
class Beside:
    """One scenario of a run: what it differs by month by month and in all, as figures and drawn."""

    number: int
    name: str
    months: list[Month]
    monthly: Figures
    in_all: Figures
    fans: list[tuple[str, Fan]]
    legend: list[tuple[str, str]]
    is_written: bool

    @property
    def verdict(self) -> str:
        """What can be said of all months together."""
        return difference_of(self.low, self.high, self.is_written).value

    @property
    def mean(self) -> int:
        found: int = self.in_all["mean"][-1]
        return found

    @property
    def low(self) -> int:
        return quantile(self.in_all, LOW)[-1]

    @property
    def high(self) -> int:
        return quantile(self.in_all, HIGH)[-1]

    @property
    def least(self) -> int:
        """The end of the interval that is nearest to nothing, without its sign."""
        return min(abs(self.low), abs(self.high))

    @property
    def most(self) -> int:
        return max(abs(self.low), abs(self.high))


def chosen(row: Forecast, totals: dict[int, Figures], asked: str) -> Beside | None:
    """The scenario that an address asks for, the first when it asks for none of them; None when the
    run has none, or was counted before differences were summed."""
    able = [n for n in range(1, len(row.scenarios) + 1) if CUMULATED in _money(totals, n)]
    if not able:
        return None
    chosen_one = int(asked) if asked.isdecimal() and len(asked) < 3 else 0
    one = chosen_one if chosen_one in able else able[0]
    money, months = _money(totals, one), months_of(row)
    monthly, in_all = money["months"], money[CUMULATED]
    fans = [
        (title, _fan(figures, months, title))
        for title, figures in ((_("Måned for måned"), monthly), (_("Lagt sammen"), in_all))
    ]
    legend = [
        ("middle-line", _("I snit")),
        ("band-80", _("8 af 10")),
        ("frame-line", _("Ingen forskel")),
    ]
    scenario = row.scenarios[one - 1]
    written = _is_written(scenario)
    return Beside(one, scenario["name"], months, monthly, in_all, fans, legend, written)


def side_by_side(row: Forecast, totals: dict[int, Figures]) -> list[Spans]:
    """All scenarios in one picture: what each differs by over all months; none without two."""
    told = [
        Span(
            scenario["name"],
            float(quantile(figures, LOW)[-1]),
            float(figures["mean"][-1]),
            float(quantile(figures, HIGH)[-1]),
        )
        for number_of, scenario in enumerate(row.scenarios, 1)
        if (figures := _money(totals, number_of).get(CUMULATED))
    ]
    title = _("Hvad hvert scenarie koster mere eller mindre, alle måneder lagt sammen")
    return spans(title, told, on_axis) if len(told) > 1 else []


def _money(totals: dict[int, Figures], scenario: int) -> Figures:
    found: Figures = totals.get(scenario, {}).get("difference", {}).get(OERE, {})
    return found


def _fan(figures: Figures, months: list[Month], title: str) -> Fan:
    low, high = ([float(v) for v in quantile(figures, q)] for q in (LOW, HIGH))
    middle = [float(v) for v in figures["mean"]]
    bands = [("band-80", _("8 af 10"), low, high)]
    nothing = [0.0] * len(months)
    drawn = Drawn([label(month) for month in months], [], middle, bands, nothing)
    return fan_chart(title, drawn, on_axis)


def month_rows(beside: Beside) -> list[Row]:
    """The months of a scenario's difference, each and in all."""
    names = [("low", LOW), ("middle", MIDDLE), ("high", HIGH)]
    return [
        {
            "scenario": beside.name,
            "month": month.first,
            "mean": beside.monthly["mean"][n],
            "mean_in_all": beside.in_all["mean"][n],
            **{name: quantile(beside.monthly, q)[n] for name, q in names},
            **{f"{name}_in_all": quantile(beside.in_all, q)[n] for name, q in names},
        }
        for n, month in enumerate(beside.months)
    ]


def compared_rows(row: Forecast, totals: dict[int, Figures]) -> list[Row]:
    """Year by year what it costs without changes, then what each scenario gives and what it differs
    by, path by path; years in which no scenario differs come last."""
    of_years: dict[str, list[Row]] = {}
    for year, own in sorted(totals.get(0, {}).get(OERE, {}).get("years", {}).items()):
        of_years[year] = [_without(year, own)]
    for number_of, scenario in enumerate(row.scenarios, 1):
        figures = totals.get(number_of, {})
        for year in sorted(figures.get(OERE, {}).get("years", {})):
            of_years.setdefault(year, []).append(_beside(scenario, year, figures))
    nothing = Difference.NONE.label
    still = [y for y, rows in of_years.items() if all(r["verdict"] == nothing for r in rows[1:])]
    years = [year for year in of_years if year not in still] + still
    return [one for year in years for one in of_years[year]] if row.scenarios else []


def _without(year: str, own: Figures) -> Row:
    names = ("mean", "low", "difference", "high", "after", "persons")
    told = {"scenario": _("Uden ændringer"), "year": year, "middle": quantile(own, MIDDLE)[0]}
    return {**told, **dict.fromkeys(names), "verdict": "", "is_translated": True}


def _beside(scenario: dict[str, str], year: str, figures: Figures) -> Row:
    differs = figures["difference"]
    beside, persons = differs[OERE]["years"][year], differs[PERSONS]["years"][year]
    after = differs.get(NET, {}).get("years", {}).get(year)
    low, high = quantile(beside, LOW)[0], quantile(beside, HIGH)[0]
    return {
        "scenario": scenario["name"],
        "year": year,
        "middle": quantile(figures[OERE]["years"][year], MIDDLE)[0],
        "mean": beside["mean"][0],
        "low": low,
        "difference": quantile(beside, MIDDLE)[0],
        "high": high,
        "after": after["mean"][0] if after else None,
        "persons": number(persons["mean"][0]),
        "verdict": difference_of(low, high, _is_written(scenario)).label,
    }


def _is_written(scenario: dict[str, str]) -> bool:
    return is_written(changes_of(scenario["changes"]))
