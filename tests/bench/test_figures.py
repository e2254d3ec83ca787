"""What a benchmark says of its figures is right, and nothing is left out unseen."""

import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from typer.testing import CliRunner

from helhed.cli.bench.command import NAMES, _show
from helhed.cli.bench.measured import Measured, percentile
from helhed.cli.bench.pages import AT_ONCE, MOST_MILLISECONDS, Figures, told
from helhed.cli.bench.running import Answer, links
from helhed.cli.main import app

figures = st.lists(st.floats(0, 1e4), min_size=1, max_size=60)


@given(figures, st.sampled_from([0.5, 0.9, 0.95, 1.0]))
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_pass(values, share):
    found = percentile(values, share)
    assert sum(v <= found for v in values) >= share * len(values) - 1e-6
    smaller = [v for v in values if v < found]
    if smaller:
        assert len(smaller) < share * len(values)


def test_nothing_has_no_percentile():
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 0.5)


def test_links_are_told_in_order_once_and_only_those_inside_the_house():
    page = """<a href="/b/?x=1&amp;y=2#z"><a href="/a/"><a href="/b/?x=1&amp;y=2">
    <a href="https://elsewhere.dk/"><a href="//elsewhere.dk/"><link href="/static/x.css">"""
    assert links(page) == ["/b/?x=1&y=2", "/a/"]


def answered(milliseconds, statements=5, status=200):
    found = Figures()
    found.add("demo-head", Answer(status, "", milliseconds, statements))
    return found


def test_a_slow_page_a_talkative_page_and_a_failing_page_are_broken_promises():
    pages = {
        "good:one": answered(MOST_MILLISECONDS),
        "slow:one": answered(MOST_MILLISECONDS + 1),
        "talks:one": answered(10, statements=21),
        "fails:one": answered(10, status=500),
    }
    report = told(pages, {"cases.Case": 7}, {*pages, "forgotten:one"})
    assert [fault.split(":")[0] for fault in report.faults] == ["fails", "slow", "talks"]
    assert [row[0] for row in report.rows] == ["good:one", "slow:one", "talks:one"]
    assert report.facts["not_reached_by_links"] == ["forgotten:one"]
    assert report.facts["at_once"] == AT_ONCE
    assert report.facts["rows"] == {"cases.Case": 7}


def test_the_json_says_what_the_table_says(tmp_path):
    measured = Measured("x", "About", ("name", "ms"), [("a", 1.5)], ["broken"], {"scale": 1})
    text = measured.write(tmp_path).read_text(encoding="utf-8")
    read = json.loads(text)
    assert read["rows"] == [{"name": "a", "ms": 1.5}]
    assert (read["faults"], read["facts"]) == (["broken"], {"scale": 1})
    assert "python" in read["machine"]


@pytest.mark.parametrize("width", [30, 60, 80, 200])
def test_no_figure_is_cut_off_on_a_narrow_screen(width):
    columns = ("what", "persons", "months", "seconds of a processor", "at most s", "peak MB")
    rows = [("600 persons, 365 days", 604, 12, 0.34, 0.4, 240.5), ("a town", 6558, 48, 24.1, 60, 7)]
    screen = io.StringIO()
    _show(Console(file=screen, width=width), Measured("x", "About", columns, rows))
    shown = screen.getvalue()
    assert "…" not in shown
    assert not {"604", "0.340", "240.5", "6,558"} - set(re.findall(r"[\d.,]*\d", shown))


def test_an_unknown_benchmark_is_a_wrong_use():
    done = CliRunner().invoke(app, ["bench", "everything"])
    assert done.exit_code == 2
    assert "commitments" in done.output


def test_all_runs_each_benchmark_in_a_process_of_its_own_and_ends_as_the_worst(monkeypatch):
    called = []

    def ended(words):
        called.append(words[words.index("bench") + 1 :])
        return int("pages" in words)

    monkeypatch.setattr("helhed.cli.bench.command.subprocess.call", ended)
    answer = CliRunner().invoke(app, ["bench", "all", "--scale", "0.02"])
    assert answer.exit_code == 1
    assert called == [[name, "--scale", "0.02"] for name in NAMES]
