"""Two people in one field: who writes on something that they have not seen is told, and shown it.

Every field that was written in has a version. A write says which version its writer saw; when the
field has moved on since by another window, the write is not carried out and what stands there
now is told, so that it can be chosen or joined. Nobody's words are overwritten unseen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from helhed.apps.access.access import Actor
from helhed.apps.assessments.models import Assessment, FieldVersion
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text


@dataclass(frozen=True, slots=True)
class Seen:
    """The version of a field that the writer saw, and the window that writes."""

    version: int
    window: str = ""


class UnableToWriteOver(UnableTo):
    """A field was changed by another window since the writer saw it.

    ``values`` of the field now are in ``theirs``, with their ``version`` and who wrote them.
    """

    def __init__(self, theirs: list[str], version: FieldVersion) -> None:
        text = screen_text("En anden har skrevet i feltet, siden du så det. Vælg, hvad der gælder.")
        super().__init__(text)
        self.theirs = theirs
        self.version = version.version
        self.written_by = version.written_by.name if version.written_by else ""
        self.written_at = version.written_at


def require_seen(row: Assessment, field: str, values: Sequence[str], seen: Seen) -> None:
    """Raises UnableToWriteOver when another window changed the field to something else since."""
    last = FieldVersion.objects.filter(assessment=row, field=field).first()
    if last is None or last.version <= seen.version or last.window == seen.window:
        return
    theirs = values_of(row, field)
    if theirs != _plain(values):
        raise UnableToWriteOver(theirs, last)


def next_version(actor: Actor, row: Assessment, field: str, window: str) -> int:
    """Count the field one on, for the window that wrote."""
    last = FieldVersion.objects.filter(assessment=row, field=field).first()
    if last is None:
        last = FieldVersion(assessment=row, field=field, version=0)
    last.version += 1
    last.window, last.written_by, last.written_at = window, actor.user, actor.now()
    last.save()
    return last.version


def values_of(row: Assessment, field: str) -> list[str]:
    """What a field holds now, as a form sends it."""
    if field == "secondary_target_groups":
        return sorted(row.secondary_target_groups.values_list("code", flat=True))
    if field.startswith("note:"):
        _, subtheme, name = field.split(":")
        note = row.notes.filter(subtheme=subtheme).first()
        return _plain([_text(getattr(note, name))]) if note is not None else []
    return _plain([_text(getattr(row, field))])


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _plain(values: Sequence[str]) -> list[str]:
    """Values without the ways to write nothing, and with one way to end a line."""
    return sorted(value.replace("\r\n", "\n") for value in values if value)


def versions_of(row: Assessment) -> dict[str, int]:
    """The version of each field that was written in."""
    return dict(FieldVersion.objects.filter(assessment=row).values_list("field", "version"))
