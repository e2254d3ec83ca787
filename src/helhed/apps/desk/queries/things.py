"""Everything that was written, filed, decided and ordered in cases, each thing in the same form.

The timeline, the search and the file for the citizen all read through here, so that a thing is
called and dated the same in all three. Whoever asks has asked for the right and logs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from django.db.models import CharField, Expression, Model, Prefetch, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from helhed.apps.assessments.models import Assessment
from helhed.apps.assessments.queries import notes_shown, support_need_name
from helhed.apps.cases.models import Document, JournalEntry
from helhed.apps.decisions.models import Decision, Grant
from helhed.apps.orders.models import (
    DeliveredPeriod,
    HandedPart,
    Order,
    OrderMessage,
    ProviderNote,
)
from helhed.apps.plans.models import FollowUp, Goal, GoalResult, GoalStatus, Plan, PlanPart
from helhed.kernel.words import screen_text
from helhed.rules.assessments import ffb
from helhed.rules.assessments.niveau import level_name
from helhed.rules.assessments.udredning import AssessmentKind
from helhed.rules.cases.sag import DocumentKind, EntryKind
from helhed.rules.decisions.afgoerelse import DecisionState
from helhed.rules.decisions.ydelser import service
from helhed.rules.orders.bestilling import Move, OrderState, Side
from helhed.rules.plans.plan import PartKind, PlanKind
from helhed.rules.plans.status import Progress


class ThingKind(Enum):
    """The kinds of things, in the order in which a file is read."""

    JOURNAL = "journal"
    DOCUMENT = "document"
    ASSESSMENT = "assessment"
    PLAN = "plan"
    FOLLOW_UP = "follow_up"
    DECISION = "decision"
    ORDER = "order"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    ThingKind.JOURNAL: screen_text("Journal"),
    ThingKind.DOCUMENT: screen_text("Dokumenter"),
    ThingKind.ASSESSMENT: screen_text("Udredning"),
    ThingKind.PLAN: screen_text("Planer"),
    ThingKind.FOLLOW_UP: screen_text("Opfølgninger"),
    ThingKind.DECISION: screen_text("Afgørelser"),
    ThingKind.ORDER: screen_text("Bestillinger"),
}

Said = tuple[str, str]
"""A label, translated, and what was written."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing; ``said`` is a word to translate, ``title`` and ``parts`` are as written."""

    kind: ThingKind
    id: UUID
    case: UUID
    day: date
    said: str
    title: str
    parts: tuple[Said, ...]
    href: str
    by: str = ""
    stands: bool = True
    """Whether it counts: no draft any more, and not taken back."""

    @property
    def text(self) -> str:
        """All that was written in it."""
        return "\n".join(text for _label, text in self.parts)

    @property
    def glance(self) -> str:
        """What was written in it on one line, its parts told apart."""
        return " · ".join(text.strip() for _label, text in self.parts)


Key = tuple[date, UUID, ThingKind]


def keys(cases: Collection[UUID]) -> list[Key]:
    """The day, id and kind of everything in some cases, the newest first, in one statement."""
    first, *others = [_dated(kind, cases) for kind in ThingKind]
    found = [(day, id, ThingKind(kind)) for id, day, kind in first.union(*others, all=True)]
    return sorted(found, key=lambda key: (key[0], key[1].int), reverse=True)


def _dated(kind: ThingKind, cases: Collection[UUID]) -> QuerySet[Any, Any]:
    model, case, day = _DAYS[kind]
    rows = model._default_manager.filter(**{f"{case}__in": cases}).order_by()
    if kind is ThingKind.DOCUMENT:
        rows = rows.filter(misfiled_on=None)
    told = {"stands_on": day, "of_kind": Value(kind.value, CharField())}
    return rows.annotate(**told).values_list("id", "stands_on", "of_kind")


def read_things(kind: ThingKind, ids: Iterable[UUID], *, in_full: bool = True) -> dict[UUID, Thing]:
    """Things of one kind by their ids, in as many statements for one as for many: one each when
    they are not told ``in_full``, which leaves out what stands in tables of its own."""
    return {thing.id: thing for thing in _READ[kind](list(ids), in_full)}


def read_all(wanted: Sequence[Key], *, in_full: bool = True) -> list[Thing]:
    """Things in the order in which they are named."""
    ids: dict[ThingKind, list[UUID]] = {}
    for _day, id, kind in wanted:
        ids.setdefault(kind, []).append(id)
    read = {kind: read_things(kind, some, in_full=in_full) for kind, some in ids.items()}
    return [read[kind][id] for _day, id, kind in wanted]


def _written(*parts: Said) -> tuple[Said, ...]:
    return tuple((label, text) for label, text in parts if text.strip())


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _entries(ids: Sequence[UUID], _in_full: bool) -> Iterator[Thing]:
    for row in JournalEntry.objects.filter(id__in=ids).select_related("author"):
        title = row.title if row.amends_id is None else _("%s (tilføjelse)") % row.title
        if row.signed_at is None:
            title = _("%s (kladde)") % title
        yield Thing(
            ThingKind.JOURNAL,
            row.id,
            row.case_id,
            row.happened_on,
            EntryKind.of(row.kind).label,
            title,
            _written(("", row.text)),
            f"{reverse('cases:journal', args=[row.case_id])}#n{row.id}",
            row.author.name if row.author else "",
            row.signed_at is not None,
        )


