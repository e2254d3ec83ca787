"""Every text of the screen has an English sister that says the same."""

import ast
import re

import pytest
from babel.messages.pofile import read_po
from scripts import translations

from tests.conventions.house import ROOT, source_files, start_django

DANISH_LETTER = re.compile(r"[æøåÆØÅ]")
DANISH_IN_ENGLISH_TOO = {"øre"}  # the coin
TAG = re.compile(r"</?[a-z]+")
NOT_SENTENCES = ("kl.", "stk.", "mio.", " t.")
SENTENCE = re.compile(r" .*[.?!:…]$")


@pytest.fixture(scope="module")
def kept():
    """The catalogue as it is kept."""
    with (translations.FOLDER / "django.po").open("rb") as file:
        return read_po(file, locale="en")


@pytest.fixture(scope="module")
def pairs(kept):
    """(Danish, English) of every text that has English."""
    found = []
    for message in kept:
        both = zip(translations.forms(message.id), translations.forms(message.string), strict=True)
        found += [(danish, text) for danish, text in both if danish and text]
    return found


def test_every_danish_text_has_english_with_the_same_values(kept):
    start_django()
    assert translations.faults(translations.catalogue(kept)) == []


def test_texts_are_gathered_from_rules_forms_templates_and_tables():
    start_django()
    found = translations.gathered()
    sources = {
        "a rule": "Skriv målet med borgerens egne ord.",
        "a form": "Brugernavn",
        "a template": "Gå til sidens indhold",
        "a badge": "Underskrevet",
        "the services": "Borgerstyret personlig assistance",
        "the themes": "Varetage egen sundhed",
        "the months": "okt.",
    }
    assert {source: text for source, text in sources.items() if text not in found} == {}


def test_what_django_reads_is_what_was_written(kept):
    _, machine = translations.written(kept)
    assert (translations.FOLDER / "django.mo").read_bytes() == machine


def test_no_danish_letter_stands_in_an_english_text(pairs):
    words = {word for _, text in pairs for word in re.findall(r"\w+", text)}
    danish = {word for word in words if DANISH_LETTER.search(word)}
    assert danish - DANISH_IN_ENGLISH_TOO == set()


def test_an_english_text_keeps_the_spaces_tags_quotes_and_last_mark_of_the_danish(pairs):
    def shape(text, danish):
        edge = len(text) - len(text.lstrip()), len(text) - len(text.rstrip())
        quotes = text.count("»") + text.count("‘")
        mark = text[-1] if SENTENCE.search(danish) and not danish.endswith(NOT_SENTENCES) else ""
        return edge, quotes, mark, sorted(TAG.findall(text))

    assert [pair for pair in pairs if shape(pair[0], pair[0]) != shape(pair[1], pair[0])] == []


def said_at_once(body):
    """Lines of a module or class on which choices are said while it is read."""
    found = []
    for part in body:
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(part, ast.Call) and getattr(part.func, "id", "") == "choices":
            found.append(part.lineno)
        found += said_at_once(ast.iter_child_nodes(part))
    return found


def test_choices_are_said_when_a_form_is_made_and_not_once_for_all_in_danish():
    told = {
        str(path): lines
        for path in source_files()
        if "web" in path.parts
        if (lines := said_at_once([ast.parse((ROOT / path).read_text(encoding="utf-8"))]))
    }
    assert told == {}
