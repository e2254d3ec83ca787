"""What is being told: one citizen, one day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from helhed.apps.reports.records import Record
from helhed.fhir.delivery.parts import Part
from helhed.kernel.clock import DANISH_TIME
from helhed.kernel.identifiers import uuid_for
from helhed.rules.reports.indberetning import Lack

LAST_SECOND = time(23, 59, 59)


def lasting(*words: object) -> UUID:
    """The id of a resource that a row becomes beside others: the same for life."""
    return uuid_for("ffb-reporting", *words)


def renamed(correction: UUID, id: UUID | str) -> UUID:
    """The id under which something is told after the CPR number of its citizen was corrected."""
    return lasting("numbered", correction, id)


def danish_day(moment: datetime) -> date:
    """The Danish day of a moment."""
    return moment.astimezone(DANISH_TIME).date()


def instant(moment: datetime) -> str:
    """A moment as FHIR writes it, to the second."""
    return moment.astimezone(DANISH_TIME).isoformat(timespec="seconds")


def moment(at: datetime | None, on: date | None) -> str:
    """When something was, as exactly as it was written down."""
    return instant(at) if at is not None else str(on)


@dataclass(slots=True)
class Telling:
    """A report on its way. ``now`` is when it is made; the record is told as it stood when ``day``
    ended, or as it stands when that day is not over. ``since`` is when the same day was told of
    last: only what came after it is told."""

    record: Record
    day: date
    now: datetime
    since: datetime | None = None
    parts: dict[UUID, Part] = field(default_factory=dict)
    lacks: list[Lack] = field(default_factory=list)
    case: UUID | None = None

    @property
    def touched(self) -> set[UUID]:
        return self.record.touched.rows

    def named(self, id: UUID | str) -> UUID:
        """The id under which something is told: its own, until the CPR number was corrected."""
        found = UUID(str(id))
        for one in self.record.corrections:
            found = renamed(one.id, found)
        return found

    def is_acted(self, word: str) -> bool:
        """Whether something of a kind was written that day: ``assessment``, ``goal`` …"""
        return any(act.startswith(f"{word}.") for act in self.record.touched.acts)

    def is_new(self, on: date | None, at: datetime | None = None) -> bool:
        """Whether something of a day, or of a moment of it, is to be told: it is of the day that is
        told of, and was not there when that day was told of before."""
        is_later = self.since is None or (at is not None and at > self.since)
        return on == self.day and is_later

    def add(self, part: Part) -> UUID:
        """Tell a part; the same id again replaces it."""
        self.parts[part.id] = part
        return part.id

    def lack(self, lack: Lack) -> None:
        """Something is missing before this can leave."""
        if lack not in self.lacks:
            self.lacks.append(lack)

    def of_case(self, case: UUID) -> None:
        """Whose it is to mend: the first case that has something to tell."""
        self.case = self.case or case

    def written(self, *rows: UUID) -> tuple[date, ...]:
        """The days on which rows were last written, as the log says; none of what it does not."""
        moments = [self.record.written[row] for row in rows if row in self.record.written]
        return tuple(danish_day(moment) for moment in moments)

    def changed(self, *days: date | None) -> str:
        """When something last changed, from the days that are written of it: the latest that is
        not after the day that is told of. On that day itself it is the moment of the report."""
        known = [day for day in days if day is not None and day <= self.day]
        latest = max(known, default=self.day)
        end = datetime.combine(latest, LAST_SECOND, tzinfo=DANISH_TIME)
        return instant(min(end, self.now))
