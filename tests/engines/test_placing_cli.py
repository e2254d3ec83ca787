"""``helhed places``: folders in, tables out, and faults that say where."""

import json
import os
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from helhed.cli.main import app
from helhed.cli.pipes import none_but_us

CITIZENS = """citizen,paragraph,groups,since,latest,urgency,district
anna,SEL § 108,autisme,2025-11-01,2026-11-01,3,nord
bo,SEL § 108,adhd;autisme,2026-09-01,2026-12-01,1,syd
carl,SEL § 107,,2026-10-01,2026-12-01,0,syd
"""
RESULTS = "result_low,result,result_high,result_count"
OFFERS = f"""offer,paragraphs,groups,free,free_from,oere_per_day,district,{RESULTS}
birk,SEL § 108;SEL § 107,,1,2026-11-01,185000,nord,0.4,0.5,0.6,40
eg,SEL § 108,adhd,1,2026-12-15,120000,syd,,,,
"""
NEEDS = "citizen,theme,level\nanna,relationer,3\nbo,relationer,2\n"
SUPPORTS = "offer,theme,level\nbirk,relationer,4\neg,relationer,2\n"
DISTANCES = "from,to,metres\nnord,syd,12400\n"
WISHES = "citizen,offer,wish\nbo,birk,1\ncarl,eg,0\n"
KINDS = """kind,places,standing_oere,used_oere,bought_oere
107,10,30000000,20000000,60000000
108,0,50000000,30000000,120000000
"""
CHANGES = """change,from_kind,to_kind,most,lead,once_oere,metres
omlaeg,107,108,10,1,50000000,2000
"""


def need(paths: int = 2, living: int = 0) -> str:
    rows = [
        f"{path},{kind},{period},{persons}"
        for path in range(paths)
        for kind, persons in (("107", living), ("108", 8 + path))
        for period in (1, 2, 3, 4)
    ]
    return "\n".join(["path,kind,period,persons", *rows]) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for name, text in {
        "citizens": CITIZENS, "offers": OFFERS, "needs": NEEDS, "supports": SUPPORTS,
        "distances": DISTANCES, "wishes": WISHES, "kinds": KINDS, "changes": CHANGES,
        "need": need(),
    }.items():  # fmt: skip
        (made / f"{name}.csv").write_text(text, "utf-8")
    return made


def run(command: str, folder: Path, *more: str):
    out = folder.parent / "out"
    done = CliRunner().invoke(
        app, ["places", command, "--in", str(folder), "--out", str(out), *more]
    )
    return done, out


def test_each_citizen_gets_every_offer_with_reasons_that_sum_to_the_points(folder):
    done, out = run("match", folder)
    assert done.exit_code == 0, done.output
    ranked = pl.read_csv(out / "match.csv")
    assert len(ranked) == 6
    reasons = pl.read_csv(out / "reasons.csv").filter(~pl.col("is_hard"))
    summed = reasons.group_by("citizen", "offer").agg(pl.col("points").sum())
    told = ranked.filter(pl.col("rank").is_not_null()).select("citizen", "offer", "points")
    assert sorted(told.rows()) == sorted(summed.rows())
    [carl] = ranked.filter((pl.col("citizen") == "carl") & (pl.col("offer") == "eg")).rows()
    assert carl[1] is None
    assert "Borgeren vil ikke bo her." in carl[4]


