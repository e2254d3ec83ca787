"""Citat: words written once are carried on into the next text by reference, with their source.

A quote is a passage that stood word for word in its source on the day it was quoted, beside where
it comes from, who wrote it and when. The source lives on: what became of it since is told beside
the passage, which stands as it was quoted. Words that one text hands on to the next are quoted
too: they stand in the text itself, where they can be rewritten, and their source is kept beside
them all the same. That a decision's reasons name what they rest on is
asked by FVL § 24; the form is the house's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from helhed.kernel.finding import UnableTo
from helhed.kernel.words import CodeList, screen_text

MOST_LETTERS = 20_000


class Source(CodeList):
    """What can be quoted."""

    JOURNAL = "journal", screen_text("Journal")
    ASSESSMENT = "assessment", screen_text("Udredning")
    RECOMMENDATION = "recommendation", screen_text("Indstilling")
    PLAN = "plan", screen_text("Plan")
    FOLLOW_UP = "follow_up", screen_text("Opfølgning")
    DECISION = "decision", screen_text("Afgørelse")
    ORDER = "order", screen_text("Bestilling")


class Target(CodeList):
    """What a quote can stand in."""

    ASSESSMENT = "assessment", screen_text("Udredning")
    RECOMMENDATION = "recommendation", screen_text("Indstilling")
    DECISION = "decision", screen_text("Afgørelse")
    ORDER = "order", screen_text("Bestilling")
    PLAN = "plan", screen_text("Plan")
    FOLLOW_UP = "follow_up", screen_text("Opfølgning")


class Standing(CodeList):
    """What became of a source since it was quoted."""

    STANDS = "stands", screen_text("Kilden står uændret")
    AMENDED = "amended", screen_text("Kilden har fået en tilføjelse")
    CHANGED = "changed", screen_text("Kilden er ændret, men ordene står der stadig")
    CORRECTED = "corrected", screen_text("Kilden er rettet, og ordene står der ikke mere")
    WITHDRAWN = "withdrawn", screen_text("Kilden er trukket tilbage")


FIELDS = {
    Target.ASSESSMENT: {
        "overall": screen_text("Samlet vurdering"),
        "purpose": screen_text("Formål"),
        "own_words": screen_text("Egne ord"),
        "parents_words": screen_text("Forældrenes ord"),
        "resources": screen_text("Ressourcer"),
        "support_need_reason": screen_text("Hvorfor det støttebehov"),
    },
    Target.RECOMMENDATION: {
        "text": screen_text("Hvad der indstilles, og hvorfor"),
        "citizens_words": screen_text("Hvad borgeren siger til det"),
    },
    Target.ORDER: {
        "purpose": screen_text("Formål"),
        "needs": screen_text("Det, udføreren får at vide"),
    },
    Target.DECISION: {
        "reasons": screen_text("Begrundelse"),
        "facts": screen_text("De faktiske forhold"),
        "citizens_view": screen_text("Borgerens holdning"),
        "childs_view": screen_text("Barnets holdning"),
        "purpose": screen_text("Formål"),
    },
    Target.PLAN: {
        "purpose": screen_text("Formål"),
        "hopes": screen_text("Håb og drømme"),
    },
    Target.FOLLOW_UP: {
        "summary": screen_text("Sammenfatning"),
        "own_words": screen_text("Egne ord"),
    },
}
"""Where in each a quote can stand; the first is where it mostly does. An assessment has its themes
besides."""

FOR_CHILDREN = frozenset({"childs_view", "parents_words"})
WITHOUT_CHILDREN = frozenset({"support_need_reason"})
OF_THE_NEED = ("overall", "support_need_reason")
"""What an assessment of the need of support alone has words in."""


class UnableToQuote(UnableTo):
    """Something cannot be quoted as asked."""


def fingerprint(text: str) -> str:
    """What tells one version of a text from every other."""
    return sha256(text.encode()).hexdigest()


def passages(text: str) -> list[str]:
    """What can be quoted of a text: each of its paragraphs, and first the whole when there are
    more of them. What is too long to stand in another text is left out."""
    lines = [line.strip() for line in text.splitlines()]
    each = list(dict.fromkeys(line for line in lines if line))
    whole = [text.strip()] if len(each) > 1 else []
    return [one for one in (*whole, *each) if len(one) <= MOST_LETTERS]


def chosen(mark: str, texts: Iterable[str]) -> tuple[str, str]:
    """The passage with a fingerprint, and the text that it stands in now. Raises UnableToQuote
    when no text holds it any more."""
    for text in texts:
        for passage in passages(text):
            if fingerprint(passage) == mark:
                return passage, text
    raise UnableToQuote(screen_text("Kilden er ændret, siden du så den. Vælg igen."))


def fields_of(target: Target, *, child: bool) -> dict[str, str]:
    """Where in a text of a child's case, or of another, a quote can stand."""
    left_out = WITHOUT_CHILDREN if child else FOR_CHILDREN
    return {key: words for key, words in FIELDS[target].items() if key not in left_out}


def check_field(fields: Iterable[str], field: str) -> None:
    """Raises UnableToQuote when no quote can stand there."""
    if field not in fields:
        raise UnableToQuote(screen_text("Vælg, hvor citatet skal stå."))


def stands_in(passage: str, text: str) -> bool:
    """Whether a passage stands word for word in a text, however its lines end."""
    return _lines(passage) in _lines(text)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")


def standing(
    passage: str, version: str, texts: Sequence[str] | None, *, is_amended: bool = False
) -> Standing:
    """What became of the source of a passage quoted from the text with fingerprint ``version``;
    ``texts`` are what stands in it now, None when it is gone or counts no more."""
    if texts is None:
        return Standing.WITHDRAWN
    if not any(passage in text for text in texts):
        return Standing.CORRECTED
    if is_amended:
        return Standing.AMENDED
    is_same = any(fingerprint(text) == version for text in texts)
    return Standing.STANDS if is_same else Standing.CHANGED
