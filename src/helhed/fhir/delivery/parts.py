"""What a delivery report tells, as plain facts: one class for each profile of the guide.

``id`` is lasting: the same id again is an update. ``changed`` is when it last changed. Codes are
FFB codes. Moments and days are written as FHIR writes them, as exactly as they are known
(``2021-05-28``, ``2021-05-28T09:17:33Z``). Fields that hold ids refer to other parts of the report.

Source: KL, FFB reporting 1.0.0 (``kl-reporting-ffb-…``), named at each class.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What every part has."""

    id: UUID
    changed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citizen(Part):
    """``-citizen``: the CPR number (ten digits) and the municipality's uuid in KOMBIT's STS
    Organisation."""

    cpr: str
    municipality: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRequest(Part):
    """``-serviceRequest``: what the case was opened on. ``status`` is active, completed, revoked
    or entered-in-error."""

    case_number: str
    status: str = "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Part):
    """``-condition``: a theme. ``severity`` is the code of the level, given exactly under Aktivitet
    og deltagelse. ``recorded`` is the first time, ``asserted`` a later one."""

    code: str
    recorded: str
    severity: str = ""
    asserted: str = ""
    status: str = "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation(Part):
    """``-careEvaluation``: the need of support. ``status`` is final or entered-in-error."""

    value: str
    at: str
    status: str = "final"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering(Part):
    """``-informationGathering``: an assessment. ``status`` is in-progress, completed or
    entered-in-error."""

    request: UUID
    at: str
    status: str
    conditions: tuple[UUID, ...] = ()
    evaluation: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal(Part):
    """``-interventionGoal``: the level aimed at, the kind of change, the theme that it is about
    first (``primary``) and others; all of Aktivitet og deltagelse."""

    level: str
    change: str
    primary: UUID
    secondary: tuple[UUID, ...] = ()
    status: str = "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetGroup(Part):
    """``-targetGroup``. ``status`` of its verification, told only when it is entered-in-error."""

    code: str
    recorded: str
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Performer(Part):
    """``-servicePerformer``: the kind of offer. The provider itself is not reported."""

    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpDate(Part):
    """``-followUpEncounter``: the day on which it is to be looked at again."""

    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Part):
    """``-carePlan``: what was granted in one kind of offer. The first target group is the primary
    one. ``intent`` is plan or order, ``status`` active, completed, revoked or entered-in-error."""

    case_number: str
    status: str
    start: str
    intent: str = "order"
    end: str = ""
    target_groups: tuple[UUID, ...] = ()
    performers: tuple[UUID, ...] = ()
    goals: tuple[UUID, ...] = ()
    evaluation: UUID | None = None
    follow_up: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervention(Part):
    """``-intervention``: one service (ydelse) in a plan. ``activity`` is how it goes: not-started,
    in-progress, completed, cancelled …"""

    plans: tuple[UUID, ...]
    code: str
    created: str
    start: str = ""
    end: str = ""
    intent: str = "order"
    status: str = "active"
    activity: str = "in-progress"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Part):
    """``-followUp``: what a follow-up came to, of which plans. ``status`` is final or
    entered-in-error; ``name`` is what the value is called, as the guide's examples tell it."""

    plans: tuple[UUID, ...]
    value: str
    at: str
    status: str = "final"
    name: str = ""
