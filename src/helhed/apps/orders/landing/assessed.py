"""The assessment: the four views, themes with levels, target groups, diagnoses."""

from __future__ import annotations

from helhed.apps.assessments.models import Assessment, SecondaryTargetGroup, ThemeNote
from helhed.apps.cases.models import JournalEntry
from helhed.apps.orders.landing.landed import Landing, day_of, own_id
from helhed.fhir.ordering import parts as p
from helhed.fhir.ordering import systems as s
from helhed.kernel.words import screen_text
from helhed.rules.assessments import ffb
from helhed.rules.assessments.niveau import NOT_ASSESSED
from helhed.rules.assessments.udredning import AssessmentKind
from helhed.rules.cases.sag import EntryKind


def land_assessment(landing: Landing) -> None:
    """What the sender assessed becomes a finished assessment of the sender's day."""
    texts = {part.kind: part for part in landing.all(p.Evaluation)}
    need = texts.get(s.SUPPORT_NEED)
    groups = _groups(landing)
    if not texts and not groups and not landing.all(p.Condition):
        return
    gathering = next(iter(landing.all(p.Gathering)), None)
    day = day_of(next((part.at for part in texts.values() if part.at), "")) or landing.day
    row = Assessment.objects.create(
        id=own_id(gathering.id if gathering else "", Assessment),
        case=landing.case,
        kind=AssessmentKind.VUM.value,
        purpose=screen_text("Modtaget med en bestilling"),
        own_words=_text(texts.get(s.PERSPECTIVE)),
        resources=_text(texts.get(s.RESOURCES)),
        overall=_text(texts.get(s.SITUATION)),
        support_need=_number(ffb.Kind.SUPPORT_NEED, need.value) if need and need.value else None,
        support_need_reason=_text(need),
        primary_target_group=groups[0] if groups else "",
        started_on=day,
        finished_on=day,
    )
    for code in groups[1:]:
        SecondaryTargetGroup.objects.create(assessment=row, code=code)
    for kind, part in texts.items():
        if kind not in (s.PERSPECTIVE, s.RESOURCES, s.SITUATION, s.SUPPORT_NEED):
            landing.no_place(screen_text("Vurdering"), part.text or part.value)
    _themes(landing, row)
    _diagnoses(landing)


def _text(part: p.Evaluation | None) -> str:
    return part.text if part else ""


def _number(kind: ffb.Kind, code: str) -> int | None:
    """The number of a level or a need; −1 for "ikke vurderet"."""
    found = ffb.concepts().get((kind, code))
    if found is None:
        return None
    return NOT_ASSESSED if found.number is None else found.number


def _groups(landing: Landing) -> list[str]:
    """The FFB codes of the target groups, the primary one first."""
    ranks = {one.id: one.rank for order in landing.all(p.Order) for one in order.target_groups}
    parts = sorted(landing.all(p.TargetGroup), key=lambda part: ranks.get(part.id) or 9)
    found: list[str] = []
    for part in parts:
        for code in part.codes:
            if code.system:
                landing.no_place(screen_text("Målgruppe i en anden klassifikation"), code.code)
            elif (ffb.Kind.TARGET_GROUP, code.code) in ffb.concepts():
                found.append(code.code)
            else:
                landing.no_place(screen_text("Målgruppe"), code.code)
    return list(dict.fromkeys(found))


def _themes(landing: Landing, row: Assessment) -> None:
    for part in landing.all(p.Condition):
        if (ffb.Kind.THEME, part.code) not in ffb.concepts():
            landing.no_place(screen_text("Tema"), part.code)
            continue
        level = _number(ffb.Kind.LEVEL, part.severity) if part.severity else None
        takes_level = ffb.theme_of(part.code).takes_level
        if level is not None and not takes_level:
            landing.no_place(screen_text("Niveau"), part.severity)
        ThemeNote.objects.update_or_create(
            assessment=row,
            subtheme=part.code,
            defaults={
                "id": own_id(part.id, ThemeNote),
                "level": level if takes_level else None,
                "source": screen_text("Modtaget med en bestilling"),
            },
        )


def _diagnoses(landing: Landing) -> None:
    for part in landing.all(p.Diagnosis):
        note(landing, part.id, screen_text("Diagnose"), part.text)


def note(landing: Landing, key: str, title: str, text: str) -> None:
    """Something that stands in the journal, signed by nobody but the house that took it."""
    JournalEntry.objects.create(
        id=own_id(key, JournalEntry),
        case=landing.case,
        kind=EntryKind.LETTER.value,
        title=title,
        text=text,
        happened_on=landing.day,
        author=landing.user,
        written_at=landing.now,
        signed_at=landing.now,
        signed_by=landing.user,
    )
