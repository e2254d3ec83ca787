"""What a citizen pays for a stay: decided with the grant, shown with the price, changed from a day,
ended; and it is the refund's income by itself."""

from datetime import date

import pytest
from django.urls import reverse

from helhed.apps.audit.models import Entry
from helhed.apps.decisions.actions import approve, prepare
from helhed.apps.decisions.models import OwnPayment
from helhed.apps.decisions.own_payments import month_payments
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from tests.apps import building as b
from tests.apps.town import Town

pytestmark = pytest.mark.django_db

KR = 100


@pytest.fixture
def town():
    return Town()


@pytest.fixture
def line(town):
    """A home of 2,500 kr. a day from 1 December 2026, in a draft that lacks nothing."""
    return town.draft().grants.get(main=None)


def sent(who, line, **typed):
    given = {"basis": "set", "oere": "3.100", "income": "", "reason": "Budget i sagen", **typed}
    address = reverse("decisions:decide-own-payment", args=[line.id])
    return b.signed_in(who).post(address, given, follow=True).content.decode()


def ended(who, row, **typed):
    given = {"end": "2027-01-31", "end_reason": "Flytter", **typed}
    address = reverse("decisions:end-own-payment", args=[row.grant_id, row.id])
    return b.signed_in(who).post(address, given, follow=True).content.decode()


def granted(town, line):
    prepare.submit(town.anna, decision=line.decision_id)
    approve.approve(town.leader, decision=line.decision_id)


def paid():
    found = month_payments(Month(2026, 12), Month(2027, 3))
    return {str(one.month): one.oere // KR for one in found}


def test_it_is_decided_with_the_grant_and_counts_when_the_grant_is_granted(town, line):
    assert "Egenbetalingen er ikke skrevet" in b.seen(town.anna, "decisions:one", line.decision_id)
    assert "Egenbetalingen er skrevet" in sent(town.anna, line)
    assert paid() == {}
    granted(town, line)
    assert paid() == dict.fromkeys(["2026-12", "2027-01", "2027-02", "2027-03"], 3_100)
    assert Entry.objects.filter(action="ownpayment.decide", object_id=line.id).exists()


def test_the_price_before_approval_is_told_net(town, line):
    sent(town.anna, line)
    page = b.seen(town.anna, "decisions:one", line.decision_id)
    net = page[page.index('id="price-net"') :]
    assert "3.100 kr." in net
    assert f"{31 * 2_500 - 3_100:,} kr.".replace(",", ".") in net
    assert "3.100,00 kr." in page


def test_what_is_typed_by_income_is_counted_by_the_law(town, line):
    sent(town.anna, line, basis="income", oere="", income="246.000")
    row = OwnPayment.objects.get()
    assert (row.oere, row.yearly_income_oere) == (2_150 * KR, 246_000 * KR)


def test_a_draft_has_one_own_payment_and_goes_with_it(town, line):
    sent(town.anna, line)
    sent(town.anna, line, oere="2.000")
    assert OwnPayment.objects.get().oere == 2_000 * KR
    prepare.drop_line(town.anna, grant=line.id)
    assert not OwnPayment.objects.exists()


def test_a_draft_that_is_deleted_takes_it_along(town, line):
    sent(town.anna, line)
    prepare.discard(town.anna, decision=line.decision_id)
    assert not OwnPayment.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"basis": "income", "income": ""}, "Skriv årsindkomsten."),
        ({"oere": ""}, "Skriv beløbet om måneden."),
        ({"oere": "200.000"}, "Beløbet skal være fra 0 til 100000 kr."),
        ({"basis": "day_rate"}, "Valget findes ikke"),
        ({"oere": "meget"}, "Skriv et beløb som 1.234,50."),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(town, line, typed, said):
    page = sent(town.anna, line, **typed)
    assert said in page
    assert 'value="Budget i sagen"' in page
    assert not OwnPayment.objects.exists()


def test_who_wrote_it_may_not_approve_the_decision(town, line):
    sent(town.leader, line)
    prepare.submit(town.anna, decision=line.decision_id)
    with pytest.raises(Exception, match="selv"):
        approve.approve(town.leader, decision=line.decision_id)


def test_while_another_looks_at_the_decision_it_stands(town, line):
    prepare.submit(town.anna, decision=line.decision_id)
    assert "Afgørelsen er hos en anden" in sent(town.anna, line, start="2026-12-01")


def test_it_is_changed_from_a_day_and_what_was_stands_to_the_day_before(town, line):
    sent(town.anna, line)
    granted(town, line)
    page = sent(town.anna, line, oere="3.410", start="2027-01-11", reason="Ny indkomst")
    assert "Sluttet" in page
    assert "Ny indkomst" in page
    assert paid() == {"2026-12": 3_100, "2027-01": 3_310, "2027-02": 3_410, "2027-03": 3_410}
    first = OwnPayment.objects.order_by("recorded_at", "id").first()
    assert (first.end, first.stopped_why) == (date(2027, 1, 10), "Ny indkomst")


def test_changed_from_its_first_day_the_first_never_held_and_stays_to_be_seen(town, line):
    sent(town.anna, line)
    granted(town, line)
    page = sent(town.anna, line, oere="0", start="2026-12-01", reason="Skal ikke betale")
    assert "Gælder ikke" in page
    assert OwnPayment.objects.filter(is_void=True).count() == 1
    assert paid() == {}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"start": ""}, "Skriv den dag"),
        ({"start": "2026-11-30"}, "Ydelsen løber ikke den dag"),
        ({"start": "2027-01-01", "reason": " "}, "Budget"),
    ],
)
def test_a_change_without_a_day_in_the_grant_or_a_reason_is_refused(town, line, typed, said):
    sent(town.anna, line)
    granted(town, line)
    if said != "Budget":
        assert said in sent(town.anna, line, **typed)
    else:
        sent(town.anna, line, **typed)
    assert OwnPayment.objects.count() == 1


def test_it_is_ended_with_a_day_and_a_reason(town, line):
    sent(town.anna, line)
    granted(town, line)
    row = OwnPayment.objects.get()
    assert "slutdag er sat" in ended(town.anna, row)
    assert paid() == {"2026-12": 3_100, "2027-01": 3_100}
    again = ended(town.anna, row)
    assert "slutter allerede" in again
    assert 'value="Flytter"' in again


def test_nobody_pays_for_help_that_is_not_a_stay(town):
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, 300), kind="weekly_hours")
    made = b.grant(town.case, rate, date(2026, 1, 1), service_key="stoette_85")
    page = b.seen(town.anna, "decisions:own-payment", made.id)
    assert "For den ydelse betaler borgeren ikke selv" in page
    assert "betaler borgeren ikke selv" in sent(town.anna, made, start="2026-02-01")


def test_finance_sees_it_and_decides_nothing(town, line):
    sent(town.anna, line)
    finance = b.actor(Role.FINANCE)
    assert "3.100,00" in b.seen(finance, "decisions:own-payment", line.id)
    client = b.signed_in(finance)
    address = reverse("decisions:decide-own-payment", args=[line.id])
    assert client.post(address, {"basis": "set"}).status_code == 403


def test_finance_sees_what_is_paid_and_no_link_to_a_case_that_is_closed_to_it():
    town = Town()
    grant = town.granted()
    page = b.seen(town.finance, "decisions:own-payment", grant.id)
    assert reverse("desk:case", args=[grant.decision.case_id]) not in page
    assert reverse("decisions:one", args=[grant.decision_id]) not in page
    assert reverse("payments:grant", args=[grant.id]) in page
    assert town.citizen.name not in page
