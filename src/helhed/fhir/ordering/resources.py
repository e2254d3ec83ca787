"""One FHIR resource of each part of an order message."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from helhed.fhir.ordering import parts as p
from helhed.fhir.ordering import systems as s

Resource = dict[str, Any]


def resource(part: p.Part, subject: Resource) -> Resource:
    """The resource of a part; ``subject`` refers to the citizen. What is empty is left out."""
    build, kind = _BUILDERS[type(part)]
    profile = _profile(part)
    built: Resource = {"resourceType": kind, "id": part.id}
    if profile:
        built["meta"] = {"profile": [profile]}
    built.update(build(part, subject))
    kept = without_empty(built)
    assert isinstance(kept, dict)
    return kept


def kind_of(part: p.Part) -> str:
    """The type of the resource of a part."""
    return _BUILDERS[type(part)][1]


def without_empty(value: Any) -> Any:
    """The value without empty texts, lists and groups, however deep."""
    if isinstance(value, dict):
        kept = {key: without_empty(one) for key, one in value.items()}
        return {key: one for key, one in kept.items() if one not in ("", [], {}, None, 0)}
    if isinstance(value, list):
        return [one for one in map(without_empty, value) if one not in ("", [], {}, None)]
    return value


def to(one: p.To | None) -> Resource:
    """A reference, with its rank when it has one."""
    if one is None:
        return {}
    rank = {"url": f"{s.CORE}ConditionRank", "valuePositiveInt": one.rank} if one.rank else None
    return {"extension": [rank] if rank else [], "reference": f"{one.kind}/{one.id}"}


def _all(ones: Iterable[p.To]) -> list[Resource]:
    return [to(one) for one in ones]


def coded(code: p.Code, system: str = s.FFB) -> Resource:
    """A concept; a code that says no system is of the one that is asked for."""
    if not code.code and not code.system:
        return {"text": code.text}
    return {
        "coding": [{"system": code.system or system, "code": code.code}],
        "text": code.text,
    }


def _care_social(code: str) -> Resource:
    coding = {"system": s.CARE_SOCIAL, "code": code, "display": s.NAMES.get(code, "")}
    return {"coding": [coding]}


def _ffb(code: str) -> Resource:
    return coded(p.Code(code)) if code else {}


def _telecom(reach: p.Reach) -> list[Resource]:
    phones = [{"system": "phone", "value": one} for one in reach.phones]
    return phones + [{"system": "email", "value": one} for one in reach.emails]


def _name(name: p.Named) -> Resource:
    prefix = [name.title] if name.title else []
    return {"prefix": prefix, "family": name.family, "given": list(name.given)}


def _address(one: p.Address) -> Resource:
    return {"line": list(one.lines), "postalCode": one.postcode, "city": one.city}


def _period(start: str, end: str) -> Resource:
    return {"start": start, "end": end}


def _header(part: p.Header, _subject: Resource) -> Resource:
    return {
        "eventCoding": {"system": s.EVENTS, "code": "ffb-order"},
        "destination": [{"endpoint": part.destination, "receiver": to(part.receiver)}],
        "sender": to(part.sender),
        "source": {"endpoint": part.source},
        "focus": _all(part.focus),
    }


def _organization(part: p.Organization, _subject: Resource) -> Resource:
    contacts = [{"name": _name(one.name), "telecom": _telecom(one.reach)} for one in part.contacts]
    return {
        "identifier": [{"system": s.EAN, "value": part.ean}] if part.ean else [],
        "name": part.name,
        "address": [_address(one) for one in part.addresses],
        "contact": contacts,
    }


def _again(one: p.Again) -> Resource:
    return {
        "detail": {
            "status": one.status,
            "description": one.text,
            "performer": [to(one.by)] if one.by else [],
            "scheduledTiming": {
                "repeat": {
                    "boundsPeriod": {"start": one.start},
                    "frequency": one.frequency,
                    "period": one.period,
                    "periodUnit": one.unit,
                }
            },
        }
    }


def _order(part: p.Order, subject: Resource) -> Resource:
    extensions: list[Resource] = []
    if part.municipality:
        coding = {"system": s.MUNICIPALITIES, "code": part.municipality}
        extensions.append({"url": f"{s.MESSAGING}actingMunicipality", "valueCoding": coding})
    if part.case_number:
        url = f"{s.CORE}MunicipalityCaseNumber"
        extensions.append({"url": url, "valueString": part.case_number})
    return {
        "extension": extensions,
        "status": part.status,
        "intent": part.intent,
        "category": [coded(part.category, s.CARE_SOCIAL)],
        "subject": subject,
        "period": _period(part.start, part.end),
        "created": part.created,
        "author": to(part.author),
        "careTeam": _all(part.teams),
        "addresses": _all(part.target_groups),
        "supportingInfo": _all(part.related),
        "goal": _all(part.goals),
        "activity": [_again(one) for one in part.again],
    }


def _related(part: p.RelatedPlan, subject: Resource) -> Resource:
    return {
        "status": part.status,
        "intent": part.intent,
        "subject": subject,
        "careTeam": _all(part.teams),
    }


def _service(part: p.Service, subject: Resource) -> Resource:
    return {
        "basedOn": _all(part.plans),
        "status": part.status,
        "intent": part.intent,
        "subject": subject,
        "period": _period(part.start, part.end),
        "created": part.created,
        "activity": [{"detail": {"code": coded(part.what), "status": part.activity}}],
    }


def _goal(part: p.Goal, subject: Resource) -> Resource:
    def target(measure: str, code: str) -> Resource:
        if not code:
            return {}
        return {"measure": _care_social(measure), "detailCodeableConcept": _ffb(code)}

    return {
        "lifecycleStatus": part.status,
        "category": [_care_social(s.GOAL_KINDS[part.kind])],
        "description": {"text": part.text},
        "subject": subject,
        "target": [target(s.CHANGE, part.change), target(s.SEVERITY, part.level)],
        "addresses": _all(part.themes),
    }


def _target_group(part: p.TargetGroup, subject: Resource) -> Resource:
    codings = [{"system": one.system or s.FFB, "code": one.code} for one in part.codes]
    return {"code": {"coding": codings}, "subject": subject}


def _condition(part: p.Condition, subject: Resource) -> Resource:
    seen = {"url": f"{s.CORE}FollowUpEncounter", "valueReference": to(part.follow_up)}
    return {
        "extension": [seen] if part.follow_up else [],
        "clinicalStatus": coded(p.Code(part.status), s.CLINICAL),
        "severity": _ffb(part.severity),
        "code": _ffb(part.code),
        "subject": subject,
        "recordedDate": part.recorded,
    }


def _diagnosis(part: p.Diagnosis, subject: Resource) -> Resource:
    return {
        "clinicalStatus": coded(p.Code(part.status), s.CLINICAL),
        "code": {"text": part.text},
        "subject": subject,
    }


def _gathering(part: p.Gathering, subject: Resource) -> Resource:
    looked = [
        {"code": _care_social(one.kind), "item": _all(one.items)} for one in part.investigations
    ]
    return {
        "status": part.status,
        "subject": subject,
        "effectiveDateTime": part.at,
        "investigation": looked,
        "finding": [{"itemReference": to(one)} for one in part.findings],
    }


def _evaluation(part: p.Evaluation, subject: Resource) -> Resource:
    return {
        "status": part.status,
        "code": _care_social(part.kind),
        "subject": subject,
        "effectiveDateTime": part.at,
        "valueCodeableConcept": coded(p.Code(part.value, text=part.text)),
    }


def _follow_up(part: p.FollowUp, _subject: Resource) -> Resource:
    return {
        "status": part.status,
        "class": {"system": s.ACT, "code": "HH"},
        "type": [_care_social(s.FOLLOW_UP)],
        "period": {"start": part.on},
        "serviceProvider": to(part.provider),
    }


def _citizen(part: p.Citizen, _subject: Resource) -> Resource:
    contacts = [
        {
            "relationship": [coded(one.relation)],
            "name": _name(one.name),
            "telecom": _telecom(one.reach),
        }
        for one in part.contacts
    ]
    return {
        "identifier": [{"use": "official", "system": s.CPR, "value": part.cpr}],
        "name": [{"use": "official", **_name(one)} for one in part.names],
        "telecom": _telecom(part.reach),
        "address": [_address(one) for one in part.addresses],
        "contact": contacts,
    }


def _person(part: p.Person, subject: Resource) -> Resource:
    form = {"system": s.GUARDIANSHIPS, "code": part.guardianship}
    told = {"url": f"{s.MESSAGING}guardianshipForm", "valueCoding": form}
    return {
        "extension": [told] if part.guardianship else [],
        "patient": subject,
        "relationship": [coded(one, s.ROLE_CODES) for one in part.relations],
        "name": [_name(one) for one in part.names],
        "telecom": _telecom(part.reach),
        "address": [_address(one) for one in part.addresses],
    }


def _consent(part: p.Consent, subject: Resource) -> Resource:
    return {
        "status": part.status,
        "scope": coded(p.Code("patient-privacy"), s.CONSENT_SCOPE),
        "category": [coded(p.Code("IDSCL", text=part.text), s.ACT)],
        "patient": subject,
        "dateTime": part.at,
        "performer": _all(part.performers),
        "policyRule": coded(p.Code(part.policy), s.POLICIES) if part.policy else {},
    }


def _team(part: p.Team, subject: Resource) -> Resource:
    def participant(one: p.Participant) -> Resource:
        said = {"url": f"{s.MESSAGING}participationDescription", "valueString": one.text}
        return {
            "extension": [said] if one.text else [],
            "role": [coded(p.Code(one.role), s.ROLES)] if one.role else [],
            "member": to(one.member),
        }

    return {
        "category": [_ffb(part.offer)],
        "subject": subject,
        "participant": [participant(one) for one in part.participants],
    }


def _account(part: p.Account, _subject: Resource) -> Resource:
    return {
        "identifier": [{"system": s.ACCOUNT, "value": part.number}],
        "status": part.status,
        "owner": to(part.owner),
    }


def _document(part: p.Document, _subject: Resource) -> Resource:
    files = [
        {"attachment": {"contentType": f.content_type, "data": f.data, "title": f.title}}
        for f in part.files
    ]
    return {"status": part.status, "description": part.text, "content": files}


def _profile(part: p.Part) -> str:
    match part:
        case p.Goal(kind=kind):
            return s.GOAL_PROFILES[kind]
        case p.Organization(role=role):
            names = {"owner": "accountOwner", "": ""}
            name = names.get(role, f"{role}Organization")
        case p.Person(guardianship=form):
            name = "guardian" if form else "relatedPerson"
        case p.Service(is_ordered=False) | p.Team(is_performer=False):
            name = ""
        case _:
            name = _NAMES[type(part)]
    return f"{s.MESSAGING}{name}" if name else ""


Builder = Callable[[Any, Resource], Resource]

_NAMES: dict[type[p.Part], str] = {
    p.Header: "orderMessageHeader",
    p.Order: "orderCarePlan",
    p.RelatedPlan: "relatedCarePlan",
    p.Service: "intervention",
    p.TargetGroup: "targetGroup",
    p.Condition: "condition",
    p.Diagnosis: "disgnosis",
    p.Gathering: "informationGathering",
    p.Evaluation: "evaluation",
    p.FollowUp: "followUp",
    p.Citizen: "citizen",
    p.Consent: "consent",
    p.Team: "servicePerformer",
    p.Account: "account",
    p.Document: "documentReference",
}

_BUILDERS: dict[type[p.Part], tuple[Builder, str]] = {
    p.Header: (_header, "MessageHeader"),
    p.Organization: (_organization, "Organization"),
    p.Order: (_order, "CarePlan"),
    p.RelatedPlan: (_related, "CarePlan"),
    p.Service: (_service, "CarePlan"),
    p.Goal: (_goal, "Goal"),
    p.TargetGroup: (_target_group, "Condition"),
    p.Condition: (_condition, "Condition"),
    p.Diagnosis: (_diagnosis, "Condition"),
    p.Gathering: (_gathering, "ClinicalImpression"),
    p.Evaluation: (_evaluation, "Observation"),
    p.FollowUp: (_follow_up, "Encounter"),
    p.Citizen: (_citizen, "Patient"),
    p.Person: (_person, "RelatedPerson"),
    p.Consent: (_consent, "Consent"),
    p.Team: (_team, "CareTeam"),
    p.Account: (_account, "Account"),
    p.Document: (_document, "DocumentReference"),
}
