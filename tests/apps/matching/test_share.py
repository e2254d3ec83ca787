"""Who waits, how places are shared out, who is to be together or apart, and need against places."""

from __future__ import annotations

from datetime import date, timedelta
from time import perf_counter

import pytest
from django.urls import reverse

from helhed.apps.audit.models import Entry
from helhed.apps.matching import actions
from helhed.apps.matching.models import PlaceBond
from helhed.apps.matching.queries import share
from helhed.apps.matching.waiting import Stage
from helhed.apps.offers import actions as offers
from helhed.apps.placements.models import Placement
from helhed.rules.placements.oensker import Bond, Teller
from tests.apps import building as b
from tests.apps.town import Town

pytestmark = pytest.mark.django_db

SERVICE = "botilbud_107"
PRICE = (date(2020, 1, 1), None, 200_000)


@pytest.fixture
def town():
    return Town()


def home(name="Huset", places=1, ownership="own"):
    """A temporary home with a price and some places."""
    made = b.offer(b.provider(ownership), name=name)
    b.rate(made, PRICE)
    for number in range(places):
        b.place(made, str(number + 1))
    return made


def waits(town, name, days=10, urgency=None):
    """Somebody on the waiting list since some days ago."""
    case = b.case(town.north, b.citizen(name=name), town.anna.user)
    since = b.TODAY - timedelta(days=days)
    actions.write_need(
        town.visitation if urgency is not None else town.anna,
        case=case.id,
        service=SERVICE,
        since=since,
        latest=b.TODAY + timedelta(days=200),
        urgency=urgency,
    )
    return case


def bind(town, one, other, bond):
    return actions.add_bond(
        town.visitation,
        citizen=one.citizen_id,
        other=other.citizen_id,
        bond=bond,
        reason="De er søskende",
    )


def suggested(town):
    found = share.suggestion(town.visitation, share.who_waits(town.visitation))
    return {line.who.case.id: line.offer.name if line.offer else None for line in found.lines}


def stages(town):
    return [one.stage for one in share.who_waits(town.visitation)]


def test_somebody_waits_from_the_list_through_the_draft_until_the_order_begins(town):
    assert stages(town) == []
    actions.write_need(
        town.anna,
        case=town.case.id,
        service=SERVICE,
        since=b.TODAY,
        latest=b.TODAY,
        urgency=None,
    )
    assert stages(town) == [Stage.LISTED]
    offer = home()
    grant = town.granted(rate=offer.rates.get())
    order = b.order(grant)
    assert stages(town) == [Stage.ORDERED]
    order.state = "accepted"
    order.save()
    assert stages(town) == [Stage.ACCEPTED]
    order.state, order.started_on = "started", b.TODAY
    order.save()
    stay(offer, grant)
    assert stages(town) == []


def stay(offer, grant, end=None):
    return Placement.objects.create(
        citizen=grant.citizen,
        place=offer.places.order_by("name").first(),
        grant=grant,
        start=date(2026, 1, 1),
        end=end,
        recorded_at=grant.recorded_at,
    )


def test_whoever_is_taken_off_the_list_waits_no_more(town):
    case = waits(town, "Ida")
    actions.end_need(town.anna, case=case.id, service=SERVICE)
    assert stages(town) == []


def test_places_go_to_the_urgent_and_the_long_waiting_and_nobody_is_placed(town):
    home(places=1)
    waits(town, "Ida", days=300)
    urgent = waits(town, "Bo", days=5, urgency=4)
    assert suggested(town)[urgent.id] == "Huset"
    assert not Placement.objects.exists()


def test_a_wish_is_met_where_first_come_first_served_would_take_the_place_away(town):
    home("Nord")
    wanted = home("Syd")
    first, second = waits(town, "Ida", days=100), waits(town, "Bo", days=50)
    wish = {"wishes": [(wanted.id, 1)], "told_by": Teller.CITIZEN}
    actions.write_wishes(town.anna, case=second.id, service=SERVICE, **wish)
    offers.set_abilities(town.visitation, offer=wanted.id, groups=[], levels={}, start=b.TODAY)
    assert suggested(town) == {first.id: "Nord", second.id: "Syd"}


def test_siblings_get_the_same_offer_or_none(town):
    home("Nord", places=1)
    one, other = waits(town, "Ida"), waits(town, "Bo")
    bind(town, one, other, Bond.TOGETHER)
    assert set(suggested(town).values()) == {None}
    home("Syd", places=2)
    assert set(suggested(town).values()) == {"Syd"}


def test_two_who_are_to_be_apart_never_share_an_offer_nor_with_one_who_lives_there(town):
    offer = home("Nord", places=3)
    one, other = waits(town, "Ida"), waits(town, "Bo")
    bind(town, one, other, Bond.APART)
    assert set(suggested(town).values()) == {"Nord", None}
    lives = b.case(town.north, b.citizen(name="Carl"), town.anna.user)
    stay(offer, b.grant(lives, offer.rates.get(), date(2026, 1, 1)))
    bind(town, one, lives, Bond.APART)
    bind(town, other, lives, Bond.APART)
    assert set(suggested(town).values()) == {None}


