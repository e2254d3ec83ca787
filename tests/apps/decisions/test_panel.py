"""A decision goes to the meeting and comes back with its advice, all of it through the web."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from helhed.apps.audit.models import Entry
from helhed.apps.cases.models import Task
from helhed.apps.catalogue.actions import correct_parameter
from helhed.apps.decisions.actions import panel, prepare
from helhed.apps.decisions.actions.approve import approve
from helhed.apps.decisions.models import Decision, PanelMeeting, PanelPoint
from helhed.apps.decisions.queries import decision_page, meeting_page
from helhed.rules.decisions.visitationsmoede import Advice, UnableToMeet
from tests.apps import building as b
from tests.apps.everything import everything
from tests.apps.town import SECRET, Town

pytestmark = pytest.mark.django_db
DEAR = 300_000


@pytest.fixture
def town():
    return Town()


def heard_from(town, kroner):
    correct_parameter(
        town.admin,
        file="decisions/visitationsmoede",
        key="heard_from",
        value=str(kroner),
        start=date(2026, 1, 1),
        end=None,
        source="Forretningsgang 2026",
    )


def planned(town, unit=None, days=0):
    day = b.TODAY + timedelta(days=days)
    return panel.plan_meeting(town.visitation, unit=(unit or town.adults).id, day=day)


def put(town, decision, meeting, question="Er omfanget ret?"):
    return panel.put_on(town.anna, decision=decision.id, meeting=meeting.id, question=question)


def said(browser, address, **form):
    return browser.post(address, form, follow=True).content.decode()


def test_from_agenda_to_approval_through_the_web(town):
    heard_from(town, 500_000)
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, DEAR))
    decision = town.submitted(rate=rate)
    one = reverse("decisions:one", args=[decision.id])
    head = b.signed_in(town.visitation)
    page = head.get(one).content.decode()
    assert "skal på visitationsmøde, før de godkendes" in page
    assert "Godkend bevillingen" not in page
    refused = said(head, reverse("decisions:approve", args=[decision.id]))
    assert "Afgørelser over 500.000 kr. om året" in refused

    plan = reverse("decisions:plan-meeting")
    page = said(head, plan, unit=str(town.adults.id), day=b.TODAY.isoformat())
    assert "Mødet er planlagt." in page
    meeting = PanelMeeting.objects.get()
    anna, agenda = b.signed_in(town.anna), reverse("decisions:agenda", args=[decision.id])
    assert "Så dyr en afgørelse" in anna.get(agenda).content.decode()
    page = said(anna, agenda, meeting=str(meeting.id), question="Er omfanget ret?")
    assert "Afgørelsen er på mødets dagsorden." in page

    point = PanelPoint.objects.get()
    at = reverse("decisions:meeting", args=[meeting.id])
    page = head.get(at).content.decode()
    assert "Er omfanget ret?" in page
    assert "Koster næste år" in page
    early = said(head, reverse("decisions:close-meeting", args=[meeting.id]), present="Alle")
    assert "Der mangler svar på 1." in early
    advise = reverse("decisions:advise", args=[point.id])
    assert "Skriv, hvad rådgiveren skal vide" in said(head, advise, advice="more", words="")
    said(head, advise, advice="recommended", words="Enighed.")
    page = said(head, reverse("decisions:close-meeting", args=[meeting.id]), present="Anna, Bo")
    assert "Anna, Bo" in page
    assert "Holdt" in page
    assert "Enighed." in anna.get(agenda).content.decode()
    assert "Afgørelsen er godkendt." in said(head, reverse("decisions:approve", args=[decision.id]))


def test_what_is_to_be_done_becomes_a_task_of_the_caseworker(town):
    decision, meeting = town.submitted(), planned(town)
    point = put(town, decision, meeting)
    panel.advise(town.visitation, point=point.id, advice=Advice.MORE, words="Spørg borgeren.")
    before = Task.objects.count()
    panel.close_meeting(town.visitation, meeting=meeting.id, present="Bo")
    assert Task.objects.count() == before + 1
    task = Task.objects.latest("made_at")
    assert (task.case, task.assigned_to) == (decision.case, decision.case.responsible)
    assert "Visitationsmødet" in task.title


def test_a_closed_meeting_stays_as_it_was(town):
    decision, meeting = town.submitted(), planned(town)
    point = put(town, decision, meeting)
    panel.advise(town.visitation, point=point.id, advice=Advice.RECOMMENDED, words="")
    panel.close_meeting(town.visitation, meeting=meeting.id, present="Bo")
    before = everything()
    acts = (
        lambda: panel.advise(town.visitation, point=point.id, advice=Advice.OTHERWISE, words="Nej"),
        lambda: panel.take_off(town.anna, point=point.id),
        lambda: panel.close_meeting(town.visitation, meeting=meeting.id, present="Bo"),
        lambda: panel.cancel_meeting(town.visitation, meeting=meeting.id),
        lambda: put(town, decision, meeting),
    )
    for act in acts:
        with pytest.raises(UnableToMeet):
            act()
        assert everything() == before


def test_a_decision_is_on_one_agenda_at_a_time_and_comes_again_when_it_was_put_off(town):
    decision, first, second = town.submitted(), planned(town), planned(town, days=7)
    point = put(town, decision, first)
    with pytest.raises(UnableToMeet):
        put(town, decision, second)
    panel.advise(town.visitation, point=point.id, advice=Advice.POSTPONED, words="")
    put(town, decision, second)
    assert [p.advice for p in decision.points.order_by("put_at")] == ["postponed", "none"]


def test_another_teams_meeting_is_not_for_this_case(town):
    decision, other = town.submitted(), planned(town, town.south)
    with pytest.raises(UnableToMeet):
        put(town, decision, other)
    own = planned(town, town.north)
    put(town, decision, own)


def test_who_sees_the_meeting_but_not_the_case_sees_that_there_is_a_point_and_no_more(town):
    decision, meeting = town.submitted(), planned(town)
    put(town, decision, meeting, f"Om {SECRET}")
    found = meeting_page(town.bo, meeting.id)
    assert (found.points, found.hidden) == ([], 1)
    page = b.signed_in(town.bo).get(reverse("decisions:meeting", args=[meeting.id]))
    assert SECRET not in page.content.decode()
    assert "1 punkt er i en sag, du ikke har adgang til" in page.content.decode()
    strange = b.signed_in(town.carla).get(reverse("decisions:meeting", args=[meeting.id]))
    assert strange.status_code == 404


def test_every_citizen_on_an_agenda_that_is_looked_at_is_logged(town):
    decision, meeting = town.submitted(), planned(town)
    put(town, decision, meeting)
    meeting_page(town.leader, meeting.id)
    looked = Entry.objects.filter(action="panel.read", citizen=decision.case.citizen_id)
    assert looked.filter(actor=town.leader.id).count() == 1


def test_the_way_to_what_a_meeting_said_stands_where_it_said_something_and_each_look_is_logged(
    town,
):
    browser, agenda = b.signed_in(town.anna), "decisions:agenda"
    without, decision = town.granted().decision, town.submitted()
    point = put(town, decision, planned(town))
    panel.advise(town.visitation, point=point.id, advice=Advice.RECOMMENDED, words="")
    approve(town.leader, decision=decision.id)
    for one, stands in ((without, False), (decision, True)):
        page = browser.get(reverse("decisions:one", args=[one.id])).content.decode()
        assert (reverse(agenda, args=[one.id]) in page) == stands
    before = Entry.objects.filter(action="panel.read", actor=town.anna.id).count()
    browser.get(reverse(agenda, args=[decision.id]))
    assert Entry.objects.filter(action="panel.read", actor=town.anna.id).count() == before + 1


def test_a_draft_that_a_meeting_looked_at_is_not_deleted_from_its_minutes(town):
    draft, meeting = town.draft(), planned(town)
    point = put(town, draft, meeting)
    panel.advise(town.visitation, point=point.id, advice=Advice.OTHERWISE, words="Vent")
    with pytest.raises(prepare.UnableToPrepare):
        prepare.discard(town.anna, decision=draft.id)
    assert Decision.objects.filter(id=draft.id).exists()


def test_a_draft_that_only_waits_on_an_agenda_is_deleted_with_its_point(town):
    draft, meeting = town.draft(), planned(town)
    put(town, draft, meeting)
    prepare.discard(town.anna, decision=draft.id)
    assert not PanelPoint.objects.exists()


def asked(town, meeting):
    browser = b.signed_in(town.visitation)
    browser.get("/")
    with CaptureQueriesContext(connection) as found:
        browser.get(reverse("decisions:meeting", args=[meeting.id]))
    return len(found)


def test_a_meeting_asks_the_database_as_often_for_one_point_as_for_many(town):
    meeting = planned(town)
    put(town, town.submitted(), meeting)
    for_one = asked(town, meeting)
    put(town, town.submitted(), meeting)
    put(town, town.draft(), meeting)
    assert asked(town, meeting) == for_one <= 20


def test_a_point_without_a_price_is_told_and_does_not_hide_the_others(town):
    meeting = planned(town)
    put(town, town.submitted(), meeting)
    put(town, prepare.begin(town.anna, case=town.case.id), meeting)
    found = meeting_page(town.visitation, meeting.id)
    assert found.unpriced == 1
    page = decision_page(town.visitation, found.points[0].row.decision_id)
    assert page.price is not None
    assert found.next_year == page.price.next_year > 0


def test_an_empty_meeting_can_be_called_off(town):
    meeting = planned(town)
    page = said(
        b.signed_in(town.visitation), reverse("decisions:cancel-meeting", args=[meeting.id])
    )
    assert "Mødet er aflyst." in page
    assert not PanelMeeting.objects.exists()
