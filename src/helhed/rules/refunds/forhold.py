"""Facts about a citizen that change the refund, and the incomes that are taken off first
(BEK 1485/2023 § 3 stk. 3; SEL §§ 176 stk. 3, 181; BEK 2430/2021 § 6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from helhed.kernel.period import Month
from helhed.kernel.words import CodeList, screen_text


class FactKind(CodeList):
    """What was told of a citizen; it holds from its day."""

    REFUGEE = "refugee", screen_text("Flygtning: dagen for opholdstilladelsen")
    COVERED_AT_67 = "covered_67", screen_text("Var omfattet lige før det fyldte 67. år")
    NOT_COVERED_AT_67 = "uncovered_67", screen_text("Var ikke omfattet før det fyldte 67. år")
    HOSPITAL_AT_67 = "hospital_67", screen_text("Indlagt ved det fyldte 67. år: dagen derfor")


class IncomeKind(CodeList):
    """What comes in for a citizen."""

    USER_PAYMENT = "user_payment", screen_text("Brugerbetaling")
    OTHER_REFUND = "other_refund", screen_text("Anden refusion")


def running(
    told: Mapping[Month, int], costing: Collection[Month], decided: Collection[Month] = ()
) -> dict[Month, int]:
    """The months into which a payment runs on, in øre: when it was written for two months in a
    row it is a running one, and is the same in every month after in which the help costs
    something, until another amount is written; 0 ends it (the house's own rule: a month that
    nobody wrote is no month without payment, SEL § 176 stk. 3). A month for which a payment is
    ``decided`` ends it too: what is written there is beside the decided one."""
    found: dict[Month, int] = {}
    last: int | None = None
    before: Month | None = None
    for month in sorted({*told, *costing, *decided}):
        if month in decided:
            last, before = None, None
        elif month in told:
            follows = before is not None and before.plus(1) == month and told[before] > 0
            last = told[month] if told[month] > 0 and (follows or last is not None) else None
            before = month
        elif last is not None:
            found[month] = last
    return found
