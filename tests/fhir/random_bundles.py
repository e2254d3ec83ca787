"""Conformant delivery reports made up at random, and single faults put into them."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from tests.fhir.fuller import CARE_SOCIAL, CORE, REPORTING, SNOMED, coded, to
from tests.fhir.locate import TABLES

HL7 = "http://terminology.hl7.org/CodeSystem/"
FIRST_DAY = datetime(2020, 1, 1, tzinfo=UTC)
uuids = st.integers(0, 2**128 - 1).map(lambda number: str(UUID(int=number)))
days = st.integers(0, 2_000).map(lambda day: FIRST_DAY + timedelta(days=day))
cpr_numbers = st.builds(
    lambda day, month, year, end: f"{day:02}{month:02}{year:02}{end:04}",
    *(st.integers(1, 28), st.integers(1, 12), st.integers(0, 99), st.integers(0, 9_999)),
)


@cache
def codes(value_set: str) -> tuple[str, ...]:
    """The codes of one of KL's value sets, as read out by another program."""
    found: dict[str, list[str]] = defaultdict(list)
    with (TABLES / "ffb-value-sets.csv").open(encoding="utf-8") as file:
        for line in csv.DictReader(file):
            found[line["value_set"]].append(line["code"])
    return tuple(found[value_set])


def code_of(value_set: str) -> st.SearchStrategy[str]:
    """Any of them."""
    return st.sampled_from(codes(value_set))


times = st.one_of(
    days.map(lambda day: day.strftime("%Y-%m-%d")),
    days.map(lambda day: day.strftime("%Y-%m-%dT%H:%M:%SZ")),
    days.map(lambda day: day.strftime("%Y-%m-%dT%H:%M:%S.123+02:00")),
)


