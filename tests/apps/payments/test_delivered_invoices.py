"""Invoices held against what the provider wrote down as delivered in the order."""

from datetime import date
from decimal import Decimal

import pytest

from helhed.apps.orders import delivering
from helhed.apps.payments.actions import invoices
from helhed.apps.payments.models import PaymentLine
from helhed.kernel.period import Period
from helhed.rules.access.rights import Role
from tests.apps import building as b
from tests.apps import paying
from tests.apps.payments.ledger_house import OCTOBER, RATE, granted, with_number
from tests.apps.payments.test_invoices import invoice, received

pytestmark = pytest.mark.django_db


@pytest.fixture
def grant(team):
    return with_number(granted(team, OCTOBER.first))


def written_down(grant, quantity, period=OCTOBER.period):
    """What the grant's provider wrote down as delivered."""
    order = grant.orders.get()
    provider = b.actor(Role.PROVIDER, provider=order.provider)
    delivering.deliver(
        provider,
        order=order.id,
        grant=grant.id,
        period=period,
        quantity=Decimal(quantity),
        text="Aftalt",
    )


@pytest.mark.parametrize(
    ("quantity", "told", "finding"),
    [
        ("31", {}, "fits"),
        ("20", {}, "quantity"),
        ("20", {"quantity": "20", "oere": 20 * RATE}, "not_ordered"),
        ("20", {"quantity": "20"}, "amount"),
        ("0", {}, "not_delivered"),
    ],
)
def test_it_is_held_against_what_the_provider_wrote_down_where_she_did(
    maker, grant, folder, quantity, told, finding
):
    written_down(grant, quantity)
    found = received(maker, folder, invoice(grant, **told))["F1"]
    assert (found.finding, found.delivered_quantity) == (finding, Decimal(quantity))
    assert found.delivered_oere == int(quantity) * RATE


def test_a_week_that_was_written_down_counts_on_its_days_and_the_order_on_all_others(
    maker, grant, folder
):
    written_down(grant, "5", Period(date(2026, 10, 5), date(2026, 10, 11)))
    found = received(maker, folder, invoice(grant))["F1"]
    assert (found.finding, found.delivered_quantity) == ("quantity", 29)
    half = received(
        maker,
        folder,
        invoice(grant, "F2", start=date(2026, 10, 8), end=date(2026, 10, 14), quantity="7"),
        name="half",
    )["F2"]
    assert half.delivered_quantity == Decimal("5.857")


def test_accepting_an_invoice_of_less_than_ordered_takes_the_difference_from_the_order_back(
    maker, approver, grant, folder
):
    paying.pay(maker, approver, OCTOBER)
    written_down(grant, "30.5")
    oere = 61 * RATE // 2
    row = received(maker, folder, invoice(grant, quantity="30.5", oere=oere))["F1"]
    assert row.finding == "not_ordered"
    page = b.seen(maker, "payments:invoice", row.id)
    assert "Stemmer med det leverede, der ikke er som bestilt" in page
    invoices.judge_invoice(maker, invoice=row.id, accept=True, reason="Afholdt")
    row.refresh_from_db()
    if row.state == "asked":
        invoices.judge_invoice(approver, invoice=row.id, accept=True, reason="Enig")
        row.refresh_from_db()
    assert row.state == "accepted"
    assert PaymentLine.objects.get(id=row.correction_id).oere == oere - 31 * RATE
