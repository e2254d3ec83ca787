"""A small demonstration whose forecast is counted, and the people who read it."""

from __future__ import annotations

from datetime import date

from helhed.apps.access.access import Actor, House, posts_of
from helhed.apps.access.models import User
from helhed.apps.forecasts import actions, jobs
from helhed.apps.forecasts.models import Forecast, PlacePlan, Run
from helhed.apps.transfer.loading import load_frames
from helhed.kernel.clock import FixedDay
from helhed.synth.make import make

TODAY = date(2026, 11, 2)
HOUSE = House(FixedDay(TODAY))


def demonstration() -> None:
    """A demonstration of a hundredth."""
    load_frames(make(0.01, 5))


def somebody(username: str) -> Actor:
    """A user of the demonstration."""
    user = User.objects.get(username=username)
    return Actor(user, posts_of(user, TODAY), FixedDay(TODAY))


def counted_run(
    department: str = "", months: int = 24, scenarios: tuple[str, ...] = ()
) -> Forecast:
    """A run that is done; each scenario is the TOML of one."""
    finance = somebody("demo-finance")
    made = [
        actions.write_scenario(finance, department=department, name=f"Scenarie {n}", changes=text)
        for n, text in enumerate(scenarios, 1)
    ]
    row = actions.ask(
        finance,
        department=department,
        months=months,
        paths=100,
        scenarios=[one.id for one in made],
    )
    return count(row)


def count(row: Run) -> Forecast:
    """Let the house count a run, and read it again."""
    jobs.carry_out(HOUSE, type(row), row.id)
    row.refresh_from_db()
    return row  # type: ignore[return-value]


__all__ = ["PlacePlan"]
