"""Everything that the log can say has words, and a list that is taken out is told from a look."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.urls import reverse

from helhed.apps.audit.models import Entry
from helhed.apps.audit.objects import OBJECTS
from helhed.apps.audit.right_words import RIGHTS
from helhed.apps.audit.words import ACTIONS, action_choices, action_words
from helhed.apps.cases.queries import KNOWN_ELSEWHERE
from helhed.apps.reports.gateway import Outcome
from helhed.rules.access.rights import Action
from helhed.rules.decisions.afgoerelse import DecisionState
from helhed.rules.orders.bestilling import Move
from tests.apps import building as b
from tests.apps.town import Town
from tests.conventions.house import PACKAGE, routes

LOGS = {"wrote", "read", "read_citizens", "wrote_citizens", "refused"}
MADE_OF_STATES = {
    "f'expected.{state.value}'": {"expected.granted", "expected.dropped"},
    "f'decision.{new.value}'": {
        f"decision.{one.value}" for one in (DecisionState.GRANTED, DecisionState.REFUSED)
    },
    "f'order.{move.value}'": {f"order.{move.value}" for move in Move},
    "f'report.{answer.outcome.value}'": {f"report.{one.value}" for one in Outcome},
    "KNOWN_ELSEWHERE": {KNOWN_ELSEWHERE},
    "error.action.value": set(),
}


def functions() -> Iterator[ast.FunctionDef]:
    for path in sorted((PACKAGE / "apps").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield node


def calls(function: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id, node


def logged() -> set[str]:
    """Every action that the source logs, as it stands there."""
    found: set[str] = set()
    for function in functions():
        for name, call in calls(function):
            if name not in LOGS or len(call.args) < 2:
                continue
            told = call.args[1]
            for part in [told.body, told.orelse] if isinstance(told, ast.IfExp) else [told]:
                if isinstance(part, ast.Constant):
                    found.add(part.value)
                else:
                    found |= MADE_OF_STATES[ast.unparse(part)]
    return found


def test_every_action_that_is_logged_has_words_and_no_other():
    assert logged() | {"table.read", "table.export"} == set(ACTIONS)
    assert set(RIGHTS) == set(Action)
    words = list(ACTIONS.values())
    assert len(set(words)) == len(words)


def test_everything_that_can_be_logged_of_has_words():
    ours = {m._meta.model_name for m in apps.get_models() if m.__module__.startswith("helhed.")}
    named = {
        name
        for _, pattern, _ in routes()
        for part in pattern.split("<uuid:")[1:]
        for name in [part.split(">")[0]]
    }
    assert len(named) > 10
    assert set(OBJECTS) == {*(ours - {"entry"}), *named, "table"}


def test_a_refusal_is_told_by_the_right_that_was_lacking():
    assert action_words("refused.see_case") == "Afvist: se sag"
    assert action_words("refused.log_in") == "Afvist: Log ind"
    assert action_words("of.another.version") == "of.another.version"
    assert ("refused.", "Afvist") in action_choices()


def test_no_page_shows_a_list_without_logging_its_file():
    silent = [
        function.name
        for function in functions()
        if "show" in (names := {name for name, _ in calls(function)})
        and "exported" not in names
        and ".facts" not in ast.unparse(function)
    ]
    assert silent == []


LISTS = [
    ("cases:list", "anna", "case.list"),
    ("decisions:list", "anna", "decision.list"),
    ("offers:list", "anna", "table.export"),
    ("budgets:overview", "finance", "table.export"),
    ("payments:list", "finance", "table.export"),
    ("staff:list", "leader", "table.export"),
    ("desk:users", "admin", "table.export"),
    ("desk:log", "admin", "table.export"),
    ("desk:unverified", "admin", "table.export"),
    ("transfer:overview", "admin", "table.export"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("page", "who", "action"), LISTS)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_list_taken_out_as_a_file_is_told_from_a_look_at_it(page, who, action, form):
    town = Town()
    town.granted()
    client = b.signed_in(getattr(town, who))
    Entry.objects.all().delete()
    assert client.get(reverse(page)).status_code == 200
    looked = list(Entry.objects.all())
    assert not any("format" in row.facts for row in looked)
    assert client.get(reverse(page), {"format": form})["Content-Disposition"]
    rows = Entry.objects.exclude(id__in=[row.id for row in looked])
    assert {(row.action, row.facts["format"]) for row in rows} == {(action, form)}
    assert all(isinstance(row.facts["rows"], int) for row in rows)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "who"), [("staff:list", "leader"), ("desk:users", "admin"), ("desk:log", "admin")]
)
def test_looking_at_colleagues_is_logged(page, who):
    town = Town()
    client = b.signed_in(getattr(town, who))
    client.get(reverse(page))
    [row] = Entry.objects.filter(action="table.read")
    assert (row.actor, row.object_type) == (getattr(town, who).id, "table")
