"""What can be chosen in a decision: paragraphs, services, and the rates of those who deliver."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import read
from helhed.apps.cases.queries import CaseHead, case_or_404, head_of
from helhed.apps.catalogue.queries import rule_book
from helhed.apps.decisions.access import require_grant
from helhed.apps.decisions.models import Grant
from helhed.apps.decisions.queries.page import DecisionPage
from helhed.apps.offers.access import require_offers
from helhed.apps.offers.models import Rate, RateAmount
from helhed.apps.offers.queries import RateShown, for_citizen, rates_for, rates_shown
from helhed.kernel.law import Citation
from helhed.kernel.words import danish_sort_key
from helhed.rules.access.rights import Action
from helhed.rules.decisions import hjemmel
from helhed.rules.decisions.tilbudshjemmel import takes_place
from helhed.rules.decisions.ydelser import (
    Department,
    Service,
    service,
    services,
)
from helhed.rules.offers.ejerforhold import Ownership

MOST_RATES = 60


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen as a decision stands: (citation, title), main services or supplements."""

    citations: list[tuple[str, str]]
    mains: list[Service]
    supplements: list[Service]


def choices_in(found: DecisionPage) -> Choices:
    """The paragraphs and services that can still be chosen in a decision, by the rules of the
    main service's first day; of today while it has none."""
    department = Department(found.case.department)
    main = next((line for line in found.lines if line.service.is_main), None)
    book, day = rule_book(), (main.row.start if main else None) or found.today
    if main is None:
        listed = [s for s in services().values() if s.department is department]
        mains = book.main_services(department, day)
        return Choices(_titled(book.citations(listed, day)), mains, [])
    taken = {line.service.key for line in found.lines}
    supplements = [s for s in book.supplementary_to(main.service, day) if s.key not in taken]
    return Choices(_titled(book.citations([main.service], day)), [], supplements)


def _titled(citations: Iterable[Citation]) -> list[tuple[str, str]]:
    return [(str(citation), hjemmel.paragraph(citation).title) for citation in citations]


@dataclass(frozen=True, slots=True)
class RateChoice:
    """A rate that a service can be granted at; ``today`` in øre, or None without a price."""

    id: UUID
    name: str
    offer: str
    provider: str
    ownership: str
    unit: str
    today: int | None
    vat: int
    own: bool


@dataclass(frozen=True, slots=True)
class RatePage:
    """The rates to choose among for one line of a decision."""

    grant: UUID
    decision: UUID
    case: CaseHead
    service: Service
    has_offers: bool
    rates: list[RateChoice]
    count: int

    @property
    def more(self) -> bool:
        return self.count > len(self.rates)

    @property
    def takes_place(self) -> bool:
        return takes_place(self.service)


def rate_page(actor: Actor, grant: UUID, words: str) -> RatePage:
    """The rates that a line can be granted at, logged. Raises Http404."""
    with transaction.atomic():
        row = _line(actor, grant)
        read(actor, "grant.read", row, row.citizen_id)
        found = fitting(row, actor.today)
        for word in danish_sort_key(words).split():
            name, provider = (
                Q(offer__name_key__contains=word),
                Q(offer__provider__name_key__contains=word),
            )
            found = found.filter(name | provider)
        rows = list(
            found.select_related("offer__provider").order_by("offer__name_key", "name", "id")
        )
        today = {r.id: r for r in rates_shown(rows[:MOST_RATES], actor.today)}
        return RatePage(
            row.id,
            row.decision_id,
            head_of(case_or_404(row.decision.case_id)),
            service(row.service),
            bool(service(row.service).offers),
            [_choice(rate, today[rate.id]) for rate in rows[:MOST_RATES]],
            len(rows),
        )


def _choice(rate: Rate, shown: RateShown) -> RateChoice:
    provider = rate.offer.provider if rate.offer else None
    return RateChoice(
        rate.id,
        rate.name,
        rate.offer.name if rate.offer else "",
        provider.name if provider else "",
        Ownership(provider.ownership).label if provider else "",
        shown.kind.unit,
        shown.today,
        shown.vat,
        shown.own,
    )


def fitting(grant: Grant, today: date) -> QuerySet[Rate, Rate]:
    """The rates that fit a line: of the right kind of offer, or of the main service's own."""
    chosen = service(grant.service)
    kinds = [kind.value for kind in chosen.kinds]
    if chosen.takes_offer_of_main:
        offer = grant.main.offer_id if grant.main else None
        own = for_citizen(grant.citizen_id)
        return Rate.objects.filter(own, offer=offer, offer__isnull=False, kind__in=kinds)
    return rates_for(kinds, list(chosen.offers), grant.service, grant.citizen_id, today)


def fits(grant: Grant, rate: UUID, today: date) -> Rate | None:
    """A rate when it fits a line; None when it does not."""
    return fitting(grant, today).filter(id=rate).first()


def decision_of(actor: Actor, grant: UUID) -> UUID:
    """The decision that a line stands in. Raises Http404."""
    return _line(actor, grant).decision_id


def _line(actor: Actor, grant: UUID) -> Grant:
    rows = Grant.objects.select_related("decision__case", "main__offer")
    row = rows.filter(id=grant).first()
    if row is None:
        raise Http404
    require_grant(actor, Action.PREPARE_DECISION, row)
    return row


@dataclass(frozen=True, slots=True)
class RateHead:
    """A rate for its form, with how many grants stand on it."""

    rate: RateShown
    offer: str
    grants: int


def rate_head(actor: Actor, rate: UUID) -> RateHead:
    """A rate that is to get a new amount. Raises Http404."""
    require_offers(actor, Action.SET_RATE)
    row = Rate.objects.select_related("offer").filter(id=rate).first()
    if row is None:
        raise Http404
    count = Grant.objects.filter(rate=row, state="granted").count()
    return RateHead(rates_shown([row], actor.today)[0], row.offer.name if row.offer else "", count)


@dataclass(frozen=True, slots=True)
class AmountHead:
    """An amount that is to be corrected, with its rate."""

    amount: RateAmount
    rate: RateHead


def amount_head(actor: Actor, amount: UUID) -> AmountHead:
    """An amount of a rate for its form. Raises Http404."""
    require_offers(actor, Action.SET_RATE)
    row = RateAmount.objects.select_related("recorded_by").filter(id=amount).first()
    if row is None:
        raise Http404
    return AmountHead(row, rate_head(actor, row.rate_id))


@dataclass(frozen=True, slots=True)
class AgreedPage:
    """A line of a decision that is to get a price of its own, and the rate it stands in for."""

    grant: UUID
    decision: UUID
    case: CaseHead
    service: Service
    start: date | None
    usual: RateChoice


def agreed_page(actor: Actor, grant: UUID, rate: UUID) -> AgreedPage:
    """A line and the rate that fits it, logged. Raises Http404."""
    with transaction.atomic():
        row = _line(actor, grant)
        read(actor, "grant.read", row, row.citizen_id)
        usual = fits(row, rate, actor.today)
        if usual is None:
            raise Http404
        return AgreedPage(
            row.id,
            row.decision_id,
            head_of(case_or_404(row.decision.case_id)),
            service(row.service),
            row.start,
            _choice(usual, rates_shown([usual], actor.today)[0]),
        )
