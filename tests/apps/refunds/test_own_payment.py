"""A decided own payment is the refund's income by itself: in what is kept, on the page, in the
budget; and nothing of it is counted twice."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from helhed.apps.decisions.models import OwnPayment
from helhed.apps.refunds.models import Income, PayerTotal
from helhed.apps.refunds.queries import incomes_by_month
from helhed.apps.refunds.running import month_incomes
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from tests.apps import building as b
from tests.apps.refunds.house import KR, closed, grant, post, year
from tests.apps.refunds.slow_twin import check_kept

FEWER = max(settings.default.max_examples // 20, 4)


def home_of():
    b.municipality()
    closed(Month(2026, 10))
    made = grant(b.unit("Voksne", "adults"), b.citizen())
    post(made, year(2026, 10), 90_000)
    return made


def decided(home, kroner=3_100, start=None, end=None):
    return OwnPayment.objects.create(
        grant=home,
        basis="set",
        oere=kroner * KR,
        start=start,
        end=end,
        reason="Afgjort",
        recorded_at=b.NOON,
    )


def written(home, month, kroner):
    Income.objects.create(
        grant=home,
        kind="user_payment",
        month=date(2026, month, 1),
        oere=kroner * KR,
        recorded_at=b.NOON,
    )


def by_month(home):
    sums = {}
    for one in month_incomes([home.citizen_id], 2026, Month(2026, 1)):
        sums[one.month.month] = sums.get(one.month.month, 0) + one.oere // KR
    return sums


@pytest.mark.django_db
class TestFlow:
    def test_what_is_kept_counts_it_without_anybody_writing_it(self):
        home = home_of()
        check_kept((2026,))
        before = PayerTotal.objects.get(year=2026)
        decided(home)
        check_kept((2026,))
        after = PayerTotal.objects.get(year=2026)
        assert before.basis_oere - after.basis_oere == 10 * 3_100 * KR
        assert after.earned_oere < before.earned_oere

    def test_the_page_and_the_budget_tell_it_and_where_it_is_decided(self):
        home = home_of()
        decided(home)
        finance = b.actor(Role.FINANCE)
        page = b.seen(finance, "refunds:citizen", home.citizen_id, year="2026")
        assert page.count("afgjort egenbetaling") == 12
        assert reverse("decisions:own-payment", args=[home.id]) in page
        months = incomes_by_month(finance, 2026)
        assert {one.month.month: one.user_payment for one in months} == dict.fromkeys(
            range(1, 13), 3_100 * KR
        )

    def test_a_written_payment_runs_no_further_than_to_the_decided_one(self):
        home = home_of()
        for month in (1, 2):
            written(home, month, 2_000)
        decided(home, start=date(2026, 5, 1), end=date(2026, 8, 31))
        found = by_month(home)
        assert found == {1: 2_000, 2: 2_000, 3: 2_000, 4: 2_000} | dict.fromkeys(
            (5, 6, 7, 8), 3_100
        )
        check_kept((2026,))

    def test_the_same_amount_written_beside_it_is_told_as_a_double(self):
        home = home_of()
        decided(home)
        client = b.signed_in(b.actor(Role.FINANCE))
        typed = {"grant": str(home.id), "kind": "user_payment", "month": "2026-03"}
        address = reverse("refunds:income", args=[home.citizen_id])
        page = client.post(address, {**typed, "oere": "3.100"}).content.decode()
        assert "Der står allerede 3.100,00 kr." in page
        page = client.post(address, {**typed, "oere": "-3.101"}).content.decode()
        assert "Måneden har 3.100,00 kr." in page
        assert client.post(address, {**typed, "oere": "-100"}).status_code == 302
        assert by_month(home)[3] == 3_000

    def test_a_pause_that_is_put_and_taken_back_moves_what_is_kept(self):
        home = home_of()
        decided(home)
        check_kept((2026,))
        pause = b.suspension(home, date(2026, 3, 1), date(2026, 3, 31))
        assert 3 not in by_month(home)
        check_kept((2026,))
        pause.delete()
        check_kept((2026,))
        assert by_month(home)[3] == 3_100


acts = st.lists(
    st.tuples(
        st.sampled_from(["decided", "ended", "void", "written", "rests", "grant ends"]),
        st.integers(1, 12),
        st.integers(0, 9_000),
    ),
    min_size=1,
    max_size=6,
)


class TestKept(TestCase):
    @settings(max_examples=FEWER, deadline=None, suppress_health_check=list(HealthCheck))
    @given(acts)
    def test_what_is_kept_is_what_a_full_recount_says_whatever_is_done(self, done):
        home = home_of()
        for what, month, kroner in done:
            day = date(2026, month, 10)
            if what == "decided":
                decided(home, kroner, start=day)
            elif what == "ended":
                OwnPayment.objects.filter(start__lte=day).update(end=day)
            elif what == "void":
                OwnPayment.objects.filter(start=day).update(is_void=True)
            elif what == "written":
                written(home, month, kroner)
            elif what == "rests":
                b.suspension(home, day, date(2026, month, 20))
            else:
                home.end = day
                home.save(update_fields=["end"])
            check_kept((2026,))