def line_of(town, case):
    found = share.suggestion(town.visitation, share.who_waits(town.visitation))
    return next(line for line in found.lines if line.who.case.id == case.id)


def codes(town, case):
    return [reason.code for reason in line_of(town, case).why]


def test_one_whose_sibling_lives_in_an_offer_gets_a_place_there_or_none(town):
    offer, nearer = home("Nord", places=2), home("Aller nærmest")
    one = waits(town, "Ida")
    lives = b.case(town.north, b.citizen(name="Carl"), town.anna.user)
    stay(offer, b.grant(lives, offer.rates.get(), date(2026, 1, 1)))
    bind(town, one, lives, Bond.TOGETHER)
    assert suggested(town) == {one.id: "Nord"}
    offer.places.filter(name="2").delete()
    assert suggested(town) == {one.id: None}
    assert [str(reason) for reason in line_of(town, one).why][1:] == [
        "Andre tilbud end dér, hvor den bor, som borgeren skal være sammen med: 1.",
        "Tilbud uden en fri plads: 1.",
    ]
    assert nearer.places.count() == 1


def test_a_sibling_in_an_offer_whose_places_nobody_wrote_is_found_there_too(town):
    home("Nord")
    elsewhere = home("Syd", places=0)
    one = waits(town, "Ida")
    lives = b.case(town.north, b.citizen(name="Carl"), town.anna.user)
    b.order(b.grant(lives, elsewhere.rates.get(), date(2026, 1, 1)), started=date(2026, 1, 1))
    bind(town, one, lives, Bond.TOGETHER)
    assert suggested(town) == {one.id: None}
    assert "Tilbud, hvis pladser ikke kendes: 1." in str([str(r) for r in line_of(town, one).why])


def test_siblings_who_wait_for_what_no_offer_gives_both_of_are_told_of_and_never_in_silence(town):
    home("Nord")
    one = waits(town, "Ida")
    other = b.case(town.north, b.citizen(name="Bo"), town.anna.user)
    actions.write_need(
        town.anna,
        case=other.id,
        service="aktivitet_104",
        since=b.TODAY,
        latest=b.TODAY,
        urgency=None,
    )
    sent = {
        "citizen": str(one.citizen_id),
        "other": str(other.citizen_id),
        "bond": "together",
        "reason": "Søskende",
    }
    page = b.signed_in(town.visitation).post(reverse("matching:add-bond"), sent, follow=True)
    told = "Kan ikke holdes: de venter på ydelser, der ikke gives i samme slags tilbud."
    assert page.content.decode().count(told) == 2
    assert codes(town, one) == ["unheld", "alone"]
    shown = b.seen(town.visitation, "matching:waiting", forslag="1")
    assert "skal have samme tilbud. Det kan forslaget ikke holde." in shown


def test_one_who_neither_waits_nor_lives_anywhere_cannot_be_joined_and_it_is_told(town):
    home("Nord")
    one = waits(town, "Ida")
    gone = b.case(town.north, b.citizen(name="Carl"), town.anna.user)
    bond = bind(town, one, gone, Bond.TOGETHER)
    assert share.unheld(town.visitation, bond.id).startswith("Kan ikke holdes: den ene")
    assert suggested(town) == {one.id: "Nord"}


def test_whoever_waits_is_told_who_got_the_place_and_the_look_at_both_is_logged(town):
    home("Huset")
    long, urgent = waits(town, "Ida", days=200), waits(town, "Bo", days=5, urgency=4)
    assert codes(town, long) == ["lost"]
    line = line_of(town, urgent)
    assert line.points == line.place_points + line.person_points
    assert line.person_points == 10_000 + 5 * 5 + 4 * 1_000
    page = b.seen(town.visitation, "matching:waiting", forslag="1")
    assert "Nærmest var Huset. Dér går pladsen til Bo:" in page
    for case in (long, urgent):
        assert Entry.objects.filter(action="place_waiting.list", citizen=case.citizen_id).exists()


def test_whoever_no_offer_can_take_is_told_that_the_places_are_not_known(town):
    home("Uden pladser", places=0)
    case = waits(town, "Ida")
    assert "Tilbud, hvis pladser ikke kendes: 1." in [str(r) for r in line_of(town, case).why]


def test_an_offer_without_a_price_is_told_of_where_nothing_else_can_be_used(town):
    offer = b.offer(b.provider("own"), name="Uden pris")
    b.place(offer)
    assert codes(town, waits(town, "Ida")) == ["no_kind", "unpriced"]


def test_the_comparison_tells_of_urgency_and_is_taken_out_as_a_file(town):
    home("Huset")
    waits(town, "Ida", days=200)
    waits(town, "Bo", days=5, urgency=4)
    page = b.seen(town.visitation, "matching:waiting", forslag="1")
    assert "1 mere, som det haster meget for, får en plads." in page
    file = b.seen(town.visitation, "matching:compared", format="csv")
    assert "Får en plads, og det haster meget eller er akut;1;0;1" in file
    lines = b.seen(town.visitation, "matching:waiting", forslag="1", format="csv")
    assert "Hast 4. (+4.000)" in lines


