"""Reading recommendations and efforts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import read
from helhed.apps.cases.access import may_write, require_case
from helhed.apps.cases.queries import CaseHead, case_or_404, head_of
from helhed.apps.cases.quoting import Origin, quoted_words
from helhed.apps.efforts.models import Effort, EffortService, Recommendation
from helhed.kernel.finding import Finding
from helhed.rules.access.rights import Action
from helhed.rules.assessments import ffb
from helhed.rules.cases.citat import Source, Target
from helhed.rules.decisions.ydelser import service
from helhed.rules.efforts.indsats import Agreement, Standing, WrittenRecommendation, missing


@dataclass(frozen=True, slots=True)
class EffortShown:
    """An effort as pages show it."""

    id: UUID
    recommendation: UUID
    is_recommended: bool
    offer_kind: str
    services: list[str]
    service: str
    citation: str
    extent: str
    reason: str
    yearly_oere: int | None
    starts_on: date | None
    ends_on: date | None

    def runs_on(self, day: date) -> bool:
        """Whether it is recommended and its days hold a day."""
        begun = self.starts_on is not None and self.starts_on <= day
        return self.is_recommended and begun and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class RecommendationHead:
    """A recommendation as a line on the case."""

    id: UUID
    made_on: date
    handed_on: date | None


@dataclass(frozen=True, slots=True)
class RecommendationPage:
    """Everything that the page of a recommendation shows."""

    row: Recommendation
    case: CaseHead
    efforts: list[EffortShown]
    missing: list[Finding]
    agreement: str
    may_write: bool

    @property
    def recommended(self) -> list[EffortShown]:
        return [effort for effort in self.efforts if effort.is_recommended]

    @property
    def alternatives(self) -> list[EffortShown]:
        return [effort for effort in self.efforts if not effort.is_recommended]


def written(row: Recommendation) -> WrittenRecommendation:
    """A recommendation as the rules read it; what is quoted counts as written."""
    quoted = quoted_words(Target.RECOMMENDATION, row.id)
    standings = list(row.efforts.values_list("standing", flat=True))
    recommended = standings.count(Standing.RECOMMENDED.value)
    return WrittenRecommendation(
        row.text or quoted.get("text", ""),
        row.agreement,
        row.citizens_words or quoted.get("citizens_words", ""),
        recommended,
        len(standings) - recommended,
    )


def origin_of(row: Recommendation) -> Origin:
    """A recommendation as the source of words that are handed on."""
    by = row.made_by.name if row.made_by else ""
    day = row.handed_on or row.made_on
    return Origin(Source.RECOMMENDATION, row.id, Source.RECOMMENDATION.label, day, by)


def recommendation_page(actor: Actor, recommendation: UUID) -> RecommendationPage:
    """One recommendation, logged."""
    with transaction.atomic():
        rows = Recommendation.objects.select_related("case", "made_by", "assessment")
        row = rows.filter(id=recommendation).first()
        if row is None:
            raise Http404
        require_case(actor, Action.SEE_CASE, row.case)
        read(actor, "recommendation.read", row, row.case.citizen_id)
        return RecommendationPage(
            row,
            head_of(case_or_404(row.case_id)),
            listed(row.efforts.all()),
            missing(written(row)) if row.handed_on is None else [],
            Agreement.of(row.agreement).label,
            may_write(actor, Action.WRITE_PLAN, row.case) and row.handed_on is None,
        )


def effort_to_change(actor: Actor, effort: UUID) -> tuple[RecommendationPage, Effort, list[str]]:
    """An effort with the codes of its services for a form, logged."""
    found = Effort.objects.filter(id=effort).first()
    if found is None:
        raise Http404
    page = recommendation_page(actor, found.recommendation_id)
    return page, found, list(found.services.values_list("code", flat=True))


def recommended_in(case: UUID) -> QuerySet[Effort]:
    """The efforts of a case that are recommended, in recommendations that were handed on."""
    return Effort.objects.filter(
        recommendation__case=case,
        recommendation__handed_on__isnull=False,
        standing=Standing.RECOMMENDED.value,
    )


def of_case(case: UUID) -> list[EffortShown]:
    """The efforts of a case that were handed on, the newest first."""
    return _newest(listed(recommended_in(case)))


def chosen_in(case: UUID, decision: UUID) -> list[tuple[EffortShown, bool]]:
    """The efforts that are recommended in a case, and which of them a decision grants."""
    through = Effort.decisions.through.objects
    grants_it = through.filter(effort=OuterRef("effort"), decision=decision)
    services = _services(recommended_in(case)).annotate(is_chosen=Exists(grants_it))
    chosen = {one.effort_id for one in services if one.is_chosen}
    return [(one, one.id in chosen) for one in _shown(services)]


@dataclass(frozen=True, slots=True)
class Recommended:
    """What is recommended in a case: the recommendations that hold an effort, the newest first,
    and the efforts that were handed on."""

    heads: list[RecommendationHead]
    efforts: list[EffortShown]


def recommended(case: UUID) -> Recommended:
    """What is recommended in a case, in one question."""
    services = _services(Effort.objects.filter(recommendation__case=case))
    services = services.select_related("effort__recommendation")
    rows = {one.effort.recommendation_id: one.effort.recommendation for one in services}
    heads = [RecommendationHead(row.id, row.made_on, row.handed_on) for row in rows.values()]
    handed_on = {head.id for head in heads if head.handed_on is not None}
    efforts = [
        one for one in _shown(services) if one.is_recommended and one.recommendation in handed_on
    ]
    return Recommended(
        sorted(heads, key=lambda head: (head.made_on, head.id), reverse=True), _newest(efforts)
    )


def listed(rows: QuerySet[Effort]) -> list[EffortShown]:
    """Efforts as pages show them, in their order."""
    return _shown(_services(rows))


def _services(rows: QuerySet[Effort]) -> QuerySet[EffortService]:
    """The services of efforts with the efforts: one question, as an effort always has a service."""
    services = EffortService.objects.filter(effort__in=rows.order_by()).select_related("effort")
    return services.order_by("effort__position", "recorded_at", "id")


def _shown(services: Iterable[EffortService]) -> list[EffortShown]:
    codes: dict[Effort, list[str]] = {}
    for one in services:
        codes.setdefault(one.effort, []).append(one.code)
    return [effort_shown(effort, of_it) for effort, of_it in codes.items()]


def _newest(efforts: list[EffortShown]) -> list[EffortShown]:
    return sorted(efforts, key=lambda one: one.starts_on or date.min, reverse=True)


def effort_shown(effort: Effort, codes: list[str]) -> EffortShown:
    """An effort as pages show it."""
    return EffortShown(
        effort.id,
        effort.recommendation_id,
        effort.standing == Standing.RECOMMENDED,
        ffb.concept(ffb.Kind.OFFER, effort.offer_kind).name,
        [ffb.concept(ffb.Kind.SERVICE, code).name for code in codes],
        service(effort.service).name,
        effort.citation,
        effort.extent,
        effort.reason,
        effort.yearly_oere,
        effort.starts_on,
        effort.ends_on,
    )