def _documents(ids: Sequence[UUID], _in_full: bool) -> Iterator[Thing]:
    for row in Document.objects.filter(id__in=ids):
        yield Thing(
            ThingKind.DOCUMENT,
            row.id,
            row.case_id,
            row.dated,
            DocumentKind.of(row.kind).label,
            row.title,
            _written((_("Fil"), row.file_name)),
            reverse("cases:document", args=[row.id]),
        )


def _assessments(ids: Sequence[UUID], in_full: bool) -> Iterator[Thing]:
    rows = Assessment.objects.filter(id__in=ids).select_related("started_by")
    for row in rows.prefetch_related("notes") if in_full else rows:
        notes = [
            (
                note.name,
                "\n".join(filter(None, (note.own_words, note.professional, _(note.level_name)))),
            )
            for note in (notes_shown(row) if in_full else ())
        ]
        yield Thing(
            ThingKind.ASSESSMENT,
            row.id,
            row.case_id,
            row.finished_on or row.started_on,
            AssessmentKind(row.kind).label,
            "" if row.finished_on else _("under arbejde"),
            _written(
                (_("Formål"), row.purpose),
                (_("Egne ord"), row.own_words),
                (_("Forældrenes ord"), row.parents_words),
                (_("Ressourcer"), row.resources),
                *notes,
                (_("Samlet vurdering"), row.overall),
                (_("Støttebehov"), _(support_need_name(row.support_need) or "–")),
                (_("Hvorfor"), row.support_need_reason),
            ),
            reverse("assessments:one", args=[row.id]),
            row.started_by.name if row.started_by else "",
            row.finished_on is not None,
        )


def _plans(ids: Sequence[UUID], in_full: bool) -> Iterator[Thing]:
    told = Prefetch("statuses", GoalStatus.objects.order_by("told_at", "id"))
    in_order = Prefetch("goals", Goal.objects.order_by("position").prefetch_related(told))
    agreed = Prefetch("parts", PlanPart.objects.order_by("started_on", "id"))
    rows = Plan.objects.filter(id__in=ids)
    for row in rows.prefetch_related(in_order, agreed) if in_full else rows:
        goals = [said for goal in (row.goals.all() if in_full else ()) for said in _goal(goal)]
        parts = [_part(part) for part in (row.parts.all() if in_full else ())]
        yield Thing(
            ThingKind.PLAN,
            row.id,
            row.case_id,
            row.started_on,
            PlanKind.of(row.kind).label,
            "",
            _written(
                (_("Hvorfor der ingen plan er"), row.offer_reason),
                (_("Håb og drømme"), row.hopes),
                (_("Formål"), row.purpose),
                *goals,
                *parts,
            ),
            reverse("plans:one", args=[row.id]),
        )


def _part(part: PlanPart) -> Said:
    """What somebody does as a part of the plan."""
    who = " ".join(filter(None, (_(PartKind.of(part.kind).label), part.who)))
    return who, "\n".join(filter(None, (part.what, part.end_reason)))


def _goal(goal: Goal) -> Iterator[Said]:
    """A goal, and what its providers told of it."""
    yield _("Mål"), "\n".join(filter(None, (goal.own_words, goal.wording)))
    for one in goal.statuses.all():
        day = f"{one.told_on.day}.{one.told_on.month}.{one.told_on.year}"
        score = f"{one.own_score}/10" if one.own_score is not None else ""
        told = filter(None, (_(Progress.of(one.progress).label), score, one.text))
        yield " ".join(filter(None, (day, _("Status på målet"), one.told_from))), "\n".join(told)


def _follow_ups(ids: Sequence[UUID], in_full: bool) -> Iterator[Thing]:
    results = Prefetch("results", GoalResult.objects.select_related("goal"))
    rows = FollowUp.objects.filter(id__in=ids).select_related("plan", "held_by")
    for row in rows.prefetch_related(results) if in_full else rows:
        goals = [
            (
                one.goal.own_words or one.goal.wording,
                "\n".join(filter(None, (one.text, _(level_name(one.level)) if one.level else ""))),
            )
            for one in (row.results.all() if in_full else ())
        ]
        outcome = ffb.concept(ffb.Kind.FOLLOW_UP, row.outcome).name if row.outcome else ""
        yield Thing(
            ThingKind.FOLLOW_UP,
            row.id,
            row.plan.case_id,
            row.held_on,
            screen_text("Opfølgning"),
            _(outcome) if outcome else "",
            _written(
                (_("Deltagere"), row.participants),
                (_("Egne ord"), row.own_words),
                (_("Sammenfatning"), row.summary),
                *goals,
            ),
            reverse("plans:one", args=[row.plan_id]),
            row.held_by.name if row.held_by else "",
        )


