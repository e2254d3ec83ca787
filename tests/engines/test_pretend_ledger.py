"""The pretend ledger: its answers keep their form, its faults are found, and killing it changes
nothing. A year of months through it ends with every øre accounted for."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from helhed.exchange.faults import Faults
from helhed.exchange.ledger.files import LedgerFile, put, read, written
from helhed.exchange.ledger.tables import FileKind
from helhed.kernel.period import Month
from helhed.rules.payments.afstemning import (
    Answers,
    DifferenceKind,
    DifferenceState,
    Explanation,
    Posted,
    Sent,
    reconcile,
)
from helhed.rules.payments.bankdag import month_pay_day
from helhed.stand_ins.ledger import FAULTS, answer

COMMAND = [sys.executable, "-c", "from helhed.cli import main; main()", "pretend-ledger"]
EACH = dict.fromkeys(FAULTS, 0.02)
KILLED = -9


def lines(month: Month, count: int) -> list[dict[str, object]]:
    chance = random.Random(f"{month}")
    return [
        {
            "line": f"{month}-{n}",
            "payee": "company",
            "number": "07000001",
            "citizen": f"c{n % (count // 2)}",
            "cpr": None,
            "grant": f"g{n}",
            "account": f"5.38.5{n % 4}.1.4.001.40",
            "unit": f"unit-{n % 5}",
            "month": month,
            "pay_on": month_pay_day(month),
            "oere": chance.randrange(-50_000, 5_000_000) or 1,
        }
        for n in range(count)
    ]


def send(folder: Path, month: Month, rows: list[dict[str, object]]) -> None:
    put(folder, f"payments-{month}.csv", written(FileKind.PAYMENTS, f"run-{month}", rows))


def received(folder: Path) -> list[LedgerFile]:
    faults = Faults()
    found = [read(path, faults) for path in sorted(folder.glob("*.csv"))]
    assert [str(one) for one in faults.listed] == []
    return [one for one in found if one is not None]


def sent(rows: list[dict[str, object]]) -> list[Sent]:
    return [
        Sent(r["line"], r["citizen"], str(r["account"]), r["month"], r["oere"], r["pay_on"])
        for r in rows
    ]


def answers(files: list[LedgerFile]) -> Answers:
    postings, rejected = [], set()
    for file in files:
        if file.kind is FileKind.RECEIPT:
            told = file.frame.select("line", "answer").rows()
            rejected |= {line for line, word in told if word == "rejected"}
        if file.kind is FileKind.POSTINGS:
            columns = file.frame.select("number", "line", "citizen", "account", "month", "oere")
            postings += [
                Posted(number, line or None, citizen or None, account, Month.of(month), oere)
                for number, line, citizen, account, month, oere in columns.rows()
            ]
    return Answers(frozenset(rejected), postings)


def as_it_stands(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def test_without_faults_everything_is_accepted_and_posted(tmp_path: Path) -> None:
    rows = lines(Month(2026, 5), 300)
    send(tmp_path / "in", Month(2026, 5), rows)
    answer(tmp_path / "in", tmp_path / "out", {}, 1)
    files = received(tmp_path / "out")
    assert {file.kind for file in files} == {FileKind.RECEIPT, FileKind.POSTINGS}
    found = reconcile(sent(rows), answers(files), today=date(2026, 6, 1), owner="")
    assert found.differences == ()
    assert found.sent == found.posted == sum(int(str(row["oere"])) for row in rows)


@pytest.mark.parametrize(
    ("fault", "kinds"),
    [
        ("rejected", {"rejected"}),
        ("missing", {"missing"}),
        ("late", {"missing"}),
        ("double", {"double"}),
        ("partial", {"partial", "amount"}),
        ("amount", {"amount", "partial"}),
        ("account", {"account"}),
        ("unknown", {"unknown"}),
    ],
)
def test_each_fault_is_found_for_what_it_is(tmp_path: Path, fault: str, kinds: set[str]) -> None:
    rows = lines(Month(2026, 5), 200)
    send(tmp_path / "in", Month(2026, 5), rows)
    answer(tmp_path / "in", tmp_path / "out", {fault: 0.1}, 5)
    told = answers(received(tmp_path / "out"))
    found = reconcile(sent(rows), told, today=date(2026, 7, 1), owner="")
    assert {one.kind.value for one in found.differences} <= kinds
    assert 5 <= len(found.differences) <= 40


def test_a_posting_that_lost_its_id_is_found_by_rule(tmp_path: Path) -> None:
    rows = lines(Month(2026, 5), 200)
    send(tmp_path / "in", Month(2026, 5), rows)
    answer(tmp_path / "in", tmp_path / "out", {"lost": 0.3}, 5)
    told = answers(received(tmp_path / "out"))
    assert any(one.line is None for one in told.postings)
    assert reconcile(sent(rows), told, today=date(2026, 7, 1), owner="").differences == ()


def test_a_file_that_was_answered_is_known_again_and_a_paid_line_is_never_taken_twice(
    tmp_path: Path,
) -> None:
    rows = lines(Month(2026, 5), 20)
    send(tmp_path / "in", Month(2026, 5), rows)
    answer(tmp_path / "in", tmp_path / "out", {}, 1)
    before = received(tmp_path / "out")
    send(tmp_path / "in", Month(2026, 5), rows)
    assert answer(tmp_path / "in", tmp_path / "out", {}, 1) == []
    put(tmp_path / "in", "again.csv", written(FileKind.PAYMENTS, "run-other", rows))
    answer(tmp_path / "in", tmp_path / "out", {}, 1)
    (again,) = [one for one in received(tmp_path / "out") if one.id not in {b.id for b in before}]
    assert set(again.frame["answer"]) == {"known"}
    assert again.of == received(tmp_path / "in")[0].sha256


def test_a_rejected_line_is_taken_when_it_comes_again(tmp_path: Path) -> None:
    rows = lines(Month(2026, 5), 20)
    send(tmp_path / "in", Month(2026, 5), rows)
    answer(tmp_path / "in", tmp_path / "out", {"rejected": 1.0}, 1)
    put(tmp_path / "in", "again.csv", written(FileKind.PAYMENTS, "run-again", rows))
    answer(tmp_path / "in", tmp_path / "out", {"rejected": 1.0}, 1)
    told = answers(received(tmp_path / "out"))
    assert reconcile(sent(rows), told, today=date(2026, 7, 1), owner="").differences == ()


def killed_at(number: int) -> str:
    """A program that is killed just before it gives a file its name for the n-th time."""
    return f"""
