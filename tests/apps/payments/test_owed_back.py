"""What was paid too much: who owes it, in words, and what two must agree on."""

from datetime import date

import pytest

from helhed.apps.payments.models import Claim, Difference, PaymentLine, Posting
from tests.apps import building as b
from tests.apps.payments.at_the_desk import Desk, make, pay
from tests.apps.payments.ledger_house import RATE, granted, is_in_balance, to_citizen, with_number

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(folder):
    b.municipality()
    return folder


@pytest.fixture
def desk(maker):
    return Desk(maker)


@pytest.fixture
def other(approver):
    return Desk(approver)


def test_a_claim_says_who_owes_and_is_let_go_by_two(desk, other, team, folder):
    grant = with_number(granted(team))
    pay(desk, other, folder, double=1.0)
    page = desk.send("payments:claim_overpaid", Difference.objects.get().id)
    claim = Claim.objects.get()
    for word in ("Hvem skylder", "Virksomhed", grant.offer.provider.name, "CVR 07000001"):
        assert word in page
    page = desk.see("payments:claims")
    assert "Virksomhed" in page
    assert grant.offer.provider.name in page
    letter = desk.see("payments:claim_letter", claim.id)
    assert "Virksomheden har fået udbetalt for meget for okt. 2026" in letter
    assert "Skriv, hvorfor" in desk.send("payments:ask_to_let_go", claim.id, reason=" ")
    assert "Ingen har bedt om" in desk.send("payments:write_off", claim.id)
    page = desk.send("payments:ask_to_let_go", claim.id, reason="Konkurs")
    assert "En anden end dig skal tage stilling." in page
    assert "Du har selv forberedt det" in desk.send("payments:write_off", claim.id)
    claim.refresh_from_db()
    assert claim.state == "open"
    assert "Konkurs" in other.see("payments:claim", claim.id)
    page = other.send("payments:write_off", claim.id)
    assert "Kravet er eftergivet." in page
    claim.refresh_from_db()
    assert (claim.state, claim.explanation) == ("written_off", "Konkurs")
    assert claim.asked_by_id != claim.decided_by_id


def test_who_asked_for_a_claim_to_be_let_go_can_take_it_back_and_another_can_say_no(
    desk, other, team, folder
):
    granted(team)
    pay(desk, other, folder, double=1.0)
    desk.send("payments:claim_overpaid", Difference.objects.get().id)
    claim = Claim.objects.get()
    for who in (desk, other):
        desk.send("payments:ask_to_let_go", claim.id, reason="Konkurs")
        assert "Kravet står ved magt." in who.send("payments:hold_on", claim.id)
        claim.refresh_from_db()
        assert (claim.state, claim.asked_by_id) == ("open", None)


def test_what_a_citizen_owes_names_the_citizen_on_the_claim_and_not_on_the_list(
    desk, other, team, folder
):
    grant = to_citizen(team)
    name = grant.citizen.name
    pay(desk, other, folder, double=1.0)
    line = PaymentLine.objects.get()
    assert name in desk.see("payments:line", line.id)
    page = desk.send("payments:claim_overpaid", Difference.objects.get().id)
    assert name in page
    assert "når der er truffet afgørelse om tilbagebetaling" in page
    listed = desk.see("payments:claims")
    assert "Borger" in listed
    assert name not in listed
    letter = desk.see("payments:claim_letter", Claim.objects.get().id)
    assert "Vi trækker ikke noget, før der er truffet en afgørelse" in letter


def test_what_an_own_unit_got_too_much_is_posted_back_and_never_claimed(
    desk, other, team, folder, settings
):
    house = b.offer(b.provider("own", "Huset"))
    grant = b.grant(b.case(team), b.rate(house, (date(2020, 1, 1), None, RATE)), date(2026, 10, 1))
    b.order(grant, date(2026, 10, 1))
    pay(desk, other, folder, double=1.0)
    found = Difference.objects.get()
    page = desk.see("payments:difference", found.id)
    assert "Huset" in page
    assert "Kræv beløbet tilbage" not in page
    page = desk.send("payments:claim_overpaid", found.id)
    assert "En intern enhed skylder ikke noget" in page
    page = desk.send("payments:post_back", found.id)
    assert "Beløbet føres tilbage med næste kørsel." in page
    assert "føres allerede tilbage" in desk.send("payments:post_back", found.id)
    assert not Claim.objects.exists()
    afresh = folder / "another ledger"
    settings.LEDGER_OUTBOX, settings.LEDGER_INBOX = afresh / "out", afresh / "in"
    november = pay(desk, other, afresh, "2026-11")
    assert dict(november.lines.values_list("kind", "oere")) == {
        "ordinary": 30 * RATE,
        "reversal": -31 * RATE,
    }
    assert is_in_balance()
    october = Posting.objects.filter(grant=grant, month=date(2026, 10, 1))
    assert sum(one.oere for one in october) == 31 * RATE
    found.refresh_from_db()
    assert (found.state, found.explanation) == ("explained", "Føres tilbage med næste kørsel")


def test_an_own_unit_is_paid_again_when_the_ledger_took_it_back_by_itself_as_well(
    desk, other, team, folder
):
    house = b.offer(b.provider("own", "Huset"))
    grant = b.grant(b.case(team), b.rate(house, (date(2020, 1, 1), None, RATE)), date(2026, 10, 1))
    b.order(grant, date(2026, 10, 1))
    pay(desk, other, folder, double=1.0)
    desk.send("payments:post_back", Difference.objects.get().id)
    Difference.objects.update(state="solved", oere=0)
    kinds = dict(make(desk, "2026-11").lines.values_list("kind", "oere"))
    assert kinds["reversal"] + kinds["back_pay"] == 0