class Maker:
    """Makes the resources of one report, each with a new id."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.entries: list[Any] = []
        self.ids: set[str] = set()
        self.subject: Any = None

    def add(self, of_type: str, profile: str, /, **parts: Any) -> Any:
        """One more resource; a reference to it."""
        its_id = self.draw(uuids.filter(lambda one: one not in self.ids))
        self.ids.add(its_id)
        resource = {
            "resourceType": of_type,
            "id": its_id,
            "meta": {"profile": [REPORTING + profile], "lastUpdated": "2021-05-28T17:13:41Z"},
            **parts,
        }
        if self.subject is not None:
            resource["subject"] = dict(self.subject)
        url = f"https://example.org/fhir/{of_type}/{its_id}"
        self.entries.append({"fullUrl": url, "resource": resource})
        return to(f"{of_type}/{its_id}")

    def maybe(self, **parts: Any) -> dict[str, Any]:
        """Each of the parts, or not."""
        return {name: value for name, value in parts.items() if self.draw(st.booleans())}

    def some(self, things: list[Any]) -> list[Any]:
        """One or more of them."""
        return self.draw(st.lists(st.sampled_from(things), min_size=1, unique_by=str))


def _case_number() -> Any:
    number = {"system": "http://example.dk/identifier/case", "value": "Sag1"}
    return {
        "url": REPORTING + "municipalityCaseNumber",
        "extension": [{"url": "municipalitySpecific", "valueIdentifier": number}],
    }


def _rank(number: int) -> Any:
    return [{"url": CORE + "ConditionRank", "valuePositiveInt": number}]


def _citizen(make: Maker) -> None:
    identifier = {"system": "urn:oid:1.2.208.176.1.2", "value": make.draw(cpr_numbers)}
    owner = {"system": "https://www.kombit.dk/organisation", "value": make.draw(uuids)}
    make.subject = None
    subject = make.add(
        "Patient",
        "citizen",
        identifier=[{**identifier, **make.maybe(use="official")}],
        managingOrganization={"identifier": {**owner, **make.maybe(use="official")}},
    )
    make.subject = subject


def _conditions(make: Maker) -> tuple[list[Any], list[Any]]:
    """Conditions with severity, which goals may address, and those without."""
    draw, active, other = make.draw, [], []
    for code in draw(st.lists(code_of("KLConditionCodesFFB"), min_size=1, max_size=5)):
        is_activity = code in codes("KLConditionADCodesFFB")
        severity = coded(draw(code_of("KLSeveritiesFFB")))
        asserted = {"url": CORE + "ConditionLastAssertedDate", "valueDateTime": draw(times)}
        made = make.add(
            "Condition",
            "condition",
            clinicalStatus=coded(
                draw(st.sampled_from(["active", "inactive"])), HL7 + "condition-clinical"
            ),
            code=coded(code),
            recordedDate=draw(times),
            **({"severity": severity} if is_activity else {}),
            **make.maybe(
                verificationStatus=coded("confirmed", HL7 + "condition-ver-status"),
                extension=[asserted],
            ),
        )
        (active if is_activity else other).append(made)
    return active, other


def _goals(make: Maker, active: list[Any]) -> list[Any]:
    draw, made = make.draw, []
    for _ in range(draw(st.integers(0, 2)) if active else 0):
        first, *rest = make.some(active)
        kinds = {
            "66959f77-6e2a-4574-8423-3ff097f8b9fa": "KLSeveritiesFFB",
            "90c48f03-f194-4b2f-ad7d-6cba1069ae48": "KLChangeValueCodesFFB",
        }
        targets = [
            {
                "measure": coded(measure, CARE_SOCIAL),
                "detailCodeableConcept": coded(draw(code_of(value_set))),
            }
            for measure, value_set in draw(st.permutations(sorted(kinds.items())))
        ]
        goal = make.add(
            "Goal",
            "interventionGoal",
            lifecycleStatus=draw(st.sampled_from(["accepted", "active", "completed"])),
            category=[coded("0bb3daef-538d-45dc-b444-abdbcb63f6bc", CARE_SOCIAL)],
            description=coded("410518001", SNOMED),
            target=targets,
            addresses=[
                {**first, "extension": _rank(1)},
                *({**one, "extension": _rank(2)} for one in rest),
            ],
        )
        made.append(goal)
    return made


def _gathering(make: Maker, conditions: list[Any], evaluation: Any) -> None:
    request = make.add(
        "ServiceRequest",
        "serviceRequest",
        status="active",
        intent="proposal",
        **make.maybe(extension=[_case_number()]),
    )
    based_on = {"url": CORE + "BasedOnServiceRequest", "valueReference": request}
    support = coded("effe55c7-572c-4a99-8fb4-2a9dda2f6572", CARE_SOCIAL)
    make.add(
        "ClinicalImpression",
        "informationGathering",
        extension=[based_on],
        status=make.draw(st.sampled_from(["completed", "in-progress"])),
        effectiveDateTime=make.draw(times),
        **make.maybe(
            finding=[{"itemReference": one} for one in conditions],
            investigation=[{"code": support, "item": [evaluation]}],
        ),
    )


def _plan(make: Maker, evaluation: Any, goals: list[Any]) -> None:
    draw = make.draw
    groups = [
        make.add(
            "Condition",
            "targetGroup",
            code=coded(draw(code_of("KLTargetGroupsFFB"))),
            recordedDate=draw(times),
        )
        for _ in range(draw(st.integers(1, 3)))
    ]
    team = make.add(
        "CareTeam", "servicePerformer", category=[coded(draw(code_of("KLServiceCodesFFB")))]
    )
    encounter = make.add(
        "Encounter",
        "followUpEncounter",
        **{"class": {"system": HL7 + "v3-ActCode", "code": "HH"}},
        status="planned",
        type=[coded("9f03dfbb-7a97-45a5-94db-d4c3501714a9", CARE_SOCIAL)],
        period={"start": draw(times)},
    )
    follow_up = {"url": REPORTING + "follow-up-date-extension", "valueReference": encounter}
    ranks = draw(st.sampled_from([[1, 2, 2], [2, 2, 2]]))
    addresses = [
        {**one, "extension": _rank(rank)} for one, rank in zip(groups, ranks, strict=False)
    ]
    plan = make.add(
        "CarePlan",
        "carePlan",
        extension=draw(st.permutations([_case_number(), follow_up])),
        status=draw(st.sampled_from(["active", "completed"])),
        intent=draw(st.sampled_from(["order", "plan"])),
        period={"start": "2021-05-29", **make.maybe(end="2021-06-30")},
        addresses=addresses,
        activity=[{"outcomeReference": [evaluation]}],
        **make.maybe(careTeam=[team], **({"goal": goals} if goals else {})),
    )
    for _ in range(draw(st.integers(0, 2))):
        detail = {"code": coded(draw(code_of("KLInterventionsFFB"))), "status": "in-progress"}
        make.add(
            "CarePlan",
            "intervention",
            basedOn=[plan],
            status="active",
            intent="order",
            created=draw(times),
            activity=[{"detail": detail}],
            **make.maybe(period={"start": "2021-05-29", **make.maybe(end="2021-06-30")}),
        )
    if draw(st.booleans()):
        make.add(
            "Observation",
            "followUp",
            status=draw(st.sampled_from(["final", "entered-in-error"])),
            code=coded("712744002", SNOMED),
            focus=[plan],
            effectiveDateTime=draw(times),
            valueCodeableConcept=coded(draw(code_of("KLFollowUpCodesFFB"))),
        )


@st.composite
def reports(draw: Any) -> Any:
    """A conformant delivery report."""
    make = Maker(draw)
    _citizen(make)
    active, other = _conditions(make)
    evaluation = make.add(
        "Observation",
        "careEvaluation",
        status="final",
        code=coded("effe55c7-572c-4a99-8fb4-2a9dda2f6572", CARE_SOCIAL),
        effectiveDateTime=draw(times),
        valueCodeableConcept=coded(draw(code_of("KLNeedsAssessmentCodesFFB"))),
    )
    if draw(st.booleans()):
        _gathering(make, active + other, evaluation)
    goals = _goals(make, active)
    if draw(st.booleans()):
        _plan(make, evaluation, goals)
    return {
        "resourceType": "Bundle",
        "id": draw(uuids),
        "meta": {
            "profile": [REPORTING + "deliveryReport"],
            "lastUpdated": "2021-05-28T17:13:41Z",
        },
        "type": "collection",
        "timestamp": "2021-05-28T17:13:41Z",
        "entry": draw(st.permutations(make.entries)),
    }
