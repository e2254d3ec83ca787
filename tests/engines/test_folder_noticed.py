"""What is odd in a forecast's folder is refused or told in ``run.json``; no number comes of it in
silence."""

import json

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from helhed.cli.main import app
from tests.engines.test_episodes_cli import HEAD, rows_of
from tests.engines.test_forecast_cli import HEAD as COUNTS
from tests.engines.test_forecast_cli import counts
from tests.engines.worlds import Rates, world


@pytest.fixture(scope="module")
def episodes():
    told, day = world(Rates(), np.random.default_rng(5), known=40, first_day=738_200)
    return HEAD + "".join(rows_of(told, day))


def called(tmp_path, *words, command="run", **tables):
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir(exist_ok=True)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text)
    told = ["forecast", command, "--in", str(folder), "--out", str(out), "--horizon", "3"]
    return CliRunner().invoke(app, [*told, "--paths", "10", *words])


def told_of(tmp_path, *words, **tables):
    answer = called(tmp_path, *words, **tables)
    assert answer.exit_code == 0, answer.output
    return json.loads((tmp_path / "out" / "run.json").read_text())


def median_of(tmp_path, period):
    told = pl.read_csv(tmp_path / "out" / "forecast.csv", schema_overrides={"period": pl.String})
    return told.filter(period=period, quantile=0.5)["value"].item()


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            "x,2010-01,foster,own,,2023-01-01,,1\nx,2010-01,home,private,,2023-02-01,,1\n",
            "in two places at once",
        ),
        (
            "x,2010-01,foster,own,,2023-01-01,,1\nx,2010-01,foster,own,,2023-02-01,,1\n",
            "one person is twice in the same place at once",
        ),
        ("x,2010-01,rare,own,,2023-01-01,,1\n", "rare/own: seen of one person alone"),
        ("x,,foster,own,,2023-01-01,,1\n", "episodes have no month of birth"),
    ],
)
def test_what_is_odd_in_episodes_is_told(tmp_path, episodes, rows, said):
    told = told_of(tmp_path, episodes=episodes + rows)
    assert any(said in note for note in told["fallbacks"]), told["fallbacks"]


def test_a_past_of_one_person_alone_is_told(tmp_path):
    told = told_of(
        tmp_path, "--as-of", "2023-12-31", episodes=HEAD + "x,,foster,own,,2020-01-01,,1\n"
    )
    assert "foster/own: seen of one person alone" in "".join(told["fallbacks"])


STILL_THERE = HEAD + "".join(f"p{n},,foster,own,,2020-01-01,,1\n" for n in range(10))


def test_those_who_are_told_of_from_the_first_day_did_not_come_on_it(tmp_path):
    told = told_of(tmp_path, "--as-of", "2020-12-31", episodes=STILL_THERE)
    assert any("nobody came" in note for note in told["fallbacks"]), told["fallbacks"]


@pytest.mark.parametrize("day", ["2020-01-01", "2020-01-02", "2020-01-31"])
def test_a_past_of_less_than_a_month_is_refused(tmp_path, day):
    answer = called(tmp_path, "--as-of", day, episodes=STILL_THERE)
    assert answer.exit_code == 3
    assert "nobody was there long enough" in answer.output


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("unit", ["A", "B"])
def test_counts_that_would_grow_beyond_every_number_are_refused(tmp_path, unit):
    rows = f"{unit},persons,2020,5\n{unit},persons,2021,1000\n"
    answer = called(tmp_path, "--horizon", "240", counts=COUNTS + rows)
    assert answer.exit_code == 3
    assert f"persons of {unit} grows beyond 1e+15 by" in answer.output.replace("\n", " ")
    assert not (tmp_path / "out").exists()


