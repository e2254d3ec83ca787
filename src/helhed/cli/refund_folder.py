"""Refund in the folder form: who claims, by which law, with which income; months out.

Three more files may lie in the folder: ``accounts`` (by which law an account is refunded, if at
all), ``citizens`` (birthdays) and ``incomes``. Without them, grants that name a household are
children's and claimed by BL § 198, all others by SEL § 176.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from helhed.cli.engine_folder import (
    EngineInput,
    day_column,
    month_names,
    name_column,
    whole_numbers,
)
from helhed.cli.one_file import Rows, add_otherwise, add_repeated, read_file
from helhed.commitments import Amounts, Claimants, MonthCosts, MonthRefunds, price, refunds
from helhed.commitments.refunds import ALONE, NEVER, NOBODY, NOT_TOLD, claimed, only_one_offs
from helhed.commitments.tables import Ints
from helhed.exchange.columns import Column, Kind, Table
from helhed.exchange.faults import Faults
from helhed.exchange.reading.raw import ROW
from helhed.kernel.period import Month
from helhed.rules.refunds.refusion import PARAMETERS

ADULTS, CHILDREN, NOT_REFUNDED = "sel_176", "bl_198", "none"
MONTHS_TO_18 = 12 * 18
MOST = 10**15

ACCOUNTS = Table(
    "engine_accounts",
    "by which law an account is refunded",
    (
        name_column("account", "names the account"),
        Column("refund", Kind.CODE, "the law", codes=(ADULTS, CHILDREN, NOT_REFUNDED)),
    ),
    key="account",
)
CITIZENS = Table(
    "engine_citizens",
    "how old the citizens are",
    (
        name_column("citizen", "names the citizen"),
        day_column("birth_date", "birthday"),
        Column(
            "covered_before_67",
            Kind.YES_NO,
            "was the month before 67 over the first limit",
            required=False,
        ),
    ),
    key="citizen",
)
INCOMES = Table(
    "engine_incomes",
    "what citizens pay, and other refund, per month",
    (
        name_column("citizen", "whose"),
        name_column("account", "on which account", required=False),
        Column("month", Kind.MONTH, "in which month"),
        Column("oere", Kind.OERE, "how much", low=0, high=MOST),
    ),
    key="citizen",
)


@dataclass(frozen=True, slots=True)
class RefundInput:
    """Who claims, the row of each grant's claimant, incomes; and the claimants' words."""

    claimants: Claimants
    of_grant: Ints
    incomes: Amounts
    words: pl.DataFrame


def read_refund(folder: Path, given: EngineInput, faults: Faults) -> RefundInput | None:
    """Who claims; None, with every fault named, when something is wrong."""
    accounts = _optional(folder, "accounts", ACCOUNTS, faults)
    citizens = _optional(folder, "citizens", CITIZENS, faults)
    incomes = read_file(folder, "incomes", INCOMES, faults, needed=False)
    if faults or incomes is None:
        return None
    _check_grants(given.told, faults)
    if accounts is not None:
        _check_accounts(accounts, given.told, incomes, faults)
    _check_citizens(citizens, given.told, incomes, faults)
    if faults:
        return None
    grants = _with_law(given.told.frame, accounts)
    claimants = grants.filter(pl.col("law") != NOT_REFUNDED).select("citizen", "household", "law")
    words = claimants.unique(maintain_order=True).with_row_index("claimant")
    earned = _with_law(_with_household(incomes.frame, grants), accounts)
    return RefundInput(
        _claimants(words, citizens),
        _claimant_of(grants, words),
        _amounts(earned, words),
        words,
    )


def count_refunds(
    given: EngineInput, asked: RefundInput, costs: MonthCosts, first: Month, last: Month
) -> MonthRefunds:
    """The refund of what grants cost from one month to another, whose ``costs`` are counted.

    Raises MissingRate, NoValueThatDay and NotKnownBefore67.
    """
    running, one_offs = claimed(costs, given.grants, asked.of_grant)
    whole = Month(first.year, 1), Month(last.year, 12)
    if (first, last) != whole:
        single = only_one_offs(given.grants)
        more = price(single, given.rates, given.suspensions, *whole, given.indexation)
        _, one_offs = claimed(more, single, asked.of_grant)
    return refunds(asked.claimants, running, one_offs, asked.incomes, first, last)


def refunds_table(asked: RefundInput, found: MonthRefunds) -> pl.DataFrame:
    """What the state pays per citizen and month, as it is written."""
    nowhere = pl.col("household").replace("", None)
    words = asked.words.select("citizen", nowhere, "law")[found.claimant]
    amounts = pl.DataFrame({"basis": found.basis, "oere": found.oere})
    months = pl.DataFrame([month_names(found.month)])
    return pl.concat([words, months, amounts], how="horizontal")


def _optional(folder: Path, name: str, table: Table, faults: Faults) -> Rows | None:
    rows = read_file(folder, name, table, faults, needed=False)
    if rows is None or not rows.is_there:
        return None
    twice = ("duplicate", "it stands in row {first} already.", "Name each once.")
    add_repeated(rows, (table.key,), table.key, twice, faults)
    return rows


def _check_grants(grants: Rows, faults: Faults) -> None:
    nameless = grants.frame.filter(pl.col("citizen") == "")[ROW].to_list()
    missing = ("missing", "refund is asked for, and no citizen is named.", "Name the citizen.")
    faults.add_same(grants.file, "citizen", nameless, missing)
    text = "row {first} says otherwise of this citizen's household."
    to_do = "Name the same household in each row of a citizen, or none in any."
    named = replace(grants, frame=grants.frame.filter(pl.col("citizen") != ""))
    because = ("household", text, to_do)
    citizen, household = pl.col("citizen"), pl.col("household")
    add_otherwise(named, citizen, household, "household", because, faults)


def _check_accounts(accounts: Rows, grants: Rows, incomes: Rows, faults: Faults) -> None:
    to_do = f"Add it to {accounts.file} (refund none, if it does not count), or correct it."
    for table in (grants, incomes):
        stray = table.frame.join(accounts.frame, on="account", how="anti", maintain_order="left")
        orphan = ("orphan", "it is not known how this account is refunded.", to_do)
        faults.add_same(table.file, "account", stray[ROW].to_list(), orphan)


def _check_citizens(citizens: Rows | None, grants: Rows, incomes: Rows, faults: Faults) -> None:
    stray = incomes.frame.join(grants.frame, on="citizen", how="anti", maintain_order="left")[ROW]
    orphan = ("orphan", "no grant is this citizen's.", "Correct the name, or take the row out.")
    faults.add_same(incomes.file, "citizen", stray.to_list(), orphan)
    if citizens is None:
        return
    told = citizens.frame.filter(pl.col("citizen") != "")
    lost = grants.frame.filter(pl.col("citizen") != "").join(
        told, on="citizen", how="anti", maintain_order="left"
    )
    orphan = ("orphan", "the citizen's birthday is not known.", f"Add it to {citizens.file}.")
    faults.add_same(grants.file, "citizen", lost[ROW].to_list(), orphan)


def _with_law(rows: pl.DataFrame, accounts: Rows | None) -> pl.DataFrame:
    """The rows with the law by which each is claimed."""
    if accounts is None:
        is_child = pl.col("household") != ""
        return rows.with_columns(
            pl.when(is_child).then(pl.lit(CHILDREN)).otherwise(pl.lit(ADULTS)).alias("law")
        )
    laws = accounts.frame.select("account", pl.col("refund").alias("law"))
    return rows.join(laws, on="account", how="left", maintain_order="left")


def _with_household(incomes: pl.DataFrame, grants: pl.DataFrame) -> pl.DataFrame:
    homes = grants.select("citizen", "household").unique("citizen", keep="first")
    return incomes.join(homes, on="citizen", how="left", maintain_order="left")


def _claimants(words: pl.DataFrame, citizens: Rows | None) -> Claimants:
    homes = words.filter(pl.col("household") != "").select("household", "law")
    numbered = homes.unique(maintain_order=True).with_row_index("home")
    rows = words.join(numbered, on=["household", "law"], how="left", maintain_order="left")
    columns = [
        pl.col("home").cast(pl.Int64).fill_null(ALONE),
        *(_without_birthdays() if citizens is None else _by_birthday()),
    ]
    if citizens is not None:
        told = citizens.frame.drop(ROW)
        rows = rows.join(told, on="citizen", how="left", maintain_order="left")
    found = rows.select(columns)
    return Claimants(words["citizen"].to_list(), *(whole_numbers(one) for one in found))


def _without_birthdays() -> list[pl.Expr]:
    """Nobody leaves the household, and nobody turns 67."""
    names = {"child_until": NEVER, "turns_67": NEVER, "covered": NOT_TOLD}
    return [pl.lit(value).cast(pl.Int64).alias(name) for name, value in names.items()]


def _by_birthday() -> list[pl.Expr]:
    """The months of the birthdays that count: the eighteenth, and for adults the 67th."""
    born = pl.col("birth_date").dt.year().cast(pl.Int64) * 12 + pl.col("birth_date").dt.month() - 1
    until_67 = PARAMETERS["pension_age_months"].int_on(date.max)
    is_adults = pl.col("law") == ADULTS
    return [
        (born + MONTHS_TO_18).alias("child_until"),
        pl.when(is_adults).then(born + until_67).otherwise(NEVER).alias("turns_67"),
        pl.col("covered_before_67").cast(pl.Int64).fill_null(NOT_TOLD).alias("covered"),
    ]


def _claimant_of(rows: pl.DataFrame, words: pl.DataFrame) -> Ints:
    """The row of each row's claimant, or NOBODY."""
    keys = ["citizen", "law"]
    wanted = words.select(*keys, "claimant")
    found = rows.join(wanted, on=keys, how="left", maintain_order="left")["claimant"]
    return whole_numbers(found.cast(pl.Int64).fill_null(NOBODY))


def _amounts(incomes: pl.DataFrame, words: pl.DataFrame) -> Amounts:
    who = _claimant_of(incomes, words)
    month = incomes["month"]
    number = month.dt.year().cast(pl.Int64) * 12 + month.dt.month().cast(pl.Int64) - 1
    some = who != NOBODY
    return Amounts(who[some], whole_numbers(number)[some], whole_numbers(incomes["oere"])[some])
