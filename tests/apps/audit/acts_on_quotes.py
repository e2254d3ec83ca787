"""The acts of quoting."""

from __future__ import annotations

from helhed.apps.cases.actions import journal
from helhed.apps.decisions.actions import prepare
from helhed.apps.desk import actions as quoting
from helhed.rules.cases.citat import Target, UnableToQuote, fingerprint
from helhed.rules.cases.sag import EntryKind
from tests.apps import building as b
from tests.apps.audit.act import OF_NORTH, Act, Arguments, no
from tests.apps.town import SECRET, Town

WORDS = f"Sover ikke om natten {SECRET}"


def signed(town: Town, text: str = WORDS, *, sign: bool = True) -> str:
    """The mark of a note's words, as the picker names them."""
    made = journal.write_entry(
        town.anna,
        case=town.case.id,
        kind=EntryKind.CONVERSATION,
        title=f"Samtale {SECRET}",
        text=text,
        happened_on=b.TODAY,
        sign=sign,
    )
    return f"journal {made.id} {fingerprint(text)}"


def to_quote(town: Town) -> Arguments:
    return {
        "target": Target.DECISION,
        "of": prepare.begin_empty(town.anna, case=town.case.id).id,
        "field": "facts",
        "mark": signed(town),
    }


ACTS = (
    Act(
        quoting.quote,
        to_quote,
        strangers=(*OF_NORTH,),
        refuses=(
            no(UnableToQuote, field="citation"),
            no(UnableToQuote, mark=""),
            no(UnableToQuote, mark="journal x y"),
            no(UnableToQuote, mark=f"document {'0' * 32} {fingerprint(WORDS)}"),
            no(UnableToQuote, mark=f"journal {'0' * 32} {fingerprint(WORDS)}"),
        ),
    ),
    Act(
        quoting.unquote,
        lambda town: {"quote": quoting.quote(town.anna, **to_quote(town)).id},
    ),
)
