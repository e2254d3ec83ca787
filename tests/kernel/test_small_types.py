"""Citations, findings, ids and clocks."""

from datetime import date, timedelta

import pytest

from helhed.kernel.clock import FixedDay, SystemClock
from helhed.kernel.finding import Finding, Weight, stopping
from helhed.kernel.identifiers import uuid7, uuid_for
from helhed.kernel.law import Citation, UnknownAct


def test_a_citation_is_read_and_written_in_short_and_long():
    citation = Citation.parse("SEL § 85")
    assert str(citation) == "SEL § 85"
    assert citation.long == "serviceloven § 85"


def test_an_unknown_act_is_refused():
    with pytest.raises(UnknownAct, match="XYZ"):
        Citation.parse("XYZ § 1")


def test_only_findings_that_stop_are_stopping():
    stop = Finding("missing", "Skriv formålet.")
    warn = Finding("old", "Udredningen er gammel.", Weight.WARNS)
    assert stopping([warn, stop]) == [stop]


def test_ids_are_version_7_and_grow_with_time():
    ids = [uuid7() for _ in range(50)]
    assert {i.version for i in ids} == {7}
    assert {i.variant for i in ids} == {"specified in RFC 4122"}
    assert len(set(ids)) == 50
    assert [i.int >> 80 for i in ids] == sorted(i.int >> 80 for i in ids)


def test_the_same_words_give_the_same_id():
    assert uuid_for("citizen", 7) == uuid_for("citizen", "7")
    assert uuid_for("a", "b") != uuid_for("ab")


def test_a_fixed_day_stands_still_while_the_hours_go_on():
    clock = FixedDay(date(2026, 11, 2))
    assert clock.today() == date(2026, 11, 2)
    assert clock.now().date() == date(2026, 11, 2)
    assert clock.now().utcoffset() == timedelta(hours=1)


def test_the_system_clock_tells_danish_time():
    now = SystemClock().now()
    assert str(now.tzinfo) == "Europe/Copenhagen"
