"""A year's refund: who is over a limit, near one, what is expected, claimed, and lacking."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Count, Sum

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.payments.models import Posting
from helhed.apps.refunds.access import may_house, sees
from helhed.apps.refunds.kept import keep
from helhed.apps.refunds.models import LeftOutTotal, PayerTotal, RefundClaimLine
from helhed.kernel.dated import NoValueThatDay
from helhed.kernel.words import CodeList, screen_text
from helhed.rules.access.rights import Action
from helhed.rules.refunds.betingelser import LeftOut
from helhed.rules.refunds.hjemtagning import RefundClaimState
from helhed.rules.refunds.opgoerelse import Payer, Unknown
from helhed.rules.refunds.refusion import PARAMETERS, STEPS, limits_in


class Standing(CodeList):
    """Where a payer stands against the limits in a year."""

    OVER = "over", screen_text("Får refusion")
    NEAR = "near", screen_text("Tæt på grænsen")
    UNKNOWN = "unknown", screen_text("Kan ikke regnes ud")
    UNDER = "under", screen_text("Under grænsen")


@dataclass(slots=True)
class PayerYear:
    """A payer's year: net cost, what the state pays of what was posted, what is expected, what
    was claimed, and what stands in a claim not sent yet; ``unknown`` says what must be known before
    all of it can be counted."""

    payer: Payer
    number: str
    department: str
    people: set[str] = field(default_factory=set)
    months_over: int = 0
    basis: int = 0
    earned: int = 0
    expected: int = 0
    claimed: int = 0
    pending: int = 0
    is_near: bool = False
    unknown: str = ""

    @property
    def difference(self) -> int:
        """What was not claimed yet, with what is pending; below 0 when too much was."""
        return self.earned - self.claimed

    @property
    def standing(self) -> Standing:
        if self.unknown:
            return Standing.UNKNOWN
        if self.expected or self.earned or self.claimed or self.pending:
            return Standing.OVER
        return Standing.NEAR if self.is_near else Standing.UNDER


@dataclass(frozen=True, slots=True)
class Step:
    """A limit of the year: kr. a year, the state's share, where it was read and how sure it is."""

    from_kroner: int
    share: int
    source: str
    certainty: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class LeftOutSum:
    """Costs that are not claimed for one reason."""

    reason: str
    lines: int
    oere: int


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The refund of a year, as far as the actor sees it. ``error`` when it cannot be counted."""

    year: int
    rows: list[PayerYear]
    steps: list[Step]
    left_out: list[LeftOutSum]
    may_prepare: bool
    error: NoValueThatDay | None = None

    def total(self, name: str) -> int:
        """The sum of a figure over the rows."""
        return sum(getattr(row, name) for row in self.rows)

    def count(self, standing: Standing) -> int:
        return sum(row.standing is standing for row in self.rows)


def overview(actor: Actor, year: int, department: str = "") -> OverviewPage:
    """The refund of a year by payer, of the departments that the actor may see."""
    require_at_all(actor, Action.SEE_REFUND)
    may_prepare = may_house(actor, Action.PREPARE_REFUND)
    try:
        keep(year)
    except NoValueThatDay as error:
        return OverviewPage(year, [], [], [], may_prepare, error)
    rows = [
        row
        for row in _payers(year)
        if row.standing is not Standing.UNDER
        and sees(actor, row.department)
        and department in ("", row.department)
    ]
    return OverviewPage(year, rows, steps_in(year), _left_out(actor, year), may_prepare)


def steps_in(year: int) -> list[Step]:
    """The limits of a year with where they were read."""
    limits, day = limits_in(year).steps, date(year, 1, 1)
    found = []
    for step, (oere, share) in zip(STEPS, limits, strict=True):
        value = PARAMETERS[f"step_{step}_from"].dated(day)
        sure = value.certainty
        found.append(Step(oere // 100, share, value.source, sure.value, sure.is_verified))
    return found


def _payers(year: int) -> list[PayerYear]:
    rows = {}
    for kept in PayerTotal.objects.filter(year=year).order_by("id"):
        payer = Payer(kept.household_id is not None, str(kept.household_id or kept.citizen_id))
        rows[payer] = PayerYear(
            payer,
            kept.number,
            kept.department,
            set(kept.people),
            kept.months_over,
            kept.basis_oere,
            kept.earned_oere,
            kept.expected_oere,
            is_near=kept.is_near,
            unknown=Unknown.of(kept.unknown).label if kept.unknown else "",
        )
    sums = RefundClaimLine.objects.filter(month__year=year).order_by()
    told = sums.values_list("citizen", "household", "claim__state").annotate(total=Sum("oere"))
    for citizen, household, state, oere in told:
        payer = Payer(household is not None, str(household or citizen))
        if payer not in rows:
            continue
        if RefundClaimState.of(state).is_claimed:
            rows[payer].claimed += oere
        else:
            rows[payer].pending += oere
    return list(rows.values())


def _left_out(actor: Actor, year: int) -> list[LeftOutSum]:
    """What is not claimed, by reason: of the citizens on the list, and what names no grant."""
    sums: dict[LeftOut, list[int]] = {}
    kept = LeftOutTotal.objects.filter(year=year).order_by("reason", "department")
    told = kept.values_list("reason", "department").annotate(Sum("lines"), Sum("oere"))
    for reason, department, lines, oere in told:
        if sees(actor, department):
            of = sums.setdefault(LeftOut.of(reason), [0, 0])
            of[0], of[1] = of[0] + lines, of[1] + oere
    if may_house(actor, Action.SEE_REFUND):
        loose = Posting.objects.filter(month__year=year, grant__isnull=True)
        count = loose.aggregate(lines=Count("id"), oere=Sum("oere"))
        if count["lines"]:
            sums[LeftOut.NO_GRANT] = [count["lines"], count["oere"]]
    return [LeftOutSum(reason.label, *of) for reason, of in sums.items()]


def citizens_of(rows: list[PayerYear]) -> list[UUID]:
    """The citizens that rows tell of."""
    return [UUID(person) for row in rows for person in sorted(row.people)]
