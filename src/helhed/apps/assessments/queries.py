"""Reading assessments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.assessments.access import may_assessment, require_assessment
from helhed.apps.assessments.models import Assessment, ThemeNote
from helhed.apps.assessments.versions import versions_of
from helhed.apps.audit.actions import read
from helhed.apps.cases.queries import CaseHead, case_or_404, head_of
from helhed.apps.cases.quoting import quoted_words
from helhed.kernel.finding import Finding
from helhed.rules.access.rights import Action
from helhed.rules.assessments import ffb
from helhed.rules.assessments.barnets_forhold import SIDES
from helhed.rules.assessments.niveau import HOW_TO_JUDGE, level_name
from helhed.rules.assessments.udredning import AssessmentKind, Written, missing
from helhed.rules.assessments.udredning import ThemeNote as Noted
from helhed.rules.cases.citat import Target

THEME = "note:"
"""How what is written of a theme is told from what stands in a field of the assessment."""


@dataclass(frozen=True, slots=True)
class NoteShown:
    """A subtheme as the page shows it."""

    subtheme: str
    name: str
    theme: str
    takes_level: bool
    how_to_judge: str
    own_words: str
    professional: str
    source: str
    level: int | None
    level_name: str
    is_carried: bool
    earlier_level: int | None

    @property
    def moved(self) -> int:
        """How many steps the level moved since the earlier assessment; up is worse."""
        if (
            self.level is None
            or self.earlier_level is None
            or min(self.level, self.earlier_level) < 0
        ):
            return 0
        return self.level - self.earlier_level


@dataclass(frozen=True, slots=True)
class AssessmentPage:
    """Everything that the page of an assessment shows."""

    row: Assessment
    case: CaseHead
    kind: AssessmentKind
    notes: list[NoteShown]
    unused: list[tuple[str, list[tuple[str, list[ffb.Concept]]]]]
    missing: list[Finding]
    groups: list[str]
    may_write: bool
    earlier: Assessment | None
    versions: dict[str, int]

    @property
    def is_open(self) -> bool:
        return self.row.finished_on is None

    @property
    def is_childs(self) -> bool:
        return self.kind is AssessmentKind.CHILD

    @property
    def is_only_need(self) -> bool:
        return self.kind is AssessmentKind.NEED


def written(row: Assessment, notes: list[ThemeNote] | None = None) -> Written:
    """An assessment as the rules read it; what is quoted counts as written."""
    listed = list(row.notes.all()) if notes is None else notes
    quoted = quoted_words(Target.ASSESSMENT, row.id)
    return Written(
        AssessmentKind(row.kind),
        row.purpose or quoted.get("purpose", ""),
        row.own_words or quoted.get("own_words", ""),
        row.parents_words or quoted.get("parents_words", ""),
        row.child_spoken_on is not None,
        row.why_not_spoken_to,
        row.overall or quoted.get("overall", ""),
        row.support_need,
        row.primary_target_group,
        tuple(
            Noted(
                note.subtheme,
                note.own_words,
                note.professional or quoted.get(theme_field(note.subtheme), ""),
                note.level,
            )
            for note in listed
        ),
    )


def assessment_page(actor: Actor, assessment: UUID) -> AssessmentPage:
    """One assessment, logged."""
    with transaction.atomic():
        rows = Assessment.objects.select_related("case", "carried_from", "finished_by")
        row = rows.filter(id=assessment).first()
        if row is None:
            raise Http404
        require_assessment(actor, Action.SEE_CASE, row)
        read(actor, "assessment.read", row, row.case.citizen_id)
        notes = list(row.notes.all())
        earlier = _earlier_levels(row)
        kind = AssessmentKind(row.kind)
        return AssessmentPage(
            row,
            head_of(case_or_404(row.case_id)),
            kind,
            _in_order(kind, notes, earlier),
            _unused(notes) if kind is AssessmentKind.VUM else [],
            missing(written(row, notes)) if row.finished_on is None else [],
            list(row.secondary_target_groups.values_list("code", flat=True)),
            may_assessment(actor, Action.WRITE_ASSESSMENT, row),
            row.carried_from,
            versions_of(row) if row.finished_on is None else {},
        )


def last_finished(case: UUID) -> Assessment | None:
    """The latest assessment of a case that is finished and tells of more than the need of support;
    the caller asks and logs."""
    done = Assessment.objects.filter(case=case, finished_on__isnull=False)
    done = done.exclude(kind=AssessmentKind.NEED.value)
    return done.order_by("-finished_on", "-started_on").first()


def theme_field(subtheme: str) -> str:
    """What a quote calls a theme of an assessment as the place where it stands."""
    return f"{THEME}{subtheme}"


def theme_name(subtheme: str) -> str:
    """What a subtheme, or a side of a child's life, is called; empty when none has the code."""
    sides = {side.key: side.name for side in SIDES}
    found = ffb.concepts().get((ffb.Kind.THEME, subtheme))
    return sides.get(subtheme, "") or (found.name if found else "")


