"""How citizens fared in offers of a kind: compared, opened to the courses, within rights."""

from datetime import date
from statistics import fmean

import pytest
from django.urls import reverse

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.audit.models import Entry
from helhed.apps.placements import effect
from helhed.apps.placements.effect import Measure, moves, outcomes_of
from helhed.apps.plans.models import FollowUp, Goal, GoalResult, Plan
from helhed.rules.offers.tilbud import OfferKind
from helhed.rules.plans.niveauer import Judged
from helhed.rules.plans.virkning import Standing, UnableToCompare
from tests.apps import building as b
from tests.apps.audit.acts_in_help import THEME
from tests.apps.town import Town

pytestmark = pytest.mark.django_db
KIND = OfferKind.RESIDENTIAL_TEMPORARY
START = date(2025, 3, 1)


@pytest.fixture
def town():
    return Town()


def course(unit, at, before, after, state="reached"):
    """A citizen in an offer, judged before it began and during it."""
    case = b.case(unit)
    b.grant(case, at, START)
    plan = Plan.objects.create(case=case, kind="sel141", started_on=date(2024, 5, 1))
    goal = Goal.objects.create(
        plan=plan, position=1, own_words="Lave mad", primary_theme=THEME, state=state
    )
    for day, level in ((date(2025, 2, 1), before), (date(2026, 2, 1), after)):
        held = FollowUp.objects.create(plan=plan, held_on=day, summary="Godt")
        GoalResult.objects.create(follow_up=held, goal=goal, level=level)
    return case


def house(name, unit, outcomes):
    offer = b.offer(name=name)
    at = b.rate(offer, (date(2020, 1, 1), None, 250_000))
    for before, after in outcomes:
        course(unit, at, before, after, "reached" if after < before else "partly")
    return offer


def four_houses(unit):
    return [
        house("A", unit, [(3, 1), (3, 2), (2, 2), (3, 2), (4, 2), (3, 3)]),
        house("B", unit, [(3, 3), (3, 4), (2, 2), (3, 3), (4, 3)]),
        house("C", unit, [(3, 2), (2, 1), (3, 2), (2, 2), (4, 3)]),
        house("D", unit, [(3, 2), (3, 3)]),
    ]


def test_a_figure_has_its_interval_and_few_citizens_give_none(town):
    offers = four_houses(town.north)
    found = effect.effects(town.head, KIND, Measure.LEVEL)
    assert [row.offer for row in found.rows] == offers
    a, other, _, few = found.rows
    assert a.estimate.count == 6
    assert a.estimate.low < a.estimate.moved < a.estimate.high
    assert a.estimate.moved > other.estimate.moved
    assert (few.estimate, few.why_not) == (None, "For få borgere til at vise et tal.")


def test_the_courses_give_the_figures_that_they_stand_behind(town):
    offers = four_houses(town.north)
    courses = [one for offer in offers for one in effect.courses_in(town.head, offer.id)[1]]
    values = [one.value for one in outcomes_of(courses, Measure.LEVEL)]
    assert len(courses) == 18
    found = effect.effects(town.head, KIND, Measure.GOALS)
    a = effect.courses_in(town.head, offers[0].id)[1]
    assert fmean(one.reached for one in a) == pytest.approx(4 / 6)
    assert found.rows[0].estimate.count == len(a)
    assert found.rows[0].measured == pytest.approx(4 / 6)
    assert sorted(one.better for one in a) == [0, 0, 1, 1, 2, 2]
    assert fmean(values) == pytest.approx(fmean(one.better for one in courses))


def test_offers_that_are_too_few_are_not_compared_and_the_page_says_why(town):
    house("A", town.north, [(3, 1), (3, 2), (2, 2), (3, 2), (4, 2)])
    found = effect.effects(town.head, KIND, Measure.LEVEL)
    assert isinstance(found.unable, UnableToCompare)
    assert found.rows[0].estimate is None
    page = b.signed_in(town.head).get(reverse("placements:effect")).content.decode()
    assert "Der skal være mindst" in page


