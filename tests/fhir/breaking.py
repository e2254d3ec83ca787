"""Broken copies of conformant bundles, one fault each, made from the tables of both guides."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.fhir.fuller import fuller_order, fuller_report
from tests.fhir.house import ALL, example
from tests.fhir.locate import Row, Spot, holders, rows, spots, spots_of
from tests.fhir.samples import NOWHERE, SAMPLES


@dataclass(frozen=True, slots=True)
class Broken:
    """A broken copy: which line it breaks and how, the bundle, and what must be told of it (one
    of these rules at one of these paths)."""

    row: Row
    how: str
    bundle: Any
    rules: frozenset[str]
    paths: frozenset[str]

    @property
    def name(self) -> str:
        return f"{self.row.name} ({self.how})"


@cache
def whole_bundles() -> tuple[Any, ...]:
    """Conformant bundles in which every element of the tables stands that can."""
    return (fuller_report(), fuller_order(), *(example(name) for name in ALL))


def constrains(row: Row) -> bool:
    """Does a line ask for more than FHIR itself does?"""
    return bool(
        row.least > row.base_least
        or row.most != row.base_most
        or row.binding == "required"
        or row.required
        or "Reference(" in row.types
        or "closed" in row.slicing
    )


def broken_copies(row: Row) -> Iterator[Broken]:
    """Every way to break a line that the conformant bundles have room for."""
    there = list(_starts(row))
    with_it = next((one for one in there if _has(one, row)), None)
    with_room = next((one for one in there if _has_room(one, row)), None)
    if with_room is None and row.required and row.pattern == "":
        with_room = there[0]
    for how in WAYS:
        found = with_it or with_room
        if found is not None:
            made = _try(how, row, *found)
            if made is not None:
                yield made


def _has(one: tuple[Any, int | None], row: Row) -> bool:
    return bool(spots(one[0], *_start(*one, row), row))


def _has_room(one: tuple[Any, int | None], row: Row) -> bool:
    return bool(holders(one[0], *_start(*one, row), row.element, row))


Way = Callable[[Any, Any, str, Row], "tuple[set[str], set[str]] | None"]


def _try(how: str, row: Row, bundle: Any, number: int | None) -> Broken | None:
    copied = copy.deepcopy(bundle)
    start, path = _start(copied, number, row)
    told = WAYS[how](copied, start, path, row)
    if told is None:
        return None
    return Broken(row, how, copied, frozenset(told[0]), frozenset(told[1]))


def _starts(row: Row) -> Iterator[tuple[Any, int | None]]:
    """The resources that keep the profile of a line: bundle and number of the entry."""
    for bundle in whole_bundles():
        if row.url in bundle.get("meta", {}).get("profile", ()):
            yield bundle, None
        for number, entry in enumerate(bundle["entry"]):
            if row.resource in ("Extension", "Identifier"):
                if next(_inside(entry["resource"], row, entry["resource"]["resourceType"]), None):
                    yield bundle, number
            elif row.url in entry["resource"].get("meta", {}).get("profile", ()):
                yield bundle, number


def _start(bundle: Any, number: int | None, row: Row) -> tuple[Any, str]:
    resource = bundle if number is None else bundle["entry"][number]["resource"]
    if row.resource in ("Extension", "Identifier"):
        return next(_inside(resource, row, resource["resourceType"]))
    return resource, row.resource


def _inside(value: Any, row: Row, path: str) -> Iterator[tuple[Any, str]]:
    """The values of a type that keep the profile of a line, below a resource."""
    if isinstance(value, dict):
        if value.get("url") == row.url or (
            row.resource == "Identifier" and value.get("system") == IDENTIFIERS.get(row.profile)
        ):
            yield value, path
        for key, inner in value.items():
            yield from _inside(inner, row, f"{path}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _inside(inner, row, f"{path}[{number}]")


IDENTIFIERS = {
    "dk-core-kombit-sts-org-identifier": "https://www.kombit.dk/organisation",
    "kl-messaging-ffb-eanIdentifier": "urn:oid:1.3.88",
}


def _first(bundle: Any, start: Any, path: str, row: Row) -> Spot | None:
    return next(iter(spots(bundle, start, path, row)), None)


def _slice_path(row: Row, unnumbered: str) -> str:
    return f"{unnumbered}:{row.element.rsplit(':', 1)[1]}"


def _whole_name(row: Row, holder_path: str) -> str:
    return f"{holder_path}.{row.element.rsplit('.', 1)[-1].split(':')[0]}"


def too_few(bundle: Any, start: Any, path: str, row: Row) -> Any:
    """Everything of the element is taken out where something must be."""
    if not row.least:
        return None
    for holder, at in holders(bundle, start, path, row.element, row):
        found = spots_of(bundle, holder, at, row.element.rsplit(".", 1)[-1], row, row.element)
        if not found:
            continue
        whole = _whole_name(row, at)
        number = len(found)
        for spot in reversed(found):
            spot.take_out()
        if row.is_slice:
            return {"min"}, {_slice_path(row, whole)}
        slicing = _discriminated(row)
        if slicing and not _is_needed(row):
            return None  # the item is of no slice then, and may be
        if slicing:
            return {"min"}, {whole, at[: at.rfind("[")] + slicing}
        return {"min"}, {whole, *([found[0].unnumbered] if number else [])}
    return None


def _discriminated(row: Row) -> str:
    """The end of the path of the slice that a line tells apart; nothing when it does not."""
    head, _, last = row.element.removesuffix(".detail.code").rpartition(".")
    if row.element.endswith(".detail.code"):
        head, last = f"{head}.{last}", "code"
    piece = head.rsplit(".", 1)[-1].partition(":")[2]
    is_told_apart = piece and last in ("url", "system", "use", "measure", "code")
    return f":{piece}" if is_told_apart else ""


def too_many(bundle: Any, start: Any, path: str, row: Row) -> Any:
    """One more than may be."""
    if row.most in ("*", row.base_most) or row.most == "0" or row.base_most != "*":
        return None
    spot = _first(bundle, start, path, row)
    if spot is None or spot.number is None:
        return None
    there = spots(bundle, start, path, row)
    own = [one for one in there if one.holder is spot.holder]
    for _ in range(int(row.most) + 1 - len(own)):
        spot.holder[spot.key].append(copy.deepcopy(spot.value))
    whole = spot.unnumbered
    return {"max"}, {_slice_path(row, whole) if row.is_slice else whole}


def forbidden(bundle: Any, start: Any, path: str, row: Row) -> Any:
    """An element that may not be there."""
    if row.most != "0":
        return None
    code = row.types.replace(" ;", "").split(" ")[0].split("(")[0].split("<")[0]
    found = holders(bundle, start, path, row.element, row)
    if not found or code not in SAMPLES:
        return None
    holder, at = found[0]
    name = row.element.rsplit(".", 1)[-1].split(":")[0]
    key = name.removesuffix("[x]") + (code[0].upper() + code[1:] if name.endswith("[x]") else "")
    sample = copy.deepcopy(SAMPLES[code])
    holder[key] = [sample] if row.base_most == "*" and _repeats(row) else sample
    return {"max"}, {f"{at}.{key}"}


def _repeats(row: Row) -> bool:
    """The tables give lists within choices a base of ``*`` too."""
    return not row.element.endswith(("[x].text", "].use"))


NOT_PINNED = ("/condition-code", "/KLEvaluationTypeCodesSCT")
"""Value sets of SNOMED CT by its own tree, which is not pinned."""


def wrong_code(bundle: Any, start: Any, path: str, row: Row) -> Any:
    """A code that is in its system and not in the value set."""
    if row.binding != "required" or row.value_set.endswith(NOT_PINNED):
        return None
    spot = _first(bundle, start, path, row)
    if spot is None:
        return None
    value = spot.value
    if isinstance(value, str):
        spot.put("no-such-code")
        return {"binding"}, {spot.path}
    coding = value["coding"][0] if "coding" in value else value
    if "coding" in value:
        value["coding"] = [coding]
    coding.pop("display", None)
    coding["code"] = OTHER_CODE if coding.get("system") == FFB else "no-such-code"
    return {"binding"}, {spot.path, spot.path.rsplit(".coding", 1)[0]}


FFB = "urn:oid:1.2.208.176.2.22"
OTHER_CODE = "b3ddc7d7-f6c1-4d47-8280-456992cbe0a6"
"""«FFB tilstande», a heading that no value set holds."""


def other_value(bundle: Any, start: Any, path: str, row: Row) -> Any:
    """Another value than the fixed or patterned one."""
    if row.pattern == "":  # the guide's slip: no system at all can keep it
        start["code"]["coding"] = [copy.deepcopy(SAMPLES["Coding"])]
        return {"pattern"}, {f"{path}.code.coding[0].system"}
    if not row.required:
        return None
    spot = _first(bundle, start, path, row)
    if spot is None:
        return None
    _change(spot)
    rule = "fixed" if row.required.startswith("fixed") else "pattern"
    told, at = {rule}, {spot.path}
    if row.profile == "kl-messaging-ffb-eanIdentifier":
        return {"min"}, {"Organization.identifier:eanIdentifier"}  # told apart by its system
    piece = _discriminated(row)
    if piece or row.element.endswith(".url"):
        head = spot.path[: spot.path.rfind(".")]
        if not _is_needed(row):
            return None if piece else ({"extension-unknown"}, {head})
        told |= {"min", "extension-unknown"}
        at |= {head, f"{head[: head.rfind('[')]}{piece}"}
    return told, at


def _is_needed(row: Row) -> bool:
    """Must the slice be there that a line tells apart?"""
    head = row.element.rpartition(".")[0]
    return any(one.profile == row.profile and one.element == head and one.least for one in rows())


def _change(spot: Spot) -> None:
    value = spot.value
    if isinstance(value, dict):
        coding = value["coding"][0] if "coding" in value else value
        coding["code"] = "another-code"
        coding.pop("display", None)
    elif value in CODES:
        spot.put(CODES[value])
    else:
        spot.put("urn:another:value")


CODES = {
    "official": "usual",
    "usual": "official",
    "collection": "history",
    "message": "collection",
    "proposal": "plan",
    "planned": "finished",
    "phone": "fax",
    "email": "fax",
    "active": "inactive",
    "current": "superseded",
}


def wrong_target(bundle: Any, start: Any, path: str, row: Row) -> Any:
    """A reference to a resource of another type."""
    if "Reference(" not in row.types or row.most == "0":
        return None
    return _refer(bundle, start, path, row, "reference-target", _other_than(bundle, row))


def dangling(bundle: Any, start: Any, path: str, row: Row) -> Any:
    """A reference to nobody in the file."""
    spot = _first(bundle, start, path, row)
    reference = spot.value.get("reference", "") if spot and isinstance(spot.value, dict) else ""
    if "/" not in reference:
        return None
    target = f"{reference.split('/')[0]}/{NOWHERE}"
    rule = "bundled" if "{bundled}" in row.types else "guide-bundled"
    if row.guide == "messaging" and rule == "guide-bundled":
        rule = "dangling"
    return _refer(bundle, start, path, row, rule, target)


def _other_than(bundle: Any, row: Row) -> str:
    """A resource of the bundle that no profile of the line is of."""
    wanted = ("DocumentReference", "Account", "ServiceRequest", "Encounter")
    for entry in bundle["entry"]:
        code = entry["resource"]["resourceType"]
        if code in wanted and code.lower() not in row.types.lower():
            return str(entry["fullUrl"])
    raise AssertionError(row.name)


def _refer(bundle: Any, start: Any, path: str, row: Row, rule: str, target: str) -> Any:
    if "Reference(" not in row.types or row.most == "0" or "Reference(Resource)" in row.types:
        return None
    spot = _first(bundle, start, path, row)
    if spot is None or not isinstance(spot.value, dict) or "reference" not in spot.value:
        return None
    if row.element.startswith("CarePlan.goal:"):
        return None  # another target is another slice; told of the list as a whole
    spot.value["reference"] = target
    return {rule}, {f"{spot.path}.reference"}


def wrong_type(bundle: Any, start: Any, path: str, row: Row) -> Any:
    """A value of another type: of a choice, or something that is no value of the type at all."""
    if row.most == "0" or not row.types or row.types == "Resource" or not constrains(row):
        return None
    spot = _first(bundle, start, path, row)
    if spot is None:
        return None
    if row.element.endswith("[x]") and " ; " not in row.types:
        stem = row.element.rsplit(".", 1)[-1][:-3]
        del spot.holder[spot.key]
        spot.holder[f"{stem}Integer"] = 1
        at = spot.path[: -len(spot.key)]
        return {"type"}, {f"{at}{stem}Integer"}
    spot.put([["x"]] if isinstance(spot.value, dict) else {"x": 1})
    return {"type"}, {spot.path}


def not_closed(bundle: Any, start: Any, path: str, row: Row) -> Any:
    """One more extension where the list is closed."""
    if "closed" not in row.slicing:
        return None
    start.setdefault("extension", []).append(
        {"url": "http://fhir.kl.dk/core/StructureDefinition/ConditionRank", "valuePositiveInt": 1}
    )
    return {"closed-slicing"}, {f"{path}.extension[{len(start['extension']) - 1}]"}


WAYS: dict[str, Way] = {
    "too few": too_few,
    "too many": too_many,
    "forbidden": forbidden,
    "wrong code": wrong_code,
    "another value": other_value,
    "wrong target": wrong_target,
    "dangling": dangling,
    "wrong type": wrong_type,
    "not closed": not_closed,
}
