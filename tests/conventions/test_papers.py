"""The papers say what is there, and no more."""

import re
import subprocess
import sys
import tomllib

import pytest
from scripts.clean_text import faults
from scripts.reference import PAGES, stale

from tests.conventions.house import ROOT, kept_files, models, routes, text_of

ROOMS_UNDER = ("rules", "apps", "exchange")


def rows_of(name):
    """The cells of every table row of a page."""
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in rows]
    return [row for row in cells if not set(row[0]) <= {"-"}]


def rooms():
    """The folders of the house: rings, rooms of a word, tests and papers."""
    found = set()
    for path in kept_files():
        parts = path.parts
        if parts[:2] == ("src", "helhed") and path.suffix == ".py" and len(parts) > 3:
            found.add("/".join(parts[:3]))
            if parts[2] in ROOMS_UNDER and len(parts) > 4:
                found.add("/".join(parts[:4]))
        if parts[0] in ("tests", "docs") and len(parts) > 2:
            found.add("/".join(parts[:2]))
    return found


def test_the_map_has_one_line_per_room():
    listed = [row[0].strip("`") for row in rows_of("map.md") if row[0].startswith("`")]
    assert len(listed) == len(set(listed))
    assert set(listed) - {"tests/pages", "tests/journeys"} == rooms() - {
        "tests/pages",
        "tests/journeys",
    }
    assert all(row[1] for row in rows_of("map.md"))


def test_the_glossary_has_every_model_and_every_room_and_nothing_else():
    words = {row[0]: row for row in rows_of("glossary.md") if row[0] not in ("Word", "Model")}
    from django.conf import settings

    expected = {model._meta.label for model in models()} | set(settings.APPS_IN_ORDER)
    assert set(words) == expected
    for word, row in words.items():
        assert len(row) == 3, word
        assert row[1], f"{word} has no Danish term"
        assert row[2], f"{word} has no source"


@pytest.mark.parametrize("name", PAGES)
def test_the_generated_pages_are_fresh(name):
    assert name not in stale(), "run `make docs`"


def test_every_declared_page_asks_for_something_or_is_open_on_purpose():
    silent = [
        name
        for name, _, view in routes()
        if getattr(view, "asks", None) is None and not view.__module__.startswith("django.")
    ]
    assert silent == []


def test_the_commands_that_the_readme_names_are_there():
    text = text_of(ROOT / "README.md")
    doors = set(re.findall(r"^    make ([a-z-]+)", text, re.M)) | set(
        re.findall(r"`make ([a-z-]+)", text)
    )
    known = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.M))
    assert doors
    assert doors <= known
    words = set(re.findall(r"\.venv/bin/helhed ([a-z]+)", text))
    listed = set(
        re.findall(r"^## `helhed ([a-z]+)", text_of(ROOT / "docs/reference/command-line.md"), re.M)
    )
    assert words <= listed


def test_links_between_papers_lead_somewhere():
    dead = []
    for path in kept_files():
        if path.suffix == ".md" and path.parts[0] in ("docs", "README.md"):
            for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text_of(path)):
                if not (ROOT / path.parent / target).exists():
                    dead.append(f"{path} -> {target}")
    assert dead == []


def test_the_notices_name_every_package_that_is_installed():
    notices = text_of(ROOT / "NOTICES.md")
    listed = set(re.findall(r"[a-z0-9][a-z0-9.-]+", notices.lower()))
    for name in ("base", "dev"):
        locked = text_of(ROOT / "requirements" / f"{name}.txt")
        packages = set(re.findall(r"^([A-Za-z0-9_.-]+)==", locked, re.M))
        assert packages - listed == set(), f"requirements/{name}.txt"


def test_the_licence_is_the_one_that_is_declared_everywhere():
    assert text_of(ROOT / "LICENSE").startswith("Mozilla Public License Version 2.0")
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    code = text_of(ROOT / "publiccode.yml")
    assert project["license"] == "MPL-2.0"
    assert "license: MPL-2.0" in code
    assert f"softwareVersion: {project['version']}" in code
    assert f"## {project['version']}" in text_of(ROOT / "CHANGELOG.md")


def test_the_locks_have_a_hash_for_every_package():
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        blocks = re.split(r"^(?=[A-Za-z0-9])", text_of(path), flags=re.M)
        bare = [b.split(" ")[0] for b in blocks if "==" in b.split("\n")[0] and "--hash=" not in b]
        assert bare == [], path.name


def test_no_kept_file_names_a_registry_or_a_path_of_one_machine():
    done = subprocess.run(
        [sys.executable, "scripts/clean_text.py"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout.strip() == ""
    assert done.returncode == 0


@pytest.mark.parametrize(
    "words",
    [
        ("https://", "pypi", ".org/simple"),
        ("http://deb.", "debian", ".org/debian"),
        ("/wo", "rk/main/src"),
        ("/ro", "ot/.cache"),
        ("--index", "-url x"),
    ],
)
def test_a_registry_or_a_path_of_one_machine_would_be_found(words):
    assert faults("file", "first\nsee " + "".join(words)) != []


def test_honest_text_is_left_alone():
    assert faults("file", "take it from PyPI; root may; see /tmp and /work; pypi.organic") == []
