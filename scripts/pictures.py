"""Writes the pictures of docs/how-to again, each by the command that its page shows."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from typer.testing import CliRunner

from helhed.cli.main import app

ROOT = Path(__file__).parents[1]
HOW_TO = ROOT / "docs" / "how-to"
COMMANDS = {
    "forecast.svg": ["forecast", "run", "--in", "counts", "--horizon", "5"],
    "forecast-one.svg": [
        "forecast", "run", "--in", "counts", "--horizon", "5", "--picture-of", "Vestby",
    ],
    "backtest.svg": ["forecast", "backtest", "--in", "counts", "--horizon", "3"],
    "places.svg": ["places", "plan", "--in", "places"],
}  # fmt: skip
"""The words of each picture's command; the folder is one of docs/how-to/examples."""


def draw(into: Path) -> None:
    """Every picture, in a folder. Raises RuntimeError when a command fails."""
    for name, words in COMMANDS.items():
        told = list(words)
        told[told.index("--in") + 1] = str(HOW_TO / "examples" / words[words.index("--in") + 1])
        with TemporaryDirectory() as out:
            ran = CliRunner().invoke(app, [*told, "--out", out, "--picture", str(into / name)])
        if ran.exit_code:
            raise RuntimeError(f"{name}: {ran.output}")


if __name__ == "__main__":
    draw(HOW_TO / "pictures")
    sys.exit(0)
