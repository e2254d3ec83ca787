"""What the commands of the forecast write is there whole or not at all, and each tells how its own
answer was made."""

import json

import pytest
from typer.testing import CliRunner

from helhed.cli.main import app
from tests.engines.clustered import put_country
from tests.engines.test_folder_noticed import called, episodes

__all__ = ["episodes"]
SCENARIO = 'name = "Dearer"\n[[change]]\nkind = "price"\nfrom = "2025-01"\nfactor = 1.1\n'


@pytest.mark.parametrize(
    ("command", "table"), [("run", "forecast"), ("backtest", "backtest"), ("compare", "compare")]
)
def test_a_folder_in_the_place_of_how_it_was_made_leaves_no_table(
    tmp_path, episodes, command, table
):
    name = "run.json" if command == "run" else f"{command}.json"
    (tmp_path / "out" / name).mkdir(parents=True)
    (tmp_path / "dearer.toml").write_text(SCENARIO)
    more = [str(tmp_path / "dearer.toml")] if command == "compare" else []
    answer = called(tmp_path, *more, command=command, episodes=episodes)
    assert answer.exit_code == 3
    said = " ".join(answer.output.split())
    assert f"{name} cannot be written: there is a folder of that name. No file was changed" in said
    assert [one.name for one in (tmp_path / "out").iterdir()] == [name]


def test_a_folder_in_the_place_of_a_countrys_run_leaves_no_municipalitys_answer(tmp_path):
    country, out = put_country(tmp_path / "in"), tmp_path / "out"
    (out / "run.json").mkdir(parents=True)
    words = ["forecast", "run", "--in", str(country), "--out", str(out), "--horizon", "3"]
    answer = CliRunner().invoke(app, [*words, "--paths", "10"])
    assert answer.exit_code == 3
    assert "No file was changed" in " ".join(answer.output.split())
    assert not any(one.is_file() for one in out.rglob("*"))


def test_each_command_tells_how_its_own_answer_was_made_beside_the_others(tmp_path, episodes):
    (tmp_path / "dearer.toml").write_text(SCENARIO)
    assert called(tmp_path, "--seed", "7", episodes=episodes).exit_code == 0
    before = (tmp_path / "out" / "run.json").read_text()
    assert called(tmp_path, command="backtest").exit_code == 0
    assert called(tmp_path, str(tmp_path / "dearer.toml"), command="compare").exit_code == 0
    out = tmp_path / "out"
    assert (out / "run.json").read_text() == before
    assert json.loads((out / "compare.json").read_text())["scenarios"] == ["Dearer"]
    assert "baselines" in json.loads((out / "backtest.json").read_text())