def _decisions(ids: Sequence[UUID], in_full: bool) -> Iterator[Thing]:
    granted = Prefetch("grants", Grant.objects.order_by("recorded_at", "id"))
    rows = Decision.objects.filter(id__in=ids).select_related("decided_by")
    for row in rows.prefetch_related(granted) if in_full else rows:
        lines = row.grants.all() if in_full else ()
        services = ", ".join(_(service(line.service).name) for line in lines)
        yield Thing(
            ThingKind.DECISION,
            row.id,
            row.case_id,
            _day(row.decided_at) if row.decided_at else row.prepared_on,
            DecisionState(row.state).label,
            " · ".join(filter(None, (services, row.citation))),
            _written(
                (_("Formål"), row.purpose),
                (_("Oplysninger i sagen"), row.facts),
                (_("Begrundelse"), row.reasons),
                (_("Partshøring"), row.hearing_note),
                (_("Borgerens holdning"), row.citizens_view),
                (_("Barnets holdning"), row.childs_view),
            ),
            reverse("decisions:one", args=[row.id]),
            row.decided_by.name if row.decided_by else "",
            row.decided_at is not None,
        )


def _orders(ids: Sequence[UUID], in_full: bool) -> Iterator[Thing]:
    said = Prefetch("messages", OrderMessage.objects.order_by("at", "id"))
    shared = Prefetch("notes", ProviderNote.objects.filter(shared_at__isnull=False).order_by("day"))
    rows = Order.objects.filter(id__in=ids).select_related("grant", "provider")
    given = Prefetch("delivered", DeliveredPeriod.objects.order_by("start", "id"))
    handed = Prefetch("handed", HandedPart.objects.order_by("handed_at", "id"))
    for row in rows.prefetch_related(said, shared, given, handed) if in_full else rows:
        yield Thing(
            ThingKind.ORDER,
            row.id,
            row.case_id,
            _order_day(row),
            OrderState(row.state).label,
            f"{_(service(row.grant.service).name)}, {row.provider.name}",
            _written(
                (_("Formål"), row.purpose),
                (_("Det, udføreren får at vide"), row.needs),
                *(_message(one) for one in (row.messages.all() if in_full else ())),
                *(_note(one) for one in (row.notes.all() if in_full else ())),
                *(_remark(one) for one in (row.delivered.all() if in_full else ())),
                *(_handed(one) for one in (row.handed.all() if in_full else ())),
            ),
            reverse("orders:one", args=[row.id]),
            stands=OrderState(row.state) not in (OrderState.DRAFT, OrderState.WITHDRAWN),
        )


def _order_day(row: Order) -> date:
    return _day(row.sent_at or row.made_at)


def _message(row: OrderMessage) -> Said:
    what = _(Move(row.move).done) if row.move else _("Besked")
    day = _day(row.at)
    return (
        f"{day.day}.{day.month}.{day.year} {_(Side(row.side).label)}: {what}",
        row.text or "–",
    )


def _remark(row: DeliveredPeriod) -> Said:
    """What was said of what was delivered in a period; empty when nothing was."""
    period = f"{row.start.day}.{row.start.month}. – {row.end.day}.{row.end.month}.{row.end.year}"
    return f"{_('Leveret')} {period}", "\n".join(filter(None, (row.text, row.explanation)))


def _handed(row: HandedPart) -> Said:
    """A part of the plan that was handed to the provider, and what she wrote."""
    return _("Udførerens del af planen"), "\n".join(filter(None, (row.asked, row.told)))


def _note(row: ProviderNote) -> Said:
    """A note that its provider shared."""
    words = _("Udførerens notat")
    return f"{row.day.day}.{row.day.month}.{row.day.year} {words}", row.text


_READ: dict[ThingKind, Callable[[Sequence[UUID], bool], Iterator[Thing]]] = {
    ThingKind.JOURNAL: _entries,
    ThingKind.DOCUMENT: _documents,
    ThingKind.ASSESSMENT: _assessments,
    ThingKind.PLAN: _plans,
    ThingKind.FOLLOW_UP: _follow_ups,
    ThingKind.DECISION: _decisions,
    ThingKind.ORDER: _orders,
}


_DAYS: dict[ThingKind, tuple[type[Model], str, Expression]] = {
    ThingKind.JOURNAL: (JournalEntry, "case", Coalesce("happened_on", "happened_on")),
    ThingKind.DOCUMENT: (Document, "case", Coalesce("dated", "dated")),
    ThingKind.ASSESSMENT: (Assessment, "case", Coalesce("finished_on", "started_on")),
    ThingKind.PLAN: (Plan, "case", Coalesce("started_on", "started_on")),
    ThingKind.FOLLOW_UP: (FollowUp, "plan__case", Coalesce("held_on", "held_on")),
    ThingKind.DECISION: (Decision, "case", Coalesce(TruncDate("decided_at"), "prepared_on")),
    ThingKind.ORDER: (Order, "case", TruncDate(Coalesce("sent_at", "made_at"))),
}
"""Each kind: its table, the way to its case, and the day on which it stands."""
