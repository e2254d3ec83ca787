"""Approval: by another person, all or nothing, and then every grant has account, unit and price."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from helhed.apps.cases.models import Task
from helhed.apps.decisions.actions import prepare
from helhed.apps.decisions.actions.approve import UnableToApprove, approve, send_back
from helhed.apps.decisions.models import Commitment, CommitmentTotal, Decision
from helhed.apps.decisions.pricing import UnableToPrice
from helhed.apps.decisions.queries import awaiting_approval, my_drafts
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from helhed.rules.decisions.afgoerelse import SamePersonTwice, UnableToMoveDecision
from tests.apps import building as b
from tests.apps.decisions.slowly import check_totals, committed, stored
from tests.apps.everything import everything
from tests.apps.town import Town, horizon

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    made = Town()
    assert made.anna.id != made.leader.id
    return made


def test_nobody_approves_what_they_prepared_whatever_their_role(town):
    town.anna = town.visitation
    decision = town.submitted()
    before = everything()
    with pytest.raises(SamePersonTwice):
        approve(town.visitation, decision=decision.id)
    assert everything() == before
    approve(town.leader, decision=decision.id)


def test_nobody_approves_what_they_had_a_hand_in_though_another_began_it(town):
    decision = town.submitted()
    send_back(town.visitation, decision=decision.id, reason="Skriv mere om behovet.")
    prepare.write_field(
        town.leader, decision=decision.id, field="reasons", values=["Behovet er stort."]
    )
    prepare.submit(town.anna, decision=decision.id)
    with pytest.raises(SamePersonTwice):
        approve(town.leader, decision=decision.id)
    decision.refresh_from_db()
    assert decision.prepared_by == town.anna.user
    approve(town.visitation, decision=decision.id)


def test_the_database_itself_holds_the_four_eyes(town):
    decision = town.submitted()
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(id=decision.id).update(decided_by=town.anna.id)


def test_a_granted_grant_has_its_account_its_unit_and_the_day_the_law_ends_it(town):
    grant = town.granted()
    assert grant.state == "granted"
    assert grant.account == "5.38.52.1.4.001.40"
    assert grant.unit == town.north
    assert grant.runs_to is None
    decision = grant.decision
    assert (decision.state, decision.decided_by) == ("granted", town.leader.user)
    town.case.unit = town.south
    town.case.save()
    grant.refresh_from_db()
    assert grant.unit == town.north


def test_the_database_refuses_a_granted_grant_that_is_not_whole(town):
    grant = town.granted()
    for name, value in {"start": None, "rate": None, "quantity": None, "account": ""}.items():
        with pytest.raises(IntegrityError), transaction.atomic():
            type(grant).objects.filter(id=grant.id).update(**{name: value})


def test_a_childs_grant_runs_no_longer_than_to_the_day_before_eighteen(town):
    town.assessment(finished=True, case=town.childs_case)
    rate = b.rate(b.offer(kind="foster_care"), (date(2020, 1, 1), None, 3_000_000), kind="month")
    made = prepare.begin(town.carla, case=town.childs_case.id)
    line = prepare.add_line(town.carla, decision=made.id, key="plejefamilie")
    prepare.choose_rate(town.carla, grant=line.id, rate=rate.id)
    words = {
        "citation": "BL § 46",
        "purpose": "Ro",
        "facts": "Uro",
        "reasons": "Nej",
        "hearing": "held",
        "hearing_note": "Ved mødet",
        f"line:{line.id}:start": "2026-11-15",
    }
    for field, value in words.items():
        prepare.write_field(town.carla, decision=made.id, field=field, values=[value])
    prepare.submit(town.carla, decision=made.id)
    approve(b.actor(Role.TEAM_LEADER, town.family), decision=made.id)
    line.refresh_from_db()
    assert line.runs_to == date(2033, 3, 3)
    assert stored()[line.id, Month(2026, 11)] == 3_000_000 * 16 // 30
    assert stored() == committed(b.LAST_COUNTED)


def test_a_supplement_is_booked_and_counted_with_its_main_service(town):
    draft = town.draft(start=date(2026, 11, 20), end=date(2027, 2, 10))
    extra = prepare.add_line(town.anna, decision=draft.id, key="ekstra_timer_bo")
    rate = b.rate(extra.offer, (date(2020, 1, 1), None, 45_678), kind="weekly_hours")
    prepare.choose_rate(town.anna, grant=extra.id, rate=rate.id)
    field = f"line:{extra.id}:quantity"
    prepare.write_field(town.anna, decision=draft.id, field=field, values=["7,5"])
    prepare.submit(town.anna, decision=draft.id)
    approve(town.leader, decision=draft.id)
    extra.refresh_from_db()
    assert extra.account == extra.main.account
    assert extra.quantity == Decimal("7.5")
    assert stored() == committed(horizon())
    assert len(stored()) == 8
    check_totals()


def test_commitments_of_an_open_grant_reach_to_the_last_counted_month(town):
    town.granted()
    months = sorted(month for _, month in stored())
    assert (months[0], months[-1]) == (Month(2026, 12), horizon())
    assert stored() == committed(horizon())


def test_approval_gives_the_caseworker_the_next_task(town):
    town.granted()
    [task] = Task.objects.all()
    assert (task.assigned_to, task.due) == (town.anna.user, b.TODAY)


def test_a_refusal_commits_nothing_and_its_lines_fall_away(town):
    draft = town.draft()
    prepare.write_field(town.anna, decision=draft.id, field="is_refusal", values=["yes"])
    prepare.submit(town.anna, decision=draft.id)
    approve(town.leader, decision=draft.id)
    draft.refresh_from_db()
    assert draft.state == "refused"
    assert [g.state for g in draft.grants.all()] == ["dropped"]
    assert Commitment.objects.count() == CommitmentTotal.objects.count() == 0


def test_a_decision_that_is_sent_back_is_the_preparers_again_with_the_reason(town):
    decision = town.submitted()
    assert [d.id for d in awaiting_approval(town.leader, 5).rows] == [decision.id]
    assert awaiting_approval(town.anna, 5).count == 0
    send_back(town.leader, decision=decision.id, reason=" Skriv prisen ")
    decision.refresh_from_db()
    assert (decision.state, decision.returned_reason) == ("draft", "Skriv prisen")
    assert [d.id for d in my_drafts(town.anna, 5)] == [decision.id]
    assert awaiting_approval(town.leader, 5).count == 0
    prepare.submit(town.anna, decision=decision.id)
    approve(town.leader, decision=decision.id)


def test_a_decision_is_approved_or_sent_back_only_while_it_waits(town):
    grant = town.granted()
    before = everything()
    with pytest.raises(UnableToMoveDecision, match="allerede godkendt"):
        approve(town.leader, decision=grant.decision_id)
    with pytest.raises(UnableToMoveDecision):
        send_back(town.leader, decision=grant.decision_id, reason="For sent")
    assert everything() == before


def test_an_approval_that_meets_a_missing_rate_leaves_nothing_behind(town):
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, 100_000))
    decision = town.submitted(rate=rate)
    rate.amounts.update(end=date(2027, 1, 9))
    before = everything()
    with pytest.raises(UnableToPrice) as told:
        approve(town.leader, decision=decision.id)
    assert told.value.values == {
        "rate": "Takst",
        "day": "10.1.2027",
        "service": "Midlertidigt botilbud",
        "case": decision.case.number,
    }
    assert everything() == before


def test_an_approver_does_not_let_through_what_is_no_longer_whole(town):
    decision = town.submitted()
    Decision.objects.filter(id=decision.id).update(reasons=" ")
    before = everything()
    with pytest.raises(UnableToApprove):
        approve(town.leader, decision=decision.id)
    assert everything() == before


def test_an_approver_reads_what_deserves_a_look_under_words_of_its_own(town):
    page = b.signed_in(town.leader).get(reverse("decisions:one", args=[town.submitted().id]))
    assert "Vær opmærksom på" in page.content.decode()
    assert "Mangler endnu" not in page.content.decode()
