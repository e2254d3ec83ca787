"""``helhed commitments``: files in, a file out, and every fault by file, row and column."""

import json
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from helhed.cli.main import app
from helhed.commitments import KINDS
from helhed.commitments._reference import PlainGrant, PlainRate, cost_in_month
from helhed.kernel.period import Month, Period
from tests.kernel.strategies import periods

GRANTS = "grant,citizen,household,account,kind,rate,quantity,start,end\n"
RATES = "rate,valid_from,valid_to,oere\n"
PAUSES = "grant,start,end\n"
SOUND = {
    "grants": GRANTS + "G1,C1,,5.38,day,A,1,2024-01-30,2024-02-02\nG2,,,,month,B,0.5,2024-02-01,\n",
    "rates": RATES + "A,2023-01-01,2024-01-31,100\nA,2024-02-01,,250\nB,2020-01-01,,290000\n",
    "suspensions": PAUSES + "G2,2024-02-11,2024-03-31\n",
}


def run(folder, tmp_path, *more, first="2024-01", last="2024-04", out="out.csv"):
    path = tmp_path / out
    words = ["commitments", "--in", folder, "--from", first, "--to", last, "--out", path, *more]
    return CliRunner().invoke(app, [str(word) for word in words]), path


def folder_of(tmp_path, **tables):
    folder = tmp_path / "in"
    folder.mkdir(exist_ok=True)
    for name, text in {**SOUND, **tables}.items():
        if text is None:
            (folder / f"{name}.csv").unlink(missing_ok=True)
        else:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_months_without_cost_are_left_out_and_the_rest_is_exact(tmp_path):
    answer, path = run(folder_of(tmp_path), tmp_path)
    assert answer.exit_code == 0, answer.output
    assert path.read_text(encoding="utf-8") == (
        "grant,month,oere\n"
        "G1,2024-01,200\n"
        "G1,2024-02,500\n"
        "G2,2024-02,50000\n"  # 10 of 29 days of half a month
        "G2,2024-04,145000\n"
    )


def test_parquet_goes_in_and_out_and_gives_the_same(tmp_path):
    folder = folder_of(tmp_path)
    _, plain = run(folder, tmp_path)
    for path in list(folder.glob("*.csv")):
        frame = pl.read_csv(path, try_parse_dates=True)
        frame.write_parquet(path.with_suffix(".parquet"))
        path.unlink()
    answer, path = run(folder, tmp_path, out="out.parquet")
    assert answer.exit_code == 0, answer.output
    assert pl.read_parquet(path).equals(pl.read_csv(plain))


def test_no_suspensions_file_is_no_suspensions(tmp_path):
    _, path = run(folder_of(tmp_path, suspensions=None), tmp_path)
    assert "G2,2024-03,145000" in path.read_text(encoding="utf-8")


def test_a_missing_rate_names_grant_rate_and_day(tmp_path):
    rates = SOUND["rates"].replace("2024-02-01,,250", "2024-02-02,,250")
    answer, path = run(folder_of(tmp_path, rates=rates), tmp_path)
    assert answer.exit_code == 3
    assert "grant G1 is active on 2024-02-01, but rate A has no amount that day" in answer.output
    assert not path.exists()


BROKEN = [
    ("grants", "G1,C1,,5.38,day,A,1,2024-01-30,2024-02-02", "G1,,,,year,A,1,2024-01-30,",
     "grants.csv, row 2, column kind"),
    ("grants", "G2,,,,month,B,0.5,2024-02-01,", "G2,,,,month,B,\"0,5\",2024-02-01,",
     "grants.csv, row 3, column quantity"),
    ("grants", "G2,,,,month,B,0.5,2024-02-01,", "G2,,,,month,B,0.5,2024-02-30,",
     "grants.csv, row 3, column start"),
    ("grants", "G2,,,,month,B,0.5,2024-02-01,", "G2,,,,month,B,0.5,2024-02-02,2024-02-01",
     "grants.csv, row 3, column end"),
    ("grants", "G2,,,,month,B,0.5,2024-02-01,", "G1,,,,month,B,0.5,2024-02-01,",
     "grants.csv, row 3, column grant"),
    ("grants", "G2,,,,month,B,0.5,2024-02-01,", "G2,,,,month,,0.5,2024-02-01,",
     "grants.csv, row 3, column rate"),
    ("grants", "quantity,", "quantities,", "grants.csv, row 1, column quantity"),
    ("rates", "250", "2,50", "rates.csv"),
    ("rates", "250", "2.5", "rates.csv, row 3, column oere"),
    ("suspensions", "G2", "G9", "suspensions.csv, row 2, column grant"),
    ("rates", "2023-01-01,2024-01-31", "2023-01-01,2024-02-01",
     "rates.csv, row 3, column valid_from: rate A has two amounts on 2024-02-01"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "old", "new", "place"), BROKEN)
