"""Budget against expected: the parts sum to the øre, a kept month stands, what moved is told."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.budgets import actions, queries
from helhed.apps.budgets.models import Account, BudgetLine, KeptGrant, KeptMonth
from helhed.apps.budgets.queries import BudgetFilter
from helhed.apps.budgets.queries.kept import between, kept_variance
from helhed.apps.budgets.queries.variance import variance
from helhed.apps.decisions import years
from helhed.apps.decisions.actions.change import end_grant, suspend_grant
from helhed.apps.decisions.models import Grant
from helhed.apps.payments.models import Posting, PostingTotal, PostingYear
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from helhed.rules.budgets.flytning import Why
from tests.apps import building as b
from tests.apps.paying import pay

pytestmark = pytest.mark.django_db

RATE = 100_000
BOUGHT, OWN = "5.38.52.1.4.001.40", "5.38.52.1.1.001.94"
OCTOBER = date(2026, 10, 1)


@pytest.fixture
def team():
    b.municipality()
    return b.unit("Team Nord")


@pytest.fixture
def finance(team):
    return b.actor(Role.FINANCE)


def granted(team, start, end=None, owner="private", oere=RATE):
    rate = b.rate(b.offer(b.provider(owner)), (date(2020, 1, 1), None, oere))
    return b.grant(b.case(team), rate, start, end)


def adopted(finance, *changes):
    """An adopted budget for 2026: seeded from the grants, its lines then as the changes say."""
    version = actions.make_version(
        finance, year=2026, name="B", model="activity", profile="even", per_mille=0
    )
    for account, persons, price in changes:
        version.lines.filter(account=account).update(persons=persons, price_oere=price)
    actions.adopt_version(b.actor(Role.FINANCE), version=version.id)
    return version


def test_a_hand_made_variance_has_its_known_parts(team, finance):
    # Budget: 2 own at 200, 2 bought at 600 (mean 400). Expected: 1 own at 250, 4 bought at 650.
    year = (date(2026, 1, 1), date(2026, 12, 31))
    own = granted(team, *year, "own", 250)
    for _ in range(4):
        granted(team, *year, "private", 650)
    adopted(finance, (own.account, 2_000, 365 * 200), (BOUGHT, 2_000, 365 * 600))
    found = variance(finance, BudgetFilter(2026))
    total = found.total
    assert (total.base, total.now) == (365 * 1_600, 365 * 2_850)
    assert total.quantity == 365 * 400
    assert total.mix == 365 * (200 + 4 * 600 - 5 * 400)
    assert total.price == 365 * (50 + 4 * 50)
    assert total.other == 0
    [four] = found.services
    assert (four.persons_assumed, four.persons) == (4_000, 5_000)
    assert (four.price_assumed, four.price) == (365 * 400, 365 * 570)


def test_the_way_from_the_assumptions_to_the_frame_is_told_line_by_line(team, finance):
    granted(team, date(2026, 1, 1))
    adopted(finance)
    frame = {"unit": team.id, "year": 2026, "reason": "Mere"}
    actions.add_to_frame(finance, **frame, account=BOUGHT, oere=500_000)
    found = variance(finance, BudgetFilter(2026))
    assert (found.total.base, found.set_otherwise) == (365 * RATE, 0)
    assert found.frame.corrected == found.total.base + 500_000
    headline = queries.follow_up(finance, BudgetFilter(2026)).headline
    assert headline.frame == found.frame.corrected
    assert headline.remaining == found.frame.corrected - found.total.now
    Account.objects.create(code=OWN, name="Egne", department="adults")
    actions.set_frame(finance, **frame, account=OWN, oere=7_000)
    found = variance(finance, BudgetFilter(2026))
    assert found.set_otherwise == 7_000
    page = b.signed_in(finance).get(reverse("budgets:variance")).content.decode()
    for name, kroner in (
        ("Oprindelige rammer, der ikke er i forslaget", "70"),
        ("Tillægsbevillinger", "5.000"),
        ("Omplaceret", "0"),
        ("Korrigeret budget: rammen", "370.070"),
        ("Tilbage af rammen", "5.070"),
    ):
        assert f"<dt>{name}</dt><dd>{kroner} kr.</dd>" in page
    only = variance(finance, BudgetFilter(2026, account=OWN)).frame
    assert only.corrected == 7_000


def test_part_of_a_year_is_quantity_and_not_price(team, finance):
    one = granted(team, date(2026, 1, 1))
    adopted(finance)
    leader = b.actor(Role.TEAM_LEADER, team)
    end_grant(leader, grant=one.id, end=date(2026, 10, 19), reason="Slut")
    total = variance(finance, BudgetFilter(2026)).total
    assert total.difference == -73 * RATE == total.quantity
    assert (total.mix, total.price, total.other) == (0, 0, 0)


def test_days_of_rest_are_quantity_too(team, finance):
    one = granted(team, date(2026, 1, 1))
    adopted(finance)
    leader = b.actor(Role.TEAM_LEADER, team)
    pause = (date(2026, 11, 10), date(2026, 11, 19))
    suspend_grant(leader, grant=one.id, start=pause[0], end=pause[1], reason="Indlagt")
    total = variance(finance, BudgetFilter(2026)).total
    assert (total.quantity, total.price) == (-10 * RATE, 0)


def post(team, oere, month=date(2026, 1, 1), grant=None):
    """A posting of the ledger that no pay run made."""
    Posting.objects.create(
        grant=grant, account=BOUGHT, unit=team, month=month, posted_on=month, oere=oere
    )
    PostingTotal.objects.create(account=BOUGHT, unit=team, month=month, oere=oere)
    if grant is not None:
        moved = {(grant.id, BOUGHT, team.id, month.year): {month.month: oere}}
        years.add_months(PostingYear, moved)


def pay_october(finance):
    pay(finance, b.actor(Role.FINANCE), Month(2026, 10))


def test_what_is_posted_without_a_grant_is_other_and_opens_by_itself(team, finance):
    one = granted(team, date(2026, 10, 1))
    b.order(one, date(2026, 10, 1))
    adopted(finance)
    pay_october(finance)
    post(team, 777)
    found = variance(finance, BudgetFilter(2026))
    assert found.total.other == found.total.difference == 777
    assert found.total.now == queries.follow_up(finance, BudgetFilter(2026)).headline.expected
    opened = queries.figure(
        finance, queries.FigureFilter(queries.FigureKind.EXPECTED, 2026, service="-")
    )
    assert opened.oere == 777


def test_the_expected_of_a_service_opens_to_its_grants(team, finance):
    granted(team, date(2026, 10, 1))
    kind = queries.FigureKind.EXPECTED
    for service, oere in (("botilbud_107", 92 * RATE), ("botilbud_108", 0)):
        opened = queries.figure(finance, queries.FigureFilter(kind, 2026, service=service))
        assert opened.oere == oere


def test_a_kept_month_stands_and_what_moved_after_is_told_by_reason(team, finance):
    one = granted(team, date(2026, 1, 1))
    two = granted(team, date(2026, 1, 1))
    adopted(finance)
    actions.keep_month(finance, month=OCTOBER)
    leader = b.actor(Role.TEAM_LEADER, team)
    end_grant(leader, grant=one.id, end=date(2026, 11, 30), reason="Slut")
    granted(team, date(2026, 12, 1))
    two.rate.amounts.update(end=date(2026, 11, 30))
    two.rate.amounts.create(oere=RATE + 5, start=date(2026, 12, 1), recorded_at=b.NOON)
    b.recount(two)
    wanted = BudgetFilter(2026)
    found = between(finance, wanted, OCTOBER, None)
    assert found.before == 730 * RATE
    assert {why: oere for why, oere in found.reasons.items() if oere} == {
        Why.ENDED: -31 * RATE,
        Why.NEW: 31 * RATE,
        Why.PRICE: 31 * 5,
    }
    assert found.now - found.before == sum(found.reasons.values())
    then = kept_variance(finance, wanted, OCTOBER).total
    assert (then.base, then.now, then.difference) == (730 * RATE, 730 * RATE, 0)
    now = variance(finance, wanted).total
    assert now.difference == 31 * 5 == now.price


def test_a_month_is_kept_once_when_it_is_over_by_finance_alone(team, finance):
    with pytest.raises(actions.UnableToKeepMonth, match="ikke slut"):
        actions.keep_month(finance, month=date(2026, 11, 1))
    actions.keep_month(finance, month=OCTOBER)
    for month in (OCTOBER, date(2026, 9, 1)):
        with pytest.raises(actions.UnableToKeepMonth, match="gemt"):
            actions.keep_month(finance, month=month)
    with pytest.raises(UnableToLetIn):
        actions.keep_month(b.actor(Role.HEAD, team), month=OCTOBER)
    assert KeptMonth.objects.count() == 1


def test_everybody_is_told_of_their_own_units_alone(team, finance):
    other = b.unit("Team Syd")
    granted(team, date(2026, 1, 1))
    granted(other, date(2026, 1, 1))
    adopted(finance)
    actions.keep_month(finance, month=OCTOBER)
    leader = b.actor(Role.TEAM_LEADER, other)
    assert variance(leader, BudgetFilter(2026)).total.now == 365 * RATE
    assert variance(leader, BudgetFilter(2026)).total.base == 365 * RATE
    assert between(leader, BudgetFilter(2026), OCTOBER, None).before == 365 * RATE
    assert variance(leader, BudgetFilter(2026, unit=team.id)).total.now == 0
    with pytest.raises(UnableToLetIn):
        variance(b.actor(Role.CASEWORKER_ADULTS, team), BudgetFilter(2026))


def test_the_pages_of_the_variance_open_keep_and_go_out(team, finance):
    one = granted(team, date(2026, 1, 1))
    adopted(finance)
    client = b.signed_in(finance)
    at = reverse("budgets:variance")
    assert "2026, som den ser ud nu" in client.get(at).content.decode()
    client.post(reverse("budgets:keep"))
    assert KeptGrant.objects.filter(grant=one).count() == 1
    page = client.get(at).content.decode()
    assert "hvad har flyttet sig siden" in page
    for name in ("fire-tal", "afvigelse", "afvigelse-konti"):
        text = client.get(at, {"table": name, "format": "csv"}).content.decode("utf-8-sig")
        assert "Midlertidigt botilbud" in text
    assert client.get(at, {"maaned": "2026-10-01"}).status_code == 200
    assert client.get(at, {"maaned": "2026-09-01"}).status_code == 404
    assert client.get(at, {"maaned": "x"}).status_code == 404
    moved = reverse("budgets:moved")
    granted(team, date(2026, 12, 1))
    page = client.get(moved, {"fra": "2026-10-01"}).content.decode()
    assert "Nye bevillinger" in page
    assert client.get(moved, {"fra": "2026-10-01", "til": "2026-10-01"}).status_code == 200
    assert client.get(moved).status_code == 302
    assert client.get(moved, {"fra": "2026-10-01", "unit": str(uuid4())}).status_code == 200


LINES = st.lists(
    st.tuples(
        st.sampled_from(["own", "private"]),
        st.dates(date(2025, 6, 1), date(2026, 12, 31)),
        st.none() | st.integers(0, 400),
        st.integers(1_000, 999_999),
        st.integers(0, 3_000),
        st.integers(0, 9_999_999),
    ),
    min_size=1,
    max_size=5,
)


class TestParts(TestCase):
    @settings(
        max_examples=max(3, settings.default.max_examples // 5),
        suppress_health_check=[HealthCheck.too_slow],
        deadline=None,
    )
    @given(LINES)
    def test_quantity_price_mix_and_other_sum_to_the_oere(self, listed):
        ends = [None if one[2] is None else one[1] + timedelta(days=one[2]) for one in listed]
        assume(any(end is None or end.year >= 2026 for end in ends))
        b.municipality()
        team, finance = b.unit("Nord"), b.actor(Role.FINANCE)
        for (owner, start, _, oere, *_), end in zip(listed, ends, strict=True):
            granted(team, start, end, owner, oere)
        version = adopted(finance)
        for line, (*_, persons, price) in zip(version.lines.all(), listed, strict=False):
            BudgetLine.objects.filter(id=line.id).update(persons=persons, price_oere=price)
        found = variance(finance, BudgetFilter(2026))
        total = found.total
        parts = total.quantity + total.mix + total.price + total.other
        assert parts == total.now - total.base
        headline = queries.follow_up(finance, BudgetFilter(2026)).headline
        assert total.now == headline.expected
        assert total.base == sum(one.base.total for one in found.deliveries)
        days = sum(one.persons for one in found.deliveries)
        assert days <= 1000 * Grant.objects.count() + len(listed)
