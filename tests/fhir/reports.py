"""The official delivery reports told as plain facts, read out of their bundles."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from helhed.fhir import delivery
from helhed.fhir.delivery import DeliveryReport

ADDRESS = "https://helhed.invalid/fhir"


def report_of(bundle: Any) -> DeliveryReport:
    """The facts of an official report."""
    told = [_TOLD[_profile(e["resource"])](e["resource"]) for e in bundle["entry"]]
    [citizen] = [part for part in told if isinstance(part, delivery.Citizen)]
    others = tuple(part for part in told if part is not citizen)
    return DeliveryReport(
        id=UUID(bundle["id"]),
        made=bundle["timestamp"],
        citizen=citizen,
        parts=others,
        address=ADDRESS,
    )


def bare(resource: Any) -> Any:
    """A resource without names of codes, systems of case numbers and order of names."""
    if isinstance(resource, list):
        return [bare(one) for one in resource]
    if isinstance(resource, dict):
        kept = {k: bare(v) for k, v in sorted(resource.items()) if k != "display"}
        if kept.get("url") == "municipalitySpecific":
            kept["valueIdentifier"] = {"value": kept["valueIdentifier"]["value"]}
        return kept
    return resource


def _profile(resource: Any) -> str:
    return str(resource["meta"]["profile"][0]).rsplit("-", 1)[-1]


def _code(concept: Any) -> str:
    return str(concept["coding"][0]["code"]) if concept else ""


def _id(reference: Any) -> UUID:
    return UUID(reference["reference"].rsplit("/", 1)[-1])


def _case(resource: Any) -> str:
    inner = resource["extension"][0]["extension"][0]
    return str(inner["valueIdentifier"]["value"])


def _extension(resource: Any, name: str) -> Any:
    found = [e for e in resource.get("extension", ()) if e["url"].endswith(name)]
    return found[0] if found else None


def _citizen(r: Any) -> delivery.Citizen:
    return delivery.Citizen(
        id=UUID(r["id"]),
        cpr=r["identifier"][0]["value"],
        municipality=r["managingOrganization"]["identifier"]["value"],
    )


def _request(r: Any) -> delivery.ServiceRequest:
    return delivery.ServiceRequest(id=UUID(r["id"]), case_number=_case(r), status=r["status"])


def _condition(r: Any) -> delivery.Condition:
    asserted = _extension(r, "ConditionLastAssertedDate")
    return delivery.Condition(
        id=UUID(r["id"]),
        code=_code(r["code"]),
        recorded=r["recordedDate"],
        severity=_code(r.get("severity")),
        asserted=asserted["valueDateTime"] if asserted else "",
        status=_code(r["clinicalStatus"]),
    )


def _evaluation(r: Any) -> delivery.Evaluation:
    return delivery.Evaluation(
        id=UUID(r["id"]), value=_code(r["valueCodeableConcept"]), at=r["effectiveDateTime"]
    )


def _gathering(r: Any) -> delivery.Gathering:
    looked = r.get("investigation")
    return delivery.Gathering(
        id=UUID(r["id"]),
        request=_id(r["extension"][0]["valueReference"]),
        at=r["effectiveDateTime"],
        status=r["status"],
        conditions=tuple(_id(f["itemReference"]) for f in r.get("finding", ())),
        evaluation=_id(looked[0]["item"][0]) if looked else None,
    )


def _goal(r: Any) -> delivery.Goal:
    level, change = (_code(t["detailCodeableConcept"]) for t in r["target"])
    first, *others = (_id(a) for a in r["addresses"])
    return delivery.Goal(
        id=UUID(r["id"]),
        level=level,
        change=change,
        primary=first,
        secondary=tuple(others),
        status=r["lifecycleStatus"],
    )


def _target_group(r: Any) -> delivery.TargetGroup:
    return delivery.TargetGroup(id=UUID(r["id"]), code=_code(r["code"]), recorded=r["recordedDate"])


def _performer(r: Any) -> delivery.Performer:
    return delivery.Performer(id=UUID(r["id"]), category=_code(r["category"][0]))


def _follow_up_date(r: Any) -> delivery.FollowUpDate:
    return delivery.FollowUpDate(id=UUID(r["id"]), on=r["period"]["start"])


def _plan(r: Any) -> delivery.Plan:
    on = _extension(r, "follow-up-date-extension")
    return delivery.Plan(
        id=UUID(r["id"]),
        case_number=_case(r),
        status=r["status"],
        intent=r["intent"],
        start=r["period"]["start"],
        end=r["period"].get("end", ""),
        target_groups=tuple(_id(a) for a in r["addresses"]),
        performers=tuple(_id(t) for t in r["careTeam"]),
        evaluation=_id(r["activity"][0]["outcomeReference"][0]),
        follow_up=_id(on["valueReference"]) if on else None,
    )


def _intervention(r: Any) -> delivery.Intervention:
    [activity] = r["activity"]
    return delivery.Intervention(
        id=UUID(r["id"]),
        plans=tuple(_id(b) for b in r["basedOn"]),
        code=_code(activity["detail"]["code"]),
        created=r["created"],
        start=r["period"]["start"],
        end=r["period"].get("end", ""),
        intent=r["intent"],
        status=r["status"],
        activity=activity["detail"]["status"],
    )


def _result(r: Any) -> delivery.Result:
    return delivery.Result(
        id=UUID(r["id"]),
        plans=tuple(_id(f) for f in r["focus"]),
        value=_code(r["valueCodeableConcept"]),
        at=r["effectiveDateTime"],
    )


_TOLD = {
    "citizen": _citizen,
    "serviceRequest": _request,
    "condition": _condition,
    "careEvaluation": _evaluation,
    "informationGathering": _gathering,
    "interventionGoal": _goal,
    "targetGroup": _target_group,
    "servicePerformer": _performer,
    "followUpEncounter": _follow_up_date,
    "carePlan": _plan,
    "intervention": _intervention,
    "followUp": _result,
}
