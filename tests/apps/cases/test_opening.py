"""Opening, giving and closing cases, and the tasks in them."""

import threading
from datetime import date

import pytest
from django.db import connection, connections
from django.urls import reverse

from helhed.apps.cases.actions import opening, person, tasks
from helhed.apps.cases.actions.opening import UnableToOpenCase
from helhed.apps.cases.actions.person import UnableToRegisterCitizen
from helhed.apps.cases.models import Case, Task
from helhed.apps.cases.queries import caseworkers_of, my_tasks
from helhed.apps.citizens.models import Citizen
from helhed.apps.decisions.actions.close import UnableToCloseCase, close_case
from helhed.apps.layout.first import First
from helhed.kernel.cpr import Cpr
from helhed.rules.access.rights import Role
from helhed.rules.cases.sag import CaseArea, OpenedThrough
from tests.apps import building as b
from tests.apps.cases.test_journal import write
from tests.apps.town import CPR, Town


@pytest.fixture
def town(db):
    return Town()


def open_one(who, unit, person=None, area=CaseArea.DISABILITY):
    return opening.open_case(
        who,
        citizen=(person or b.citizen()).id,
        unit=unit.id,
        area=area,
        opened_through=OpenedThrough.APPLICATION,
        reason="Søger hjælp",
    )


def test_numbers_run_by_department_and_year(town):
    numbers = [open_one(town.anna, town.north).number for _ in range(2)]
    numbers.append(open_one(town.bo, town.south).number)
    child = b.citizen(date(2015, 3, 4))
    numbers.append(open_one(town.carla, town.family, child, CaseArea.CHILD_AT_RISK).number)
    later = b.actor(Role.CASEWORKER_ADULTS, town.north, today=date(2027, 1, 1))
    numbers.append(open_one(later, town.north).number)
    assert numbers[:3] == ["V-2026-00001", "V-2026-00002", "V-2026-00003"]
    assert numbers[3:] == ["B-2026-00001", "V-2027-00001"]


def test_numbers_go_on_after_those_that_came_in_by_import(town):
    Case.objects.filter(id=town.case.id).update(number="V-2026-00041")
    assert open_one(town.anna, town.north).number == "V-2026-00042"


def test_a_citizen_has_one_open_case_in_a_department(town):
    Citizen.objects.filter(id=town.case.citizen_id).update(birth_date=date(2006, 5, 17))
    with pytest.raises(UnableToOpenCase):
        open_one(town.bo, town.south, town.case.citizen)
    open_one(town.carla, town.family, town.case.citizen, CaseArea.CHILD_AT_RISK)
    Case.objects.filter(id=town.case.id).update(closed_on=b.TODAY)
    open_one(town.bo, town.south, town.case.citizen)


def test_a_case_is_opened_for_nobody_too_young_or_too_old_for_its_area(town):
    with pytest.raises(UnableToOpenCase, match="for ung"):
        open_one(town.anna, town.north, b.citizen(date(2020, 5, 17)))
    old = b.citizen(date(1940, 5, 17))
    with pytest.raises(UnableToOpenCase, match="for gammel"):
        open_one(town.carla, town.family, old, CaseArea.CHILD_AT_RISK)


def at_once(*acts):
    """Run acts in threads that all begin together; what each raised, or None."""
    ready, raised = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        ready.wait()
        try:
            act()
        except Exception as error:
            raised[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


several_writers = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="a test database of SQLite has one writer"
)


@several_writers
@pytest.mark.django_db(transaction=True)
def test_cases_opened_at_once_never_share_a_number():
    town = Town()
    people = [b.citizen() for _ in range(8)]
    raised = at_once(*(lambda p=p: open_one(town.anna, town.north, p) for p in people))
    assert raised == [None] * 8
    numbers = sorted(Case.objects.values_list("number", flat=True))
    assert numbers == [f"V-2026-{n:05d}" for n in range(1, 9)]


@several_writers
@pytest.mark.django_db(transaction=True)
def test_two_who_open_a_case_for_the_same_citizen_at_once_open_one():
    town = Town()
    somebody = b.citizen()
    raised = at_once(
        *(
            lambda who=who, unit=unit: open_one(who, unit, somebody)
            for who, unit in [(town.anna, town.north), (town.bo, town.south)]
        )
    )
    assert sorted(type(error) for error in raised if error) == [UnableToOpenCase]
    assert Case.objects.count() == 1


def test_somebody_known_already_is_not_registered_again(town):
    person.register_citizen(town.anna, cpr=Cpr(CPR), name="Ane", municipality="0999")
    with pytest.raises(UnableToRegisterCitizen):
        person.register_citizen(town.bo, cpr=Cpr(CPR), name="Bo", municipality="0999")
    made = Citizen.objects.get(cpr=CPR)
    assert (made.name, made.birth_date, made.sex) == ("Ane", date(1980, 1, 1), "female")


def test_a_citizen_is_registered_by_the_form_and_the_number_is_never_said_again(town):
    client, address = b.signed_in(town.anna), reverse("cases:register")
    wrong = client.post(address, {"cpr": "311380-1118", "name": "Ane"})
    assert "begynde med en dato" in wrong.content.decode()
    made = client.post(address, {"cpr": "010180-1118", "name": "Ane"})
    citizen = Citizen.objects.get(cpr=CPR)
    assert made["Location"] == reverse("desk:citizen", args=[citizen.id])
    again = client.post(address, {"cpr": CPR, "name": "Bo"}, follow=True)
    assert "Borgeren findes allerede" in again.content.decode()
    assert again.redirect_chain[-1][0] == made["Location"]


