"""The provider's own notes, shared or not, and its status on the goals."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.audit.models import Entry
from helhed.apps.desk.queries.texts import search_texts
from helhed.apps.desk.queries.thing import ThingKind
from helhed.apps.desk.queries.things import read_things
from helhed.apps.orders import noting
from helhed.apps.orders.models import Order, ProviderNote
from helhed.apps.plans import actions as planning
from helhed.apps.plans.models import GoalStatus
from helhed.apps.transfer.searchable import rebuild
from helhed.rules.access.rights import Role
from helhed.rules.orders.notat import UnableToNote
from helhed.rules.plans.status import Progress, Told, UnableToTellStatus
from tests.apps import building as b
from tests.apps.audit.acts_in_help import goal_words
from tests.apps.town import Town

pytestmark = pytest.mark.django_db

OWN, SHARED = "Kun vores eget zq1", "Det deler vi zq2"


@pytest.fixture
def house():
    town = Town()
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, 250_000))
    order = b.order(b.grant(town.case, rate, date(2026, 1, 1)), date(2026, 1, 1))
    plan = town.plan()
    town.goal = planning.add_goal(town.anna, plan=plan.id, words=goal_words())
    town.not_sent = planning.add_goal(town.anna, plan=plan.id, words=goal_words())
    order.goals.set([town.goal])
    town.theirs = b.actor(Role.PROVIDER, provider=order.provider)
    return town, order


def note(house, text=OWN, share=False, day=b.TODAY, who=None):
    town, order = house
    return noting.note(who or town.theirs, order=order.id, day=day, text=text, share=share)


def seen_of_the_authority(town, order):
    """Everything that tells of the order to the authority: its page, the day, the case, the
    citizen's timeline and file, and the thing that these are read from."""
    pages = [
        b.seen(who, name, *parts)
        for who in (town.anna, town.leader, town.head)
        for name, parts in (
            ("orders:one", [order.id]),
            ("desk:case", [order.case_id]),
            ("desk:timeline", [order.grant.citizen_id]),
            ("desk:day", []),
        )
    ]
    thing = read_things(ThingKind.ORDER, [order.id])[order.id]
    return "\n".join([*pages, thing.text])


def test_what_a_provider_does_not_share_is_nowhere_seen_by_the_authority(house):
    town, order = house
    note(house)
    note(house, SHARED, share=True)
    told = seen_of_the_authority(town, order)
    assert OWN not in told
    assert SHARED in told
    theirs = b.seen(town.theirs, "orders:one", order.id)
    assert OWN in theirs
    assert SHARED in theirs


def test_a_note_that_is_shared_later_is_read_from_then_on_and_stays_so(house):
    town, order = house
    row = note(house)
    with pytest.raises(UnableToLetIn):
        noting.share(town.anna, note=row.id)
    noting.share(town.theirs, note=row.id)
    assert OWN in seen_of_the_authority(town, order)
    with pytest.raises(UnableToNote):
        noting.share(town.theirs, note=row.id)


def test_the_search_finds_a_note_that_is_shared_and_none_that_is_not(house):
    town, _order = house
    note(house)
    note(house, SHARED, share=True)
    assert len(search_texts(town.anna, "zq2").rows) == 1
    assert search_texts(town.anna, "zq1").rows == []
    rebuild()
    assert len(search_texts(town.anna, "zq2").rows) == 1
    assert search_texts(town.anna, "zq1").rows == []


@pytest.mark.parametrize(
    ("text", "day"),
    [(" ", b.TODAY), ("x", b.TODAY + timedelta(days=1)), ("x", date(2025, 12, 31))],
)
def test_a_note_has_words_and_a_day_on_which_help_was_given(house, text, day):
    with pytest.raises(UnableToNote):
        note(house, text, day=day)
    assert not ProviderNote.objects.exists()


