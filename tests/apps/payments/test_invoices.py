"""Providers' invoices: read from a file, each once, held against what was ordered and delivered,
and judged by a person when they differ."""

from datetime import date

import pytest
from django.urls import reverse

from helhed.apps.access.access import House
from helhed.apps.payments import inbox
from helhed.apps.payments.actions import claims
from helhed.apps.payments.errors import UnableToPay
from helhed.apps.payments.models import Invoice, LedgerFile
from helhed.exchange.ledger.files import put, written
from helhed.exchange.ledger.tables import FileKind
from helhed.kernel.identifiers import uuid7
from helhed.kernel.period import Month
from tests.apps import building as b
from tests.apps import paying
from tests.apps.payments.ledger_house import OCTOBER, RATE, granted, made

pytestmark = pytest.mark.django_db
CVR = "07000001"
WHOLE = {"quantity": "31", "oere": 31 * RATE}


def with_cvr(grant):
    provider = grant.offer.provider
    provider.cvr = CVR
    provider.save()
    return grant


@pytest.fixture
def grant(team):
    return with_cvr(granted(team, OCTOBER.first))


def invoice(of, number="F1", **told):
    row = {
        "cvr": CVR,
        "number": number,
        "grant": of.id,
        "start": OCTOBER.first,
        "end": OCTOBER.last,
        **WHOLE,
    }
    return {**row, **told}


def received(who, folder, *rows, name="invoices"):
    put(folder / "in", f"{name}.csv", written(FileKind.INVOICES, name, rows))
    inbox.read_waiting(who, folder / "in")
    return {one.number: one for one in Invoice.objects.all()}


def test_an_invoice_of_what_was_delivered_is_matched_without_anybody(maker, grant, folder):
    """Also before the first run has made the grant's plan of payment."""
    found = received(maker, folder, invoice(grant))["F1"]
    assert (found.finding, found.state) == ("fits", "matched")
    assert (found.delivered_quantity, found.delivered_oere) == (31, 31 * RATE)


@pytest.mark.parametrize(
    ("told", "finding"),
    [
        ({"quantity": "30.5"}, "fits"),
        ({"quantity": "30", "oere": 30 * RATE}, "quantity"),
        ({"oere": 31 * RATE + 5_000}, "fits"),
        ({"oere": 31 * RATE + 5_001}, "amount"),
        ({"start": date(2026, 9, 1), "end": date(2026, 9, 30)}, "not_delivered"),
        ({"grant": None}, "no_grant"),
        ({"grant": uuid7()}, "no_grant"),
    ],
)
def test_it_is_held_against_what_was_delivered_within_tolerance(
    maker, grant, folder, told, finding
):
    assert received(maker, folder, invoice(grant, **told))["F1"].finding == finding


def test_days_on_which_nothing_was_delivered_are_not_asked_for(maker, grant, folder):
    b.suspension(grant, date(2026, 10, 11), date(2026, 10, 20))
    found = received(
        maker,
        folder,
        invoice(grant),
        invoice(grant, "F2", start=date(2026, 10, 1), end=date(2026, 10, 10), quantity="10"),
    )
    assert (found["F1"].finding, found["F1"].delivered_quantity) == ("quantity", 21)
    assert found["F2"].finding == "overlaps"


def test_the_same_days_twice_are_found_and_the_same_invoice_twice_is_one(maker, grant, folder):
    received(maker, folder, invoice(grant))
    received(maker, folder, invoice(grant), invoice(grant, "F2"), name="again")
    assert dict(Invoice.objects.values_list("number", "finding")) == {
        "F1": "fits",
        "F2": "overlaps",
    }


def test_a_day_without_a_price_is_said_and_not_taken_for_nothing(maker, team, folder):
    rate = b.rate(b.offer(), (date(2020, 1, 1), date(2026, 10, 15), RATE))
    grant = with_cvr(b.grant(b.case(team), rate, OCTOBER.first, counted=False))
    b.order(grant, OCTOBER.first)
    found = received(maker, folder, invoice(grant))["F1"]
    assert (found.finding, found.delivered_oere) == ("no_price", None)


