"""Facts about a citizen that change the refund, and the incomes that are taken off first
(BEK 1485/2023 § 3 stk. 3; SEL §§ 176 stk. 3, 181; BEK 2430/2021 § 6)."""

from __future__ import annotations

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
