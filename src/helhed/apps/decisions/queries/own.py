"""What citizens pay themselves: of one grant with all that was decided, and beside a price."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import read
from helhed.apps.cases.access import may_case
from helhed.apps.cases.queries import CaseHead, case_or_404, head_of
from helhed.apps.decisions.access import require_grant
from helhed.apps.decisions.models import Grant, OwnPayment
from helhed.apps.decisions.own_payments import payments_by_month, rests_of
from helhed.kernel.period import Month
from helhed.rules.access.rights import Action
from helhed.rules.decisions.afgoerelse import DecisionState
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.egenbetaling import PaymentBasis, bases
from helhed.rules.decisions.ydelser import Service, service


@dataclass(frozen=True, slots=True)
class OwnShown:
    """A grant's own payments: how one can be found (empty: nobody pays), those of which some day
    stands, and what they come to by month from this year to the end of the next (øre)."""

    grant: Grant
    bases: tuple[PaymentBasis, ...]
    rows: list[OwnPayment] = field(default_factory=list)

    @property
    def is_missing(self) -> bool:
        """Whether nobody has decided yet what is paid, nor that nothing is."""
        return bool(self.bases) and not self.rows


@dataclass(frozen=True, slots=True)
class OwnPrice:
    """What citizens pay of a price and what is left for the municipality, in øre: in a whole
    month, in this year and in the next."""

    per_month: int
    this_year: int
    next_year: int
    net_per_month: int
    net_this_year: int
    net_next_year: int


class _Price(Protocol):
    @property
    def per_month(self) -> int: ...
    @property
    def this_year(self) -> int: ...
    @property
    def next_year(self) -> int: ...


def own_of(grants: Sequence[Grant]) -> dict[UUID, OwnShown]:
    """The own payments of each of some grants, in one question at most."""
    found = {
        grant.id: OwnShown(grant, bases(grant.citation, is_main=grant.main_id is None))
        for grant in grants
    }
    asked = [id for id, one in found.items() if one.bases]
    if asked:
        rows = OwnPayment.objects.filter(grant__in=asked, is_void=False)
        for row in rows.select_related("grant").order_by("start", "id"):
            found[row.grant_id].rows.append(row)
    return found


def own_price(owns: Iterable[OwnShown], price: _Price, today: date) -> OwnPrice | None:
    """What is paid of a price; None when nothing is."""
    paying = [one for one in owns if one.rows]
    if not paying:
        return None
    this_year, next_year = today.year, today.year + 1
    first, last = Month(this_year, 1), Month(next_year, 12)
    rests = rests_of([one.grant.id for one in paying])
    by_month: dict[Month, int] = {}
    for one in paying:
        months = payments_by_month(one.grant, one.rows, rests[one.grant.id], first, last)
        for month, oere in months.items():
            by_month[month] = by_month.get(month, 0) + oere
    now = sum(oere for month, oere in by_month.items() if month.year == this_year)
    later = sum(oere for month, oere in by_month.items() if month.year == next_year)
    monthly = max((by_month[month] for month in by_month if month >= Month.of(today)), default=0)
    return OwnPrice(
        monthly,
        now,
        later,
        price.per_month - monthly,
        price.this_year - now,
        price.next_year - later,
    )


@dataclass(frozen=True, slots=True)
class OwnPaymentPage:
    """The page of what a citizen pays for a grant; ``is_draft`` when its decision is written yet,
    ``may_decide`` when who looks may decide it now, ``may_follow`` when she may open the case."""

    grant: Grant
    service: Service
    case: CaseHead
    bases: tuple[PaymentBasis, ...]
    rows: list[OwnPayment]
    is_draft: bool
    may_decide: bool
    may_follow: bool

    @property
    def to_end(self) -> OwnPayment | None:
        """The last that stands of a granted grant, which can be ended with a day."""
        standing = [row for row in self.rows if not row.is_void]
        return standing[-1] if standing and not self.is_draft else None


def own_payment_page(actor: Actor, grant: UUID) -> OwnPaymentPage:
    """What a citizen pays for a grant, with all that was decided before; logged. Raises Http404."""
    with transaction.atomic():
        row = Grant.objects.select_related("decision__case").filter(id=grant).first()
        if row is None:
            raise Http404
        require_grant(actor, Action.SEE_GRANT, row)
        read(actor, "grant.read", row, row.citizen_id)
        found = row.own_payments.select_related("recorded_by", "stopped_by", "grant")
        is_draft = row.decision.state == DecisionState.DRAFT.value
        is_open = is_draft or row.state == GrantState.GRANTED.value
        listed = bases(row.citation, is_main=row.main_id is None)
        may_decide = may_case(actor, Action.PREPARE_DECISION, row.decision.case)
        return OwnPaymentPage(
            row,
            service(row.service),
            head_of(case_or_404(row.decision.case_id)),
            listed,
            list(found.order_by("start", "recorded_at", "id")),
            is_draft,
            may_decide and is_open and bool(listed),
            may_case(actor, Action.SEE_CASE, row.decision.case),
        )
