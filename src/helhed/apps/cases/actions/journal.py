"""Writing, signing and amending journal entries."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.cases.access import case_to_write
from helhed.apps.cases.models import Case, JournalEntry
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.cases.sag import EntryKind


class UnableToWriteEntry(UnableTo):
    """A journal entry cannot be written or changed as asked."""


class UnableToSignEntry(UnableTo):
    """A journal entry cannot be signed as asked."""


def write_entry(
    actor: Actor,
    *,
    case: UUID,
    kind: EntryKind,
    title: str,
    text: str,
    happened_on: date,
    sign: bool,
    amends: UUID | None = None,
) -> JournalEntry:
    """Write an entry, signed at once when asked; ``amends`` names the signed entry it corrects.

    Raises UnableToWriteEntry.
    """
    with transaction.atomic():
        row = case_to_write(actor, Action.WRITE_JOURNAL, case)
        _check_words(title, text, happened_on, actor.today)
        earlier = _amended(row, amends)
        entry = JournalEntry.objects.create(
            case=row,
            kind=kind.value,
            title=title.strip(),
            text=text.strip(),
            happened_on=happened_on,
            author=actor.user,
            written_at=actor.now(),
            amends=earlier,
            signed_at=actor.now() if sign else None,
            signed_by=actor.user if sign else None,
        )
        wrote(actor, "journal.write", entry, row.citizen_id, signed=sign)
    return entry


def _amended(case: Case, amends: UUID | None) -> JournalEntry | None:
    if amends is None:
        return None
    earlier = JournalEntry.objects.get(id=amends, case=case)
    if earlier.signed_at is None:
        text = screen_text("Notatet er ikke underskrevet endnu. Ret det i stedet.")
        raise UnableToWriteEntry(text)
    return earlier


def _check_words(title: str, text: str, happened_on: date, today: date) -> None:
    if not title.strip() or not text.strip():
        raise UnableToWriteEntry(screen_text("Skriv både en overskrift og en tekst."))
    if happened_on > today:
        raise UnableToWriteEntry(screen_text("Datoen ligger i fremtiden. Vælg dagen, det skete."))


def change_entry(
    actor: Actor, *, entry: UUID, title: str, text: str, happened_on: date, kind: EntryKind
) -> None:
    """Change one's own entry that is not signed yet. Raises UnableToWriteEntry."""
    with transaction.atomic():
        row = JournalEntry.objects.select_for_update().get(id=entry)
        case = case_to_write(actor, Action.WRITE_JOURNAL, row.case_id)
        if row.signed_at is not None:
            text_ = screen_text("Notatet er underskrevet og kan ikke ændres. Skriv en tilføjelse.")
            raise UnableToWriteEntry(text_)
        if row.author_id != actor.id:
            raise UnableToWriteEntry(
                screen_text("Kun den, der har skrevet notatet, kan rette det.")
            )
        _check_words(title, text, happened_on, actor.today)
        row.title, row.text, row.happened_on = title.strip(), text.strip(), happened_on
        row.kind = kind.value
        row.save(update_fields=["title", "text", "happened_on", "kind"])
        wrote(actor, "journal.change", row, case.citizen_id)


def sign_entry(actor: Actor, *, entry: UUID) -> None:
    """Sign one's own entry; from then on nobody can change it. Raises UnableToSignEntry."""
    with transaction.atomic():
        row = JournalEntry.objects.select_for_update().get(id=entry)
        case = case_to_write(actor, Action.WRITE_JOURNAL, row.case_id)
        if row.signed_at is not None:
            raise UnableToSignEntry(screen_text("Notatet er allerede underskrevet."))
        if row.author_id != actor.id:
            text = screen_text("Kun den, der har skrevet notatet, kan underskrive det.")
            raise UnableToSignEntry(text)
        row.signed_at, row.signed_by = actor.now(), actor.user
        row.save(update_fields=["signed_at", "signed_by"])
        wrote(actor, "journal.sign", row, case.citizen_id)
