"""Write the generated pages of ``docs/reference`` from what they describe.

python scripts/reference.py            write them
python scripts/reference.py --check    exit 1 when a page is not what would be written
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

from helhed.cli.engine_folder import GRANTS, INDEXATION, RATES, SUSPENSIONS
from helhed.cli.main import app
from helhed.cli.refund_folder import ACCOUNTS, CITIZENS, INCOMES
from helhed.exchange.columns import Column, Kind, Table
from helhed.exchange.ledger.tables import VERSION, FileKind
from helhed.exchange.tables import TABLES
from helhed.rules.access.rights import RIGHTS, Action, Role
from helhed.rules.decisions.ydelser import Department, Service, services
from helhed.rules.refunds.hjemtagning import FILE_COLUMNS as REFUND_COLUMNS
from helhed.rules.refunds.mellemkommunal import FILE_COLUMNS as SETTLEMENT_COLUMNS

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
WRITTEN_BY = "*Written by `scripts/reference.py` (`make docs`); do not change it here.*"


def page(title: str, about: str, parts: Iterable[str]) -> str:
    """A whole page."""
    return "\n\n".join([f"# {title}", WRITTEN_BY, about, *parts]) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")


def access() -> str:
    """Role × action × scope."""
    scopes = "`own` her own, `provider` her provider's, `unit` her unit and those below, "
    about = (
        "Who may do what, and to whose citizens and cases: "
        + scopes
        + "`department` her department, `all` everything. An empty cell is a no."
    )
    rows = [
        [f"`{action.value}`", *(_scope(RIGHTS[role].get(action)) for role in Role)]
        for action in Action
    ]
    roles = "Roles: " + "; ".join(f"`{role.value}` {role.label}" for role in Role) + "."
    return page("Access", about, [table(["Action", *(r.value for r in Role)], rows), roles])


def _scope(scope: Any) -> str:
    return scope.value if scope else ""


def tables() -> str:
    """Every declared table with its columns."""
    about = (
        "What `helhed import` reads and `helhed export` writes: one file per table, or one "
        "workbook with a sheet per table. A reference names the key of a row in the other table. "
        "Derived tables are written and never read."
    )
    return page("Declared tables", about, [_one_table(one) for one in TABLES])


def _one_table(one: Table) -> str:
    mark = " (derived)" if one.derived else ""
    rows = [
        (f"`{c.name}`", c.kind.value, "yes" if c.required else "", _meaning(c)) for c in one.columns
    ]
    facts = [f"{one.meaning[:1].upper()}{one.meaning[1:]}."]
    facts += [f"No two rows share {' and '.join(some)}." for some in one.together]
    if one.span and one.span.per:
        facts.append(f"Periods of the same {' and '.join(one.span.per)} do not overlap.")
    return "\n\n".join(
        [
            f"## `{one.name}`{mark}",
            " ".join(facts),
            table(["Column", "Kind", "Must be filled", "Meaning"], rows),
        ]
    )


def _meaning(column: Column) -> str:
    facts = [column.meaning]
    if column.to:
        facts.append(f"names a row of `{column.to}`")
    if column.codes:
        facts.append("one of " + ", ".join(f"`{code}`" for code in column.codes))
    if column.unique:
        facts.append("no two alike")
    if column.most:
        what = "decimals" if column.kind is Kind.DECIMAL else "characters"
        facts.append(f"at most {column.most} {what}")
    year = "year " if column.kind is Kind.DATE else ""
    if column.low is not None:
        facts.append(f"at least {year}{column.low}")
    if column.high is not None:
        facts.append(f"at most {year}{column.high}")
    return "; ".join(fact for fact in facts if fact)


def ledger_files() -> str:
    """The files to and from the ledger."""
    about = (
        "What passes between the house and its ledger (økonomisystem): payments go out, a receipt "
        "and postings come back. `helhed pretend-ledger` answers them for a demonstration."
    )
    form = (
        "A file is CSV in UTF-8 with commas, lines ended by a line feed, and a heading. Its last "
        "line is the foot, `#,kind,version,id,of,rows,oere,sha256`: which file it is, version "
        f"`{VERSION}`, its own id (of payments: the run's), the `sha256` of the whole file that it "
        "answers (or nothing), how many rows there are, what they sum to in øre, and the SHA-256 "
        "of every byte before the foot. A file that does not keep this promise is not read, and "
        "every fault is told by file, row and column."
    )
    safe = (
        "Sending twice is safe: the same run gives the same bytes. Whoever reads a file knows it "
        "again by the SHA-256 of the whole of it and does nothing; a line that was accepted once "
        "is `known` in any later file and not paid again; a posting number names one posting for "
        "ever."
    )
    pairs = (
        "A move from a wrong account to the right one is two `noncash` lines of one grant, month "
        "and day whose amounts are opposite. Nobody is paid by them, and the ledger takes both or "
        "rejects both."
    )
    parts = [form, safe, pairs, *(_one_table(kind.table) for kind in FileKind)]
    return page("Ledger files", about, parts)


def refund_files() -> str:
    """The files of claims: on the state, and on other municipalities."""
    about = (
        "What a claim sends: to the state what is refunded of the costliest cases, and to another "
        "municipality what it is to pay for a citizen. Both are taken from the page of the claim."
    )
    form = (
        "A file is CSV in UTF-8 with commas, lines ended by a line feed, and a heading. Øre are "
        "whole numbers. The last row says `total` in `law` and sums the claim; beside the sum only "
        "the claim's number stands in it. A file that was sent twice is known by that number."
    )
    parts = [
        form,
        _claim_file("A claim on the state", "refusion-R-2026-001.csv", REFUND_COLUMNS),
        "A month is claimed once. What is corrected later comes in a later claim with the "
        "difference: `claim_oere` is always `refund_oere` less `claimed_before_oere`.",
        _claim_file(
            "A claim on another municipality",
            "afregning-M-2026-0001.csv",
            SETTLEMENT_COLUMNS,
        ),
        "Help is claimed within twelve months of the day on which it was given; what had lapsed "
        "when the claim was made is not in it.",
    ]
    return page("Files of claims", about, parts)


def _claim_file(title: str, name: str, columns: Mapping[str, str]) -> str:
    rows = [(f"`{column}`", meaning) for column, meaning in columns.items()]
    named = f"Named like `{name}`."
    return "\n\n".join([f"## {title}", named, table(["Column", "Meaning"], rows)])


def command_line() -> str:
    """Every command with its options."""
    about = (
        "The command line is a promise. Exit status: 0 done, 1 there are findings, 2 used "
        "wrongly, 3 bad input (named by file, row and column)."
    )
    commands = sorted(_commands(typer.main.get_command(app), "helhed"))
    return page("Command line", about, [text for _, text in commands])


def _commands(command: Any, name: str) -> Iterable[tuple[str, str]]:
    below = getattr(command, "commands", {})
    for word, one in below.items():
        yield from _commands(one, f"{name} {word}")
    if not below:
        yield name, _one_command(command, name)


def _one_command(command: Any, name: str) -> str:
    rows = [
        (f"`{_called(param)}`", _default(param), getattr(param, "help", "") or "")
        for param in command.params
        if param.name != "help"
    ]
    parts = [f"## `{name}`", " ".join((command.help or "").split())]
    return "\n\n".join(
        [*parts, table(["Argument or option", "Default", "Meaning"], rows)] if rows else parts
    )


def _called(param: Any) -> str:
    if param.param_type_name == "argument":
        return str(param.name).upper()
    return ", ".join([*param.opts, *param.secondary_opts])


def _default(param: Any) -> str:
    default = param.default
    if param.required:
        return "must be given"
    return "" if default in (None, False, (), []) else f"`{default}`"


def services_page() -> str:
    """Every service that can be granted."""
    about = (
        "What can be granted, by which paragraph, how it is priced, who can deliver it, and "
        "where it is booked. The certainty is that of the account."
    )
    parts = [
        f"## {department.label}\n\n"
        + table(
            ["Key", "Service", "Paragraphs", "Priced", "Delivered by", "Account", "Certainty"],
            [_one_service(s) for s in services().values() if s.department is department],
        )
        for department in Department
    ]
    return page("Services", about, parts)


def _one_service(one: Service) -> tuple[str, ...]:
    name = one.name if one.is_main else f"{one.name} (supplementary)"
    if one.ends_at_age:
        name += f", ends at {one.ends_at_age}"
    return (
        f"`{one.key}`",
        name,
        ", ".join(map(str, one.citations)),
        ", ".join(kind.value for kind in one.kinds),
        ", ".join(one.offers) or "paid to the citizen",
        f"{one.function}.{one.grouping}" if one.is_main else "as the main service",
        one.account_certainty.value,
    )


ENGINE_FILES = (
    (GRANTS, "grants", ""),
    (RATES, "rates", ""),
    (SUSPENSIONS, "suspensions", "May be left out."),
    (INDEXATION, "indexation", "May be left out."),
    (ACCOUNTS, "accounts", "Only for `--refund`, and may be left out."),
    (CITIZENS, "citizens", "Only for `--refund`, and may be left out."),
    (INCOMES, "incomes", "Only for `--refund`, and may be left out."),
)
ENGINE_MEANING = """\
Days are inclusive, an empty end is open, øre are whole numbers. Files are CSV (UTF-8, commas, a
heading; columns in any order) or Parquet; a column that may be empty may be left out. Spaces
around names do not count.