import os, signal, sys
moved, left = os.replace, [{number}]
def replace(*names):
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    moved(*names)
os.replace = replace
from helhed.cli import main
main()
"""


def test_killed_anywhere_and_run_again_it_gives_the_same_answers(tmp_path: Path) -> None:
    inward = tmp_path / "in"
    for month in (Month(2026, 5), Month(2026, 6)):
        send(inward, month, lines(month, 60))
    whole = tmp_path / "whole"
    answer(inward, whole, EACH, 9)
    answer(inward, whole, EACH, 9)
    faults = ",".join(f"{name}={share}" for name, share in EACH.items())
    kills = 0
    for number in range(4):
        out = tmp_path / f"killed-{number}"
        words = ["pretend-ledger", "--in", inward, "--out", out, "--fault", faults, "--seed", "9"]
        done = subprocess.run([sys.executable, "-c", killed_at(number), *words], check=False)
        kills += done.returncode == KILLED
        answer(inward, out, EACH, 9)
        if done.returncode == KILLED:
            answer(inward, out, EACH, 9)
        shown = {n: data for n, data in as_it_stands(out).items() if not n.endswith(".half")}
        assert shown == as_it_stands(whole)
    assert kills == 4


def test_a_year_with_two_percent_of_each_fault_ends_with_every_oere_accounted_for(
    tmp_path: Path,
) -> None:
    out, back = tmp_path / "out", tmp_path / "back"
    rows: list[dict[str, object]] = []
    waiting: list[dict[str, object]] = []
    explained: dict[tuple[str, object], Explanation] = {}
    seen: Counter[DifferenceKind] = Counter()
    for month in Month(2026, 1).until(Month(2027, 2)):
        new = lines(month, 150) if month.year == 2026 else []
        put(out, f"{month}.csv", written(FileKind.PAYMENTS, f"run-{month}", [*new, *waiting]))
        rows += new
        answer(out, back, EACH, 4)
        told = answers(received(back))
        found = reconcile(sent(rows), told, today=month.plus(1).last, owner="Finance")
        seen.update(one.kind for one in found.differences)
        again = (DifferenceKind.REJECTED, DifferenceKind.MISSING)
        unpaid = {one.key[1] for one in found.differences if one.kind in again}
        waiting = [row for row in rows if row["line"] in unpaid]
    for one in found.differences:
        explained[one.key] = Explanation(one.oere, "Talt med økonomisystemet")
    known = Answers(told.rejected, told.postings, explained=explained)
    found = reconcile(sent(rows), known, today=date(2027, 4, 1), owner="Finance")
    assert set(DifferenceKind) - {DifferenceKind.LATE} <= set(seen)
    assert found.sent == sum(int(str(row["oere"])) for row in rows)
    assert found.sent == found.posted + found.outstanding(DifferenceState.EXPLAINED)
    assert found.is_settled
    left = {one.kind for one in found.differences}
    assert not left & {DifferenceKind.REJECTED, DifferenceKind.MISSING, DifferenceKind.ACCOUNT}


@pytest.mark.parametrize(
    "words",
    [("--fault", "gone=0.1"), ("--fault", "late=two"), ("--fault", "late=0.6,double=0.6")],
)
def test_faults_that_cannot_be_are_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    folders = ["--in", str(tmp_path), "--out", str(tmp_path)]
    done = subprocess.run([*COMMAND, *folders, *words], capture_output=True, check=False)
    assert done.returncode == 2


def test_a_file_that_breaks_its_promise_is_refused_and_nothing_is_answered(tmp_path: Path) -> None:
    send(tmp_path / "in", Month(2026, 5), lines(Month(2026, 5), 20))
    (path,) = (tmp_path / "in").iterdir()
    path.write_bytes(path.read_bytes().replace(b"c1,", b"c2,", 1))
    folders = ["--in", str(tmp_path / "in"), "--out", str(tmp_path / "out")]
    done = subprocess.run([*COMMAND, *folders], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert path.name in done.stderr
    assert as_it_stands(tmp_path / "out") == {}
    shutil.rmtree(tmp_path / "in")
