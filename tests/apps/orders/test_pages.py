"""Pages of orders: what each side is shown, what is kept, how much is asked, what is logged."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from helhed.apps.audit.models import Entry
from helhed.apps.orders.models import Order
from helhed.rules.access.rights import Role
from tests.apps import building as b
from tests.apps.orders.test_life import known

pytestmark = pytest.mark.django_db

MOST_STATEMENTS = 20
RATE = (date(2020, 1, 1), None, 200_000)


@pytest.fixture
def team():
    b.municipality()
    return b.unit("Team Nord")


def signed_in(actor):
    client = Client()
    client.force_login(actor.user)
    return client


def granted(team, provider, responsible=None, name="Ane Prøve"):
    case = b.case(team, b.citizen(name=name), responsible)
    return b.grant(case, b.rate(b.offer(provider), RATE), date(2026, 11, 1))


def shown(response):
    assert response.status_code == 200, response.content.decode()[:400]
    return response.content.decode()


def test_from_a_grant_to_a_yes_through_the_pages(team):
    caseworker = b.actor(Role.CASEWORKER_ADULTS, team)
    provider = b.provider(name="Solbakken")
    grant = granted(team, provider, caseworker.user)
    sender, answerer = signed_in(caseworker), signed_in(b.actor(Role.PROVIDER, provider=provider))
    begin = reverse("orders:begin", args=[grant.id])
    assert "Bestil hjælpen" in shown(sender.get(begin))
    asked = {"purpose": "Trygt hjem", "needs": "", "wanted_start": "2026-11-02"}
    draft = shown(sender.post(begin, asked, follow=True))
    assert "Send bestillingen" in draft
    order = Order.objects.get()
    one = reverse("orders:one", args=[order.id])
    assert answerer.get(one).status_code == 403
    assert "Svar senest" in shown(sender.post(reverse("orders:send", args=[order.id]), follow=True))
    page = shown(answerer.get(one))
    assert "Accepter" in page
    assert "Trygt hjem" in page
    assert reverse("desk:case", args=[grant.decision.case_id]) not in page
    assert "2.000,00" not in page
    assert "2.000,00" in shown(sender.get(one))
    accepted = shown(answerer.post(reverse("orders:accept", args=[order.id]), follow=True))
    assert reverse("placements:start", args=[order.id]) in accepted
    assert reverse("placements:start", args=[order.id]) not in shown(sender.get(one))


def panels(page):
    """The texts of an order's panels that the provider is sent, by their headings."""
    found = {}
    for panel in re.findall(r'<section class="panel"[^>]*>(.*?)</section>', page, re.DOTALL):
        words = " ".join(re.sub(r"<[^>]+>", " ", panel).split())
        for heading in ("Formålet med hjælpen", "Mål", "Det, udføreren skal vide"):
            if words.startswith(heading):
                found[heading] = words
    return found


def test_what_is_shown_before_sending_is_what_the_provider_sees_word_for_word(team):
    caseworker = b.actor(Role.CASEWORKER_ADULTS, team)
    provider = b.provider(name="Solbakken")
    grant = granted(team, provider, caseworker.user)
    goal = known(grant)
    sender = signed_in(caseworker)
    begin = reverse("orders:begin", args=[grant.id])
    assert "Hemmeligt for udføreren" in shown(sender.get(begin))
    asked = {
        "purpose": "Trygt hjem",
        "goals": [str(goal.id)],
        "parts": ["own_words"],
        "needs": "Nødder",
        "wanted_start": "2026-11-02",
    }
    draft = shown(sender.post(begin, asked, follow=True))
    assert "Solbakken får at se" in draft
    order = Order.objects.get()
    sender.post(reverse("orders:send", args=[order.id]))
    seen = shown(
        signed_in(b.actor(Role.PROVIDER, provider=provider)).get(
            reverse("orders:one", args=[order.id])
        )
    )
    before = panels(draft)
    assert before == panels(seen)
    assert set(before) == {"Formålet med hjælpen", "Mål", "Det, udføreren skal vide"}
    assert "Jeg vil klare mit bad selv" in before["Mål"]
    assert "Jeg vil bo for mig selv" in before["Det, udføreren skal vide"]
    assert "Nødder" in before["Det, udføreren skal vide"]
    assert "Hemmeligt for udføreren" not in draft
    assert "Hemmeligt for udføreren" not in seen


