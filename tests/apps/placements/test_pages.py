"""The board and the pages around it: who is named to whom, how full, how much is asked."""

import csv
import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from helhed.apps.audit.models import Entry
from helhed.apps.offers.models import Place
from helhed.apps.placements.board import BoardFilter, board
from helhed.apps.placements.models import Placement
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from tests.apps import building as b

pytestmark = pytest.mark.django_db

MOST_STATEMENTS = 20
NOVEMBER = Month(2026, 11)


@pytest.fixture
def team():
    b.municipality()
    return b.unit("Team Nord")


def signed_in(actor):
    client = Client()
    client.force_login(actor.user)
    return client


def lives(team, place, start, end=None, name="Ane Prøve"):
    citizen = b.citizen(name=name)
    b.case(team, citizen)
    return Placement.objects.create(
        citizen=citizen, place=place, start=start, end=end, recorded_at=b.NOON
    )


def shown(response):
    assert response.status_code == 200, response.content.decode()[:400]
    return response.content.decode()


def cells_of(actor, **asked):
    found = board(actor, BoardFilter(NOVEMBER, **asked))
    return [
        [(cell.style, cell.months, [stay.who for stay in cell.stays]) for cell in row.cells]
        for offer in found.offers
        for row in offer.rows
    ]


def test_a_place_is_told_month_by_month_and_equal_months_are_one_cell(team):
    house = b.offer()
    place = b.place(house)
    lives(team, place, date(2025, 1, 1), date(2026, 12, 31), "Ane Prøve")
    lives(team, place, date(2027, 1, 15), date(2027, 2, 28), "Bo Prøve")
    Place.objects.filter(id=place.id).update(end=date(2027, 4, 30))
    assert cells_of(b.actor(Role.CASEWORKER_ADULTS, team)) == [
        [
            ("taken", 2, ["Ane Prøve"]),
            ("planned", 2, ["Bo Prøve"]),
            ("free", 2, []),
            ("gone", 6, []),
        ]
    ]


def test_a_month_with_a_change_shows_both(team):
    place = b.place(b.offer())
    lives(team, place, date(2025, 1, 1), date(2026, 11, 10), "Ane Prøve")
    lives(team, place, date(2026, 11, 20), None, "Bo Prøve")
    (row,) = cells_of(b.actor(Role.CASEWORKER_ADULTS, team))
    assert row == [("part", 1, ["Ane Prøve", "Bo Prøve"]), ("planned", 11, ["Bo Prøve"])]


def test_who_may_not_see_the_citizen_sees_that_it_is_taken(team):
    place = b.place(b.offer())
    lives(team, place, date(2025, 1, 1))
    other_department = b.actor(Role.CASEWORKER_CHILDREN, b.unit("Børn", "children"))
    for reader in (b.actor(Role.FINANCE), other_department):
        client = signed_in(reader)
        for page in ("placements:board", "placements:list"):
            text = shown(client.get(reverse(page)))
            assert "Ane Prøve" not in text
            assert "Optaget" in text
    assert not Entry.objects.exclude(citizen=None).exists()
    text = shown(signed_in(b.actor(Role.CASEWORKER_ADULTS, team)).get(reverse("placements:board")))
    assert "Ane Prøve" in text


def test_a_providers_user_does_not_open_the_board(team):
    client = signed_in(b.actor(Role.PROVIDER, provider=b.provider()))
    assert client.get(reverse("placements:board")).status_code == 403


def test_everybody_named_is_logged_and_nobody_else(team):
    house = b.offer()
    here = lives(team, b.place(house, "1"), date(2025, 1, 1))
    gone = lives(team, b.place(house, "2"), date(2020, 1, 1), date(2020, 5, 1))
    client = signed_in(b.actor(Role.CASEWORKER_ADULTS, team))
    shown(client.get(reverse("placements:board")))
    logged = set(Entry.objects.filter(action="board.read").values_list("citizen", flat=True))
    assert logged == {here.citizen_id}
    assert gone.citizen_id not in logged


def test_occupancy_counts_days_of_the_places_there_are(team):
    house = b.offer()
    one, _two = b.place(house, "1"), b.place(house, "2")
    lives(team, one, date(2026, 11, 16), date(2027, 1, 31))
    found = board(b.actor(Role.FINANCE), BoardFilter(NOVEMBER))
    percents = [month.percent for month in found.offers[0].occupancy]
    assert percents[:4] == [25, 50, 50, 0]
    assert found.occupancy == found.offers[0].occupancy
    assert (found.place_count, found.taken_count, found.free_count) == (2, 0, 2)


def test_the_filters_choose_offers_and_places(team):
    full, half = b.offer(name="Fuldt"), b.offer(b.provider("own"), "shelter", name="Halvt")
    for place in (b.place(full), b.place(half, "1")):
        lives(team, place, date(2026, 1, 1), None if place.offer == full else date(2026, 11, 30))
    b.place(half, "2")
    b.offer(name="Uden pladser")
    reader = b.actor(Role.FINANCE)

    def offers(**asked):
        found = board(reader, BoardFilter(NOVEMBER, **asked))
        return {offer.name: [row.name for row in offer.rows] for offer in found.offers}

    assert offers() == {"Fuldt": ["1"], "Halvt": ["1", "2"]}
    assert offers(free="now") == {"Halvt": ["2"]}
    assert offers(free="soon") == {"Halvt": ["1", "2"]}
    assert offers(kind="shelter") == {"Halvt": ["1", "2"]}
    assert offers(ownership="private") == {"Fuldt": ["1"]}
    assert offers(offer=full.id) == {"Fuldt": ["1"]}


