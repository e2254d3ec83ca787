"""The day, the citizen and the case: what they show, in order, with few and constant questions."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from helhed.apps.assessments import actions as assessing
from helhed.apps.assessments.models import Assessment
from helhed.apps.audit.models import Entry
from helhed.apps.cases.actions import journal, tasks
from helhed.apps.cases.models import Document, JournalEntry, Task
from helhed.apps.decisions.actions import prepare
from helhed.apps.decisions.models import Decision
from helhed.apps.desk.queries.case import case_page
from helhed.apps.desk.queries.day import day_page
from helhed.apps.notifications import actions as notifying
from helhed.apps.plans import actions as planning
from helhed.kernel.cpr import Cpr
from helhed.rules.access.rights import Role
from helhed.rules.cases.sag import EntryKind
from tests.apps import building as b
from tests.apps.audit.acts_in_cases import report
from tests.apps.audit.acts_in_help import goal_words
from tests.apps.town import Town, level_theme

pytestmark = pytest.mark.django_db

MOST_STATEMENTS = 20


@pytest.fixture
def town():
    return Town()


def note(town, case, day, title, who=None):
    return journal.write_entry(
        who or town.anna,
        case=case.id,
        kind=EntryKind.NOTE,
        title=title,
        text="Noget",
        happened_on=day,
        sign=True,
    )


def task(who, case, title, due):
    """A task of somebody's, as it stands when its day has come or gone."""
    Task.objects.create(case=case, title=title, due=due, assigned_to=who.user, made_at=who.now())


def fill(town, plan, row, numbers):
    """So many of everything in and around one case."""
    case = town.case
    _, rate = town.offer_with_rate()
    for number in numbers:
        day = b.TODAY - timedelta(days=number)
        note(town, case, day, f"Notat {number}")
        task(town.anna, case, "Ring", day)
        planning.add_goal(town.anna, plan=plan.id, words=goal_words())
        assessing.add_theme(town.anna, assessment=row.id, subtheme=level_theme(number))
        b.suspension(b.grant(case, rate, day, counted=False), day, day)
        grant = b.grant(case, rate, day)
        b.order(grant, day, day)
        Document.objects.create(
            case=case,
            kind="incoming",
            title="Brev",
            file_name="a.pdf",
            content_type="application/pdf",
            size=1,
            sha256="0" * 64,
            dated=day,
            filed_at=b.NOON,
        )
        Assessment.objects.create(case=case, kind="vum", started_on=day, finished_on=day)
        b.case(town.north, town.citizen)
        b.case(town.north, responsible=town.anna.user)
        waiting = Decision.objects.create(case=case, state="submitted", prepared_on=day)
        Decision.objects.filter(id=waiting.id).update(submitted_at=b.NOON)
        prepare.begin(town.anna, case=case.id)


TURNS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


def asked(client, address):
    """How many questions a page asks, those left out that only begin and end a transaction."""
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len([q for q in found if not q["sql"].startswith(TURNS)])


def addresses(town, plan, assessment):
    draft = Decision.objects.filter(case=town.case, state="draft").first()
    return [
        reverse("desk:day"),
        reverse("desk:case", args=[town.case.id]),
        reverse("desk:citizen", args=[town.citizen.id]),
        reverse("cases:journal", args=[town.case.id]),
        reverse("cases:list"),
        reverse("plans:one", args=[plan.id]),
        reverse("assessments:one", args=[assessment.id]),
        reverse("decisions:one", args=[draft.id]),
        reverse("decisions:one", args=[b.Grant.objects.first().decision_id]),
        reverse("decisions:list"),
    ]


def test_pages_ask_as_much_of_thirty_as_of_three_and_at_most_twenty(town):
    plan, row = town.plan(), assessing.start(town.anna, case=town.case.id, carry=False)
    counts = []
    for numbers in (range(3), range(3, 30)):
        fill(town, plan, row, numbers)
        client = b.signed_in(town.anna)
        client.get(reverse("desk:day"))
        counts.append([asked(client, address) for address in addresses(town, plan, row)])
    few, many = counts
    assert few == many
    assert max(few) <= MOST_STATEMENTS


@pytest.mark.parametrize(
    "who", ["anna", "carla", "leader", "visitation", "head", "finance", "admin", "provider"]
)
def test_the_day_page_asks_as_much_of_many_as_of_few(town, who):
    somebody, counts = getattr(town, who), []
    client = b.signed_in(somebody)
    client.get(reverse("desk:day"))
    for _ in range(2):
        for number in range(4):
            case = b.case(town.north, responsible=somebody.user)
            Decision.objects.create(case=case, state="submitted", prepared_on=b.TODAY)
            tasks.put_task(somebody, case, f"Opgave {number}", b.TODAY, None)
            _, rate = town.offer_with_rate()
            b.order(b.grant(case, rate, b.TODAY))
        client.get(reverse("desk:day"))  # the first reader counts what changed
        counts.append(asked(client, reverse("desk:day")))
    assert counts[0] == counts[1]
    assert counts[0] <= MOST_STATEMENTS


