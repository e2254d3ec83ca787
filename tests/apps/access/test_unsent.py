"""What is typed in a form and not sent: kept for its writer alone, given back, and forgotten."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from helhed.apps.access import unsent
from helhed.apps.access.models import UnsentWords
from helhed.apps.audit.models import Entry
from helhed.rules.access.kladde import kept_since
from tests.apps import building as b
from tests.apps.town import SECRET, Town

pytestmark = pytest.mark.django_db
KEEP, FOUND, DROP = (reverse(f"access:{name}") for name in ("keep-unsent", "unsent", "drop-unsent"))
PLAN = {"offer": "wanted", "offered_on": "2026-11-02", "hopes": SECRET, "purpose": "", "reason": ""}


@pytest.fixture
def town():
    return Town()


def client_of(actor, **kwargs):
    client = Client(**kwargs)
    client.force_login(actor.user)
    return client


def start_of(town):
    return reverse("plans:start", args=[town.case.id])


def keep(client, actor, address, **fields):
    told = json.dumps({name: [text] for name, text in fields.items()})
    sent = {unsent.PASS: unsent.new_pass(actor.id), "address": address, "fields": told}
    return client.post(KEEP, sent)


def keep_blind(client, actor, address, texts, **fields):
    """As the script does when it was not told of a draft before the page went."""
    told = json.dumps({name: [text] for name, text in fields.items()})
    blind = json.dumps({"texts": texts, "others": [n for n in fields if n not in texts]})
    sent = {unsent.PASS: unsent.new_pass(actor.id), "address": address, "fields": told}
    return client.post(KEEP, {**sent, "blind": blind})


def given_back(client, address):
    return client.get(FOUND, {"address": address}).json()


def test_words_are_kept_and_given_back_to_their_writer_alone(town):
    anna, at = client_of(town.anna), start_of(town)
    assert keep(anna, town.anna, at, hopes=SECRET).status_code == 204
    assert given_back(anna, at)[at]["fields"] == {"hopes": [SECRET]}
    assert given_back(client_of(town.leader), at) == {}
    assert Client().get(FOUND, {"address": at}).status_code == 302
    [row] = Entry.objects.filter(action="unsent.keep")
    assert (row.actor, row.object_type) == (town.anna.id, "unsentwords")
    assert SECRET not in str(list(Entry.objects.values_list()))


def test_words_are_kept_when_the_session_ran_out_but_nobody_reads_them_then(town):
    at = start_of(town)
    keep(Client(), town.anna, at, hopes="Først.")
    assert keep(Client(enforce_csrf_checks=True), town.anna, at, hopes=SECRET).status_code == 204
    assert given_back(client_of(town.anna), at)[at]["fields"] == {"hopes": [SECRET]}
    assert Entry.objects.filter(action="unsent.keep").count() == 1


@pytest.mark.parametrize("told", ["", "nonsense", "0192e0e6-0000-7000-8000-000000000000:1:x"])
def test_a_pass_that_is_false_keeps_nothing(town, told):
    sent = {unsent.PASS: told, "address": start_of(town), "fields": "{}"}
    assert client_of(town.anna).post(KEEP, sent).status_code == 403
    assert not UnsentWords.objects.exists()


def test_a_pass_that_is_too_old_or_of_somebody_kept_out_keeps_nothing(town, monkeypatch):
    actor = town.anna
    monkeypatch.setattr(unsent, "PASS_HOLDS", timedelta(seconds=-1))
    assert keep(Client(), actor, start_of(town), hopes="x").status_code == 403
    monkeypatch.undo()
    actor.user.is_active = False
    actor.user.save()
    assert keep(Client(), actor, start_of(town), hopes="x").status_code == 403


@pytest.mark.parametrize("fields", ["nonsense", "[]", '{"hopes": "no list"}'])
def test_fields_of_another_shape_are_left_out_and_break_nothing(town, fields):
    sent = {unsent.PASS: unsent.new_pass(town.anna.id), "address": start_of(town), "fields": fields}
    assert Client().post(KEEP, sent).status_code == 204
    assert UnsentWords.objects.get().fields == {}


def test_what_is_too_long_or_for_no_form_is_refused(town):
    anna = client_of(town.anna)
    assert keep(anna, town.anna, start_of(town), hopes="x" * 200_001).status_code == 422
    assert keep(anna, town.anna, "/findes-ikke/", hopes="x").status_code == 422
    assert keep(anna, town.anna, reverse("desk:day"), hopes="x").status_code == 422
    assert not UnsentWords.objects.exists()


def test_words_without_nul_which_no_database_takes(town):
    keep(Client(), town.anna, start_of(town), hopes="a\x00b")
    assert UnsentWords.objects.get().fields == {"hopes": ["ab"]}


def test_what_was_sent_is_kept_no_more_and_what_was_refused_is(town):
    anna, at = client_of(town.anna), start_of(town)
    keep(anna, town.anna, at, hopes=SECRET)
    sent = {**PLAN, unsent.PASS: unsent.new_pass(town.anna.id)}
    assert anna.post(at, {**sent, "offer": ""}).status_code == 200
    assert UnsentWords.objects.exists()
    assert anna.post(at, sent).status_code == 302
    assert not UnsentWords.objects.exists()


def test_a_press_that_comes_back_with_a_no_leaves_the_words(town):
    town.case.closed_on = b.TODAY
    town.case.save()
    anna, at = client_of(town.anna), reverse("cases:what-matters", args=[town.case.id])
    keep(anna, town.anna, at, words=SECRET)
    answer = anna.post(at, {"words": SECRET, unsent.PASS: unsent.new_pass(town.anna.id)})
    assert answer.status_code == 302
    assert given_back(anna, at)[at]["fields"] == {"words": [SECRET]}


def test_what_is_thrown_away_is_gone_and_logged_and_never_somebody_elses(town):
    at = start_of(town)
    keep(Client(), town.anna, at, hopes=SECRET)
    client_of(town.leader).post(DROP, {"address": at})
    assert UnsentWords.objects.exists()
    assert client_of(town.anna).post(DROP, {"address": at}).status_code == 204
    assert not UnsentWords.objects.exists()
    assert Entry.objects.get(action="unsent.drop").actor == town.anna.id


def test_words_go_by_themselves_after_the_days_of_the_rule(town):
    anna, at = client_of(town.anna), start_of(town)
    keep(anna, town.anna, at, hopes=SECRET)
    days = (b.TODAY - kept_since(b.TODAY)).days
    row = UnsentWords.objects.get()
    UnsentWords.objects.update(kept_at=row.kept_at - timedelta(days=days))
    assert given_back(anna, at)
    UnsentWords.objects.update(kept_at=row.kept_at - timedelta(days=days + 1))
    assert given_back(anna, at) == {}
    other = reverse("cases:what-matters", args=[town.case.id])
    keep(anna, town.anna, other, words="Noget andet.")
    assert [one.address for one in UnsentWords.objects.all()] == [other]


def test_a_form_that_is_sent_after_the_session_ran_out_is_kept_and_said(town):
    at = start_of(town)
    stranger = Client()
    answer = stranger.post(at, {**PLAN, unsent.PASS: unsent.new_pass(town.anna.id)}, follow=True)
    assert "Det, du skrev, er ikke tabt" in answer.content.decode()
    kept = given_back(client_of(town.anna), at)[at]["fields"]
    assert kept["hopes"] == [SECRET]
    assert unsent.PASS not in kept


def test_a_form_with_an_old_token_is_kept_and_the_page_says_so(town):
    at = start_of(town)
    anna = client_of(town.anna, enforce_csrf_checks=True)
    answer = anna.post(at, {**PLAN, unsent.PASS: unsent.new_pass(town.anna.id)})
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "er ikke tabt" in page
    assert f'href="{at}"' in page
    assert given_back(anna, at)[at]["fields"]["hopes"] == [SECRET]


def test_a_form_with_an_old_token_that_names_no_writer_says_to_copy_the_words_first(town):
    anna = client_of(town.anna, enforce_csrf_checks=True)
    answer = anna.post(start_of(town), PLAN)
    assert answer.status_code == 403
    assert "kopier det, du har skrevet" in answer.content.decode()
    assert not UnsentWords.objects.exists()


def test_each_page_of_somebody_logged_in_carries_a_pass_in_their_own_name(town):
    page = client_of(town.anna).get(start_of(town)).content.decode()
    [told] = re.findall(r'data-pass="([^"]+)"', page)
    assert unsent.writer(told, town.anna.clock).id == town.anna.id
    assert 'id="unsent"' not in Client().get(reverse("access:log-in")).content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("B", f"{SECRET}\n\nB"), (f"{SECRET} B", f"{SECRET} B"), (SECRET[:3], SECRET)],
)
def test_what_is_typed_without_having_seen_the_draft_stands_beside_it(town, typed, kept):
    anna, at = client_of(town.anna), start_of(town)
    keep(anna, town.anna, at, hopes=SECRET, purpose="Ro", offer="wanted")
    assert (
        keep_blind(anna, town.anna, at, ["hopes"], hopes=typed, offer="refused").status_code == 204
    )
    fields = {"hopes": [kept], "purpose": ["Ro"], "offer": ["refused"]}
    assert given_back(anna, at)[at]["fields"] == fields


def test_where_there_is_no_draft_what_is_typed_is_kept_as_it_is(town):
    anna, at = client_of(town.anna), start_of(town)
    keep_blind(anna, town.anna, at, ["hopes"], hopes=SECRET, purpose="")
    assert given_back(anna, at)[at]["fields"] == {"hopes": [SECRET], "purpose": [""]}


@pytest.mark.parametrize("blind", ["", "[]", '{"texts": 1}', '{"texts": ["nothing"]}'])
def test_a_false_word_of_what_was_typed_loses_no_draft(town, blind):
    anna, at = client_of(town.anna), start_of(town)
    keep(anna, town.anna, at, hopes=SECRET)
    sent = {unsent.PASS: unsent.new_pass(town.anna.id), "address": at, "fields": "{}"}
    assert anna.post(KEEP, {**sent, "blind": blind}).status_code == 204
    assert given_back(anna, at)[at]["fields"]["hopes"] == [SECRET]
