"""To the ledger and back: every krone that was sent is posted, explained, or waits for somebody."""

import csv
from datetime import date

import pytest
from django.db.models import Sum

from helhed.apps.payments import inbox, outbox
from helhed.apps.payments.actions import claims, ledger, lines, periods, reposting, runs
from helhed.apps.payments.errors import PeriodIsClosed, UnableToPay
from helhed.apps.payments.models import (
    Claim,
    Difference,
    LedgerFile,
    Posting,
)
from helhed.exchange.ledger.files import written
from helhed.exchange.ledger.tables import FileKind
from tests.apps import building as b
from tests.apps import paying
from tests.apps.payments.ledger_house import (
    LATER,
    NOVEMBER,
    OCTOBER,
    RATE,
    SEPTEMBER,
    answered,
    approved,
    granted,
    is_in_balance,
    made,
    on,
    to_citizen,
)

pytestmark = pytest.mark.django_db


def test_every_payment_names_citizen_account_amount_and_day(team, maker, approver, folder):
    grants = [granted(team), to_citizen(team), granted(team)]
    approved(maker, approver)
    (file,) = outbox.send_waiting(maker, folder / "out")
    text = (folder / "out" / file.name).read_text()
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    assert len(rows) == 3
    assert {row["citizen"] for row in rows} == {str(one.citizen_id) for one in grants}
    for row in rows:
        assert row["account"]
        assert int(row["oere"]) > 0
        assert date.fromisoformat(row["pay_on"]) > b.TODAY


def test_a_file_that_is_sent_twice_is_the_same_bytes_and_is_paid_once(
    team, maker, approver, folder
):
    granted(team, OCTOBER.first)
    run = approved(maker, approver)
    ledger.send_run(maker, run=run.id)
    (path,) = (folder / "out").iterdir()
    before = path.read_bytes()
    LedgerFile.objects.update(done_at=None)
    ledger.send_run(maker, run=run.id)
    assert [one.read_bytes() for one in (folder / "out").iterdir()] == [before]
    paying.carry(maker, folder)
    paying.carry(maker, folder)
    assert Posting.objects.aggregate(sum=Sum("oere"))["sum"] == 31 * RATE


def test_an_answer_that_comes_twice_is_read_once(team, maker, approver, folder):
    granted(team, OCTOBER.first)
    approved(maker, approver)
    paying.carry(maker, folder)
    for path in (folder / "in" / "read").iterdir():
        (folder / "in" / path.name).write_bytes(path.read_bytes())
    assert inbox.read_waiting(maker, folder / "in") == []
    assert Posting.objects.count() == 1
    assert is_in_balance()


def test_a_damaged_answer_is_set_aside_with_its_fault_and_stops_no_other(
    team, maker, approver, folder
):
    granted(team, OCTOBER.first)
    approved(maker, approver)
    (folder / "in").mkdir()
    (folder / "in" / "a-cut-file.csv").write_text("number,line\n")
    paying.carry(maker, folder)
    refused = LedgerFile.objects.get(is_out=False, fault__gt="")
    assert refused.name == "a-cut-file.csv"
    assert refused.fault.startswith("Den sidste linje er ikke en slutlinje")
    assert refused.name not in refused.fault, "the name stands once, beside it"
    assert (folder / "in" / "refused" / "a-cut-file.csv").exists()
    assert Posting.objects.count() == 1


def test_a_rejected_line_waits_until_it_is_released_and_is_paid_with_the_next_month(
    team, maker, approver, folder
):
    _, found = answered(team, maker, approver, folder, "rejected")
    line = found.line
    assert (found.kind, found.state, found.owner) == ("rejected", "open", maker.user)
    assert (line.run, line.hold_reason) == (None, "Kontonummeret er lukket")
    with pytest.raises(UnableToPay, match="ikke betalt"):
        ledger.explain_difference(maker, difference=found.id, explanation="Nå")
    lines.release_line(maker, line=line.id)
    next_run = approved(maker, approver, NOVEMBER)
    assert next_run.lines.count() == 2
    paying.carry(maker, folder)
    found.refresh_from_db()
    assert found.state == "solved"
    assert Posting.objects.filter(line=line).count() == 1
    assert is_in_balance()


def test_a_line_that_is_never_posted_is_sent_again_and_posted_once(team, maker, approver, folder):
    run, found = answered(team, maker, approver, folder, "missing", LATER)
    assert (found.kind, found.oere, run.state) == ("missing", 31 * RATE, "receipted")
    ledger.pay_again(on(maker, LATER), difference=found.id)
    found.refresh_from_db()
    assert (found.kind, found.state, found.explanation) == ("late", "open", "Sendt igen")
    paying.carry(on(maker, LATER), folder)
    run.refresh_from_db()
    found.refresh_from_db()
    assert (found.state, run.state, Posting.objects.count()) == ("solved", "posted", 1)
    assert is_in_balance()


