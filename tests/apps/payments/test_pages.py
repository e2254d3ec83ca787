"""Pages of payments: what they show, how many questions they ask, and what they log."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from helhed.apps.audit.models import Entry
from helhed.apps.decisions.actions.rates import set_rate
from helhed.apps.payments.actions import ledger, lines
from helhed.apps.payments.actions import runs as actions
from helhed.apps.payments.models import PayRun
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from helhed.rules.decisions.ydelser import Department
from helhed.stand_ins.ledger import answer
from tests.apps import building as b
from tests.apps import paying

pytestmark = pytest.mark.django_db

MOST_STATEMENTS = 20


@pytest.fixture
def house():
    b.municipality()
    return b.unit("Team Nord")


@pytest.fixture
def finance():
    return b.actor(Role.FINANCE)


def signed_in(actor):
    client = Client()
    client.force_login(actor.user)
    return client


def grants(team, count):
    for _ in range(count):
        rate = b.rate(b.offer(), (date(2020, 1, 1), None, 123_457))
        granted = b.grant(b.case(team), rate, date(2026, 8, 1))
        b.order(granted, granted.start)
    return granted


def run_of(finance, team, count):
    grants(team, count)
    return actions.make_run(finance, department=Department.ADULTS, month=Month(2026, 10))


def test_a_month_in_a_refusal_is_written_as_on_every_page(house, finance):
    run_of(finance, house, 1)
    asked = {"department": "adults", "month": "2026-11"}
    page = signed_in(finance).post(reverse("payments:make"), asked, follow=True)
    assert "Kørslen for okt. 2026 er ikke godkendt" in page.content.decode()


def test_from_the_list_to_a_posted_run(house, finance, settings, tmp_path):
    granted = grants(house, 2)
    maker, approver = signed_in(finance), signed_in(b.actor(Role.FINANCE))
    assert "Lav nov. 2026 for Voksne" in maker.get(reverse("payments:list")).content.decode()
    made = maker.post(
        reverse("payments:make"), {"department": "adults", "month": "2026-10"}, follow=True
    )
    page = made.content.decode()
    assert "76.543,34 kr." in page
    address = made.redirect_chain[-1][0]
    page = maker.post(f"{address}gennemgaa/", follow=True).content.decode()
    assert "En anden skal godkende" in page
    assert "Godkend kørslen" in approver.get(address).content.decode()
    approved = approver.post(f"{address}godkend/", follow=True).content.decode()
    assert "Kørslen er godkendt." in approved
    assert "0,00 kr.</strong> betalt" in (
        maker.get(reverse("payments:grant", args=[granted.id])).content.decode()
    )
    settings.LEDGER_OUTBOX, settings.LEDGER_INBOX = tmp_path / "out", tmp_path / "in"
    sent = maker.post(f"{address}send/", follow=True).content.decode()
    assert "Sendt" in sent
    answer(tmp_path / "out", tmp_path / "in", {}, 1)
    read = maker.post(reverse("payments:read"), follow=True).content.decode()
    assert "2 filer er læst" in read
    assert "Bogført" in maker.get(address).content.decode()
    economy = maker.get(reverse("payments:grant", args=[granted.id])).content.decode()
    assert "38.271,67 kr.</strong> betalt" in economy


def test_a_run_that_a_missing_rate_stops_says_which_grant_rate_and_day(house, finance):
    rate = b.rate(b.offer(), (date(2020, 1, 1), date(2026, 10, 15), 1))
    granted = b.grant(b.case(house), rate, date(2026, 10, 1), counted=False)
    b.order(granted, granted.start)
    data = {"department": "adults", "month": "2026-10"}
    answer = signed_in(finance).post(reverse("payments:make"), data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Taksten »Takst« har ingen pris den 16.10.2026" in page
    assert reverse("payments:grant", args=[granted.id]) in page
    assert not PayRun.objects.exists(), "nothing is half made"
    set_rate(finance, rate=rate.id, oere=1, start=date(2026, 10, 16))
    made = signed_in(finance).post(reverse("payments:make"), data, follow=True)
    assert made.status_code == 200
    assert PayRun.objects.get().lines.get().oere == 31


@pytest.mark.parametrize("count", [1, 12])
def test_no_page_asks_more_than_twenty_questions(
    house, finance, count, django_assert_max_num_queries
):
    run = run_of(finance, house, count)
    client = signed_in(finance)
    addresses = [
        reverse("payments:list"),
        reverse("payments:run", args=[run.id]),
        reverse("payments:differences"),
        reverse("payments:grant", args=[run.lines.first().grant_id]),
    ]
    for address in addresses:
        with django_assert_max_num_queries(MOST_STATEMENTS):
            assert client.get(address).status_code == 200


def test_the_day_page_and_the_payments_say_what_waits(house, finance, settings, tmp_path):
    settings.LEDGER_OUTBOX, settings.LEDGER_INBOX = tmp_path / "out", tmp_path / "in"
    approver, grant = b.actor(Role.FINANCE), grants(house, 2)
    run = actions.make_run(finance, department=Department.ADULTS, month=Month(2026, 10))
    desk, addresses = signed_in(finance), (reverse("desk:day"), reverse("payments:list"))
    pages = [desk.get(one).content.decode() for one in addresses]
    assert not any("Filer, der ikke er sendt" in page for page in pages)
    lines.hold_line(finance, line=run.lines.get(grant=grant).id, reason="Omtvistet")
    paying.approve(finance, approver, run)
    assert all("Filer, der ikke er sendt" in desk.get(one).content.decode() for one in addresses)
    ledger.send_run(finance, run=run.id)
    answer(tmp_path / "out", tmp_path / "in", {"double": 1.0}, 1)
    assert all("Svar, der ikke er læst" in desk.get(one).content.decode() for one in addresses)
    ledger.read_answers(finance)
    for address in addresses:
        page = desk.get(address).content.decode()
        assert "Åbne forskelle mod økonomisystemet" in page
        assert "Linjer, der holdes tilbage" in page
        assert "Filer, der ikke er sendt" not in page
    other = signed_in(b.actor(Role.CASEWORKER_ADULTS, house))
    assert "Linjer, der holdes tilbage" not in other.get(addresses[0]).content.decode()


def test_every_citizen_in_a_run_that_was_shown_is_in_the_log(house, finance):
    run = run_of(finance, house, 3)
    signed_in(finance).get(reverse("payments:run", args=[run.id]))
    seen = Entry.objects.filter(action="payrun.read").values_list("citizen", flat=True)
    assert sorted(seen) == sorted(run.lines.values_list("citizen", flat=True))


def test_the_export_of_a_run_sums_to_the_run(house, finance):
    run = run_of(finance, house, 60)
    address = reverse("payments:run", args=[run.id])
    text = signed_in(finance).get(address, {"format": "csv"}).content.decode("utf-8-sig")
    rows = text.strip().splitlines()[1:]
    sums = [int(row.split(";")[-1].replace(",", "")) for row in rows if "I alt" not in row]
    assert len(sums) == 60
    assert sum(sums) == 60 * 31 * 123_457


def test_a_caseworker_of_another_team_sees_nothing_of_a_run(house, finance):
    run = run_of(finance, house, 1)
    other = signed_in(b.actor(Role.CASEWORKER_ADULTS, b.unit("Børn", "children")))
    assert other.get(reverse("payments:run", args=[run.id])).status_code == 404
