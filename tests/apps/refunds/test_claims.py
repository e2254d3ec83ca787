"""Claims on the state: four eyes, nothing twice, corrections, closed years, and through the web."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.refunds import claimable as claimable_of
from helhed.apps.refunds.actions import claims as acts
from helhed.apps.refunds.actions import years
from helhed.apps.refunds.models import NumberChange, RefundClaim
from helhed.apps.refunds.queries import overview, payer_page
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from helhed.rules.decisions.afgoerelse import SamePersonTwice
from helhed.rules.refunds.hjemtagning import FILE_COLUMNS, UnableToClaim
from helhed.rules.refunds.opgoerelse import Payer
from tests.apps import building as b
from tests.apps.refunds.house import KR, close_year, closed, grant, post, year

pytestmark = pytest.mark.django_db

# 2026: the first limit is 960,000 kr.; a twelfth is 80,000. 100,000 kr. give 25 % of 20,000.
REFUND = 5_000 * KR
MARCH, JUNE = Month(2026, 3), Month(2026, 6)


@pytest.fixture
def team():
    b.municipality()
    closed(Month(2026, 9))
    return b.unit("Voksne", "adults")


@pytest.fixture
def finance():
    return b.actor(Role.FINANCE)


@pytest.fixture
def other():
    return b.actor(Role.FINANCE)


@pytest.fixture
def dear(team):
    """100,000 kr. in each of nine months."""
    made = grant(team, b.citizen())
    post(made, year(2026, 9), 100_000)
    return made


def through(finance, other, month):
    """A claim that is made, approved and sent."""
    claim = acts.make_claim(finance, through=month)
    acts.approve_claim(other, refundclaim=claim.id)
    acts.send_claim(finance, refundclaim=claim.id)
    return claim


def taken(claim):
    return sum(claim.lines.values_list("oere", flat=True))


def test_a_claim_takes_each_month_once(finance, other, dear):
    assert taken(through(finance, other, MARCH)) == 3 * REFUND
    assert taken(through(finance, other, JUNE)) == 3 * REFUND
    again = through(finance, other, JUNE)
    assert (taken(again), again.lines.count()) == (0, 0)


def test_a_cost_corrected_later_comes_as_a_correction_in_the_next_claim(finance, other, dear):
    through(finance, other, MARCH)
    post(dear, [Month(2026, 2)], -12_000)
    claim = through(finance, other, JUNE)
    assert taken(claim) == 3 * REFUND - 3_000 * KR
    [line] = claim.lines.filter(before_oere__gt=0)
    assert (line.month, line.refund_oere, line.before_oere, line.oere) == (
        date(2026, 2, 1), 2_000 * KR, REFUND, -3_000 * KR,
    )  # fmt: skip


def test_a_draft_is_approved_by_another_than_the_one_who_made_it(finance, other, dear):
    claim = acts.make_claim(finance, through=MARCH)
    with pytest.raises(SamePersonTwice):
        acts.approve_claim(finance, refundclaim=claim.id)
    acts.approve_claim(other, refundclaim=claim.id)
    with pytest.raises(UnableToClaim, match="Godkendt"):
        acts.approve_claim(b.actor(Role.FINANCE), refundclaim=claim.id)


def test_a_draft_that_is_no_longer_true_is_not_approved_and_nothing_is_lost(finance, other, dear):
    claim = acts.make_claim(finance, through=MARCH)
    post(dear, [MARCH], 1_000)
    with pytest.raises(UnableToClaim, match="ændret"):
        acts.approve_claim(other, refundclaim=claim.id)
    assert claim.lines.count() == 3
    acts.discard_claim(finance, refundclaim=claim.id)
    assert taken(through(finance, other, MARCH)) == 3 * REFUND + 250 * KR


def test_there_is_one_draft_at_a_time(finance, other, dear):
    acts.make_claim(finance, through=MARCH)
    with pytest.raises(UnableToClaim, match="allerede en kladde"):
        acts.make_claim(other, through=JUNE)
    assert RefundClaim.objects.count() == 1


def test_a_month_that_is_not_over_cannot_be_claimed(finance, dear):
    with pytest.raises(UnableToClaim, match="ikke slut"):
        acts.make_claim(finance, through=Month(2026, 11))


def test_a_closed_account_year_is_left_alone_and_says_so(finance, other, dear):
    post(dear, year(2025), 100_000)
    close_year(2025, finance, other)
    claim = through(finance, other, MARCH)
    assert {line.month.year for line in claim.lines.all()} == {2026}
    with pytest.raises(UnableToClaim, match="Regnskabsåret 2025 er lukket"):
        acts.make_claim(finance, through=Month(2025, 12))
    years.ask_year(finance, year=2025, note="Revisionen bad om det")
    years.open_year(other, year=2025)
    claim = through(finance, other, MARCH)
    assert {line.month.year for line in claim.lines.all()} == {2025}


def test_a_year_without_limits_stops_the_claim_instead_of_counting_nothing(finance, dear):
    post(dear, [Month(2020, 12)], 100_000)
    with pytest.raises(UnableToClaim, match="2020"):
        acts.make_claim(finance, through=MARCH)
    assert not RefundClaim.objects.exists()


def test_a_receipt_comes_after_the_file_and_has_a_number(finance, other, dear):
    claim = acts.make_claim(finance, through=MARCH)
    given = {"refundclaim": claim.id, "day": b.TODAY, "receipt": "K-1"}
    with pytest.raises(UnableToClaim, match="Kladde"):
        acts.receipt_claim(finance, **given)
    acts.approve_claim(other, refundclaim=claim.id)
    acts.send_claim(finance, refundclaim=claim.id)
    with pytest.raises(UnableToClaim, match="nummer"):
        acts.receipt_claim(finance, **{**given, "receipt": " "})
    acts.receipt_claim(finance, **given)
    claim.refresh_from_db()
    assert (claim.state, claim.receipt) == ("receipted", "K-1")


def test_only_finance_makes_a_claim(team, dear):
    for role in (Role.HEAD, Role.TEAM_LEADER, Role.CASEWORKER_ADULTS, Role.ADMINISTRATOR):
        with pytest.raises(UnableToLetIn):
            acts.make_claim(b.actor(role, team), through=MARCH)


def test_from_draft_to_receipt_on_the_screen(finance, other, dear):
    maker, approver = b.signed_in(finance), b.signed_in(other)
    made = maker.post(reverse("refunds:make"), {"through": "2026-03"}, follow=True)
    assert "15.000,00 kr." in made.content.decode()
    assert "En anden skal godkende det" in made.content.decode()
    claim = RefundClaim.objects.get()
    assert maker.get(reverse("refunds:file", args=[claim.id])).status_code == 404
    page = approver.post(reverse("refunds:approve", args=[claim.id]), follow=True)
    assert "Kravet er godkendt" in page.content.decode()
    rows = _file(maker, claim)
    assert list(rows[0]) == list(FILE_COLUMNS)
    assert [row["claim_oere"] for row in rows] == [str(REFUND)] * 3 + [str(3 * REFUND)]
    assert rows[-1]["law"] == "total"
    maker.post(reverse("refunds:send", args=[claim.id]))
    assert _file(maker, claim) == rows
    done = {"day": "2026-11-02", "receipt": "SM-77"}
    page = maker.post(reverse("refunds:receipt", args=[claim.id]), done, follow=True)
    assert "kvittering SM-77" in page.content.decode()


def _file(client, claim):
    answer = client.get(reverse("refunds:file", args=[claim.id]))
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_a_closed_year_is_a_clear_message_on_the_screen(finance, other, dear):
    close_year(2025, finance, other)
    page = b.signed_in(finance).post(reverse("refunds:make"), {"through": "2025-12"})
    assert page.status_code == 409
    assert "Regnskabsåret 2025 er lukket" in page.content.decode()


def test_a_limit_corrected_on_screen_comes_as_a_correction_in_the_next_claim(finance, other, dear):
    """A first limit of 900,000 kr. in 2026: a twelfth is 75,000; 25 % of 25,000 is 6,250 kr."""
    through(finance, other, MARCH)
    address = reverse("catalogue:parameter", args=["refunds", "refusion", "step_1_from"])
    told = {"value": "900.000", "start": "2026-01-01", "end": "2026-12-31", "source": "Satser"}
    admin = b.signed_in(b.actor(Role.ADMINISTRATOR))
    maker, approver = b.signed_in(finance), b.signed_in(other)
    seen = {"seen": admin.post(address, told).context["effect"].mark}
    assert admin.post(address, told | seen).status_code == 302
    change = NumberChange.objects.get()
    approver.post(reverse("refunds:number-approve", args=[change.id]), seen)
    page = maker.get(reverse("refunds:overview"), {"year": "2026"}).content.decode()
    assert "900.000" in page
    assert "960.000" not in page
    maker.post(reverse("refunds:make"), {"through": "2026-03"})
    claim = RefundClaim.objects.get(state="draft")
    assert sorted({line.oere for line in claim.lines.all()}) == [1_250 * KR]
    assert claim.lines.count() == 3
    approver.post(reverse("refunds:approve", args=[claim.id]))
    assert RefundClaim.objects.get(id=claim.id).state == "approved"


def test_what_is_drafted_or_approved_is_not_claimed_before_it_is_sent(finance, other, dear):
    """45,000 kr. were earned; a draft of 15,000 is told apart, and 45,000 are still lacking."""

    def told():
        page = overview(finance, 2026)
        return [page.total(name) // KR for name in ("claimed", "pending", "difference")]

    claim = acts.make_claim(finance, through=MARCH)
    assert told() == [0, 15_000, 45_000]
    acts.approve_claim(other, refundclaim=claim.id)
    assert told() == [0, 15_000, 45_000]
    payer = Payer(False, str(dear.citizen_id))
    page = payer_page(finance, payer, 2026)
    assert (page.claimed, page.pending) == (0, 15_000 * KR)
    client = b.signed_in(finance)
    for address in (reverse("refunds:overview"), reverse("refunds:citizen", args=[payer.key])):
        shown = client.get(address, {"year": "2026"}).content.decode()
        assert "I krav, der ikke er sendt" in shown
    acts.send_claim(finance, refundclaim=claim.id)
    assert told() == [15_000, 0, 30_000]
    page = payer_page(finance, payer, 2026)
    assert (page.claimed, page.pending) == (15_000 * KR, 0)


def test_a_half_refunded_cost_is_claimed_with_the_whole_cost_and_the_half(finance, other, team):
    """57,710 kr. in a § 110 home: the state pays 28,855, which is 50 % of it."""
    home = grant(team, b.citizen(), service="forsorgshjem_110")
    post(home, [MARCH], 57_710)
    claim = through(finance, other, MARCH)
    [line] = claim.lines.all()
    assert (line.basis_oere, line.refund_oere) == (57_710 * KR, 28_855 * KR)
    row, total = _file(b.signed_in(finance), claim)
    assert (row["net_cost_oere"], row["refund_oere"], row["share_percent"]) == (
        "5771000", "2885500", "50",
    )  # fmt: skip
    assert (total["claim_oere"], total["share_percent"]) == ("2885500", "")
    client = b.signed_in(finance)
    lines = client.get(reverse("refunds:claim", args=[claim.id])).content.decode()
    assert "50 %" in lines
    assert "57.710" in lines
    payer = reverse("refunds:citizen", args=[home.citizen_id])
    assert "50 % af 57.710,00" in client.get(payer, {"year": "2026"}).content.decode()
    assert overview(finance, 2026).total("basis") == 57_710 * KR


def test_what_goes_by_steps_has_no_one_share_in_the_file(finance, other, dear):
    rows = _file(b.signed_in(finance), through(finance, other, MARCH))
    assert [row["share_percent"] for row in rows] == ["", "", "", ""]


def test_who_may_not_have_the_file_is_shown_no_link_to_it(finance, other, team, dear):
    claim = through(finance, other, MARCH)
    link, page = (reverse(name, args=[claim.id]) for name in ("refunds:file", "refunds:claim"))
    head = b.signed_in(b.actor(Role.HEAD, team))
    assert link not in head.get(page).content.decode()
    assert head.get(link).status_code == 403
    assert link in b.signed_in(finance).get(page).content.decode()


def asked_to_claim(finance, other, month):
    """The questions that a claim asks when it is drafted and approved; and the claim."""
    with CaptureQueriesContext(connection) as asked:
        claim = acts.make_claim(finance, through=month)
        acts.approve_claim(other, refundclaim=claim.id)
    acts.send_claim(finance, refundclaim=claim.id)
    return [one["sql"] for one in asked], claim


def test_a_claim_asks_and_reads_no_more_the_more_years_are_open(finance, other, team, monkeypatch):
    """Open years that are claimed and kept cost nothing: a claim reads what it takes."""
    read = []
    row = claimable_of._row
    monkeypatch.setattr(claimable_of, "_row", lambda one: read.append(one) or row(one))
    home = grant(team, b.citizen(), start=date(2022, 1, 1))
    post(home, year(2026, 9), 100_000)
    through(finance, other, MARCH)
    overview(finance, 2026)
    read.clear()
    few, claim = asked_to_claim(finance, other, Month(2026, 4))
    assert (taken(claim), len(read)) == (REFUND, 2), "one row when drafted, one when approved"
    for number in range(2022, 2026):
        post(home, year(number), 100_000)
    through(finance, other, Month(2026, 4))
    overview(finance, 2026)
    read.clear()
    many, claim = asked_to_claim(finance, other, Month(2026, 5))
    assert (taken(claim), len(read)) == (REFUND, 2)
    assert len(many) == len(few)
