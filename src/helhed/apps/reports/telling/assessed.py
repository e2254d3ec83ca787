"""Assessments: service request, themes, need of support, information gathering, target groups."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from helhed.apps.assessments.models import Assessment, ThemeNote
from helhed.apps.reports.records import CaseRecord
from helhed.apps.reports.telling.told import Telling, lasting, moment
from helhed.fhir.delivery import Condition, Evaluation, Gathering, ServiceRequest, TargetGroup
from helhed.rules.assessments import ffb
from helhed.rules.assessments.niveau import NOT_ASSESSED, level_code


def gatherings(tell: Telling, told: CaseRecord) -> None:
    """Every assessment of a case that changed on the day, with all it refers to."""
    for row in told.assessments:
        if (
            row.started_on <= tell.day
            and _is_changed(tell, row)
            and (tell.record.notes.get(row.id) or _is_finished(tell, row))
        ):
            _gathering(tell, told, row)


def need_of(tell: Telling, told: CaseRecord) -> UUID | None:
    """The need of support that holds on the day, as it was judged last."""
    row = _holds(tell, [a for a in told.assessments if a.support_need is not None])
    return evaluation(tell, row) if row else None


def groups_of(tell: Telling, told: CaseRecord) -> tuple[UUID, ...]:
    """The target groups that hold on the day, the primary one first."""
    row = _holds(tell, [a for a in told.assessments if a.primary_target_group])
    return target_groups(tell, told, row) if row else ()


def _holds(tell: Telling, rows: list[Assessment]) -> Assessment | None:
    """The last that was finished on the day. When there is none, the first that was finished later
    mends what lacked."""
    done = [row for row in rows if row.finished_on is not None]
    done.sort(key=lambda row: (row.finished_on or date.min, row.id))
    held = [row for row in done if _is_finished(tell, row)]
    return held[-1] if held else next(iter(done), None)


def evaluation(tell: Telling, row: Assessment) -> UUID | None:
    """The need of support as it was judged; None when it was not."""
    if row.support_need is None or row.finished_on is None:
        return None
    return tell.add(
        Evaluation(
            id=lasting("evaluation", row.id),
            changed=tell.changed(row.finished_on),
            value=need_code(row.support_need),
            at=moment(row.support_need_at or row.finished_at, row.finished_on),
        )
    )


def need_code(need: int) -> str:
    """The FFB code of a need of support 0-4, or of "ikke vurderet" for −1."""
    wanted = None if need == NOT_ASSESSED else need
    return next(c.code for c in ffb.leaves(ffb.Kind.SUPPORT_NEED) if c.number == wanted)


def target_groups(tell: Telling, told: CaseRecord, row: Assessment) -> tuple[UUID, ...]:
    """The target groups of an assessment, the primary one first; none without a primary one."""
    if not row.primary_target_group:
        return ()
    secondary = tell.record.groups.get(row.id, ())
    codes = dict.fromkeys([row.primary_target_group, *secondary])
    return tuple(_target_group(tell, told, code, row) for code in codes)


def _target_group(tell: Telling, told: CaseRecord, code: str, row: Assessment) -> UUID:
    first = next(
        (
            a.finished_on
            for a in told.assessments
            if a.finished_on is not None
            and code in (a.primary_target_group, *tell.record.groups.get(a.id, ()))
        ),
        row.finished_on,
    )
    if code == row.primary_target_group and row.primary_target_group_on is not None:
        first = row.primary_target_group_on
    return tell.add(
        TargetGroup(
            id=lasting("target-group", tell.record.citizen.id, code),
            changed=tell.changed(first),
            code=code,
            recorded=str(first),
        )
    )


def theme(tell: Telling, told: CaseRecord, code: str, level: int | None, since: date) -> UUID:
    """A theme that a goal is about, as the last assessment told it; as the goal tells it when no
    assessment does."""
    for row in reversed([a for a in told.assessments if a.started_on <= tell.day]):
        for note in tell.record.notes.get(row.id, ()):
            if note.subtheme == code:
                return _condition(tell, told, row, note)
    return tell.add(
        Condition(
            id=lasting("theme", tell.record.citizen.id, code),
            changed=tell.changed(since),
            code=code,
            recorded=str(since),
            severity=level_code(NOT_ASSESSED if level is None else level),
        )
    )


def _is_finished(tell: Telling, row: Assessment) -> bool:
    return row.finished_on is not None and row.finished_on <= tell.day


def _is_changed(tell: Telling, row: Assessment) -> bool:
    begun = tell.is_new(row.started_on, row.started_at)
    if begun or tell.is_new(row.finished_on, row.finished_at) or row.id in tell.touched:
        return True
    is_open = row.finished_on is None or row.finished_on >= tell.day
    return is_open and tell.is_acted("assessment")


def _gathering(tell: Telling, told: CaseRecord, row: Assessment) -> None:
    case, is_done = told.case, _is_finished(tell, row)
    tell.of_case(case.id)
    notes = tell.record.notes.get(row.id, [])
    conditions = [_condition(tell, told, row, note) for note in notes if _is_theme(note)]
    _gone(tell, told, row)
    tell.add(
        Gathering(
            id=row.id,
            changed=tell.changed(row.started_on, row.finished_on, tell.day),
            request=request(tell, told),
            at=moment(row.finished_at, row.finished_on)
            if is_done
            else moment(row.started_at, row.started_on),
            status="completed" if is_done else "in-progress",
            conditions=tuple(conditions),
            evaluation=evaluation(tell, row) if is_done else None,
        )
    )


def request(tell: Telling, told: CaseRecord) -> UUID:
    """What the case was opened on."""
    case = told.case
    is_closed = case.closed_on is not None and case.closed_on <= tell.day
    return tell.add(
        ServiceRequest(
            id=case.id,
            changed=tell.changed(case.opened_on, case.closed_on),
            case_number=case.number,
            status="completed" if is_closed else "active",
        )
    )


def _is_theme(note: ThemeNote) -> bool:
    return (ffb.Kind.THEME, note.subtheme) in ffb.concepts()


def _condition(tell: Telling, told: CaseRecord, row: Assessment, note: ThemeNote) -> UUID:
    """A theme as an assessment tells it. The same theme judged again is the same condition,
    asserted again, its first day kept; one that only came along is told as it was."""
    first = _first_told(tell, told, note.subtheme, row)
    is_later = row.started_on > first and not note.is_carried
    again = note.asserted_on or (row.started_on if is_later else None)
    takes_level = ffb.theme_of(note.subtheme).takes_level
    level = NOT_ASSESSED if note.level is None else note.level
    written = () if note.is_carried else tell.written(row.id, note.id)
    return tell.add(
        Condition(
            id=lasting("theme", tell.record.citizen.id, note.subtheme),
            changed=tell.changed(first, again, row.finished_on, *written),
            code=note.subtheme,
            recorded=moment(note.recorded_at, first),
            severity=level_code(level) if takes_level else "",
            asserted=str(again) if again else "",
        )
    )


def _first_told(tell: Telling, told: CaseRecord, code: str, row: Assessment) -> date:
    days = [
        a.started_on
        for a in told.assessments
        if any(note.subtheme == code for note in tell.record.notes.get(a.id, ()))
    ]
    return min([*days, row.started_on])


def _gone(tell: Telling, told: CaseRecord, row: Assessment) -> None:
    """A theme that the earlier assessment told and this finished one does not, holds no longer. Its
    profile knows no error, so it is told as inactive."""
    if row.carried_from_id is None or not _is_finished(tell, row):
        return
    kept = {note.subtheme for note in tell.record.notes.get(row.id, ())}
    for note in tell.record.notes.get(row.carried_from_id, ()):
        if note.subtheme in kept or not _is_theme(note):
            continue
        before = next(a for a in told.assessments if a.id == row.carried_from_id)
        told_as = tell.parts[_condition(tell, told, before, note)]
        assert isinstance(told_as, Condition)
        tell.add(
            Condition(
                id=told_as.id,
                changed=tell.changed(row.finished_on),
                code=told_as.code,
                recorded=told_as.recorded,
                severity=told_as.severity,
                asserted=str(row.finished_on),
                status="inactive",
            )
        )
