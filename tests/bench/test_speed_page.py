"""The page of speed holds the latest figures of each benchmark, and those of none that was not
run here are lost."""

from helhed.cli.bench import speed_page
from helhed.cli.bench.command import ON_PAGE
from helhed.cli.bench.measured import Measured
from helhed.cli.bench.speed_page import PAGE, SECTIONS, page, sections, write_page


def fhir(folder, a_second=200.0):
    columns = ("what", "a second")
    facts = {"seconds_until_the_first_answer": 0.1}
    Measured("fhir", "About", columns, [("report", a_second)], (), facts).write(folder)


def test_one_benchmark_in_a_new_clone_leaves_the_other_sections_as_they_were(tmp_path, monkeypatch):
    old = PAGE.read_text(encoding="utf-8")
    mine = tmp_path / "speed.md"
    mine.write_text(old, encoding="utf-8")
    monkeypatch.setattr(speed_page, "PAGE", mine)
    fhir(tmp_path, 4_321.0)
    assert write_page(tmp_path)
    new = mine.read_text(encoding="utf-8")
    assert "4,321" in new
    before, after = sections(old), sections(new)
    assert list(after) == list(before)
    changed = [title for title in before if before[title] != after[title]]
    assert changed == ["FHIR reports"]


def test_a_page_without_new_figures_stays_to_the_letter():
    old = PAGE.read_text(encoding="utf-8")
    assert page({}, old) == old


def test_figures_of_a_small_municipality_take_no_place(tmp_path, monkeypatch):
    monkeypatch.setattr(speed_page, "PAGE", tmp_path / "speed.md")
    for name, facts in (("reports", {"scale": 0.1}), ("totals", {"grants": 300})):
        Measured(name, "About", ("a",), [(1,)], (), facts).write(tmp_path)
    assert not write_page(tmp_path)
    assert not (tmp_path / "speed.md").exists()


def test_each_benchmark_of_the_page_has_its_section():
    assert {name.partition("-")[0] for name, _, _ in SECTIONS} == set(ON_PAGE)
    titles = [title for _, title, _ in SECTIONS]
    assert set(sections(PAGE.read_text(encoding="utf-8"))) <= set(titles)
    assert len(set(titles)) == len(titles)
