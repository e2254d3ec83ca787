"""Everything that was written, filed, decided and ordered in cases, each thing in the same form.

The timeline, the search and the file for the citizen all read through here, so that a thing is
called and dated the same in all three. Whoever asks has asked for the right and logs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import CharField, Expression, Model, Prefetch, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.assessments.models import Assessment
from helhed.apps.assessments.queries import NoteShown, in_words, notes_shown, support_need_name
from helhed.apps.cases.models import Document, JournalEntry
from helhed.apps.decisions.models import Decision, Grant
from helhed.apps.desk.queries.order_things import order_things
from helhed.apps.desk.queries.place_things import place_choices, place_needs, place_wishes
from helhed.apps.desk.queries.thing import Said, Thing, ThingKind, day_of, written
from helhed.apps.efforts.models import Effort, Recommendation
from helhed.apps.matching.models import PlaceChoice, PlaceNeed, PlaceWish
from helhed.apps.orders.models import Order
from helhed.apps.plans.models import FollowUp, Goal, GoalResult, GoalStatus, Plan, PlanPart
from helhed.kernel.words import screen_text
from helhed.rules.assessments import ffb
from helhed.rules.assessments.niveau import level_name
from helhed.rules.assessments.udredning import AssessmentKind
from helhed.rules.cases.sag import DocumentKind, EntryKind
from helhed.rules.decisions.afgoerelse import DecisionState
from helhed.rules.decisions.ydelser import service
from helhed.rules.efforts.indsats import Standing
from helhed.rules.plans.plan import PartKind, PlanKind
from helhed.rules.plans.status import Progress

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
            written(("", row.text)),
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
            written((_("Fil"), row.file_name)),
            reverse("cases:document", args=[row.id]),
        )


def _assessments(ids: Sequence[UUID], in_full: bool) -> Iterator[Thing]:
    rows = Assessment.objects.filter(id__in=ids).select_related("started_by")
    for row in rows.prefetch_related("notes") if in_full else rows:
        notes = [_theme(note) for note in (notes_shown(row) if in_full else ())]
        yield Thing(
            ThingKind.ASSESSMENT,
            row.id,
            row.case_id,
            row.finished_on or row.started_on,
            AssessmentKind(row.kind).label,
            "" if row.finished_on else _("under arbejde"),
            written(
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


def _theme(note: NoteShown) -> Said:
    return note.name, in_words(replace(note, level_name=_(note.level_name)))


def _recommendations(ids: Sequence[UUID], in_full: bool) -> Iterator[Thing]:
    listed = Prefetch("efforts", Effort.objects.order_by("position"))
    rows = Recommendation.objects.filter(id__in=ids).select_related("made_by")
    for row in rows.prefetch_related(listed) if in_full else rows:
        efforts = [_effort(effort) for effort in (row.efforts.all() if in_full else ())]
        yield Thing(
            ThingKind.RECOMMENDATION,
            row.id,
            row.case_id,
            row.handed_on or row.made_on,
            screen_text("Indstilling"),
            "" if row.handed_on else _("under arbejde"),
            written(
                (_("Hvad der indstilles, og hvorfor"), row.text),
                (_("Hvad borgeren siger til det"), row.citizens_words),
                *efforts,
            ),
            reverse("efforts:one", args=[row.id]),
            row.made_by.name if row.made_by else "",
            row.handed_on is not None,
        )


def _effort(effort: Effort) -> Said:
    """An effort of a recommendation, or an alternative that was looked at."""
    kind = ffb.concept(ffb.Kind.OFFER, effort.offer_kind).name
    told = (_(Standing.of(effort.standing).label), kind, effort.extent, effort.reason)
    return _(service(effort.service).name), "\n".join(filter(None, told))


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
            written(
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
            written(
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
            day_of(row.decided_at) if row.decided_at else row.prepared_on,
            DecisionState(row.state).label,
            " · ".join(filter(None, (services, row.citation))),
            written(
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


_READ: dict[ThingKind, Callable[[Sequence[UUID], bool], Iterator[Thing]]] = {
    ThingKind.JOURNAL: _entries,
    ThingKind.DOCUMENT: _documents,
    ThingKind.ASSESSMENT: _assessments,
    ThingKind.RECOMMENDATION: _recommendations,
    ThingKind.PLAN: _plans,
    ThingKind.FOLLOW_UP: _follow_ups,
    ThingKind.PLACE_NEED: place_needs,
    ThingKind.PLACE_WISH: place_wishes,
    ThingKind.PLACE_CHOICE: place_choices,
    ThingKind.DECISION: _decisions,
    ThingKind.ORDER: order_things,
}


_DAYS: dict[ThingKind, tuple[type[Model], str, Expression]] = {
    ThingKind.JOURNAL: (JournalEntry, "case", Coalesce("happened_on", "happened_on")),
    ThingKind.DOCUMENT: (Document, "case", Coalesce("dated", "dated")),
    ThingKind.ASSESSMENT: (Assessment, "case", Coalesce("finished_on", "started_on")),
    ThingKind.RECOMMENDATION: (Recommendation, "case", Coalesce("handed_on", "made_on")),
    ThingKind.PLAN: (Plan, "case", Coalesce("started_on", "started_on")),
    ThingKind.FOLLOW_UP: (FollowUp, "plan__case", Coalesce("held_on", "held_on")),
    ThingKind.PLACE_NEED: (PlaceNeed, "case", TruncDate("recorded_at")),
    ThingKind.PLACE_WISH: (PlaceWish, "case", TruncDate("recorded_at")),
    ThingKind.PLACE_CHOICE: (PlaceChoice, "case", TruncDate("chosen_at")),
    ThingKind.DECISION: (Decision, "case", Coalesce(TruncDate("decided_at"), "prepared_on")),
    ThingKind.ORDER: (Order, "case", TruncDate(Coalesce("sent_at", "made_at"))),
}
"""Each kind: its table, the way to its case, and the day on which it stands."""
