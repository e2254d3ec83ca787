"""The journal: a draft is its author's, and what is signed stands, whoever asks and however."""

import re
from datetime import date
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from helhed.apps.cases.actions import journal
from helhed.apps.cases.actions.journal import UnableToSignEntry, UnableToWriteEntry
from helhed.apps.cases.models import JournalEntry
from helhed.apps.decisions.totals import stored_id
from helhed.kernel.identifiers import uuid7
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


def type_in(town, entry, field, value, who=None, **asked):
    address = reverse("cases:write-field", args=[town.case.id, entry])
    query = {"query_params": {key: str(of) for key, of in asked.items()}}
    return b.signed_in(who or town.anna).post(address, {"field": field, "value": value}, **query)


def test_what_is_typed_is_kept_from_the_first_letter_and_signed_as_one_entry(town):
    client, address = b.signed_in(town.anna), reverse("cases:write", args=[town.case.id])
    page = client.get(address).content.decode()
    entry = UUID(re.search(r'name="entry" value="([^"]+)"', page)[1])
    assert reverse("cases:write-field", args=[town.case.id, entry]) in page
    assert not JournalEntry.objects.exists()
    assert type_in(town, entry, "text", "Ringede til m").status_code == 200
    draft = JournalEntry.objects.get()
    kept = (draft.id, draft.text, draft.title, draft.kind, draft.happened_on, draft.author)
    assert kept == (entry, "Ringede til m", "", "conversation", b.TODAY, town.anna.user)
    shown = client.get(reverse("cases:journal", args=[town.case.id])).content.decode()
    assert "Uden overskrift" in shown
    with pytest.raises(UnableToSignEntry):
        journal.sign_entry(town.anna, entry=entry)
    type_in(town, entry, "text", "Ringede til mor")
    sent = {
        "entry": entry,
        "kind": "phone",
        "title": "Samtale",
        "text": "Ringede til mor",
        "happened_on": "2026-11-01",
        "sign": "1",
    }
    assert client.post(address, sent).status_code == 302
    signed = JournalEntry.objects.get()
    assert (signed.id, signed.title, signed.signed_by) == (entry, "Samtale", town.anna.user)
    refused = type_in(town, entry, "text", "Andre ord")
    assert (refused.status_code, "Skriv en tilføjelse" in refused.content.decode()) == (422, True)
    assert "underskrevet" in client.post(address, sent).content.decode()
    assert JournalEntry.objects.get().text == "Ringede til mor"


def test_a_draft_is_written_in_by_its_author_in_its_own_case_alone(town):
    entry = write(town)
    assert type_in(town, entry.id, "text", "Mine ord", town.leader).status_code == 422
    elsewhere = reverse("cases:write-field", args=[b.case(town.north).id, entry.id])
    answer = b.signed_in(town.anna).post(elsewhere, {"field": "text", "value": "x"})
    assert answer.status_code == 404
    entry.refresh_from_db()
    assert entry.text == "Ringede til mor"


def test_an_amendment_is_kept_while_it_is_typed_and_knows_what_it_amends(town):
    earlier = write(town, sign=True)
    page = b.signed_in(town.anna).get(reverse("cases:amend", args=[earlier.id])).content.decode()
    assert f"?amends={earlier.id}" in page
    entry = uuid7()
    assert type_in(town, entry, "text", "Det var far", amends=earlier.id).status_code == 200
    made = JournalEntry.objects.get(id=entry)
    assert (made.amends, made.title, made.kind) == (earlier, "Samtale", "note")


def test_a_draft_is_thrown_away_by_its_author_and_a_signed_entry_by_nobody(town):
    draft, signed = write(town), write(town, sign=True)
    with pytest.raises(UnableToWriteEntry):
        journal.drop_draft(town.leader, entry=draft.id)
    with pytest.raises(UnableToWriteEntry):
        journal.drop_draft(town.anna, entry=signed.id)
    address = reverse("cases:drop-draft", args=[draft.id])
    assert b.signed_in(town.anna).post(address).status_code == 302
    assert list(JournalEntry.objects.all()) == [signed]
