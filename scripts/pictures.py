"""Writes the pictures of docs/how-to again, each by the very command that its page shows."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

from typer.testing import CliRunner

from helhed.cli.main import app

ROOT = Path(__file__).parents[1]
HOW_TO = ROOT / "docs" / "how-to"
SHOWN = re.compile(
    r"^ +helhed (?P<words>[^\n]* --picture [^\n]*)$"
    r"(?:(?!^ +helhed ).)*?\]\(pictures/(?P<name>[^)]+)\)",
    re.MULTILINE | re.DOTALL,
)
"""A command with a picture, and the picture that stands under it."""


def commands() -> dict[str, list[str]]:
    """The words of each picture's command, as its page has them."""
    return {
        found["name"]: shlex.split(found["words"])
        for page in sorted(HOW_TO.glob("*.md"))
        for found in SHOWN.finditer(page.read_text("utf-8"))
    }


COMMANDS = commands()


def draw(into: Path) -> None:
    """Every picture, in a folder: each command is run as it stands where there is nothing but the
    examples. Raises RuntimeError when one fails."""
    for name, words in COMMANDS.items():
        with TemporaryDirectory() as clean:
            shutil.copytree(HOW_TO / "examples", Path(clean, "docs", "how-to", "examples"))
            with chdir(clean):
                ran = CliRunner().invoke(app, words)
                if ran.exit_code:
                    raise RuntimeError(f"{name}: {ran.output}")
                shutil.copy(words[words.index("--picture") + 1], into / name)


if __name__ == "__main__":
    draw(HOW_TO / "pictures")
    sys.exit(0)