def test_a_line_that_was_only_late_is_known_when_it_is_sent_again_and_not_paid_twice(
    team, maker, approver, folder
):
    run, found = answered(team, maker, approver, folder, "late", LATER)
    ledger.pay_again(on(maker, LATER), difference=found.id)
    paying.carry(on(maker, LATER), folder, late=1.0)
    run.refresh_from_db()
    assert run.state == "posted"
    assert Posting.objects.aggregate(sum=Sum("oere"))["sum"] == 31 * RATE
    assert found.line.run_id == run.id


def test_what_the_ledger_paid_twice_is_claimed_back_in_instalments(team, maker, approver, folder):
    run, found = answered(team, maker, approver, folder, "double")
    assert (found.kind, found.oere) == ("double", -31 * RATE)
    claim = ledger.claim_overpaid(maker, difference=found.id)
    run.refresh_from_db()
    found.refresh_from_db()
    assert (claim.oere, found.state, run.state) == (31 * RATE, "explained", "posted")
    with pytest.raises(UnableToPay, match="allerede"):
        ledger.claim_overpaid(maker, difference=found.id)
    claims.agree_instalments(maker, claim=claim.id, count=7, first=NOVEMBER, reason="SEL § 91")
    for one in claim.instalments.order_by("due_on"):
        claims.note_repayment(maker, instalment=one.id, oere=one.oere, day=one.due_on)
    claim.refresh_from_db()
    assert claim.state == "settled"
    assert claim.instalments.aggregate(sum=Sum("paid_oere"))["sum"] == 31 * RATE
    assert is_in_balance()


def told(folder, line, number, oere, day=LATER):
    """The ledger posts something more of a line, and it is read."""
    row = {
        "number": number,
        "line": str(line.id),
        "citizen": str(line.citizen_id),
        "account": line.account,
        "unit": line.unit.key,
        "month": OCTOBER,
        "posted_on": day,
        "oere": oere,
        "text": "",
    }
    path = folder / "in" / f"{number}.csv"
    path.write_bytes(written(FileKind.POSTINGS, number, [row]))


def test_a_claim_falls_away_when_the_ledger_takes_the_second_payment_back_itself(
    team, maker, approver, folder
):
    _, found = answered(team, maker, approver, folder, "double")
    claim = ledger.claim_overpaid(maker, difference=found.id)
    claims.agree_instalments(maker, claim=claim.id, count=7, first=NOVEMBER, reason="SEL § 91")
    told(folder, found.line, "H1", -31 * RATE)
    inbox.read_waiting(maker, folder / "in")
    claim.refresh_from_db()
    found.refresh_from_db()
    assert (claim.state, claim.oere, found.state) == ("written_off", 0, "solved")
    assert claim.explanation
    assert claim.instalments.count() == 0
    assert is_in_balance()


def test_a_claim_of_which_some_came_back_is_never_less_than_that(team, maker, approver, folder):
    _, found = answered(team, maker, approver, folder, "double")
    claim = ledger.claim_overpaid(maker, difference=found.id)
    claims.agree_instalments(maker, claim=claim.id, count=31, first=NOVEMBER, reason="SEL § 91")
    first = claim.instalments.order_by("due_on")[0]
    claims.note_repayment(maker, instalment=first.id, oere=RATE, day=b.TODAY)
    told(folder, found.line, "H1", -28 * RATE)
    inbox.read_waiting(maker, folder / "in")
    claim.refresh_from_db()
    found.refresh_from_db()
    assert (claim.state, claim.oere) == ("open", 3 * RATE)
    assert (found.state, found.oere) == ("explained", -3 * RATE)
    with pytest.raises(UnableToPay, match="begynde efter 2026-11-30"):
        claims.agree_instalments(maker, claim=claim.id, count=2, first=NOVEMBER, reason="SEL § 91")
    december = NOVEMBER.plus(1)
    claims.agree_instalments(maker, claim=claim.id, count=2, first=december, reason="SEL § 91")
    assert [one.oere for one in claim.instalments.order_by("due_on")] == [RATE, RATE, RATE]


def test_what_comes_back_twice_is_no_overpayment(team, maker, approver, folder):
    grant = granted(team)
    paying.pay(maker, approver, SEPTEMBER)
    grant.end = date(2026, 9, 15)
    grant.save()
    b.recount(grant)
    approved(maker, approver)
    paying.carry(maker, folder, double=1.0)
    found = Difference.objects.get()
    assert (found.kind, found.oere) == ("double", 15 * RATE)
    with pytest.raises(UnableToPay, match="ikke betalt for meget"):
        ledger.claim_overpaid(maker, difference=found.id)


