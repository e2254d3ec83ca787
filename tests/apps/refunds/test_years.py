"""Account years of refund on the screen: closed and opened by two, told what is lost, and kept."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from helhed.apps.refunds.actions import claims, years
from helhed.apps.refunds.closing import closed_years
from helhed.apps.refunds.models import ClosedYear
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from helhed.rules.decisions.afgoerelse import SamePersonTwice
from helhed.rules.refunds.hjemtagning import UnableToClaim
from tests.apps import building as b
from tests.apps.refunds.house import close_year, closed, grant, post, year

pytestmark = pytest.mark.django_db

PAGE = reverse("refunds:year", args=[2025])


@pytest.fixture
def town():
    """100,000 kr. in each month of 2025; the first limit is 930,000 kr."""
    b.municipality()
    closed(Month(2026, 9))
    made = grant(b.unit("Voksne", "adults"), b.citizen())
    post(made, year(2025), 100_000)
    return made


@pytest.fixture
def one():
    return b.actor(Role.FINANCE)


@pytest.fixture
def another():
    return b.actor(Role.FINANCE)


def seen(who, name="", **told):
    address = reverse(f"refunds:year-{name}", args=[2025]) if name else PAGE
    answer = b.signed_in(who).post(address, told, follow=True)
    return answer.content.decode()


def test_a_year_is_closed_by_another_than_who_asked(town, one, another):
    assert "Venter på en anden" in seen(one, note="Revisionen er underskrevet")
    assert not closed_years()
    assert "Luk året" not in b.signed_in(one).get(PAGE).content.decode()
    assert "Revisionen er underskrevet" in b.signed_in(another).get(PAGE).content.decode()
    assert "Året er lukket for hjemtagning" in seen(another, "close")
    assert closed_years() == {2025}


def test_who_asked_cannot_close_or_open_it_either_by_the_address(town, one, another):
    seen(one, note="Slut")
    assert "anden" in seen(one, "close")
    assert not closed_years()
    seen(another, "close")
    seen(another, note="Forkert")
    with pytest.raises(SamePersonTwice):
        years.open_year(another, year=2025)
    assert closed_years() == {2025}


def test_the_database_holds_two_people_to_it_too(town, one):
    row = years.ask_year(one, year=2025, note="Slut")
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosedYear.objects.filter(id=row.id).update(closed_by=one.user, closed_at=one.now())


def test_the_page_tells_what_is_not_claimed_before_the_year_is_closed(town, one, another):
    page = b.signed_in(one).get(PAGE).content.decode()
    assert "i 12 måneder" in page
    assert "bliver beløbet ikke hjemtaget" in page
    close_year(2025, one, another)
    page = b.signed_in(one).get(PAGE).content.decode()
    assert "kommer beløbet med i det næste krav" in page
    years.ask_year(another, year=2025, note="Revisionen bad om det")
    assert "Året er åbent igen" in seen(one, "open")
    claim = claims.make_claim(one, through=Month(2026, 3))
    assert claim.lines.count() == 12


def test_a_year_closed_and_opened_keeps_all_that_was_done(town, one, another):
    close_year(2025, one, another)
    seen(another, note="Der manglede en udgift")
    seen(one, "open")
    page = b.signed_in(one).get(PAGE).content.decode()
    assert "Der manglede en udgift" in page
    assert "Gjort op" in page
    close_year(2025, another, one)
    assert ClosedYear.objects.filter(year=2025).count() == 2


def test_what_was_asked_for_can_be_taken_back_or_refused(town, one, another):
    seen(one, note="Slut")
    assert "Året bliver, som det er" in seen(one, "leave")
    assert not ClosedYear.objects.exists()
    close_year(2025, one, another)
    seen(one, note="Igen")
    seen(another, "leave")
    row = ClosedYear.objects.get()
    assert (row.state.value, row.open_note) == ("closed", "")


def test_a_reason_is_needed_and_what_was_typed_stays(town, one):
    assert b.signed_in(one).post(PAGE, {"note": ""}).status_code == 409
    told = {"note": "Vi er færdige"}
    answer = b.signed_in(one).post(reverse("refunds:year", args=[2026]), told).content.decode()
    assert "Året er ikke slut og kan ikke lukkes endnu" in answer
    assert "Vi er færdige" in answer
    assert not ClosedYear.objects.exists()


def test_a_year_is_asked_for_once(town, one, another):
    seen(one, note="Slut")
    assert "Regnskabsåret 2025: Bedt lukket" in seen(another, note="Også mig")
    with pytest.raises(UnableToClaim, match="Åbent"):
        years.close_year(another, year=2024)


def test_a_year_with_a_draft_is_not_closed(town, one, another):
    claims.make_claim(one, through=Month(2025, 12))
    years.ask_year(one, year=2025, note="Slut")
    assert "Godkend eller kassér den først" in seen(another, "close")


def test_a_year_before_the_limits_says_that_it_cannot_be_counted(town, one):
    post(town, [Month(2019, 12)], 100_000)
    page = b.signed_in(one).get(reverse("refunds:year", args=[2019])).content.decode()
    assert "beløbsgrænserne for 2019 mangler" in page


def test_what_waits_stands_on_the_day_of_the_other_and_not_of_who_asked(town, one, another):
    years.ask_year(one, year=2025, note="Revisionen er underskrevet")
    assert "Luk regnskabsåret 2025" in b.seen(another, "desk:day")
    assert "Luk regnskabsåret 2025" not in b.seen(one, "desk:day")
    years.close_year(another, year=2025)
    years.ask_year(another, year=2025, note="Der manglede en udgift")
    page = b.seen(one, "desk:day")
    assert "Åbn regnskabsåret 2025" in page
    assert PAGE in page