What a grant costs in a month is computed exactly and rounded once, half away from zero:

- An active day lies in the grant's period and in none of its suspensions.
- `day`: quantity × the rate valid that day, for each active day.
- `month`: quantity × the sum over active days of the rate valid that day ÷ the days of that
  month.
- `weekly_hours`: quantity ÷ 7 × the rate valid that day, for each active day.
- `one_off`: quantity × the rate valid on the start day, if that day is active.
- An active day without a rate, in the months that are asked for, is an error that names grant,
  rate and day.
- Indexation: an amount that holds the day before and on the day is from that day raised by the
  percent and rounded to whole øre, half away from zero; later indexations build on that. An
  amount that begins on the day is left alone. A rate's own row counts instead of the row for
  every rate on the same day.

`--out` is `grant,month,oere`, in the order of the grants, without months that cost nothing.
`--accounts` is `account,month,oere`: the sums of the same amounts.

`--refund` is `citizen,household,law,month,basis,oere`: the state's share in especially costly
cases (SEL § 176, BL § 198; the limits are dated parameters), only where the state pays
something.

- A citizen's costs of a month are summed, per law, less the month's incomes, and no further than
  to 0: that is `basis`.
- A one-off counts in its whole year with a twelfth a month, also when only some months are asked
  for.
- Children of one household are summed, and the household's refund is shared among them by
  `basis`; the øre left over go to those who lost most by rounding down.
