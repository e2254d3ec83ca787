"""The official examples with everything else that their profiles allow."""

from __future__ import annotations

from typing import Any

from tests.fhir.house import ORDER, example, resources

CORE = "http://fhir.kl.dk/core/StructureDefinition/"
MESSAGING = "http://fhir.kl.dk/ffbmessaging/StructureDefinition/kl-messaging-ffb-"
REPORTING = "http://fhir.kl.dk/ffbreporting/StructureDefinition/kl-reporting-ffb-"
CARE_SOCIAL = "http://fhir.kl.dk/term/CodeSystem/CareSocialCodes"
FFB, FSIII, SNOMED = (
    "urn:oid:1.2.208.176.2.22",
    "urn:oid:1.2.208.176.2.21",
    "http://snomed.info/sct",
)
PATIENT = "Patient/ef88b48e-e664-41e6-b5b1-2ed4f5c86009"
THEME = "Condition/a2af7c52-e74e-4ca9-8185-09b921aec3b4"
INFORMER = {
    "url": CORE + "MatterOfInterestInformer",
    "valueCodeableConcept": {
        "coding": [{"code": "25b4e705-2e9a-47a2-b11a-c829316b9d3a", "system": CARE_SOCIAL}]
    },
}
ASSERTED = {"url": CORE + "ConditionLastAssertedDate", "valueDateTime": "2021-03-05"}


def coded(code: str, system: str = FFB) -> Any:
    """A concept of one code."""
    return {"coding": [{"code": code, "system": system}]}


def to(reference: str) -> Any:
    """A reference."""
    return {"reference": reference}


def add(bundle: Any, resource: Any) -> str:
    """One more entry; its reference."""
    name = f"{resource['resourceType']}/{resource['id']}"
    bundle["entry"].append({"fullUrl": name, "resource": resource})
    return name


def fuller_report() -> Any:
    """The report of the sixth encounter with what it leaves out: goals on the plan, both case
    numbers, a period with an end."""
    report = example(6)
    [goal] = resources(report, "interventionGoal")
    plan = resources(report, "ffb-carePlan")[0]
    plan["goal"] = [to(f"Goal/{goal['id']}")]
    [number] = [one for one in plan["extension"] if one["url"].endswith("municipalityCaseNumber")]
    number["extension"] = [
        {
            "url": "municipalitySpecific",
            "valueIdentifier": {
                "use": "usual",
                "type": {"coding": [{"code": "ACSN", "system": V2_0203}]},
                "system": "http://example.dk/identifier/case",
                "value": "Sag154689",
                "period": {"start": "2021-05-28"},
            },
        },
        {"url": "official", "valueUri": "urn:uuid:5d3b6c2e-77b4-4b6f-9a55-0f7d2a4f0c11"},
    ]
    return report


V2_0203 = "http://terminology.hl7.org/CodeSystem/v2-0203"


def fuller_order() -> Any:
    """The order message with the optional parts of its profiles."""
    order = example(ORDER)
    people = _people(order)
    _conditions(order, people)
    _goals(order, people)
    _plans(order, people)
    _rest(order, people)
    return order