def test_bad_input_is_named_by_file_row_and_column(tmp_path, table, old, new, place):
    assert old in SOUND[table]
    folder = folder_of(tmp_path, **{table: SOUND[table].replace(old, new)})
    answer, path = run(folder, tmp_path)
    assert answer.exit_code == 3, answer.output
    assert place in answer.output
    assert not path.exists()


def test_a_missing_file_is_named(tmp_path):
    answer, _ = run(folder_of(tmp_path, rates=None), tmp_path, "--json")
    assert answer.exit_code == 3
    assert json.loads(answer.output)["faults"][0]["file"] == "rates.csv"


def test_columns_of_another_kind_are_told_in_one_sentence(tmp_path):
    answer, _ = run(folder_of(tmp_path, grants="bevilling,takst\n1,2\n"), tmp_path, "--json")
    assert answer.exit_code == 3
    (fault,) = json.loads(answer.output)["faults"]
    assert (fault["file"], fault["row"], fault["kind"]) == ("grants.csv", 1, "heading")
    assert "helhed export" in fault["text"]
    assert "grant,(citizen),(household),(account),kind,rate,quantity,start,(end)" in fault["to_do"]


def test_the_columns_stand_in_the_help():
    answer = CliRunner().invoke(app, ["commitments", "--help"], env={"COLUMNS": "400"})
    for columns in (GRANTS, RATES, PAUSES):
        for name in columns.strip().split(","):
            assert name in answer.output
    assert "valid_from,(valid_to),oere" in answer.output


EXPORTED = {
    "grants": "id,decision,service,kind,rate,quantity,start,end,state,account,unit,recorded_at\n"
    "g1,d1,botilbud_107,day,r1,2,2024-01-30,2024-02-02,granted,5.38,u,2024-01-01T00:00:00Z\n"
    "g2,d1,botilbud_107,day,r1,1,2024-01-30,,draft,5.38,u,2024-01-01T00:00:00Z\n",
    "rates": "id,name,kind\nr1,takst,day\n",
    "rate_amounts": "id,rate,oere,start,end,recorded_at\n"
    "a1,r1,100,2024-01-01,2024-01-31,2024-01-01T00:00:00Z\n"
    "a2,r1,250,2024-02-01,,2024-01-01T00:00:00Z\n",
    "suspensions": "id,grant,start,end,reason,recorded_at\n"
    "s1,g1,2024-02-02,,ude,2024-01-01T00:00:00Z\n"
    "s2,g2,2024-02-01,,ude,2024-01-01T00:00:00Z\n",
}