def test_a_file_with_an_unknown_provider_is_set_aside_whole(maker, grant, folder):
    assert received(maker, folder, invoice(grant), invoice(grant, "F2", cvr="07000002")) == {}
    assert "07000002" in LedgerFile.objects.get().fault
    assert (folder / "in" / "refused" / "invoices.csv").exists()


def test_what_differs_is_judged_by_a_person_with_a_reason_and_leaves_the_way_for_another(
    maker, grant, folder
):
    found = received(maker, folder, invoice(grant, oere=1))["F1"]
    desk = b.signed_in(maker)
    page = desk.get(reverse("payments:invoice", args=[found.id])).content.decode()
    assert "Beløbet afviger fra prisen" in page
    answer = reverse("payments:judge", args=[found.id])
    page = desk.post(answer, {"answer": "refuse", "reason": ""}, follow=True).content.decode()
    assert "Skriv, hvorfor fakturaen accepteres eller afvises" in page
    desk.post(answer, {"answer": "refuse", "reason": "Forkert beløb"})
    found.refresh_from_db()
    assert (found.state, found.owner, found.explanation) == (
        "refused",
        maker.user,
        "Forkert beløb",
    )
    with pytest.raises(UnableToPay, match="venter ikke"):
        claims.judge_invoice(maker, invoice=found.id, accept=True, reason="Alligevel")
    assert received(maker, folder, invoice(grant, "F2"), name="new")["F2"].finding == "fits"


def test_who_made_the_last_run_owns_an_invoice_that_no_person_read(maker, approver, grant, folder):
    paying.pay(maker, approver, OCTOBER)
    found = received(House(maker.clock), folder, invoice(grant, oere=1))["F1"]
    assert found.owner == maker.user


def test_more_than_is_paid_cannot_be_accepted_before_the_price_is_right(maker, grant, folder):
    found = received(maker, folder, invoice(grant, oere=31 * RATE + 515_600))["F1"]
    with pytest.raises(UnableToPay, match="Ret pris, bestilling eller levering"):
        claims.judge_invoice(maker, invoice=found.id, accept=True, reason="Nå")
    found.refresh_from_db()
    assert found.state == "differs"
    grant.rate.amounts.update(oere=(31 * RATE + 515_600) // 31)
    claims.judge_invoice(maker, invoice=found.id, accept=True, reason="Prisen er rettet")
    found.refresh_from_db()
    assert (found.state, found.finding) == ("accepted", "fits")


def test_a_refused_invoice_holds_what_is_not_sent_else_the_next_run(maker, approver, grant, folder):
    run = made(maker)
    found = received(maker, folder, invoice(grant, oere=1))["F1"]
    claims.judge_invoice(maker, invoice=found.id, accept=False, reason="Forkert beløb")
    assert "Faktura F1 er afvist" in run.lines.get().hold_reason
    paying.approve(maker, approver, run)
    assert run.lines.count() == 0


def test_a_refused_invoice_of_a_month_that_is_sent_holds_the_next_run_once(
    maker, approver, grant, folder
):
    paying.pay(maker, approver, OCTOBER)
    found = received(maker, folder, invoice(grant, oere=1))["F1"]
    claims.judge_invoice(maker, invoice=found.id, accept=False, reason="Forkert beløb")
    run = made(maker, Month(2026, 11))
    assert "Faktura F1 er afvist" in run.lines.get().hold_reason


def test_a_refused_invoice_that_a_right_one_replaced_holds_nothing(maker, grant, folder):
    found = received(maker, folder, invoice(grant, oere=1))["F1"]
    claims.judge_invoice(maker, invoice=found.id, accept=False, reason="Forkert beløb")
    received(maker, folder, invoice(grant, "F2"), name="new")
    assert made(maker).lines.get().hold_reason == ""