def test_a_day_long_after_the_last_that_is_told_of_is_told(tmp_path, episodes):
    told = told_of(tmp_path, "--as-of", "2031-01-01", episodes=episodes)
    assert any("nothing is told after" in note for note in told["fallbacks"])


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("population", "year,age,persons\n", "population.csv has no row"),
        ("population", "year,age,persons\n2024,99,5\n", "tells no inhabitants of some ages"),
        (
            "population",
            "year,age,persons\n2020,9,5\n2022,9,6\n",
            "population.csv skips 2021; drawn straight",
        ),
        (
            "prices",
            "service,owner,year,percent,uncertainty\nmoon,,2027,1,\n",
            "prices.csv names moon, where nobody is",
        ),
        (
            "accounts",
            "service,owner,level,account\nmoon,,,5.30\n",
            "accounts.csv names moon, where nobody is",
        ),
        ("accounts", "service,owner,level,account\nhome,,,5.30\n", "foster/own: no account"),
    ],
)
def test_what_the_other_tables_lack_is_told(tmp_path, episodes, name, text, said):
    told = told_of(tmp_path, **{"episodes": episodes, name: text})
    assert any(said in note for note in told["fallbacks"]), told["fallbacks"]


def test_a_whole_number_of_oere_may_end_in_point_nought(tmp_path, episodes):
    assert told_of(tmp_path, episodes=episodes.replace("50000000", "50000000.0"))


@pytest.mark.parametrize("value", ["33.333333333333336", "1.5e+07", "2E3", "123456789012345"])
def test_a_count_is_written_as_programs_write_numbers(tmp_path, value):
    text = COUNTS + f"A,s,2020,{value}\nA,s,2021,{value}\n"
    assert told_of(tmp_path, counts=text)["to"] == "2024"


def test_counts_of_periods_after_the_day_are_not_known_on_it(tmp_path):
    told = told_of(tmp_path, "--as-of", "2020-06-30", counts=counts())
    assert (told["from"], told["to"]) == ("2021", "2023")
    assert any("begin after 2020-06-30" in note for note in told["fallbacks"])


def test_counts_of_years_that_have_not_begun_are_taken_and_told_of(tmp_path):
    later = "".join(f"A,persons,{year},7\n" for year in (2097, 2098, 2099))
    told = told_of(tmp_path, counts=COUNTS + later)
    assert told["from"] == "2100"
    assert any("as far as 2099, which has not begun" in note for note in told["fallbacks"])
    cut = told_of(tmp_path, "--as-of", "2098-01-01", counts=COUNTS + later)
    assert cut["from"] == "2099"
    assert not any("has not begun" in note for note in cut["fallbacks"])


def test_a_day_before_every_count_is_refused(tmp_path):
    answer = called(tmp_path, "--as-of", "1999-06-30", counts=counts())
    assert answer.exit_code == 3
    assert "no count is of a period that had begun" in answer.output


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("Old,persons,2015,7\n", "persons, Old: left out"),
        ("New,persons,2022,7\n", "persons, New: told of once alone"),
        ("Late,persons,2020,7\nLate,persons,2021,7\n", "persons, Late: not told after 2021"),
        ("Gap,persons,2020,7\nGap,persons,2022,7\n", "persons, Gap: periods without a value"),
        (
            "Odd,persons,2019,70\nOdd,persons,2020,701\nOdd,persons,2022,70\n",
            "persons, Odd in 2020: 10 times more or less",
        ),
        (
            "Odd,persons,2020,90\nOdd,persons,2021,900\nOdd,persons,2022,8\n",
            "persons, Odd in 2022: 10 times more or less",
        ),
        (
            "None,persons,2020,20\nNone,persons,2021,22\nNone,persons,2022,0\n",
            "persons, None in 2022: 10 times more or less",
        ),
    ],
)
def test_what_is_odd_in_counts_is_told(tmp_path, rows, said):
    told = told_of(tmp_path, counts=counts() + rows)
    assert any(said in note for note in told["fallbacks"]), told["fallbacks"]


def test_small_numbers_that_move_by_chance_are_not_called_odd(tmp_path):
    rows = "Few,persons,2020,2\nFew,persons,2021,30\nFew,persons,2022,2\n"
    told = told_of(tmp_path, counts=counts() + rows)
    assert not any("times more or less" in note for note in told["fallbacks"])


def test_how_it_was_made_tells_settings_and_seed_of_both_kinds(tmp_path, episodes):
    both = told_of(tmp_path, "--seed", "7", counts=counts(), episodes=episodes)
    assert both["seed"] == 7
    assert {"horizon", "paths", "as_of", "quantiles"} <= set(both["settings"])


