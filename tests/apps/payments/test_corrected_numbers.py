"""A CPR number that was corrected between approving and sending: the file that goes out carries the
right one, and a file that was sent keeps what was sent."""

import csv

import pytest

from helhed.apps.audit.models import Entry
from helhed.apps.payments import outbox
from helhed.apps.payments.actions import ledger
from helhed.apps.payments.models import LedgerFile
from tests.apps import building as b
from tests.apps import paying
from tests.apps.payments.ledger_house import (
    OCTOBER,
    approved,
    granted,
    is_in_balance,
    to_citizen,
)

pytestmark = pytest.mark.django_db
RIGHT = "0101010101"


@pytest.fixture
def run(team, maker, approver, folder):
    granted(team, OCTOBER.first)
    to_citizen(team, OCTOBER.first)
    return approved(maker, approver)


def corrected(line):
    line.citizen.cpr = RIGHT
    line.citizen.save()
    return str(line.citizen_id)


def rows(folder):
    (path,) = (folder / "out").iterdir()
    text = path.read_text().splitlines()
    return list(csv.DictReader(line for line in text if not line.startswith("#")))


def test_a_file_that_waits_is_sent_with_the_number_that_stands_when_it_is_sent(run, maker, folder):
    line = run.lines.select_related("citizen").first()
    old = {
        str(one.citizen_id): one.citizen.cpr or "" for one in run.lines.select_related("citizen")
    }
    before = LedgerFile.objects.get().contents
    citizen = corrected(line)
    ledger.send_run(maker, run=run.id)
    assert {row["citizen"]: row["cpr"] for row in rows(folder)} == {**old, citizen: RIGHT}
    file = LedgerFile.objects.get()
    assert file.contents != before
    assert f",{run.id}," in file.contents.splitlines()[-1]
    assert Entry.objects.get(action="payrun.send").facts["corrected"] == 1
    paying.carry(maker, folder)
    assert is_in_balance()


def test_nothing_corrected_is_the_same_bytes(run, maker, folder):
    before = LedgerFile.objects.get().contents
    ledger.send_run(maker, run=run.id)
    (path,) = (folder / "out").iterdir()
    assert path.read_text() == before == LedgerFile.objects.get().contents


def test_only_the_number_is_put_right_and_all_else_stays_as_it_was_approved(run, maker, folder):
    line = run.lines.first()
    corrected(line)
    told = {row["line"]: row for row in outbox.rows_of(LedgerFile.objects.get().contents.encode())}
    type(line).objects.filter(id=line.id).update(account="5.38.50.1.4.001.40")
    ledger.send_run(maker, run=run.id)
    for row in rows(folder):
        assert {**row, "cpr": ""} == {**told[row["line"]], "cpr": ""}


def test_what_was_sent_stays_as_it_was_sent_also_when_the_sending_was_stopped_halfway(
    run, maker, folder
):
    ledger.send_run(maker, run=run.id)
    sent = rows(folder)
    LedgerFile.objects.update(done_at=None)
    corrected(run.lines.first())
    ledger.send_run(maker, run=run.id)
    assert rows(folder) == sent
    LedgerFile.objects.update(done_at=b.NOON)
    assert ledger.send_files(maker) == []
    assert rows(folder) == sent
