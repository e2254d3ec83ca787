"""What is written in Python for speed says what the templates of old said."""

from decimal import Decimal
from typing import ClassVar

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test import RequestFactory
from pytest_django.asserts import assertHTMLEqual, assertInHTML

from helhed.apps.layout.web.forms import DayField
from helhed.apps.layout.web.tables import Column, Listed, Table, show
from helhed.apps.layout.web.templatetags.helhed import quantity


class Choosing(forms.Form):
    one = forms.ChoiceField(
        choices=[
            ("", "Alle"),
            ("a<b", "Å & <b>bold</b>"),
            ("Gruppe & co", [("1", "Et"), ("2", "To")]),
        ]
    )


@pytest.mark.parametrize("chosen", ["", "a<b", "2"])
def test_a_list_to_choose_from_is_djangos_own(chosen):
    class Plain(Choosing):
        default_renderer: ClassVar = DjangoTemplates()

    assertHTMLEqual(
        str(Choosing(initial={"one": chosen})["one"]), str(Plain(initial={"one": chosen})["one"])
    )


def test_a_row_of_a_table_is_escaped_and_marked_by_its_kind():
    table = Table(
        "prøve",
        [
            Column("name", "Navn", link=lambda row: f"/x/?a={row['id']}&b=<"),
            Column("oere", "Beløb", "kroner", total=True),
            Column("state", "Tilstand", "state", state_key="state_key"),
            Column("day", "Dag", "day"),
        ],
    )
    rows = [
        {"id": 1, "name": "<i>Bo</i>", "oere": -5000, "state": "<x>", "state_key": "draft"},
        {"id": 2, "name": "", "oere": 100, "state": "Godt", "state_key": "else"},
    ]
    page = str(show(RequestFactory().get("/"), table, Listed([{**r, "day": None} for r in rows])))
    assertInHTML(
        '<tr><td><a href="/x/?a=1&amp;b=&lt;">&lt;i&gt;Bo&lt;/i&gt;</a></td>'
        '<td class="number negative">−50</td>'
        '<td><span class="badge badge-warning">&lt;x&gt;</span></td><td></td></tr>',
        page,
    )
    assertInHTML(
        '<tr><td></td><td class="number">1</td>'
        '<td><span class="badge">Godt</span></td><td></td></tr>',
        page,
    )


def test_money_below_zero_is_marked_but_where_it_is_a_change():
    """What a scenario saves is no warning."""
    columns = [
        Column("left", "Tilbage", "kroner"),
        Column("saved", "Forskel", "kroner", is_change=True),
    ]
    table = Table("prøve", columns)
    rows = Listed([{"left": -5000, "saved": -5000}])
    page = str(show(RequestFactory().get("/"), table, rows))
    assertInHTML('<tr><td class="number negative">−50</td><td class="number">−50</td></tr>', page)


@pytest.mark.parametrize(
    ("said", "is_unbroken"),
    [
        ("V-2026-00012", True),
        ("5.38.51.1.003.45", True),
        ("Jens-Ole Fjeldmark", False),
        ("12", False),
    ],
)
def test_a_number_of_several_parts_stays_on_its_line(said, is_unbroken):
    table = Table("prøve", [Column("number", "Nummer", link=lambda row: "/x/")])
    page = str(show(RequestFactory().get("/"), table, Listed([{"number": said}])))
    kept = ' class="unbroken"' if is_unbroken else ""
    assert f'<a href="/x/"{kept}>{said}</a>' in page


def test_a_paragraph_stays_on_its_line():
    table = Table("prøve", [Column("law", "Paragraf")])
    page = str(show(RequestFactory().get("/"), table, Listed([{"law": "BL § 114"}])))
    assert '<td class="unbroken">BL § 114</td>' in page


def test_a_source_is_read_aloud_in_danish():
    table = Table("prøve", [Column("source", "Kilde", "danish")])
    page = str(show(RequestFactory().get("/"), table, Listed([{"source": "SEL § 176"}])))
    assert '<td class="source" lang="da">SEL § 176</td>' in page


@pytest.mark.parametrize(("text", "is_day"), [("2026-11-02", True), ("0026-11-02", False)])
def test_a_day_outside_two_hundred_years_is_a_slip(text, is_day):
    class Dated(forms.Form):
        day = DayField()

    form = Dated({"day": text})
    assert form.is_valid() is is_day
    assert ("Se, om året er rigtigt" in str(form.errors)) is not is_day


def test_the_sum_of_no_quantities_is_said_as_nought():
    assert [quantity(0), quantity(Decimal("1.50")), quantity(None)] == ["0", "1,5", ""]
