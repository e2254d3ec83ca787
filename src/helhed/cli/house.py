"""Opening the house for a command: which database, then Django."""

from __future__ import annotations

import os

import django


def open_house(database: str | None = None) -> None:
    """Set Django up on a database URL; without one, on what the environment says."""
    if database:
        os.environ["DATABASE_URL"] = database
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helhed.project.settings")
    django.setup()
