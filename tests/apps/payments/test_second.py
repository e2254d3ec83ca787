"""What waits for a second person stands on that person's own day page, and never on the asker's."""

from datetime import date

import pytest
from django.urls import reverse

from helhed.apps.layout.web.templatetags.helhed import kroner
from helhed.apps.payments.models import Claim, ClosedPeriod, Difference, Invoice
from helhed.rules.access.rights import Role
from tests.apps import building as b
from tests.apps.payments.at_the_desk import Desk, make, pay
from tests.apps.payments.ledger_house import NOVEMBER, OCTOBER, RATE, granted, with_number
from tests.apps.payments.test_invoices import invoice, received

pytestmark = pytest.mark.django_db
TITLE = "Fire øjne: venter på dig"


@pytest.fixture
def asked(maker, approver, team, folder):
    """A finance officer has asked for one of each thing that two must agree on."""
    b.municipality()
    desk, other = Desk(maker), Desk(approver)
    grant = with_number(granted(team, OCTOBER.first))
    pay(desk, other, folder, double=1.0)
    desk.send("payments:claim_overpaid", Difference.objects.get().id)
    claim = Claim.objects.get()
    desk.send("payments:ask_to_let_go", claim.id, reason="Konkurs")
    found = received(maker, folder, invoice(grant, oere=31 * RATE + 515_600))["F1"]
    desk.send("payments:judge", found.id, answer="accept", reason="Ekstra timer")
    ClosedPeriod.objects.create(month=date(2026, 9, 1), closed_at=b.NOON)
    desk.send("payments:ask_to_open", month="2026-09", reason="En kørsel manglede")
    run = make(desk, str(NOVEMBER))
    desk.send("payments:review", run.id)
    return [
        ("Godkend kørslen for nov. 2026", reverse("payments:run", args=[run.id])),
        ("Acceptér faktura F1", reverse("payments:invoice", args=[found.id])),
        ("Eftergiv kravet på sag", reverse("payments:claim", args=[claim.id])),
        ("Åbn sep. 2026 igen", reverse("payments:files") + "#lukkede"),
    ]


def test_the_second_person_finds_all_four_on_the_day_page_with_count_and_link(asked, approver):
    page = b.seen(approver, "desk:day")
    assert TITLE in page
    assert "venter på dig som den anden" in page
    assert f'<span class="figure">{len(asked)}</span>' in page
    for words, href in asked:
        assert words in page
        assert f'href="{href}"' in page
    whole = f"lyder på {kroner(31 * RATE + 515_600, 2)} kr."
    for more in (whole, "En kørsel manglede"):
        assert more in page


def test_who_asked_is_not_the_second_person(asked, maker):
    page = b.seen(maker, "desk:day")
    assert TITLE not in page
    assert all(words not in page for words, _ in asked)


def test_a_head_is_the_second_person_of_runs_only_and_a_caseworker_of_none(asked, team):
    head = b.seen(b.actor(Role.HEAD, team), "desk:day")
    assert asked[0][0] in head
    assert all(words not in head for words, _ in asked[1:])
    assert TITLE not in b.seen(b.actor(Role.CASEWORKER_ADULTS, team), "desk:day")


def test_what_the_second_person_answered_waits_no_more(asked, approver):
    other = Desk(approver)
    other.send("payments:judge", Invoice.objects.get().id, answer="accept")
    other.send("payments:write_off", Claim.objects.get().id)
    other.send("payments:reopen", month="2026-09")
    page = other.see("desk:day")
    assert asked[0][0] in page
    assert all(words not in page for words, _ in asked[1:])


def test_the_month_that_one_wants_opened_stands_open_on_its_page(asked, approver):
    assert '<details class="details" open>' in b.seen(approver, "payments:files")
