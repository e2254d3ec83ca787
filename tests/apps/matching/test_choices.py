"""A choice of a place that is not the first: whoever approves, the citizen and the head see why."""

import pytest
from django.urls import reverse

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.audit.models import Entry
from helhed.apps.decisions.actions import prepare
from helhed.apps.decisions.models import Grant
from helhed.apps.desk.queries.citizen_file import Held, citizen_file
from helhed.apps.desk.web.citizen_file import told
from helhed.apps.matching import actions
from helhed.apps.matching.queries import choices as queries
from helhed.rules.placements.oensker import Teller
from helhed.rules.placements.valg import WhyNotFirst
from tests.apps import building as b
from tests.apps.audit.acts_on_places import SERVICE, offers_with_place
from tests.apps.town import Town, unknown

pytestmark = pytest.mark.django_db
LONG_AGO = b.TODAY.replace(year=2020)


@pytest.fixture
def town():
    return Town()


def choose(town, offer, why=WhyNotFirst.CLOSE, reason="Tæt på mor"):
    return actions.choose(
        town.anna, case=town.case.id, service=SERVICE, offer=offer.id, why=why, reason=reason
    )


def piece(actor, decision):
    return b.seen(actor, "matching:of-decision", decision)


def test_whoever_approves_sees_what_was_chosen_its_rank_and_why_not_the_first(town):
    first, second = offers_with_place(town)
    made = choose(town, second)
    assert (made.rank, made.why, made.first_id) == (2, "close", first.id)
    address = reverse("matching:of-decision", args=[made.decision_id])
    assert f'hx-get="{address}"' in b.seen(town.leader, "decisions:one", made.decision_id)
    page = piece(town.leader, made.decision_id)
    for words in (first.name, second.name, "nummer 2", "Tættere på familie", "Tæt på mor"):
        assert words in page, words
    logged = Entry.objects.filter(action="place_choice.list", actor=town.leader.id)
    assert logged.filter(citizen=town.citizen.id).count() == 1


def test_the_first_on_the_list_asks_for_no_reason_and_keeps_none(town):
    first, _second = offers_with_place(town)
    made = choose(town, first, WhyNotFirst.PRICE, "Billigst")
    assert (made.rank, made.why, made.reason) == (1, "", "")
    assert "Hvorfor ikke det første" not in piece(town.leader, made.decision_id)


def test_a_choice_past_the_list_is_told(town):
    _first, second = offers_with_place(town)
    made = choose(town, second)
    other, rate = town.offer_with_rate()
    line = Grant.objects.get(decision=made.decision)
    prepare.choose_rate(town.anna, grant=line.id, rate=rate.id)
    page = piece(town.leader, made.decision_id)
    assert "Siden er der uden om listen valgt et andet tilbud" in page
    assert other.name in page


def test_a_place_that_was_not_chosen_from_the_list_says_so(town):
    grant = town.granted()
    assert "er ikke valgt fra listen over pladser" in piece(town.leader, grant.decision_id)


@pytest.mark.parametrize("who", ["bo", "carla", "finance", "provider", "nobody", "admin"])
def test_strangers_do_not_see_how_a_place_was_chosen(town, who):
    made = choose(town, offers_with_place(town)[1])
    address = reverse("matching:of-decision", args=[made.decision_id])
    assert b.signed_in(getattr(town, who)).get(address).status_code == 403


def test_an_unknown_decision_is_not_found(town):
    address = reverse("matching:of-decision", args=[unknown()])
    assert b.signed_in(town.anna).get(address).status_code == 404


def test_the_file_of_the_citizen_has_need_wishes_and_choices_of_places(town):
    first, second = offers_with_place(town)
    need = {"since": b.TODAY, "latest": b.TODAY, "urgency": None}
    actions.write_need(town.anna, case=town.case.id, service=SERVICE, **need)
    actions.write_wishes(
        town.anna,
        case=town.case.id,
        service=SERVICE,
        wishes=[(second.id, 1), (b.offer().id, 0)],
        told_by=Teller.GUARDIAN,
    )
    choose(town, first)
    words = str(told(citizen_file(town.anna, town.citizen.id, Held({}))))
    for said in (
        "Behov for en plads",
        "Ønske nummer 1",
        "Ikke dér",
        "Værge eller forældre",
        "Plads valgt",
        "Tæt på mor",
    ):
        assert said in words, said
    assert "Plads valgt" in b.seen(town.anna, "desk:timeline", town.citizen.id)


def test_the_head_counts_how_often_the_first_is_not_taken_and_why(town):
    first, second = offers_with_place(town)
    for offer in (first, second, second):
        choose(town, offer)
    choose(town, second, WhyNotFirst.OTHER, "Andet ord")
    found = queries.followed(town.head, LONG_AGO)
    assert (found.count, found.others, found.percent) == (4, 3, 75)
    counts = {row["why_key"]: (row["count"], row["percent"]) for row in found.rows}
    assert counts == {"first": (1, 25), "close": (2, 50), "other": (1, 25)}
    page = b.seen(town.head, "matching:followed")
    assert "Tættere på familie" in page
    assert town.citizen.name not in page
    listed = b.seen(town.head, "matching:chosen", ydelse=SERVICE, hvorfor="other")
    assert "Andet ord" in listed
    assert "Tæt på mor" not in listed
    assert Entry.objects.filter(actor=town.head.id, citizen=town.citizen.id).exists()
    for kind, count in (("first", 1), ("close", 2), ("unsaid", 0), ("", 4)):
        assert len(queries.chosen(town.head, LONG_AGO, SERVICE, kind)) == count


def test_choices_of_another_department_are_not_counted(town):
    choose(town, offers_with_place(town)[0])
    assert queries.followed(town.head, LONG_AGO).count == 1
    assert queries.followed(town.head, LONG_AGO.replace(year=2100)).percent is None
    stranger = b.actor(town.head.posts[0].role, town.family)
    assert queries.followed(stranger, LONG_AGO).count == 0


@pytest.mark.parametrize("who", ["anna", "finance", "provider", "nobody", "admin"])
def test_only_those_who_follow_citizens_see_how_the_list_is_followed(town, who):
    stranger = getattr(town, who)
    with pytest.raises(UnableToLetIn):
        queries.followed(stranger, LONG_AGO)
    for name in ("matching:followed", "matching:chosen"):
        assert b.signed_in(stranger).get(reverse(name)).status_code == 403


def test_the_sixth_on_the_list_can_be_chosen_too(town):
    for _ in range(3):
        offers_with_place(town)
    asked = {"ydelse": SERVICE}
    page = b.seen(town.anna, "matching:find", town.case.id, **asked)
    assert page.count("plads/vaelg/") == 5
    assert "alle=1" in page
    assert (
        b.seen(town.anna, "matching:find", town.case.id, alle="1", **asked).count("plads/vaelg/")
        == 6
    )


def test_the_weights_are_told_in_a_sentence_and_folded(town):
    page = b.seen(town.visitation, "matching:waiting")
    assert "Hele støttebehovet giver 1.000 point" in page
    assert "for hvert trin af hast" in page
    before, after = page.split("Alle vægte, og hvad de betyder")
    assert "<details" in before
    assert "Borgerens tredje ønske" in after