def test_an_offer_apart_from_the_others_is_said_to_be_so(town):
    for name, after in (("A", 1), ("B", 3), ("C", 3), ("D", 3), ("E", 3), ("F", 3), ("G", 3)):
        house(name, town.north, [(4, after)] * 7 + [(4, after + 1)])
    found = effect.effects(town.head, KIND, Measure.LEVEL)
    first = found.apart[0]
    assert (first.offer.name, first.standing) == ("A", Standing.ABOVE)
    page = b.seen(town.head, "placements:effect")
    assert "med hele" in page
    assert "Over det fælles tal" in page


def test_offers_that_do_alike_are_said_to_be_alike(town):
    for name in "ABCD":
        house(name, town.north, [(3, 1), (3, 2), (3, 3), (3, 2), (3, 2)])
    assert effect.effects(town.head, KIND, Measure.LEVEL).apart == []
    page = b.seen(town.head, "placements:effect")
    assert "Forskellene mellem tilbuddene kan være held" in page


def test_the_list_goes_out_as_a_file_without_the_figures_that_are_hidden(town):
    four_houses(town.north)
    client = b.signed_in(town.head)
    answer = client.get(reverse("placements:effect"), {"format": "csv"})
    head, *rows = answer.content.decode("utf-8-sig").splitlines()
    assert head.startswith("Tilbud;")
    assert len(rows) == 4
    assert rows[3].startswith("D;")
    assert rows[3].endswith(";;;;;For få borgere til at vise et tal.")
    answer = client.get(reverse("placements:effect"), {"format": "xlsx"})
    assert "spreadsheet" in answer.headers["Content-Type"]


def test_the_kind_that_most_citizens_were_in_is_shown_first(town):
    offer = b.offer(name="Støtte", kind="support_at_home")
    at = b.rate(offer, (date(2020, 1, 1), None, 40_000))
    for _ in range(2):
        course(town.north, at, 3, 2)
    house("A", town.north, [(3, 1)])
    assert effect.commonest_kind(town.head) is OfferKind.SUPPORT_AT_HOME
    assert effect.commonest_kind(town.south_leader) is KIND


def test_a_team_leader_is_told_of_her_own_team_alone(town):
    four_houses(town.south)
    assert effect.effects(town.leader, KIND, Measure.LEVEL).rows == []
    assert len(effect.effects(town.south_leader, KIND, Measure.LEVEL).rows) == 4
    assert effect.effects(town.childrens_head, KIND, Measure.LEVEL).rows == []
    for who in (town.anna, town.finance, town.admin, town.provider, town.nobody):
        with pytest.raises(UnableToLetIn):
            effect.effects(who, KIND, Measure.LEVEL)


def test_opening_a_figure_shows_the_courses_and_is_logged_for_each_citizen(town):
    offer = four_houses(town.north)[0]
    client = b.signed_in(town.leader)
    page = client.get(reverse("placements:effect")).content.decode()
    assert "Tallene viser ikke, hvad tilbuddet er skyld i." in page
    assert "95 %-interval" in page
    assert page.count('class="span"') == 3
    assert "1 tilbud har færre end 5 borgere med måling" in page
    assert "Hvad kan siges" in page
    page = client.get(reverse("placements:effect-of", args=[offer.id])).content.decode()
    assert page.count("<tr>") == 7
    assert Entry.objects.filter(action="offer.effect").count() == 6
    assert b.signed_in(town.anna).get(reverse("placements:effect")).status_code == 403


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ([(1, 3), (9, 1)], (3, 1)),
        ([(1, 4), (2, 3), (8, 2), (9, 1)], (3, 1)),
        ([(6, 3), (9, 1)], (3, 1)),
        ([(9, 1)], None),
        ([(1, 3)], None),
        ([(1, 3), (12, 0)], None),
    ],
)
def test_a_level_moves_from_the_last_before_the_course_to_the_last_in_it(days, found):
    points = [Judged(date(2025, 1, day), level, "", "") for day, level in days]
    assert moves(points, date(2025, 1, 5), date(2025, 1, 10)) == found
