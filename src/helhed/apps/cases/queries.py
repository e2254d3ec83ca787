"""Reading cases, journals, documents and tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from helhed.apps.access.access import Actor, may_at_all, require_at_all
from helhed.apps.access.models import Unit, User
from helhed.apps.audit.actions import read, read_citizens
from helhed.apps.cases.access import (
    cases_within,
    citizens_within,
    may_citizen,
    may_write,
    require_case,
    require_citizen,
)
from helhed.apps.cases.contents import path_of
from helhed.apps.cases.models import Case, Document, JournalEntry, Task
from helhed.apps.citizens.models import Citizen
from helhed.apps.citizens.numbers import has_number, holder
from helhed.apps.layout.first import First, first
from helhed.kernel.cpr import Cpr, NotACprNumber
from helhed.kernel.words import danish_sort_key
from helhed.rules.access.rights import Action
from helhed.rules.cases.sag import CaseArea, DocumentKind, EntryKind, OpenedThrough

KNOWN_ELSEWHERE = "citizen.known_elsewhere"


@dataclass(frozen=True, slots=True)
class CaseHead:
    """The top of a case."""

    id: UUID
    number: str
    citizen: UUID
    citizen_name: str
    department: str
    area: str
    unit: str
    unit_id: UUID
    responsible: str
    responsible_id: UUID | None
    opened_on: date
    opened_through: str
    opening_reason: str
    matters_to_me: str
    closed_on: date | None
    close_reason: str

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def is_childs(self) -> bool:
        return self.department == "children"


@dataclass(frozen=True, slots=True)
class Entry:
    """A journal entry; ``amends`` is the entry that it adds to."""

    id: UUID
    case: UUID
    kind: str
    title: str
    text: str
    happened_on: date
    written_at: datetime
    author: str
    author_id: UUID | None
    signed_at: datetime | None
    amends: UUID | None


def case_or_404(case: UUID) -> Case:
    """A case with its citizen, unit and caseworker. Raises Http404."""
    found = Case.objects.select_related("citizen", "unit", "responsible").filter(id=case).first()
    if found is None:
        raise Http404
    return found


def head_of(case: Case) -> CaseHead:
    """The top of a case as plain values."""
    return CaseHead(
        case.id,
        case.number,
        case.citizen_id,
        case.citizen.name,
        case.department,
        CaseArea.of(case.area).label,
        case.unit.name,
        case.unit_id,
        case.responsible.name if case.responsible else "",
        case.responsible_id,
        case.opened_on,
        OpenedThrough.of(case.opened_through).label,
        case.opening_reason,
        case.matters_to_me,
        case.closed_on,
        case.close_reason,
    )


def entries_of(case: UUID, most: int | None = None) -> list[Entry]:
    """Journal entries, the newest first."""
    rows = (
        JournalEntry.objects.filter(case=case)
        .select_related("author")
        .order_by("-happened_on", "-written_at")
    )
    return [_entry(row) for row in (rows if most is None else rows[:most])]


def _entry(row: JournalEntry) -> Entry:
    return Entry(
        row.id,
        row.case_id,
        EntryKind.of(row.kind).label,
        row.title,
        row.text,
        row.happened_on,
        row.written_at,
        row.author.name if row.author else "",
        row.author_id,
        row.signed_at,
        row.amends_id,
    )


def journal_page(actor: Actor, case: UUID) -> tuple[CaseHead, list[Entry], bool]:
    """The whole journal of a case, and whether the actor may write in it, logged."""
    with transaction.atomic():
        row = case_or_404(case)
        require_case(actor, Action.SEE_CASE, row)
        read(actor, "journal.read", row, row.citizen_id)
        return head_of(row), entries_of(case), may_write(actor, Action.WRITE_JOURNAL, row)


def entry_to_change(actor: Actor, entry: UUID) -> tuple[CaseHead, JournalEntry]:
    """An entry that is to be changed or amended, logged."""
    with transaction.atomic():
        found = JournalEntry.objects.filter(id=entry).first()
        if found is None:
            raise Http404
        row = case_or_404(found.case_id)
        require_case(actor, Action.WRITE_JOURNAL, row)
        read(actor, "journal.read", found, row.citizen_id)
        return head_of(row), found


def documents_of(case: UUID) -> list[Document]:
    """The documents of a case, the newest first."""
    return list(Document.objects.filter(case=case).order_by("-dated", "-filed_at"))


def document_file(actor: Actor, document: UUID) -> tuple[Document, Path]:
    """A document and where its content lies, logged. Raises Http404."""
    with transaction.atomic():
        found = Document.objects.select_related("case").filter(id=document).first()
        if found is None or not path_of(found.sha256).is_file():
            raise Http404
        marked = found.misfiled_on is not None
        require_case(actor, Action.WRITE_JOURNAL if marked else Action.SEE_CASE, found.case)
        read(actor, "document.read", found, found.case.citizen_id)
        return found, path_of(found.sha256)


def document_to_mark(actor: Actor, document: UUID) -> tuple[CaseHead, Document]:
    """A document that is to be marked as misfiled, and its case; logged. Raises Http404."""
    with transaction.atomic():
        found = Document.objects.filter(id=document).first()
        if found is None:
            raise Http404
        row = case_or_404(found.case_id)
        require_case(actor, Action.WRITE_JOURNAL, row)
        read(actor, "case.read", row, row.citizen_id)
        return head_of(row), found


def document_kinds() -> dict[str, str]:
    """Words for the kinds of documents."""
    return dict(DocumentKind.choices())


def open_tasks_of(case: UUID) -> list[Task]:
    """What is to be done in a case, the most urgent first."""
    rows = Task.objects.filter(case=case, done_on=None).select_related("assigned_to")
    return list(rows.order_by("due"))


def my_tasks(actor: Actor, most: int) -> First[Task]:
    """The actor's open tasks, the most urgent first, in cases that the actor may still see:
    whoever moved to another team leaves them behind."""
    within = cases_within(actor.reach(Action.SEE_CASE), "case__")
    rows = Task.objects.filter(within, assigned_to=actor.id, done_on=None)
    urgent = rows.select_related("case__citizen").order_by("due", "id")
    return first(urgent, most, Q(due__lt=actor.today))


def task_page(actor: Actor, task: UUID) -> tuple[CaseHead, Task, list[tuple[str, str]]]:
    """A task that is to be changed, its case, and who can take it; logged. Raises Http404."""
    with transaction.atomic():
        found = Task.objects.select_related("assigned_to").filter(id=task).first()
        if found is None:
            raise Http404
        row = case_or_404(found.case_id)
        require_case(actor, Action.EDIT_CASE, row)
        read(actor, "case.read", row, row.citizen_id)
        people = caseworkers_of(row.unit_id, actor.today)
        if found.assigned_to is not None and found.assigned_to not in people:
            people.append(found.assigned_to)
        return head_of(row), found, [(str(one.id), one.name) for one in people]


def case_of_task(task: UUID) -> UUID:
    """The case that a task stands in."""
    return Task.objects.values_list("case_id", flat=True).get(id=task)


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases to list."""

    state: str = "open"
    mine: bool = False
    unit: UUID | None = None
    area: str = ""


