"""Recommending: efforts and alternatives, handing it on, and ending an effort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.assessments.models import Assessment
from helhed.apps.audit.actions import wrote
from helhed.apps.cases.access import case_to_write, require_case, require_open
from helhed.apps.cases.word_index import keep
from helhed.apps.efforts.models import Effort, EffortService, Recommendation
from helhed.apps.efforts.queries import written
from helhed.apps.efforts.texts import of_recommendation
from helhed.kernel.finding import UnableTo, stopping
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.efforts.indsats import Agreement, Standing, WrittenEffort, missing, wrong_with

MOST_TEXT = 20_000


class UnableToRecommend(UnableTo):
    """A recommendation cannot be written or handed on as asked."""


class UnableToWriteEffort(UnableTo):
    """An effort cannot be kept or ended as asked."""


@dataclass(frozen=True, slots=True)
class EffortWords:
    """An effort as it was written in the form."""

    standing: Standing
    offer_kind: str
    codes: Sequence[str]
    service: str
    citation: str
    extent: str = ""
    reason: str = ""
    yearly_oere: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None


def begin(actor: Actor, *, case: UUID) -> Recommendation:
    """Begin a recommendation on the last finished assessment; one that is not handed on yet is
    given back instead."""
    with transaction.atomic():
        row = case_to_write(actor, Action.WRITE_PLAN, case)
        draft = Recommendation.objects.filter(case=row, handed_on=None).first()
        if draft is not None:
            return draft
        finished = Assessment.objects.filter(case=row, finished_on__isnull=False)
        made = Recommendation.objects.create(
            case=row,
            assessment=finished.order_by("-finished_on", "-started_on").first(),
            made_on=actor.today,
            made_by=actor.user,
        )
        keep(of_recommendation(made))
        wrote(actor, "recommendation.begin", made, row.citizen_id)
    return made


def write(
    actor: Actor, *, recommendation: UUID, text: str, agreement: Agreement, citizens_words: str
) -> None:
    """Write what is recommended and why, and what the citizen says to it."""
    with transaction.atomic():
        row = _draft(actor, recommendation)
        if max(len(text), len(citizens_words)) > MOST_TEXT:
            too_long = screen_text("Teksten er for lang. Der er plads til %(most)s tegn.")
            raise UnableToRecommend(too_long, most=MOST_TEXT)
        row.text, row.agreement = text.strip(), agreement.value
        row.citizens_words = citizens_words.strip()
        row.save(update_fields=["text", "agreement", "citizens_words"])
        keep(of_recommendation(row))
        wrote(actor, "recommendation.write", row, row.case.citizen_id)


def add_effort(actor: Actor, *, recommendation: UUID, words: EffortWords) -> Effort:
    """Add an effort or an alternative. Raises UnableToWriteEffort with the first fault."""
    with transaction.atomic():
        row = _draft(actor, recommendation)
        last = row.efforts.order_by("-position").values_list("position", flat=True).first()
        effort = Effort(recommendation=row, position=(last or 0) + 1, recorded_at=actor.now())
        _fill(actor, effort, words)
        keep(of_recommendation(row))
        wrote(actor, "effort.add", effort, row.case.citizen_id)
    return effort


def change_effort(actor: Actor, *, effort: UUID, words: EffortWords) -> None:
    """Change an effort that is not handed on yet. Raises UnableToWriteEffort."""
    with transaction.atomic():
        found = Effort.objects.select_for_update().get(id=effort)
        row = _draft(actor, found.recommendation_id)
        _fill(actor, found, words)
        keep(of_recommendation(row))
        wrote(actor, "effort.change", found, row.case.citizen_id)


def drop_effort(actor: Actor, *, effort: UUID) -> None:
    """Take an effort out of a recommendation that is not handed on yet."""
    with transaction.atomic():
        found = Effort.objects.select_for_update().get(id=effort)
        row = _draft(actor, found.recommendation_id)
        wrote(actor, "effort.drop", found, row.case.citizen_id)
        found.delete()
        keep(of_recommendation(row))


def hand_on(actor: Actor, *, recommendation: UUID) -> None:
    """Hand a recommendation on to be decided; after that it stands. Raises UnableToRecommend."""
    with transaction.atomic():
        row = _draft(actor, recommendation)
        for finding in stopping(missing(written(row))):
            raise UnableToRecommend(finding.text)
        row.handed_on = actor.today
        row.save(update_fields=["handed_on"])
        keep(of_recommendation(row))
        wrote(actor, "recommendation.hand_on", row, row.case.citizen_id)


def end_effort(actor: Actor, *, effort: UUID, on: date) -> None:
    """End an effort and its services on a day. Raises UnableToWriteEffort."""
    with transaction.atomic():
        found = Effort.objects.select_for_update().get(id=effort)
        case = found.recommendation.case
        require_case(actor, Action.WRITE_PLAN, case)
        require_open(case)
        if found.standing != Standing.RECOMMENDED:
            raise UnableToWriteEffort(screen_text("Et alternativ er ikke i gang."))
        end(found, on)
        wrote(actor, "effort.end", found, case.citizen_id)


def end(effort: Effort, on: date) -> None:
    """End an effort within a transaction and a permission that the caller has taken."""
    if effort.starts_on is None or on < effort.starts_on:
        raise UnableToWriteEffort(screen_text("Indsatsen er ikke begyndt den dag."))
    effort.ends_on = on
    effort.save(update_fields=["ends_on"])
    effort.services.filter(ends_on=None).update(ends_on=on)
    effort.services.filter(ends_on__gt=on).update(ends_on=on)


def _fill(actor: Actor, effort: Effort, words: EffortWords) -> None:
    asked = WrittenEffort(
        words.offer_kind,
        tuple(words.codes),
        words.service,
        words.citation,
        words.standing.value,
        words.reason,
        words.starts_on,
        words.ends_on,
    )
    for finding in stopping(wrong_with(asked, actor.today)):
        raise UnableToWriteEffort(finding.text, **finding.values)
    effort.standing, effort.offer_kind = words.standing.value, words.offer_kind
    effort.service, effort.citation = words.service, words.citation
    effort.extent, effort.reason = words.extent.strip(), words.reason.strip()
    effort.yearly_oere = words.yearly_oere
    effort.starts_on, effort.ends_on = words.starts_on, words.ends_on
    effort.save()
    _keep_services(actor, effort, words.codes)


def _keep_services(actor: Actor, effort: Effort, codes: Sequence[str]) -> None:
    """The services that are chosen, those that were there already keeping their ids."""
    wanted = dict.fromkeys(codes)
    effort.services.exclude(code__in=wanted).delete()
    effort.services.update(starts_on=effort.starts_on, ends_on=effort.ends_on)
    have = set(effort.services.values_list("code", flat=True))
    EffortService.objects.bulk_create(
        EffortService(
            effort=effort,
            code=code,
            starts_on=effort.starts_on,
            ends_on=effort.ends_on,
            recorded_at=actor.now(),
        )
        for code in wanted
        if code not in have
    )


def _draft(actor: Actor, recommendation: UUID) -> Recommendation:
    rows = Recommendation.objects.select_for_update(of=("self",)).select_related("case")
    row = rows.get(id=recommendation)
    require_case(actor, Action.WRITE_PLAN, row.case)
    require_open(row.case)
    if row.handed_on is not None:
        raise UnableToRecommend(screen_text("Indstillingen er givet videre. Begynd en ny."))
    return row
