"""Pay runs: what is paid, in which order, by whom approved, and what happens to late changes."""

from datetime import date

import pytest

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.audit.models import Entry
from helhed.apps.decisions import pricing
from helhed.apps.decisions.models import Commitment, Suspension
from helhed.apps.decisions.pricing import UnableToPrice
from helhed.apps.payments import differences, due, queries
from helhed.apps.payments.actions import runs as actions
from helhed.apps.payments.differences import of_run
from helhed.apps.payments.lowering import lowering
from helhed.apps.payments.models import PaymentPlan, PayRun, Posting, PostingTotal
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from helhed.rules.decisions.afgoerelse import SamePersonTwice
from helhed.rules.decisions.ydelser import Department
from helhed.rules.payments.udbetaling import MonthNotNext
from tests.apps import building as b
from tests.apps import paying

pytestmark = pytest.mark.django_db

ADULTS = Department.ADULTS
OCTOBER, SEPTEMBER, AUGUST = Month(2026, 10), Month(2026, 9), Month(2026, 8)
DAY_RATE = 210_000


def started_grant(team, start=date(2026, 8, 1), started=None, ownership="private", **more):
    house = b.offer(b.provider(ownership))
    granted = b.grant(
        b.case(team), b.rate(house, (date(2020, 1, 1), None, DAY_RATE)), start, **more
    )
    b.order(granted, started or start)
    return granted


def make(maker, month=OCTOBER):
    return actions.make_run(maker, department=ADULTS, month=month)


def pay(maker, approver, *months):
    for month in months:
        run = paying.pay(maker, approver, month)
    return run


def test_a_run_pays_what_the_engine_says_on_the_grants_account_and_unit(team, maker):
    granted = started_grant(team)
    line = make(maker).lines.get()
    assert (line.grant, line.oere) == (granted, 31 * DAY_RATE)
    assert (line.account, line.unit, line.citizen_id) == (
        granted.account,
        team,
        granted.citizen_id,
    )
    assert line.oere == Commitment.objects.get(grant=granted, month=OCTOBER.first).oere


def test_nothing_is_paid_before_the_provider_has_started(team, maker):
    house = b.offer()
    granted = b.grant(b.case(team), b.rate(house, (date(2020, 1, 1), None, 1)), date(2026, 8, 1))
    b.order(granted)
    assert make(maker).lines.count() == 0


def test_the_month_of_the_start_is_paid_from_the_day_of_the_start(team, maker):
    started_grant(team, started=date(2026, 10, 20))
    assert make(maker).lines.get().oere == 12 * DAY_RATE


def test_suspended_days_are_not_paid(team, maker):
    granted = started_grant(team)
    b.suspension(granted, date(2026, 10, 5), date(2026, 10, 14))
    b.recount(granted)
    assert make(maker).lines.get().oere == 21 * DAY_RATE


def test_after_a_stop_nothing_more_is_paid(team, maker, approver):
    granted = started_grant(team)
    pay(maker, approver, SEPTEMBER)
    granted.orders.update(state="stopped", stopped_on=date(2026, 10, 10))
    assert make(maker).lines.get().oere == 10 * DAY_RATE
    assert PaymentPlan.objects.get().end == date(2026, 10, 10)


def test_what_goes_to_the_citizen_needs_no_order(team, maker):
    rate = b.rate(
        None, (date(2020, 1, 1), None, 500_000), kind="month", service_key="kompensation_100"
    )
    b.grant(b.case(team), rate, date(2026, 10, 1), service_key="kompensation_100")
    line = make(maker).lines.get()
    assert (line.oere, line.plan.recipient) == (500_000, "person")


@pytest.mark.parametrize(
    ("ownership", "recipient"),
    [
        ("own", "internal"),
        ("private", "company"),
        ("region", "company"),
        ("foster_family", "payroll"),
    ],
)
def test_the_owner_of_the_offer_decides_who_is_paid(team, maker, ownership, recipient):
    started_grant(team, ownership=ownership)
    assert make(maker).lines.get().plan.recipient == recipient