def test_what_the_house_exports_is_read_and_only_what_is_granted_counts(tmp_path):
    answer, path = run(folder_of(tmp_path, **EXPORTED), tmp_path)
    assert answer.exit_code == 0, answer.output
    rows = [line.split(",")[1:] for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    assert rows == [["2024-01", "400"], ["2024-02", "500"]]


def test_an_exported_service_that_the_law_ends_by_age_stops_the_day_before_the_birthday(tmp_path):
    told = {
        **EXPORTED,
        "grants": EXPORTED["grants"].replace("botilbud_107", "doegninstitution"),
        "decisions": "id,case,state,is_refusal,prepared_on\nd1,c1,granted,no,2024-01-01\n",
        "cases": "id,number,citizen,department,area,unit,opened_on,opened_through,opening_reason\n"
        "c1,1,p1,children,child_at_risk,u,2024-01-01,other_authority,uro\n",
        "citizens": "id,name,birth_date,sex,address_is_protected,acting_municipality,"
        "paying_municipality\np1,Bo,2006-02-01,male,no,0999,0999\n",
    }
    answer, path = run(folder_of(tmp_path, **told), tmp_path)
    assert answer.exit_code == 0, answer.output
    assert [line.split(",")[1:] for line in path.read_text().splitlines()[1:]] == [
        ["2024-01", "400"]
    ]
    answer, _ = run(folder_of(tmp_path, **{**told, "citizens": None}), tmp_path)
    assert answer.exit_code == 3
    assert "citizens.csv" in answer.output


@pytest.mark.parametrize(
    "wrong", [{"first": "2024-13"}, {"first": "2024-05", "last": "2024-04"}, {"out": "out.txt"}]
)
def test_wrong_use_is_told_apart_from_bad_input(tmp_path, wrong):
    answer, _ = run(folder_of(tmp_path), tmp_path, **wrong)
    assert answer.exit_code == 2


def test_an_old_answer_stays_when_a_new_one_cannot_be_given(tmp_path):
    _, path = run(folder_of(tmp_path), tmp_path)
    old = path.read_bytes()
    run(folder_of(tmp_path, rates=RATES), tmp_path)
    assert path.read_bytes() == old
    assert [one.name for one in tmp_path.glob(".*")] == []


plain_grants = st.lists(
    st.builds(
        PlainGrant,
        name=st.uuids().map(str),
        kind=st.sampled_from(KINDS),
        rate=st.just("A"),
        quantity=st.decimals(Decimal(0), Decimal(99), places=5),
        period=periods(),
        suspensions=st.lists(periods(), max_size=3).map(tuple),
    ),
    max_size=6,
    unique_by=lambda grant: grant.name,
)


@given(plain_grants, st.integers(0, 10**8))
def test_files_give_what_the_slow_twin_gives(tmp_path_factory, grants, oere):
    def end(period):
        return period.end or ""

    rows = [
        f"{g.name},,,,{g.kind},A,{g.quantity},{g.period.start},{end(g.period)}\n" for g in grants
    ]
    pauses = [f"{g.name},{p.start},{end(p)}\n" for g in grants for p in g.suspensions]
    tmp_path = tmp_path_factory.mktemp("engine")
    folder = folder_of(
        tmp_path,
        grants=GRANTS + "".join(rows),
        rates=f"{RATES}A,1900-01-01,,{oere}\n",
        suspensions=PAUSES + "".join(pauses),
    )
    answer, path = run(folder, tmp_path, first="2023-11", last="2024-12")
    assert answer.exit_code == 0, answer.output
    rate = PlainRate("A", Period(date(1900, 1, 1)), oere)
    expected = [
        f"{grant.name},{month},{cost}"
        for grant in grants
        for month in Month(2023, 11).until(Month(2024, 12))
        if (cost := cost_in_month(grant, [rate], month))
    ]
    assert path.read_text(encoding="utf-8").splitlines()[1:] == expected


def test_what_each_account_costs_is_the_sum_of_its_grants(tmp_path):
    grants = (
        "G1,C1,,5.38,day,A,1,2024-01-30,2024-02-02\n"
        "G2,,,5.38,month,B,0.5,2024-02-01,\n"
        "G3,,,5.39,day,A,2,2024-02-01,2024-02-01\n"
    )
    sums = tmp_path / "accounts.csv"
    answer, path = run(folder_of(tmp_path, grants=GRANTS + grants), tmp_path, "--accounts", sums)
    assert answer.exit_code == 0, answer.output
    assert sums.read_text(encoding="utf-8") == (
        "account,month,oere\n"
        "5.38,2024-01,200\n"
        "5.38,2024-02,50500\n"
        "5.38,2024-04,145000\n"
        "5.39,2024-02,500\n"
    )
    assert pl.read_csv(sums)["oere"].sum() == pl.read_csv(path)["oere"].sum()


def test_a_cost_without_an_account_is_named_and_nothing_is_written(tmp_path):
    sums = tmp_path / "accounts.csv"
    answer, path = run(folder_of(tmp_path), tmp_path, "--accounts", sums, "--json")
    assert answer.exit_code == 3
    [fault] = json.loads(answer.stdout)["faults"]
    assert "G2" in fault["text"]
    assert not sums.exists()
    assert not path.exists()


def test_the_commands_of_the_guide_write_what_the_guide_says(tmp_path):
    guide = Path(__file__).parents[2] / "docs" / "how-to" / "money-by-command.md"
    typed, shown = [], []
    for line in guide.read_text(encoding="utf-8").split("## A month to the ledger")[0].splitlines():
        if line.startswith("    "):
            (shown if typed and typed[-1].startswith("cat ") else typed).append(line[4:])
    beside = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-e", "-c", "\n".join(typed)],
        cwd=tmp_path, env={**os.environ, "PATH": beside}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == shown
