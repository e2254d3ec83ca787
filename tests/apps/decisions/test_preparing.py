"""A decision begins with what is known, takes only what fits, and leaves only when it is whole."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from helhed.apps.decisions.actions import prepare
from helhed.apps.decisions.actions.prepare import UnableToPrepare, UnableToSubmit
from helhed.apps.decisions.queries import choices_in, decision_page, fits, rate_page
from helhed.apps.plans import actions as plans
from helhed.rules.decisions.omfang import UnableToGrantSoMuch, UnableToGrantThen
from helhed.rules.decisions.ydelser import service
from tests.apps import building as b
from tests.apps.audit.acts_in_help import goal_words
from tests.apps.town import SECRET, Town, unknown

pytestmark = pytest.mark.django_db
SINCE = (date(2020, 1, 1), None, 100_00)


@pytest.fixture
def town():
    return Town()


def write(town, decision, **fields):
    for field, value in fields.items():
        prepare.write_field(town.anna, decision=decision.id, field=field, values=[value])
    decision.refresh_from_db()


def set_line(town, line, name, value):
    field = f"line:{line.id}:{name}"
    prepare.write_field(town.anna, decision=line.decision_id, field=field, values=[value])
    line.refresh_from_db()


def add(town, decision, key):
    return prepare.add_line(town.anna, decision=decision.id, key=key)


def test_a_decision_begins_with_what_assessment_and_plan_know(town):
    assessment = town.assessment(finished=True)
    plan = town.plan()
    goal = plans.add_goal(town.anna, plan=plan.id, words=goal_words())
    made = prepare.begin(town.anna, case=town.case.id)
    assert made.assessment_id == assessment.id
    assert made.facts == assessment.overall
    assert made.citizens_view == assessment.own_words
    assert made.purpose == plan.purpose
    assert list(made.goals.all()) == [goal]
    assert (made.prepared_by, made.prepared_on) == (town.anna.user, b.TODAY)


def test_a_childs_decision_keeps_the_childs_words_apart_from_the_parents(town):
    assessment = town.assessment(finished=True, case=town.childs_case)
    made = prepare.begin(town.carla, case=town.childs_case.id)
    assert made.childs_view == assessment.own_words
    assert made.citizens_view == assessment.parents_words


def test_an_assessment_that_is_not_finished_gives_nothing(town):
    town.assessment()
    made = prepare.begin(town.anna, case=town.case.id)
    assert made.assessment is None
    assert made.facts == ""


def test_a_main_service_with_one_paragraph_sets_the_legal_basis(town):
    made = prepare.begin(town.anna, case=town.case.id)
    line = add(town, made, "botilbud_107")
    made.refresh_from_db()
    assert (made.citation, line.citation) == ("SEL § 107", "SEL § 107")


def test_a_main_service_with_two_paragraphs_leaves_the_choice_open(town):
    made = prepare.begin(town.anna, case=town.case.id)
    line = add(town, made, "botilbud_105")
    made.refresh_from_db()
    assert (made.citation, line.citation) == ("", "")
    write(town, made, citation="ABL § 105")
    line.refresh_from_db()
    assert (made.citation, line.citation) == ("ABL § 105", "ABL § 105")


def test_only_supplements_of_the_main_service_can_be_added_and_only_one_main(town):
    made = prepare.begin(town.anna, case=town.case.id)
    add(town, made, "botilbud_107")
    for key in ("botilbud_108", "transport_dag", "kost_logi"):
        with pytest.raises(UnableToPrepare):
            add(town, made, key)
    offered = choices_in(decision_page(town.anna, made.id))
    assert offered.mains == []
    assert {s.key for s in offered.supplements} == {"ekstra_timer_bo", "indflytning"}


def test_a_supplement_takes_offer_and_days_of_the_main_service_and_follows_them(town):
    draft = town.draft(end=date(2027, 12, 31))
    main = draft.grants.get()
    extra = add(town, draft, "ekstra_timer_bo")
    assert (extra.main, extra.offer_id) == (main, main.offer_id)
    assert (extra.start, extra.end) == (main.start, main.end)
    assert extra.quantity is None
    set_line(town, main, "start", "2027-02-01")
    extra.refresh_from_db()
    assert extra.start == date(2027, 2, 1)
    set_line(town, extra, "start", "2027-03-01")
    set_line(town, main, "start", "2027-04-01")
    extra.refresh_from_db()
    assert extra.start == date(2027, 3, 1)


def test_moving_the_main_service_past_the_end_of_what_follows_is_refused_whole(town):
    draft = town.draft(end=date(2027, 12, 31))
    main = draft.grants.get()
    extra = add(town, draft, "ekstra_timer_bo")
    set_line(town, extra, "end", "2027-01-31")
    with pytest.raises(UnableToPrepare):
        set_line(town, main, "start", "2027-02-01")
    main.refresh_from_db()
    assert main.start == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("start", "i morgen"),
        ("end", "2026-11-30"),
        ("quantity", "0"),
        ("quantity", "-1"),
        ("quantity", "NaN"),
        ("quantity", "sNaN"),
        ("quantity", "Infinity"),
        ("quantity", "1,2345"),
        ("quantity", "1000000"),
        ("quantity", "1e5"),
        ("quantity", "7.5"),
        ("quantity", "11"),
        ("quantity", "mange"),
        ("start", "0001-01-01"),
        ("start", "1999-12-31"),
        ("end", "9999-12-31"),
        ("end", "2056-11-03"),
        ("account", "5.38.52.1.4.001.40"),
        ("state", "granted"),
    ],
)
def test_a_line_takes_no_wrong_value(town, name, value):
    line = town.draft().grants.get()
    with pytest.raises((UnableToPrepare, UnableToGrantSoMuch, UnableToGrantThen)):
        set_line(town, line, name, value)
    before = (line.quantity, line.start, line.end)
    line.refresh_from_db()
    assert (line.quantity, line.start, line.end) == before


def test_a_decision_on_a_wild_day_says_why_and_its_page_stays_open(town):
    draft = town.draft()
    client = b.signed_in(town.anna)
    field = f"line:{draft.grants.get().id}:end"
    asked = {"field": field, "value": "9999-12-31"}
    answer = client.post(reverse("decisions:write", args=[draft.id]), asked)
    assert answer.status_code == 422
    assert "Vælg en dag til og med 2.11.2056" in answer.content.decode()
    assert client.get(reverse("decisions:one", args=[draft.id])).status_code == 200


def test_a_quantity_is_written_with_a_danish_comma(town):
    line = town.draft().grants.get()
    set_line(town, line, "quantity", " 7,5 ")
    assert line.quantity == Decimal("7.5")


def wrong_rates(town):
    ended = b.offer()
    ended.end = date(2026, 10, 31)
    ended.save()
    return {
        "of another kind of offer": b.rate(b.offer(kind="shelter"), SINCE),
        "per month": b.rate(b.offer(), SINCE, kind="month"),
        "of an offer that has ended": b.rate(ended, SINCE),
        "of the municipality": b.rate(None, SINCE, service_key="botilbud_107"),
    }


def test_only_a_rate_that_fits_can_be_chosen_and_only_those_are_shown(town):
    right = b.rate(b.offer(), SINCE)
    made = prepare.begin(town.anna, case=town.case.id)
    line = add(town, made, "botilbud_107")
    for why, rate in wrong_rates(town).items():
        assert fits(line, rate.id, b.TODAY) is None, why
        with pytest.raises(UnableToPrepare):
            prepare.choose_rate(town.anna, grant=line.id, rate=rate.id)
    assert [r.id for r in rate_page(town.anna, line.id, "").rates] == [right.id]
    prepare.choose_rate(town.anna, grant=line.id, rate=right.id)
    line.refresh_from_db()
    assert (line.rate, line.offer, line.kind) == (right, right.offer, "day")


def test_a_supplement_is_only_priced_at_a_rate_of_the_main_services_offer(town):
    draft = town.draft()
    extra = add(town, draft, "ekstra_timer_bo")
    own = b.rate(extra.offer, SINCE, kind="weekly_hours")
    foreign = b.rate(b.offer(), SINCE, kind="weekly_hours")
    with pytest.raises(UnableToPrepare):
        prepare.choose_rate(town.anna, grant=extra.id, rate=foreign.id)
    prepare.choose_rate(town.anna, grant=extra.id, rate=own.id)
    other = b.rate(b.offer(), SINCE)
    prepare.choose_rate(town.anna, grant=draft.grants.get(main=None).id, rate=other.id)
    extra.refresh_from_db()
    assert (extra.offer_id, extra.rate) == (other.offer_id, None)


def test_a_service_paid_to_the_citizen_takes_the_municipalitys_own_rate(town):
    made = prepare.begin(town.anna, case=town.case.id)
    line = add(town, made, "tilskud_95")
    own = b.rate(None, SINCE, kind="month", service_key="tilskud_95")
    other = b.rate(None, SINCE, kind="month", service_key="kompensation_100")
    assert fits(line, other.id, b.TODAY) is None
    prepare.choose_rate(town.anna, grant=line.id, rate=own.id)


def test_hours_are_never_guessed_when_the_kind_of_price_changes(town):
    made = prepare.begin(town.anna, case=town.case.id)
    line = add(town, made, "behandling_102")
    assert (line.kind, line.quantity) == ("month", 1)
    hourly = b.rate(b.offer(kind="treatment"), SINCE, kind="weekly_hours")
    prepare.choose_rate(town.anna, grant=line.id, rate=hourly.id)
    line.refresh_from_db()
    assert (line.kind, line.quantity) == ("weekly_hours", None)


def test_dropping_the_main_service_takes_all_that_follows_and_the_paragraph(town):
    draft = town.draft()
    add(town, draft, "ekstra_timer_bo")
    prepare.drop_line(town.anna, grant=draft.grants.get(main=None).id)
    draft.refresh_from_db()
    assert (draft.grants.count(), draft.citation) == (0, "")


@pytest.mark.parametrize(
    "field", ["purpose", "facts", "reasons", "citizens_view", "hearing", "hearing_note"]
)
def test_a_decision_without_one_of_its_words_is_not_sent_on(town, field):
    draft = town.draft()
    write(town, draft, **{field: ""})
    with pytest.raises(UnableToSubmit):
        prepare.submit(town.anna, decision=draft.id)


@pytest.mark.parametrize("name", ["start", "quantity"])
def test_a_decision_with_a_line_that_is_not_whole_is_not_sent_on(town, name):
    draft = town.draft()
    set_line(town, draft.grants.get(), name, "")
    with pytest.raises(UnableToSubmit):
        prepare.submit(town.anna, decision=draft.id)


def test_a_decision_without_service_or_rate_is_not_sent_on(town):
    draft = town.draft()
    add(town, draft, "ekstra_timer_bo")
    with pytest.raises(UnableToSubmit):
        prepare.submit(town.anna, decision=draft.id)
    prepare.drop_line(town.anna, grant=draft.grants.get(main=None).id)
    with pytest.raises(UnableToSubmit):
        prepare.submit(town.anna, decision=draft.id)


def test_a_whole_decision_is_sent_on_and_can_no_longer_be_written_in(town):
    draft = town.submitted()
    assert draft.state == "submitted"
    with pytest.raises(UnableToPrepare):
        write(town, draft, facts="noget andet")
    with pytest.raises(UnableToPrepare):
        prepare.submit(town.anna, decision=draft.id)


def test_goals_of_another_case_cannot_be_chosen(town):
    draft = town.draft()
    other = plans.start(
        town.bo,
        case=b.case(town.south).id,
        offer=plans.PlanOffer.WANTED,
        hopes="",
        purpose="",
    )
    goal = plans.add_goal(town.bo, plan=other.id, words=goal_words())
    wanted = [str(goal.id), str(unknown())]
    prepare.write_field(town.anna, decision=draft.id, field="goals", values=wanted)
    assert list(draft.goals.all()) == []


def test_the_page_shows_what_is_missing_and_never_other_departments_services(town):
    made = prepare.begin(town.anna, case=town.case.id)
    page = decision_page(town.anna, made.id)
    assert {f.code for f in page.missing} >= {"no_facts", "no_reasons", "no_legal_basis"}
    assert all(s.department.value == "adults" for s in choices_in(page).mains)
    assert SECRET not in str([f.text for f in page.missing])
    assert service("botilbud_107") in choices_in(page).mains
