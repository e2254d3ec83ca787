"""The queue against a pretend gateway over a real socket: refused, late, double, down."""

import json
import socket
from contextlib import contextmanager
from threading import Thread

import pytest

from helhed.apps.access.access import House
from helhed.apps.reports import actions, queue
from helhed.apps.reports.gateway import Answer, HttpGateway, Outcome
from helhed.apps.reports.models import Delivery
from helhed.kernel.clock import FixedDay
from helhed.rules.reports.svar import meaning
from helhed.stand_ins.gateway import PretendGateway
from tests.apps import building as b
from tests.apps.reports.house import assessed, planned
from tests.apps.town import Town

pytestmark = pytest.mark.django_db
HOUSE = House(FixedDay(b.TODAY))


@pytest.fixture
def town():
    return Town()


@contextmanager
def gateway(**faults):
    """A pretend gateway that listens, and the way to it."""
    server = PretendGateway(faults=faults)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield HttpGateway(server.address, seconds=5), server.books
    finally:
        server.shutdown()
        server.server_close()


def only():
    [row] = Delivery.objects.exclude(state="replaced")
    return row


def test_a_report_is_put_in_once_sent_once_and_taken_as_it_was_made(town):
    assessed(town)
    assert len(queue.put(HOUSE, b.TODAY)) == 1
    assert queue.put(HOUSE, b.TODAY) == []
    with gateway() as (way, books):
        assert queue.send_waiting(HOUSE, way) == {"accepted": 1}
        assert queue.send_waiting(HOUSE, way) == {}
        row = only()
        assert row.state == "accepted"
        assert books.taken == {str(row.id): json.loads(row.contents)}


def test_what_changes_after_the_report_of_a_day_is_told_in_one_more_and_nothing_twice(town):
    assessed(town)
    [first] = queue.put(HOUSE, b.TODAY)
    plan = planned(town)
    [second] = queue.put(HOUSE, b.TODAY)
    assert (first.part, second.part) == (1, 2)
    kinds = [e["resource"]["resourceType"] for e in json.loads(second.contents)["entry"]]
    assert kinds.count("Goal") == plan.goals.count()
    assert "ClinicalImpression" not in kinds
    assert queue.put(HOUSE, b.TODAY) == []
    again = actions.remake(town.anna, delivery=second.id)
    assert (again.part, again.resources) == (2, second.resources)


def test_a_report_that_lacks_something_does_not_leave(town):
    town.granted(start=b.TODAY)
    [row] = queue.put(HOUSE, b.TODAY)
    assert row.state == "missing"
    with gateway() as (way, books):
        assert queue.send_waiting(HOUSE, way) == {}
        assert books.taken == {}


def test_a_refusal_is_kept_and_the_report_is_made_anew_under_a_new_id_after_repair(town):
    assessed(town)
    queue.put(HOUSE, b.TODAY)
    with gateway(refused=1.0) as (way, _):
        assert queue.send_waiting(HOUSE, way) == {"rejected": 1}
    refused = only()
    assert refused.state == "rejected"
    [answer] = refused.answers
    assert "2.11.2026" in b.seen(town.anna, "reports:one", refused.id)
    assert answer["issues"][0]["code"] == "business-rule"
    [issue] = answer["issues"]
    words = meaning(issue["code"])
    page = b.seen(town.anna, "reports:one", refused.id)
    assert words in page
    assert f'<span lang="en">{issue["text"]}' in page
    listed = b.seen(town.anna, "reports:list")
    assert words in listed
    assert issue["text"] not in listed
    again = actions.remake(town.anna, delivery=refused.id)
    refused.refresh_from_db()
    assert (refused.state, again.replaces_id, again.id == refused.id) == (
        "replaced",
        refused.id,
        False,
    )
    with gateway() as (way, books):
        assert queue.send_waiting(HOUSE, way) == {"accepted": 1}
        assert list(books.taken) == [str(again.id)]


