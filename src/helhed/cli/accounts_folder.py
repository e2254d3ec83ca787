"""On which account the states of a forecast from episodes are paid, and what comes of each
account."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from helhed.cli.engine_folder import name_column
from helhed.cli.one_file import Rows, add_repeated, read_file
from helhed.exchange.columns import Table
from helhed.exchange.faults import Faults
from helhed.forecast.episodes.follow import QUANTILES, Followed, as_written, quantiles, summed
from helhed.forecast.episodes.told import State

ACCOUNTS = Table(
    "forecast_accounts",
    "on which account a service is paid",
    (
        name_column("service", "which service; empty is every one", required=False),
        name_column("owner", "whose; empty is everyone's", required=False),
        name_column("level", "at which level; empty is every one", required=False),
        name_column("account", "names the account"),
    ),
    key="account",
)


def read_accounts(folder: Path, faults: Faults) -> Rows | None:
    """Which account is whose; None when something is wrong with it."""
    told = read_file(folder, "accounts", ACCOUNTS, faults, needed=False)
    if told is None or faults.of(told.file):
        return None
    text = "the same place has an account in row {first} already."
    twice = ("duplicate", text, "Write one account for it.")
    same = ("service", "owner", "level")
    return None if add_repeated(told, same, "account", twice, faults) else told


def account_of(told: Rows, state: State) -> str:
    """The account of a state: of the row that names most of it; none is empty."""
    best, found = -1, ""
    for row in told.frame.select("service", "owner", "level", "account").rows():
        named = [name or "" for name in row[:3]]
        has = _names(state)
        if any(name and name != one for name, one in zip(named, has, strict=True)):
            continue
        many = sum(bool(name) for name in named)
        if many > best:
            best, found = many, row[3]
    return found


def unused_accounts(told: Rows, states: Sequence[State]) -> list[str]:
    """Rows that name what no episode does, and how many places have no account."""
    if not told.is_there:
        return []
    notes = []
    named = told.frame.select("service", "owner", "level").rows()
    lost = sorted(
        "/".join(one for one in row if one)
        for row in named
        if not any(
            all(not name or name == one for name, one in zip(row, _names(state), strict=True))
            for state in states
        )
    )
    if lost:
        notes.append(f"accounts.csv names {', '.join(lost)}, where nobody is; not used")
    without = sorted({state.unit for state in states if not account_of(told, state)})
    if without:
        notes.append(f"{', '.join(without)}: no account; told with an empty one")
    return notes


def _names(state: State) -> tuple[str, str, str]:
    return state.service, state.owner, state.level


def accounts_table(followed: Followed, told: Rows) -> pl.DataFrame:
    """``service,owner,account,series,period,quantile,value``; rows without service and owner are
    the account in all."""
    groups: dict[tuple[str, str, str], list[int]] = {}
    for n, state in enumerate(followed.model.states):
        account = account_of(told, state)
        groups.setdefault((state.service, state.owner, account), []).append(n)
        groups.setdefault(("", "", account), []).append(n)
    months, listed = followed.months(), []
    for key, states in sorted(groups.items(), key=lambda one: (one[0][2], one[0])):
        for series, paths in summed(followed, states).items():
            for quantile, row in zip(QUANTILES, quantiles(paths), strict=True):
                for month, value in zip(months, row.tolist(), strict=True):
                    listed.append((*key, series, month, quantile, as_written(series, value)))
    names = ["service", "owner", "account", "series", "period", "quantile", "value"]
    types = [pl.String()] * 5 + [pl.Float64()] * 2
    return pl.DataFrame(listed, schema=dict(zip(names, types, strict=True)), orient="row")
