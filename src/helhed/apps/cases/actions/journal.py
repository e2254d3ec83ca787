"""Writing, signing and amending journal entries."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.cases.access import case_to_write
from helhed.apps.cases.models import Case, JournalEntry
from helhed.apps.cases.texts import of_entry
from helhed.apps.cases.word_index import drop, keep
from helhed.kernel.finding import UnableTo
from helhed.kernel.identifiers import uuid7
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.cases.sag import EntryKind

FIRST_KIND = EntryKind.CONVERSATION
MOST_LETTERS = {"title": 120, "text": 100_000}


class UnableToWriteEntry(UnableTo):
    """A journal entry cannot be written or changed as asked."""


class UnableToSignEntry(UnableTo):
    """A journal entry cannot be signed as asked."""


def write_field(
    actor: Actor, *, case: UUID, entry: UUID, field: str, value: str, amends: UUID | None = None
) -> None:
    """Save one field of an entry as it is typed; the first makes the draft, under the id that its
    page was given. Raises UnableToWriteEntry."""
    with transaction.atomic():
        row = case_to_write(actor, Action.WRITE_JOURNAL, case)
        draft = _own_draft(actor, row, entry) or _begun(actor, row, entry, amends)
        _set(draft, field, value, actor.today)
        draft.save()
        keep(of_entry(draft))
        wrote(actor, "journal.change", draft, row.citizen_id, fields=[field])


def _set(draft: JournalEntry, field: str, value: str, today: date) -> None:
    if field in MOST_LETTERS:
        if len(value) > MOST_LETTERS[field]:
            text = screen_text("Teksten er for lang. Der er plads til %(most)s tegn.")
            raise UnableToWriteEntry(text, most=MOST_LETTERS[field])
        setattr(draft, field, value)
    elif field == "kind" and value in EntryKind.codes():
        draft.kind = value
    elif field == "happened_on":
        draft.happened_on = _day(value, today)
    else:
        raise UnableToWriteEntry(screen_text("Feltet findes ikke. Genindlæs siden."))


def _day(value: str, today: date) -> date:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise UnableToWriteEntry(screen_text("Skriv en dato.")) from None
    _check_day(day, today)
    return day


def _own_draft(actor: Actor, case: Case, entry: UUID | None) -> JournalEntry | None:
    """The actor's own draft, if it was begun. Raises UnableToWriteEntry when it is another's or
    signed."""
    if entry is None:
        return None
    draft = JournalEntry.objects.select_for_update().filter(id=entry).first()
    if draft is None:
        return None
    if draft.case_id != case.id:
        raise JournalEntry.DoesNotExist
    if draft.signed_at is not None:
        text = screen_text("Notatet er underskrevet og kan ikke ændres. Skriv en tilføjelse.")
        raise UnableToWriteEntry(text)
    if draft.author_id != actor.id:
        raise UnableToWriteEntry(screen_text("Kun den, der har skrevet notatet, kan rette det."))
    return draft


def _begun(actor: Actor, case: Case, entry: UUID | None, amends: UUID | None) -> JournalEntry:
    """A new draft, begun with what its page shows before anything is typed."""
    earlier = _amended(case, amends)
    return JournalEntry.objects.create(
        id=entry or uuid7(),
        case=case,
        kind=earlier.kind if earlier else FIRST_KIND.value,
        title=earlier.title if earlier else "",
        happened_on=actor.today,
        author=actor.user,
        written_at=actor.now(),
        amends=earlier,
    )


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
    entry: UUID | None = None,
) -> JournalEntry:
    """Write an entry, signed at once when asked; ``amends`` names the signed entry it corrects,
    ``entry`` the draft that was begun while it was typed.

    Raises UnableToWriteEntry.
    """
    with transaction.atomic():
        row = case_to_write(actor, Action.WRITE_JOURNAL, case)
        _check_words(title, text, happened_on, actor.today)
        draft = _own_draft(actor, row, entry) or _begun(actor, row, entry, amends)
        _fill(draft, kind, title, text, happened_on)
        draft.written_at = actor.now()
        draft.signed_at = actor.now() if sign else None
        draft.signed_by = actor.user if sign else None
        draft.save()
        keep(of_entry(draft))
        wrote(actor, "journal.write", draft, row.citizen_id, signed=sign)
    return draft


def _fill(draft: JournalEntry, kind: EntryKind, title: str, text: str, happened_on: date) -> None:
    draft.kind, draft.happened_on = kind.value, happened_on
    draft.title, draft.text = title.strip(), text.strip()


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
    _check_day(happened_on, today)


def _check_day(happened_on: date, today: date) -> None:
    if happened_on > today:
        raise UnableToWriteEntry(screen_text("Datoen ligger i fremtiden. Vælg dagen, det skete."))


def change_entry(
    actor: Actor, *, entry: UUID, title: str, text: str, happened_on: date, kind: EntryKind
) -> None:
    """Change one's own entry that is not signed yet. Raises UnableToWriteEntry."""
    with transaction.atomic():
        case, draft = _found(actor, entry)
        _check_words(title, text, happened_on, actor.today)
        _fill(draft, kind, title, text, happened_on)
        draft.save(update_fields=["title", "text", "happened_on", "kind"])
        keep(of_entry(draft))
        wrote(actor, "journal.change", draft, case.citizen_id)


def drop_draft(actor: Actor, *, entry: UUID) -> None:
    """Throw one's own draft away; what is signed stands. Raises UnableToWriteEntry."""
    with transaction.atomic():
        case, draft = _found(actor, entry)
        wrote(actor, "journal.drop", draft, case.citizen_id)
        drop([draft.id])
        draft.delete()


def _found(actor: Actor, entry: UUID) -> tuple[Case, JournalEntry]:
    case = _case_of(actor, entry)
    draft = _own_draft(actor, case, entry)
    if draft is None:
        raise JournalEntry.DoesNotExist
    return case, draft


def _case_of(actor: Actor, entry: UUID) -> Case:
    case = JournalEntry.objects.values_list("case_id", flat=True).get(id=entry)
    return case_to_write(actor, Action.WRITE_JOURNAL, case)


def sign_entry(actor: Actor, *, entry: UUID) -> None:
    """Sign one's own entry; from then on nobody can change it. Raises UnableToSignEntry."""
    with transaction.atomic():
        case = _case_of(actor, entry)
        row = JournalEntry.objects.select_for_update().get(id=entry)
        if row.signed_at is not None:
            raise UnableToSignEntry(screen_text("Notatet er allerede underskrevet."))
        if row.author_id != actor.id:
            text = screen_text("Kun den, der har skrevet notatet, kan underskrive det.")
            raise UnableToSignEntry(text)
        if not row.title.strip() or not row.text.strip():
            text = screen_text("Skriv både en overskrift og en tekst, før du underskriver.")
            raise UnableToSignEntry(text)
        row.signed_at, row.signed_by = actor.now(), actor.user
        row.save(update_fields=["signed_at", "signed_by"])
        wrote(actor, "journal.sign", row, case.citizen_id)