def test_nobody_but_the_orders_provider_writes_notes_or_status(house):
    town, order = house
    told = [Told(town.goal.id, Progress.FORWARD, 5, "")]
    for other in (town.anna, b.actor(Role.PROVIDER, provider=b.provider()), town.nobody):
        with pytest.raises(UnableToLetIn):
            note(house, who=other)
        with pytest.raises(UnableToLetIn):
            noting.tell_goals(other, order=order.id, told=told)


def test_what_is_written_is_not_in_the_log(house):
    note(house)
    assert not any("zq1" in str(row.facts) for row in Entry.objects.all())
    assert Entry.objects.filter(action="order.note").count() == 1


def test_status_goal_by_goal_stands_in_the_order_the_plan_and_the_follow_up(house):
    town, order = house
    told = Told(town.goal.id, Progress.FORWARD, 7, "Laver selv mad zq3")
    noting.tell_goals(town.theirs, order=order.id, told=[told])
    for name, key in (
        ("orders:one", order.id),
        ("plans:one", town.goal.plan_id),
        ("plans:follow-up", town.goal.plan_id),
    ):
        page = b.seen(town.anna, name, key)
        assert "Går fremad" in page, name
        assert "zq3" in page, name
        assert "7/10" in page, name


def test_the_words_of_a_status_are_found_by_search_and_stand_in_the_citizens_file(house):
    town, order = house
    told = [Told(town.goal.id, Progress.FORWARD, 7, "Bager boller")]
    noting.tell_goals(town.theirs, order=order.id, told=told)
    [found] = search_texts(town.anna, "bolle").rows
    assert found.href == reverse("plans:one", args=[town.goal.plan_id])
    assert search_texts(town.bo, "bolle").rows == []
    thing = read_things(ThingKind.PLAN, [town.goal.plan_id])[town.goal.plan_id]
    assert any("Bager boller" in text and "7/10" in text for _, text in thing.parts)


def test_status_is_only_of_goals_that_were_sent_and_while_the_help_runs(house):
    town, order = house
    for wrong in ([], [Told(town.not_sent.id, Progress.SAME, None, "")]):
        with pytest.raises(UnableToTellStatus):
            noting.tell_goals(town.theirs, order=order.id, told=wrong)
    told = [Told(town.goal.id, Progress.SAME, 11, "")]
    with pytest.raises(UnableToTellStatus):
        noting.tell_goals(town.theirs, order=order.id, told=told)
    Order.objects.filter(id=order.id).update(state="stopped")
    told = [Told(town.goal.id, Progress.SAME, 1, "")]
    with pytest.raises(UnableToNote):
        noting.tell_goals(town.theirs, order=order.id, told=told)
    assert not GoalStatus.objects.exists()


def test_notes_and_status_are_written_through_the_pages(house):
    town, order = house
    client = b.signed_in(town.theirs)
    page = b.seen(town.theirs, "orders:one", order.id)
    write, status = (reverse(name, args=[order.id]) for name in ("orders:note", "orders:status"))
    assert write in page
    assert status in page
    assert client.post(write, {"day": "2026-11-02", "text": OWN}).status_code == 302
    row = ProviderNote.objects.get()
    assert row.shared_at is None
    share = reverse("orders:share", args=[order.id, row.id])
    assert share in client.get(reverse("orders:one", args=[order.id])).content.decode()
    assert client.post(share).status_code == 302
    row.refresh_from_db()
    assert row.shared_at is not None
    form = client.get(status).content.decode()
    assert town.goal.own_words in form
    assert town.not_sent.own_words not in form or town.not_sent.own_words == town.goal.own_words
    empty = {f"{town.goal.id}-progress": "", f"{town.goal.id}-own_score": ""}
    assert "mindst ét mål" in client.post(status, empty).content.decode()
    asked = {f"{town.goal.id}-progress": "reached", f"{town.goal.id}-own_score": "10"}
    assert client.post(status, asked).status_code == 302
    assert GoalStatus.objects.get().progress == "reached"
    assert b.signed_in(town.anna).get(write).status_code == 403
