"""The board of those who become adults: who is on it, for whom, and whose money it shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from helhed.apps.access.access import Actor, posts_of
from helhed.apps.access.models import RoleHolding
from helhed.apps.audit.models import Entry
from helhed.apps.cases.models import Case
from helhed.apps.decisions.models import Grant
from helhed.apps.layout.web.tables import Listed
from helhed.apps.transitions import queries
from helhed.apps.transitions.web.views import YOUNG
from helhed.rules.access.rights import Role
from tests.apps import building as b
from tests.apps.town import Town

pytestmark = pytest.mark.django_db

BORN = date(2009, 5, 1)  # 17 years old on the day of the tests


@pytest.fixture
def town():
    return Town()


def helped(town, born=BORN, *, adult=False, disabled=False):
    """A young person with help from the children's department, and perhaps from the adults'."""
    young = b.citizen(born, "Mika Ung")
    case = b.case(town.family, young, town.carla.user)
    if disabled:
        case.area = "child_disability"
        case.save()
    offer = b.offer(kind="children_institution")
    day = (date(2020, 1, 1), None, 100_000)
    b.grant(case, b.rate(offer, day), date(2025, 1, 1), service_key="doegninstitution")
    if adult:
        other = b.case(town.north, young, town.anna.user)
        b.grant(other, b.rate(b.offer(), day), date(2027, 5, 1))
    return young


def head_of_both(town):
    head = town.head
    RoleHolding.objects.create(
        user=head.user, role=Role.HEAD.value, unit=town.children, start=date(2000, 1, 1)
    )
    return Actor(head.user, posts_of(head.user, b.TODAY), head.clock)


def row(actor, *, early=False):
    found = queries.board(actor, early=early)
    return queries.row(found[0], actor) if found else None


@pytest.mark.parametrize(
    ("born", "early", "is_shown"),
    [
        (date(2001, 11, 1), False, False),
        (date(2002, 1, 1), False, True),
        (date(2010, 11, 1), False, True),
        (date(2011, 1, 1), False, False),
        (date(2011, 1, 1), True, True),
        (date(2012, 1, 1), True, False),
    ],
)
def test_the_board_has_those_from_16_to_25_and_from_15_and_a_half_on_request(
    town, born, early, is_shown
):
    young = b.citizen(born, "Mika Ung")
    case = b.case(town.north, young, town.anna.user)
    day = (date(2020, 1, 1), None, 100_000)
    b.grant(case, b.rate(b.offer(), day), date(2025, 1, 1))
    assert bool(queries.board(town.anna, early=early)) == is_shown


def test_each_department_sees_its_own_money_and_only_who_holds_both_rights_sees_the_joint(town):
    helped(town, adult=True)
    child, adult, both = row(town.childrens_head), row(town.head), row(head_of_both(town))
    assert child["children"] > 0
    assert (child["adults"], child["joint"]) == (None, None)
    assert adult["adults_next"] > 0
    assert (adult["children"], adult["joint"]) == (None, None)
    assert both["joint"] == child["children"] + adult["adults"]
    assert both["joint_next"] == child["children_next"] + adult["adults_next"]


def test_every_amount_opens_to_the_grants_behind_it_and_they_sum_to_it(town):
    young = helped(town, adult=True)
    boss = head_of_both(town)
    found = queries.one_of(boss, young.id)
    assert sum(grant.this_year for grant in found.grants) == row(boss)["joint"]
    page = b.seen(boss, "transitions:one", young.id)
    assert page.count("/oekonomi/") == 2
    assert f"/overgang/{young.id}/#hjaelp" in b.seen(boss, "transitions:board")


def test_help_in_a_case_that_is_closed_to_the_reader_is_told_of_without_its_price(town):
    young = helped(town, adult=True)
    page = b.seen(town.carla, "transitions:one", young.id)
    assert "Den unge får også hjælp i en sag, som du ikke må se." in page
    assert page.count("/oekonomi/") == 1
    other = Case.objects.get(citizen=young, department="adults")
    assert str(other.id) not in page


def test_nobody_sees_those_of_another_team(town):
    young = helped(town)
    assert row(town.dan) is None
    assert row(town.anna) is None
    address = reverse("transitions:one", args=[young.id])
    assert b.signed_in(town.dan).get(address).status_code == 404
    for who in (town.finance, town.provider, town.nobody, town.admin):
        years = b.signed_in(who).get(reverse("transitions:years"))
        assert years.status_code == (200 if who is town.finance else 403)
        assert b.signed_in(who).get(reverse("transitions:board")).status_code == 403
        assert b.signed_in(who).get(address).status_code == 403


def test_what_is_missing_stands_with_day_and_law(town):
    helped(town, disabled=True)
    found = row(town.carla)
    assert (found["law"], found["due"]) == ("BL § 108", date(2025, 5, 1))
    page = b.seen(town.carla, "transitions:board")
    assert "4: ungeplan, sag hos voksne, " in page
    assert "2 af 4 overskredet" in page
    file = b.seen(town.carla, "transitions:board", format="csv")
    assert "1.5.2025: Tag stilling til en ungeplan" in file
    assert file.count("Fristen er overskredet") == 2


def test_whoever_lacks_nothing_stands_after_those_who_do(town):
    helped(town, disabled=True)
    (found,) = queries.board(town.carla, early=False)
    nothing = replace(found, missing=[])
    rows = [queries.row(one, town.carla) for one in (nothing, found)]
    due = next(column for column in YOUNG if column.key == "due")
    assert [row["due"] for row in Listed(rows).rows(due.sort, False, 0, 9)] == [
        date(2025, 5, 1),
        None,
    ]


def test_the_sums_by_year_of_birth_are_the_sums_of_the_board(town):
    helped(town)
    helped(town, date(2009, 8, 1))
    helped(town, date(2008, 12, 5))
    found = queries.board(town.childrens_head, early=False)
    rows = queries.by_year(found, town.childrens_head)
    assert [(one["year"], one["count"]) for one in rows] == [(2008, 1), (2009, 2)]
    each = [queries.row(one, town.childrens_head)["children"] for one in found]
    assert sum(one["children"] for one in rows) == sum(each)
    assert [one["joint"] for one in rows] == [None, None]
    page = b.seen(town.childrens_head, "transitions:years")
    assert "?aar=2009" in page
    assert "Voksne i år" not in page


def test_everybody_who_is_shown_is_logged_and_a_file_says_so(town):
    young = helped(town)
    b.seen(town.carla, "transitions:board")
    b.seen(town.carla, "transitions:board", format="csv")
    logged = Entry.objects.filter(action="transition.list", citizen=young.id)
    assert logged.count() == 2
    assert logged.filter(facts__format="csv").count() == 1


def test_finance_reads_the_sums_by_year_of_birth_and_no_name(town):
    helped(town, adult=True)
    [found] = queries.by_year(queries.to_sum(town.finance, early=False), town.finance)
    both = row(head_of_both(town))
    assert (found["joint"], found["joint_next"]) == (both["joint"], both["joint_next"])
    page = b.seen(town.finance, "transitions:years")
    assert "Mika Ung" not in page
    assert "?aar=" not in page
    assert reverse("transitions:board") not in page.replace(reverse("transitions:years"), "")
    assert reverse("transitions:years") in b.seen(town.finance, "budgets:overview")


def test_what_is_not_decided_next_year_is_told_apart_from_what_is_granted(town):
    """The help ends at 18 on 1 May 2027 and what follows is not decided: the joint cost does not
    look as if it fell."""
    young = helped(town, disabled=True)
    [given] = Grant.objects.filter(citizen=young)
    given.end = date(2027, 4, 30)
    given.save()
    b.recount(given)
    found = row(head_of_both(town))
    assert 0 < found["joint_next"] < found["joint"]
    assert found["joint_next"] + found["undecided_next"] == pytest.approx(found["joint"], rel=0.01)
    assert found["ending_next"] == 0
    page = b.seen(head_of_both(town), "transitions:board")
    assert "er ikke afgjort" in page
    decided = b.case(town.north, young, town.anna.user)
    b.grant(decided, b.rate(b.offer(), (date(2020, 1, 1), None, 100_000)), date(2027, 5, 1))
    found = row(head_of_both(town))
    assert found["undecided_next"] == 0
    assert found["ending_next"] > 0


def test_the_help_of_one_is_taken_out_as_a_file_and_that_is_logged(town):
    young = helped(town)
    address = reverse("transitions:one", args=[young.id])
    file = b.signed_in(town.carla).get(address, {"format": "csv"}).content.decode("utf-8-sig")
    assert file.startswith("Ydelse;Sag;Hos;Fra;Til;")
    assert len(file.splitlines()) == 2
    logged = Entry.objects.filter(action="transition.read", citizen=young.id, facts__format="csv")
    assert logged.count() == 1


def test_the_adults_head_is_told_how_many_are_on_their_way_and_not_who(town):
    helped(town, disabled=True)
    helped(town, date(2010, 8, 1), disabled=True)
    page = b.seen(town.head, "transitions:board")
    assert "1 til fylder snart 18" in page, "the other has more than a year to go"
    assert "Mika Ung" not in page
    assert queries.arriving(town.head) == 1
    assert queries.arriving(town.anna) is None
    assert queries.arriving(town.childrens_head) is None
    assert queries.arriving(head_of_both(town)) == 0, "they are on the board"