def test_a_supplementary_service_is_paid_with_its_main_service(team, maker):
    main = started_grant(team)
    rate = b.rate(main.offer, (date(2020, 1, 1), None, 70_000), kind="weekly_hours")
    extra = b.grant(
        main.decision.case, rate, date(2026, 10, 1), service_key="ekstra_timer_bo", main=main
    )
    lines = dict(make(maker).lines.values_list("grant", "oere"))
    assert lines == {main.id: 31 * DAY_RATE, extra.id: 310_000}


def test_a_missing_rate_stops_the_whole_run_and_nothing_is_written(team, maker):
    started_grant(team)
    house = b.offer()
    rate = b.rate(house, (date(2020, 1, 1), date(2026, 10, 15), 1))
    without = b.grant(b.case(team), rate, date(2026, 10, 1), counted=False)
    b.order(without, date(2026, 10, 1))
    with pytest.raises(UnableToPrice, match=r"Takst.*16\.10\.2026") as error:
        make(maker)
    assert error.value.grant == without.id
    assert PayRun.objects.count() == PaymentPlan.objects.count() == 0


def test_months_are_paid_in_order_once_and_when_they_have_begun(team, maker, approver):
    started_grant(team)
    with pytest.raises(MonthNotNext, match="ikke begyndt"):
        make(maker, Month(2026, 12))
    run = make(maker, AUGUST)
    with pytest.raises(MonthNotNext, match="ikke godkendt"):
        make(maker, SEPTEMBER)
    paying.approve(maker, approver, run)
    with pytest.raises(MonthNotNext, match="allerede kørt"):
        make(maker, AUGUST)
    with pytest.raises(MonthNotNext, match="Kør 2026-09 først"):
        make(maker, OCTOBER)
    assert make(maker, SEPTEMBER).lines.count() == 1


def test_another_department_has_its_own_months(team, maker):
    started_grant(team)
    make(maker)
    children = b.unit("Børn", "children")
    assert actions.make_run(maker, department=Department.CHILDREN, month=AUGUST).lines.count() == 0
    assert children.department == "children"


def test_approval_posts_every_line_and_the_totals_follow(team, maker, approver):
    started_grant(team)
    started_grant(team, start=date(2026, 10, 16))
    run = pay(maker, approver, OCTOBER)
    lines = list(run.lines.values_list("id", "account", "unit", "month", "oere").order_by("id"))
    posted = Posting.objects.values_list("line", "account", "unit", "month", "oere")
    assert list(posted.order_by("line")) == lines
    assert PostingTotal.objects.get().oere == sum(line[-1] for line in lines) == 47 * DAY_RATE


def test_nobody_approves_the_run_that_they_made(team, maker):
    started_grant(team)
    run = make(maker)
    with pytest.raises(SamePersonTwice):
        actions.approve_run(maker, run=run.id)
    assert Posting.objects.count() == 0


def test_a_run_is_posted_once(team, maker, approver):
    started_grant(team)
    run = pay(maker, approver, OCTOBER)
    with pytest.raises(actions.UnableToPay, match="allerede godkendt"):
        actions.approve_run(approver, run=run.id)
    with pytest.raises(actions.UnableToPay, match="allerede godkendt"):
        actions.discard_run(maker, run=run.id)
    assert Posting.objects.count() == 1


