"""Scenarios of the command line: small TOML files."""

from __future__ import annotations

from pathlib import Path

from helhed.exchange.faults import Faults
from helhed.forecast.episodes.scenario_told import scenario_of
from helhed.forecast.episodes.scenarios import Scenario


def read_scenario(path: Path, faults: Faults) -> Scenario | None:
    """A scenario; None, with every fault named, when something is wrong."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        what = error.strerror if isinstance(error, OSError) else "it is not written in UTF-8"
        faults.add(path.name, "not-toml", f"it cannot be read: {what}.", "Correct it.")
        return None
    found, wrong = scenario_of(text, path.stem)
    for one in wrong:
        at = f"line {one.line}: " if one.line else ""
        faults.add(path.name, one.code, f"{at}{one.text}", one.to_do)
    return found