def test_what_lacked_is_mended_in_the_record_and_the_report_made_again(town):
    town.granted(start=b.TODAY)
    [row] = queue.put(HOUSE, b.TODAY)
    planned(town)
    assessed(town)
    assert actions.remake(town.anna, delivery=row.id).state == "waiting"


def test_a_late_answer_is_fetched_where_the_gateway_said(town):
    assessed(town)
    queue.put(HOUSE, b.TODAY)
    with gateway(late=1.0) as (way, _):
        assert queue.send_waiting(HOUSE, way) == {"later": 1}
        assert only().state == "sent"
        with pytest.raises(actions.UnableToReport):
            actions.remake(town.anna, delivery=only().id)
        assert queue.send_waiting(HOUSE, way) == {"later": 1}
        assert queue.send_waiting(HOUSE, way) == {"accepted": 1}
    assert [one["outcome"] for one in only().answers] == ["later", "later", "accepted"]


def test_a_late_no_is_a_refusal_too(town):
    assessed(town)
    queue.put(HOUSE, b.TODAY)
    with gateway(late_refused=1.0) as (way, _):
        for _round in range(3):
            queue.send_waiting(HOUSE, way)
    assert only().state == "rejected"


@pytest.mark.parametrize("fault", ["double", "down"])
def test_a_report_without_answer_waits_and_handing_it_over_again_takes_it_once(town, fault):
    assessed(town)
    queue.put(HOUSE, b.TODAY)
    with gateway(**{fault: 1.0}) as (way, books):
        assert queue.send_waiting(HOUSE, way) == {"trouble": 1}
        assert only().state == "waiting"
        assert queue.send_waiting(HOUSE, way) == {"accepted": 1}
        assert len(books.taken) == 1
        assert books.doubles == (1 if fault == "double" else 0)


def test_an_answer_that_is_no_json_is_no_refusal(town):
    assessed(town)
    queue.put(HOUSE, b.TODAY)
    with gateway(torn=1.0) as (way, _):
        assert queue.send_waiting(HOUSE, way) == {"accepted": 1}


def test_a_gateway_that_is_not_there_is_asked_once_and_everything_waits(town):
    assessed(town)
    queue.put(HOUSE, b.TODAY)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = HttpGateway(f"http://127.0.0.1:{free.getsockname()[1]}", seconds=2)
    assert queue.send_waiting(HOUSE, nobody) == {"trouble": 1}
    assert (only().state, only().tries) == ("waiting", 1)


def test_an_answer_to_a_report_that_was_made_anew_meanwhile_changes_nothing_but_its_history(town):
    assessed(town)
    [row] = queue.put(HOUSE, b.TODAY)

    class Slow:
        def deliver(self, contents):
            actions.remake(town.anna, delivery=row.id)
            return Answer(Outcome.ACCEPTED, 201)

    queue.send_waiting(HOUSE, Slow())
    row.refresh_from_db()
    assert (row.state, row.tries) == ("replaced", 1)
    assert only().state == "waiting"


def test_a_ticket_that_leads_elsewhere_is_not_followed():
    way = HttpGateway("http://127.0.0.1:9")
    assert way.fetch("http://example.org/answer").outcome is Outcome.TROUBLE
    with pytest.raises(ValueError, match="https"):
        HttpGateway("file:///etc/hosts")


def test_somebody_else_cannot_make_a_report_again_nor_see_it(town):
    assessed(town)
    [row] = queue.put(HOUSE, b.TODAY)
    page = b.seen(town.anna, "reports:list")
    assert str(row.id) in page
    assert str(row.id) not in b.seen(town.bo, "reports:list")


def test_the_pages_say_what_lacks_and_what_the_gateway_said(town):
    town.granted(start=b.TODAY)
    [row] = queue.put(HOUSE, b.TODAY)
    text = b.seen(town.anna, "reports:one", row.id)
    assert "Vælg den primære målgruppe" in text
    assert "Lav rapporten igen" in text
