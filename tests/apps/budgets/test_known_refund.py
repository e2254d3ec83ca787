"""The refund of a correction moves together with its cost: from when it is known, and not only
when the ledger has posted it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from helhed.apps.budgets.queries import BudgetFilter
from helhed.apps.budgets.queries.incomes import incomes
from helhed.apps.decisions.actions.change import suspend_grant
from helhed.apps.refunds.corrected import refund_of_corrections
from helhed.kernel.period import Month
from tests.apps import building as b
from tests.apps import paying
from tests.apps.budgets.test_known import town

__all__ = ["town"]

pytestmark = pytest.mark.django_db
WANTED = BudgetFilter(2026)


def line(town):
    (found,) = incomes(town.finance, WANTED).lines
    return found


def paused(town, grant):
    days = {"start": date(2026, 9, 3), "end": date(2026, 9, 22), "reason": "Indlagt"}
    return suspend_grant(town.anna, grant=grant.id, **days)


def test_a_late_pause_takes_the_expected_refund_with_it_before_it_is_posted(town):
    before = line(town)
    paused(town, town.grants[0])
    known = line(town)
    assert known.refund_kept == before.refund_kept, "what is claimed by is what was posted"
    assert known.refund_known > 0
    assert known.expected < before.expected
    assert known.net == known.expected + known.refund + known.payments
    paying.pay(town.finance, town.other_finance, Month(2026, 11))
    posted = line(town)
    assert posted.refund_known == 0
    assert (posted.refund, posted.net) == (known.refund, known.net)


def test_a_correction_of_somebody_below_the_limits_moves_no_refund(town):
    before = line(town)
    paused(town, town.grants[1])
    after = line(town)
    assert (after.refund, after.refund_known) == (before.refund, 0)
    assert after.expected < before.expected


def test_what_is_known_of_a_month_without_any_other_cost_is_counted(town):
    grant = town.grants[0]
    known = {(grant.id, grant.account, Month(2026, 3)): 100_000_00}
    moved = refund_of_corrections(2026, known)
    assert moved["adults"] > 0
    back = {key: -oere for key, oere in known.items()}
    assert refund_of_corrections(2026, {}) == {}
    assert refund_of_corrections(2026, back).get("adults", 0) <= 0


def test_the_page_tells_how_much_of_the_expected_refund_is_of_known_corrections(town):
    assert "Heraf af kendte rettelser" in b.seen(town.finance, "budgets:incomes", year=2026)


def test_the_page_asks_no_more_questions_for_more_corrections(town):
    client, address = b.signed_in(town.finance), reverse("budgets:incomes")
    counts = []
    for grant in town.grants:
        paused(town, grant)
        client.get(address, {"year": "2026"})
        with CaptureQueriesContext(connection) as asked:
            client.get(address, {"year": "2026"})
        counts.append(len(asked.captured_queries))
    assert counts[1] <= counts[0]
