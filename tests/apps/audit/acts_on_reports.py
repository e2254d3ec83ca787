"""The acts of reports to KL."""

from __future__ import annotations

from helhed.apps.access.access import House
from helhed.apps.reports import actions, queue
from helhed.apps.reports.models import Delivery
from tests.apps import building as b
from tests.apps.audit.act import Act
from tests.apps.town import Town


def _delivery(town: Town) -> Delivery:
    town.assessment(finished=True)
    [row] = queue.put(House(town.anna.clock), b.TODAY)
    return row


ACTS = (
    Act(
        actions.remake,
        lambda town: {"delivery": _delivery(town).id},
        strangers=("bo", "carla", "finance", "admin", "provider", "nobody"),
    ),
)
