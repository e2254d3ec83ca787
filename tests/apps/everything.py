"""All rows of the database at once, to see whether anything changed."""

from __future__ import annotations

from typing import Any

from django.apps import apps

LEFT_OUT = {"contenttypes", "auth", "sessions", "django_tasks_db"}


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of the house, also those between two tables."""
    models = [m for m in apps.get_models(include_auto_created=True) if _is_ours(m)]
    return {m._meta.label: sorted(m._base_manager.values_list(), key=repr) for m in models}


def _is_ours(model: Any) -> bool:
    return model._meta.app_label not in LEFT_OUT
