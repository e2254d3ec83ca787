"""The facts of an order message that the checker has let through.

What a part has no room for is not lost: whoever takes a message in compares it with what its facts
make again (``differences``) and tells what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from helhed.fhir.ordering import parts as p
from helhed.fhir.ordering import systems as s
from helhed.fhir.ordering.message import Message
from helhed.fhir.ordering.plain import plain
from helhed.fhir.run import claimed

Resource = dict[str, Any]


def facts(bundle: Resource) -> Message:
    """The facts of a message without errors. Resources of a kind that it knows nothing of are left
    out."""
    told = (_part(entry["resource"]) for entry in plain(bundle)["entry"])
    return Message(
        id=str(bundle.get("id", "")),
        made=str(bundle["timestamp"]),
        parts=tuple(part for part in told if part is not None),
    )


def _part(r: Resource) -> p.Part | None:
    taken = _TAKEN.get(str(r.get("resourceType")))
    return taken(r) if taken is not None else None


def _profile(r: Resource) -> str:
    """The end of the name of the guide's profile that it keeps; the first it says when that is
    none of the guide's. A profile may be told with its version, and beside others."""
    told = claimed(r)
    own = [one for one in told if one.startswith(s.MESSAGING)]
    return [*own, *told, ""][0].rsplit("/", 1)[-1].rsplit("-", 1)[-1]


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else {}


def _to(reference: Any) -> p.To | None:
    where = reference.get("reference") if isinstance(reference, dict) else None
    if not isinstance(where, str) or "/" not in where:
        return None
    kind, _, key = where.rpartition("/")
    rank = _extension(reference, "ConditionRank").get("valuePositiveInt", 0)
    return p.To(kind.rsplit("/", 1)[-1], key, rank)


def _all(references: Any) -> tuple[p.To, ...]:
    found = (_to(one) for one in references or ())
    return tuple(one for one in found if one is not None)


def _must(reference: Any) -> p.To:
    return _to(reference) or p.To("", "")


def _code(concept: Any) -> str:
    return str(_first((concept or {}).get("coding")).get("code", ""))


def _coded(concept: Any, own: str) -> p.Code:
    coding = _first((concept or {}).get("coding"))
    system = str(coding.get("system", ""))
    text = str((concept or {}).get("text", ""))
    return p.Code(str(coding.get("code", "")), "" if system == own else system, text)


def _extension(r: Any, name: str) -> Resource:
    for one in r.get("extension") or ():
        if str(one.get("url", "")).endswith(name):
            found: Resource = one
            return found
    return {}


def _reach(telecom: Any) -> p.Reach:
    def of(system: str) -> tuple[str, ...]:
        return tuple(t["value"] for t in telecom or () if t.get("system") == system)

    return p.Reach(of("phone"), of("email"))


def _name(name: Any) -> p.Named:
    told = name or {}
    title = _first(told.get("prefix")) or ""
    return p.Named(told.get("family", ""), tuple(told.get("given") or ()), title)


def _names(names: Any) -> tuple[p.Named, ...]:
    return tuple(_name(one) for one in names or ())


def _addresses(addresses: Any) -> tuple[p.Address, ...]:
    return tuple(
        p.Address(tuple(a.get("line") or ()), a.get("postalCode", ""), a.get("city", ""))
        for a in addresses or ()
    )


def _header(r: Resource) -> p.Part:
    destination = _first(r.get("destination"))
    return p.Header(
        id=r["id"],
        source=r["source"].get("endpoint", ""),
        destination=destination.get("endpoint", ""),
        receiver=_must(destination.get("receiver")),
        sender=_to(r.get("sender")),
        focus=_all(r.get("focus")),
    )


