"""The case and what is written, filed and to be done in it."""

from __future__ import annotations

from django.db import models

from helhed.apps.access.models import Unit, User
from helhed.apps.citizens.models import Citizen
from helhed.kernel.identifiers import uuid7
from helhed.rules.cases.citat import Source, Target
from helhed.rules.cases.sag import CaseArea, DocumentKind, EntryKind, OpenedThrough
from helhed.rules.decisions.ydelser import Department


class Case(models.Model):
    """One citizen's case in one department."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=20, unique=True)
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="cases")
    department = models.CharField(max_length=10, choices=[(d.value, d.label) for d in Department])
    area = models.CharField(max_length=20, choices=CaseArea.choices())
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cases")
    responsible = models.ForeignKey(User, models.PROTECT, null=True, related_name="cases")
    opened_on = models.DateField()
    opened_through = models.CharField(max_length=20, choices=OpenedThrough.choices())
    opening_reason = models.TextField()
    matters_to_me = models.TextField(blank=True)
    closed_on = models.DateField(null=True)
    close_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True)
                | models.Q(closed_on__gte=models.F("opened_on")),
                name="case_closes_after_opening",
            )
        ]
        indexes = [
            models.Index(fields=["unit", "closed_on", "opened_on", "id"], name="case_by_unit"),
            models.Index(
                fields=["department", "closed_on", "opened_on", "id"], name="case_by_department"
            ),
            models.Index(fields=["responsible", "closed_on"], name="case_by_responsible"),
        ]


class CaseNumber(models.Model):
    """The last number given out in a year of a department."""

    department = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["department", "year"], name="one_counter_a_year")
        ]


class JournalEntry(models.Model):
    """What happened, told by somebody. Once signed the database itself refuses to change it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=14, choices=EntryKind.choices())
    title = models.CharField(max_length=120)
    text = models.TextField()
    happened_on = models.DateField()
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="entries")
    written_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="signed_entries")
    amends = models.ForeignKey("self", models.PROTECT, null=True, related_name="amendments")

    class Meta:
        indexes = [models.Index(fields=["case", "-happened_on"], name="entry_by_case")]


class Document(models.Model):
    """A file of a case; its content lies outside the web root under its digest. One that
    should not lie there is kept and marked, with why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=10, choices=DocumentKind.choices())
    title = models.CharField(max_length=120)
    file_name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    dated = models.DateField()
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="documents")
    misfiled_on = models.DateField(null=True)
    misfiled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    misfiled_reason = models.CharField(max_length=200, blank=True)


class Task(models.Model):
    """Something to be done in a case before a day; ``law`` when an act sets the day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks")
    title = models.CharField(max_length=160)
    due = models.DateField()
    law = models.CharField(max_length=40, blank=True)
    assigned_to = models.ForeignKey(User, models.PROTECT, null=True, related_name="tasks")
    made_at = models.DateTimeField()
    done_on = models.DateField(null=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="done_tasks")

    class Meta:
        indexes = [
            models.Index(fields=["assigned_to", "done_on", "due"], name="task_by_person"),
            models.Index(fields=["case", "done_on", "due"], name="task_by_case"),
        ]


class Quote(models.Model):
    """A passage of one text of a case that stands in another, with its source as it was then.

    ``part`` is what the source calls the text that held it, and ``version`` that text's
    fingerprint. Source and target are told by kind and id: both may lie in rooms above.
    ``is_copied`` when the words were handed on into the text itself and this tells their source.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="quotes")
    source_kind = models.CharField(max_length=14, choices=Source.choices())
    source = models.CharField(max_length=64)
    said = models.CharField(max_length=200)
    part = models.CharField(max_length=200, blank=True)
    passage = models.TextField()
    version = models.CharField(max_length=64)
    written_by = models.CharField(max_length=160, blank=True)
    written_on = models.DateField()
    target_kind = models.CharField(max_length=14, choices=Target.choices())
    target = models.CharField(max_length=64)
    field = models.CharField(max_length=48)
    is_copied = models.BooleanField(default=False)
    quoted_at = models.DateTimeField()
    quoted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["target", "quoted_at"], name="quote_by_target")]


class Searchable(models.Model):
    """The words of one text of a case, as they are searched for; rebuilt from the text itself.

    The key tells the day, so that the newest come first by the key alone. Beside the stems stand
    the unit and the department, as words that no text can hold (``word_index``). The database
    keeps its own index of ``words``: FTS5 in SQLite, a ``tsvector`` in PostgreSQL.
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=16)
    of = models.UUIDField(unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    words = models.TextField()
