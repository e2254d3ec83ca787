"""What a benchmark hands back: a table for the screen and the same as JSON."""

from __future__ import annotations

import json
import math
import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.table import Table


@dataclass(frozen=True, slots=True)
class Measured:
    """Rows of figures with the promise they are held against; ``faults`` are broken promises."""

    name: str
    about: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    faults: Sequence[str] = ()
    facts: dict[str, Any] = field(default_factory=dict)

    def table(self) -> Table:
        """For the screen: text to the left, numbers to the right."""
        table = Table(title=self.about, title_justify="left")
        for number, column in enumerate(self.columns):
            is_text = all(isinstance(row[number], str) for row in self.rows)
            table.add_column(column, justify="left" if is_text else "right")
        for row in self.rows:
            table.add_row(*(_shown(value) for value in row))
        return table

    def listed(self) -> Iterator[str]:
        """For a screen that is too narrow for the table: each row by itself, its text first and
        then every figure with the name of its column."""
        yield self.about
        for row in self.rows:
            cells = [*zip(self.columns, row, strict=True)]
            texts = [value for _, value in cells if isinstance(value, str) and value]
            figures = [f"{of}: {_shown(one)}" for of, one in cells if not isinstance(one, str)]
            yield ", ".join(texts)
            yield f"  {' · '.join(figures)}"

    def write(self, folder: Path) -> Path:
        """``<name>.json`` in a folder, with what machine it was."""
        folder.mkdir(parents=True, exist_ok=True)
        rows = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        told = {
            "name": self.name,
            "about": self.about,
            "machine": machine(),
            "facts": self.facts,
            "rows": rows,
            "faults": list(self.faults),
        }
        path = folder / f"{self.name}.json"
        path.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        return path


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "cpus": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
    }


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.3f}" if abs(value) < 1 else f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` of the values do not pass. Raises ValueError."""
    if not values:
        raise ValueError("nothing was measured")
    in_order = sorted(values)
    return in_order[max(0, math.ceil(len(in_order) * share - 1e-9) - 1)]
