"""What an accepted invoice billed too much is asked back from the invoice itself, once, and nothing
is typed twice."""

import pytest
from django.urls import reverse

from helhed.apps.offers.models import RateAmount
from helhed.apps.payments import matching
from helhed.apps.payments.models import Claim
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from tests.apps import building as b
from tests.apps import paying
from tests.apps.payments.ledger_house import (
    OCTOBER,
    RATE,
    granted,
    is_in_balance,
    made,
    with_number,
)
from tests.apps.payments.test_delivered_invoices import written_down
from tests.apps.payments.test_invoices import invoice, judged, received

pytestmark = pytest.mark.django_db
NOVEMBER = Month(2026, 11)
OFFERS = "Kræv tilbage, hvad der er faktureret for meget"


@pytest.fixture
def grant(team):
    return with_number(granted(team, OCTOBER.first))


@pytest.fixture
def billed(maker, approver, grant, folder):
    """An invoice of 900 kroner more than was delivered, that was accepted; not paid yet."""
    paying.pay(maker, approver, OCTOBER)
    found = received(maker, folder, invoice(grant, oere=31 * RATE + 90_000))["F1"]
    judged(maker, found)
    return found


def paid(maker, approver):
    run = made(maker, NOVEMBER)
    paying.finish(maker, approver, run)
    run.refresh_from_db()
    return run


def claimed(desk, found, amount="900,00", reason="Mængden afviger fra det leverede"):
    return desk.send("payments:claim_billed", found.id, amount=amount, reason=reason)


def test_an_invoice_that_billed_too_much_offers_the_claim_with_all_that_is_known(
    desk, maker, approver, billed
):
    paid(maker, approver)
    page = desk.see("payments:invoice", billed.id)
    assert OFFERS in page
    assert 'value="900,00"' in page
    assert 'value="Beløbet afviger fra prisen"' in page
    page = claimed(desk, billed)
    claim = Claim.objects.get()
    assert (claim.oere, claim.line, claim.invoice) == (90_000, billed.correction, billed)
    assert reverse("payments:invoice", args=[billed.id]) in page
    assert "1.10.2026" in page
    page = desk.see("payments:invoice", billed.id)
    assert reverse("payments:claim", args=[claim.id]) in page
    assert "Ikke aftalt" in page
    assert OFFERS not in page
    page = desk.see("payments:line", billed.correction_id)
    assert reverse("payments:claim", args=[claim.id]) in page
    assert "Ikke aftalt" in page


def test_the_same_line_is_never_claimed_twice(desk, maker, approver, billed):
    paid(maker, approver)
    claimed(desk, billed)
    assert "Beløbet kræves allerede tilbage." in claimed(desk, billed)
    assert Claim.objects.count() == 1


def test_what_is_claimed_comes_back_in_instalments_as_any_other_claim(
    desk, maker, approver, billed
):
    run = paid(maker, approver)
    claimed(desk, billed)
    claim = Claim.objects.get()
    desk.send("payments:agree", claim.id, count=3, month="2026-12", reason="Kreditnota")
    matching.settle(run, maker.now(), None)
    claim.refresh_from_db()
    assert (claim.state, claim.oere, claim.instalments.count()) == ("agreed", 90_000, 3)
    assert is_in_balance()


def test_nothing_is_claimed_before_it_was_sent(desk, maker, approver, billed):
    refused = "Intet er betalt ved siden af bestillingen for fakturaen endnu."
    assert OFFERS not in desk.see("payments:invoice", billed.id)
    assert refused in claimed(desk, billed)
    paying.approve(maker, approver, made(maker, NOVEMBER))
    assert refused in claimed(desk, billed)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"amount": "900,01"}, "Beløbet skal være over nul og højst 900,00 kr."),
        ({"amount": "0"}, "Beløbet skal være over nul"),
        ({"amount": "", "reason": "Kun 24 dage zq5"}, "Kun 24 dage zq5"),
        ({"reason": " ", "amount": "890,12"}, "890,12"),
    ],
)
def test_more_than_was_billed_too_much_is_not_claimed(desk, maker, approver, billed, told, said):
    paid(maker, approver)
    assert said in claimed(desk, billed, **told)
    assert not Claim.objects.exists()


def test_what_was_delivered_after_all_is_not_claimed(desk, maker, approver, grant, billed):
    paid(maker, approver)
    written_down(grant, "32")
    assert OFFERS not in desk.see("payments:invoice", billed.id)
    assert "Ret leveringen, hvis den er forkert" in claimed(desk, billed)


def test_a_caseworker_claims_nothing(team, maker, approver, billed):
    paid(maker, approver)
    caseworker = b.signed_in(b.actor(Role.CASEWORKER_ADULTS, team))
    told = {"amount": "900", "reason": "Nej"}
    address = reverse("payments:claim_billed", args=[billed.id])
    assert caseworker.post(address, told).status_code == 403
    assert not Claim.objects.exists()


def test_what_cannot_be_counted_is_told_and_is_no_zero(desk, maker, approver, grant, billed):
    paid(maker, approver)
    RateAmount.objects.filter(rate=grant.rate).delete()
    page = desk.see("payments:invoice", billed.id)
    assert "Det kan ikke regnes ud, hvad der er betalt for meget." in page
    assert "Tilføj prisen først" in page
    assert "Kræv beløbet tilbage" not in page