def _organization(r: Resource) -> p.Part:
    name = _profile(r)
    role = "owner" if name == "accountOwner" else name.removesuffix("Organization")
    contacts = tuple(
        p.Contact(_name(one.get("name")), _reach(one.get("telecom")))
        for one in r.get("contact", ())
    )
    eans = [one["value"] for one in r.get("identifier", ()) if one.get("system") == s.EAN]
    return p.Organization(
        id=r["id"],
        name=r.get("name", ""),
        role=role,
        contacts=contacts,
        addresses=_addresses(r.get("address")),
        ean=eans[0] if eans else "",
    )


def _care_plan(r: Resource) -> p.Part:
    name = _profile(r)
    if name == "orderCarePlan":
        return _order(r)
    if name == "relatedCarePlan":
        teams = _all(r.get("careTeam"))
        return p.RelatedPlan(id=r["id"], status=r["status"], intent=r["intent"], teams=teams)
    detail = _first(r.get("activity")).get("detail", {})
    period = r.get("period", {})
    return p.Service(
        id=r["id"],
        plans=_all(r.get("basedOn")),
        what=_coded(detail.get("code"), s.FFB),
        status=r["status"],
        intent=r["intent"],
        activity=detail.get("status", ""),
        created=r.get("created", ""),
        start=period.get("start", ""),
        end=period.get("end", ""),
        is_ordered=name == "intervention",
    )


def _order(r: Resource) -> p.Order:
    period = r.get("period", {})
    return p.Order(
        id=r["id"],
        status=r["status"],
        intent=r["intent"],
        created=r.get("created", ""),
        author=_must(r.get("author")),
        target_groups=_all(r.get("addresses")),
        goals=_all(r.get("goal")),
        category=_coded(_first(r.get("category")), s.CARE_SOCIAL),
        start=period.get("start", ""),
        end=period.get("end", ""),
        teams=_all(r.get("careTeam")),
        related=_all(r.get("supportingInfo")),
        municipality=_extension(r, "actingMunicipality").get("valueCoding", {}).get("code", ""),
        case_number=_extension(r, "MunicipalityCaseNumber").get("valueString", ""),
        again=tuple(_again(one["detail"]) for one in r.get("activity", ()) if "detail" in one),
    )


def _again(detail: Resource) -> p.Again:
    repeat = detail.get("scheduledTiming", {}).get("repeat", {})
    return p.Again(
        text=detail.get("description", ""),
        status=detail.get("status", ""),
        by=_to(_first(detail.get("performer"))),
        start=repeat.get("boundsPeriod", {}).get("start", ""),
        frequency=repeat.get("frequency", 0),
        period=repeat.get("period", 0),
        unit=repeat.get("periodUnit", ""),
    )


def _goal(r: Resource) -> p.Part:
    code = _code(_first(r.get("category")))
    kind = next((kind for kind, its in s.GOAL_KINDS.items() if its == code), "goal")

    def target(measure: str) -> str:
        for one in r.get("target", ()):
            if _code(one.get("measure")) == measure:
                return _code(one.get("detailCodeableConcept"))
        return ""

    return p.Goal(
        id=r["id"],
        kind=kind,
        text=r.get("description", {}).get("text", ""),
        status=r.get("lifecycleStatus", ""),
        level=target(s.SEVERITY),
        change=target(s.CHANGE),
        themes=_all(r.get("addresses")),
    )


def _condition(r: Resource) -> p.Part:
    name = _profile(r)
    if name == "targetGroup":
        codings = r["code"].get("coding", ())
        return p.TargetGroup(id=r["id"], codes=tuple(_own(one) for one in codings))
    status = _code(r.get("clinicalStatus"))
    if name == "disgnosis":
        return p.Diagnosis(id=r["id"], text=r.get("code", {}).get("text", ""), status=status)
    return p.Condition(
        id=r["id"],
        code=_code(r.get("code")),
        status=status,
        severity=_code(r.get("severity")),
        recorded=r.get("recordedDate", ""),
        follow_up=_to(_extension(r, "FollowUpEncounter").get("valueReference")),
    )


def _own(coding: Resource) -> p.Code:
    system = coding.get("system", "")
    return p.Code(coding.get("code", ""), "" if system == s.FFB else system)


