"""One FHIR resource of each part."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from helhed.fhir.delivery import parts

Resource = dict[str, Any]

REPORTING = "http://fhir.kl.dk/ffbreporting/StructureDefinition/kl-reporting-ffb-"
CORE = "http://fhir.kl.dk/core/StructureDefinition/"
FFB = "urn:oid:1.2.208.176.2.22"
CARE_SOCIAL = "http://fhir.kl.dk/term/CodeSystem/CareSocialCodes"
SNOMED = "http://snomed.info/sct"
CPR = "urn:oid:1.2.208.176.1.2"
STS_ORGANISATION = "https://www.kombit.dk/organisation"
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"

SUPPORT_NEED = "effe55c7-572c-4a99-8fb4-2a9dda2f6572"
SUPPORT_NEED_NAME = "FFB støttebehovsvurdering"
INTERVENTION_GOAL = "0bb3daef-538d-45dc-b444-abdbcb63f6bc"
INTERVENTION_GOAL_NAME = "FFB indsatsmål"
SEVERITY = "66959f77-6e2a-4574-8423-3ff097f8b9fa"
CHANGE = "90c48f03-f194-4b2f-ad7d-6cba1069ae48"
FOLLOW_UP = "9f03dfbb-7a97-45a5-94db-d4c3501714a9"
GOAL_OF_INTERVENTION = "410518001"
EVALUATION_OF_RESULT = "712744002"
IN_ERROR = "entered-in-error"


def coded(system: str, code: str, name: str = "") -> Resource:
    """A concept of one code; named only where the guide's own examples do: codes are stable, names
    are not."""
    coding = {"system": system, "code": code}
    return {"coding": [{**coding, "display": name} if name else coding]}


def to(kind: str, id: UUID) -> Resource:
    """A reference to a resource of the same bundle."""
    return {"reference": f"{kind}/{id}"}


def ranked(kind: str, ids: Iterable[UUID]) -> list[Resource]:
    """References with a rank: the first is the primary one, all others are secondary."""
    return [
        {
            "extension": [
                {"url": f"{CORE}ConditionRank", "valuePositiveInt": 1 if number == 0 else 2}
            ],
            **to(kind, id),
        }
        for number, id in enumerate(ids)
    ]


def resource(part: parts.Part, citizen: UUID, cases: str) -> Resource:
    """The resource of a part; ``cases`` is the address that case numbers are numbers of."""
    build, kind, profile = _BUILDERS[type(part)]
    meta: Resource = {"profile": [REPORTING + profile]}
    if part.changed:
        meta["lastUpdated"] = part.changed
    built: Resource = {"resourceType": kind, "id": str(part.id), "meta": meta}
    built.update(build(part, to("Patient", citizen), cases))
    return {key: value for key, value in built.items() if value not in ("", [], None)}


def kind_of(part: parts.Part) -> str:
    """The type of the resource of a part."""
    return _BUILDERS[type(part)][1]


def _citizen(part: parts.Citizen, _subject: Resource, _cases: str) -> Resource:
    return {
        "identifier": [{"use": "official", "system": CPR, "value": part.cpr}],
        "managingOrganization": {
            "identifier": {
                "use": "official",
                "system": STS_ORGANISATION,
                "value": part.municipality,
            }
        },
    }


def _case_number(number: str, cases: str) -> Resource:
    inner = {"url": "municipalitySpecific", "valueIdentifier": {"system": cases, "value": number}}
    return {"url": f"{REPORTING}municipalityCaseNumber", "extension": [inner]}


def _request(part: parts.ServiceRequest, subject: Resource, cases: str) -> Resource:
    return {
        "extension": [_case_number(part.case_number, cases)],
        "status": part.status,
        "intent": "proposal",
        "subject": subject,
    }


def _condition(part: parts.Condition, subject: Resource, _cases: str) -> Resource:
    asserted = {"url": f"{CORE}ConditionLastAssertedDate", "valueDateTime": part.asserted}
    return {
        "extension": [asserted] if part.asserted else [],
        "clinicalStatus": coded(CLINICAL, part.status),
        "verificationStatus": coded(VERIFICATION, "confirmed"),
        "severity": coded(FFB, part.severity) if part.severity else None,
        "code": coded(FFB, part.code),
        "subject": subject,
        "recordedDate": part.recorded,
    }


def _evaluation(part: parts.Evaluation, subject: Resource, _cases: str) -> Resource:
    return {
        "status": part.status,
        "code": coded(CARE_SOCIAL, SUPPORT_NEED, SUPPORT_NEED_NAME),
        "subject": subject,
        "effectiveDateTime": part.at,
        "valueCodeableConcept": coded(FFB, part.value),
    }


def _gathering(part: parts.Gathering, subject: Resource, _cases: str) -> Resource:
    looked_into = None
    if part.evaluation is not None:
        looked_into = {
            "code": coded(CARE_SOCIAL, SUPPORT_NEED, SUPPORT_NEED_NAME),
            "item": [to("Observation", part.evaluation)],
        }
    based_on = {
        "url": f"{CORE}BasedOnServiceRequest",
        "valueReference": to("ServiceRequest", part.request),
    }
    return {
        "extension": [based_on],
        "status": part.status,
        "subject": subject,
        "effectiveDateTime": part.at,
        "investigation": [looked_into] if looked_into else [],
        "finding": [{"itemReference": to("Condition", id)} for id in part.conditions],
    }


def _goal(part: parts.Goal, subject: Resource, _cases: str) -> Resource:
    def target(measure: str, code: str) -> Resource:
        return {
            "measure": coded(CARE_SOCIAL, measure),
            "detailCodeableConcept": coded(FFB, code),
        }

    return {
        "lifecycleStatus": part.status,
        "category": [coded(CARE_SOCIAL, INTERVENTION_GOAL, INTERVENTION_GOAL_NAME)],
        "description": coded(SNOMED, GOAL_OF_INTERVENTION),
        "subject": subject,
        "target": [target(SEVERITY, part.level), target(CHANGE, part.change)],
        "addresses": ranked("Condition", (part.primary, *part.secondary)),
    }


def _target_group(part: parts.TargetGroup, subject: Resource, _cases: str) -> Resource:
    return {
        "verificationStatus": coded(VERIFICATION, part.status) if part.status else None,
        "code": coded(FFB, part.code),
        "subject": subject,
        "recordedDate": part.recorded,
    }


def _performer(part: parts.Performer, subject: Resource, _cases: str) -> Resource:
    return {"category": [coded(FFB, part.category)], "subject": subject}


def _follow_up_date(part: parts.FollowUpDate, subject: Resource, _cases: str) -> Resource:
    return {
        "status": "planned",
        "class": {"system": ACT, "code": "HH"},
        "type": [coded(CARE_SOCIAL, FOLLOW_UP)],
        "subject": subject,
        "period": {"start": part.on},
    }


def _period(start: str, end: str) -> Resource | None:
    found = {"start": start, "end": end}
    return {key: value for key, value in found.items() if value} or None


def _plan(part: parts.Plan, subject: Resource, cases: str) -> Resource:
    extensions = [_case_number(part.case_number, cases)]
    if part.follow_up is not None:
        reference = to("Encounter", part.follow_up)
        url = f"{REPORTING}follow-up-date-extension"
        extensions.append({"url": url, "valueReference": reference})
    outcome = None
    if part.evaluation is not None:
        outcome = {"outcomeReference": [to("Observation", part.evaluation)]}
    return {
        "extension": extensions,
        "status": part.status,
        "intent": part.intent,
        "subject": subject,
        "period": _period(part.start, part.end),
        "careTeam": [to("CareTeam", id) for id in part.performers],
        "addresses": ranked("Condition", part.target_groups),
        "goal": [to("Goal", id) for id in part.goals],
        "activity": [outcome] if outcome else [],
    }


def _intervention(part: parts.Intervention, subject: Resource, _cases: str) -> Resource:
    return {
        "basedOn": [to("CarePlan", id) for id in part.plans],
        "status": part.status,
        "intent": part.intent,
        "subject": subject,
        "period": _period(part.start, part.end),
        "created": part.created,
        "activity": [{"detail": {"code": coded(FFB, part.code), "status": part.activity}}],
    }


def _result(part: parts.Result, subject: Resource, _cases: str) -> Resource:
    return {
        "status": part.status,
        "code": coded(SNOMED, EVALUATION_OF_RESULT),
        "subject": subject,
        "focus": [to("CarePlan", id) for id in part.plans],
        "effectiveDateTime": part.at,
        "valueCodeableConcept": coded(FFB, part.value, part.name),
    }


Builder = Callable[[Any, Resource, str], Resource]

_BUILDERS: dict[type[parts.Part], tuple[Builder, str, str]] = {
    parts.Citizen: (_citizen, "Patient", "citizen"),
    parts.ServiceRequest: (_request, "ServiceRequest", "serviceRequest"),
    parts.Condition: (_condition, "Condition", "condition"),
    parts.Evaluation: (_evaluation, "Observation", "careEvaluation"),
    parts.Gathering: (_gathering, "ClinicalImpression", "informationGathering"),
    parts.Goal: (_goal, "Goal", "interventionGoal"),
    parts.TargetGroup: (_target_group, "Condition", "targetGroup"),
    parts.Performer: (_performer, "CareTeam", "servicePerformer"),
    parts.FollowUpDate: (_follow_up_date, "Encounter", "followUpEncounter"),
    parts.Plan: (_plan, "CarePlan", "carePlan"),
    parts.Intervention: (_intervention, "CarePlan", "intervention"),
    parts.Result: (_result, "Observation", "followUp"),
}