def cases(actor: Actor, wanted: CaseFilter) -> QuerySet[Case, Case]:
    """The cases that the actor may see and asked for."""
    require_at_all(actor, Action.SEE_CASE)
    found = Case.objects.filter(cases_within(actor.reach(Action.SEE_CASE)))
    if wanted.state == "open":
        found = found.filter(closed_on=None)
    elif wanted.state == "closed":
        found = found.filter(closed_on__isnull=False)
    if wanted.mine:
        found = found.filter(responsible=actor.id)
    if wanted.unit:
        found = found.filter(unit=wanted.unit)
    if wanted.area:
        found = found.filter(area=wanted.area)
    return found.select_related("citizen", "unit", "responsible")


def count_my_cases(actor: Actor) -> int:
    """How many open cases the actor is the caseworker of."""
    within = cases_within(actor.reach(Action.SEE_CASE))
    return Case.objects.filter(within, responsible=actor.id, closed_on=None).count()


def case_row(case: Case) -> dict[str, Any]:
    """A case as a row of the list."""
    return {
        "id": case.id,
        "citizen_id": case.citizen_id,
        "number": case.number,
        "citizen": case.citizen.name,
        "birth_date": case.citizen.birth_date,
        "area": CaseArea.of(case.area).label,
        "unit": case.unit.name,
        "responsible": case.responsible.name if case.responsible else "",
        "opened_on": case.opened_on,
        "closed_on": case.closed_on,
    }


def teams_within(actor: Actor, action: Action) -> list[Unit]:
    """The teams in which the actor may do something."""
    reach = actor.reach(action)
    teams = Unit.objects.filter(kind="team").exclude(department="").order_by("name")
    if reach.everything:
        return list(teams)
    found = Q(pk__in=reach.units) | Q(department__in=reach.departments)
    return list(teams.filter(found))


