"""The one place that says who may do what: role × action × scope. What is not here is denied.

A scope tells *whose* citizens and cases a right holds for. The same value, a Reach, answers
both questions that the house asks: may I do this to this one, and which ones may I list. So
the two can never disagree.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from helhed.kernel.words import screen_text


class Role(Enum):
    """What a person is at work."""

    CASEWORKER_ADULTS = "caseworker_adults"
    CASEWORKER_CHILDREN = "caseworker_children"
    VISITATION = "visitation"
    PROVIDER = "provider"
    TEAM_LEADER = "team_leader"
    FINANCE = "finance"
    HEAD = "head"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        return _ROLE_LABELS[self]


_ROLE_LABELS = {
    Role.CASEWORKER_ADULTS: screen_text("Rådgiver, voksne"),
    Role.CASEWORKER_CHILDREN: screen_text("Rådgiver, børn"),
    Role.VISITATION: screen_text("Visitator"),
    Role.PROVIDER: screen_text("Udfører"),
    Role.TEAM_LEADER: screen_text("Teamleder"),
    Role.FINANCE: screen_text("Økonomikonsulent"),
    Role.HEAD: screen_text("Afdelingschef"),
    Role.ADMINISTRATOR: screen_text("Systemadministrator"),
}


class Action(Enum):
    """What one can do in the house. Every page and every button asks for exactly one."""

    SEE_CITIZEN = "see_citizen"
    EDIT_CITIZEN = "edit_citizen"
    SEE_CASE = "see_case"
    OPEN_CASE = "open_case"
    EDIT_CASE = "edit_case"
    WRITE_JOURNAL = "write_journal"
    SEE_NOTIFICATION = "see_notification"
    HANDLE_NOTIFICATION = "handle_notification"
    WRITE_ASSESSMENT = "write_assessment"
    WRITE_PLAN = "write_plan"
    SEE_OFFER = "see_offer"
    EDIT_OFFER = "edit_offer"
    SET_RATE = "set_rate"
    SEE_GRANT = "see_grant"
    PREPARE_DECISION = "prepare_decision"
    APPROVE_DECISION = "approve_decision"
    SEND_ORDER = "send_order"
    SEE_ORDER = "see_order"
    ANSWER_ORDER = "answer_order"
    SEE_PLACE = "see_place"
    PLACE_CITIZEN = "place_citizen"
    SEE_WAITING = "see_waiting"
    SHARE_PLACES = "share_places"
    SEE_PAYMENT = "see_payment"
    PREPARE_PAYMENT = "prepare_payment"
    APPROVE_PAYMENT = "approve_payment"
    RECONCILE_PAYMENT = "reconcile_payment"
    SEE_REFUND = "see_refund"
    PREPARE_REFUND = "prepare_refund"
    APPROVE_REFUND = "approve_refund"
    SEE_BUDGET = "see_budget"
    SET_BUDGET = "set_budget"
    SEE_FORECAST = "see_forecast"
    MAKE_FORECAST = "make_forecast"
    SEE_REPORT = "see_report"
    SEND_REPORT = "send_report"
    SEE_STAFF = "see_staff"
    SEE_EFFECT = "see_effect"
    ADMINISTER = "administer"
    SEE_AUDIT = "see_audit"
    MOVE_DATA = "move_data"


class Scope(Enum):
    """Whose matters a right holds for, from the narrowest to the widest."""

    OWN = "own"
    PROVIDER = "provider"
    UNIT = "unit"
    DEPARTMENT = "department"
    ALL = "all"


_CASEWORK = {
    Action.SEE_CITIZEN: Scope.DEPARTMENT,
    Action.EDIT_CITIZEN: Scope.UNIT,
    Action.SEE_CASE: Scope.UNIT,
    Action.OPEN_CASE: Scope.UNIT,
    Action.EDIT_CASE: Scope.UNIT,
    Action.WRITE_JOURNAL: Scope.UNIT,
    Action.WRITE_ASSESSMENT: Scope.UNIT,
    Action.WRITE_PLAN: Scope.UNIT,
    Action.SEE_OFFER: Scope.ALL,
    Action.SEE_GRANT: Scope.UNIT,
    Action.PREPARE_DECISION: Scope.UNIT,
    Action.SEND_ORDER: Scope.UNIT,
    Action.SEE_ORDER: Scope.UNIT,
    Action.SEE_PLACE: Scope.ALL,
    Action.PLACE_CITIZEN: Scope.UNIT,
    Action.SEE_PAYMENT: Scope.UNIT,
}

RIGHTS: Mapping[Role, Mapping[Action, Scope]] = {
    Role.CASEWORKER_ADULTS: {
        **_CASEWORK,
        Action.SEE_REPORT: Scope.UNIT,
        Action.SEND_REPORT: Scope.UNIT,
    },
    Role.CASEWORKER_CHILDREN: {
        **_CASEWORK,
        Action.SEE_NOTIFICATION: Scope.UNIT,
        Action.HANDLE_NOTIFICATION: Scope.UNIT,
    },
    Role.VISITATION: {
        **dict.fromkeys(_CASEWORK, Scope.DEPARTMENT),
        Action.SEE_OFFER: Scope.ALL,
        Action.SEE_PLACE: Scope.ALL,
        Action.EDIT_OFFER: Scope.ALL,
        Action.SET_RATE: Scope.ALL,
        Action.APPROVE_DECISION: Scope.DEPARTMENT,
        Action.SEE_WAITING: Scope.DEPARTMENT,
        Action.SHARE_PLACES: Scope.DEPARTMENT,
        Action.SEE_EFFECT: Scope.DEPARTMENT,
        Action.SEE_REPORT: Scope.DEPARTMENT,
        Action.SEND_REPORT: Scope.DEPARTMENT,
    },
    Role.PROVIDER: {
        Action.SEE_ORDER: Scope.PROVIDER,
        Action.ANSWER_ORDER: Scope.PROVIDER,
    },
    Role.TEAM_LEADER: {
        **_CASEWORK,
        Action.SEE_NOTIFICATION: Scope.UNIT,
        Action.HANDLE_NOTIFICATION: Scope.UNIT,
        Action.APPROVE_DECISION: Scope.UNIT,
        Action.SEE_REPORT: Scope.UNIT,
        Action.SEND_REPORT: Scope.UNIT,
        Action.SEE_BUDGET: Scope.UNIT,
        Action.SEE_STAFF: Scope.UNIT,
        Action.SEE_EFFECT: Scope.UNIT,
    },
    Role.FINANCE: {
        Action.SEE_GRANT: Scope.ALL,
        Action.SEE_OFFER: Scope.ALL,
        Action.SET_RATE: Scope.ALL,
        Action.SEE_PLACE: Scope.ALL,
        Action.SEE_PAYMENT: Scope.ALL,
        Action.PREPARE_PAYMENT: Scope.ALL,
        Action.APPROVE_PAYMENT: Scope.ALL,
        Action.RECONCILE_PAYMENT: Scope.ALL,
        Action.SEE_REFUND: Scope.ALL,
        Action.PREPARE_REFUND: Scope.ALL,
        Action.APPROVE_REFUND: Scope.ALL,
        Action.SEE_BUDGET: Scope.ALL,
        Action.SET_BUDGET: Scope.ALL,
        Action.SEE_FORECAST: Scope.ALL,
        Action.MAKE_FORECAST: Scope.ALL,
    },
    Role.HEAD: {
        Action.SEE_CITIZEN: Scope.DEPARTMENT,
        Action.SEE_CASE: Scope.DEPARTMENT,
        Action.SEE_NOTIFICATION: Scope.DEPARTMENT,
        Action.SEE_OFFER: Scope.ALL,
        Action.SEE_GRANT: Scope.DEPARTMENT,
        Action.APPROVE_DECISION: Scope.DEPARTMENT,
        Action.SEE_ORDER: Scope.DEPARTMENT,
        Action.SEE_PLACE: Scope.ALL,
        Action.SEE_WAITING: Scope.DEPARTMENT,
        Action.SEE_PAYMENT: Scope.DEPARTMENT,
        Action.APPROVE_PAYMENT: Scope.DEPARTMENT,
        Action.SEE_REFUND: Scope.DEPARTMENT,
        Action.SEE_BUDGET: Scope.DEPARTMENT,
        Action.SEE_FORECAST: Scope.DEPARTMENT,
        Action.MAKE_FORECAST: Scope.DEPARTMENT,
        Action.SEE_REPORT: Scope.DEPARTMENT,
        Action.SEND_REPORT: Scope.DEPARTMENT,
        Action.SEE_STAFF: Scope.DEPARTMENT,
        Action.SEE_EFFECT: Scope.DEPARTMENT,
    },
    Role.ADMINISTRATOR: {
        Action.ADMINISTER: Scope.ALL,
        Action.SEE_AUDIT: Scope.ALL,
        Action.SEE_STAFF: Scope.ALL,
        Action.MOVE_DATA: Scope.ALL,
    },
}


def needs_unit(role: Role) -> bool:
    """Whether a role reaches nothing without a unit that it is held in."""
    return bool({Scope.UNIT, Scope.DEPARTMENT} & set(RIGHTS[role].values()))


@dataclass(frozen=True, slots=True)
class Post:
    """One role that a person holds today, and what it covers.

    ``units`` are the ids of the post's unit and of all units below it; ``department`` the
    department it lies in; ``provider`` the provider a provider's user works for.
    """

    role: Role
    units: frozenset[Hashable] = frozenset()
    department: str | None = None
    provider: Hashable | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """What an action is done to, told by whose it is.

    A citizen with cases in several units has several ``units`` and ``departments``. A matter
    that is nobody's (a price list, a citizen without a case) has none.
    """

    units: frozenset[Hashable] = frozenset()
    departments: frozenset[str] = frozenset()
    responsible: Hashable | None = None
    providers: frozenset[Hashable] = frozenset()


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one person's right to one action goes; empty when the person has no such right."""

    everything: bool = False
    departments: frozenset[str] = frozenset()
    units: frozenset[Hashable] = frozenset()
    providers: frozenset[Hashable] = frozenset()
    own: Hashable | None = None

    @property
    def is_empty(self) -> bool:
        return self == Reach()

    def holds(self, matter: Matter) -> bool:
        """Whether the right covers the matter."""
        return (
            self.everything
            or bool(self.departments & matter.departments)
            or bool(self.units & matter.units)
            or bool(self.providers & matter.providers)
            or (self.own is not None and self.own == matter.responsible)
        )


def reach(person: Hashable, posts: Iterable[Post], action: Action) -> Reach:
    """How far a person's posts together carry an action."""
    everything, own = False, None
    departments: set[str] = set()
    units: set[Hashable] = set()
    providers: set[Hashable] = set()
    for post in posts:
        match RIGHTS[post.role].get(action):
            case Scope.ALL:
                everything = True
            case Scope.DEPARTMENT if post.department is not None:
                departments.add(post.department)
            case Scope.UNIT:
                units |= post.units
            case Scope.PROVIDER if post.provider is not None:
                providers.add(post.provider)
            case Scope.OWN:
                own = person
    return Reach(everything, frozenset(departments), frozenset(units), frozenset(providers), own)
