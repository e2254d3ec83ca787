"""What the ledger posted too much, and nobody cleared up, is not asked of the state."""

import pytest
from django.urls import reverse

from helhed.apps.payments.models import Difference, Posting
from helhed.apps.refunds.actions import claims as acts
from helhed.apps.refunds.models import RefundClaim
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from helhed.rules.refunds.hjemtagning import UnableToClaim
from tests.apps import building as b
from tests.apps.refunds.house import KR, closed, grant, post, year

pytestmark = pytest.mark.django_db

# 2026: a twelfth of the first limit is 80,000 kr.; 100,000 kr. in a month give 5,000 kr.
MARCH = Month(2026, 3)


@pytest.fixture
def one():
    return b.actor(Role.FINANCE)


@pytest.fixture
def another():
    return b.actor(Role.FINANCE)


@pytest.fixture
def town():
    """100,000 kr. a month to March; in February 60,000 kr. more that nobody knows of."""
    b.municipality()
    closed(Month(2026, 9))
    made = grant(b.unit("Voksne", "adults"), b.citizen())
    post(made, year(2026, 3), 100_000)
    post(made, [Month(2026, 2)], 60_000)
    return made


def unclear(town, kind="unknown", state="open"):
    posting = Posting.objects.get(oere=60_000 * KR)
    return Difference.objects.create(
        posting=posting,
        unit_id=town.unit_id,
        kind=kind,
        state=state,
        found_oere=-posting.oere,
        oere=-posting.oere,
        found_at=b.NOON,
    )


def months(claim):
    return sorted(line.month.month for line in claim.lines.all())


@pytest.mark.parametrize("kind", ["unknown", "double", "amount", "account"])
def test_a_month_whose_posting_is_unclear_is_held_out_of_the_claim(town, one, kind):
    unclear(town, kind)
    assert months(acts.make_claim(one, through=MARCH)) == [1, 3]


@pytest.mark.parametrize("kind", ["partial", "late", "missing", "rejected"])
def test_what_is_posted_too_little_holds_nothing_out(town, one, kind):
    unclear(town, kind)
    assert months(acts.make_claim(one, through=MARCH)) == [1, 2, 3]


def test_when_it_is_cleared_up_the_month_comes_with_the_next_claim(town, one, another):
    found = unclear(town)
    claim = acts.make_claim(one, through=MARCH)
    acts.approve_claim(another, refundclaim=claim.id)
    acts.send_claim(one, refundclaim=claim.id)
    found.state = "explained"
    found.save()
    assert months(acts.make_claim(one, through=MARCH)) == [2]


def test_what_becomes_unclear_after_the_draft_stops_its_approval(town, one, another):
    claim = acts.make_claim(one, through=MARCH)
    unclear(town)
    with pytest.raises(UnableToClaim, match="Noget er ændret"):
        acts.approve_claim(another, refundclaim=claim.id)
    assert RefundClaim.objects.get().state == "draft"


def test_the_page_tells_what_is_held_out_and_where_it_is_cleared_up(town, one):
    unclear(town)
    page = b.seen(one, "refunds:claims")
    assert "Holdt ude af næste krav" in page
    assert "feb. 2026" in page
    assert reverse("payments:reconciliation") in page
    assert reverse("refunds:citizen", args=[town.citizen_id]) in page


def test_the_page_says_nothing_of_it_when_all_is_clear(town, one):
    unclear(town, state="explained")
    assert "Holdt ude af næste krav" not in b.seen(one, "refunds:claims")


def test_without_limits_the_page_says_that_it_cannot_be_counted(town, one):
    post(town, [Month(2019, 12)], 100_000)
    page = b.seen(one, "refunds:claims")
    assert "et åbent år har ingen beløbsgrænser" in page