def test_a_protected_address_is_not_wiped_by_a_form_that_did_not_show_it(town):
    facts = person.PersonFacts("Ane", "", "", "", "12", "", True)
    person.change_citizen(town.anna, citizen=town.case.citizen_id, facts=facts)
    town.citizen.refresh_from_db()
    assert town.citizen.address.endswith("vej 4")
    assert town.citizen.phone == "12"


def test_a_case_is_closed_when_nothing_in_it_waits(town):
    close = {"case": town.case.id, "day": b.TODAY, "reason": "Klarer sig selv"}
    task = tasks.add_task(town.anna, case=town.case.id, title="Ring", due=b.TODAY)
    with pytest.raises(UnableToCloseCase):
        close_case(town.anna, **close)
    tasks.finish_task(town.anna, task=task.id)
    write(town)
    with pytest.raises(UnableToCloseCase):
        close_case(town.anna, **close)
    town.case.entries.all().delete()
    close_case(town.anna, **close)
    town.case.refresh_from_db()
    assert (town.case.closed_on, town.case.close_reason) == (b.TODAY, "Klarer sig selv")


def test_a_task_is_done_once(town):
    task = tasks.add_task(town.anna, case=town.case.id, title="Ring", due=b.TODAY)
    Task.objects.filter(id=task.id).update(due=date(2026, 11, 1))
    tasks.add_task(town.anna, case=town.case.id, title="Skriv", due=b.TODAY)
    waiting = my_tasks(town.anna, 1)
    assert ([t.id for t in waiting.rows], waiting.count, waiting.late) == ([task.id], 2, 1)
    tasks.finish_task(town.leader, task=task.id)
    tasks.finish_task(town.anna, task=task.id)
    task.refresh_from_db()
    assert task.done_by == town.leader.user
    waiting = my_tasks(town.anna, 1)
    assert ([t.title for t in waiting.rows], waiting.count, waiting.late) == (["Skriv"], 1, 0)


def test_whoever_moves_to_another_team_leaves_tasks_and_cases_behind(town):
    tasks.add_task(town.anna, case=town.case.id, title="Ring", due=b.TODAY)
    assert my_tasks(town.anna, 8).count == 1
    moved = b.actor(Role.CASEWORKER_ADULTS, town.south)
    moved.user = town.anna.user
    assert my_tasks(moved, 8) == First([], 0, 0)


def test_only_those_with_a_post_in_the_team_today_can_take_its_cases(town):
    gone = b.user("Gået")
    coming = b.user("Kommer")
    for user, start, end in [
        (gone, date(2020, 1, 1), date(2026, 11, 1)),
        (coming, date(2026, 11, 3), None),
    ]:
        user.holdings.create(role="caseworker_adults", unit=town.north, start=start, end=end)
    present = [town.anna.user, town.leader.user]
    assert town.bo.user not in present
    assert set(caseworkers_of(town.north.id, b.TODAY)) == set(present)


def test_a_task_is_changed_and_given_to_another_of_the_team(town):
    task = tasks.add_task(town.anna, case=town.case.id, title="Ring", due=b.TODAY)
    town.leader, town.bo  # noqa: B018 - they have to be there to be chosen
    client, address = b.signed_in(town.anna), reverse("cases:change-task", args=[task.id])
    assert reverse("desk:case", args=[town.case.id]) in client.get(address).content.decode()
    sent = {"title": "Skriv", "due": "2026-11-20", "assigned_to": str(town.bo.id)}
    assert client.post(address, sent).status_code == 200  # bo is in the south
    assert client.post(address, {**sent, "assigned_to": town.leader.id}).status_code == 302
    task.refresh_from_db()
    assert (task.title, task.due, task.assigned_to) == (
        "Skriv",
        date(2026, 11, 20),
        town.leader.user,
    )


def test_the_day_that_an_act_sets_is_not_moved_and_late_is_no_hindrance(town):
    task = tasks.add_task(town.anna, case=town.case.id, title="Ring", due=b.TODAY)
    Task.objects.filter(id=task.id).update(law="BL § 20", due=date(2026, 10, 1))
    change = {"task": task.id, "title": "Skriv", "assigned_to": town.anna.id}
    with pytest.raises(tasks.UnableToChangeTask, match="loven"):
        tasks.change_task(town.anna, due=date(2026, 12, 1), **change)
    tasks.change_task(town.anna, due=date(2026, 10, 1), **change)
    tasks.finish_task(town.anna, task=task.id)
    with pytest.raises(tasks.UnableToChangeTask, match="udført"):
        tasks.change_task(town.anna, due=date(2026, 10, 1), **change)


def test_a_choice_that_is_not_on_the_list_is_answered_in_plain_words(town):
    address = reverse("cases:open", args=[town.citizen.id])
    sent = {"unit": town.south.id, "area": "<x>", "opened_through": "notification", "reason": "x"}
    page = b.signed_in(town.anna).post(address, sent).content.decode()
    assert page.count("Valget findes ikke. Vælg et fra listen.") == 2
    assert "gyldig valgmulighed" not in page
