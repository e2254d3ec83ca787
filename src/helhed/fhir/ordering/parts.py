"""What an order message tells, as plain facts: one class for each profile of the guide.

Ids are lasting and as FHIR writes them. Codes without a system are of FFB. Days and moments are
written as exactly as they are known. An empty text says that nothing is known.

Source: KL, FFB messaging 1.0.0 (``kl-messaging-ffb-…``), named at each class.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """A code of any system; without a system it is of FFB. ``text`` stands beside or instead."""

    code: str = ""
    system: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A person as a letter would name them."""

    family: str = ""
    given: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """How somebody is reached."""

    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody lives."""

    lines: tuple[str, ...] = ()
    postcode: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True)
class To:
    """What a part refers to: a type and an id. ``rank`` 1 is the primary one, 0 has none."""

    kind: str
    id: str
    rank: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What every part has."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Header(Part):
    """``-orderMessageHeader``: from where to where, and what it is about."""

    source: str
    destination: str
    receiver: To
    sender: To | None = None
    focus: tuple[To, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody at an organisation, or beside a citizen (``relation``)."""

    name: Named
    reach: Reach = Reach()
    relation: Code = Code()


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization(Part):
    """``-messagingOrganization``, ``-participatingOrganization``, ``-accountOwner`` by ``role``
    (messaging, participating, owner, or empty for one without a profile)."""

    name: str
    role: str = ""
    contacts: tuple[Contact, ...] = ()
    addresses: tuple[Address, ...] = ()
    ean: str = ""


@dataclass(frozen=True, slots=True)
class Again:
    """When a plan is looked at again: in words, from a day, how often (``1 a`` is once a year)."""

    text: str = ""
    status: str = ""
    by: To | None = None
    start: str = ""
    frequency: int = 0
    period: int = 0
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Part):
    """``-orderCarePlan``: the order. Target groups and goals are referred to; exactly one goal is
    the purpose. ``municipality`` is the acting one, four digits."""

    status: str
    intent: str
    created: str
    author: To
    target_groups: tuple[To, ...]
    goals: tuple[To, ...]
    category: Code
    start: str = ""
    end: str = ""
    teams: tuple[To, ...] = ()
    related: tuple[To, ...] = ()
    municipality: str = ""
    case_number: str = ""
    again: tuple[Again, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedPlan(Part):
    """``-relatedCarePlan``: help that the citizen has beside."""

    status: str
    intent: str
    teams: tuple[To, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Part):
    """``-intervention``: a service that is ordered, or (``is_ordered`` no) given beside."""

    plans: tuple[To, ...]
    what: Code
    status: str
    intent: str
    activity: str
    created: str = ""
    start: str = ""
    end: str = ""
    is_ordered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal(Part):
    """``-interventionPurpose``, ``-interventionGoal``, ``-citizenObjective`` by ``kind`` (purpose,
    goal, objective). Only a goal has level, change and themes."""

    kind: str
    text: str
    status: str
    level: str = ""
    change: str = ""
    themes: tuple[To, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetGroup(Part):
    """``-targetGroup``."""

    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Part):
    """``-condition``: a theme with its level when one is given."""

    code: str
    status: str
    severity: str = ""
    recorded: str = ""
    follow_up: To | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis(Part):
    """``-disgnosis`` [sic]: only its text can be told."""

    text: str
    status: str


@dataclass(frozen=True, slots=True)
class Investigation:
    """One part of an assessment, by kind (CareSocialCodes), and what it came to."""

    kind: str
    items: tuple[To, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering(Part):
    """``-informationGathering``: the assessment."""

    status: str
    at: str = ""
    findings: tuple[To, ...] = ()
    investigations: tuple[Investigation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation(Part):
    """``-evaluation``: the situation, the need of support, the resources or the view of the citizen
    by ``kind`` (CareSocialCodes)."""

    kind: str
    at: str
    status: str
    text: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp(Part):
    """``-followUp``: when conditions are looked at again, and by whom."""

    on: str
    status: str
    provider: To | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citizen(Part):
    """``-citizen``."""

    cpr: str
    names: tuple[Named, ...]
    reach: Reach
    addresses: tuple[Address, ...] = ()
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Part):
    """``-relatedPerson``, ``-guardian``: with ``guardianship`` (5, 6 or 7) it is a guardian."""

    relations: tuple[Code, ...]
    names: tuple[Named, ...] = ()
    reach: Reach = Reach()
    addresses: tuple[Address, ...] = ()
    guardianship: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent(Part):
    """``-consent``: to what, since when, by whom, under which policy."""

    status: str
    text: str
    at: str
    performers: tuple[To, ...] = ()
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody in a team, in which role, and what was agreed."""

    member: To | None
    role: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Team(Part):
    """``-servicePerformer``: who takes part; ``is_performer`` no for a team without a profile."""

    participants: tuple[Participant, ...]
    offer: str = ""
    is_performer: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Account(Part):
    """``-account``: where it is paid from."""

    number: str
    status: str
    owner: To | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file: its content is base64."""

    title: str = ""
    content_type: str = ""
    data: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Part):
    """``-documentReference``."""

    status: str
    text: str = ""
    files: tuple[Attachment, ...] = ()