def _people(order: Any) -> dict[str, str]:
    """Resources that the optional parts refer to."""
    return {
        "practitioner": add(
            order,
            {
                "resourceType": "Practitioner",
                "id": "5b0d4b1e-8a3c-4c0f-9d55-3b6f7c1d0e01",
                "meta": {"profile": [CORE + "KLCommonPractitioner"]},
                "name": [{"family": "Prøve", "given": ["Petra"]}],
            },
        ),
        "organization": add(
            order,
            {
                "resourceType": "Organization",
                "id": "5b0d4b1e-8a3c-4c0f-9d55-3b6f7c1d0e02",
                "meta": {"profile": [CORE + "KLCommonOrganization"]},
                "name": "Prøveafdelingen",
            },
        ),
        "encounter": add(
            order,
            {
                "resourceType": "Encounter",
                "id": "5b0d4b1e-8a3c-4c0f-9d55-3b6f7c1d0e03",
                "meta": {"profile": [CORE + "KLCommonCareSocialEncounter"]},
                "status": "finished",
                "class": {
                    "code": "HH",
                    "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
                },
                "subject": to(PATIENT),
                "period": {"start": "2021-03-01"},
            },
        ),
        "request": add(
            order,
            {
                "resourceType": "ServiceRequest",
                "id": "5b0d4b1e-8a3c-4c0f-9d55-3b6f7c1d0e04",
                "meta": {"profile": [CORE + "KLCommonCareSocialServiceRequest"]},
                "status": "active",
                "intent": "proposal",
                "subject": to(PATIENT),
                "authoredOn": "2021-02-01",
                "requester": to("Organization/5b0d4b1e-8a3c-4c0f-9d55-3b6f7c1d0e02"),
            },
        ),
        "matter": add(
            order,
            {
                "resourceType": "Observation",
                "id": "5b0d4b1e-8a3c-4c0f-9d55-3b6f7c1d0e05",
                "meta": {"profile": [MESSAGING + "matterOfInterest"]},
                "extension": [INFORMER],
                "basedOn": [to("ServiceRequest/5b0d4b1e-8a3c-4c0f-9d55-3b6f7c1d0e04")],
                "status": "final",
                "code": coded("da3f488f-1742-4d00-b247-a7d47500b36b"),
                "subject": to(PATIENT),
                "encounter": to("Encounter/5b0d4b1e-8a3c-4c0f-9d55-3b6f7c1d0e03"),
                "effectiveDateTime": "2021-03-02",
                "performer": [to("Practitioner/5b0d4b1e-8a3c-4c0f-9d55-3b6f7c1d0e01")],
                "valueCodeableConcept": {
                    "coding": [{"code": "B6", "system": FSIII}],
                    "text": "Hun vil gerne selv.",
                },
            },
        ),
    }


def _conditions(order: Any, people: dict[str, str]) -> None:
    note = {
        "extension": [INFORMER],
        "authorReference": to(people["practitioner"]),
        "text": "Set ved besøg.",
    }
    for profile in ("ffb-condition", "disgnosis"):
        one = resources(order, profile)[0]
        one.setdefault("extension", []).extend(
            [
                {
                    "url": "http://hl7.org/fhir/StructureDefinition/condition-dueTo",
                    "valueReference": to("Condition/71bb3445-cd03-49ad-81e7-845e5567d490"),
                },
                ASSERTED,
            ]
        )
        one["asserter"] = to(people["practitioner"])
        one["evidence"] = [{"detail": [to(people["matter"])]}]
        one["note"] = [note]
    [diagnosis] = resources(order, "disgnosis")
    diagnosis["extension"].append(
        {"url": CORE + "FollowUpEncounter", "valueReference": to(people["encounter"])}
    )
    diagnosis["severity"] = coded("cae545f5-2813-4d79-98fc-0a7d770af3cd")
    group = resources(order, "targetGroup")[0]
    group["asserter"] = to(people["practitioner"])
    group["note"] = [{"authorReference": to(people["practitioner"]), "text": "Set."}]
    group["code"]["coding"] += [
        {"code": FSIII_CONDITION, "system": FSIII},
        {"code": "35919005", "system": SNOMED},
        {"code": "DF84", "system": "urn:oid:1.2.208.176.2.4.12"},
        {"code": "P99", "system": "https://kiap.dk/koder/icpc-2-dk"},
    ]


def _goals(order: Any, people: dict[str, str]) -> None:
    [purpose] = resources(order, "KLCommonCareSocialPurpose")
    purpose["meta"]["profile"] = [MESSAGING + "interventionPurpose"]
    [goal] = resources(order, "messaging-ffb-interventionGoal")
    [objective] = resources(order, "citizenObjective")
    for one in (purpose, goal, objective):
        one["extension"] = [
            {
                "url": "http://hl7.org/fhir/StructureDefinition/goal-relationship",
                "extension": [
                    {"url": "type", "valueCodeableConcept": {"text": "based-on"}},
                    {"url": "target", "valueReference": to(f"Goal/{objective['id']}")},
                ],
            }
        ]
        one["expressedBy"] = to(PATIENT)
        one["outcomeCode"] = [{"extension": [INFORMER], "text": "Bedre."}]
        one.setdefault("target", goal["target"])
        one.setdefault("addresses", [goal["addresses"][0]])