- Without `accounts`, a citizen whose grants name a household is a child, claimed by BL § 198;
  all others are claimed by SEL § 176. With `accounts`, the law is the account's, and `none` does
  not count (such as objective financing).
- Without `citizens`, whoever names a household is a child in it in every month. With `citizens`,
  to and with the month of the eighteenth birthday; and costs by SEL § 176 after the month of the
  67th birthday count only when the month before that one was over the first limit: as
  `covered_before_67` says, or as it was counted in the months asked for.
- A cost is claimed by one law only, and a year whose limits are not known is an error that names
  it."""


def engine() -> str:
    """The folder form of the price engine."""
    about = "What `helhed commitments` reads and writes, and what it means. It needs no database."
    parts = [ENGINE_MEANING]
    for one, name, note in ENGINE_FILES:
        rows = [
            (f"`{c.name}`", c.kind.value, "yes" if c.required else "", _meaning(c))
            for c in one.columns
        ]
        head = ["Column", "Kind", "Must be filled", "Meaning"]
        said = f"{one.meaning[:1].upper()}{one.meaning[1:]}. {note}".strip()
        parts.append("\n\n".join([f"## `{name}`", said, table(head, rows)]))
    return page("Files of the price engine", about, parts)


PAGES: dict[str, Callable[[], str]] = {
    "access.md": access,
    "tables.md": tables,
    "ledger-files.md": ledger_files,
    "refund-files.md": refund_files,
    "command-line.md": command_line,
    "services.md": services_page,
    "engine.md": engine,
}


def stale() -> list[str]:
    """The pages that are not what would be written now."""
    return [
        name
        for name, write in PAGES.items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text(encoding="utf-8") != write()
    ]


def main(arguments: list[str]) -> int:
    """Write the pages, or only check them."""
    if arguments == ["--check"]:
        old = stale()
        if old:
            print(f"docs/reference: {', '.join(old)} must be written again; run `make docs`")
        return 1 if old else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, write in PAGES.items():
        (FOLDER / name).write_text(write(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
