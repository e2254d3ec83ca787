"""Finding a place: what is ranked, what is written, and what a choice leaves in the record."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.audit.models import Entry
from helhed.apps.decisions.models import Decision, Grant
from helhed.apps.matching import actions
from helhed.apps.matching.models import PlaceChoice, PlaceWish
from helhed.apps.matching.offered import offered
from helhed.apps.matching.queries.find import find_page, offer_row
from helhed.apps.offers import actions as offers
from helhed.apps.placements.models import Placement
from helhed.rules.assessments import ffb
from helhed.rules.placements.oensker import Teller, UnableToWish
from tests.apps import building as b
from tests.apps.audit.acts_on_places import offers_with_place
from tests.apps.town import Town, level_theme, unknown

pytestmark = pytest.mark.django_db

SERVICE = "botilbud_107"
THEME = ffb.theme_of(level_theme()).code


@pytest.fixture
def town():
    return Town()


def ranked(town, who=None):
    return find_page(who or town.anna, town.case.id, SERVICE).found


def names(found):
    return [one.offer.id for one in found.usable]


def wish(town, *pairs):
    actions.write_wishes(
        town.anna, case=town.case.id, service=SERVICE, wishes=pairs, told_by=Teller.CITIZEN
    )


def test_the_cheaper_of_two_like_offers_comes_first_and_the_list_says_that_it_is_the_price(town):
    first, second = offers_with_place(town)
    found = ranked(town)
    assert names(found) == [first.id, second.id]
    assert found.usable[0].before_next.code == "price"
    assert found.usable[1].before_next is None


def test_the_list_has_kilometres_and_says_where_they_are_not_known(town):
    near, far = offers_with_place(town)
    type(near).objects.filter(id=near.id).update(district=town.citizen.district)
    type(far).objects.filter(id=far.id).update(district="Langt væk")
    rows = {row["id"]: row for row in map(offer_row, ranked(town).ranked)}
    assert (rows[near.id]["km"], rows[far.id]["km"]) == (0, "kendes ikke")
    page = b.signed_in(town.anna).get(reverse("matching:find", args=[town.case.id]))
    assert "Ligger i borgerens bydel." in page.content.decode()
    assert ">kendes ikke<" in page.content.decode()


def test_a_day_that_nobody_wrote_is_told_as_not_written(town):
    offers_with_place(town)
    facts = ranked(town).facts
    assert (facts.latest, facts.urgency) == (None, None)
    page = b.seen(town.anna, "matching:find", town.case.id, ydelse=SERVICE)
    assert page.count("ikke skrevet") >= 3
    assert "Der er ikke skrevet, hvornår pladsen senest skal være der." in page
    assert "dage for sent." not in page


def test_an_offer_whose_places_nobody_wrote_can_be_chosen_and_says_that_they_are_not_known(town):
    offer, _rate = town.offer_with_rate()
    assert offered([offer.kind], b.TODAY)[0].places is None
    assert names(ranked(town)) == [offer.id]
    page = b.seen(town.anna, "matching:find", town.case.id, ydelse=SERVICE)
    assert "pladser kendes ikke" in page
    b.place(offer)
    assert offered([offer.kind], b.TODAY)[0].places == 1


def test_offers_that_are_even_share_the_rank_say_so_and_either_is_the_first(town):
    first, second = offers_with_place(town)
    amounts = [one.rates.get().amounts for one in (first, second)]
    amounts[1].update(oere=amounts[0].get().oere)
    found = ranked(town)
    assert [one.ranked.rank for one in found.usable] == [1, 1]
    page = b.seen(town.anna, "matching:find", town.case.id, ydelse=SERVICE)
    assert page.count("Har lige mange point som 1 andet. De står efter navn.") == 2
    last = found.usable[1].offer.id
    made = actions.choose(
        town.anna, case=town.case.id, service=SERVICE, offer=last, why=None, reason=""
    )
    assert (made.rank, made.first_id) == (1, last)


def test_the_file_has_the_points_and_words_of_each_reason_and_they_sum_to_the_points(town):
    offers_with_place(town)
    text = b.seen(town.anna, "matching:find", town.case.id, ydelse=SERVICE, format="csv")
    head, *lines = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";")
    for line in lines:
        row = dict(zip(head, line, strict=True))
        parts = [int(row[one] or 0) for one in head if one.endswith(", point")]
        assert sum(parts) == int(row["Point"])
        assert row["Pris, med ord"].endswith("kr. i døgnet.")


def test_what_the_citizen_wishes_comes_before_what_is_cheaper(town):
    first, second = offers_with_place(town)
    wish(town, (second.id, 1))
    assert names(ranked(town)) == [second.id, first.id]


def test_an_offer_that_the_citizen_does_not_want_is_out_and_says_so(town):
    first, second = offers_with_place(town)
    wish(town, (first.id, 0))
    found = ranked(town)
    assert names(found) == [second.id]
    assert [reason.code for reason in found.offer(first.id).ranked.against] == ["refused"]


def test_an_offer_that_gives_the_support_of_the_assessment_comes_first(town):
    _cheap, dear = offers_with_place(town)
    town.assessment(finished=True)
    found = ranked(town)
    assert found.needed.levels == {THEME: 3}
    offers.set_abilities(
        town.visitation, offer=dear.id, groups=[], levels={THEME: 3}, start=b.TODAY
    )
    assert names(ranked(town))[0] == dear.id


def test_an_offer_for_other_target_groups_is_out(town):
    first, second = offers_with_place(town)
    group = ffb.leaves(ffb.Kind.TARGET_GROUP)[0].code
    offers.set_abilities(town.visitation, offer=first.id, groups=[group], levels={}, start=b.TODAY)
    found = ranked(town)
    assert names(found) == [second.id]
    assert [reason.code for reason in found.offer(first.id).ranked.against] == ["group"]


def test_what_an_offer_could_until_yesterday_is_kept(town):
    offer, _rate = town.offer_with_rate()
    day = b.TODAY - timedelta(days=30)
    for start, level in ((day, 2), (b.TODAY, 4)):
        offers.set_abilities(
            town.visitation, offer=offer.id, groups=[], levels={THEME: level}, start=start
        )
    held = [(row.level, row.end) for row in offer.supports.order_by("start")]
    assert held == [(2, b.TODAY - timedelta(days=1)), (4, None)]


def stay(town, place, last):
    return Placement.objects.create(
        citizen=town.citizen,
        place=place,
        start=date(2026, 1, 1),
        end=last,
        recorded_at=town.anna.now(),
    )


@pytest.mark.parametrize(
    ("last", "free"),
    [
        (None, ()),
        (b.TODAY, (b.TODAY + timedelta(days=1),)),
        (b.TODAY + timedelta(days=100), (b.TODAY + timedelta(days=101),)),
        (b.TODAY + timedelta(days=400), ()),
        (b.TODAY - timedelta(days=1), (b.TODAY,)),
    ],
)
def test_a_place_is_free_from_the_day_after_the_stay_that_ends_soon(town, last, free):
    offer, _rate = town.offer_with_rate()
    stay(town, b.place(offer), last)
    assert offered([offer.kind], b.TODAY)[0].free == free


def test_an_offer_without_a_price_is_told_of_and_not_ranked(town):
    offer = b.offer()
    b.place(offer)
    found = ranked(town)
    assert found.ranked == []
    assert [one.id for one in found.unpriced] == [offer.id]


def test_a_choice_begins_a_decision_with_the_offer_and_places_nobody(town):
    first, _second = offers_with_place(town)
    made = actions.choose(
        town.anna, case=town.case.id, service=SERVICE, offer=first.id, why=None, reason=""
    )
    line = Grant.objects.get(decision=made.decision)
    assert (line.offer_id, line.service) == (first.id, SERVICE)
    assert not Placement.objects.exists()
    again = actions.choose(
        town.anna, case=town.case.id, service=SERVICE, offer=first.id, why=None, reason=""
    )
    assert again.decision == made.decision
    assert Decision.objects.count() == 1


def test_another_than_the_first_asks_why_and_the_answer_stands_in_the_record(town):
    _first, second = offers_with_place(town)
    browser = b.signed_in(town.anna)
    address = reverse("matching:choose", args=[town.case.id, second.id])
    told = browser.post(address, {"ydelse": SERVICE, "why": "x", "reason": ""}, follow=True)
    assert "Vælg og skriv, hvorfor det er et andet tilbud" in told.content.decode()
    assert not PlaceChoice.objects.exists()
    browser.post(address, {"ydelse": SERVICE, "why": "close", "reason": "Tæt på familien"})
    choice = PlaceChoice.objects.get()
    assert choice.reason == "Tæt på familien"
    assert choice.first_points > choice.points
    assert "Tæt på familien" in b.seen(town.anna, "matching:choices", town.case.id)
    assert Entry.objects.filter(action="place_choice.make", citizen=town.citizen.id).exists()


def test_a_draft_that_is_discarded_leaves_the_choice(town):
    first, _second = offers_with_place(town)
    made = actions.choose(
        town.anna, case=town.case.id, service=SERVICE, offer=first.id, why=None, reason=""
    )
    browser = b.signed_in(town.anna)
    browser.post(reverse("decisions:discard", args=[made.decision_id]))
    made.refresh_from_db()
    assert made.decision is None


def test_wishes_take_the_place_of_those_before_and_no_two_are_the_same(town):
    first, second = offers_with_place(town)
    wish(town, (first.id, 1), (second.id, 2))
    wish(town, (second.id, 1))
    assert list(PlaceWish.objects.values_list("offer", "wish")) == [(second.id, 1)]
    for wrong in (((first.id, 1), (second.id, 1)), ((first.id, 1), (first.id, 2))):
        with pytest.raises(UnableToWish):
            wish(town, *wrong)


def test_wishes_are_written_on_the_page(town):
    first, second = offers_with_place(town)
    browser = b.signed_in(town.anna)
    address = reverse("matching:wishes", args=[town.case.id]) + f"?ydelse={SERVICE}"
    assert first.name in browser.get(address).content.decode()
    sent = {"wish_1": str(first.id), "refuse_0": str(second.id), "told_by": "citizen"}
    assert browser.post(address, sent).status_code == 302
    page = b.seen(town.anna, "matching:find", town.case.id, ydelse=SERVICE)
    assert "Borgeren vil ikke bo her." in page


def test_only_visitation_says_how_urgent_it_is(town):
    b.offer()
    address = reverse("matching:need", args=[town.case.id]) + f"?ydelse={SERVICE}"
    sent = {"since": "2026-10-01", "latest": "2026-12-01", "urgency": "3"}
    assert 'name="urgency"' not in b.signed_in(town.anna).get(address).content.decode()
    b.signed_in(town.anna).post(address, sent)
    assert ranked(town).facts.urgency != 3
    b.signed_in(town.visitation).post(address, sent)
    assert ranked(town).facts.urgency == 3


@pytest.mark.parametrize("who", ["bo", "carla", "finance", "provider", "nobody", "admin"])
def test_strangers_do_not_see_the_list_of_a_case(town, who):
    offers_with_place(town)
    stranger = getattr(town, who)
    with pytest.raises(UnableToLetIn):
        find_page(stranger, town.case.id, SERVICE)
    address = reverse("matching:find", args=[town.case.id])
    assert b.signed_in(stranger).get(address).status_code == 403


def test_whoever_only_reads_the_case_gets_no_button(town):
    offers_with_place(town)
    assert "plads/vaelg/" in b.seen(town.anna, "matching:find", town.case.id, ydelse=SERVICE)
    assert "plads/vaelg/" not in b.seen(town.head, "matching:find", town.case.id)


def test_a_file_of_the_list_is_logged(town):
    offers_with_place(town)
    b.seen(town.anna, "matching:find", town.case.id, ydelse=SERVICE, format="csv")
    taken = Entry.objects.filter(action="place_match.read", facts__format="csv")
    assert taken.count() == 1


def test_an_unknown_case_is_not_found(town):
    address = reverse("matching:find", args=[unknown()])
    assert b.signed_in(town.anna).get(address).status_code == 404


def test_distances_are_written_once_a_pair_whichever_way_round(town):
    offers.set_distance(town.visitation, one="Nord", other="Syd", metres=5_000)
    offers.set_distance(town.visitation, one="Syd", other="Nord", metres=6_000)
    page = b.seen(town.anna, "offers:distances")
    assert "6.000" in page
    assert "5.000" not in page


def test_what_an_offer_can_is_written_on_its_page(town):
    offer = b.offer()
    browser = b.signed_in(town.visitation)
    address = reverse("offers:abilities", args=[offer.id])
    assert browser.get(address).status_code == 200
    group = ffb.leaves(ffb.Kind.TARGET_GROUP)[0]
    sent = {"start": b.TODAY.isoformat(), "groups": [group.code], f"level_{THEME}": "4"}
    assert browser.post(address, sent).status_code == 302
    page = b.seen(town.anna, "offers:one", offer.id)
    assert group.name in page
    assert b.signed_in(town.anna).get(address).status_code == 403
