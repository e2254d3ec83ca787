"""Beginning an assessment, writing in it field by field, finishing it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.assessments.access import require_assessment
from helhed.apps.assessments.models import Assessment, SecondaryTargetGroup, ThemeNote
from helhed.apps.assessments.queries import last_finished, theme_field, written
from helhed.apps.assessments.texts import of_assessment
from helhed.apps.assessments.versions import Seen, next_version, require_seen
from helhed.apps.audit.actions import wrote
from helhed.apps.cases.access import case_to_write, require_open
from helhed.apps.cases.models import Case
from helhed.apps.cases.quoting import carry_quotes, drop_quotes, quoted_words
from helhed.apps.cases.word_index import keep
from helhed.kernel.finding import UnableTo, stopping
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.assessments import ffb
from helhed.rules.assessments.barnets_forhold import SIDE_KEYS, SIDES
from helhed.rules.assessments.gyldighed import check_code
from helhed.rules.assessments.niveau import check_level
from helhed.rules.assessments.udredning import AssessmentKind, missing
from helhed.rules.cases.citat import Target

TEXT_FIELDS = {
    "purpose",
    "own_words",
    "parents_words",
    "why_not_spoken_to",
    "resources",
    "overall",
    "support_need_reason",
}
OWN_FIELDS = {
    *TEXT_FIELDS,
    "support_need",
    "effort_step",
    "primary_target_group",
    "secondary_target_groups",
    "child_spoken_on",
}
NOTE_TEXTS = {"own_words": 20_000, "professional": 20_000, "source": 120}
CARRIED_TEXTS = ("own_words", "parents_words", "resources", "overall", "support_need_reason")
MOST_TEXT = 20_000


class UnableToWriteAssessment(UnableTo):
    """Something cannot be written in an assessment as asked."""


class UnableToFinishAssessment(UnableTo):
    """An assessment lacks something that it must hold."""


def start(actor: Actor, *, case: UUID, carry: bool, only_need: bool = False) -> Assessment:
    """Begin an assessment; with ``carry`` everything of the last finished one comes along, marked;
    without it what matters to the citizen comes from the case.

    A draft that is open already is given back instead. Adults get VUM 2.0, children a first
    assessment with all sides of their life ready to write on. With ``only_need`` an adult's need
    of support alone is judged again, as when help ends.
    """
    with transaction.atomic():
        row = case_to_write(actor, Action.WRITE_ASSESSMENT, case)
        open_one = Assessment.objects.filter(case=row, finished_on=None).first()
        if open_one is not None:
            return open_one
        kind = _kind(row, only_need=only_need)
        earlier = last_finished(row.id) if carry and kind is not AssessmentKind.NEED else None
        assessment = Assessment.objects.create(
            case=row,
            kind=kind.value,
            started_on=actor.today,
            started_at=actor.now(),
            started_by=actor.user,
            carried_from=earlier,
            **(_carried_texts(earlier) if earlier else {"own_words": _own_words(row, kind)}),
        )
        if earlier is not None:
            _carry_notes(earlier, assessment)
            _carry_quotes(actor, earlier, assessment)
        if kind is AssessmentKind.CHILD:
            _add_sides(assessment)
        keep(of_assessment(assessment))
        wrote(actor, "assessment.start", assessment, row.citizen_id, carried=earlier is not None)
    return assessment


def _kind(case: Case, *, only_need: bool) -> AssessmentKind:
    if case.department == "children":
        return AssessmentKind.CHILD
    return AssessmentKind.NEED if only_need else AssessmentKind.VUM


def _own_words(case: Case, kind: AssessmentKind) -> str:
    return "" if kind is AssessmentKind.NEED else case.matters_to_me


def _carried_texts(earlier: Assessment) -> dict[str, object]:
    carried: dict[str, object] = {name: getattr(earlier, name) for name in CARRIED_TEXTS}
    return {
        **carried,
        "support_need": earlier.support_need,
        "support_need_at": earlier.support_need_at,
        "primary_target_group": earlier.primary_target_group,
        "primary_target_group_on": earlier.primary_target_group_on,
        "effort_step": earlier.effort_step,
    }


def _carry_notes(earlier: Assessment, assessment: Assessment) -> None:
    ThemeNote.objects.bulk_create(
        ThemeNote(
            assessment=assessment,
            subtheme=note.subtheme,
            own_words=note.own_words,
            professional=note.professional,
            source=note.source,
            level=note.level,
            is_carried=True,
            recorded_at=note.recorded_at,
            asserted_on=note.asserted_on,
        )
        for note in earlier.notes.all()
    )
    SecondaryTargetGroup.objects.bulk_create(
        SecondaryTargetGroup(assessment=assessment, code=group.code, recorded_on=group.recorded_on)
        for group in earlier.secondary_target_groups.all()
    )


def _carry_quotes(actor: Actor, earlier: Assessment, assessment: Assessment) -> None:
    themes = [theme_field(note.subtheme) for note in earlier.notes.all()]
    carried = {field: field for field in (*CARRIED_TEXTS, *themes)}
    then, now = (Target.ASSESSMENT, earlier.id), (Target.ASSESSMENT, assessment.id)
    carry_quotes(actor, then, now, carried)


def _add_sides(assessment: Assessment) -> None:
    have = set(assessment.notes.values_list("subtheme", flat=True))
    ThemeNote.objects.bulk_create(
        ThemeNote(assessment=assessment, subtheme=side.key)
        for side in SIDES
        if side.key not in have
    )


def add_theme(actor: Actor, *, assessment: UUID, subtheme: str) -> ThemeNote:
    """Add a subtheme that matters. Raises UnableToWriteAssessment for one that is not in FFB."""
    with transaction.atomic():
        row = _open_draft(actor, assessment)
        if not _is_theme(row, subtheme):
            raise UnableToWriteAssessment(screen_text("Temaet findes ikke. Vælg et fra listen."))
        if row.kind != AssessmentKind.CHILD.value:
            _check_code(ffb.Kind.THEME, subtheme, actor.today)
        note, made = ThemeNote.objects.get_or_create(
            assessment=row, subtheme=subtheme, defaults={"recorded_at": actor.now()}
        )
        if made:
            wrote(actor, "assessment.add_theme", note, row.case.citizen_id, subtheme=subtheme)
    return note


def _is_theme(assessment: Assessment, subtheme: str) -> bool:
    if assessment.kind == AssessmentKind.CHILD.value:
        return subtheme in SIDE_KEYS
    return any(subtheme == c.code for theme in ffb.themes() for c in theme.subthemes)


def drop_theme(actor: Actor, *, assessment: UUID, subtheme: str) -> None:
    """Take a subtheme out again. What was written on it is gone from this draft only."""
    with transaction.atomic():
        row = _open_draft(actor, assessment)
        note = ThemeNote.objects.filter(assessment=row, subtheme=subtheme).first()
        if note is not None:
            wrote(actor, "assessment.drop_theme", note, row.case.citizen_id, subtheme=subtheme)
            note.delete()
            row.versions.filter(field__startswith=f"note:{subtheme}:").delete()
            drop_quotes(Target.ASSESSMENT, row.id, theme_field(subtheme))
            keep(of_assessment(row))


def write_field(
    actor: Actor,
    *,
    assessment: UUID,
    field: str,
    values: Sequence[str],
    seen: Seen | None = None,
) -> int:
    """Save one field as it is written; gives its new version.

    ``field`` is a field of the assessment, or ``note:<subtheme>:<field>``. ``seen`` is the version
    that the writer saw; without it nobody is asked. Raises UnableToWriteAssessment,
    UnableToWriteOver.
    """
    with transaction.atomic():
        row = _open_draft(actor, assessment)
        if field not in OWN_FIELDS and not field.startswith("note:"):
            raise UnableToWriteAssessment(screen_text("Feltet findes ikke. Genindlæs siden."))
        if seen is not None and not field.startswith("note:"):
            require_seen(row, field, values, seen)
        value = values[0] if values else ""
        if field.startswith("note:"):
            _write_note(actor, row, field, value, seen)
        elif field == "secondary_target_groups":
            _write_groups(actor, row, values)
        else:
            _write_own(actor, row, field, value)
        keep(of_assessment(row))
        version = next_version(actor, row, field, seen.window if seen else "")
        wrote(actor, "assessment.write", row, row.case.citizen_id, fields=[field])
    return version


def _open_draft(actor: Actor, assessment: UUID) -> Assessment:
    row = (
        Assessment.objects.select_for_update(of=("self",)).select_related("case").get(id=assessment)
    )
    require_assessment(actor, Action.WRITE_ASSESSMENT, row)
    require_open(row.case)
    if row.finished_on is not None:
        text = screen_text("Udredningen er afsluttet og kan ikke ændres. Begynd en ny.")
        raise UnableToWriteAssessment(text)
    return row


def _write_own(actor: Actor, row: Assessment, field: str, value: str) -> None:
    changed = [field]
    if field in TEXT_FIELDS:
        setattr(row, field, _text(value, MOST_TEXT))
    elif field == "support_need":
        row.support_need, row.support_need_at = _number(value, -1, 4), actor.now()
        changed.append("support_need_at")
    elif field == "effort_step":
        row.effort_step = _number(value, 1, 6)
    elif field == "primary_target_group":
        row.primary_target_group = _group(value, actor.today) if value else ""
        row.primary_target_group_on = _first_day_of_group(row, value, actor.today)
        changed.append("primary_target_group_on")
    elif field == "child_spoken_on":
        row.child_spoken_on = _day(value)
    row.save(update_fields=changed)


def _first_day_of_group(row: Assessment, code: str, today: date) -> date | None:
    """Since when the case has had a primary target group; it keeps its day from one assessment
    to the next."""
    if not code:
        return None
    earlier = row.carried_from
    kept = earlier is not None and earlier.primary_target_group == code
    return earlier.primary_target_group_on if earlier is not None and kept else today


def _write_groups(actor: Actor, row: Assessment, codes: Sequence[str]) -> None:
    wanted = {_group(code, actor.today) for code in codes if code}
    row.secondary_target_groups.exclude(code__in=wanted).delete()
    have = set(row.secondary_target_groups.values_list("code", flat=True))
    SecondaryTargetGroup.objects.bulk_create(
        SecondaryTargetGroup(assessment=row, code=code, recorded_on=actor.today)
        for code in sorted(wanted - have)
    )


def _write_note(actor: Actor, row: Assessment, field: str, value: str, seen: Seen | None) -> None:
    _, subtheme, name = field.split(":") if field.count(":") == 2 else ("", "", "")
    note = ThemeNote.objects.select_for_update().filter(assessment=row, subtheme=subtheme).first()
    if note is None:
        raise UnableToWriteAssessment(screen_text("Temaet er taget ud. Tilføj det igen."))
    if seen is not None and name in (*NOTE_TEXTS, "level"):
        require_seen(row, field, [value], seen)
    if name in NOTE_TEXTS:
        setattr(note, name, _text(value, NOTE_TEXTS[name]))
    elif name == "level":
        note.level = _level(row, subtheme, value)
    else:
        raise UnableToWriteAssessment(screen_text("Feltet findes ikke. Genindlæs siden."))
    _judge_again(actor, row, note)
    note.save(update_fields=[name, "is_carried", "asserted_on"])


def _judge_again(actor: Actor, row: Assessment, note: ThemeNote) -> None:
    """A subtheme that came from an earlier assessment is judged again when it is written in."""
    note.is_carried = False
    if row.carried_from_id is not None:
        known = ThemeNote.objects.filter(assessment=row.carried_from_id, subtheme=note.subtheme)
        if known.exists():
            note.asserted_on = actor.today


def _level(row: Assessment, subtheme: str, value: str) -> int | None:
    level = _number(value, -1, 4)
    if row.kind == AssessmentKind.CHILD.value and level is not None:
        raise UnableToWriteAssessment(screen_text("Børns forhold har intet niveau."))
    if row.kind != AssessmentKind.CHILD.value:
        for finding in check_level(subtheme, level):
            raise UnableToWriteAssessment(finding.text)
    return level


def _text(value: str, most: int) -> str:
    if len(value) > most:
        text = screen_text("Teksten er for lang. Der er plads til %(most)s tegn.")
        raise UnableToWriteAssessment(text, most=most)
    return value


def _number(value: str, low: int, high: int) -> int | None:
    if not value:
        return None
    try:
        number = int(value)
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        text = screen_text("Vælg et tal fra %(low)s til %(high)s.")
        raise UnableToWriteAssessment(text, low=low, high=high)
    return number


def _group(code: str, day: date) -> str:
    _check_code(ffb.Kind.TARGET_GROUP, code, day)
    return code


def _check_code(kind: ffb.Kind, code: str, day: date) -> None:
    for finding in check_code(kind, code, day):
        raise UnableToWriteAssessment(finding.text, **finding.values)


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise UnableToWriteAssessment(screen_text("Skriv en dato.")) from None


def finish(actor: Actor, *, assessment: UUID) -> None:
    """Finish an assessment; after that it stands. Raises UnableToFinishAssessment."""
    with transaction.atomic():
        row = _open_draft(actor, assessment)
        stops = stopping(missing(written(row)))
        if stops:
            text = screen_text("Udredningen kan ikke afsluttes endnu. Se, hvad der mangler.")
            raise UnableToFinishAssessment(text)
        if row.kind == AssessmentKind.VUM.value:
            _drop_empty_notes(row)
        row.finished_on, row.finished_by = actor.today, actor.user
        row.finished_at = actor.now()
        row.save(update_fields=["finished_on", "finished_at", "finished_by"])
        keep(of_assessment(row))
        wrote(actor, "assessment.finish", row, row.case.citizen_id)


def _drop_empty_notes(row: Assessment) -> None:
    quoted = quoted_words(Target.ASSESSMENT, row.id)
    for note in row.notes.filter(own_words="", professional="", level=None):
        if theme_field(note.subtheme) not in quoted:
            note.delete()