def test_a_folder_that_cannot_be_written_to_loses_nothing(team, maker, approver, folder):
    granted(team, OCTOBER.first)
    run = approved(maker, approver)
    (folder / "out").write_text("no folder")
    with pytest.raises(UnableToPay, match="går ikke tabt"):
        ledger.send_run(maker, run=run.id)
    (folder / "out").unlink()
    (sent,) = ledger.send_files(maker)
    run.refresh_from_db()
    assert (sent.run_id, run.state) == (run.id, "sent")
    assert ledger.send_files(maker) == []


@pytest.mark.parametrize("fault", ["partial", "amount", "unknown", "account"])
def test_every_other_fault_is_a_difference_with_an_owner_and_the_sums_hold(
    team, maker, approver, folder, fault
):
    _, found = answered(team, maker, approver, folder, fault)
    assert found.owner is not None
    assert found.state == "open"
    assert is_in_balance()
    paying.carry(maker, folder)
    assert is_in_balance()


def test_an_explanation_holds_only_for_its_own_amount(team, maker, approver, folder):
    _, found = answered(team, maker, approver, folder, "missing", LATER)
    ledger.explain_difference(on(maker, LATER), difference=found.id, explanation="Ringet")
    told(folder, found.line, "H1", 100)
    inbox.read_waiting(on(maker, LATER), folder / "in")
    found.refresh_from_db()
    assert (found.state, found.kind, found.oere) == ("open", "partial", 31 * RATE - 100)


def test_a_posting_that_lost_its_number_is_found_by_rule_when_only_one_line_can_be_it(
    team, maker, approver, folder
):
    granted(team, OCTOBER.first)
    run = approved(maker, approver)
    paying.carry(maker, folder, lost=1.0)
    run.refresh_from_db()
    assert (run.state, Difference.objects.count()) == ("posted", 0)


def test_what_is_not_clear_is_tied_by_hand(team, maker, approver, folder):
    person = b.citizen()
    for _ in range(2):
        rate = b.rate(b.offer(), (date(2020, 1, 1), None, RATE))
        grant = b.grant(b.case(team, person), rate, OCTOBER.first)
        b.order(grant, OCTOBER.first)
    run = approved(maker, approver)
    paying.carry(maker, folder, lost=1.0)
    unknown = Difference.objects.filter(posting__isnull=False)
    assert unknown.count() == 2
    for found, line in zip(unknown, run.lines.all(), strict=True):
        ledger.match_posting(maker, difference=found.id, line=line.id)
    run.refresh_from_db()
    assert (run.state, Difference.objects.exclude(state="solved").count()) == ("posted", 0)
    assert is_in_balance()


def test_a_late_end_is_set_off_against_a_company_and_claimed_from_a_citizen(
    team, maker, approver, folder
):
    of_company, of_citizen = granted(team), to_citizen(team)
    paying.pay(maker, approver, SEPTEMBER)
    for grant in (of_company, of_citizen):
        grant.end = date(2026, 9, 15)
        grant.save()
        b.recount(grant)
    run = approved(maker, approver)
    kinds = dict(run.lines.values_list("grant", "kind"))
    assert kinds == {of_company.id: "claw_back", of_citizen.id: "claim"}
    assert Claim.objects.get().oere == 250_000
    assert dict(run.lines.values_list("grant", "oere"))[of_company.id] == -15 * RATE


def test_what_was_paid_on_a_wrong_account_is_moved_with_the_next_run(team, maker, approver, folder):
    granted(team)
    run = paying.pay(maker, approver, SEPTEMBER)
    line = run.lines.get()
    right = "5.38.50.1.4.001.40"
    reposting.repost_line(maker, line=line.id, account=right, reason="Forkert paragraf")
    paying.pay(maker, approver, OCTOBER)
    sums = dict(
        Posting.objects.filter(month=SEPTEMBER.first)
        .order_by()
        .values_list("account")
        .annotate(sum=Sum("oere"))
    )
    assert sums == {line.account: 0, right: 30 * RATE}


def test_nothing_is_paid_into_a_closed_month(team, maker, approver):
    granted(team)
    run = made(maker)
    runs.review_run(maker, run=run.id)
    with pytest.raises(UnableToPay, match="ikke godkendt"):
        periods.close_period(maker, month=OCTOBER)
    runs.discard_run(maker, run=run.id)
    why = "Betales i november"
    periods.close_period(maker, month=OCTOBER, reason=why)
    with pytest.raises(PeriodIsClosed, match="2026-10 er lukket"):
        made(maker)
    with pytest.raises(PeriodIsClosed, match="lukket allerede"):
        periods.close_period(maker, month=OCTOBER, reason=why)
    periods.ask_to_open(maker, month=OCTOBER, reason="En kørsel manglede")
    periods.open_period(approver, month=OCTOBER)
    assert made(maker).lines.count() == 1
