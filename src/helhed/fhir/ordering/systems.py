"""The addresses and fixed codes of an order message."""

from __future__ import annotations

MESSAGING = "http://fhir.kl.dk/ffbmessaging/StructureDefinition/kl-messaging-ffb-"
MESSAGING_CODES = "http://fhir.kl.dk/ffbmessaging/CodeSystem/kl-messaging-ffb-"
CORE = "http://fhir.kl.dk/core/StructureDefinition/"
PURPOSE_PROFILE = f"{MESSAGING}interventionPurpose"
FFB = "urn:oid:1.2.208.176.2.22"
CARE_SOCIAL = "http://fhir.kl.dk/term/CodeSystem/CareSocialCodes"
CPR = "urn:oid:1.2.208.176.1.2"
EAN = "urn:oid:1.3.88"
ACCOUNT = "urn:accountno"
MUNICIPALITIES = "http://hl7.dk/fhir/core/CodeSystem/dk-core-municipality-codes"
EVENTS = f"{MESSAGING_CODES}messageEventSystem"
ROLES = f"{MESSAGING_CODES}participantRoleCodes"
GUARDIANSHIPS = f"{MESSAGING_CODES}guardianshipFormCodes"
POLICIES = f"{MESSAGING_CODES}consentPolicyCodes"
_HL7 = "http://terminology.hl7.org/CodeSystem/"
CLINICAL = f"{_HL7}condition-clinical"
ACT = f"{_HL7}v3-ActCode"
ROLE_CODES = f"{_HL7}v3-RoleCode"
CONSENT_SCOPE = f"{_HL7}consentscope"

SOCIAL_EFFORT = "e459386d-1474-4c31-89c5-c8bc7a25e3d4"
FOLLOW_UP = "9f03dfbb-7a97-45a5-94db-d4c3501714a9"
SEVERITY = "66959f77-6e2a-4574-8423-3ff097f8b9fa"
CHANGE = "90c48f03-f194-4b2f-ad7d-6cba1069ae48"
SITUATION = "053a301d-1bb8-4cc4-b781-87825ecf0ef8"
SUPPORT_NEED = "effe55c7-572c-4a99-8fb4-2a9dda2f6572"
RESOURCES = "f52887de-023f-4193-b6b0-4b0a37b1cffc"
PERSPECTIVE = "3f7a8ca0-afca-4b0d-8773-a99b5f2f8aaf"
GOAL_KINDS = {
    "purpose": "424827b1-23aa-4848-962b-56ee47def560",
    "goal": "0bb3daef-538d-45dc-b444-abdbcb63f6bc",
    "objective": "416fe27d-3ccf-4390-8742-8b52a9d8dc78",
}
NAMES = {
    GOAL_KINDS["goal"]: "FFB indsatsmål",
    FOLLOW_UP: "opfølgning",
    SITUATION: "FFB vurdering af borgers situation",
    SUPPORT_NEED: "FFB støttebehovsvurdering",
    RESOURCES: "VUM Borgerens ressourcer i forhold til indsatsen",
    PERSPECTIVE: "VUM Borgerens perspektiv på indsatsen",
}
"""Names that the guide's patterns ask for beside the code."""

GOAL_PROFILES = {
    "purpose": PURPOSE_PROFILE,
    "goal": f"{MESSAGING}interventionGoal",
    "objective": f"{MESSAGING}citizenObjective",
}
