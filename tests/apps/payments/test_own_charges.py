"""What citizens are charged for a month: the list, and a file that can be taken twice."""

from datetime import date
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from helhed.apps.audit.models import Entry
from helhed.apps.decisions.models import OwnPayment
from helhed.exchange.faults import Faults
from helhed.exchange.ledger.files import read
from helhed.exchange.ledger.tables import FileKind
from helhed.rules.access.rights import Role
from tests.apps import building as b

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    b.municipality()
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, 250_000))
    made = b.grant(b.case(b.unit()), rate, date(2026, 1, 1), counted=False)
    OwnPayment.objects.create(
        grant=made, basis="set", oere=310_000, reason="Afgjort", recorded_at=b.NOON
    )
    return made


def taken(who, month="2026-10"):
    address = f"{reverse('payments:own-charge-file')}?{urlencode({'month': month})}"
    return b.signed_in(who).get(address)


def test_the_list_tells_who_pays_what_and_is_logged(home):
    finance = b.actor(Role.FINANCE)
    page = b.seen(finance, "payments:own-charges", month="2026-10")
    assert home.decision.case.number in page
    assert "3.100,00" in page
    assert reverse("payments:own-charge-file") in page
    assert Entry.objects.filter(action="ownpayment.list", citizen=home.citizen_id).exists()


def test_a_month_in_which_nobody_pays_says_so(home):
    OwnPayment.objects.update(is_void=True)
    finance = b.actor(Role.FINANCE)
    assert "Ingen skal betale selv" in b.seen(finance, "payments:own-charges", month="2026-10")


def test_a_month_that_makes_no_sense_shows_this_month(home):
    page = b.seen(b.actor(Role.FINANCE), "payments:own-charges", month="2026-99")
    assert "3.100,00" in page


def test_the_file_keeps_its_promise_and_is_the_same_when_it_is_taken_again(home, tmp_path):
    finance = b.actor(Role.FINANCE)
    first, again = taken(finance), taken(finance)
    assert first.content == again.content
    path = tmp_path / "charges.csv"
    path.write_bytes(first.content)
    faults = Faults()
    found = read(path, faults)
    assert not len(faults)
    assert (found.kind, found.oere, found.frame.height) == (FileKind.CHARGES, 310_000, 1)
    assert found.frame["line"].to_list() == [f"{home.id}-2026-10"]
    assert Entry.objects.filter(action="ownpayment.file", citizen=home.citizen_id).exists()


def test_a_decision_that_is_changed_comes_under_the_same_name(home):
    before = taken(b.actor(Role.FINANCE)).content.decode()
    OwnPayment.objects.update(oere=200_000)
    after = taken(b.actor(Role.FINANCE)).content.decode()
    assert before != after
    assert f"{home.id}-2026-10" in before
    assert f"{home.id}-2026-10" in after


def test_a_unit_sees_its_own_and_takes_no_file(home):
    other = b.actor(Role.TEAM_LEADER, b.unit("Andre"))
    page = b.seen(other, "payments:own-charges", month="2026-10")
    assert home.decision.case.number not in page
    assert reverse("payments:own-charge-file") not in page
    assert taken(other).status_code == 403