def in_words(note: NoteShown) -> str:
    """All that is written of a theme, as it is quoted from."""
    return "\n".join(filter(None, (note.own_words, note.professional, note.level_name)))


def notes_shown(row: Assessment) -> list[NoteShown]:
    """What is written in an assessment, in the order of its method; the caller asks and logs."""
    return _in_order(AssessmentKind(row.kind), list(row.notes.all()), {})


def _earlier_levels(row: Assessment) -> dict[str, int | None]:
    if row.carried_from_id is None:
        return {}
    notes = ThemeNote.objects.filter(assessment=row.carried_from_id)
    return dict(notes.values_list("subtheme", "level"))


def _in_order(
    kind: AssessmentKind, notes: list[ThemeNote], earlier: dict[str, int | None]
) -> list[NoteShown]:
    by_code = {note.subtheme: note for note in notes}
    if kind is AssessmentKind.CHILD:
        return [
            _shown(by_code[side.key], side.name, "", False, "", None)
            for side in SIDES
            if side.key in by_code
        ]
    found = []
    for theme in ffb.themes():
        for concept in theme.subthemes:
            if concept.code in by_code:
                found.append(
                    _shown(
                        by_code[concept.code],
                        concept.name,
                        theme.name,
                        theme.takes_level,
                        HOW_TO_JUDGE[theme.category],
                        earlier.get(concept.code),
                    )
                )
    return found


def _shown(
    note: ThemeNote, name: str, theme: str, takes_level: bool, how: str, earlier: int | None
) -> NoteShown:
    return NoteShown(
        note.subtheme,
        name,
        theme,
        takes_level,
        how,
        note.own_words,
        note.professional,
        note.source,
        note.level,
        level_name(note.level),
        note.is_carried,
        earlier,
    )


def _unused(notes: list[ThemeNote]) -> list[tuple[str, list[tuple[str, list[ffb.Concept]]]]]:
    """The subthemes that are not in use: category → theme → subthemes."""
    used = {note.subtheme for note in notes}
    categories: dict[str, list[tuple[str, list[ffb.Concept]]]] = {}
    for theme in ffb.themes():
        left = [concept for concept in theme.subthemes if concept.code not in used]
        if left:
            categories.setdefault(theme.category_name, []).append((theme.name, left))
    return list(categories.items())


@dataclass(frozen=True, slots=True)
class AssessmentHead:
    """An assessment as a line on the case."""

    id: UUID
    kind: str
    started_on: date
    finished_on: date | None
    support_need: str
    overall: str


def of_case(case: UUID) -> list[AssessmentHead]:
    """The assessments of a case, the newest first."""
    rows = Assessment.objects.filter(case=case).order_by("-started_on", "-id")
    return [
        AssessmentHead(
            row.id,
            AssessmentKind(row.kind).label,
            row.started_on,
            row.finished_on,
            support_need_name(row.support_need),
            row.overall,
        )
        for row in rows
    ]


def support_need_name(need: int | None) -> str:
    """What a support need is called; empty when it is not judged."""
    if need is None:
        return ""
    wanted = None if need < 0 else need
    return next(c.name for c in ffb.leaves(ffb.Kind.SUPPORT_NEED) if c.number == wanted)
