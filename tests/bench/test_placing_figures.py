"""The figures of the place engine, on small questions."""

from helhed.cli.bench import placing
from helhed.cli.bench.placing import Size, bench_placing, given, outlook_of

SMALL = Size(citizens=24, offers=6, sites=2, quarters=3, scenarios=4)


def test_sharing_out_and_plans_are_measured_and_proved():
    found = bench_placing(SMALL)
    assert [row[0] for row in found.rows[:3]] == [
        "points of all pairs",
        "assign",
        "first come, first served",
    ]
    assert [row[2] for row in found.rows[6:]] == ["0.00%", "0.00%"]
    for facts in found.facts.values():
        assert facts["assign"]["points"] >= facts["first_come"]["points"]


def test_what_is_too_slow_is_a_broken_promise(monkeypatch):
    monkeypatch.setattr(placing, "MOST_ASSIGN", -1.0)
    monkeypatch.setattr(placing, "MOST_PLAN", -1.0)
    faults = bench_placing(SMALL).faults
    assert len([fault for fault in faults if fault.startswith("assign")]) == 2
    assert len([fault for fault in faults if fault.startswith("plan")]) == 2


def test_the_question_is_as_large_as_it_says():
    people, offers, _, together, apart = given(Size(), most_free=1)
    assert (len(people), sum(one.free for one in offers)) == (400, 60)
    assert together
    assert apart
    assert outlook_of(Size()).need.shape == (200, 12, 16)