def _gathering(r: Resource) -> p.Part:
    looked = tuple(
        p.Investigation(_code(one.get("code")), _all(one.get("item")))
        for one in r.get("investigation", ())
    )
    return p.Gathering(
        id=r["id"],
        status=r["status"],
        at=r.get("effectiveDateTime", ""),
        findings=_all(one.get("itemReference") for one in r.get("finding", ())),
        investigations=looked,
    )


def _observation(r: Resource) -> p.Part:
    value = r.get("valueCodeableConcept", {})
    return p.Evaluation(
        id=r["id"],
        kind=_code(r.get("code")),
        at=r.get("effectiveDateTime", ""),
        status=r["status"],
        text=value.get("text", ""),
        value=_code(value),
    )


def _encounter(r: Resource) -> p.Part:
    return p.FollowUp(
        id=r["id"],
        on=r.get("period", {}).get("start", ""),
        status=r["status"],
        provider=_to(r.get("serviceProvider")),
    )


def _citizen(r: Resource) -> p.Part:
    numbers = [one["value"] for one in r.get("identifier", ()) if one.get("system") == s.CPR]
    contacts = tuple(
        p.Contact(
            _name(one.get("name")),
            _reach(one.get("telecom")),
            _coded(_first(one.get("relationship")), s.FFB),
        )
        for one in r.get("contact", ())
    )
    return p.Citizen(
        id=r["id"],
        cpr=numbers[0] if numbers else "",
        names=_names(r.get("name")),
        reach=_reach(r.get("telecom")),
        addresses=_addresses(r.get("address")),
        contacts=contacts,
    )


def _person(r: Resource) -> p.Part:
    form = _extension(r, "guardianshipForm").get("valueCoding", {}).get("code", "")
    return p.Person(
        id=r["id"],
        relations=tuple(_coded(one, s.ROLE_CODES) for one in r.get("relationship", ())),
        names=_names(r.get("name")),
        reach=_reach(r.get("telecom")),
        addresses=_addresses(r.get("address")),
        guardianship=form,
    )


def _consent(r: Resource) -> p.Part:
    return p.Consent(
        id=r["id"],
        status=r["status"],
        text=_first(r.get("category")).get("text", ""),
        at=r.get("dateTime", ""),
        performers=_all(r.get("performer")),
        policy=_code(r.get("policyRule")),
    )


def _team(r: Resource) -> p.Part:
    def participants(listed: Iterable[Resource]) -> Iterable[p.Participant]:
        for one in listed:
            said = _extension(one, "participationDescription").get("valueString", "")
            role = _code(_first(one.get("role")))
            yield p.Participant(_to(one.get("member")), role, said)

    return p.Team(
        id=r["id"],
        participants=tuple(participants(r.get("participant", ()))),
        offer=_code(_first(r.get("category"))),
        is_performer=_profile(r) == "servicePerformer",
    )


def _account(r: Resource) -> p.Part:
    number = _first(r.get("identifier")).get("value", "")
    return p.Account(id=r["id"], number=number, status=r["status"], owner=_to(r.get("owner")))


def _document(r: Resource) -> p.Part:
    files = tuple(
        p.Attachment(a.get("title", ""), a.get("contentType", ""), a.get("data", ""))
        for a in (one.get("attachment", {}) for one in r.get("content", ()))
    )
    return p.Document(id=r["id"], status=r["status"], text=r.get("description", ""), files=files)


_TAKEN: dict[str, Callable[[Resource], p.Part]] = {
    "MessageHeader": _header,
    "Organization": _organization,
    "CarePlan": _care_plan,
    "Goal": _goal,
    "Condition": _condition,
    "ClinicalImpression": _gathering,
    "Observation": _observation,
    "Encounter": _encounter,
    "Patient": _citizen,
    "RelatedPerson": _person,
    "Consent": _consent,
    "CareTeam": _team,
    "Account": _account,
    "DocumentReference": _document,
}
