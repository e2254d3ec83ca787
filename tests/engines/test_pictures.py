"""Pictures by command: those of the how-to pages are what their commands draw today, and a picture
says in words what it shows."""

from xml.etree import ElementTree

import numpy as np
import pytest
from scripts.pictures import COMMANDS, HOW_TO, draw
from typer.testing import CliRunner

from helhed.cli.main import app
from helhed.forecast.picture import MOST_PANELS, Fan, fans, missed
from helhed.placing import Change, Kind, Outlook, frontier
from helhed.placing.picture import plans_drawn

EXAMPLE = HOW_TO / "examples" / "counts"
SVG = "{http://www.w3.org/2000/svg}"


def test_the_pictures_of_the_how_to_pages_are_what_their_commands_draw(tmp_path):
    draw(tmp_path)
    for name in COMMANDS:
        kept = (HOW_TO / "pictures" / name).read_bytes()
        assert (tmp_path / name).read_bytes() == kept, f"run scripts/pictures.py: {name}"


def test_every_picture_that_is_kept_is_drawn_by_a_command_of_a_page():
    assert set(COMMANDS) == {path.name for path in (HOW_TO / "pictures").glob("*.svg")}


def test_every_picture_is_shown_on_a_page_with_words_for_it():
    pages = "".join(page.read_text("utf-8") for page in HOW_TO.glob("*.md"))
    for name in COMMANDS:
        before = pages.split(f"](pictures/{name})")[0]
        assert before != pages, f"{name} is on no page"
        assert len(before.rsplit("![", 1)[1]) > 20


def called(*words):
    return CliRunner().invoke(app, ["forecast", *words, "--horizon", "2"])


def test_a_picture_of_one_unit_shows_its_series_alone(tmp_path):
    path = tmp_path / "one.svg"
    told = called(
        "run", "--in", str(EXAMPLE), "--out", str(tmp_path), "--picture", str(path),
        "--picture-of", "Engby",
    )  # fmt: skip
    assert told.exit_code == 0, told.output
    root = ElementTree.fromstring(path.read_text())
    assert root[0].text == "Forecast of Engby, 2026 to 2027"
    assert "Engby, foster care: last known" in root[1].text
    assert "Vestby" not in path.read_text()


@pytest.mark.parametrize(
    ("more", "word"),
    [
        (["--picture", "a.png"], "SVG"),
        (["--picture", "a.svg", "--picture-of", "Ingensteds"], "Ingensteds"),
    ],
)
def test_what_cannot_be_drawn_is_said_and_nothing_is_written(tmp_path, more, word):
    out = tmp_path / "out"
    more = [str(tmp_path / one) if one.endswith(("png", "svg")) else one for one in more]
    told = called("run", "--in", str(EXAMPLE), "--out", str(out), *more)
    assert told.exit_code == 2
    assert word in told.output
    assert not out.exists()
    assert not list(tmp_path.glob("a.*"))


def test_a_picture_that_cannot_be_written_leaves_the_tables_unwritten(tmp_path):
    there = tmp_path / "no" / "folder" / "a.svg"
    told = called("run", "--in", str(EXAMPLE), "--out", str(tmp_path), "--picture", str(there))
    assert told.exit_code == 3
    assert not (tmp_path / "forecast.csv").exists()


def a_fan(name, past=(1.0, None, 3.0)):
    quantiles = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
    return Fan(name, ["a", "b", "c", "d"], past, {one: [10 * one] for one in quantiles})


def test_at_most_six_fans_are_drawn_and_names_are_escaped():
    text = fans("A & B", [a_fan(f"<{n}>") for n in range(8)])
    root = ElementTree.fromstring(text)
    names = [one.text for one in root.iter(f"{SVG}text") if one.get("class") == "name"]
    assert names == [f"<{n}>" for n in range(MOST_PANELS)]
    assert text == fans("A & B", [a_fan(f"<{n}>") for n in range(8)])


def test_a_unit_without_a_past_is_drawn_without_one():
    root = ElementTree.fromstring(fans("A", [a_fan("new", past=())]))
    assert "last known" not in root[1].text


def test_nothing_to_draw_is_said():
    with pytest.raises(ValueError, match="nothing"):
        fans("A", [])
    with pytest.raises(ValueError, match="nothing"):
        missed("A", [])


def test_plans_that_do_the_same_are_one_and_doing_nothing_stands_beside_them():
    need = np.array([[[4.0], [5.0]], [[8.0], [9.0]]]).reshape(2, 1, 2)
    kinds = (Kind("home", 4, 10_000_000, 1_000_000, 90_000_000),)
    outlook = Outlook(kinds, (Change("open", None, "home", 5, 0, 1_000_000),), need)
    plans = frontier(outlook, (0.0, 0.5, 1.0), 0.5)
    root = ElementTree.fromstring(plans_drawn("Places", outlook, plans, 0.5))
    words = [one.text for one in root.iter(f"{SVG}text")]
    assert "Doing nothing" in words
    assert "Plan 1" in words
    assert "the worst 50 % of the futures" in root[1].text
    assert root[1].text.endswith(".")
