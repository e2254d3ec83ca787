"""Kompetenceplan: how much a decision may cost for whom to approve it.

No act sets the amounts: a council delegates, and each municipality writes its own plan. What is
compared is the decision's dearest calendar year, so that a grant that begins in December is not
judged by its first month, and one that runs for a few weeks is not judged as if it ran all year.
A role without an amount in the plan approves nothing. The plan also says how high each role
stands, for the services that must be approved at a level.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import IntEnum

from helhed.kernel.dated import NoValueThatDay, Parameter, Parameters, load_parameters
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import RIGHTS, Action, Role

PLAN = load_parameters(__package__, "kompetence.toml")
NO_LIMIT = "ingen grænse"
ANY_AMOUNT = 1 << 62
"""Øre; more than any decision costs."""


class ApprovalLevel(IntEnum):
    """Bevillingsniveau: the least that must have said yes to a service, from low to high.

    The list is that of OS2bos (quoted); the head of department on top is the house's own.
    """

    OWN_COMPETENCE = 1
    TEAM_MEETING = 2
    SPECIALIST = 3
    TEAM_LEADER = 4
    SECTION_LEADER = 5
    HEAD = 6
    YOUTH_CRIME_BOARD = 7

    @property
    def label(self) -> str:
        return _LEVELS[self]


_LEVELS = {
    ApprovalLevel.OWN_COMPETENCE: screen_text("Egenkompetence"),
    ApprovalLevel.TEAM_MEETING: screen_text("Teammøde"),
    ApprovalLevel.SPECIALIST: screen_text("Fagspecialist"),
    ApprovalLevel.TEAM_LEADER: screen_text("Teamleder"),
    ApprovalLevel.SECTION_LEADER: screen_text("Afsnitsleder"),
    ApprovalLevel.HEAD: screen_text("Afdelingschef"),
    ApprovalLevel.YOUTH_CRIME_BOARD: screen_text("Ungdomskriminalitetsnævnet"),
}


class BelowTheLevel(UnableTo):
    """A service must be approved higher up than by those who would approve it."""


def level_key(role: Role) -> str:
    """The parameter that says how high a role stands."""
    return f"{role.value}_level"


def level_of(role: Role, day: date, plan: Parameters = PLAN) -> int:
    """How high a role that approves stands on a day (1 to 7); 0 when it is not in the plan.
    Raises NoValueThatDay, and TypeError for a value that is no level."""
    if level_key(role) not in plan or Action.APPROVE_DECISION not in RIGHTS[role]:
        return 0
    return plan[level_key(role)].int_on(day)


def level_name(level: int) -> str:
    """What a level is called; the number itself when the list has no such level."""
    return _LEVELS[ApprovalLevel(level)] if level in set(ApprovalLevel) else str(level)


def who_reaches(level: ApprovalLevel, day: date, plan: Parameters = PLAN) -> list[Role]:
    """The roles that stand high enough on a day, the lowest first. Nobody in the house stands as
    high as the youth crime board, unless its plan says so."""
    can = [role for role in Role if level_of(role, day, plan) >= level]
    return sorted(can, key=lambda role: level_of(role, day, plan))


def require_level(
    roles: Collection[Role], level: ApprovalLevel, service: str, day: date, plan: Parameters = PLAN
) -> None:
    """Raises BelowTheLevel, which tells the level and the nearest who has it, when none of the
    roles stands high enough on a day to approve a service (its name)."""
    if any(level_of(role, day, plan) >= level for role in roles):
        return
    can = who_reaches(level, day, plan)
    if not can:
        text = screen_text(
            "%(service)s skal besluttes af: %(level)s. Ingen i huset kan godkende det."
        )
        raise BelowTheLevel(text, service=service, level=level.label)
    text = screen_text(
        "%(service)s skal godkendes på niveauet %(level)s. Send den til en, der kan: %(who)s."
    )
    raise BelowTheLevel(text, service=service, level=level.label, who=can[0].label)


class OverTheLimit(UnableTo):
    """A decision costs more than those who would approve it may approve."""


def limit_of(role: Role, day: date, plan: Parameters = PLAN) -> int:
    """The most a role may approve on a day, in øre of the dearest year; 0 when it is not in the
    plan. Raises NoValueThatDay, and TypeError for a value that is no amount."""
    if role.value not in plan or Action.APPROVE_DECISION not in RIGHTS[role]:
        return 0
    parameter = plan[role.value]
    return ANY_AMOUNT if parameter.on(day) == NO_LIMIT else 100 * parameter.int_on(day)


def who_can_approve(oere: int, day: date, plan: Parameters = PLAN) -> list[Role]:
    """The roles whose limit covers an amount on a day, the one with the lowest limit first."""
    can = [role for role in Role if limit_of(role, day, plan) >= max(oere, 1)]
    return sorted(can, key=lambda role: limit_of(role, day, plan))


def require_within(roles: Collection[Role], oere: int, day: date, plan: Parameters = PLAN) -> None:
    """Raises OverTheLimit, which tells the amount, the limit and the nearest who can, when none
    of the roles covers an amount (øre) on a day."""
    most = max((limit_of(role, day, plan) for role in roles), default=0)
    if oere <= most:
        return
    amounts = {"price": _kroner(oere), "limit": _kroner(most)}
    can = who_can_approve(oere, day, plan)
    if not can:
        text = screen_text(
            "Afgørelsen koster %(price)s kr. i sit dyreste år. Du kan godkende op til %(limit)s "
            "kr., og ingen har kompetence til så meget."
        )
        raise OverTheLimit(text, **amounts)
    text = screen_text(
        "Afgørelsen koster %(price)s kr. i sit dyreste år. Du kan godkende op til %(limit)s kr. "
        "Den skal godkendes af en, der kan: %(who)s."
    )
    raise OverTheLimit(text, **amounts, who=can[0].label)


def _kroner(oere: int) -> str:
    return f"{-(-oere // 100):,}".replace(",", ".")


def raises_on_some_day(values: Parameter, new: object, start: date, before: date) -> bool:
    """Whether a value that holds from a day would have given more authority than there was, on
    some day before another: what was approved then is not made lawful afterwards."""
    if start >= before:
        return False
    begun = [one.period.start for one in values.values if start < one.period.start < before]
    return any(_authority(new) > _authority(_stood(values, day)) for day in (start, *begun))


def _stood(values: Parameter, day: date) -> object:
    try:
        return values.on(day)
    except NoValueThatDay:
        return 0


def _authority(value: object) -> int:
    return ANY_AMOUNT if value == NO_LIMIT else int(str(value))
