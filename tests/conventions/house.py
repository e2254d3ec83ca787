"""The tree of the house as the tests see it: files, templates and what they say."""

import os
import subprocess
from functools import cache
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "helhed"


@cache
def kept_files() -> list[Path]:
    """Files that git knows or would take in, as paths from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()]


def source_files() -> list[Path]:
    """Python files of the package, without the migrations."""
    return [
        path
        for path in kept_files()
        if path.suffix == ".py" and path.parts[0] == "src" and "migrations" not in path.parts
    ]


def templates() -> dict[str, Path]:
    """Every template by the name it is rendered by."""
    found = {}
    for path in kept_files():
        parts = path.parts
        if path.suffix == ".html" and "templates" in parts:
            found["/".join(parts[parts.index("templates") + 1 :])] = path
    return found


def text_of(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def start_django() -> None:
    """Models and addresses without a database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helhed.project.settings")
    django.setup()


def routes():
    """Every address: (name with its room, pattern, view)."""
    start_django()
    from django.urls import URLPattern, get_resolver

    def walk(patterns, room):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                name = f"{room}:{pattern.name}" if room else pattern.name
                yield name, str(pattern.pattern), pattern.callback
            else:
                yield from walk(pattern.url_patterns, pattern.namespace or room)

    return list(walk(get_resolver().url_patterns, ""))


def models():
    """Every model of the house."""
    start_django()
    from django.apps import apps

    return [model for model in apps.get_models() if model.__module__.startswith("helhed.")]
