"""The declared tables and the database tell of the same things."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from helhed.apps.transfer.fields import HOMES, WITHOUT_TABLE
from helhed.apps.transfer.web.words import COLUMN_WORDS, TABLE_WORDS
from helhed.exchange.columns import Kind, Table
from helhed.exchange.tables import BY_NAME, TABLES

KEPT_BY_THE_DATABASE = (models.BigAutoField,)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_has_a_field_and_every_field_a_column_or_a_reason(table: Table):
    home = HOMES[table.name]
    told = {home.field(column.name).name for column in table.columns} | set(home.derived)
    held = {field.name for field in home.model._meta.concrete_fields}
    assert told == held


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_column_leads_where_its_field_leads_and_asks_no_less_than_it(table: Table):
    home = HOMES[table.name]
    for column in table.columns:
        field = home.field(column.name)
        if isinstance(field, models.ForeignKey):
            assert HOMES[column.to].model is field.remote_field.model, column.name
        if isinstance(field, models.CharField) and column.kind is Kind.TEXT:
            assert 0 < column.most <= (field.max_length or 0), column.name
        if column.kind is Kind.CODE:
            longest = max(len(code) for code in column.codes)
            assert longest <= (field.max_length or 0), column.name
        is_text = isinstance(field, models.CharField | models.TextField)
        assert column.required or field.null or is_text, column.name
        assert not field.unique or column.unique, column.name


def test_every_model_of_the_house_has_a_table_or_a_reason():
    homes = {home.model for home in HOMES.values()}
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("helhed."):
            assert (model in homes) != (model in WITHOUT_TABLE), model.__name__


def test_what_the_database_lets_stand_once_the_tables_declare_as_such():
    for table in TABLES:
        home = HOMES[table.name]
        sets = {frozenset(names) for names in table.together}
        by_field = {home.field(c.name).name: c.name for c in table.columns}
        for constraint in home.model._meta.constraints:
            is_unique = isinstance(constraint, models.UniqueConstraint)
            if is_unique and constraint.fields and constraint.condition is None:
                names = frozenset(by_field[name] for name in constraint.fields)
                per_start = table.span and names == {*table.span.per, table.span.start}
                assert names in sets or per_start, (table.name, constraint.name)


def test_every_table_and_kind_of_column_has_words_for_the_screen():
    assert set(TABLE_WORDS) == set(BY_NAME)
    assert set(COLUMN_WORDS) == set(Kind)
