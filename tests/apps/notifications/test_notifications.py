"""A notification: its two clocks, its judgement, and what it leads to, once."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from helhed.apps.audit.models import Entry
from helhed.apps.cases.models import Case, Task
from helhed.apps.citizens.models import Citizen
from helhed.apps.notifications import actions
from helhed.apps.notifications.actions import UnableToJudge, UnableToReceive
from helhed.apps.notifications.queries import (
    NotificationFilter,
    notifications,
    row_of,
    waiting,
)
from helhed.kernel.clock import DANISH_TIME
from helhed.kernel.cpr import Cpr
from helhed.rules.access.rights import Role
from helhed.rules.cases.sag import CaseArea
from helhed.rules.notifications.underretning import Outcome
from helhed.rules.notifications.underretter import NotifierKind
from tests.apps import building as b
from tests.apps.audit.acts_in_cases import judged, received, report
from tests.apps.town import CHILDS_CPR, Town

pytestmark = pytest.mark.django_db
AREA = CaseArea.CHILD_AT_RISK


@pytest.fixture
def town():
    return Town()


def moment(*parts):
    return datetime(*parts, tzinfo=DANISH_TIME)


def decide(town, row, outcome, who=None):
    return actions.decide_outcome(
        who or town.carla, notification=row.id, outcome=outcome, reason="Fordi", area=AREA
    )


def test_a_notification_is_judged_within_24_hours_and_answered_within_six_workdays(town):
    town.carla = b.actor(Role.CASEWORKER_CHILDREN, town.family, today=date(2026, 12, 31))
    row = received(town, received_at=moment(2026, 12, 22, 14, 30))
    assert row.assess_before == moment(2026, 12, 23, 14, 30)
    # 23, 24, 28, 29, 30 and 31 December: Christmas and the weekend between are left out.
    assert row.receipt_by == date(2026, 12, 31)


def test_a_child_who_is_known_is_not_made_again(town):
    first, second = received(town), received(town)
    assert first.citizen == second.citizen
    assert Citizen.objects.filter(cpr=CHILDS_CPR).count() == 1


def test_a_notification_comes_to_a_team_for_children_and_not_from_the_future(town):
    wrong = [
        {"unit": town.north.id},
        {"received_at": moment(2026, 11, 3, 8)},
        {"text": " "},
    ]
    leader = b.actor(Role.TEAM_LEADER, town.north)
    for changes, who in zip(wrong, (leader, town.carla, town.carla), strict=True):
        with pytest.raises(UnableToReceive):
            actions.receive(
                who,
                cpr=Cpr(CHILDS_CPR),
                name="Bo",
                municipality="0999",
                report=report(town, **changes),
            )
    assert not Citizen.objects.filter(cpr=CHILDS_CPR).exists()


def test_the_clock_says_how_the_24_hours_stand(town):
    row = received(town)
    before, after = (row.assess_before + timedelta(minutes=n) for n in (-1, 1))
    assert row_of(row, before)["clock"] == "Skal vurderes"
    assert row_of(row, after)["clock"] == "Fristen er overskredet"
    row.assessed_at = before
    assert row_of(row, after)["clock"] == "Vurderet i tide"
    row.assessed_at = after
    assert row_of(row, after)["clock"] == "Vurderet for sent"


def test_a_notification_is_judged_once_and_answered_once(town):
    row = judged(town)
    with pytest.raises(UnableToJudge):
        actions.judge(town.carla, notification=row.id, in_danger=True, words="Igen")
    actions.send_receipt(town.carla, notification=row.id)
    with pytest.raises(UnableToJudge):
        actions.send_receipt(town.carla, notification=row.id)


def test_somebody_anonymous_gets_no_receipt(town):
    row = received(town, notifier_kind=NotifierKind.ANONYMOUS)
    with pytest.raises(UnableToJudge):
        actions.send_receipt(town.carla, notification=row.id)


def test_nothing_is_decided_before_danger_is_judged(town):
    with pytest.raises(UnableToJudge):
        decide(town, received(town), Outcome.NO_ACTION)


def test_an_examination_opens_the_childs_case_with_its_deadline_in_four_months(town):
    row = judged(town)
    case = decide(town, row, Outcome.EXAMINATION)
    row.refresh_from_db()
    assert row.case == case
    assert (case.department, case.unit, case.opened_through) == (
        "children",
        town.family,
        "notification",
    )
    [task] = Task.objects.all()
    assert (task.case, task.due, task.law) == (case, date(2027, 3, 1), "BL § 20")
    assert task.assigned_to == town.carla.user


def test_a_second_notification_goes_into_the_open_case(town):
    case = decide(town, judged(town), Outcome.UNCOVERING)
    second = judged(town)
    assert decide(town, second, Outcome.COVERED_BY_OPEN_CASE) == case
    third = judged(town)
    assert decide(town, third, Outcome.EXAMINATION) == case
    assert Case.objects.count() == 1


def test_no_action_opens_nothing(town):
    row = judged(town)
    assert decide(town, row, Outcome.NO_ACTION) is None
    row.refresh_from_db()
    assert (row.case, row.outcome) == (None, "no_action")
    assert not Case.objects.exists()


def test_an_outcome_is_decided_once(town):
    row = judged(town)
    decide(town, row, Outcome.NO_ACTION)
    with pytest.raises(UnableToJudge):
        decide(town, row, Outcome.EXAMINATION)
    assert not Case.objects.exists()


def test_each_sees_the_notifications_of_their_own_teams(town):
    row = received(town)

    def seen(who):
        return [n.id for n in notifications(who, NotificationFilter("all"))]

    assert seen(town.carla) == seen(town.childrens_head) == [row.id]
    assert seen(town.dan) == seen(town.leader) == seen(town.head) == []
    assert [n.id for n in waiting(town.carla, 8).rows] == [row.id]
    assert waiting(town.dan, 8).count == 0


def test_what_is_not_judged_waits_before_what_is_and_the_oldest_first(town):
    done = judged(town)
    late = received(town, received_at=moment(2026, 10, 30, 8))
    new = received(town)
    found = waiting(town.carla, 8)
    assert [n.id for n in found.rows] == [late.id, new.id, done.id]
    assert (found.count, found.late) == (3, 1 + (new.assess_before < town.carla.now()))


def test_a_notification_goes_from_receipt_to_case_on_its_pages(town):
    client = b.signed_in(town.carla)
    sent = {
        "cpr": "020218-4444",
        "name": "Bo",
        "unit": str(town.family.id),
        "received_at": "2026-11-01T09:30",
        "notifier_kind": "school",
        "notifier_name": "",
        "concern": "school",
        "text": "Kommer aldrig",
    }
    one = client.post(reverse("notifications:receive"), sent)["Location"]
    assert "Kommer aldrig" in client.get(one).content.decode()
    client.post(f"{one}vurder/", {"in_danger": "no", "words": "Ro hjemme"})
    client.post(f"{one}kvittering/")
    wrong = client.post(f"{one}udfald/", {"outcome": "examination", "area": "child_at_risk"})
    assert wrong.status_code == 200
    done = client.post(
        f"{one}udfald/", {"outcome": "examination", "area": "child_at_risk", "reason": "Ja"}
    )
    assert done["Location"] == reverse("desk:case", args=[Case.objects.get().id])
    listed = client.get(reverse("notifications:list"), {"state": "all"})
    assert "Børnefaglig undersøgelse" in listed.content.decode()
    assert Entry.objects.filter(action="notification.list").count() == 1
    assert b.signed_in(town.dan).get(one).status_code == 403
