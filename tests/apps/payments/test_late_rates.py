"""A late amount of a rate: shown before it is saved, then lines of their own in the next run, and
whatever the order, all lines together are what the price engine says."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from helhed.apps.audit.models import Entry
from helhed.apps.decisions import amounts
from helhed.apps.decisions.actions import rates
from helhed.apps.decisions.actions.change import end_grant
from helhed.apps.decisions.models import Grant
from helhed.apps.offers.models import Rate, RateAmount
from helhed.apps.payments import due, queries
from helhed.apps.payments.models import PaymentLine
from helhed.kernel.finding import UnableTo
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from helhed.rules.decisions.ydelser import Department
from tests.apps import building as b
from tests.apps import paying
from tests.apps.everything import everything
from tests.apps.payments.ledger_house import to_citizen
from tests.apps.town import Town

DAY = 200_000
AUGUST, SEPTEMBER, OCTOBER, NOVEMBER = (Month(2026, month) for month in (8, 9, 10, 11))


@pytest.fixture
def town(db):
    return Town()


def granted(town, rate, start=date(2026, 8, 1), case=None):
    made = b.grant(case or b.case(town.north), rate, start)
    b.order(made, start)
    return made


def pay(town, *months):
    return [paying.pay(town.finance, town.other_finance, month) for month in months][-1]


def asked(who, name, *parts, **fields):
    return b.signed_in(who).post(reverse(name, args=parts), fields, follow=True).content.decode()


def corrections(run):
    lines = run.lines.exclude(kind="ordinary").order_by("grant", "month")
    return [(line.grant_id, line.month.month, line.kind, line.oere) for line in lines]


def test_what_a_late_amount_moves_is_shown_first_and_saved_when_it_was_seen(town):
    rate = town.offer_with_rate(DAY)[1]
    running, ended = granted(town, rate), granted(town, rate)
    end_grant(town.anna, grant=ended.id, end=date(2026, 8, 20), reason="Flyttet")
    pay(town, AUGUST, SEPTEMBER)
    before = everything()["offers.RateAmount"]
    page = asked(town.finance, "payments:set-rate", rate.id, oere="2.010,00", start="2026-08-11")
    assert "Prisen ændrer måneder, der er betalt" in page
    assert "2 bevillinger, 610,00 kr." in page  # 21 + 30 days of one, 10 of the other, at 10 kr.
    assert "Kommer som egne linjer i kørslen for okt" in page
    assert running.decision.case.number in page
    assert "afsluttet" in page
    assert 'value="2.010,00"' in page
    assert everything()["offers.RateAmount"] == before
    seen = queries.late_rate(town.finance, rate.id, DAY + 1_000, date(2026, 8, 11)).seen
    fields = {"oere": "2.010,00", "start": "2026-08-11"}
    page = asked(town.finance, "payments:set-rate", rate.id, **fields, seen="back_pay:1:1")
    assert "Prisen ændrer måneder" in page  # what was seen is not what it moves now
    page = asked(town.finance, "payments:set-rate", rate.id, **fields, seen=seen)
    assert "Forskellen for de betalte måneder kommer med den næste kørsel." in page
    page = b.signed_in(town.finance).get(reverse("payments:grant", args=[ended.id]))
    assert "Det kommer med den næste kørsel" in page.content.decode()
    run = pay(town, OCTOBER)
    assert corrections(run) == sorted(
        [
            (running.id, 8, "back_pay", 21_000),
            (running.id, 9, "back_pay", 30_000),
            (ended.id, 8, "back_pay", 10_000),
        ]
    )
    page = b.signed_in(town.finance).get(reverse("payments:grant", args=[ended.id]))
    assert "Efterbetaling" in page.content.decode()
    assert "Det kommer med den næste kørsel" not in page.content.decode()


def test_too_much_is_set_off_against_a_provider_and_claimed_from_a_citizen(town):
    rate = town.offer_with_rate(DAY)[1]
    granted(town, rate)
    paid_to = to_citizen(town.north, date(2026, 8, 1))
    pay(town, AUGUST, SEPTEMBER)
    page = asked(town.finance, "payments:set-rate", rate.id, oere="1.990", start="2026-09-01")
    assert "Modregning" in page
    own = paid_to.rate_id
    page = asked(town.finance, "payments:set-rate", own, oere="4.000", start="2026-09-01")
    assert "Krav om tilbagebetaling" in page
    assert "1 bevilling, −1.000,00 kr." in page


def test_a_correction_that_moves_paid_months_is_shown_first_too(town):
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, DAY))
    supplement = rates.add_supplement(
        town.finance, base=rate.id, name="Særligt", percent=Decimal(10)
    )
    granted(town, rate)
    beside = granted(town, supplement)
    pay(town, AUGUST)
    amount = RateAmount.objects.get(rate=rate)
    fields = {"oere": "2.100,00", "reason": "Skrevet forkert"}
    page = asked(town.finance, "payments:correct-amount", amount.id, **fields)
    assert "2 bevillinger, 3.410,00 kr." in page  # 31 days at 100 kr., and 10 percent of it
    seen = queries.late_correction(town.finance, amount.id, 210_000).seen
    asked(town.finance, "payments:correct-amount", amount.id, **fields, seen=seen)
    run = pay(town, SEPTEMBER)
    assert (beside.id, 8, "back_pay", 31_000) in corrections(run)


def test_an_amount_that_moves_no_paid_month_is_saved_at_once(town):
    rate = town.offer_with_rate(DAY)[1]
    granted(town, rate)
    pay(town, AUGUST)
    page = asked(town.finance, "payments:set-rate", rate.id, oere="2.010", start="2026-09-01")
    assert "Prisen er gemt." in page
    assert rate.amounts.count() == 2


def test_what_lies_before_the_first_run_is_told_and_not_corrected(town):
    rate = town.offer_with_rate(DAY)[1]
    granted(town, rate, date(2026, 5, 1))
    pay(town, AUGUST)
    page = asked(town.finance, "payments:set-rate", rate.id, oere="2.010", start="2026-06-01")
    assert "Der rettes kun tilbage til aug" in page


def test_who_sees_no_payments_of_a_department_is_told_its_sums_and_no_citizen(town):
    rate = town.offer_with_rate(DAY)[1]
    grant = granted(town, rate, case=town.childs_case)
    paying.pay(town.finance, town.other_finance, AUGUST, Department.CHILDREN)
    fields = {"oere": "2.010", "start": "2026-08-01"}
    told = "1 bevilling, 310,00 kr."
    page = asked(town.visitation, "payments:set-rate", rate.id, **fields)
    assert told in page
    assert grant.decision.case.number not in page
    page = asked(town.finance, "payments:set-rate", rate.id, **fields)
    assert told in page
    assert grant.decision.case.number in page
    logged = Entry.objects.filter(action="rate.effect", citizen=grant.citizen_id)
    assert {one.actor for one in logged} == {town.finance.id}


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["set", "set", "correct", "withdraw", "pay", "pay", "end"]),
        st.integers(0, 90),
        st.integers(1, 400_000),
    ),
    min_size=1,
    max_size=9,
)


class House:
    """Three grants on a rate and its supplement, and the months as they are paid."""

    def __init__(self):
        town = self.town = Town()
        self.base = b.rate(b.offer(), (date(2020, 1, 1), None, DAY))
        percent = Decimal("12.5")
        self.tenth = rates.add_supplement(
            town.finance, base=self.base.id, name="Tillæg", percent=percent
        )
        self.grants = [
            granted(town, self.base),
            granted(town, self.base, date(2026, 8, 19)),
            granted(town, self.tenth, date(2026, 9, 3)),
        ]
        self.month = AUGUST

    def act(self, what, number, oere):
        who, day = self.town.finance, date(2026, 8, 1) + timedelta(days=number)
        listed = list(self.base.amounts.order_by("start"))
        chosen = listed[number % len(listed)]
        new = oere if what == "correct" else None
        if what == "set":
            effect = queries.late_rate(who, self.base.id, oere, day)
            self.seen(effect, partial(rates.set_rate, who, rate=self.base.id, oere=oere, start=day))
        elif what in ("correct", "withdraw"):
            effect = queries.late_correction(who, chosen.id, new)
            act = partial(rates.correct_amount, who, amount=chosen.id, oere=new, reason="x")
            self.seen(effect, act)
        elif what == "end":
            one = self.grants[number % 3]
            end_grant(self.town.anna, grant=one.id, end=day, reason="x")
        elif self.month <= OCTOBER:
            pay(self.town, self.month)
            self.month = self.month.plus(1)

    def seen(self, effect, act):
        """What was shown before an amount was saved is what is owed more after it."""
        owed = self.owed()
        act()
        moved = sum(self.owed().values()) - sum(owed.values())
        assert sum(part.oere for part in effect.parts) == moved if effect else not moved

    def owed(self):
        """What the engine says of the months that are paid, by grant and month."""
        last = self.month.plus(-1)
        if last < AUGUST:
            return {}
        found = due.due(Grant.objects.all(), AUGUST, last)
        return {(one.grant, one.month.first): one.oere for one in found if one.oere}


class AnyOrder(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(ACTS)
    def test_in_whatever_order_all_lines_together_are_what_the_engine_says(self, acts):
        house = House()
        for what, number, oere in acts:
            try:
                house.act(what, number, oere)
            except UnableTo:
                continue
        while house.month <= OCTOBER:
            house.act("pay", 0, 1)
        house.act("set", 91, 77_777)
        run = pay(house.town, NOVEMBER)
        paid = Counter()
        for line in PaymentLine.objects.filter(month__lte=OCTOBER.first):
            paid[line.grant_id, line.month] += line.oere
        assert {key: oere for key, oere in paid.items() if oere} == house.owed()
        assert not run.lines.filter(month__lte=OCTOBER.first, kind="ordinary").exists()


class WouldBe(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.tuples(st.booleans(), st.integers(0, 60), st.integers(0, 900)), max_size=6))
    def test_what_a_rate_would_be_is_what_it_becomes(self, acts):
        who = b.actor(Role.FINANCE)
        base = b.rate(b.offer(), (date(2026, 1, 1), None, 1_000))
        rates.add_supplement(who, base=base.id, name="Tillæg", percent=Decimal("33.3"))
        for is_set, number, oere in acts:
            day = date(2026, 1, 1) + timedelta(days=number)
            listed = list(base.amounts.order_by("start"))
            one = listed[number % len(listed)] if listed else None
            if not is_set and one is None:
                continue
            new = oere or None
            expected = amounts.if_set(base, oere, day) if is_set else amounts.if_corrected(one, new)
            try:
                if is_set:
                    rates.set_rate(who, rate=base.id, oere=oere, start=day)
                else:
                    rates.correct_amount(who, amount=one.id, oere=new, reason="x")
            except UnableTo:
                assert expected is None
                continue
            for rate, listed in expected.items():
                found = Rate.objects.get(id=rate).amounts.order_by("start")
                assert [(o.oere, o.start, o.end) for o in listed] == list(
                    found.values_list("oere", "start", "end")
                )