def test_the_places_are_shared_out_and_first_come_is_told_beside(folder):
    done, out = run("assign", folder, "--as-of", "2026-11-02", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads((out / "assign.json").read_text("utf-8"))
    assert told["assign"]["placed"] == 2
    assert told["assign"]["points"] >= told["first_come"]["points"]
    rows = pl.read_csv(out / "assigned.csv").rows()
    assert rows[0][:2] == ("anna", "birk")
    assert rows[0][3] == 366
    assert (told["as_of"], told["not_yet"], told["weights"]["waiting_day"]) == ("2026-11-02", 0, 5)
    assert told["assign"]["metres_unknown"] == 0


def test_who_does_not_wait_yet_and_whose_way_is_not_known_are_counted(folder):
    (folder / "offers.csv").write_text(OFFERS.replace("120000,syd", "120000,vest"), "utf-8")
    done, out = run("assign", folder, "--as-of", "2026-09-15", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads((out / "assign.json").read_text("utf-8"))
    assert told["not_yet"] == 1, "carl waits from October"
    assert told["assign"]["metres_unknown"] == 1, "who is placed in another district"


def test_what_is_seldom_meant_is_told_beside_the_answer(folder):
    """A district that is spelled in two ways, and names with a comma where there should be ;."""
    (folder / "distances.csv").write_text(DISTANCES + "nrod,syd,9000\n", "utf-8")
    (folder / "citizens.csv").write_text(
        CITIZENS.replace("adhd;autisme", '"adhd,autisme"'), "utf-8"
    )
    for command in ("match", "assign"):
        done, out = run(command, folder)
        assert done.exit_code == 0, done.output
        district, comma = json.loads((out / f"{command}.json").read_text("utf-8"))["notes"]
        assert "1 of 3 districts that no citizen and no offer is in (“nrod”)" in district
        assert "citizens.csv, row 3, column groups" in comma
        assert "Note: distances.csv tells" in done.output
        assert "(“nrod”)" in done.output


def test_nothing_is_noticed_where_all_is_as_it_is_meant(folder):
    _, out = run("match", folder)
    assert "notes" not in json.loads((out / "match.json").read_text("utf-8"))


def test_a_result_of_nobody_is_refused(folder):
    (folder / "offers.csv").write_text(OFFERS.replace("0.6,40", "0.6,0"), "utf-8")
    done, _ = run("match", folder)
    assert done.exit_code == 3
    assert "of how many, one at least" in done.output


def test_what_a_library_of_c_writes_does_not_stand_among_the_answers(capfd):
    with none_but_us():
        os.write(1, b"noise of a solver")
    print("an answer")
    assert tuple(capfd.readouterr()) == ("an answer\n", "noise of a solver")


def test_everybody_who_waits_has_a_reason_also_for_a_rule(folder):
    (folder / "together.csv").write_text("group,citizen\nsøskende,anna\nsøskende,bo\n", "utf-8")
    done, out = run("assign", folder, "--as-of", "2026-11-02", "--json")
    assert done.exit_code == 0, done.output
    rows = {row["citizen"]: row for row in pl.read_csv(out / "assigned.csv").rows(named=True)}
    assert rows["carl"]["why"] == "Det eneste tilbud, der kan bruges."
    for who, other in (("anna", "bo"), ("bo", "anna")):
        assert rows[who]["offer"] is None
        assert f"samme tilbud som {other}" in rows[who]["why"]
    assert rows["anna"]["citizen_points"] == 10_000 + 5 * 366 + 3_000
    told = json.loads((out / "assign.json").read_text("utf-8"))
    assert (told["assign"]["urgent_placed"], told["assign"]["urgent_who_wait"]) == (0, 1)


def test_an_offer_whose_free_places_are_not_told_is_not_known_and_not_0(folder):
    (folder / "offers.csv").write_text(OFFERS.replace(",1,2026-11-01", ",,"), "utf-8")
    _, out = run("match", folder)
    [birk] = pl.read_csv(out / "match.csv").filter(citizen="anna", offer="birk").rows(named=True)
    assert "pladser kendes ikke" in birk["reasons"]
    assert birk["rank"] == 1
    _, out = run("assign", folder, "--as-of", "2026-11-02")
    [anna] = pl.read_csv(out / "assigned.csv").filter(citizen="anna").rows(named=True)
    assert "hvis pladser ikke kendes: 1" in anna["why"]


def test_a_need_that_is_yet_to_come_has_waited_no_days(folder):
    done, out = run("assign", folder, "--as-of", "2026-09-15")
    assert done.exit_code == 0, done.output
    rows = pl.read_csv(out / "assigned.csv")
    assert rows["days_waited"].to_list() == [318, 14, 0]


def test_weights_of_the_municipality_count(folder):
    (folder / "weights.csv").write_text("name,points\nneed,0\nkm,0\nten_kroner,9\n", "utf-8")
    _, out = run("match", folder)
    first = pl.read_csv(out / "match.csv").filter(
        (pl.col("citizen") == "bo") & (pl.col("rank") == 1)
    )
    assert first["offer"].to_list() == ["eg"]


def test_a_plan_says_what_to_convert_and_what_each_change_is_worth(folder):
    done, out = run("plan", folder)
    assert done.exit_code == 0, done.output
    made = pl.read_csv(out / "plan.csv").rows()
    assert made[0][1:] == ("omlaeg", 1, 9) or made[0][1:] == ("omlaeg", 1, 10)
    [case, *_] = pl.read_csv(out / "cases.csv").iter_rows(named=True)
    assert case["saved_oere"] > 0
    assert case["low_oere"] <= case["saved_oere"] <= case["high_oere"]
    assert (case["movers"], case["metres"], case["movers_unknown"]) == (0, None, 0)
    assert case["moved_in"] == case["moved_in_unknown"] > 8
    assert case["metres_in"] is None
    assert case["paid_back_in"] in (2, 3, 4)


def price_paths(rise: int = 3_000_000) -> str:
    """Buying 108 grows dearer by period, in the second path twice as much."""
    rows = [
        f"{path},{kind},{period},{prices}"
        for path in (0, 1)
        for period in (1, 2, 3, 4)
        for kind, prices in (
            ("107", "30000000,20000000,60000000"),
            ("108", f"50000000,30000000,{120000000 + rise * period * (1 + path)}"),
        )
    ]
    return "\n".join(["path,kind,period,standing_oere,used_oere,bought_oere", *rows]) + "\n"


def test_prices_by_path_make_a_case_dearer_and_its_interval_wider(folder):
    (folder / "need.csv").write_text(need().replace(",9\n", ",8\n"), "utf-8")
    run("plan", folder)
    out = folder.parent / "out" / "cases.csv"
    [plain, *_] = pl.read_csv(out).iter_rows(named=True)
    assert plain["low_oere"] == plain["high_oere"], "the need is the same in both"
    (folder / "price_paths.csv").write_text(price_paths(), "utf-8")
    done, _ = run("plan", folder)
    assert done.exit_code == 0, done.output
    [priced, *_] = pl.read_csv(out).iter_rows(named=True)
    assert priced["saved_oere"] > plain["saved_oere"]
    assert priced["low_oere"] < priced["saved_oere"] < priced["high_oere"]


def test_a_plan_says_how_many_must_move_and_how_far_from_home(folder):
    """Somebody lives in every place that is made another; how far is told where it is known."""
    (folder / "need.csv").write_text(need(living=10), "utf-8")
    (folder / "changes.csv").write_text(CHANGES + "luk,107,,2,0,0,\n", "utf-8")
    done, out = run("plan", folder)
    assert done.exit_code == 0, done.output
    [first, *_] = pl.read_csv(out / "frontier.csv").iter_rows(named=True)
    cases = pl.read_csv(out / "cases.csv").filter(pl.col("weight") == first["weight"])
    assert first["movers"] == pytest.approx(cases["movers"].sum())
    assert first["movers"] > 0
    assert first["metres"] == 2_000
    told = json.loads((out / "plan.json").read_text("utf-8"))
    assert (told["paths"], told["gap"]) == (2, pytest.approx(0, abs=1e-6))
    assert "fewer than 10 paths" in told["notes"][0]


def test_a_change_that_can_never_be_ready_or_be_so_many_is_told_of(folder):
    more = "sent,107,108,10,4,0,\nmange,107,,11,3,0,\naabn,,107,500,0,90000000000,\n"
    (folder / "changes.csv").write_text(CHANGES + more, "utf-8")
    done, out = run("plan", folder)
    assert done.exit_code == 0, done.output
    _few, never, many = json.loads((out / "plan.json").read_text("utf-8"))["notes"]
    assert "sent can never be ready: it takes 4 periods (lead) from the first" in never
    assert "mange may take 11 places of 107 (most), and there are 10 now" in many
    assert many in done.output


def test_three_answers_lie_beside_each_other_in_one_folder(folder):
    for command in ("match", "assign", "plan"):
        done, out = run(command, folder)
        assert done.exit_code == 0, done.output
    told = {one.name for one in out.iterdir()}
    assert {"match.json", "assign.json", "plan.json"} <= told
    assert "run.json" not in told


def test_what_no_plan_takes_has_a_case_by_itself(folder):
    (folder / "changes.csv").write_text(CHANGES + "dyr,,108,3,1,90000000000,\n", "utf-8")
    _, out = run("plan", folder)
    [case] = pl.read_csv(out / "cases.csv").filter(pl.col("weight").is_null()).rows(named=True)
    assert (case["change"], case["places"], case["costs_in"]) == ("dyr", 3, 1.0)
    assert case["high_oere"] < 0


@pytest.mark.parametrize(
    ("command", "name", "text", "words"),
    [
        ("match", "needs", NEEDS + "dorte,relationer,2\n", "needs.csv"),
        ("match", "needs", NEEDS + "bo,økonomi,5\n", "row 4"),
        ("match", "wishes", WISHES + "bo,lind,2\n", "this offer is not known"),
        ("assign", "apart", "citizen,other\nanna,dorte\n", "this citizen is not known"),
        ("assign", "citizens", CITIZENS.replace("2025-11-01", "ifjor"), "since"),
        ("match", "citizens", CITIZENS + "bo,SEL § 107,,2026-10-01,2026-12-01,0,syd\n", "row 5"),
        ("match", "offers", OFFERS + "eg,SEL § 107,,9,2026-11-01,1,nord,,,,\n", "in row "),
        ("match", "offers", OFFERS.replace("0.4,0.5,0.6", "0.6,0.5,0.4"), "a low end"),
        ("match", "offers", OFFERS.replace("0.4,0.5,0.6", "0.4,,0.6"), "a low end"),
        ("match", "offers", OFFERS.replace("2026-12-15", ""), "free, but from no day"),
        ("match", "needs", NEEDS + "bo,relationer,4\n", "in row "),
        ("match", "wishes", WISHES + "bo,birk,0\n", "in row "),
        ("match", "weights", "name,points\nneed,0\nneed,5\n", "in row "),
        ("match", "distances", DISTANCES + "syd,nord,9\n", "another distance"),
        ("match", "citizens", CITIZENS.replace("2026-11-01,3", "2024-11-01,3"), "latest day"),
        ("assign", "apart", "citizen,other\nanna,anna\n", "from themselves"),
        ("plan", "kinds", KINDS + "107,1,1,1,1\n", "in row "),
        ("plan", "changes", CHANGES + "omlaeg,107,108,1,1,1,1\n", "in row "),
        ("plan", "need", need().replace("1,108,4,9\n", ""), "period 4 of path 1 is missing"),
        ("plan", "need", need() + "1,108,4,9\n", "told in row "),
        ("plan", "changes", CHANGES.replace(",107,108,", ",107,109,"), "changes.csv, row 2"),
        ("plan", "changes", CHANGES.replace(",107,108,", ",106,,"), "no such kind"),
        ("plan", "need", "path,kind,period,persons\n", "need.csv: no need is told"),
        ("match", "wishes", WISHES + "bo,eg,1\n", "has this number"),
        ("match", "offers", OFFERS.splitlines()[0] + "\n", "no row stands under the heading"),
        ("assign", "citizens", CITIZENS.splitlines()[0] + "\n", "no row stands under"),
        ("plan", "kinds", KINDS.splitlines()[0] + "\n", "kinds.csv: no row stands"),
        ("plan", "changes", CHANGES.replace(",10,1,", ",0,1,"), "column most"),
        ("plan", "price_paths", price_paths().replace("1,108,4", "1,108,5"), "no need is told"),
        ("plan", "price_paths", price_paths().rsplit("1,108,4", 1)[0], "is missing"),
        ("plan", "price_paths", price_paths() + "1,108,4,1,1,1\n", "in row "),
    ],
)
def test_what_is_wrong_is_named_by_file_and_row_and_ends_with_3(folder, command, name, text, words):
    (folder / f"{name}.csv").write_text(text, "utf-8")
    done, out = run(command, folder)
    assert done.exit_code == 3
    assert words in done.output
    assert not out.exists()


def test_a_missing_table_is_named(folder):
    (folder / "offers.csv").unlink()
    done, _ = run("match", folder)
    assert (done.exit_code, "offers.csv" in done.output) == (3, True)