def caseworkers_of(unit: UUID, today: date) -> list[User]:
    """The people who can take a case in a team."""
    roles = ["caseworker_adults", "caseworker_children", "team_leader"]
    found = User.objects.filter(
        Q(holdings__end=None) | Q(holdings__end__gte=today),
        holdings__start__lte=today,
        holdings__unit=unit,
        holdings__role__in=roles,
        is_active=True,
    )
    return list(found.distinct().order_by("name"))


def find_citizens(actor: Actor, words: str, most: int) -> list[Citizen]:
    """Citizens by CPR number, theirs now or before, by case number, or by the beginning of names.
    The caller logs."""
    require_at_all(actor, Action.SEE_CITIZEN)
    found = Citizen.objects.filter(citizens_within(actor.reach(Action.SEE_CITIZEN)))
    text = words.strip()
    try:
        return list(found.filter(has_number(Cpr.parse(text))).order_by("name_key"))
    except NotACprNumber:
        pass
    if text[:2].upper() in ("V-", "B-"):
        return list(found.filter(cases__number=text.upper()))
    for word in danish_sort_key(text).split():
        found = found.filter(Q(name_key__startswith=word) | Q(name_key__contains=f" {word}"))
    return list(found.order_by("name_key", "birth_date")[:most]) if text else []


def find_elsewhere(actor: Actor, words: str) -> Citizen | None:
    """The citizen with exactly this CPR number whom only another department knows, for whoever
    may open a case: nobody may be shut out by a case elsewhere. The caller logs."""
    try:
        cpr = Cpr.parse(words.strip())
    except NotACprNumber:
        return None
    found = holder(cpr)
    if found is None or not may_at_all(actor, Action.OPEN_CASE):
        return None
    return None if may_citizen(actor, Action.SEE_CITIZEN, found.id) else found


@dataclass(frozen=True, slots=True)
class NewComer:
    """Somebody for whom a case is to be opened. Of one who is known to another department alone
    no more is told than the name and the birth date."""

    id: UUID
    name: str
    birth_date: date | None
    is_known_elsewhere: bool


def newcomer(actor: Actor, citizen: UUID) -> NewComer:
    """Somebody for whom the actor is to open a case, logged. Raises Http404."""
    with transaction.atomic():
        require_at_all(actor, Action.OPEN_CASE)
        row = Citizen.objects.filter(id=citizen).first()
        if row is None:
            raise Http404
        elsewhere = not may_citizen(actor, Action.SEE_CITIZEN, citizen)
        read_citizens(actor, KNOWN_ELSEWHERE if elsewhere else "citizen.read", [citizen])
        return NewComer(row.id, row.name, row.birth_date, elsewhere)


def citizen_or_404(actor: Actor, action: Action, citizen: UUID) -> Citizen:
    """A citizen whom the actor may do something with; the caller logs it. Raises Http404."""
    found = Citizen.objects.filter(id=citizen).first()
    if found is None:
        raise Http404
    require_citizen(actor, action, citizen)
    return found


def citizen_head(actor: Actor, action: Action, citizen: UUID) -> Citizen:
    """A citizen whom the actor is about to do something with, logged. Raises Http404."""
    with transaction.atomic():
        found = citizen_or_404(actor, action, citizen)
        read_citizens(actor, "citizen.read", [found.id])
    return found


def cases_of_citizen(actor: Actor, citizen: UUID) -> list[tuple[CaseHead, bool]]:
    """The cases of a citizen, each with whether the actor may open it."""
    rows = Case.objects.filter(citizen=citizen).select_related("citizen", "unit", "responsible")
    if not may_at_all(actor, Action.SEE_CASE):
        return [(head_of(row), False) for row in rows]
    open_to = Case.objects.filter(cases_within(actor.reach(Action.SEE_CASE)), id=OuterRef("id"))
    listed = rows.annotate(may_open=Exists(open_to)).order_by("-opened_on")
    return [(head_of(row), getattr(row, "may_open", False)) for row in listed]


def words_to_compare(case: UUID) -> str:
    """The citizen's own words as they stand, to see whether somebody changed them: shown to nobody
    who has not asked by their right."""
    return case_or_404(case).matters_to_me


def head_page(actor: Actor, action: Action, case: UUID) -> CaseHead:
    """The top of a case for a form, asked for by the right that the form needs, and logged."""
    with transaction.atomic():
        row = case_or_404(case)
        require_case(actor, action, row)
        read(actor, "case.read", row, row.citizen_id)
        return head_of(row)
