"""Who comes without a birthday is helped; the law's end is set when the birthday is written."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from helhed.apps.decisions import queries
from helhed.apps.decisions.actions import prepare
from helhed.apps.decisions.actions.birthday import UnableToIdentify, identify
from helhed.apps.decisions.models import Commitment, Grant
from helhed.kernel.cpr import Cpr
from helhed.rules.citizens.person import SexCode
from tests.apps import building as b
from tests.apps.decisions.slowly import check_totals, committed, stored
from tests.apps.town import Town, horizon

SINCE = (date(2020, 1, 1), None, 100_000)
CPR_OF_2010 = Cpr.parse("610610-6000")  # a replacement number: 1 June 2010


@pytest.fixture
def town(db):
    return Town()


@pytest.fixture
def child(town):
    """A child whom nobody knows the birthday of, in foster care without end."""
    found = town.childs_case.citizen
    found.birth_date, found.sex = None, SexCode.UNKNOWN.value
    found.save()
    home = b.offer(b.provider("foster_family"), kind="foster_care")
    b.grant(town.childs_case, b.rate(home, SINCE), date(2026, 1, 1), service_key="plejefamilie")
    return found


def write(town, child, **how):
    asked = {"cpr": None, "birth_date": None, "sex": SexCode.UNKNOWN, **how}
    identify(town.carla, citizen=child.id, **asked)


def test_without_a_birthday_help_runs_by_its_own_end_alone(town, child):
    assert Grant.objects.get().runs_to is None
    assert Commitment.objects.order_by("-month").first().month == horizon().first


@pytest.mark.parametrize(
    ("how", "sex"),
    [
        ({"cpr": CPR_OF_2010}, CPR_OF_2010.sex.value),
        ({"birth_date": date(2010, 6, 1), "sex": SexCode.MALE}, "male"),
    ],
)
def test_a_birthday_ends_what_the_law_ends_and_counts_it_again(town, child, how, sex):
    write(town, child, **how)
    child.refresh_from_db()
    assert (child.birth_date, child.sex) == (date(2010, 6, 1), sex)
    assert Grant.objects.get().runs_to == date(2028, 5, 31)
    assert Commitment.objects.order_by("-month").first().month == date(2028, 5, 1)
    assert stored() == committed(horizon())
    check_totals()


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({}, "CPR-nummeret eller fødselsdagen"),
        ({"birth_date": date(2026, 11, 3)}, "fremtiden"),
        ({"cpr": CPR_OF_2010, "birth_date": date(2011, 1, 1)}, "ikke samme dag"),
    ],
)
def test_what_cannot_be_a_birthday_is_refused_and_nothing_is_lost(town, child, how, why):
    with pytest.raises(UnableToIdentify, match=why):
        write(town, child, **how)
    child.refresh_from_db()
    assert child.birth_date is None


def test_the_number_of_somebody_else_is_refused_without_telling_who(town, child):
    town.citizen.cpr = CPR_OF_2010.number
    town.citizen.save()
    with pytest.raises(UnableToIdentify) as told:
        write(town, child, cpr=CPR_OF_2010)
    assert town.citizen.name not in str(told.value)


def test_a_number_is_never_written_over(town, child):
    write(town, child, cpr=CPR_OF_2010)
    with pytest.raises(UnableToIdentify, match="allerede"):
        write(town, child, birth_date=date(2011, 1, 1))


def test_nothing_that_ends_at_an_age_is_sent_on_before_the_birthday_is_written(town, child):
    made = prepare.begin(town.carla, case=town.childs_case.id)
    prepare.add_line(town.carla, decision=made.id, key="plejefamilie")
    found = queries.page.decision_page(town.carla, made.id)
    [birthday] = [f for f in found.missing if f.code == "no_birthday"]
    assert (birthday.stops, birthday.values["age"]) == (True, 18)
    write(town, child, birth_date=date(2010, 6, 1))
    found = queries.page.decision_page(town.carla, made.id)
    assert "no_birthday" not in {f.code for f in found.missing}


def test_the_pages_of_a_child_without_a_birthday_say_so_and_lead_to_where_it_is_written(
    town, child
):
    browser = Client()
    browser.force_login(town.carla.user)
    address = reverse("decisions:identify", args=[child.id])
    page = browser.get(reverse("desk:citizen", args=[child.id])).content.decode()
    assert "alder ukendt" in page
    assert address in page
    assert (
        "alder ukendt"
        in browser.get(reverse("desk:case", args=[town.childs_case.id])).content.decode()
    )
    answer = browser.post(address, {"birth_date": "2010-06-01", "sex": "female"})
    assert answer.status_code == 302
    assert "16 år" in browser.get(reverse("desk:citizen", args=[child.id])).content.decode()
