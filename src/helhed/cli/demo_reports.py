"""The demonstration's queue of delivery reports: some taken by a pretend gateway, one refused by
it, one whose answer is on its way, and those of the last day waiting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread
from typing import TYPE_CHECKING

from helhed.stand_ins.gateway import PretendGateway

if TYPE_CHECKING:
    from helhed.apps.reports.gateway import Answer

DAYS_SENT = 4
FAULTS_IN_TURN = ("refused", "late")
"""What befalls the first reports, one each; all others are taken."""


def hand_over_reports() -> int:
    """Put the last days' reports into the queue and send all but the newest day's; how many."""
    from helhed.apps.access.access import House
    from helhed.apps.access.queries import clock_of, municipality
    from helhed.apps.reports import queue
    from helhed.apps.reports.changes import changed_days

    house = House(clock_of(municipality()))
    days = changed_days(house.today - timedelta(days=1), most=DAYS_SENT + 1)
    if not days:
        return 0
    newest, *earlier = days
    made = [row for day in reversed(earlier) for row in queue.put(house, day)]
    with _gateway() as gateway:
        queue.send_waiting(house, gateway)
    return len(made) + len(queue.put(house, newest))


class _InTurn:
    """A way to the pretend gateway on which each of the first reports meets a fault of its own."""

    def __init__(self, server: PretendGateway) -> None:
        from helhed.apps.reports.gateway import HttpGateway

        self._server, self._way = server, HttpGateway(server.address)
        self._faults = iter(FAULTS_IN_TURN)

    def deliver(self, contents: str) -> Answer:
        """See Gateway."""
        fault = next(self._faults, None)
        self._server.faults = {fault: 1.0} if fault else {}
        return self._way.deliver(contents)

    def fetch(self, ticket: str) -> Answer:
        """See Gateway."""
        return self._way.fetch(ticket)


@contextmanager
def _gateway() -> Iterator[_InTurn]:
    server = PretendGateway()
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield _InTurn(server)
    finally:
        server.shutdown()
        server.server_close()