def test_an_earlier_answers_tables_do_not_stand_beside_a_new_one(tmp_path, episodes):
    told_of(tmp_path, "--keep-paths", episodes=episodes)
    assert (tmp_path / "out" / "paths.parquet").exists()
    (tmp_path / "in" / "episodes.csv").unlink()
    told_of(tmp_path, counts=counts())
    assert {one.name for one in (tmp_path / "out").iterdir()} == {"forecast.csv", "run.json"}


def test_an_answer_is_not_written_over_a_table_that_was_given(tmp_path, episodes):
    accounts = "service,owner,level,account\nhome,,,5.30\n"
    answer = called(tmp_path, "--out", str(tmp_path / "in"), episodes=episodes, accounts=accounts)
    assert answer.exit_code == 2
    assert (tmp_path / "in" / "accounts.csv").read_text() == accounts


def test_a_unit_to_draw_without_a_picture_is_refused(tmp_path):
    assert called(tmp_path, "--picture-of", "u1", counts=counts()).exit_code == 2


def test_two_places_that_would_be_written_alike_are_refused(tmp_path, episodes):
    rows = "x,2010-01,a/b,c,,2024-01-01,,1\ny,2010-01,a,b/c,,2024-01-01,,1\n"
    answer = called(tmp_path, episodes=episodes + rows)
    assert answer.exit_code == 3
    at = 2 + episodes.count("\n") - 1
    assert f"row {at + 1}" in answer.output
    assert f"written as those of row {at}" in answer.output


def test_a_price_that_is_far_from_all_others_is_asked_about_with_its_row(tmp_path):
    stays = [f"p{n},2010-01,home,own,,2020-0{n}-01,,5000000\n" for n in range(1, 8)]
    rows = "".join([*stays, "x,2010-01,home,own,,2020-09-01,,500000000000\n"])
    notes = told_of(tmp_path, episodes=HEAD + rows)["fallbacks"]
    (note,) = (one for one in notes if "middle one" in one)
    assert note.startswith("one price is over 50 times more or less")
    assert "(row 9)" in note


def test_a_person_born_in_two_months_is_told_with_both_rows(tmp_path, episodes):
    rows = "x,2010-01,home,own,,2023-01-01,2023-12-31,1\nx,2011-01,home,own,,2024-01-01,,1\n"
    answer = called(tmp_path, episodes=episodes + rows)
    assert answer.exit_code == 3
    at = 2 + episodes.count("\n") - 1
    assert f"row {at + 1}" in answer.output
    assert f"another month in row {at}" in answer.output


def test_a_growth_that_one_change_alone_tells_of_is_told(tmp_path):
    told = told_of(tmp_path, counts=COUNTS + "A,s,2019,5\nA,s,2020,6\n")
    assert any(
        "all that is known of its growth is one change" in note for note in told["fallbacks"]
    )
    more = "".join(
        f"A,s,{year},{value}\n" for year, value in zip(range(2015, 2021), range(5, 11), strict=True)
    )
    told = told_of(tmp_path, counts=COUNTS + more)
    assert not any("is known of its growth" in note for note in told["fallbacks"])


def test_of_a_growth_that_few_changes_tell_of_a_part_goes_on(tmp_path):
    """From 100 to 150 in one year is a third of a growth; twelve changes of months are a whole."""
    told_of(tmp_path, counts=COUNTS + "A,s,2022,100\nA,s,2023,150\n")
    assert 150 < median_of(tmp_path, "2024") < 175
    rise = "".join(f"A,s,2023-{month:02},{100 + 5 * month}\n" for month in range(1, 5))
    notes = told_of(tmp_path, counts=COUNTS + rise)["fallbacks"]
    assert any("3 changes; no more than 25% of it" in note for note in notes)
    assert 120 < median_of(tmp_path, "2023-07") < 127


def test_an_empty_folder_is_told_what_either_file_is_called(tmp_path):
    answer = called(tmp_path)
    assert answer.exit_code == 3
    assert "episodes.csv" in answer.output


def test_a_horizon_that_is_months_of_the_one_and_years_of_the_other_is_told(tmp_path, episodes):
    yearly = "".join(f"A,s,{2010 + value},{value}\n" for value in range(5, 11))
    told = told_of(tmp_path, episodes=episodes, counts=COUNTS + yearly)
    assert "3 ahead is 3 months of episodes and 3 years of counts" in told["fallbacks"]


