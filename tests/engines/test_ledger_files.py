"""Ledger files: the same bytes when written again, and nothing read that is not whole."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helhed.exchange.faults import Faults
from helhed.exchange.ledger.files import LedgerFile, put, read, written
from helhed.exchange.ledger.tables import FileKind

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=30)
OERE = st.integers(-(10**12), 10**12)


def row(**changes: object) -> dict[str, object]:
    told = {
        "line": "l1",
        "payee": "person",
        "number": "",
        "citizen": "c1",
        "cpr": "3101014001",
        "grant": "g1",
        "account": "5.57.72.1.4.001.52",
        "unit": "team-nord",
        "month": "2026-10",
        "pay_on": date(2026, 10, 30),
        "oere": 123_450,
    }
    return {**told, **changes}


def posted(**changes: object) -> dict[str, object]:
    told = {
        "number": "p1",
        "line": "l1",
        "citizen": None,
        "account": "5.57.72.1.4.001.52",
        "unit": "team-nord",
        "month": "2026-10",
        "posted_on": "2026-10-30",
        "oere": 1,
        "text": "",
    }
    return {**told, **changes}


def payments(*rows: dict[str, object]) -> bytes:
    return written(FileKind.PAYMENTS, "run-1", rows)


def received(tmp_path: Path, data: bytes, name: str = "f.csv") -> tuple[LedgerFile | None, Faults]:
    put(tmp_path, name, data)
    faults = Faults()
    return read(tmp_path / name, faults), faults


def signed(body: str, rows: int, oere: int, kind: str = "payments", version: str = "1") -> bytes:
    """A file with a right checksum, whatever else is wrong with it."""
    digest = hashlib.sha256(body.encode()).hexdigest()
    return f"{body}#,{kind},{version},run-1,,{rows},{oere},{digest}\n".encode()


def body_of(data: bytes) -> str:
    return data.decode().rpartition("#")[0]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    data = payments(row(), row(line="l2", oere=-7, cpr=None, payee="company", number="07000001"))
    file, faults = received(tmp_path, data)
    assert not faults
    assert file is not None
    assert (file.kind, file.id, file.of, file.oere) == (FileKind.PAYMENTS, "run-1", "", 123_443)
    assert file.sha256 == hashlib.sha256(data).hexdigest()
    assert file.frame["oere"].to_list() == [123_450, -7]
    assert file.frame["cpr"].to_list() == ["3101014001", None]
    assert file.frame["month"].to_list() == [date(2026, 10, 1)] * 2


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    rows = [row(line=f"l{n}", oere=n) for n in range(50)]
    assert payments(*rows) == payments(*rows)
    assert payments(*rows) != payments(*rows[1:])


def test_cpr_numbers_stand_only_where_a_person_is_paid_or_charged() -> None:
    with_cpr = {
        kind for kind in FileKind if any(c.kind.value == "CPR number" for c in kind.table.columns)
    }
    assert with_cpr == {FileKind.PAYMENTS, FileKind.CHARGES}


def test_a_file_without_rows_is_a_file(tmp_path: Path) -> None:
    file, faults = received(tmp_path, written(FileKind.POSTINGS, "none", []))
    assert not faults
    assert file is not None
    assert (file.frame.height, file.oere) == (0, 0)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(OERE, WORDS), max_size=8))
def test_any_text_and_amount_goes_there_and_back(
    tmp_path: Path, told: list[tuple[int, str]]
) -> None:
    rows = [posted(number=f"p{n}", oere=oere, text=text) for n, (oere, text) in enumerate(told)]
    file, faults = received(tmp_path, written(FileKind.POSTINGS, "x", rows))
    assert not faults
    assert file is not None
    assert file.frame.select("oere", "text").rows() == told
    assert file.oere == sum(oere for oere, _ in told)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_file_that_was_changed_anywhere_is_not_read(tmp_path: Path, data: st.DataObject) -> None:
    whole = payments(row(), row(line="l2"))
    at = data.draw(st.integers(0, len(whole) - 2))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[at]))
    put(tmp_path, "f.csv", whole[:at] + bytes([other]) + whole[at + 1 :])
    faults = Faults()
    file = read(tmp_path / "f.csv", faults)
    if file is not None:  # only the ids in the foot are no totals; they lead nowhere when wrong
        assert (file.id, file.of) != ("run-1", "")
    else:
        assert faults


@pytest.mark.parametrize("end", [b"\r", b"\r" + b"x" * 200_000])
def test_a_last_line_that_is_no_line_is_told(tmp_path: Path, end: bytes) -> None:
    head, _, foot = payments(row(), row(line="l2")).rstrip(b"\n").rpartition(b"\n")
    file, faults = received(tmp_path, head + end + foot + b"\n")
    assert file is None
    assert [fault.kind for fault in faults.listed] == ["foot"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_file_that_was_cut_is_not_read(tmp_path: Path, data: st.DataObject) -> None:
    whole = payments(row(), row(line="l2"))
    cut = data.draw(st.integers(0, len(whole) - 2))
    put(tmp_path, "f.csv", whole[:cut])
    faults = Faults()
    assert read(tmp_path / "f.csv", faults) is None
    assert faults


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"oere": "12,50"}, "f.csv, row 3, column oere"),
        ({"pay_on": "30-10-2026"}, "f.csv, row 3, column pay_on"),
        ({"payee": "bank"}, "f.csv, row 3, column payee"),
        ({"account": ""}, "f.csv, row 3, column account"),
        ({"line": "l1"}, "f.csv, row 3, column line"),
    ],
)
def test_a_fault_is_told_by_file_row_and_column(
    tmp_path: Path, change: dict[str, str], place: str
) -> None:
    names = [column.name for column in FileKind.PAYMENTS.table.columns]
    out = io.StringIO()
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    writer.writerow(row())
    writer.writerow({**row(line="l2"), **change})
    file, faults = received(tmp_path, signed(out.getvalue(), 2, 246_900))
    assert file is None
    assert place in [one.place for one in faults.listed]
    assert all("3101014001" not in str(one) for one in faults.listed)


def test_wrong_totals_are_told_even_when_the_checksum_is_right(tmp_path: Path) -> None:
    body = body_of(payments(row()))
    for rows, oere, column in ((2, 123_450, "rows"), (1, 123_451, "oere")):
        file, faults = received(tmp_path, signed(body, rows, oere))
        assert file is None
        assert [(one.kind, one.column) for one in faults.listed] == [("totals", column)]


def test_a_kind_or_version_that_is_not_known_is_told(tmp_path: Path) -> None:
    body = body_of(payments(row()))
    for kind, version in (("invoice", "1"), ("payments", "2")):
        file, faults = received(tmp_path, signed(body, 1, 123_450, kind, version))
        assert file is None
        assert [one.kind for one in faults.listed] == ["kind"]


def test_nobody_sees_half_a_file_and_only_the_owner_reads_it(tmp_path: Path) -> None:
    put(tmp_path / "out", "f.csv", b"first")
    put(tmp_path / "out", "f.csv", b"second")
    (file,) = (tmp_path / "out").iterdir()
    assert file.read_bytes() == b"second"
    assert file.stat().st_mode & 0o077 == 0
