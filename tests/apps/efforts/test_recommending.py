"""A recommendation: efforts and alternatives, handed on, granted, followed up and ended."""

from datetime import date

import pytest
from django.urls import reverse

from helhed.apps.decisions.actions import prepare
from helhed.apps.efforts import actions
from helhed.apps.efforts.models import Effort, EffortService, Recommendation
from helhed.apps.efforts.queries import of_case
from helhed.apps.plans import actions as planning
from helhed.rules.assessments import ffb
from helhed.rules.efforts.indsats import Agreement, Standing
from tests.apps import building as b
from tests.apps.audit.acts_on_efforts import effort_words
from tests.apps.town import Town

pytestmark = pytest.mark.django_db
SERVICES = [c.code for c in ffb.leaves(ffb.Kind.SERVICE)]
GOES_ON, TO_NEW, _ = (c.code for c in ffb.leaves(ffb.Kind.FOLLOW_UP))


@pytest.fixture
def town():
    return Town()


def handed_on(town, *wanted):
    row = actions.begin(town.anna, case=town.case.id)
    made = [
        actions.add_effort(town.anna, recommendation=row.id, words=words)
        for words in wanted or [effort_words()]
    ]
    actions.write(
        town.anna,
        recommendation=row.id,
        text="Fordi",
        agreement=Agreement.AGREES,
        citizens_words="",
    )
    actions.hand_on(town.anna, recommendation=row.id)
    return made


def test_a_recommendation_stands_on_the_last_finished_assessment(town):
    assessment = town.assessment(finished=True)
    row = actions.begin(town.anna, case=town.case.id)
    assert row.assessment == assessment
    assert actions.begin(town.leader, case=town.case.id) == row


def test_what_is_handed_on_stands(town):
    [effort] = handed_on(town)
    with pytest.raises(actions.UnableToRecommend):
        actions.change_effort(town.anna, effort=effort.id, words=effort_words())
    with pytest.raises(actions.UnableToRecommend):
        actions.drop_effort(town.anna, effort=effort.id)


def test_services_keep_their_ids_when_others_come_and_go(town):
    row = actions.begin(town.anna, case=town.case.id)
    words = effort_words(codes=SERVICES[:2])
    effort = actions.add_effort(town.anna, recommendation=row.id, words=words)
    kept = EffortService.objects.get(effort=effort, code=SERVICES[1])
    words = effort_words(codes=SERVICES[1:3], starts_on=date(2026, 12, 1))
    actions.change_effort(town.anna, effort=effort.id, words=words)
    kept.refresh_from_db()
    assert kept.starts_on == date(2026, 12, 1)
    assert set(effort.services.values_list("code", flat=True)) == set(SERVICES[1:3])


def test_a_decision_takes_the_recommended_efforts_along_once(town):
    row = actions.begin(town.anna, case=town.case.id)
    alternative = effort_words(standing=Standing.ALTERNATIVE, reason="For lidt")
    actions.add_effort(town.anna, recommendation=row.id, words=alternative)
    [effort] = handed_on(town)
    decision = prepare.begin(town.anna, case=town.case.id)
    assert list(decision.efforts.all()) == [effort]
    assert list(prepare.begin(town.anna, case=town.case.id).efforts.all()) == []
    prepare.write_field(town.anna, decision=decision.id, field="efforts", values=[])
    assert list(decision.efforts.all()) == []


def test_a_follow_up_says_of_each_effort_what_becomes_of_it_and_ends_those_that_end(town):
    stays, stops = handed_on(town, effort_words(codes=SERVICES[:2]), effort_words())
    plan = town.plan()
    follow_up = planning.hold_follow_up(
        town.anna,
        plan=plan.id,
        held_on=b.TODAY,
        participants="",
        own_words="",
        summary="Godt",
        outcome="",
        next_on=date(2027, 5, 1),
        seen=[],
        efforts=[
            planning.EffortSeen(stays.id, GOES_ON),
            planning.EffortSeen(stops.id, TO_NEW),
        ],
    )
    outcomes = dict(follow_up.effort_results.values_list("effort", "outcome"))
    assert outcomes == {stays.id: GOES_ON, stops.id: TO_NEW}
    stays.refresh_from_db()
    stops.refresh_from_db()
    assert (stays.ends_on, stops.ends_on) == (None, b.TODAY)
    assert set(stops.services.values_list("ends_on", flat=True)) == {b.TODAY}


def test_an_effort_ends_with_its_services(town):
    [effort] = handed_on(town, effort_words(codes=SERVICES[:3]))
    actions.end_effort(town.anna, effort=effort.id, on=date(2026, 12, 1))
    [shown] = of_case(town.case.id)
    assert shown.ends_on == date(2026, 12, 1)
    assert set(effort.services.values_list("ends_on", flat=True)) == {date(2026, 12, 1)}


def test_a_recommendation_goes_from_nothing_to_handed_on_on_its_pages(town):
    client = b.signed_in(town.anna)
    one = client.post(reverse("efforts:begin", args=[town.case.id]))["Location"]
    effort = {
        "standing": "recommended",
        "offer_kind": ffb.leaves(ffb.Kind.OFFER)[0].code,
        "codes": SERVICES[:2],
        "law": "stoette_85|SEL § 85",
        "extent": "10 timer om ugen",
        "starts_on": "2026-11-02",
        "yearly_oere": "120.000",
    }
    assert client.post(f"{one}indsats/ny/", {**effort, "law": ""}).status_code == 200
    assert client.post(f"{one}indsats/ny/", effort).status_code == 302
    why_not = {**effort, "standing": "alternative", "reason": "For lidt støtte"}
    assert client.post(f"{one}indsats/ny/", why_not).status_code == 302
    first = Effort.objects.get(standing="recommended")
    assert (first.yearly_oere, first.citation) == (12_000_000, "SEL § 85")
    change = reverse("efforts:change", args=[first.id])
    assert "10 timer om ugen" in client.get(change).content.decode()
    assert client.post(change, {**effort, "extent": "12 timer"}).status_code == 302
    said = {"text": "Støtte hver dag", "agreement": "partly", "citizens_words": "Hellere mindre"}
    assert client.post(one, said).status_code == 302
    shown = client.get(one).content.decode()
    assert "12 timer" in shown
    assert "For lidt støtte" in shown
    assert client.post(f"{one}giv-videre/").status_code == 302
    assert Recommendation.objects.get().handed_on == b.TODAY
    assert "Hellere mindre" in client.get(one).content.decode()
    end = reverse("efforts:end", args=[first.id])
    assert client.get(end).status_code == 200
    assert client.post(end, {"on": "2026-11-30"}).status_code == 302
    assert b.signed_in(town.bo).get(one).status_code == 403
