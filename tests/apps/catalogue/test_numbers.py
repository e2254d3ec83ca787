"""Numbers of the law corrected on screen hold in the next answer, on the web and in a command."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from typer.testing import CliRunner

from helhed.apps.catalogue.actions import UnableToCorrect, correct_parameter
from helhed.apps.catalogue.models import ParameterCorrection
from helhed.apps.catalogue.queries import corrections, every_parameter_file
from helhed.cli.house import its_own_numbers, open_house
from helhed.kernel.dated import corrected_by
from helhed.rules.access.rights import Role
from helhed.rules.decisions.kompetence import PLAN, limit_of
from tests.apps import building as b
from tests.apps.town import Town

pytestmark = pytest.mark.django_db

FILE = "decisions/kompetence"
PARTS = ["decisions", "kompetence", "team_leader"]
DAY = date(2026, 6, 1)


@pytest.fixture
def town():
    return Town()


def corrected(town, value="700000", start=DAY, end=None, key="team_leader"):
    return correct_parameter(
        town.admin, file=FILE, key=key, value=value, start=start, end=end, source="Plan 2026"
    )


def posted(town, **form):
    browser, address = b.signed_in(town.admin), reverse("catalogue:parameter", args=PARTS)
    return browser.post(address, form, follow=True).content.decode()


def test_a_number_is_corrected_on_screen_and_the_page_says_by_whom_and_whence(town):
    told = posted(town, value="700.000", start="2026-06-01", source="Kompetenceplan 2026")
    assert "Tallet gælder fra den dag, du valgte." in told
    assert "700.000" in told
    assert "Kompetenceplan 2026" in told
    assert town.admin.user.name in told
    with corrected_by(corrections()):
        assert limit_of(Role.TEAM_LEADER, DAY) == 70_000_000
        assert limit_of(Role.TEAM_LEADER, DAY - timedelta(days=1)) == 100_000_000


def test_a_corrected_number_holds_in_the_next_answer_and_no_longer_than_that(town):
    decision = town.submitted(rate=b.rate(b.offer(), (date(2020, 1, 1), None, 250_000)))
    address = reverse("decisions:approve", args=[decision.id])
    posted(town, value="900000", start="2026-01-01", source="Plan")
    browser = b.signed_in(town.leader)
    assert (
        "Du kan godkende op til 900.000 kr." in browser.post(address, follow=True).content.decode()
    )
    assert limit_of(Role.TEAM_LEADER, DAY) == 100_000_000
    posted(town, value="1000000", start=b.TODAY.isoformat(), source="Plan, rettet")
    assert "Afgørelsen er godkendt." in browser.post(address, follow=True).content.decode()


@pytest.mark.parametrize("value", ["1.000.001", "ingen grænse"])
def test_more_authority_is_not_given_for_days_that_are_past(town, value):
    """One administrator alone must not make lawful what was approved over the limit."""
    day = b.TODAY - timedelta(days=1)
    told = posted(town, value=value, start=day.isoformat(), source="Plan 2026")
    assert "En højere grænse gælder tidligst fra i dag (2.11.2026)" in told
    assert 'value="Plan 2026"' in told, "what was written is still there"
    assert not ParameterCorrection.objects.exists()
    told = posted(town, value=value, start=b.TODAY.isoformat(), source="Plan 2026")
    assert "Tallet gælder fra den dag, du valgte." in told


def test_a_limit_that_was_lowered_is_not_raised_again_for_the_time_between(town):
    corrected(town, "500000", date(2026, 3, 1))
    with pytest.raises(UnableToCorrect, match="tidligst fra i dag"):
        corrected(town, "1000000", date(2026, 1, 1))
    with pytest.raises(UnableToCorrect, match="tidligst fra i dag"):
        corrected(town, "4", date(2026, 1, 1), key="visitation_level")
    corrected(town, "400000", date(2026, 1, 1))


def test_a_confirmed_number_leaves_the_unverified_list(town):
    browser = b.signed_in(town.admin)
    row = reverse("catalogue:parameter", args=PARTS)
    before = browser.get(reverse("desk:unverified"), {"size": 500}).content.decode()
    assert before.count(row) == 1
    posted(town, value="1000000", start="1900-01-01", source="Kompetenceplan 2026")
    after = browser.get(reverse("desk:unverified"), {"size": 500}).content.decode()
    assert row not in after


def test_what_was_known_of_a_number_before_it_was_corrected_is_what_was_known(town):
    row = corrected(town)
    with corrected_by(corrections(row.recorded_at - timedelta(seconds=1))):
        assert limit_of(Role.TEAM_LEADER, DAY) == 100_000_000
    with corrected_by(corrections(row.recorded_at)):
        assert limit_of(Role.TEAM_LEADER, DAY) == 70_000_000


def test_a_correction_holds_in_a_command_too(town):
    corrected(town)
    with its_own_numbers():
        open_house()
        assert limit_of(Role.TEAM_LEADER, DAY) == 70_000_000
    assert limit_of(Role.TEAM_LEADER, DAY) == 100_000_000


def test_a_command_that_opens_no_house_reads_no_database_and_has_the_numbers_of_the_files(town):
    corrected(town)
    with its_own_numbers():
        assert limit_of(Role.TEAM_LEADER, DAY) == 100_000_000


def test_every_command_that_opens_the_house_has_its_numbers(town):
    from helhed.cli.main import app

    corrected(town)
    found = []

    @app.command("limit-in-a-test")
    def command() -> None:
        open_house()
        found.append(limit_of(Role.TEAM_LEADER, DAY))

    try:
        assert CliRunner().invoke(app, ["limit-in-a-test"]).exit_code == 0
    finally:
        app.registered_commands.pop()
    assert found == [70_000_000]


def test_a_word_that_stands_for_a_value_can_be_written(town):
    corrected(town, "ingen grænse", b.TODAY)
    with corrected_by(corrections()):
        assert PLAN["team_leader"].on(b.TODAY) == "ingen grænse"


@pytest.mark.parametrize("value", ["mange", "1,5", "-1", "", "10000000000000"])
def test_what_is_no_such_number_is_refused(town, value):
    with pytest.raises(UnableToCorrect):
        corrected(town, value)
    assert not ParameterCorrection.objects.exists()


def test_through_the_web_a_wrong_number_is_told_and_what_was_written_stands(town):
    told = posted(town, value="mange", start="2026-06-01", source="Kompetenceplan 2026")
    assert "Skriv et tal af samme slags som det, der er." in told
    assert 'value="Kompetenceplan 2026"' in told


def test_every_number_of_the_house_has_a_page(town):
    browser = b.signed_in(town.admin)
    for parameters in every_parameter_file():
        for key in parameters:
            parts = [*parameters.name.split("/"), key]
            assert browser.get(reverse("catalogue:parameter", args=parts)).status_code == 200


def test_a_number_that_there_is_not_is_not_found(town):
    browser = b.signed_in(town.admin)
    for parts in (["decisions", "kompetence", "nobody"], ["decisions", "nothing", "head"]):
        assert browser.get(reverse("catalogue:parameter", args=parts)).status_code == 404


def test_only_an_administrator_sees_rules_and_numbers(town):
    for who in (town.leader, town.finance, town.head):
        browser: Client = b.signed_in(who)
        for name, parts in (("catalogue:list", []), ("catalogue:parameter", PARTS)):
            assert browser.get(reverse(name, args=parts)).status_code in (302, 403)