def test_what_became_less_after_the_review_is_lowered_when_it_was_seen_and_all_else_is_paid(
    team, maker, approver
):
    shorter, ended, same = started_grant(team), started_grant(team), started_grant(team)
    run = make(maker)
    actions.review_run(maker, run=run.id)
    for granted, end in ((shorter, date(2026, 10, 10)), (ended, date(2026, 9, 30))):
        granted.end = end
        granted.save()
        b.recount(granted)
    with pytest.raises(actions.UnableToPay, match="Noget er blevet mindre, siden du så"):
        actions.approve_run(approver, run=run.id)
    less = lowering(run)
    assert (len(less.lowered), less.oere) == (2, (21 + 31) * DAY_RATE)
    actions.approve_run(approver, run=run.id, seen=less.seen)
    paid = dict(run.lines.values_list("grant", "oere"))
    assert paid == {shorter.id: 10 * DAY_RATE, same.id: 31 * DAY_RATE}
    assert "Sat ned ved godkendelsen" in run.lines.get(grant=shorter).note
    assert run.files.get().sum_oere == 41 * DAY_RATE
    assert sum(run.totals.values_list("oere", flat=True)) == 41 * DAY_RATE
    assert of_run(run) == []
    after = make(maker, Month(2026, 11))
    assert [line.oere for line in after.lines.all()] == [30 * DAY_RATE], (
        "nothing is left to correct"
    )


def test_back_pay_that_is_no_longer_owed_is_taken_out_of_a_reviewed_run(team, maker, approver):
    granted = started_grant(team)
    pause = b.suspension(granted, date(2026, 9, 1), date(2026, 9, 10))
    pay(maker, approver, SEPTEMBER)
    Suspension.objects.filter(id=pause.id).delete()
    b.recount(granted)
    run = make(maker)
    assert dict(run.lines.values_list("kind", "oere"))["back_pay"] == 10 * DAY_RATE
    actions.review_run(maker, run=run.id)
    b.suspension(granted, date(2026, 9, 4), date(2026, 9, 10))
    b.recount(granted)
    actions.approve_run(approver, run=run.id, seen=lowering(run).seen)
    assert dict(run.lines.values_list("kind", "oere"))["back_pay"] == 3 * DAY_RATE


def test_a_reviewed_run_is_approved_though_something_became_dearer_and_the_next_pays_the_rest_once(
    team, maker, approver
):
    granted = started_grant(team)
    granted.end = date(2026, 10, 10)
    granted.save()
    b.recount(granted)
    run = make(maker)
    actions.review_run(maker, run=run.id)
    granted.end = None
    granted.save()
    b.recount(granted)
    actions.approve_run(approver, run=run.id)
    assert run.lines.get().oere == 10 * DAY_RATE, "it is paid as it was reviewed"
    after = make(maker, Month(2026, 11))
    paid = dict(after.lines.values_list("kind", "oere"))
    assert paid == {"back_pay": 21 * DAY_RATE, "ordinary": 30 * DAY_RATE}
    assert of_run(run) == []


def test_a_late_change_of_a_paid_month_is_a_difference(team, maker, approver):
    granted = started_grant(team)
    run = pay(maker, approver, AUGUST, SEPTEMBER)
    assert of_run(run) == []
    granted.end = date(2026, 8, 31)
    granted.save()
    b.recount(granted)
    (late,) = of_run(run)
    assert (late.grant, late.due, late.paid, late.oere) == (
        granted.id,
        0,
        30 * DAY_RATE,
        -30 * DAY_RATE,
    )


def test_a_delivery_that_was_told_of_too_late_is_paid_after_by_itself_and_only_once(
    team, maker, approver
):
    house = b.offer()
    rate = b.rate(house, (date(2020, 1, 1), None, DAY_RATE))
    granted = b.grant(b.case(team), rate, date(2026, 8, 1))
    pay(maker, approver, SEPTEMBER)
    b.order(granted, date(2026, 9, 21))
    run = pay(maker, approver, OCTOBER)
    lines = run.lines.order_by("month").values_list("month", "kind", "oere")
    assert list(lines) == [
        (SEPTEMBER.first, "back_pay", 10 * DAY_RATE),
        (OCTOBER.first, "ordinary", 31 * DAY_RATE),
    ]
    assert queries.differences(maker, "adults", OCTOBER, 12).rows == []
    assert {line.kind for line in pay(maker, approver, OCTOBER.plus(1)).lines.all()} == {"ordinary"}


