"""The log: rows stand in the same transaction as what they tell of, and name ids alone."""

from uuid import uuid4

import pytest
from django.db import transaction

from helhed.apps.audit.actions import LoggedOutsideTransaction, read, read_citizens, wrote
from helhed.apps.audit.models import Entry
from tests.apps import building as b
from tests.apps.town import Town


@pytest.mark.django_db(transaction=True)
def test_nothing_is_logged_outside_a_transaction():
    town = Town()
    for log in (
        lambda: wrote(town.anna, "a", town.north),
        lambda: read(town.anna, "a", town.north),
        lambda: read_citizens(town.anna, "a", [uuid4()]),
    ):
        with pytest.raises(LoggedOutsideTransaction):
            log()
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_a_list_logs_each_citizen_once_in_one_statement(django_assert_num_queries):
    town = Town()
    people = [uuid4() for _ in range(40)]
    who = town.anna
    with transaction.atomic(), django_assert_num_queries(1):
        read_citizens(who, "case.list", [*people, *people])
    rows = Entry.objects.values_list("citizen", "object_id", "actor", "is_write")
    assert sorted(rows) == sorted((one, one, who.id, False) for one in people)


@pytest.mark.django_db
def test_a_row_with_another_key_than_an_id_is_told_by_its_key():
    town = Town()
    wrote(town.admin, "municipality.write", town.municipality)
    row = Entry.objects.get()
    assert (row.object_id, row.facts, row.object_type) == (None, {"key": "0999"}, "municipality")
    assert row.at.date() == b.TODAY
