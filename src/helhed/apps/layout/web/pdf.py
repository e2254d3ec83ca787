"""PDF files for people: tagged (PDF/UA-1), with fonts of their own, the same each time."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib import resources
from typing import Any

import typst

PDF = "application/pdf"


def compiled(package: str, template: str, told: dict[str, Any], at: datetime) -> bytes:
    """A template of a room's ``typst`` folder with what it is to tell, as data and never as
    markup; ``at`` is when it is made."""
    source = resources.files(package) / "typst" / template
    made = typst.compile(
        source.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"told": json.dumps(told, ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=at.astimezone(UTC).replace(microsecond=0),
    )
    return bytes(made)
