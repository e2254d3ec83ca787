"""Examples that a finance officer can read: what the text counts by hand, every engine counts.

Each example in ``examples/*.toml`` holds the files of the folder form, the arithmetic in plain
Danish, and the files that must come out.
"""

import csv
import re
import tomllib
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from helhed.cli.main import app
from helhed.kernel.money import kroner
from helhed.kernel.period import Month
from tests.engines.plain_folder import PlainFolder

FILES = sorted((Path(__file__).parent / "examples").glob("*.toml"))
INPUT = ("grants", "rates", "suspensions", "indexation", "accounts", "citizens", "incomes")
EXAMPLES = [
    pytest.param(example, id=f"{path.stem}: {example['name']}")
    for path in FILES
    for example in tomllib.loads(path.read_text(encoding="utf-8"))["example"]
]
every_example = pytest.mark.parametrize("example", EXAMPLES)


def tables(example):
    return {name: example[name].strip() + "\n" for name in INPUT if name in example}


def expected(example, name="out"):
    return example[name].strip() + "\n"


def run(folder, example, ending):
    out, refund = folder.parent / f"out{ending}", folder.parent / f"refund{ending}"
    words = ["commitments", "--in", folder, "--from", example["from"], "--to", example["to"]]
    words += ["--out", out]
    if "refund" in example:
        words += ["--refund", refund]
    answer = CliRunner().invoke(app, [str(word) for word in words])
    assert answer.exit_code == 0, answer.output
    return out, refund


def test_there_are_forty_or_more_and_no_two_have_one_name():
    names = [param.id for param in EXAMPLES]
    assert len(set(names)) == len(names) >= 40


@every_example
def test_files_in_give_the_files_that_the_example_says(example, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in tables(example).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    out, refund = run(folder, example, ".csv")
    assert out.read_text(encoding="utf-8") == expected(example)
    if "refund" in example:
        assert refund.read_text(encoding="utf-8") == expected(example, "refund")


@every_example
def test_parquet_in_gives_parquet_out_with_the_same_amounts(example, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in tables(example).items():
        frame = pl.read_csv(text.encode(), try_parse_dates=True)
        frame.write_parquet(folder / f"{name}.parquet")
    out, refund = run(folder, example, ".parquet")
    assert pl.read_parquet(out).write_csv() == expected(example)
    if "refund" in example:
        assert pl.read_parquet(refund).write_csv() == expected(example, "refund")


@every_example
def test_the_slow_twin_counts_what_the_example_says(example):
    plain = PlainFolder(tables(example))
    first, last = Month.parse(example["from"]), Month.parse(example["to"])
    rows = csv.DictReader(expected(example).split())
    assert plain.costs(first, last) == {(r["grant"], r["month"]): int(r["oere"]) for r in rows}
    if "refund" not in example:
        return
    keys = ("citizen", "household", "law", "month")
    refund = {
        tuple(row[key] for key in keys): (int(row["basis"]), int(row["oere"]))
        for row in csv.DictReader(expected(example, "refund").split())
    }
    assert plain.refunds(first, last) == refund


@every_example
def test_every_amount_stands_in_the_text(example):
    rows = list(csv.DictReader(expected(example).split()))
    if "refund" in example:
        rows += csv.DictReader(expected(example, "refund").split())
    for row in rows:
        shown = kroner(int(row["oere"]))
        assert re.search(rf"(?<![\d.]){re.escape(shown)}(?!\d)", example["text"]), shown