def test_a_form_that_is_not_enough_keeps_what_was_written(team):
    caseworker = b.actor(Role.CASEWORKER_ADULTS, team)
    grant = granted(team, b.provider())
    page = shown(
        signed_in(caseworker).post(
            reverse("orders:begin", args=[grant.id]),
            {"purpose": "Langt og vigtigt", "needs": "Nødder", "wanted_start": "2026-10-31"},
        )
    )
    assert "Bevillingen begynder først 1.11.2026" in page
    assert "Langt og vigtigt" in page
    assert not Order.objects.exists()


def test_a_no_without_a_reason_is_asked_for_one(team):
    provider = b.provider()
    order = b.order(granted(team, provider))
    user = signed_in(b.actor(Role.PROVIDER, provider=provider))
    page = shown(user.post(reverse("orders:reject", args=[order.id]), {"reason": ""}))
    assert 'class="details" open' in page
    order.refresh_from_db()
    assert order.state == "sent"
    gone = shown(
        user.post(reverse("orders:reject", args=[order.id]), {"reason": "Fuldt"}, follow=True)
    )
    assert "Fuldt" in gone


def test_a_providers_user_lists_her_own_and_finance_lists_none(team):
    mine, others = b.provider(name="Solbakken"), b.provider(name="Skrænten")
    b.order(granted(team, mine, name="Ane Prøve"))
    b.order(granted(team, others, name="Bo Prøve"))
    listed = reverse("orders:list")
    page = shown(signed_in(b.actor(Role.PROVIDER, provider=mine)).get(listed))
    assert "Ane Prøve" in page
    assert "Bo Prøve" not in page
    assert signed_in(b.actor(Role.FINANCE)).get(listed).status_code == 403
    everything = shown(signed_in(b.actor(Role.CASEWORKER_ADULTS, team)).get(listed))
    assert "Ane Prøve" in everything
    assert "Bo Prøve" in everything


def test_the_filters_of_the_list_live_in_the_address(team):
    provider = b.provider(name="Solbakken")
    late, fresh = (b.order(granted(team, provider, name=n)) for n in ("Sen Prøve", "Ny Prøve"))
    b.order(granted(team, b.provider(name="Skrænten"), name="Tredje Prøve"), b.TODAY)
    Order.objects.filter(id=late.id).update(sent_at=fresh.sent_at - timedelta(days=20))
    client = signed_in(b.actor(Role.CASEWORKER_ADULTS, team))

    def names(**asked):
        page = shown(client.get(reverse("orders:list"), asked))
        return {name for name in ("Sen", "Ny", "Tredje") if f"{name} Prøve" in page}

    assert names(late="1") == {"Sen"}
    assert names(state="started") == {"Tredje"}
    assert names(provider=str(provider.id)) == {"Sen", "Ny"}
    assert names(state="alive") == {"Sen", "Ny", "Tredje"}
    assert names(state="nonsense") == {"Sen", "Ny", "Tredje"}


@pytest.mark.parametrize("rows", [1, 12])
def test_no_page_asks_more_than_twenty_questions(team, rows, django_assert_max_num_queries):
    provider = b.provider()
    caseworker = b.actor(Role.CASEWORKER_ADULTS, team)
    for _ in range(rows):
        grant = granted(team, provider, caseworker.user)
        order = b.order(grant)
    for _ in range(rows):
        order.messages.create(at=b.NOON, side="provider", text="Hej", by=caseworker.user)
    for actor in (caseworker, b.actor(Role.PROVIDER, provider=provider)):
        client = signed_in(actor)
        for address in (
            reverse("orders:list"),
            reverse("orders:one", args=[order.id]),
        ):
            with django_assert_max_num_queries(MOST_STATEMENTS):
                shown(client.get(address))
    known(grant)
    client = signed_in(caseworker)
    with django_assert_max_num_queries(MOST_STATEMENTS):
        shown(client.get(reverse("orders:begin", args=[grant.id])))


def test_every_citizen_on_the_list_is_in_the_log(team):
    provider = b.provider()
    citizens = {b.order(granted(team, provider)).grant.citizen_id for _ in range(3)}
    shown(signed_in(b.actor(Role.PROVIDER, provider=provider)).get(reverse("orders:list")))
    logged = Entry.objects.filter(action="order.list").values_list("citizen", flat=True)
    assert set(logged) == citizens


def test_what_there_is_no_room_for_on_the_list_is_in_its_export(team):
    caseworker = b.actor(Role.CASEWORKER_ADULTS, team)
    b.order(granted(team, b.provider()), date(2026, 11, 1), date(2026, 11, 2))
    client, listed = signed_in(caseworker), reverse("orders:list")
    assert "Besvaret" not in shown(client.get(listed))
    export = shown(client.get(listed, {"format": "csv"}))
    assert "Besvaret" in export
    assert "Stoppet" in export