def test_places_stand_in_the_order_of_their_numbers_and_offers_on_pages(team):
    house = b.offer(name="A")
    for name in ("10", "2", "1"):
        b.place(house, name)
    for number in range(12):
        b.place(b.offer(name=f"B{number:02d}"))
    reader = b.actor(Role.FINANCE)
    first = board(reader, BoardFilter(NOVEMBER))
    assert [row.name for row in first.offers[0].rows] == ["1", "2", "10"]
    assert (len(first.offers), first.pages, first.place_count) == (12, 2, 15)
    assert [o.name for o in board(reader, BoardFilter(NOVEMBER, page=9)).offers] == ["B11"]


@pytest.mark.parametrize("rows", [1, 14])
def test_no_page_asks_more_than_twenty_questions(team, rows, django_assert_max_num_queries):
    for number in range(rows):
        house = b.offer(name=f"Hus {number}")
        for name in ("1", "2"):
            lives(team, b.place(house, name), date(2026, 1, 1), date(2026, 11, 30))
    client = signed_in(b.actor(Role.CASEWORKER_ADULTS, team))
    for address in ("placements:board", "placements:list"):
        for asked in ({}, {"free": "soon", "kind": house.kind, "ownership": "private"}):
            with django_assert_max_num_queries(MOST_STATEMENTS):
                shown(client.get(reverse(address), asked))


def test_the_list_is_exported_with_the_filters_of_the_board(team):
    lives(team, b.place(b.offer(name="Huset")), date(2026, 1, 1))
    lives(team, b.place(b.offer(kind="shelter")), date(2026, 1, 1), name="Bo Prøve")
    client = signed_in(b.actor(Role.CASEWORKER_ADULTS, team))
    asked = {"kind": "residential_temporary", "format": "csv"}
    answer = client.get(reverse("placements:list"), asked)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [(row["Borger"], row["Tilbud"], row["Fra"]) for row in rows] == [
        ("Ane Prøve", "Huset", "01-01-2026")
    ]


def test_an_empty_board_says_what_to_do(team):
    client = signed_in(b.actor(Role.FINANCE))
    assert "tilføj pladser på et tilbud" in shown(client.get(reverse("placements:board")))
    house = b.offer()
    page = shown(client.get(reverse("placements:board"), {"offer": str(house.id)}))
    assert reverse("offers:one", args=[house.id]) in page


def test_start_move_and_stop_through_the_pages(team):
    provider = b.provider()
    house = b.offer(provider)
    one, two = b.place(house, "1"), b.place(house, "2")
    rate = b.rate(house, (date(2020, 1, 1), None, 200_000))
    grant = b.grant(b.case(team), rate, date(2026, 10, 1))
    order = b.order(grant)
    user = signed_in(b.actor(Role.PROVIDER, provider=provider))
    user.post(reverse("orders:accept", args=[order.id]))
    keep = reverse("placements:of-order", args=[order.id])
    wanted = {"place": str(one.id), "start": "2026-11-20", "end": ""}
    assert "Planlagt" in shown(user.post(keep, wanted, follow=True))
    start = reverse("placements:start", args=[order.id])
    assert f'value="{one.id}" selected' in shown(user.get(start))
    refused = shown(user.post(start, {"day": "2026-11-03", "place": str(one.id)}))
    assert "Start, når dagen er kommet" in refused
    begun = shown(user.post(start, {"day": "2026-11-01", "place": str(one.id)}, follow=True))
    assert "I gang" in begun
    stay = Placement.objects.get()
    moved = user.post(
        reverse("placements:move", args=[stay.id]),
        {"day": "2026-11-02", "place": str(two.id)},
        follow=True,
    )
    assert "2.11.2026" in shown(moved)
    stop = reverse("placements:stop", args=[order.id])
    assert "form-error" in shown(user.post(stop, {"day": "2026-11-02", "reason": ""}))
    stopped = user.post(stop, {"day": "2026-11-02", "reason": "Flyttet"}, follow=True)
    assert "Stoppet" in shown(stopped)
    assert [s.end for s in Placement.objects.order_by("start")] == [
        date(2026, 11, 1),
        date(2026, 11, 2),
    ]


def test_what_does_not_run_has_no_stop_to_fill_in(team):
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, 1))
    order = b.order(b.grant(b.case(team), rate, date(2026, 10, 1)))
    page = shown(
        signed_in(b.actor(Role.CASEWORKER_ADULTS, team)).get(
            reverse("placements:stop", args=[order.id])
        )
    )
    assert "intet at stoppe" in page
    assert "I gang siden" not in page
    assert 'name="reason"' not in page


@pytest.mark.parametrize("page", ["start", "stop", "of-order"])
def test_the_pages_of_an_order_ask_no_more_than_twenty_questions(
    team, page, django_assert_max_num_queries
):
    provider = b.provider()
    house = b.offer(provider)
    for number in range(12):
        b.place(house, str(number))
    grant = b.grant(b.case(team), b.rate(house, (date(2020, 1, 1), None, 1)), date(2026, 10, 1))
    order = b.order(grant, b.TODAY if page == "stop" else None)
    user = signed_in(b.actor(Role.PROVIDER, provider=provider))
    if page != "stop":
        user.post(reverse("orders:accept", args=[order.id]))
    with django_assert_max_num_queries(MOST_STATEMENTS):
        shown(user.get(reverse(f"placements:{page}", args=[order.id])))
