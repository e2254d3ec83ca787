"""What goes wrong on the way to the ledger, as it looks on the pages: each time a clear sentence
says what and what to do, and nothing is lost."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.urls import reverse

from helhed.apps.audit.models import Entry
from helhed.apps.payments.closing import closed
from helhed.apps.payments.models import (
    Claim,
    ClosedPeriod,
    Difference,
    LedgerFile,
    PaymentLine,
    PayRun,
)
from helhed.rules.access.rights import Role
from helhed.stand_ins.ledger import answer
from tests.apps import building as b
from tests.apps.payments.at_the_desk import Desk, approve, make, pay
from tests.apps.payments.ledger_house import RATE, granted, is_in_balance, to_citizen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]
RIGHT_ACCOUNT = "5.38.50.1.4.001.40"


def test_what_went_to_a_wrong_account_is_moved_and_both_accounts_are_right(
    desk, other, team, folder
):
    granted(team)
    run = pay(desk, other, folder, "2026-09")
    line = run.lines.get()
    assert "Forkert konto" in desk.see("payments:line", line.id)
    page = desk.send("payments:repost", line.id, account="38.50", reason="Forkert paragraf")
    assert "Vælg en anden konto, som findes i kontoplanen i dag." in page
    assert "Forkert paragraf" in page, "what was written is still there"
    page = desk.send("payments:repost", line.id, account=RIGHT_ACCOUNT, reason="Forkert paragraf")
    assert "flyttes med næste kørsel" in page
    assert "Omkontering til" in desk.see("payments:waiting")
    october = pay(desk, other, folder)
    page = desk.see("payments:run", october.id)
    assert "Omkontering fra" in page
    assert "Omkontering til" in page
    moved = october.lines.filter(kind__startswith="repost")
    assert dict(moved.values_list("account", "oere")) == {
        line.account: -line.oere,
        RIGHT_ACCOUNT: line.oere,
    }
    assert is_in_balance()


def test_what_the_ledger_posted_on_a_wrong_account_is_a_difference_until_it_is_moved_back(
    desk, other, team, folder
):
    granted(team)
    run = pay(desk, other, folder, account=1.0)
    found = Difference.objects.get()
    page = desk.see("payments:difference", found.id)
    assert "Forkert konto" in page
    assert "9.99.99.9.9.999.99" in page
    answer(folder / "out", folder / "in", {"account": 1.0}, 1)
    desk.send("payments:read")
    found.refresh_from_db()
    assert (found.state, PayRun.objects.get(id=run.id).state) == ("solved", "posted")


def test_a_closed_month_takes_no_run_says_who_to_ask_and_two_open_it_again(desk, other, team):
    granted(team)
    page = desk.send("payments:close", month="2026-10", reason="Betales i november")
    assert "Måneden er lukket" in page
    assert "Lav okt. 2026" not in desk.see("payments:list")
    page = desk.send("payments:make", department="adults", month="2026-10")
    assert "okt. 2026 er lukket i økonomisystemet. Bed om at få måneden åbnet igen." in page
    assert not PayRun.objects.exists()
    assert "Ingen har bedt om" in other.send("payments:reopen", month="2026-10")
    assert "Skriv, hvorfor" in desk.send("payments:ask_to_open", month="2026-10")
    page = desk.send("payments:ask_to_open", month="2026-10", reason="En kørsel manglede")
    assert "En anden end dig skal åbne den." in page
    assert "Du har selv forberedt det" in desk.send("payments:reopen", month="2026-10")
    assert "allerede bedt om" in other.send("payments:ask_to_open", month="2026-10", reason="Nå")
    assert closed().exists()
    page = other.send("payments:reopen", month="2026-10")
    assert "Måneden er åben igen." in page
    assert "En kørsel manglede" in page
    closing = ClosedPeriod.objects.get()
    assert closing.reason == "Betales i november"
    assert None not in (closing.asked_by_id, closing.opened_by_id)
    assert closing.asked_by_id != closing.opened_by_id
    assert make(desk).lines.count() == 1


def test_a_month_stays_closed_when_the_other_says_no_and_the_log_keeps_who_asked(desk, other, team):
    granted(team)
    desk.send("payments:close", month="2026-10", reason="Betales i november")
    desk.send("payments:ask_to_open", month="2026-10", reason="En kørsel manglede")
    assert "Lad den være lukket" in other.see("payments:files")
    assert "Måneden bliver lukket." in other.send("payments:keep_closed", month="2026-10")
    assert closed().get().asked_by_id is None
    assert Entry.objects.filter(action__in=["period.ask", "period.keep"]).count() == 2


def test_a_rejected_line_is_told_on_its_run_with_the_amount_and_the_way_to_pay_it(
    desk, other, team, folder
):
    granted(team)
    run = pay(desk, other, folder, rejected=1.0)
    line = PaymentLine.objects.get()
    way = reverse("payments:line", args=[line.id])
    page = desk.see("payments:run", run.id)
    for word in ("1 linje på", "blev afvist af økonomisystemet", "Kontonummeret er lukket", way):
        assert word in page
    page = desk.see("payments:difference", line.difference.id)
    assert "og frigiv den</a>" in page
    assert way in page
    assert "Frigiv linjen" in desk.see("payments:line", line.id)


def test_a_month_that_lacks_something_is_not_closed_until_somebody_says_why(
    desk, other, team, folder
):
    granted(team)
    run = make(desk, "2026-09")
    approve(desk, other, run)
    page = desk.send("payments:close", month="2026-10")
    for word in ("Måneden mangler noget", "Der er ingen kørsel", "Tidligere måneder", "2026-09"):
        assert word in page
    assert "Kørslen er ikke sendt" in desk.send("payments:close", month="2026-09")
    desk.send("payments:send", run.id)
    answer(folder / "out", folder / "in", {"rejected": 1.0}, 1)
    desk.send("payments:read")
    page = desk.send("payments:close", month="2026-09")
    assert "Åbne forskelle" in page
    assert "Linjer, der ikke er betalt" in page
    assert reverse("payments:waiting") in page
    assert not ClosedPeriod.objects.exists()


def test_a_month_that_is_closed_between_making_and_approving_keeps_the_draft(desk, other, team):
    granted(team)
    run = make(desk)
    assert "ikke godkendt" in desk.send("payments:close", month="2026-10")
    desk.send("payments:review", run.id)
    ClosedPeriod.objects.create(month=date(2026, 10, 1), closed_at=b.NOON)
    assert "er lukket i økonomisystemet" in other.send("payments:approve", run.id)
    run.refresh_from_db()
    assert (run.state, run.lines.count(), LedgerFile.objects.count()) == ("reviewed", 1, 0)
    desk.send("payments:ask_to_open", month="2026-10", reason="Kørslen skal med")
    other.send("payments:reopen", month="2026-10")
    assert "Kørslen er godkendt" in other.send("payments:approve", run.id)


def test_a_late_end_is_set_off_against_a_company_and_asked_back_from_a_citizen(
    desk, other, team, folder
):
    of_company, of_citizen = granted(team), to_citizen(team)
    pay(desk, other, folder, "2026-09")
    caseworker = Desk(b.actor(Role.CASEWORKER_ADULTS, team))
    for grant in (of_company, of_citizen):
        asked = {"end": "2026-09-15", "reason": "Flyttet"}
        page = caseworker.send("payments:end-grant", grant.id, **asked)
        seen = re.search(r'name="seen" value="([^"]*)"', page)[1]
        page = caseworker.send("payments:end-grant", grant.id, **asked, seen=seen)
        assert "Ydelsens sidste dag er nu 15.9.2026." in page
    page = desk.see("payments:differences")
    assert "−31.500" in page
    assert "−2.500" in page
    run = make(desk)
    page = desk.see("payments:run", run.id)
    assert "Modregning" in page
    assert "Krav om tilbagebetaling" in page
    assert dict(run.lines.values_list("kind", "oere")) == {
        "claw_back": -15 * RATE,
        "claim": -250_000,
    }
    approve(desk, other, run)
    claim = Claim.objects.get()
    assert claim.oere == 250_000
    assert "Ikke aftalt" in desk.see("payments:claim", claim.id)
    page = desk.send("payments:agree", claim.id, count="3", month="2020-01", reason="BL § 185")
    assert "Den første rate kan tidligst være i" in page
    page = desk.send("payments:agree", claim.id, count="999", month="2026-12", reason="BL § 185")
    assert "Vælg mellem 1 og 120 rater" in page
    assert "BL § 185" in page, "what was written is still there"
    desk.send("payments:agree", claim.id, count="3", month="2026-12", reason="BL § 185")
    assert claim.instalments.count() == 3


def test_nobody_approves_their_own_run_with_or_without_the_button(desk, other, team):
    granted(team)
    run = make(desk)
    desk.send("payments:review", run.id)
    page = desk.see("payments:run", run.id)
    assert "Du har selv lavet kørslen. En anden skal godkende den." in page
    assert "Godkend kørslen" not in page
    page = desk.send("payments:approve", run.id)
    assert "selv" in page
    run.refresh_from_db()
    assert (run.state, LedgerFile.objects.count()) == ("reviewed", 0)
    assert "Kørslen er godkendt" in other.send("payments:approve", run.id)


def test_the_second_to_approve_is_told_and_there_is_one_file(desk, other, team):
    granted(team)
    run = make(desk)
    approve(desk, other, run)
    third = Desk(b.actor(Role.FINANCE))
    assert "Kørslen er allerede godkendt" in third.send("payments:approve", run.id)
    assert LedgerFile.objects.count() == 1


def shorten(team, grant, end="2026-10-15"):
    caseworker = Desk(b.actor(Role.CASEWORKER_ADULTS, team))
    asked = {"end": end, "reason": "Flyttet"}
    page = caseworker.send("payments:end-grant", grant.id, **asked)
    caseworker.send("payments:end-grant", grant.id, **asked, seen=seen_in(page))


def seen_in(page):
    return re.search(r'name="seen" value="([^"]*)"', page)[1]


def test_what_became_less_is_told_with_what_is_paid_instead_and_one_press_pays_the_rest(
    desk, other, team
):
    grant, held = granted(team), granted(team)
    run = make(desk)
    line = run.lines.get(grant=held)
    assert "Skriv, hvorfor linjen holdes tilbage" in desk.send("payments:hold", line.id, reason="")
    desk.send("payments:hold", line.id, reason="Regningen er omtvistet")
    desk.send("payments:review", run.id)
    page = other.see("payments:run", run.id)
    shorten(team, grant)
    page = other.send("payments:approve", run.id, seen=seen_in(page))
    assert "Noget er blevet mindre, siden du så kørslen" in page
    assert "1 linje sættes" in page
    assert "Godkend kørslen, og sæt 1 linje ned" in page
    assert "Kørslen er godkendt" in other.send("payments:approve", run.id, seen=seen_in(page))
    assert [one.oere for one in run.lines.all()] == [15 * RATE]
    assert "Sat ned ved godkendelsen" in desk.see("payments:line", run.lines.get().id)
    assert PaymentLine.objects.get(run__isnull=True).hold_reason == "Regningen er omtvistet"


def test_what_the_ledger_has_rejected_before_is_not_lowered_and_the_button_is_not_offered(
    desk, other, team, folder
):
    grant = granted(team)
    pay(desk, other, folder, "2026-09", rejected=1.0)
    line = PaymentLine.objects.get(difference__kind="rejected")
    desk.send("payments:release", line.id)
    run = make(desk)
    desk.send("payments:review", run.id)
    shorten(team, grant, "2026-09-15")
    page = other.see("payments:run", run.id)
    assert "Kørslen kan ikke godkendes nu" in page
    assert reverse("payments:approve", args=[run.id]) not in page
    assert "som økonomisystemet har afvist før" in other.send("payments:approve", run.id)
    desk.send("payments:discard", run.id)
    again = make(desk)
    assert again.lines.filter(kind="claw_back").exists(), "the same run sets it off"
    assert "Kørslen er godkendt" in approve(desk, other, again)


def test_a_run_that_is_not_approved_cannot_be_sent_and_one_that_is_can_be_sent_twice(
    desk, other, team, folder
):
    granted(team)
    run = make(desk)
    assert "skal godkendes, før den kan sendes" in desk.send("payments:send", run.id)
    assert not (folder / "out").exists()
    approve(desk, other, run)
    for _ in range(2):
        assert "Filen ligger hos økonomisystemet" in desk.send("payments:send", run.id)
    assert len(list((folder / "out").iterdir())) == 1


def test_who_explains_nothing_is_told_and_the_difference_stays(desk, other, team, folder):
    granted(team)
    pay(desk, other, folder, amount=1.0)
    found = Difference.objects.get()
    assert "Skriv, hvorfor der er en forskel" in desk.send("payments:explain", found.id, reason=" ")
    found.refresh_from_db()
    assert (found.state, found.explanation) == ("open", "")


@pytest.mark.django_db(transaction=True)
def test_two_who_approve_at_the_same_moment_make_one_file(maker, team):
    if connection.vendor == "sqlite":
        pytest.skip("a test database of SQLite has one writer")
    desk, people = Desk(maker), [Desk(b.actor(Role.FINANCE)) for _ in range(4)]
    with transaction.atomic():
        granted(team)
    run = make(desk)
    desk.send("payments:review", run.id)
    ready = Barrier(len(people))

    def approve_at_once(who):
        ready.wait(timeout=120)
        try:
            return who.send("payments:approve", run.id)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        pages = list(pool.map(approve_at_once, people))
    assert sum("Kørslen er godkendt. Filen venter" in page for page in pages) == 1
    assert sum("Kørslen er allerede godkendt" in page for page in pages) == len(people) - 1
    assert LedgerFile.objects.count() == 1
    assert Entry.objects.filter(action="payrun.approve").count() == 1


def test_a_department_that_was_not_run_before_its_month_was_closed_is_told_until_it_is_run(
    desk, other, team, folder
):
    granted(team)
    pay(desk, other, folder, "2026-09")
    desk.send("payments:close", month="2026-10", reason="Regnskabet skal frem")
    for page in (desk.see("payments:list"), desk.see("desk:day")):
        assert "okt. 2026 er ikke kørt, og måneden er lukket" in page
        assert f"{reverse('payments:files')}#lukkede" in page
    desk.send("payments:ask_to_open", month="2026-10", reason="Afdelingen blev glemt")
    other.send("payments:reopen", month="2026-10")
    page = desk.see("payments:list")
    assert "måneden er lukket" not in page
    assert "Lav okt. 2026" in page


def test_the_differences_are_of_every_department_unless_one_is_chosen(desk, other, team, folder):
    child = granted(b.unit("Familie", "children"))
    pay(desk, other, folder, "2026-09", "children")
    caseworker = Desk(b.actor(Role.CASEWORKER_CHILDREN, child.unit))
    asked = {"end": "2026-09-15", "reason": "Flyttet"}
    page = caseworker.send("payments:end-grant", child.id, **asked)
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]
    caseworker.send("payments:end-grant", child.id, **asked, seen=seen)
    assert child.decision.case.number in desk.see("payments:differences")