def test_a_month_without_a_run_is_no_difference_and_the_last_paid_months_are_looked_at(
    team, maker, approver
):
    granted = started_grant(team, start=date(2026, 6, 1))
    pay(maker, approver, AUGUST)
    granted.end = date(2026, 7, 31)
    granted.save()
    b.recount(granted)
    found = queries.differences(maker, "adults", OCTOBER, 1)
    assert [(row.one.month, row.one.oere) for row in found.rows] == [(AUGUST, -31 * DAY_RATE)]
    assert queries.differences(maker, "adults", Month(2026, 7), 1).count == 0


def test_many_differences_are_found_as_few_are_and_with_as_few_questions(
    team, maker, approver, monkeypatch, django_assert_max_num_queries
):
    grants = [started_grant(team) for _ in range(3)]
    run = pay(maker, approver, SEPTEMBER)
    for granted in grants[1:]:
        granted.end = date(2026, 9, 10)
        granted.save()
        b.recount(granted)
    few = of_run(run)
    assert sorted((one.grant, one.oere) for one in few) == sorted(
        (granted.id, -20 * DAY_RATE) for granted in grants[1:]
    )
    for module in (differences, pricing, due):
        monkeypatch.setattr(module, "IDS_AT_ONCE", 1, raising=False)
    with django_assert_max_num_queries(8):
        assert of_run(run) == few


def test_a_month_that_was_paid_in_part_because_it_began_late_is_no_difference(
    team, maker, approver
):
    started_grant(team, started=date(2026, 9, 11))
    run = pay(maker, approver, SEPTEMBER)
    assert run.lines.get().oere == 20 * DAY_RATE
    assert of_run(run) == []


def test_a_team_leader_sees_her_own_units_part_of_a_run(team, maker, approver):
    other = b.unit("Team Syd")
    mine = started_grant(team)
    started_grant(other)
    run = pay(maker, approver, OCTOBER)
    seen = queries.run_page(b.actor(Role.TEAM_LEADER, team), run.id)
    assert seen.is_part
    assert [line.grant_id for line in seen.lines] == [mine.id]
    assert (seen.count, seen.oere) == (1, 31 * DAY_RATE)
    assert queries.run_page(maker, run.id).oere == 62 * DAY_RATE
    (row,) = queries.runs(b.actor(Role.TEAM_LEADER, team), 2026, "")
    assert (row["count"], row["oere"]) == (1, 31 * DAY_RATE)


def test_who_has_no_right_makes_no_run(team):
    with pytest.raises(UnableToLetIn):
        make(b.actor(Role.HEAD, team))
    with pytest.raises(UnableToLetIn):
        make(b.actor(Role.TEAM_LEADER, team))


def test_every_act_leaves_a_row_in_the_log(team, maker, approver):
    started_grant(team)
    actions.discard_run(maker, run=make(maker).id)
    pay(maker, approver, OCTOBER)
    acts = Entry.objects.filter(is_write=True, action__startswith="payrun.").order_by("at", "id")
    assert [entry.action.split(".")[1] for entry in acts] == [
        *("make", "discard", "make", "review", "approve", "send"),
    ]


def test_waiting_tells_what_to_make_and_what_to_approve(team, maker, approver):
    started_grant(team)
    months = {(one.department, one.month) for one in queries.waiting(maker).to_make}
    assert months == {("adults", Month(2026, 11)), ("children", Month(2026, 11))}
    run = make(maker)
    assert queries.waiting(approver).to_approve == []
    actions.review_run(maker, run=run.id)
    assert [one.id for one in queries.waiting(approver).to_approve] == [run.id]
    assert queries.waiting(maker).to_approve == []
    assert [one.department for one in queries.waiting(maker).to_make] == ["children"]
