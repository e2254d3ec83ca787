"""Providers' invoices: read from a file, each once, held against what was ordered and delivered,
and judged by a person when they differ."""

from datetime import date

import pytest
from django.urls import reverse

from helhed.apps.access.access import House
from helhed.apps.payments import inbox
from helhed.apps.payments.actions import invoices
from helhed.apps.payments.differences import between
from helhed.apps.payments.errors import UnableToPay
from helhed.apps.payments.models import Invoice, LedgerFile, PaymentLine
from helhed.exchange.ledger.files import put, written
from helhed.exchange.ledger.tables import FileKind
from helhed.kernel.identifiers import uuid7
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from tests.apps import building as b
from tests.apps import paying
from tests.apps.payments.ledger_house import (
    CVR,
    OCTOBER,
    RATE,
    granted,
    is_in_balance,
    made,
    with_number,
)

pytestmark = pytest.mark.django_db
WHOLE = {"quantity": "31", "oere": 31 * RATE}


@pytest.fixture
def grant(team):
    return with_number(granted(team, OCTOBER.first))


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
    grant = with_number(b.grant(b.case(team), rate, OCTOBER.first, counted=False))
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
        invoices.judge_invoice(maker, invoice=found.id, accept=True, reason="Alligevel")
    assert received(maker, folder, invoice(grant, "F2"), name="new")["F2"].finding == "fits"


def test_who_made_the_last_run_owns_an_invoice_that_no_person_read(maker, approver, grant, folder):
    paying.pay(maker, approver, OCTOBER)
    found = received(House(maker.clock), folder, invoice(grant, oere=1))["F1"]
    assert found.owner == maker.user


def judged(who, found, answer="accept", reason="Ekstra timer aftalt"):
    address = reverse("payments:judge", args=[found.id])
    said = b.signed_in(who).post(address, {"answer": answer, "reason": reason}, follow=True)
    found.refresh_from_db()
    return said.content.decode()


def test_what_an_accepted_invoice_deviates_by_is_a_line_that_no_later_run_takes_back(
    maker, approver, grant, folder
):
    paying.pay(maker, approver, OCTOBER)
    found = received(maker, folder, invoice(grant, oere=31 * RATE + 90_000))["F1"]
    page = b.seen(maker, "payments:invoice", found.id)
    assert "bliver forskellen på 900,00 kr. en linje for sig i næste kørsel" in page
    assert "Fakturaen er accepteret." in judged(maker, found)
    assert (found.state, found.correction.oere) == ("accepted", 90_000)
    run = made(maker, Month(2026, 11))
    assert dict(run.lines.values_list("kind", "oere")) == {
        "ordinary": 30 * RATE,
        "invoice": 90_000,
    }
    paying.finish(maker, approver, run)
    assert between([grant.unit_id], OCTOBER, Month(2026, 11)) == []
    assert is_in_balance()
    page = b.seen(maker, "payments:line", found.correction_id)
    assert "Fakturaafvigelse" in page
    assert reverse("payments:invoice", args=[found.id]) in page
    assert reverse("payments:line", args=[found.correction_id]) in b.seen(
        maker, "payments:invoice", found.id
    )


def test_a_late_price_is_paid_also_when_an_invoice_deviated_by_the_same(
    maker, approver, grant, folder
):
    paying.pay(maker, approver, OCTOBER)
    found = received(maker, folder, invoice(grant, oere=32 * RATE), name="dear")["F1"]
    judged(maker, found)
    judged(approver, found)
    grant.rate.amounts.update(oere=RATE + 100)
    b.recount(grant)
    kinds = dict(made(maker, Month(2026, 11)).lines.values_list("kind", "oere"))
    assert kinds["back_pay"] == 31 * 100
    assert kinds["invoice"] == RATE


def test_above_the_limit_two_accept_an_invoice_and_nothing_is_paid_before(
    maker, approver, grant, folder
):
    paying.pay(maker, approver, OCTOBER)
    found = received(maker, folder, invoice(grant, oere=31 * RATE + 515_600))["F1"]
    page = b.seen(maker, "payments:invoice", found.id)
    assert "Det er over 1.000,00 kr., så to skal acceptere den." in page
    assert "venter på, at en anden også accepterer den" in judged(maker, found)
    assert (found.state, found.correction) == ("asked", None)
    assert "En anden end dig skal også acceptere den." in b.seen(
        maker, "payments:invoice", found.id
    )
    assert "Du har selv forberedt det. En anden skal godkende." in judged(maker, found)
    assert (found.state, found.correction) == ("asked", None)
    page = b.seen(approver, "payments:invoice", found.id)
    assert "Ekstra timer aftalt" in page
    assert "Fakturaen er accepteret." in judged(approver, found, reason="")
    assert (found.state, found.correction.oere) == ("accepted", 515_600)
    assert (found.explanation, found.owner, found.asked_by) == (
        "Ekstra timer aftalt",
        maker.user,
        maker.user,
    )


def test_the_other_can_refuse_what_one_would_accept(maker, approver, grant, folder):
    run = made(maker)
    found = received(maker, folder, invoice(grant, oere=31 * RATE + 515_600))["F1"]
    judged(maker, found)
    assert "Fakturaen er afvist." in judged(approver, found, "refuse", "Ikke aftalt")
    assert (found.state, found.correction, found.explanation) == ("refused", None, "Ikke aftalt")
    assert "Faktura F1 er afvist" in run.lines.get().hold_reason


def test_what_was_not_delivered_or_is_invoiced_before_cannot_be_accepted(maker, grant, folder):
    received(maker, folder, invoice(grant))
    found = received(maker, folder, invoice(grant, "F2"), name="again")["F2"]
    assert "kan ikke accepteres" in b.seen(maker, "payments:invoice", found.id)
    assert "perioden er faktureret før" in judged(maker, found)
    assert found.state == "differs"


