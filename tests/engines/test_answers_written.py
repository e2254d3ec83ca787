"""Answers of ``helhed commitments`` are there whole or not at all, whatever stops the writing."""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.engines.test_folder_faults import GRANTS

LIMIT = 64 * 1024
OLD = "what was there before\n"


def folder_of(tmp_path, number):
    folder = tmp_path / "in"
    folder.mkdir()
    rows = [f"G{n},C{n},,5.38,month,A,1,2020-01-01,\n" for n in range(number)]
    (folder / "grants.csv").write_text(GRANTS + "".join(rows))
    (folder / "rates.csv").write_text("rate,valid_from,valid_to,oere\nA,2020-01-01,,9000000\n")
    return folder


def started(folder, out, *more, last="2024-12", limit=None):
    """The command in a process of its own, no file of which may be larger than the limit. It keeps
    no compiled modules: Python cuts them off at the limit, and no later process could read them."""

    def hold():
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = Path(sys.executable).with_name("helhed")
    words = [command, "commitments", "--in", folder, "--out", out]
    words += ["--from", "2024-01", "--to", last, *more]
    return subprocess.Popen(
        [str(word) for word in words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=hold,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_disk_that_is_full_is_told_in_a_sentence_and_old_answers_stand(tmp_path, ending):
    folder = folder_of(tmp_path, 40_000)
    out, sums = tmp_path / f"out.{ending}", tmp_path / "accounts.csv"
    for path in (out, sums):
        path.write_text(OLD)
    process = started(folder, out, "--accounts", sums, limit=LIMIT)
    _, told = process.communicate(timeout=600)
    assert process.returncode == 3, told
    assert f"{out} cannot be written: File too large. No file was changed." in told
    assert [out.read_text(), sums.read_text()] == [OLD, OLD]
    assert list(tmp_path.glob(".*")) == []


def test_a_folder_in_the_place_of_an_answer_leaves_the_others_as_they_were(tmp_path):
    folder = folder_of(tmp_path, 3)
    out, sums = tmp_path / "out.csv", tmp_path / "accounts.csv"
    out.write_text(OLD)
    sums.mkdir()
    process = started(folder, out, "--accounts", sums)
    _, told = process.communicate(timeout=600)
    assert process.returncode == 3, told
    assert "there is a folder of that name" in told
    assert out.read_text() == OLD


def test_one_that_is_killed_while_it_writes_leaves_no_half_answer_under_its_name(tmp_path):
    folder = folder_of(tmp_path, 20_000)
    out = tmp_path / "out.csv"
    process = started(folder, out, last="2027-12")
    half = tmp_path / ".out.csv.half"
    while process.poll() is None and not half.exists():
        time.sleep(0.001)
    process.kill()
    process.communicate(timeout=600)
    assert not out.exists() or out.read_text().count("\n") == 20_000 * 48 + 1
    again = started(folder, out, last="2027-12")
    again.communicate(timeout=600)
    assert again.returncode == 0
    assert out.read_text().count("\n") == 20_000 * 48 + 1
    assert list(tmp_path.glob(".*")) == []
