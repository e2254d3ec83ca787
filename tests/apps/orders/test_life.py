"""The life of an order: drafted, sent, answered, talked about; each side sees only its own."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from helhed.apps.access.access import Actor, UnableToLetIn
from helhed.apps.assessments.models import Assessment, ThemeNote
from helhed.apps.audit.models import Entry
from helhed.apps.decisions.models import Grant
from helhed.apps.offers.models import Provider
from helhed.apps.orders import actions, drafting, queries
from helhed.apps.orders.lines import awaiting, news
from helhed.apps.orders.models import Order
from helhed.apps.plans.models import Goal, Plan
from helhed.rules.access.rights import Role
from helhed.rules.assessments import ffb
from helhed.rules.orders.bestilling import OrderState, UnableToMoveOrder
from helhed.rules.orders.ivaerksaettelse import UnableToOrder
from tests.apps import building as b

pytestmark = pytest.mark.django_db

HYGIENE, COOKING = [theme.subthemes[0] for theme in ffb.themes() if theme.takes_level][:2]


@dataclass
class House:
    caseworker: Actor
    provider: Provider
    houses_user: Actor
    grant: Grant
    goal: Goal


@pytest.fixture
def house():
    b.municipality()
    team = b.unit("Team Nord")
    caseworker = b.actor(Role.CASEWORKER_ADULTS, team)
    provider = b.provider(name="Solbakken")
    offer = b.offer(provider)
    rate = b.rate(offer, (date(2020, 1, 1), None, 200_000))
    case = b.case(team, responsible=caseworker.user)
    grant = b.grant(case, rate, date(2026, 11, 9))
    goal = known(grant)
    return House(caseworker, provider, b.actor(Role.PROVIDER, provider=provider), grant, goal)


def known(grant):
    """What the case knows: a goal about hygiene, and an assessment of two themes."""
    plan = Plan.objects.create(case=grant.decision.case, kind="sel141", started_on=b.TODAY)
    goal = Goal.objects.create(
        plan=plan, position=1, own_words="Jeg vil klare mit bad selv", primary_theme=HYGIENE.code
    )
    assessment = Assessment.objects.create(
        case=grant.decision.case,
        kind="vum",
        own_words="Jeg vil bo for mig selv",
        overall="Hemmeligt for udføreren",
        started_on=b.TODAY,
    )
    ThemeNote.objects.create(assessment=assessment, subtheme=HYGIENE.code, professional="Bad")
    ThemeNote.objects.create(assessment=assessment, subtheme=COOKING.code, professional="Mad")
    grant.decision.assessment, grant.decision.purpose = assessment, "Trygt hjem"
    grant.decision.save()
    grant.decision.goals.set([goal])
    return goal


def drafted(house, parts=("own_words",)):
    return actions.begin(
        house.caseworker,
        grant=house.grant.id,
        purpose="Trygt hjem",
        parts=list(parts),
        needs="Er allergisk over for nødder",
        goals=[house.goal.id],
        wanted_start=date(2026, 11, 9),
    )


def sent(house):
    order = drafted(house)
    actions.send(house.caseworker, order=order.id)
    return order


def state_of(order):
    return OrderState(Order.objects.get(id=order.id).state)


def test_what_the_goals_are_about_is_suggested_and_nothing_else_of_the_assessment(house):
    page = drafting.begin_page(house.caseworker, house.grant.id)
    assert page.purpose == "Trygt hjem"
    suggested = {part.title for part in page.parts if part.is_suggested}
    assert suggested == {"Egne ord", HYGIENE.name}
    assert {part.title for part in page.parts} == suggested | {COOKING.name, "Samlet vurdering"}
    assert page.wanted_start == date(2026, 11, 9)


def test_only_the_parts_that_were_chosen_are_sent(house):
    order = drafted(house, ["own_words", HYGIENE.code])
    assert order.needs == (
        f"Egne ord\nJeg vil bo for mig selv\n\n{HYGIENE.name}\nBad\n\nEr allergisk over for nødder"
    )


def test_a_draft_is_seen_by_nobody_at_the_provider(house):
    order = drafted(house)
    with pytest.raises(UnableToLetIn):
        queries.order_page(house.houses_user, order.id)
    assert not queries.orders(house.houses_user, queries.OrderFilter()).exists()
    actions.send(house.caseworker, order=order.id)
    assert queries.order_page(house.houses_user, order.id).citizen == "Ane Prøve"


def test_a_provider_sees_name_and_age_and_no_case_price_or_address(house):
    order = sent(house)
    page = queries.order_page(house.houses_user, order.id)
    assert (page.citizen, page.age) == ("Ane Prøve", 46)
    assert page.case is None
    assert page.person is None
    assert {(line.rate_today, line.this_year) for line in page.lines} == {(None, None)}
    actions.accept(house.houses_user, order=order.id)
    contact = queries.order_page(house.houses_user, order.id).person
    assert contact is not None


def test_the_authority_sees_the_price(house):
    page = queries.order_page(house.caseworker, sent(house).id)
    assert [(line.rate_today, line.this_year) for line in page.lines] == [
        (200_000, 200_000 * 53)  # 9 November to 31 December
    ]


def test_another_providers_user_can_neither_see_list_nor_answer(house):
    order = sent(house)
    stranger = b.actor(Role.PROVIDER, provider=b.provider(name="En anden"))
    assert list(queries.orders(stranger, queries.OrderFilter())) == []
    assert awaiting(stranger, 9) == []
    assert [line.id for line in awaiting(house.houses_user, 9)] == [order.id]
    for act in (
        lambda: queries.order_page(stranger, order.id),
        lambda: actions.accept(stranger, order=order.id),
        lambda: actions.reject(stranger, order=order.id, reason="Nej"),
        lambda: actions.write(stranger, order=order.id, text="Hej"),
    ):
        with pytest.raises(UnableToLetIn):
            act()
    assert state_of(order) is OrderState.SENT


def test_a_caseworker_of_another_team_cannot_order_or_see(house):
    other = b.actor(Role.CASEWORKER_ADULTS, b.unit("Team Syd"))
    order = sent(house)
    with pytest.raises(UnableToLetIn):
        queries.order_page(other, order.id)
    with pytest.raises(UnableToLetIn):
        drafting.begin_page(other, house.grant.id)


def test_the_authority_cannot_answer_for_the_provider(house):
    order = sent(house)
    with pytest.raises(UnableToLetIn):
        actions.accept(house.caseworker, order=order.id)


def test_a_no_needs_a_reason_and_reaches_the_caseworker(house):
    order = sent(house)
    with pytest.raises(UnableToMoveOrder):
        actions.reject(house.houses_user, order=order.id, reason="  ")
    actions.reject(house.houses_user, order=order.id, reason="Ingen plads før jul")
    assert [line.id for line in news(house.caseworker, 9).said] == [order.id]
    page = queries.order_page(house.caseworker, order.id)
    assert page.state is OrderState.REJECTED
    assert page.messages[-1].text == "Ingen plads før jul"
    assert page.may_order_again


def test_an_answer_is_news_for_a_fortnight(house):
    order = sent(house)
    actions.accept(house.houses_user, order=order.id)
    later = b.actor(Role.CASEWORKER_ADULTS, house.grant.unit, today=b.TODAY + timedelta(days=15))
    house.grant.decision.case.responsible = later.user
    house.grant.decision.case.save()
    assert news(later, 9).said == []


def test_a_grant_is_ordered_once_at_a_time_and_again_after_a_no(house):
    order = sent(house)
    with pytest.raises(UnableToOrder):
        drafted(house)
    actions.reject(house.houses_user, order=order.id, reason="Fuldt hus")
    assert drafted(house).provider == house.provider


def test_an_order_without_purpose_or_outside_the_grant_is_not_sent(house):
    order = drafted(house)
    with pytest.raises(UnableToOrder):
        actions.change(
            house.caseworker,
            order=order.id,
            purpose="Trygt hjem",
            needs="",
            goals=[],
            wanted_start=date(2026, 11, 8),
        )
    Order.objects.filter(id=order.id).update(purpose=" ")
    with pytest.raises(UnableToOrder):
        actions.send(house.caseworker, order=order.id)
    assert state_of(order) is OrderState.DRAFT


def test_a_sent_order_is_not_rewritten_or_thrown_away(house):
    order = sent(house)
    with pytest.raises(UnableToOrder):
        actions.drop(house.caseworker, order=order.id)
    assert Order.objects.get(id=order.id).purpose == "Trygt hjem"


def test_an_order_is_late_after_five_workdays_and_not_after_four(house):
    order = sent(house)
    for sent_on, is_late in [(date(2026, 10, 26), False), (date(2026, 10, 23), True)]:
        at = datetime(sent_on.year, sent_on.month, sent_on.day, 9, tzinfo=UTC)
        Order.objects.filter(id=order.id).update(sent_at=at)
        assert bool(news(house.caseworker, 9).late) is is_late
        wanted = queries.OrderFilter(late=True)
        assert queries.orders(house.caseworker, wanted).exists() is is_late
        assert queries.order_page(house.caseworker, order.id).due.is_late is is_late


def test_both_sides_talk_and_an_onlooker_does_not(house):
    order = sent(house)
    actions.write(house.houses_user, order=order.id, text="Kan hun komme mandag?")
    actions.write(house.caseworker, order=order.id, text="Ja")
    said = queries.order_page(house.caseworker, order.id).messages
    assert [m.text for m in said if m.text] == ["Kan hun komme mandag?", "Ja"]
    with pytest.raises(UnableToLetIn):
        actions.write(b.actor(Role.FINANCE), order=order.id, text="Hvad koster det?")
    with pytest.raises(UnableToOrder):
        actions.write(house.caseworker, order=order.id, text=" ")


def test_every_act_leaves_its_row_in_the_log_without_a_word_of_what_was_said(house):
    order = sent(house)
    actions.accept(house.houses_user, order=order.id)
    actions.write(house.houses_user, order=order.id, text="Vi glæder os")
    queries.order_page(house.caseworker, order.id)
    rows = Entry.objects.filter(citizen=house.grant.citizen_id)
    assert [row.action for row in rows.order_by("id")] == [
        "order.begin", "order.send", "order.accept", "order.message", "order.read",
    ]  # fmt: skip
    assert "Vi glæder os" not in str(list(rows.values()))
    assert "Ane" not in str(list(rows.values()))


def test_an_act_that_is_refused_leaves_nothing(house):
    order = sent(house)
    before = Entry.objects.count()
    with pytest.raises(UnableToMoveOrder):
        actions.reject(house.houses_user, order=order.id, reason="")
    assert Entry.objects.count() == before
    assert order.messages.count() == 1