def test_who_is_in_two_places_is_told_by_rows_and_never_by_name(tmp_path):
    stay = "{},2010-01,{},own,,2022-0{}-01,{},1\n"
    rows = [stay.format(f"gone{n}", "foster", n, "2022-12-31") for n in range(1, 6)]
    rows += [stay.format(f"after{n}", "home", n, "") for n in range(1, 3)]
    for n in range(6):
        rows += [stay.format(f"beside{n}", place, 5, "") for place in ("foster", "home")]
    rows.insert(1, stay.format("again", "home", 3, ""))
    rows.append(stay.format("again", "home", 2, ""))
    told = told_of(tmp_path, "--as-of", "2023-12-31", episodes=HEAD + "".join(rows))
    apart = "in two places at once (rows 10 and 11, 12 and 13, 14 and 15, 16 and 17, 18 and 19"
    notes = " ".join(told["fallbacks"])
    assert f"6 persons are {apart}; and 1 more)" in notes
    assert "one person is twice in the same place at once (rows 3 and 22); both" in notes
    assert "beside0" not in notes
    assert "again" not in notes


@pytest.mark.parametrize(
    ("command", "tables", "file", "why"),
    [
        ("run", {"episodes": STILL_THERE}, "episodes.csv", "nobody was there long enough"),
        ("run", {"counts": COUNTS + "A,s,2019,5\n"}, "counts.csv", "no series is known in two"),
        ("backtest", {"counts": COUNTS + "A,s,2019,5\n"}, "counts.csv", "more than four years"),
        ("backtest", {"episodes": STILL_THERE}, "episodes.csv", "more than two years"),
    ],
)
def test_of_what_file_nothing_can_be_forecast_and_what_to_do_is_told(
    tmp_path, command, tables, file, why
):
    answer = called(tmp_path, "--as-of", "2020-01-20", command=command, **tables)
    assert answer.exit_code == 3
    said = " ".join(answer.output.split())
    assert f"{file}: " in said
    assert why in said.split(f"{file}: ")[1]
    assert "or name a later day with --as-of." in said


def test_a_comparison_that_cannot_be_made_names_the_file_as_it_is_called(tmp_path):
    (tmp_path / "in").mkdir()
    stays = pl.read_csv(STILL_THERE.encode(), schema_overrides={"birth_month": pl.String})
    stays = stays.with_columns(pl.col("start").str.to_date(), pl.lit(None, pl.Date).alias("end"))
    stays.with_columns(pl.col("level").cast(pl.String)).write_parquet(
        tmp_path / "in" / "episodes.parquet"
    )
    scenario = tmp_path / "dearer.toml"
    scenario.write_text('name = "D"\n[[change]]\nkind = "price"\nfrom = "2025-01"\nfactor = 1.1\n')
    answer = called(tmp_path, str(scenario), "--as-of", "2020-01-20", command="compare")
    assert answer.exit_code == 3
    said = " ".join(answer.output.split())
    assert "episodes.parquet: nobody was there long enough" in said
    assert "also of those who have left" in said


def test_a_file_without_the_column_of_last_days_is_refused_for_nobody_would_have_left(tmp_path):
    without = "person,service,owner,start\nx,home,own,2020-01-01\n"
    answer = called(tmp_path, "--as-of", "2023-12-31", episodes=without)
    assert answer.exit_code == 3
    said = " ".join(answer.output.split())
    assert "episodes.csv, row 1, column end: the column is missing. Add it: last day; empty" in said
    for name in ("birth_month", "level", "oere_per_year"):
        assert name not in said


def test_the_columns_of_last_days_and_of_values_may_be_empty(tmp_path):
    stays = "person,service,owner,start,end\nx,home,own,2020-01-01,\n"
    rows = COUNTS + "A,s,2020,\nA,s,2021,5\nA,s,2022,6\n"
    assert told_of(tmp_path, "--as-of", "2023-12-31", episodes=stays, counts=rows)


def test_counts_without_the_column_of_values_are_refused_by_its_name(tmp_path):
    answer = called(tmp_path, counts="unit,series,period\nA,s,2020\n")
    assert answer.exit_code == 3
    assert "counts.csv, row 1, column value: the column is missing" in answer.output
