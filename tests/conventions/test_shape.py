"""How the house is built: short files and functions, plain names, and doors that stay shut."""

import ast
import re

import pytest

from tests.conventions.house import kept_files, source_files, text_of

MOST_LINES = 400
MOST_LINES_IN_A_FUNCTION = 60
FORBIDDEN_ROOMS = {"core", "util", "utils", "helper", "helpers", "common", "services", "misc"}


def code_files():
    """Python of the package, the tests and the scripts."""
    return [
        path for path in kept_files() if path.suffix == ".py" and "migrations" not in path.parts
    ]


def test_no_file_is_longer_than_four_hundred_lines():
    long = {
        str(path): lines
        for path in code_files()
        if (lines := len(text_of(path).splitlines())) > MOST_LINES
    }
    assert long == {}


def test_functions_fit_on_a_screen():
    long = {
        f"{path}:{node.name}": node.end_lineno - node.lineno + 1
        for path in source_files()
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > MOST_LINES_IN_A_FUNCTION
    }
    assert long == {}


def test_no_room_has_a_name_that_says_nothing():
    vague = [
        str(path)
        for path in kept_files()
        if path.suffix == ".py" and {*path.parts[:-1], path.stem} & FORBIDDEN_ROOMS
    ]
    assert vague == []


def test_every_module_says_what_it_is():
    silent = [
        str(path)
        for path in source_files()
        if text_of(path).strip() and ast.get_docstring(ast.parse(text_of(path))) is None
    ]
    assert silent == []


def test_every_test_says_what_it_is_for():
    silent = [
        str(path)
        for path in kept_files()
        if path.parts[0] == "tests"
        and path.name.startswith("test_")
        and ast.get_docstring(ast.parse(text_of(path))) is None
    ]
    assert silent == []


def test_names_of_tests_are_sentences():
    short = [
        f"{path}:{node.name}"
        for path in kept_files()
        if path.parts[0] == "tests" and path.suffix == ".py"
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith("test_")
        and len(node.name.split("_")) < 4
    ]
    assert short == []


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"<script(?![^>]*\bsrc=)[^>]*>", "an inline script is stopped by the policy"),
        (r"<style\b", "an inline style sheet is stopped by the policy"),
        (r"\sstyle=", "an inline style is stopped by the policy"),
        (r"\son[a-z]+=\"", "an inline handler is stopped by the policy"),
        (r"\bhref=\"https?://", "a page refers to nothing outside the house"),
        (r"\bsrc=\"(?:https?:)?//", "a page loads nothing from outside the house"),
    ],
)
def test_templates_hold_nothing_that_the_security_policy_stops(pattern, why):
    found = [
        f"{path}: {match[0]}"
        for path in kept_files()
        if path.suffix == ".html"
        for match in re.finditer(pattern, text_of(path))
    ]
    assert found == [], why


def test_errors_for_the_screen_are_named_after_what_could_not_be_done():
    wrong = [
        f"{path}:{node.name}"
        for path in source_files()
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id == "UnableTo" for base in node.bases)
        and node.name.endswith(("Error", "Exception"))
    ]
    assert wrong == []


def test_nothing_reads_the_machines_clock_but_the_clock():
    readers = [
        str(path)
        for path in source_files()
        if re.search(r"\b(?:datetime\.now|date\.today|datetime\.utcnow)\(", text_of(path))
    ]
    assert readers == ["src/helhed/kernel/clock.py"]


def test_no_rule_hides_in_a_signal_or_in_saving():
    hidden = [
        str(path)
        for path in source_files()
        if "helhed/apps" in str(path)
        and re.search(r"django\.db\.models\.signals|@receiver|super\(\)\.save\(", text_of(path))
    ]
    assert hidden == []