def test_the_timeline_runs_from_now_to_the_day_the_case_was_opened(town):
    note(town, town.case, date(2024, 1, 2), "Første dag")
    note(town, town.case, date(2026, 10, 1), "Midt")
    town.plan()
    events = case_page(town.anna, town.case.id).events
    days = [event.day for event in events]
    assert days == sorted(days, reverse=True)
    assert [event.kind for event in events] == ["plan", "journal", "journal", "case"]
    page = b.signed_in(town.anna).get(reverse("desk:case", args=[town.case.id]), {"vis": "plan"})
    timeline = page.content.decode().split('id="tidslinje"')[1].split("</ol>")[0]
    assert timeline.count("<li>") == 1


def test_the_case_shows_own_words_goals_and_what_help_costs(town):
    planning.add_goal(town.anna, plan=town.plan().id, words=goal_words(own_words="Lave mad selv"))
    grant = town.granted()
    town.case.matters_to_me = "Min hund"
    town.case.save()
    found = case_page(town.anna, town.case.id)
    assert (found.this_year, found.next_year) == (31 * 250_000, 365 * 250_000)
    assert [g.id for g in found.listed] == [grant.id]
    page = b.signed_in(town.anna).get(reverse("desk:case", args=[town.case.id])).content.decode()
    for words in ("Min hund", "Lave mad selv", "77.500", "912.500"):
        assert words in page


def test_help_that_ended_this_year_stands_in_the_rows_that_its_sum_is_of(town):
    running = town.granted()
    ended = b.grant(town.case, running.rate, date(2026, 1, 1), date(2026, 1, 31))
    before = b.grant(town.case, running.rate, date(2025, 1, 1), date(2025, 1, 31))
    found = case_page(town.anna, town.case.id)
    assert [one.id for one in found.listed] == [running.id, ended.id]
    assert before.id not in {one.id for one in found.listed}
    assert sum(one.this_year for one in found.listed) == found.this_year
    page = b.signed_in(town.anna).get(reverse("desk:case", args=[town.case.id])).content.decode()
    assert '<span class="small">afsluttet</span>' in page


def test_buttons_are_those_that_ones_right_carries(town):
    grants = {
        "anna": {"edit", "journal", "assess", "plan", "decide", "order"},
        "visitation": {"edit", "journal", "assess", "plan", "decide", "order"},
        "head": set(),
    }
    for who, expected in grants.items():
        assert case_page(getattr(town, who), town.case.id).may == expected


def test_reading_the_case_and_the_citizen_is_logged(town):
    client = b.signed_in(town.head)
    client.get(reverse("desk:case", args=[town.case.id]))
    client.get(reverse("desk:citizen", args=[town.citizen.id]))
    rows = Entry.objects.order_by("id").values_list("action", "citizen", "role", "is_write")
    assert list(rows) == [
        ("case.read", town.citizen.id, "head", False),
        ("citizen.read", town.citizen.id, "head", False),
    ]


def test_the_day_names_what_waits_and_logs_each_citizen_named(town):
    task(town.anna, town.case, "Ring til mor", date(2026, 11, 1))
    waiting = town.submitted()
    sections = {s.title: s.items for s in day_page(town.leader).sections}
    assert [i.href for i in sections["Til godkendelse"]] == [
        reverse("decisions:one", args=[waiting.id])
    ]
    Entry.objects.all().delete()
    page = b.signed_in(town.anna).get(reverse("desk:day")).content.decode()
    assert "Ring til mor" in page
    assert re.search(r"1\. nov\.? 2026|01\.11\.2026|1\.11\.2026", page)
    [row] = Entry.objects.all()
    assert (row.action, row.citizen) == ("day.read", town.citizen.id)


def test_a_notification_past_its_24_hours_is_late_on_the_day_page(town):
    row = notifying.receive(
        town.carla,
        cpr=Cpr("0202184444"),
        name="Bo",
        municipality="0999",
        report=report(town),
    )
    later = b.actor(Role.CASEWORKER_CHILDREN, town.family, today=date(2026, 11, 4))
    [item] = next(s for s in day_page(later).sections if s.title == "Underretninger").items
    assert item.is_late
    assert item.href == reverse("notifications:one", args=[row.id])


def test_somebody_without_a_role_is_told_whom_to_ask(town):
    page = b.signed_in(town.nobody).get(reverse("desk:day")).content.decode()
    assert "Du har ingen rolle i dag." in page


def test_signed_entries_of_a_case_are_never_lost_from_its_page(town):
    for number in range(3):
        note(town, town.case, b.TODAY, f"Notat {number}")
    found = case_page(town.anna, town.case.id)
    assert {e.id for e in found.entries} == set(JournalEntry.objects.values_list("id", flat=True))