def _plans(order: Any, people: dict[str, str]) -> None:
    number = {
        "url": CORE + "MunicipalityCaseNumber",
        "extension": [
            {
                "url": "municipalitySpecific",
                "valueIdentifier": {"value": "Sag 1", "assigner": to(people["organization"])},
            }
        ],
    }
    [plan] = resources(order, "orderCarePlan")
    plan["extension"].append(number)
    [related] = resources(order, "relatedCarePlan")
    plan["supportingInfo"] = [to(f"CarePlan/{related['id']}")]
    evaluation = resources(order, "ffb-evaluation")[0]
    plan["activity"].append(
        {
            "outcomeReference": [to(f"Observation/{evaluation['id']}")],
            "detail": {
                "code": coded("95ec4535-8fe8-4296-867c-35de421794cf", CARE_SOCIAL),
                "status": "completed",
            },
        }
    )
    one = resources(order, "messaging-ffb-intervention")[0]
    one["extension"] = [
        {"url": CORE + "FollowUpEncounter", "valueReference": to(people["encounter"])},
        number,
    ]
    one["author"] = to(people["organization"])
    one["activity"][0]["outcomeReference"] = [to(people["encounter"])]
    detail = one["activity"][0]["detail"]
    detail["reasonReference"] = [to(THEME)]
    detail["goal"] = [plan["goal"][0]]
    detail["performer"] = [to(people["organization"])]
    detail["code"]["coding"] += [
        {"code": "27.35.04", "system": KLE},
        {"code": FSIII_INTERVENTION, "system": FSIII},
        {"code": "1", "display": "Eget navn", "system": OWN_CODES},
    ]


FSIII_CONDITION = "0266853a-f222-4955-a2ce-687e26161144"
FSIII_INTERVENTION = "01a500f6-c221-4fd0-b518-cd361218b60d"
OWN_CODES = "http://kl.dk/fhir/common/caresocial/CodeSystem/KLCommonproprietary"
KLE = "https://data.gov.dk/id/classification/KLE"


def _rest(order: Any, people: dict[str, str]) -> None:
    [citizen] = resources(order, "ffb-citizen")
    citizen["generalPractitioner"] = [
        {
            **to(people["organization"]),
            "identifier": {"system": "urn:oid:1.2.208.176.1.1", "value": "12345678901"},
        }
    ]
    [relative] = resources(order, "ffb-relatedPerson")
    relative["address"] = [{"line": ["Prøvevej 1"], "postalCode": "9999", "city": "Y-borg"}]
    evaluation = resources(order, "ffb-evaluation")[0]
    evaluation["code"]["coding"].append({"code": "225343006", "system": SNOMED})
    evaluation["encounter"] = to(people["encounter"])
    evaluation["performer"] = [to(people["practitioner"])]
    [follow_up] = resources(order, "ffb-followUp")
    follow_up["subject"] = to(PATIENT)
    follow_up["participant"] = [{"individual": to(people["practitioner"])}]
    [gathering] = resources(order, "informationGathering")
    gathering["extension"] = [
        {"url": CORE + "BasedOnServiceRequest", "valueReference": to(people["request"])}
    ]
    gathering["code"] = coded("f8ebd11a-04f3-4aa0-9786-406e8896c84d", CARE_SOCIAL)
    gathering["encounter"] = to(people["encounter"])
    gathering["assessor"] = to(people["practitioner"])
    team = resources(order, "messaging-ffb-servicePerformer")[0]
    team["managingOrganization"] = [to(people["organization"])]