def test_an_invoice_leads_to_its_order_its_grant_and_what_was_paid(
    maker, approver, team, grant, folder
):
    paying.pay(maker, approver, OCTOBER)
    found = received(maker, folder, invoice(grant))["F1"]
    line, order = PaymentLine.objects.get(), grant.orders.get()
    page = b.seen(maker, "payments:invoice", found.id)
    for name, of in (("payments:grant", grant.id), ("payments:line", line.id)):
        assert reverse(name, args=[of]) in page
    assert reverse("orders:one", args=[order.id]) not in page, "finance sees no orders"
    caseworker = b.actor(Role.CASEWORKER_ADULTS, team)
    for name, of in (("payments:invoice", found.id), ("payments:line", line.id)):
        assert reverse("orders:one", args=[order.id]) in b.seen(caseworker, name, of)
    page = b.seen(maker, "payments:line", line.id)
    for word in (
        f"CVR {CVR}",
        "Virksomhed (CVR)",
        reverse("payments:invoice", args=[found.id]),
        reverse("payments:case", args=[grant.decision.case_id]),
        reverse("payments:grant", args=[grant.id]),
    ):
        assert word in page


def test_a_refused_invoice_holds_what_is_not_sent_else_the_next_run(maker, approver, grant, folder):
    run = made(maker)
    found = received(maker, folder, invoice(grant, oere=1))["F1"]
    invoices.judge_invoice(maker, invoice=found.id, accept=False, reason="Forkert beløb")
    assert "Faktura F1 er afvist" in run.lines.get().hold_reason
    paying.approve(maker, approver, run)
    assert run.lines.count() == 0


def test_a_refused_invoice_of_a_month_that_is_sent_holds_the_next_run_once(
    maker, approver, grant, folder
):
    paying.pay(maker, approver, OCTOBER)
    found = received(maker, folder, invoice(grant, oere=1))["F1"]
    invoices.judge_invoice(maker, invoice=found.id, accept=False, reason="Forkert beløb")
    run = made(maker, Month(2026, 11))
    assert "Faktura F1 er afvist" in run.lines.get().hold_reason


def test_a_refused_invoice_that_a_right_one_replaced_holds_nothing(maker, grant, folder):
    found = received(maker, folder, invoice(grant, oere=1))["F1"]
    invoices.judge_invoice(maker, invoice=found.id, accept=False, reason="Forkert beløb")
    received(maker, folder, invoice(grant, "F2"), name="new")
    assert made(maker).lines.get().hold_reason == ""


def undone(who, found, reason="Timerne var ikke aftalt"):
    address = reverse("payments:undo_invoice", args=[found.id])
    said = b.signed_in(who).post(address, {"reason": reason}, follow=True)
    found.refresh_from_db()
    return said.content.decode()


def test_what_was_accepted_is_taken_back_with_a_reason_while_its_line_waits(
    maker, approver, grant, folder
):
    paying.pay(maker, approver, OCTOBER)
    found = received(maker, folder, invoice(grant, oere=31 * RATE + 515_600))["F1"]
    judged(maker, found)
    judged(approver, found)
    assert "Linjen på 5.156,00 kr. er ikke godkendt endnu." in b.seen(
        maker, "payments:invoice", found.id
    )
    assert "Skriv, hvorfor svaret tages tilbage." in undone(maker, found, " ")
    assert found.state == "accepted"
    assert "Svaret er taget tilbage" in undone(maker, found)
    assert (found.state, found.correction, found.asked_by, found.closed_at) == (
        "differs",
        None,
        None,
        None,
    )
    assert found.explanation == "Timerne var ikke aftalt"
    assert not PaymentLine.objects.filter(kind="invoice").exists()
    judged(approver, found)
    assert found.state == "asked", "two must accept it again"
    judged(maker, found)
    assert found.correction.oere == 515_600


def test_what_was_accepted_is_taken_out_of_a_run_that_nobody_has_approved(
    maker, approver, grant, folder
):
    paying.pay(maker, approver, OCTOBER)
    found = received(maker, folder, invoice(grant, oere=31 * RATE + 90_000))["F1"]
    judged(maker, found)
    run = made(maker, Month(2026, 11))
    assert "Svaret er taget tilbage" in undone(approver, found)
    assert run.lines.get().kind == "ordinary"
    assert [one.oere for one in run.totals.all()] == [30 * RATE]
    paying.finish(maker, approver, run)
    assert is_in_balance()


def test_an_invoice_that_fits_by_now_is_matched_when_its_answer_is_taken_back(
    maker, approver, grant, folder
):
    paying.pay(maker, approver, OCTOBER)
    found = received(maker, folder, invoice(grant, oere=31 * (RATE + 1_000)))["F1"]
    judged(maker, found)
    grant.rate.amounts.update(oere=RATE + 1_000)
    b.recount(grant)
    undone(maker, found)
    assert (found.finding, found.state) == ("fits", "matched")


def test_what_was_approved_is_not_taken_back_and_the_page_says_what_to_do_instead(
    maker, approver, grant, folder
):
    paying.pay(maker, approver, OCTOBER)
    found = received(maker, folder, invoice(grant, oere=31 * RATE + 90_000))["F1"]
    judged(maker, found)
    paying.approve(maker, approver, made(maker, Month(2026, 11)))
    page = b.seen(maker, "payments:invoice", found.id)
    assert reverse("payments:undo_invoice", args=[found.id]) not in page
    assert "Bed leverandøren om en kreditnota, eller kræv beløbet tilbage." in page
    assert reverse("payments:claims") in page
    assert "linjen er godkendt og sendt" in undone(maker, found)
    assert (found.state, found.correction.oere) == ("accepted", 90_000)
