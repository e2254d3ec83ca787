"""What is wrong in a file is told with its exact place; what is right comes back as it was."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.exchange.columns import Column, Kind
from helhed.exchange.faults import counted
from helhed.exchange.foreign import read_foreign
from helhed.exchange.foreign.map_file import read_map
from helhed.exchange.reading.cells import parsed
from helhed.exchange.reading.folder import read_folder
from helhed.exchange.reading.known import NothingKnown
from helhed.exchange.reading.one_table import among
from helhed.exchange.tables import BY_NAME
from helhed.exchange.writing import Format, csv_of, in_order, write_folder
from helhed.kernel.cpr import Cpr, NotACprNumber
from helhed.kernel.identifiers import uuid_for
from tests.apps.transfer.broken import BROKEN, NOBODY, Broken, cell, heading
from tests.apps.transfer.small import frames

SMALL = frames()
QUOTED = BY_NAME["quotes"].column("source").among
MILLION = 1_000_000


def written(folder: Path, form: Format = Format.CSV) -> Path:
    write_folder(folder, form, ((BY_NAME[name], frame) for name, frame in SMALL.items()))
    return folder


def understood(column: Column, cell: str) -> Any:
    return pl.DataFrame({column.name: [cell]}).select(parsed(column)).item()


@pytest.mark.parametrize("form", Format, ids=lambda form: form.value)
def test_what_was_written_is_read_again_as_it_was(tmp_path, form):
    reading = read_folder(written(tmp_path, form))
    assert not reading.faults.listed
    for name, frame in SMALL.items():
        assert in_order(BY_NAME[name], reading.frames[name]).equals(in_order(BY_NAME[name], frame))
        assert reading.frames[name].schema == frame.schema


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_a_broken_file_is_told_with_its_exact_place(tmp_path, broken: Broken):
    broken.spoil(written(tmp_path))
    told = [(f.file, f.row, f.column, f.kind) for f in read_folder(tmp_path).faults.listed]
    assert (broken.file, broken.row, broken.column, broken.kind) in told


@given(st.lists(st.sampled_from([code for code, _ in QUOTED]), min_size=1, max_size=6))
def test_a_key_among_several_tables_becomes_what_its_own_table_makes_of_it(codes):
    keys = [f"nr. {number}" for number, _ in enumerate(codes)]
    column = BY_NAME["quotes"].column("source")
    frame = pl.DataFrame({"source": keys, "source_kind": codes})
    tables = [dict(QUOTED)[code] for code in codes]
    wanted = [str(uuid_for(table, key)) for table, key in zip(tables, keys, strict=True)]
    assert among(column, frame).to_list() == wanted
    assert among(column, frame.with_columns(source=pl.Series(wanted))).to_list() == wanted


def test_no_fault_repeats_a_name_or_a_cpr_number(tmp_path):
    written(tmp_path)
    path = tmp_path / "citizens.csv"
    rows = path.read_text(encoding="utf-8").split("\n")
    rows[3] = rows[3].replace("2001-01-01", "Karen Blixen").replace("female", "010101-4001")
    path.write_text("\n".join(rows), encoding="utf-8")
    told = " ".join(str(fault) for fault in read_folder(tmp_path).faults.listed)
    assert "birth_date" in told
    assert "sex" in told
    assert not re.search("Karen|Blixen|010101|4001", told)


def test_every_fault_of_a_folder_is_told_at_once(tmp_path):
    written(tmp_path)
    spoils = [b for b in BROKEN if b.name in ("a decimal comma", "a key twice", "semicolons")]
    for broken in spoils:
        broken.spoil(tmp_path)
    kinds = {fault.kind for fault in read_folder(tmp_path).faults.listed}
    assert {"decimal-comma", "duplicate", "separator"} <= kinds


@pytest.mark.parametrize(
    "name",
    ["semicolons", "letters of UTF-16", "an empty file", "a cell too many", "a cell too few"],
)
def test_a_file_that_cannot_be_read_brings_no_false_faults_in_what_leads_to_it(tmp_path, name):
    broken = next(broken for broken in BROKEN if broken.name == name)
    broken.spoil(written(tmp_path))
    told = [(f.file, f.kind) for f in read_folder(tmp_path).faults.listed]
    assert told[0] == (broken.file, broken.kind)
    assert told[1:] in ([], [(broken.file, "not-checked")])


def test_a_workbook_that_cannot_be_opened_is_blamed_for_the_tables_that_are_missing(tmp_path):
    written(tmp_path)
    (tmp_path / "offers.csv").unlink()
    (tmp_path / "house.xlsx").write_bytes(b"nothing")
    told = [(f.file, f.kind) for f in read_folder(tmp_path).faults.listed]
    assert told == [("house.xlsx", "workbook"), ("house.xlsx", "not-checked")]


def test_a_file_of_a_kind_that_is_not_read_is_blamed_for_its_table(tmp_path):
    written(tmp_path)
    (tmp_path / "offers.csv").rename(tmp_path / "offers.ods")
    told = [(f.file, f.kind) for f in read_folder(tmp_path).faults.listed]
    assert told == [("offers.ods", "unknown-file"), ("offers.ods", "not-checked")]


def test_a_missing_file_is_told_once_with_the_columns_that_lead_to_it(tmp_path):
    written(tmp_path)
    (tmp_path / "offers.csv").unlink()
    (fault,) = read_folder(tmp_path).faults.listed
    assert (fault.file, fault.row, fault.kind) == ("offers.csv", 0, "missing-file")
    assert "places.offer" in fault.text
    assert "rates.offer" in fault.text


def test_keys_that_cannot_be_read_are_told_without_blaming_the_rows_that_use_them(tmp_path):
    spoil_heading = heading("offers", "id", "number")
    spoil_heading(written(tmp_path))
    told = [(f.file, f.column, f.kind) for f in read_folder(tmp_path).faults.listed]
    assert sorted(told) == [
        ("offers.csv", "id", "missing-column"),
        ("offers.csv", "id", "not-checked"),
        ("offers.csv", "number", "unknown-column"),
    ]


def test_a_row_that_leads_nowhere_is_still_told_when_another_file_is_broken(tmp_path):
    cell("tasks", 3, "case", NOBODY)(written(tmp_path))
    (tmp_path / "offers.csv").unlink()
    told = {(f.file, f.row, f.kind) for f in read_folder(tmp_path).faults.listed}
    assert told == {("tasks.csv", 3, "orphan"), ("offers.csv", 0, "missing-file")}


def test_an_empty_folder_is_told_by_a_whole_sentence(tmp_path):
    (fault,) = read_folder(tmp_path).faults.listed
    assert str(fault).startswith("the folder: there is not one row to read here.")


def test_a_foreign_child_without_a_birthday_comes_in_without_one(tmp_path):
    header = "CHILD,SEX,DOB,LA,YEAR\n1,1,2010-05-01,Ribe,2020\n2,2,,Ribe,2020\n"
    episodes = "CHILD,DECOM,DEC,PLACE,PLACE_PROVIDER,PL_POST,LA,YEAR\n" + "".join(
        f"{child},2019-02-01,,U4,PR1,A{child},Ribe,2020\n" for child in (1, 2, 2, 3)
    )
    (tmp_path / "header.csv").write_text(header, encoding="utf-8")
    (tmp_path / "episodes.csv").write_text(episodes, encoding="utf-8")
    reading, notes = read_foreign(tmp_path, read_map("ssda903"), NothingKnown())
    assert not reading.faults.listed
    assert reading.frames["citizens"].select("name", "birth_date", "sex").rows() == [
        ("Child 1", date(2010, 5, 1), "male"),
        ("Child 2", None, "female"),
        ("Child 3", None, "unknown"),
    ]
    assert reading.frames["placements"].height == 3
    assert "citizens: sex is not told, and is filled in as unknown in 1 row." in notes


def test_a_missing_foreign_file_is_told_once(tmp_path):
    episodes = "CHILD,DECOM,DEC,PLACE,PLACE_PROVIDER,PL_POST,LA,YEAR\n"
    (tmp_path / "episodes.csv").write_text(f"{episodes}1,2019-02-01,,U4,PR1,A,Ribe,2020\n")
    reading, _ = read_foreign(tmp_path, read_map("ssda903"), NothingKnown())
    assert [(f.file, f.kind) for f in reading.faults.listed] == [("header.csv", "missing-file")]


@pytest.mark.parametrize(("number", "words"), [(0, "0 faults"), (1, "1 fault"), (2, "2 faults")])
def test_one_fault_is_not_several(number, words):
    assert counted(number, "fault") == words


def test_a_byte_order_mark_and_windows_line_ends_are_taken(tmp_path):
    written(tmp_path)
    path = tmp_path / "users.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    reading = read_folder(tmp_path)
    assert not reading.faults.listed
    assert reading.frames["users"].sort("id").equals(SMALL["users"].sort("id"))


def test_a_row_is_counted_as_the_spreadsheet_shows_it_past_cells_of_several_lines(tmp_path):
    written(tmp_path)
    path = tmp_path / "citizens.csv"
    text = path.read_text(encoding="utf-8")
    assert '"Bo, Bo\nBo"' in text.split("1990-05-05")[0]
    path.write_text(text.replace("1992-02-29", "1993-02-29"), encoding="utf-8")
    faults = read_folder(tmp_path).faults.listed
    assert [(f.row, f.column) for f in faults] == [(4, "birth_date")]


def test_names_as_keys_lead_to_the_same_rows_every_time(tmp_path):
    (tmp_path / "users.csv").write_text(
        "id,username,name,language,is_active\nanne,anne,Anne,da,yes\n", encoding="utf-8"
    )
    (tmp_path / "citizens.csv").write_text(
        "id,name,birth_date,sex,address_is_protected,acting_municipality,paying_municipality\n"
        "a,A,2001-01-01,male,no,0999,0999\n",
        encoding="utf-8",
    )
    (tmp_path / "consents.csv").write_text(
        "id,citizen,subject,given_on\n1,a,alt,2024-01-01\n", encoding="utf-8"
    )
    first, second = read_folder(tmp_path), read_folder(tmp_path)
    assert not first.faults.listed
    assert first.frames["consents"]["citizen"][0] == first.frames["citizens"]["id"][0]
    assert first.frames["users"]["id"][0] == second.frames["users"]["id"][0]
    assert first.frames["users"]["id"][0] != first.frames["citizens"]["id"][0]


def test_a_fault_in_the_last_of_a_million_rows_is_found(tmp_path):
    table = BY_NAME["target_groups"]
    numbers = pl.int_range(MILLION, dtype=pl.Int64, eager=True).cast(pl.String)
    assessment = SMALL["assessments"]["id"][0]
    frame = pl.DataFrame({"id": "00000000-0000-4000-8000-" + numbers.str.zfill(12)}).with_columns(
        assessment=pl.lit(assessment),
        code="code " + numbers,
        recorded_on=pl.lit(None, pl.Date),
    )
    written(tmp_path)
    path = tmp_path / "target_groups.csv"
    path.write_bytes(csv_of(table, frame).replace(b"code 999997,", b","))
    faults = read_folder(tmp_path).faults.listed
    assert [(f.file, f.row, f.column, f.kind) for f in faults] == [
        ("target_groups.csv", 999_999, "code", "missing")
    ]


def test_of_many_faults_of_a_kind_the_first_are_listed_and_the_others_counted(tmp_path):
    rows = "".join(f"{n},{n},{n},da,perhaps\n" for n in range(250))
    (tmp_path / "users.csv").write_text(
        "id,username,name,language,is_active\n" + rows, encoding="utf-8"
    )
    faults = read_folder(tmp_path).faults.listed
    assert [fault.row for fault in faults] == [*range(2, 102), 0]
    assert faults[-1].text.startswith("150 more rows")


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="".join(map(chr, range(32)))), max_size=20
)
LINES = st.lists(TEXTS, max_size=3).flatmap(
    lambda parts: st.sampled_from(["\n", "\r\n", "\t"]).map(lambda mark: mark.join(parts))
)
DAYS = st.dates(date(1850, 1, 1), date(2199, 12, 31))
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2190, 1, 1), timezones=st.just(UTC))


@given(
    st.lists(
        st.tuples(st.uuids(), LINES, DAYS, st.none() | DAYS, MOMENTS, st.none() | MOMENTS),
        min_size=1,
        max_size=5,
        unique_by=lambda row: row[0],
    )
)
def test_any_row_survives_every_format(tmp_path_factory, rows):
    table = BY_NAME["tasks"]
    case = SMALL["cases"]["id"][0]
    frame = pl.DataFrame(
        [
            {"id": str(key), "case": case, "title": text[:160].strip() or "x", "due": due,
             "law": text[:40], "assigned_to": None, "made_at": made, "done_on": done,
             "done_by": None, "text": sent}
            for key, text, due, done, made, sent in rows
        ],
        schema_overrides=SMALL["tasks"].schema | {"text": pl.Datetime("us", "UTC")},
    ).drop("text")  # fmt: skip
    for form in Format:
        folder = tmp_path_factory.mktemp("any")
        write_folder(folder, form, [(table, frame), (BY_NAME["cases"], SMALL["cases"])])
        read = read_folder(folder).frames["tasks"]
        assert in_order(table, read).equals(in_order(table, frame))


@given(st.from_regex(r"[0-9]{6}-?[0-9]{4}", fullmatch=True))
def test_a_column_of_cpr_numbers_is_read_as_one_number_is(written_number):
    column = Column("cpr", Kind.CPR, "CPR number")
    try:
        one = Cpr.parse(written_number).number
    except NotACprNumber:
        one = None
    assert understood(column, written_number) == one


@given(st.integers(0, 999_999_000).map(lambda n: n / 1000))
def test_a_decimal_is_kept_exactly(number):
    column = BY_NAME["grants"].column("quantity")
    text = understood(column, f"{number:.3f}")
    assert float(text) == number
    assert "." not in text or text[-1] not in ".0"
