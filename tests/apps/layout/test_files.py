"""A list as a file says what the screen says."""

import io

import pytest
from django.test import RequestFactory
from python_calamine import CalamineWorkbook

from helhed.apps.layout.web.tables import Column, Listed, Table, show

KEPT = Table(
    "ydelser",
    [
        Column("name", "Ydelse", sort="name"),
        Column("what", "Vej", only_exported=True),
        Column("oere", "Beløb i kr.", kind="kroner", total=True),
        Column("button", "", only_shown=True),
        Column("persons", "Personer", kind="number", total=True),
    ],
    facts=[("Pr.", "i dag")],
)
ROWS = [
    {"name": "Botilbud", "what": "a", "oere": 150, "button": "", "persons": 2},
    {"name": "Støtte", "what": "b", "oere": None, "button": "", "persons": 3},
]


def shown_as(form: str, table: Table = KEPT, rows: list = ROWS):
    asked = RequestFactory().get("/", {"format": form, "sort": "name"})
    return show(asked, table, Listed(rows))


def sheet(shown) -> list[list]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(shown.export.content))
    return book.get_sheet_by_index(0).to_python()


def test_a_sheet_ends_with_the_sums_that_stand_under_the_list():
    head, *rows, sums = sheet(shown_as("xlsx"))
    assert head == ["Ydelse", "Vej", "Beløb i kr.", "Personer", "Pr."]
    assert [row[0] for row in rows] == ["Botilbud", "Støtte"]
    assert sums == ["I alt", "", 1.5, 5.0, ""]


def test_a_csv_file_holds_rows_alone_so_that_no_program_counts_them_twice():
    text = shown_as("csv").export.content.decode("utf-8-sig")
    assert text.splitlines()[1:] == ["Botilbud;a;1,50;2;i dag", "Støtte;b;;3;i dag"]


def test_a_list_without_sums_has_no_last_line():
    plain = Table("navne", [Column("name", "Ydelse", sort="name")])
    assert sheet(shown_as("xlsx", plain)) == [["Ydelse"], ["Botilbud"], ["Støtte"]]


def test_sums_of_all_do_not_stand_under_some(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("helhed.apps.layout.web.tables.EXPORT_LIMIT", 1)
    assert sheet(shown_as("xlsx"))[1:] == [["Botilbud", "a", 1.5, 2.0, "i dag"]]
