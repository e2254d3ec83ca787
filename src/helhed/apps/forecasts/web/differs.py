"""What a scenario differs by, as rows of tables and as fans. Each path is held against the same one
without the scenario, so nothing here is two intervals taken from each other."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from helhed.apps.forecasts.figures import CUMULATED, NET, OERE, PERSONS
from helhed.apps.forecasts.models import Forecast
from helhed.apps.forecasts.queries import Figures, months_of, quantile
from helhed.apps.forecasts.web.rows import label, number, on_axis
from helhed.apps.layout.web.fans import Drawn, Fan, fan_chart
from helhed.apps.layout.web.tables import Row
from helhed.kernel.period import Month
from helhed.rules.forecasts.forskel import difference_of

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

    @property
    def verdict(self) -> str:
        """What can be said of all months together."""
        return difference_of(self.low, self.high).value

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
        ("middle-line", _("Midten")),
        ("band-80", _("8 af 10")),
        ("frame-line", _("Ingen forskel")),
    ]
    return Beside(one, row.scenarios[one - 1]["name"], months, monthly, in_all, fans, legend)


def _money(totals: dict[int, Figures], scenario: int) -> Figures:
    found: Figures = totals.get(scenario, {}).get("difference", {}).get(OERE, {})
    return found


def _fan(figures: Figures, months: list[Month], title: str) -> Fan:
    low, middle, high = ([float(v) for v in quantile(figures, q)] for q in (LOW, MIDDLE, HIGH))
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
            **{name: quantile(beside.monthly, q)[n] for name, q in names},
            **{f"{name}_in_all": quantile(beside.in_all, q)[n] for name, q in names},
        }
        for n, month in enumerate(beside.months)
    ]


def compared_rows(row: Forecast, totals: dict[int, Figures]) -> list[Row]:
    """What each scenario gives by year, and what it differs by, path by path."""
    listed = []
    for number_of, scenario in enumerate(row.scenarios, 1):
        figures = totals.get(number_of, {})
        differs = figures.get("difference", {})
        for year, own in sorted(figures.get(OERE, {}).get("years", {}).items()):
            beside, persons = differs[OERE]["years"][year], differs[PERSONS]["years"][year]
            after = differs.get(NET, {}).get("years", {}).get(year)
            low, high = quantile(beside, LOW)[0], quantile(beside, HIGH)[0]
            listed.append(
                {
                    "scenario": scenario["name"],
                    "year": year,
                    "middle": quantile(own, MIDDLE)[0],
                    "low": low,
                    "difference": quantile(beside, MIDDLE)[0],
                    "high": high,
                    "after": quantile(after, MIDDLE)[0] if after else None,
                    "persons": number(persons["mean"][0]),
                    "verdict": difference_of(low, high).label,
                }
            )
    return listed
