"""What the commands of the forecast write is there whole or not at all, and each tells how its own
answer was made."""

import json

import pytest
from typer.testing import CliRunner

from helhed.cli.main import app
from tests.engines.clustered import put_country
from tests.engines.test_folder_noticed import called, episodes
from tests.engines.test_forecast_cli import counts

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


BESIDE = "x,2010-01,foster,own,,2023-01-01,,1\nx,2010-01,home,private,,2023-02-01,,1\n"


def back_tested(tmp_path, *words, **tables):
    answer = called(tmp_path, *words, command="backtest", **tables)
    assert answer.exit_code == 0, answer.output
    return answer.output, json.loads((tmp_path / "out" / "backtest.json").read_text())


def test_a_back_test_of_episodes_tells_its_settings_and_what_it_made_do_with(tmp_path, episodes):
    words = ("--seed", "7", "--as-of", "2024-05-31", "--horizon", "24", "--paths", "101")
    prices = "service,owner,year,percent,uncertainty\n,,2027,1,\n"
    said, told = back_tested(tmp_path, *words, episodes=episodes + BESIDE, prices=prices)
    settings = {"horizon": 24, "seed": 7, "as_of": "2024-05-31", "paths": 100}
    assert told["settings"] == settings
    notes = (
        "in two places at once",
        "prices is not used in a back-test",
        "a back-test is made with 100 paths, and no more",
        "tested no further than 3 months ahead",
    )
    for note in notes:
        assert any(note in one for one in told["fallbacks"]), (note, told["fallbacks"])
        assert note in " ".join(said.split())


def test_a_back_test_of_counts_tells_the_last_period_and_what_it_made_do_with(tmp_path):
    rows = counts() + "Old,persons,2015,7\nGap,persons,2018,7\nGap,persons,2020,7\n"
    population = "year,age,persons\n2023,1,10\n"
    words = ("--as-of", "2021-06-30", "--horizon", "9")
    _, told = back_tested(tmp_path, *words, counts=rows, population=population)
    assert told["settings"]["counts_to"] == "2021"
    notes = (
        "begin after 2021-06-30 are not used",
        "persons, Old: left out",
        "persons, Gap: periods without a value",
        "tested no further than 3 years ahead",
        "population is not used",
    )
    for note in notes:
        assert any(note in one for one in told["fallbacks"]), (note, told["fallbacks"])
