"""The tree of accounts on the follow-up: functions, their groupings, who delivers, accounts."""

from __future__ import annotations

from django.utils.translation import gettext as _

from helhed.apps.budgets.queries import BudgetFilter, Line, YearPage
from helhed.apps.budgets.web.budget_tables import BRANCH, address
from helhed.apps.layout.web.tables import Row
from helhed.kernel.words import screen_text
from helhed.rules.budgets.kontotrae import FUNCTIONS, OWNERSHIPS, branch_of

LEVELS = ("function", "grouping", "ownership")
OTHER = screen_text("Andre konti")


def here(wanted: BudgetFilter) -> Row:
    """The filters of a page, as an address has them."""
    return {
        "year": wanted.year,
        "department": wanted.department,
        "unit": wanted.unit,
        "account": wanted.account,
        **{name: getattr(wanted.part, name) for name in BRANCH},
    }


def figures_of(line: Line) -> dict[str, int]:
    """The year of a line, in øre."""
    return {
        "frame": line.figures.frame,
        "actual": line.figures.actual_to_date,
        "known": line.figures.known_corrections,
        "rest": line.figures.committed_rest,
        "expected": line.figures.expected,
        "remaining": line.figures.remaining,
        "asked": sum(line.asked),
    }


def branch_rows(found: YearPage) -> list[Row]:
    """The level below the branch that is shown, each a branch of its own to open."""
    wanted = found.wanted
    level = next((name for name in LEVELS if not getattr(wanted.part, name)), "account")
    rows: dict[str, Row] = {}
    for line in found.lines:
        key = _key(line, level)
        row = rows.setdefault(key, _row(wanted, level, key, line))
        for name, oere in figures_of(line).items():
            row[name] = row.get(name, 0) + oere
    return list(rows.values())


def _key(line: Line, level: str) -> str:
    branch = branch_of(line.account)
    if level == "account" or branch is None:
        return line.account
    return branch[LEVELS.index(level)]


def _row(wanted: BudgetFilter, level: str, key: str, line: Line) -> Row:
    """A branch with no figures yet. An account that cannot be read stands by its number."""
    is_account = level == "account" or branch_of(line.account) is None
    into = {**here(wanted), ("account" if is_account else level): key}
    names = {"function": FUNCTIONS.get(key, OTHER), "ownership": OWNERSHIPS.get(key, OTHER)}
    name = line.account_name if is_account else names.get(level, _grouping(wanted, key, line))
    return {**into, "month": "", "branch": key, "name": name, "opens": address(PAGE, **into)}


def _grouping(wanted: BudgetFilter, key: str, line: Line) -> str:
    """A grouping has no name of its own: it is called after the accounts in it."""
    return line.account_name.rsplit(", ", 1)[0]


def up_from(wanted: BudgetFilter) -> list[tuple[str, str]]:
    """The way back up the tree: a name and an address for each level above."""
    into = {**here(wanted), "account": ""}
    chosen = [name for name in LEVELS if getattr(wanted.part, name)]
    found = []
    for name in reversed(chosen):
        into = {**into, name: ""}
    way = {**into}
    found.append((_("Alle funktioner"), address(PAGE, **way)))
    for name in chosen:
        key = getattr(wanted.part, name)
        way = {**way, name: key}
        words = {"function": FUNCTIONS, "ownership": OWNERSHIPS}.get(name, {})
        found.append((f"{key} {_(words[key])}" if key in words else key, address(PAGE, **way)))
    return found if chosen else []


PAGE = "budgets:overview"
