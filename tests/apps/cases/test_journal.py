"""The journal: a draft is its author's, and what is signed stands, whoever asks and however."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from helhed.apps.cases.actions import journal
from helhed.apps.cases.actions.journal import UnableToSignEntry, UnableToWriteEntry
from helhed.apps.cases.models import JournalEntry
from helhed.apps.decisions.totals import stored_id
from helhed.rules.cases.sag import EntryKind
from tests.apps import building as b
from tests.apps.town import Town

pytestmark = pytest.mark.django_db
TABLE = JournalEntry._meta.db_table


@pytest.fixture
def town():
    return Town()


def write(town, who=None, **changes):
    words = {
        "case": town.case.id,
        "kind": EntryKind.NOTE,
        "title": "Samtale",
        "text": "Ringede til mor",
        "happened_on": b.TODAY,
        "sign": False,
    }
    return journal.write_entry(who or town.anna, **{**words, **changes})


def change(who, entry, text):
    journal.change_entry(
        who,
        entry=entry.id,
        title="Ny",
        text=text,
        happened_on=date(2026, 11, 1),
        kind=EntryKind.PHONE,
    )


def in_raw_sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_draft_is_changed_and_signed_by_its_author_alone(town):
    entry = write(town)
    with pytest.raises(UnableToWriteEntry):
        change(town.leader, entry, "En andens ord")
    with pytest.raises(UnableToSignEntry):
        journal.sign_entry(town.leader, entry=entry.id)
    journal.change_entry(
        town.anna,
        entry=entry.id,
        title="Ny",
        text=" Mine ord ",
        happened_on=b.TODAY,
        kind=EntryKind.PHONE,
    )
    journal.sign_entry(town.anna, entry=entry.id)
    entry.refresh_from_db()
    assert (entry.title, entry.text, entry.kind) == ("Ny", "Mine ord", "phone")
    assert (entry.signed_by, entry.author) == (town.anna.user, town.anna.user)


def test_a_signed_entry_is_changed_by_no_act(town):
    entry = write(town, sign=True)
    with pytest.raises(UnableToWriteEntry):
        change(town.anna, entry, "Andre ord")
    with pytest.raises(UnableToSignEntry):
        journal.sign_entry(town.anna, entry=entry.id)


def test_a_signed_entry_is_changed_by_no_query(town):
    entry = write(town, sign=True)
    entry.text = "Andre ord"
    rows = JournalEntry.objects.filter(id=entry.id)
    for attempt in (
        entry.save,
        lambda: rows.update(text="Andre ord"),
        lambda: rows.update(signed_at=None),
        rows.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert rows.get().text == "Ringede til mor"


def test_a_signed_entry_is_changed_by_no_raw_sql(town):
    entry = write(town, sign=True)
    id = stored_id(entry.id)
    statements = [
        f"UPDATE {TABLE} SET text = 'Andre ord' WHERE id = %s",
        f"UPDATE {TABLE} SET signed_at = NULL WHERE id = %s",
        f"DELETE FROM {TABLE} WHERE id = %s",
    ]
    if connection.vendor == "sqlite":
        columns = ", ".join(f.column for f in JournalEntry._meta.fields)
        copied = columns.replace("title", "'Andre ord'")
        statements.append(
            f"INSERT OR REPLACE INTO {TABLE} ({columns}) SELECT {copied} FROM {TABLE} WHERE id = %s"
        )
    for statement in statements:
        with pytest.raises(DatabaseError):
            in_raw_sql(statement, id)
    kept = JournalEntry.objects.get(id=entry.id)
    assert (kept.title, kept.text, kept.signed_at) == (entry.title, entry.text, entry.signed_at)


def test_a_draft_can_still_be_taken_away_by_the_database(town):
    entry = write(town)
    in_raw_sql(f"DELETE FROM {TABLE} WHERE id = %s", stored_id(entry.id))
    assert not JournalEntry.objects.exists()


def test_an_amendment_stands_beside_what_it_amends(town):
    entry = write(town, sign=True)
    later = write(town, town.leader, text="Det var far", sign=True, amends=entry.id)
    assert list(entry.amendments.all()) == [later]
    assert set(JournalEntry.objects.values_list("text", flat=True)) == {
        "Ringede til mor",
        "Det var far",
    }


def test_only_a_signed_entry_of_the_same_case_is_amended(town):
    draft = write(town)
    with pytest.raises(UnableToWriteEntry):
        write(town, amends=draft.id)
    foreign = b.case(town.north)
    signed = write(town, case=foreign.id, sign=True)
    with pytest.raises(JournalEntry.DoesNotExist):
        write(town, amends=signed.id)
