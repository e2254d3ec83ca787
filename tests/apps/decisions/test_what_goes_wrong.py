"""What goes wrong with a grant or its price, through the pages: a clear message, and nothing lost.

What was typed still stands on the form, and the database is as it was (only the log knows). What
goes wrong with a run, an account or a period is in ``tests/apps/payments``; the limits
themselves are in ``test_limits``.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.urls import reverse

from helhed.apps.decisions.actions.expect import expect_end
from helhed.apps.decisions.actions.extend import submit_end
from helhed.apps.decisions.models import Commitment, ExpectedChange, Grant
from helhed.apps.decisions.queries.indexation import indexation_page
from helhed.apps.offers.models import RateAmount
from helhed.apps.payments.models import PaymentLine, PayRun
from helhed.kernel.period import Month
from tests.apps import building as b
from tests.apps import paying
from tests.apps.decisions.slowly import check_totals, committed, stored
from tests.apps.decisions.test_indexation import prepared
from tests.apps.decisions.test_takst import built
from tests.apps.everything import everything
from tests.apps.town import Town, horizon

AUGUST, SEPTEMBER = Month(2026, 8), Month(2026, 9)
DAY = 200_000
DEAR = 300_000
"""Øre a day: 1,095,000 kr. a year, more than a team leader may approve and less than visitation."""


@pytest.fixture
def town(db):
    return Town()


@pytest.fixture
def paid(town):
    """A grant whose August and September were paid; October is next."""
    made = b.grant(town.case, town.offer_with_rate(DAY)[1], date(2026, 8, 1))
    b.order(made, made.start)
    for month in (AUGUST, SEPTEMBER):
        paying.pay(town.finance, town.other_finance, month)
    return made


def rows():
    """All that is in the house, but the log and who was last seen."""
    apart = ("audit.", "access.User")
    return {name: found for name, found in everything().items() if not name.startswith(apart)}


def posted(who, name, *parts, **fields):
    answer = b.signed_in(who).post(reverse(name, args=parts), fields, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def refused(who, name, *parts, **fields):
    """The page after something that cannot be done: an error is told, and nothing is written."""
    before = rows()
    page = posted(who, name, *parts, **fields)
    assert rows() == before
    assert 'role="alert"' in page or "error" in page
    return page


def october(town):
    """The next run, made from its page, and what it shows."""
    return posted(town.finance, "payments:make", department="adults", month="2026-10")


def lines_of(grant):
    found = PaymentLine.objects.filter(grant=grant, run__month=date(2026, 10, 1))
    return sorted(found.values_list("kind", "month__month", "oere"))


def set_late(town, grant, kroner, start):
    """A late price is shown with what it moves first; then it is saved."""
    fields = {"oere": kroner, "start": start}
    page = refused(town.finance, "payments:set-rate", grant.rate_id, **fields)
    assert "Prisen ændrer måneder, der er betalt" in page
    assert f'value="{kroner}"' in page
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]
    page = posted(town.finance, "payments:set-rate", grant.rate_id, **fields, seen=seen)
    assert "Forskellen for de betalte måneder kommer med den næste kørsel." in page


def test_a_late_rate_is_set_and_the_next_run_pays_the_rest_on_lines_of_its_own(town, paid):
    set_late(town, paid, "2.010,00", "2026-08-11")
    assert "Efterbetaling" in october(town)
    assert lines_of(paid) == [
        ("back_pay", 8, 21 * 1_000),
        ("back_pay", 9, 30 * 1_000),
        ("ordinary", 10, 31 * 201_000),
    ]


def test_a_late_and_lower_rate_is_set_off_on_lines_of_its_own(town, paid):
    set_late(town, paid, "1.990,00", "2026-09-01")
    assert "Modregning" in october(town)
    assert lines_of(paid) == [("claw_back", 9, -30 * 1_000), ("ordinary", 10, 31 * 199_000)]


@pytest.mark.parametrize(
    ("oere", "start", "told"),
    [
        ("2.010,00", "2020-01-01", "Der er allerede skrevet en pris fra den dag."),
        ("0", "2026-08-11", "Prisen skal være over 0"),
        ("2.010,00", "2026-13-41", "gyldig dato"),
        ("mange", "2026-08-11", "Skriv"),
    ],
)
def test_a_rate_that_cannot_be_set_is_told_and_what_was_typed_stands(town, paid, oere, start, told):
    page = refused(town.finance, "payments:set-rate", paid.rate_id, oere=oere, start=start)
    assert told in page
    assert f'value="{oere}"' in page
    assert f'value="{start}"' in page


def test_a_late_end_takes_back_what_was_paid_for_the_days_after(town, paid):
    asked = {"end": "2026-09-15", "reason": "Flyttet"}
    page = refused(town.anna, "payments:end-grant", paid.id, **asked)
    assert "Der er betalt for dage efter den sidste dag" in page
    assert "Der er betalt 30.000,00 kr. for dage efter." in page
    assert 'value="Flyttet"' in page
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]
    other = {**asked, "end": "2026-09-14"}
    assert "32.000,00" in refused(town.anna, "payments:end-grant", paid.id, **other, seen=seen)
    page = posted(town.anna, "payments:end-grant", paid.id, **asked, seen=seen)
    assert "Ydelsens sidste dag er nu 15.9.2026. Disponeringen falder" in page
    assert "Modregning: 30.000,00 kr. kommer som egne linjer i kørslen for okt. 2026." in page
    assert f"Bestillingen hos {paid.offer.provider.name} løber videre. Stop den dér." in page
    assert "Modregning" in october(town)
    assert lines_of(paid) == [("claw_back", 9, -15 * DAY)]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"end": "2026-07-31"}, "Sidste dag ligger før første dag."),
        ({"end": "2027-07-01"}, "Længere hjælp er en ny afgørelse."),
        ({"reason": ""}, "felt er påkrævet"),
        ({"end": "31. september"}, "gyldig dato"),
    ],
)
def test_an_end_that_cannot_be_is_told_and_what_was_typed_stands(town, paid, fields, told):
    Grant.objects.filter(id=paid.id).update(end=date(2027, 6, 30))
    b.recount(paid)
    asked = {"end": "2026-09-15", "reason": "Flyttet til Ådal", **fields}
    page = refused(town.anna, "payments:end-grant", paid.id, **asked)
    assert told in page
    for typed in asked.values():
        assert f'value="{typed}"' in page or not typed


def test_a_missing_rate_stops_an_approval_with_grant_rate_day_and_the_way_there(town):
    decision = town.submitted()
    grant = decision.grants.get()
    RateAmount.objects.filter(rate=grant.rate_id).update(end=date(2026, 12, 4))
    page = refused(town.leader, "decisions:approve", decision.id)
    assert "har ingen pris den 5.12.2026" in page
    assert f"i sag {decision.case.number} løber den dag" in page
    assert reverse("offers:rate", args=[grant.rate_id]) in page


def test_a_missing_rate_stops_a_later_end_and_what_was_typed_stands(town, paid):
    RateAmount.objects.filter(rate=paid.rate_id).update(end=date(2027, 6, 30))
    Grant.objects.filter(id=paid.id).update(end=date(2027, 3, 31))
    b.recount(paid)
    asked = {"end": "2027-09-30", "reason": "Målet er ikke nået"}
    page = refused(town.anna, "decisions:move-end", paid.id, **asked)
    assert "har ingen pris den 1.7.2027" in page
    assert all(f'value="{typed}"' in page for typed in asked.values())


def test_an_amount_is_not_taken_back_when_a_grant_would_be_left_without_a_price(town, paid):
    amount = RateAmount.objects.get(rate=paid.rate_id)
    page = refused(town.finance, "payments:correct-amount", amount.id, reason="Forkert tilbud")
    assert "har ingen pris den 1.8.2026" in page
    assert 'value="Forkert tilbud"' in page


def test_a_missing_rate_stops_the_run_whole(town, paid):
    RateAmount.objects.filter(rate=paid.rate_id).update(end=date(2026, 10, 15))
    before = rows()
    asked = {"department": "adults", "month": "2026-10"}
    answer = b.signed_in(town.finance).post(reverse("payments:make"), asked)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "har ingen pris den 16.10.2026" in page
    assert reverse("payments:grant", args=[paid.id]) in page
    assert rows() == before
    assert PayRun.objects.count() == 2


def test_who_may_approve_sees_the_price_beside_the_own_limit_and_that_nothing_is_missing(town):
    decision = town.submitted()
    answer = b.signed_in(town.leader).get(reverse("decisions:one", args=[decision.id]))
    page = answer.content.decode()
    assert "Du kan godkende op til 1.000.000 kr." in page
    assert "i sit dyreste år." in page
    assert "kan sendes til godkendelse" not in page


def test_a_second_expected_change_is_refused_with_the_way_to_the_first(town, paid):
    made = expect_end(
        town.anna, grant=paid.id, end=date(2026, 12, 31), resumes=None, reason="Kortere"
    )
    asked = {"end": "2027-01-31", "reason": "Lidt længere"}
    page = refused(town.anna, "decisions:move-end", paid.id, **asked)
    assert "Der er allerede en forventet ændring af ydelsen." in page
    assert reverse("decisions:change", args=[made.id]) in page


def over_the_limit(town):
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, DEAR))
    return town.submitted(rate=rate)


def test_over_the_limit_is_told_with_amount_and_who_can_and_the_decision_waits_on(town):
    decision = over_the_limit(town)
    page = refused(town.leader, "decisions:approve", decision.id)
    assert "Du kan godkende op til 1.000.000 kr." in page
    assert "Visitator" in page
    assert not Commitment.objects.exists()
    assert "Afgørelsen er godkendt." in posted(town.visitation, "decisions:approve", decision.id)
    assert stored() == committed(horizon())


def submitted_end(town, who, rate=None):
    at = rate or town.offer_with_rate(DAY)[1]
    with transaction.atomic():
        grant = b.grant(town.case, at, date(2026, 10, 1), date(2026, 12, 31))
    made = expect_end(who, grant=grant.id, end=date(2027, 12, 31), resumes=None, reason="Mere tid")
    submit_end(who, change=made.id)
    return made


def test_a_later_end_over_the_limit_is_told_with_amount_and_who_can(town):
    change = submitted_end(town, town.anna, b.rate(b.offer(), (date(2020, 1, 1), None, DEAR)))
    page = refused(town.leader, "decisions:change-approve", change.id)
    assert "Du kan godkende op til 1.000.000 kr." in page
    assert "er godkendt" in posted(town.visitation, "decisions:change-approve", change.id)


OWN = "Du har selv forberedt det. En anden skal godkende."


def test_nobody_approves_their_own_decision(town):
    town.anna = town.visitation
    decision = town.submitted()
    assert OWN in refused(town.visitation, "decisions:approve", decision.id)
    assert "Afgørelsen er godkendt." in posted(town.head, "decisions:approve", decision.id)


def test_nobody_approves_a_later_end_of_their_own(town):
    change = submitted_end(town, town.leader)
    assert OWN in refused(town.leader, "decisions:change-approve", change.id)
    change.refresh_from_db()
    assert change.state == "submitted"


def test_nobody_approves_an_indexation_of_their_own(town):
    b.rate(b.offer(b.provider("own")), (date(2020, 1, 1), None, DAY))
    made = prepared(town)
    seen = indexation_seen(town, made)
    assert OWN in refused(town.finance, "decisions:approve-indexation", made.id, seen=seen)
    posted(town.other_finance, "decisions:approve-indexation", made.id, seen=seen)
    assert RateAmount.objects.count() == 2


def indexation_seen(town, made):
    return indexation_page(town.finance, made.id).seen


def test_nobody_approves_a_rate_of_an_own_offer_that_they_built(town):
    rate = b.rate(b.offer(b.provider("own")), (date(2020, 1, 1), None, DAY))
    made = built(town, rate)
    assert OWN in refused(town.finance, "decisions:approve-takst", made.id, seen=made.oere)
    posted(town.other_finance, "decisions:approve-takst", made.id, seen=made.oere)
    assert RateAmount.objects.count() == 2


def at_once(approvers, name, *parts, **fields):
    """What each page tells when all press the button in the same moment."""
    ready = Barrier(len(approvers))

    def press(who):
        try:
            browser = b.signed_in(who)
            ready.wait(timeout=120)
            answer = browser.post(reverse(name, args=parts), fields, follow=True)
            return answer.status_code, answer.content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(approvers)) as pool:
        found = list(pool.map(press, approvers))
    assert [status for status, _ in found] == [200] * len(approvers)
    return [page for _, page in found]


def told_once(pages, done, late):
    return [sum(words in page for page in pages) for words in (done, late)] == [1, 1]


@pytest.fixture
def town_at_once(transactional_db):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in at a time")
    return Town()


def test_of_two_who_approve_a_decision_at_once_one_is_told_that_it_is_done(town_at_once):
    town = town_at_once
    decision = town.submitted()
    pages = at_once([town.leader, town.visitation], "decisions:approve", decision.id)
    assert told_once(pages, "Afgørelsen er godkendt.", "Bevillingen er allerede godkendt.")
    assert stored() == committed(horizon())
    check_totals()


def test_of_two_who_approve_a_later_end_at_once_one_is_told_that_it_is_done(town_at_once):
    town = town_at_once
    change = submitted_end(town, town.anna)
    pages = at_once([town.leader, town.visitation], "decisions:change-approve", change.id)
    assert told_once(pages, "Den nye slutdag er godkendt.", "allerede afgjort")
    assert ExpectedChange.objects.get().state == "granted"
    assert Grant.objects.get().changes.count() == 1
    assert stored() == committed(horizon())


def test_of_two_who_approve_an_indexation_at_once_prices_are_raised_once(town_at_once):
    town = town_at_once
    rate = b.rate(b.offer(b.provider("own")), (date(2020, 1, 1), None, DAY))
    made = prepared(town)
    third = b.actor(b.Role.FINANCE)
    seen = indexation_seen(town, made)
    at_once([town.other_finance, third], "decisions:approve-indexation", made.id, seen=seen)
    assert [one.oere for one in rate.amounts.order_by("start")] == [DAY, DAY * 1028 // 1000]