@pytest.mark.parametrize("suggests", ["", "1"])
def test_what_a_row_leads_to_stands_on_the_screen_and_not_in_its_file(town, suggests):
    home()
    waits(town, "Ida")
    page = b.seen(town.visitation, "matching:waiting", forslag=suggests)
    assert "Gør</th>" in page
    file = b.seen(town.visitation, "matching:waiting", forslag=suggests, format="csv")
    head, line = file.lstrip("\ufeff").splitlines()
    assert "Ida" in line
    assert "Gør" not in head.split(";")
    assert "Find en plads" not in line
    assert head.count(";") == line.count(";")


def test_somebody_without_a_written_day_has_no_urgency_made_up(town):
    decision = town.draft(rate=home().rates.get())
    decision.grants.update(start=None)
    [one] = share.who_waits(town.visitation)
    assert (one.latest, one.urgency) == (None, None)
    page = b.seen(town.visitation, "matching:waiting", forslag="1")
    assert "Hast er ikke skrevet og tæller ikke med." in page


def test_the_same_two_together_and_apart_are_told_of_and_nothing_fails(town):
    home(places=2)
    one, other, third = waits(town, "Ida"), waits(town, "Bo"), waits(town, "Eva")
    bind(town, one, other, Bond.TOGETHER)
    bind(town, other, third, Bond.TOGETHER)
    bind(town, one, third, Bond.APART)
    page = b.seen(town.visitation, "matching:waiting", forslag="1")
    assert "Pladserne kan ikke fordeles." in page


def test_the_page_shows_the_suggestion_and_leads_to_where_the_offer_is_chosen(town):
    home()
    case = waits(town, "Ida")
    page = b.seen(town.visitation, "matching:waiting", forslag="1")
    assert "Først til mølle" in page
    assert f"/sager/{case.id}/plads/?ydelse={SERVICE}" in page
    assert Entry.objects.filter(action="place_waiting.list", citizen=case.citizen_id).exists()


@pytest.mark.parametrize(
    "who", ["anna", "leader", "head", "finance", "provider", "admin", "nobody"]
)
def test_only_visitation_and_the_head_see_who_waits_and_none_but_visitation_shares(town, who):
    browser = b.signed_in(getattr(town, who))
    for name in ("bonds", "add-bond"):
        assert browser.get(reverse(f"matching:{name}")).status_code == 403
    status = browser.get(reverse("matching:waiting")).status_code
    assert status == (200 if who == "head" else 403)


def test_the_head_reads_who_waits_in_the_department_and_it_is_logged(town):
    home()
    case = waits(town, "Ida")
    page = b.seen(town.head, "matching:waiting", forslag="1")
    assert "Ida" in page
    assert "Først til mølle" not in page
    assert reverse("matching:bonds") not in page
    assert reverse("matching:waiting") in b.seen(town.head, "placements:board")
    logged = Entry.objects.filter(action="place_waiting.list", citizen=case.citizen_id)
    assert logged.filter(actor=town.head.id).exists()
    assert "Ida" not in b.seen(town.childrens_head, "matching:waiting")


def test_visitation_of_the_children_sees_nobody_of_the_adults(town):
    waits(town, "Ida")
    bond = bind(town, waits(town, "Bo"), waits(town, "Eva"), Bond.APART)
    other = b.actor(next(iter(town.visitation.roles)), town.children)
    assert share.who_waits(other) == []
    assert "Eva" not in b.seen(other, "matching:bonds")
    gone = reverse("matching:end-bond", args=[bond.id])
    assert b.signed_in(other).post(gone).status_code == 403
    assert PlaceBond.objects.filter(ended_on=None).count() == 1


def test_a_pair_is_written_and_lifted_on_the_page(town):
    one, other = waits(town, "Ida"), waits(town, "Bo")
    browser = b.signed_in(town.visitation)
    sent = {
        "citizen": str(one.citizen_id),
        "other": str(other.citizen_id),
        "bond": "together",
        "reason": "De er par",
    }
    assert browser.post(reverse("matching:add-bond"), sent).status_code == 302
    assert "De er par" in browser.get(reverse("matching:bonds")).content.decode()
    bond = PlaceBond.objects.get()
    browser.post(reverse("matching:end-bond", args=[bond.id]))
    assert "De er par" not in browser.get(reverse("matching:bonds")).content.decode()


def test_forty_who_wait_for_twenty_offers_are_shared_out_in_seconds(town):
    for number in range(20):
        home(f"Hus {number}", places=1)
    for number in range(40):
        waits(town, f"Borger {number}", days=number)
    listed = share.who_waits(town.visitation)
    began = perf_counter()
    found = share.suggestion(town.visitation, listed)
    assert found.suggested.placed == 20
    assert found.suggested.longest < found.first_come.longest + 40
    assert perf_counter() - began < 20
