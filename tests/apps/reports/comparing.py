"""Two delivery reports on the same citizen, resource by resource and element by element.

Ids are each house's own, so resources are paired by what they tell, and a reference is compared by
the name of what it points at. Lists that stand for sets are compared as sets.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any

from helhed.rules.assessments import ffb

Resource = dict[str, Any]
Difference = tuple[str, str]
"""What stands at a place in the official report, and in ours; empty when nothing does."""

NAMES = {c.code: c.name.replace("\xa0", " ") for kind in ffb.Kind for c in ffb.leaves(kind)}
SET_ASIDE = ("id", "lastUpdated")


def differences(official: Resource, ours: Resource, case_number: str) -> dict[str, Difference]:
    """Every place where the reports differ: ``resource: element`` with both values."""
    theirs, mine = _named(official), _named(ours)
    pairs = list(_paired(theirs, mine))
    names = {a["id"]: name for name, a, _ in pairs if a}
    own_names = {b["id"]: name for name, _, b in pairs if b}
    found: dict[str, Difference] = {}
    for name, a, b in pairs:
        if a is None or b is None:
            found[name] = ("told", "") if a else ("", "told")
            continue
        one = dict(_leaves(_plain(a, names, "Sag154689")))
        other = dict(_leaves(_plain(b, own_names, case_number)))
        for place in sorted({*one, *other}):
            if one.get(place) != other.get(place):
                found[f"{name}: {place}"] = (one.get(place, ""), other.get(place, ""))
    for place in ("type", "timestamp"):
        if _value(official[place]) != _value(ours[place]):
            found[f"bundle: {place}"] = (official[place], ours[place])
    return found


def paired_ids(official: Resource, ours: Resource) -> list[tuple[str, str]]:
    """The id in the official report, and ours, of each resource that both tell."""
    pairs = _paired(_named(official), _named(ours))
    return [(a["id"], b["id"]) for _, a, b in pairs if a and b]


def _named(bundle: Resource) -> list[tuple[str, Resource]]:
    resources = [entry["resource"] for entry in bundle["entry"]]
    by_id = {one["id"]: one for one in resources}
    return [(_name(one, by_id), one) for one in resources]


def profile(resource: Resource) -> str:
    return str(resource["meta"]["profile"][0]).rsplit("-", 1)[-1]


def _name(one: Resource, by_id: dict[str, Resource]) -> str:
    kind = profile(one)
    if kind in ("condition", "targetGroup"):
        return f"{kind} {_said(one['code'])}"
    if kind in ("careEvaluation", "followUp"):
        return f"{kind} {_said(one['valueCodeableConcept'])}"
    if kind == "interventionGoal":
        first = next(a for a in one["addresses"] if a["extension"][0]["valuePositiveInt"] == 1)
        change = _said(one["target"][1]["detailCodeableConcept"])
        return f"{kind} {_said(by_id[first['reference'].partition('/')[2]]['code'])}, {change}"
    if kind == "servicePerformer":
        return f"{kind} {_said(one['category'][0])}"
    if kind == "intervention":
        return f"{kind} {_said(one['activity'][0]['detail']['code'])}"
    if kind == "carePlan":
        performer = by_id[one["careTeam"][0]["reference"].partition("/")[2]]
        return f"{kind} {_said(performer['category'][0])} from {one['period']['start']}"
    return kind


def _said(concept: Resource) -> str:
    return NAMES[concept["coding"][0]["code"]]


def _paired(
    theirs: list[tuple[str, Resource]], mine: list[tuple[str, Resource]]
) -> Iterator[tuple[str, Resource | None, Resource | None]]:
    """Those of the same name; what is left of a profile in the order in which it is told."""
    left = list(mine)
    alone: dict[str, tuple[list[tuple[str, Resource]], list[tuple[str, Resource]]]] = {}
    for name, one in theirs:
        same = next((pair for pair in left if pair[0] == name), None)
        if same is None:
            alone.setdefault(profile(one), ([], []))[0].append((name, one))
            continue
        left.remove(same)
        yield name, one, same[1]
    for name, one in left:
        alone.setdefault(profile(one), ([], []))[1].append((name, one))
    for a, b in alone.values():
        for x, y in zip_longest(a, b):
            # the same name twice in the official report is our name of it
            name = y[0] if y else x[0]
            yield name, x[1] if x else None, y[1] if y else None


def _plain(value: Any, names: dict[str, str], case_number: str) -> Any:
    """Without ids: references by name, the case's number as such, codings by system and code."""
    if isinstance(value, list):
        listed = [_plain(one, names, case_number) for one in value]
        return sorted(listed, key=lambda one: json.dumps(one, sort_keys=True))
    if isinstance(value, dict):
        return {k: _plain(v, names, case_number) for k, v in value.items() if k not in SET_ASIDE}
    if isinstance(value, str):
        kind, slash, id = value.partition("/")
        if slash and id in names:
            return f"{kind}/{names[id]}"
        return "the case's number" if value == case_number else _value(value)
    return value


def _value(value: str) -> str:
    """A moment as one and the same in every time zone; all else as it is."""
    if value[4:5] + value[7:8] + value[10:11] != "--T":
        return value
    return datetime.fromisoformat(value).astimezone(UTC).isoformat(timespec="seconds")


def _leaves(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{place}.{key}" if place else key)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _leaves(inner, f"{place}[{number}]")
    else:
        yield place, str(value)
