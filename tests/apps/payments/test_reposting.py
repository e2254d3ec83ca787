"""What is moved to another account pays nobody, waits whole, and can be taken back."""

import pytest

from helhed.apps.payments.models import (
    Difference,
    LedgerFile,
    PaymentLine,
    PayRun,
)
from helhed.stand_ins.ledger import answer
from tests.apps.payments.at_the_desk import approve, make, pay
from tests.apps.payments.ledger_house import granted, is_in_balance

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]
RIGHT_ACCOUNT = "5.38.50.1.4.001.40"


def _moved(desk, line, account=RIGHT_ACCOUNT):
    return desk.send("payments:repost", line.id, account=account, reason="Forkert paragraf")


def test_only_an_account_of_the_chart_takes_what_is_moved(desk, other, team, folder):
    granted(team)
    line = pay(desk, other, folder, "2026-09").lines.get()
    page = _moved(desk, line, "5.99.99.9.9.999.99")
    assert "Vælg en anden konto, som findes i kontoplanen i dag." in page
    assert not PaymentLine.objects.filter(run=None).exists()
    assert f'<option value="{RIGHT_ACCOUNT}">' in desk.see("payments:line", line.id)


def test_moving_between_accounts_pays_nobody_and_is_held_and_let_go_whole(
    desk, other, team, folder
):
    granted(team)
    line = pay(desk, other, folder, "2026-09").lines.get()
    _moved(desk, line)
    into = PaymentLine.objects.get(kind="repost_in")
    desk.send("payments:hold", into.id, reason="Vi spørger først")
    assert PaymentLine.objects.exclude(hold_reason="").count() == 2
    assert PaymentLine.objects.filter(run=make(desk)).count() == 1, "none goes without the other"
    desk.send("payments:discard", PayRun.objects.get(month="2026-10-01").id)
    desk.send("payments:release", PaymentLine.objects.get(kind="repost_out").id)
    run = make(desk)
    approve(desk, other, run)
    rows = LedgerFile.objects.get(run=run).contents.splitlines()
    moved = [row for row in rows if ",noncash," in row]
    assert len(moved) == 2
    assert all(row.split(",")[2] == "" for row in moved), "no company is named"
    assert dict(run.totals.values_list("kind", "recipient")) == {
        "ordinary": "company",
        "repost_out": "noncash",
        "repost_in": "noncash",
    }


def test_a_move_is_told_on_its_line_stands_among_differences_and_can_be_taken_back(
    desk, other, team, folder
):
    granted(team)
    line = pay(desk, other, folder, "2026-09").lines.get()
    _moved(desk, line)
    page = desk.see("payments:line", line.id)
    assert f"venter på at blive flyttet til {RIGHT_ACCOUNT}" in page
    assert "Flyt beløbet" not in page
    assert "allerede flyttet" in _moved(desk, line)
    assert Difference.objects.filter(state="open", kind="account").count() == 1
    assert "Forkert konto" in desk.see("payments:reconciliation")
    into = PaymentLine.objects.get(kind="repost_in")
    assert "Træk flytningen tilbage" in desk.see("payments:line", into.id)
    assert "Flytningen er trukket tilbage" in desk.send("payments:withdraw_repost", into.id)
    assert not PaymentLine.objects.filter(kind__startswith="repost").exists()
    assert not Difference.objects.exists()
    _moved(desk, line)
    pay(desk, other, folder)
    assert Difference.objects.get().state == "solved"
    into = PaymentLine.objects.get(kind="repost_in")
    page = desk.send("payments:withdraw_repost", into.id)
    assert "Flytningen er allerede godkendt" in page
    assert is_in_balance()


def test_a_move_of_which_the_ledger_rejects_one_line_waits_whole(desk, other, team, folder):
    granted(team)
    line = pay(desk, other, folder, "2026-09").lines.get()
    _moved(desk, line)
    run = make(desk)
    approve(desk, other, run)
    desk.send("payments:send", run.id)
    into = run.lines.get(kind="repost_in")
    answer(folder / "out", folder / "in", {"rejected": 1.0}, 1, only=str(into.id))
    desk.send("payments:read")
    waits = PaymentLine.objects.filter(run=None).exclude(hold_reason="")
    assert set(waits.values_list("kind", flat=True)) == {"repost_out", "repost_in"}
    assert is_in_balance()
    desk.send("payments:withdraw_repost", into.id)
    assert not Difference.objects.exclude(state="solved").exists()
