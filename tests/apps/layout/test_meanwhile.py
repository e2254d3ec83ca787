"""Two who have one form open: nobody's words are written over without being shown."""

from __future__ import annotations

import inspect
import json
import re
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

import helhed.apps
from helhed.apps.efforts import actions as efforts
from helhed.apps.efforts.models import Recommendation
from helhed.apps.layout.web.forms import DayField, HouseForm, KronerField, TextField
from helhed.apps.layout.web.meanwhile import SEEN
from tests.apps.town import Town

ROOMS = Path(next(iter(helhed.apps.__path__)))
SAVES_ITSELF = {"EntryForm", "NewEntryForm"}


class Written(HouseForm):
    """A form with one field of each kind that is easily compared wrong."""

    text = TextField(required=False)
    day = DayField(required=False)
    oere = KronerField(required=False)
    kind = forms.ChoiceField(choices=[("a", "Den ene"), ("b", "Den anden")])
    parts = forms.MultipleChoiceField(choices=[("x", "X"), ("y", "Y")], required=False)
    is_told = forms.BooleanField(required=False)


BEFORE = {
    "text": "Som det stod.\nTo linjer.",
    "day": date(2026, 11, 2),
    "oere": 123_450,
    "kind": "a",
    "parts": ["y", "x"],
    "is_told": True,
}
AS_SENT = {
    "text": "Som det stod.\r\nTo linjer.",
    "day": "2026-11-02",
    "oere": "1.234,50",
    "kind": "a",
    "parts": ["x", "y"],
    "is_told": "on",
}


def sent(now, **mine):
    """The form as it was opened on BEFORE, sent with ``mine``, when ``now`` stands."""
    data = QueryDict(mutable=True)
    data[SEEN] = Written(initial=BEFORE).what_stands()
    for name, value in {**AS_SENT, **mine}.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return Written(data, initial={**BEFORE, **now})


@pytest.mark.parametrize("mine", [{}, {"text": "Mit."}, {"kind": "b", "oere": "7"}])
def test_a_form_that_nobody_else_changed_is_taken(mine):
    form = sent({}, **mine)
    assert form.is_valid(), form.errors


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ({"text": "Den andens."}, "Den andens."),
        ({"day": date(2026, 12, 1)}, "2026-12-01"),
        ({"oere": 500_00}, "500,00"),
        ({"kind": "b"}, "Den anden"),
        ({"parts": ["x"]}, "X"),
        ({"is_told": False}, ""),
    ],
)
def test_a_field_that_only_the_other_changed_takes_the_others_and_is_said(now, words):
    form = sent(now)
    assert not form.is_valid()
    [(name, both)] = form.both.items()
    assert (name, both.words, both.taken) == (next(iter(now)), words, True)
    assert "Nu står det, som den anden skrev det" in str(form)
    data = QueryDict(mutable=True)
    for key, values in form.data.lists():
        data.setlist(key, values)
    data[SEEN] = form.what_stands()
    again = Written(data, initial={**BEFORE, **now})
    assert again.is_valid(), again.errors
    assert again.cleaned_data[name] == now[name]


def test_a_field_that_both_wrote_in_is_shown_with_both_and_mine_stays_in_it():
    form = sent({"text": "Den <andens>."}, text="Mit.")
    assert not form.is_valid()
    page = str(form)
    assert "Den &lt;andens&gt;." in page
    assert ">\nMit.</textarea>" in page
    assert json.loads(form.both["text"].theirs) == ["Den <andens>."]
    assert {way for way in ("mine", "theirs", "joined") if f'data-keep="{way}"' in page} == {
        "mine",
        "theirs",
        "joined",
    }


def test_two_who_wrote_the_same_are_not_asked():
    assert sent({"text": "Ens."}, text="Ens.").is_valid()


@pytest.mark.parametrize("seen", ["", "nonsense", "[]", '{"text": 7, "other": "x"}'])
def test_a_digest_of_another_shape_breaks_nothing(seen):
    data = QueryDict(mutable=True)
    data.update({"kind": "a", "text": "Mit.", SEEN: seen})
    form = Written(data, initial=BEFORE)
    assert isinstance(form.is_valid(), bool)


def test_a_form_for_something_new_carries_nothing():
    assert Written().seen_input() == ""
    assert SEEN not in str(Written(initial={"day": date(2026, 11, 2), "kind": "a"}))
    assert SEEN in str(Written(initial={"text": ""}))


def house_forms():
    """Every form of the house with a text of several lines, found in its rooms."""
    for path in sorted(ROOMS.glob("*/web/*forms.py")):
        module = import_module(f"helhed.apps.{path.parts[-3]}.web.{path.stem}")
        for name, kind in vars(module).items():
            if inspect.isclass(kind) and issubclass(kind, forms.Form) and kind is not HouseForm:
                fields = kind.base_fields.values()
                if any(isinstance(one.widget, forms.Textarea) for one in fields):
                    yield pytest.param(kind, id=f"{path.parts[-3]}.{name}")


@pytest.mark.parametrize("kind", list(house_forms()))
def test_each_form_where_text_is_written_knows_what_stood_when_it_was_opened(kind):
    assert issubclass(kind, HouseForm)
    assert kind.keeps_watch is (kind.__name__ not in SAVES_ITSELF)
    text = next(n for n, one in kind.base_fields.items() if isinstance(one.widget, forms.Textarea))
    form = object.__new__(kind)
    forms.Form.__init__(form, initial={text: "Som det stod."})
    form.both = {}
    form.fields = {text: form.fields[text]}
    carried = re.findall(rf'name="{SEEN}"', str(form))
    assert len(carried) == (kind.__name__ not in SAVES_ITSELF)


FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)


def forms_in_templates():
    for path in sorted(ROOMS.glob("*/web/templates/**/*.html")):
        for number, form in enumerate(FORM.findall(path.read_text())):
            if "<textarea" in form or "{{ form" in form or "_form }}" in form:
                yield pytest.param(form, id=f"{path.stem}-{number}")


@pytest.mark.parametrize("form", list(forms_in_templates()))
def test_each_form_where_text_is_written_keeps_its_words_or_saves_itself(form):
    """The script finds forms that are sent by POST as the page has them; one that is sent in any
    other way, or lies open in another element, would keep nothing."""
    opening = form.partition(">")[0]
    assert 'method="post"' in opening or 'method="get"' in opening or "data-autosave" in opening


@pytest.mark.django_db
def test_a_recommendation_that_two_have_open_is_not_written_over():
    town = Town()
    row = efforts.begin(town.anna, case=town.case.id)
    at = reverse("efforts:one", args=[row.id])
    anna, leader = Client(), Client()
    anna.force_login(town.anna.user)
    leader.force_login(town.leader.user)
    seen = {who: opened(who, at) for who in (anna, leader)}
    words = {"agreement": "agrees", "citizens_words": ""}
    assert anna.post(at, {**words, "text": "Annas.", SEEN: seen[anna]}).status_code == 302
    answer = leader.post(at, {**words, "text": "Lederens.", SEEN: seen[leader]})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Annas." in page
    assert "Lederens." in page
    assert Recommendation.objects.get().text == "Annas."
    assert leader.post(at, {**words, "text": "Lederens.", SEEN: seen_in(page)}).status_code == 302
    assert Recommendation.objects.get().text == "Lederens."


def opened(client, at):
    return seen_in(client.get(at).content.decode())


def seen_in(page):
    [told] = re.findall(rf'name="{SEEN}" value="([^"]+)"', page)
    return told.replace("&quot;", '"')
