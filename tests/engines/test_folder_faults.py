"""What is wrong in the folder form is told by file, row and column, whatever it is; exit 3."""

from datetime import date, timedelta

import polars as pl
import pytest
from typer.testing import CliRunner

from helhed.cli.futures_folder import read_population, read_prices
from helhed.cli.main import app
from helhed.exchange.faults import Faults

GRANTS = "grant,citizen,household,account,kind,rate,quantity,start,end\n"
SOUND = {
    "grants": f"{GRANTS}G1,C1,H1,5.38,day,A,1,2022-01-30,2022-02-02\n",
    "rates": "rate,valid_from,valid_to,oere\nA,2020-01-01,,100\n",
    "suspensions": "grant,start,end\n",
}
INDEXATION, ACCOUNTS = "rate,valid_from,percent\n", "account,refund\n"
INCOMES, CITIZENS = "citizen,month,oere\n", "citizen,birth_date,covered_before_67\n"


def answer(tmp_path, first="2022-01", last="2022-04", **tables):
    """Exit code and what was said; tables are text, bytes or frames (Parquet); None is no file."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name, table in {**SOUND, **tables}.items():
        if isinstance(table, pl.DataFrame):
            table.write_parquet(folder / f"{name}.parquet")
        elif table is not None:
            data = table if isinstance(table, bytes) else table.encode()
            (folder / f"{name}.csv").write_bytes(data)
    words = ["commitments", "--in", folder, "--from", first, "--to", last]
    words += ["--out", tmp_path / "out.csv", "--refund", tmp_path / "refund.csv"]
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert (tmp_path / "out.csv").exists() == (done.exit_code == 0)
    return done.exit_code, done.output


def grant(**told):
    row = {
        "grant": "G1", "citizen": "C1", "household": "", "account": "5.38", "kind": "day",
        "rate": "A", "quantity": "1", "start": "2022-01-30", "end": "2022-02-02", **told,
    }  # fmt: skip
    return GRANTS + ",".join(row.values()) + "\n"


def frame(**columns):
    sound = {
        "grant": ["G1"], "citizen": ["C1"], "kind": ["day"], "rate": ["A"], "quantity": [1],
        "start": [date(2022, 1, 30)], "end": [date(2022, 2, 2)],
    }  # fmt: skip
    return pl.DataFrame({**sound, **columns})


BROKEN = {
    "no letters at all": ({"grants": ""}, "grants.csv: the file is empty"),
    "an empty file of pauses": ({"suspensions": ""}, "suspensions.csv: the file is empty"),
    "semicolons": ({"grants": SOUND["grants"].replace(",", ";")}, "grants.csv, row 1: the columns"),
    "tabs": ({"grants": SOUND["grants"].replace(",", "\t")}, "grants.csv, row 1: the columns"),
    "carriage returns": (
        {"grants": SOUND["grants"].replace("\n", "\r")},
        "grants.csv: the rows end with a carriage return alone",
    ),
    "Windows letters": (
        {"grants": grant(grant="Bevilling på Ærø").encode("cp1252")},
        "grants.csv, row 2, column grant: a letter is not UTF-8",
    ),
    "a short row": ({"grants": grant() + "G2,C1\n"}, "grants.csv, row 3: the row has 2 cells"),
    "no grants": ({"grants": None}, "grants.csv: the file is missing"),
    "no rates": ({"rates": None}, "rates.csv: the file is missing"),
    "a kind that there is not": (
        {"grants": grant(kind="Day")},
        "grants.csv, row 2, column kind",
    ),
    "ten decimals": ({"grants": grant(quantity="0.1234567891")}, "row 2, column quantity"),
    "an endless quantity": ({"grants": grant(quantity="999999999999.999999999")}, "quantity"),
    "a quantity in words": (
        {"grants": grant(quantity="NaN")},
        "grants.csv, row 2, column quantity",
    ),
    "an empty quantity": (
        {"grants": grant(quantity="")},
        "row 2, column quantity: the cell is empty",
    ),
    "a day that there is not": ({"grants": grant(start="2022-02-30")}, "row 2, column start"),
    "an end before the start": ({"grants": grant(end="2022-01-29")}, "row 2, column end"),
    "the same grant twice": (
        {"grants": grant() + grant().splitlines()[1] + "\n"},
        "grants.csv, row 3, column grant: the same grant stands in row 2 already",
    ),
    "too much": (
        {
            "grants": grant(quantity="1000000000"),
            "rates": "rate,valid_from,valid_to,oere\nA,2020-01-01,,1000000000000000\n",
        },
        "grants.csv, row 2, column quantity: a cost of grant G1 is too large",
    ),
    "too much for a refund": (
        {
            "grants": grant(quantity="100000000"),
            "rates": "rate,valid_from,valid_to,oere\nA,2020-01-01,,1000000000\n",
        },
        "a cost of citizen C1 is too large",
    ),
    "half an øre": (
        {"rates": "rate,valid_from,valid_to,oere\nA,2020-01-01,,100.5\n"},
        "rates.csv, row 2, column oere: “100.5” is not a whole number of øre",
    ),
    "two amounts on one day": (
        {"rates": SOUND["rates"] + "A,2022-01-30,2022-01-30,5\n"},
        "rates.csv, row 3, column valid_from: rate A has two amounts on 2022-01-30",
    ),
    "a day without a rate": (
        {"rates": "rate,valid_from,valid_to,oere\nA,2022-01-30,2022-01-31,100\n"},
        "grants.csv, row 2, column rate: grant G1 is active on 2022-02-01, but rate A has",
    ),
    "a pause of nobody": (
        {"suspensions": SOUND["suspensions"] + "G2,2022-01-01,\n"},
        "suspensions.csv, row 2, column grant: there is no such grant",
    ),
    "an index of no rate": (
        {"indexation": INDEXATION + "B,2022-01-01,2\n"},
        "indexation.csv, row 2, column rate: there is no such rate",
    ),
    "indexed twice": (
        {"indexation": INDEXATION + ",2022-01-01,2\n,2022-01-01,3\n"},
        "indexation.csv, row 3, column valid_from: the rate is indexed from this day in row 2",
    ),
    "an index below nothing": (
        {"indexation": INDEXATION + "A,2022-01-01,-101\n"},
        "indexation.csv, row 2, column percent",
    ),
    "nobody's grant": ({"grants": grant(citizen="")}, "grants.csv, row 2, column citizen"),
    "a citizen in two households": (
        {"grants": SOUND["grants"] + grant(grant="G2").splitlines()[1] + "\n"},
        "grants.csv, row 3, column household",
    ),
    "an account that is not listed": (
        {"accounts": ACCOUNTS + "5.39,none\n"},
        "grants.csv, row 2, column account: it is not known how this account is refunded",
    ),
    "an account listed twice": (
        {"accounts": ACCOUNTS + "5.38,none\n5.38,sel_176\n"},
        "accounts.csv, row 3, column account",
    ),
    "a law that there is not": (
        {"accounts": ACCOUNTS + "5.38,176\n"},
        "accounts.csv, row 2, column refund",
    ),
    "a birthday that is not told": (
        {"citizens": CITIZENS + "C2,2000-01-01,\n"},
        "grants.csv, row 2, column citizen: the citizen's birthday is not known",
    ),
    "income of nobody": (
        {"incomes": INCOMES + "C2,2022-01,100\n"},
        "incomes.csv, row 2, column citizen: no grant is this citizen's",
    ),
    "income below nothing": (
        {"incomes": INCOMES + "C1,2022-01,-100\n"},
        "incomes.csv, row 2, column oere",
    ),
    "income in no month": ({"incomes": INCOMES + "C1,2022-13,100\n"}, "row 2, column month"),
    "Parquet: a list of quantities": (
        {"grants": frame(quantity=[[1]])},
        "grants.parquet, row 1, column quantity: a column of type List",
    ),
    "Parquet: a length of time": (
        {"grants": frame(start=[timedelta(days=1)])},
        "grants.parquet, row 1, column start: a column of type Duration",
    ),
    "Parquet: a day as a number": ({"grants": frame(start=[20220130])}, "row 1, column start"),
    "Parquet: not a number": ({"grants": frame(quantity=[float("nan")])}, "row 1, column quantity"),
    "Parquet: yes": ({"grants": frame(quantity=[True])}, "grants.parquet, row 1, column quantity"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_what_is_wrong_is_told_with_its_place(tmp_path, fault):
    tables, place = BROKEN[fault]
    code, told = answer(tmp_path, **tables)
    assert code == 3, told
    assert place in told


@pytest.mark.parametrize("cells", ["G2,C1", "G2,C1,,5.38,day,A,1,5,2022-01-30,2022-02-02"])
def test_a_row_with_too_many_or_too_few_cells_does_not_hide_the_other_faults(tmp_path, cells):
    wrong = GRANTS + cells + "\n" + grant(kind="Day").splitlines()[1] + "\n"
    code, told = answer(tmp_path, grants=wrong)
    assert code == 3
    assert "grants.csv, row 2: the row has" in told
    assert "grants.csv, row 2, column" not in told
    assert "grants.csv, row 3, column kind" in told


def test_a_cell_that_is_wrong_does_not_hide_a_grant_named_twice_or_a_pause_of_nobody(tmp_path):
    rows = [grant(), grant(grant="G2", kind="Day"), grant(grant="G2")]
    code, told = answer(
        tmp_path,
        grants=GRANTS + "".join(row.splitlines()[1] + "\n" for row in rows),
        suspensions=SOUND["suspensions"] + "G9,2022-01-01,\nG1,2022-02-02,2022-02-01\n",
    )
    assert code == 3
    assert "grants.csv, row 3, column kind" in told
    assert "grants.csv, row 4, column grant: the same grant" in told
    assert "suspensions.csv, row 2, column grant: there is no such grant" in told
    assert "suspensions.csv, row 3, column end" in told


def test_a_pause_is_not_called_nobodys_while_a_grant_has_no_name(tmp_path):
    code, told = answer(
        tmp_path, grants=grant(grant=""), suspensions=SOUND["suspensions"] + "G1,2022-01-01,\n"
    )
    assert code == 3
    assert "grants.csv, row 2, column grant" in told
    assert "suspensions.csv" not in told


def test_a_file_that_is_called_parquet_and_is_not(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "grants.parquet").write_text(SOUND["grants"])
    (folder / "rates.csv").write_text(SOUND["rates"])
    words = ["commitments", "--in", folder, "--from", "2022-01", "--to", "2022-02"]
    done = CliRunner().invoke(app, [str(w) for w in [*words, "--out", tmp_path / "out.csv"]])
    assert done.exit_code == 3
    assert "grants.parquet: the file is not Parquet" in done.output


def test_the_same_table_in_two_files_is_not_chosen_between(tmp_path):
    (tmp_path / "in").mkdir()
    frame().write_parquet(tmp_path / "in" / "grants.parquet")
    (tmp_path / "in" / "grants.csv").write_text(SOUND["grants"])
    (tmp_path / "in" / "rates.csv").write_text(SOUND["rates"])
    words = ["commitments", "--in", tmp_path / "in", "--from", "2022-01", "--to", "2022-02"]
    done = CliRunner().invoke(app, [str(w) for w in [*words, "--out", tmp_path / "out.csv"]])
    assert done.exit_code == 3
    assert "grants.csv: the table is there as CSV and as Parquet" in done.output


def test_a_year_whose_limits_are_not_known_is_named(tmp_path):
    code, told = answer(tmp_path, first="2051-01", last="2051-02")
    assert code == 3
    assert "the limits of the refund in 2051 are not known" in told


def test_who_was_covered_before_67_must_be_told_when_it_was_not_counted(tmp_path):
    tables = {
        "grants": grant(household="", end=""),
        "rates": "rate,valid_from,valid_to,oere\nA,2020-01-01,,1000000\n",
    }
    code, told = answer(tmp_path, **tables, citizens=CITIZENS + "C1,1950-05-05,\n")
    assert code == 3
    assert "whether C1 was covered in 2017-04, before 67, is not told" in told


@pytest.mark.parametrize("told", ["yes", "no"])
def test_who_was_covered_before_67_is_believed_when_it_is_told(tmp_path, told):
    rates = "rate,valid_from,valid_to,oere\nA,2020-01-01,,1000000\n"
    citizens = f"{CITIZENS}C1,1950-05-05,{told}\n"
    tables = {"grants": grant(household="", end=""), "rates": rates, "citizens": citizens}
    code, said = answer(tmp_path, first="2022-03", **tables)
    assert code == 0, said
    rows = (tmp_path / "refund.csv").read_text().splitlines()[1:]
    assert len(rows) == (2 if told == "yes" else 0)


SAME = {
    "a mark of the byte order": {"grants": "\ufeff" + SOUND["grants"]},
    "Windows line ends": {"grants": SOUND["grants"].replace("\n", "\r\n")},
    "no last line end": {"grants": SOUND["grants"].rstrip()},
    "empty lines": {"grants": SOUND["grants"] + "\n,,,,,,,,\n\n"},
    "spaces around": {"grants": grant(grant=" G1", rate="A ", kind=" day", start="2022-01-30 ")},
    "no pauses": {"suspensions": None},
    "columns in another order": {
        "grants": "end,start,quantity,rate,kind,citizen,grant\n"
        "2022-02-02,2022-01-30,1,A,day,C1,G1\n"
    },
    "needless zeros": {"grants": grant(quantity="01.000")},
    "Parquet: decimals": {"grants": frame(quantity=pl.Series(["1.000"]).cast(pl.Decimal(10, 3)))},
    "Parquet: days as text": {"grants": frame(start=["2022-01-30"], end=["2022-02-02"])},
    "Parquet: floats, categories": {
        "grants": frame(quantity=[1.0], kind=pl.Series(["day"], dtype=pl.Categorical))
    },
    "Parquet: nothing but nothing": {"grants": frame(household=[None], account=[None])},
}


@pytest.mark.parametrize("form", SAME)
def test_what_means_the_same_costs_the_same(tmp_path, form):
    code, told = answer(tmp_path, **SAME[form])
    assert code == 0, told
    out = (tmp_path / "out.csv").read_text()
    assert out == "grant,month,oere\nG1,2022-01,200\nG1,2022-02,200\n"
    assert (tmp_path / "refund.csv").read_text() == "citizen,household,law,month,basis,oere\n"


def test_the_first_and_the_last_month_that_there_are(tmp_path):
    tables = {
        "grants": grant(start="0001-01-01", end=""),
        "rates": "rate,valid_from,valid_to,oere\nA,0001-01-01,9999-12-31,100\n",
    }
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in {**SOUND, **tables}.items():
        (folder / f"{name}.csv").write_text(text)
    for first, last in (("0001-01", "0001-02"), ("9999-11", "9999-12")):
        words = ["commitments", "--in", folder, "--from", first, "--to", last]
        done = CliRunner().invoke(app, [str(w) for w in [*words, "--out", tmp_path / "out.csv"]])
        assert done.exit_code == 0, done.output
        assert len((tmp_path / "out.csv").read_text().splitlines()) == 3


def test_a_row_that_stands_again_is_told_with_the_row_that_said_it_first(tmp_path):
    """Empty cells are alike as well."""
    (tmp_path / "population.csv").write_text("year,age,persons\n2026,3,9\n2027,3,9\n2026,3,8\n")
    faults = Faults()
    assert read_population(tmp_path, faults) is None
    assert [str(one) for one in faults.listed] == [
        "population.csv, row 4, column age: the age of the year stands in row 2 already. "
        "Write it once."
    ]
    (tmp_path / "prices.csv").write_text("service,owner,year,percent\n,,2026,2\n,,2026,3\n")
    faults = Faults()
    assert read_prices(tmp_path, faults) is None
    assert "stands in row 2 already" in str(faults.listed[0])
