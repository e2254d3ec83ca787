"""Slicing: which slice each item of a list belongs to, and whether every slice is kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from helhed.fhir import trials
from helhed.fhir.codes import is_in
from helhed.fhir.matching import equals, holds
from helhed.fhir.run import Place, Run, items
from helhed.fhir.shapes import Element, Type

_STEP = re.compile(r"extension\('([^']*)'\)|ofType\((\w+)\)|(\$this|resolve\(\)|\w+)")
Path = tuple[tuple[str, str], ...]


def check(
    run: Run, element: Element, values: list[Any], path: str, place: Place, kind: Type
) -> None:
    """Check the items of a sliced element."""
    counts = dict.fromkeys(element.slices, 0)
    rules = (element.slicing or {}).get("rules", "open")
    reached, outside_seen = 0, False
    for number, item in enumerate(values):
        where = f"{path}[{number}]" if element.repeats else path
        piece = next(
            (one for one in element.slices if belongs(run, element, one, item, kind, place)), None
        )
        if piece is None:
            outside_seen = True
            if rules == "closed":
                text = "belongs to none of the slices, and no other item may stand here"
                run.add("closed-slicing", place, where, text, element)
            continue
        counts[piece] += 1
        if rules == "openAtEnd" and outside_seen:
            text = "must stand before the items that belong to no slice"
            run.add("slice-order", place, where, text, element)
        if (element.slicing or {}).get("ordered"):
            index = element.slices.index(piece)
            if index < reached:
                run.add("slice-order", place, where, "stands in the wrong order", element)
            reached = max(reached, index)
        _against(run, piece, item, kind, where, place)
    if not element.repeats:  # a choice goes by its own name, event[x], not by what stands there
        path = f"{path.rpartition('.')[0]}.{element.name}"
    is_knowable = _is_knowable(run, element, values, place)
    for piece, count in counts.items():
        if is_knowable:
            too_few(run, piece, count, path, place)
        if piece.maximum is not None and count > piece.maximum:
            text = f"may be there at most {piece.maximum} time(s), and is there {count} time(s)"
            run.add("max", place, f"{path}:{piece.slice_name}", text, piece)


def _is_knowable(run: Run, element: Element, values: list[Any], place: Place) -> bool:
    """Can it be known of which slice an item is? Not when that hangs on a resource that is not
    there, because a resource is checked by itself and not in a bundle."""
    if run.entries.listed or "resolve()" not in str((element.slicing or {}).get("discriminator")):
        return True
    return all(
        run.resolve(one["reference"], place) is not None
        for one in values
        if isinstance(one, dict) and isinstance(one.get("reference"), str)
    )


def too_few(run: Run, piece: Element, count: int, path: str, place: Place) -> None:
    """Tell when a slice is there too few times."""
    if count < piece.minimum:
        text = f"must be there at least {piece.minimum} time(s), and is there {count} time(s)"
        run.add("min", place, f"{path}:{piece.slice_name}", text, piece)


def _against(run: Run, piece: Element, item: Any, kind: Type, where: str, place: Place) -> None:
    narrowed = piece.types.get(kind.code)
    if narrowed is None:
        allowed = " or ".join(piece.types)
        run.add("type", place, where, f"must be of type {allowed}", piece)
        return
    if kind.code == "Extension" and not piece.children:
        return  # its own definition is asked already
    if item is not None:
        run.walk.value(run, piece, narrowed, item, None, where, place)


def belongs(
    run: Run, element: Element, piece: Element, item: Any, kind: Type, place: Place
) -> bool:
    """Does an item belong to a slice? It does when every discriminator says so."""
    discriminators = (element.slicing or {}).get("discriminator", ())
    return bool(discriminators) and all(
        _ANSWERS[one["type"]](run, piece, _steps(one["path"]), item, kind, place)
        for one in discriminators
    )


def _steps(path: str) -> Path:
    found = []
    for match in _STEP.finditer(path):
        url, of_type, name = match.groups()
        found.append(
            ("extension", url) if url else ("type", of_type) if of_type else ("name", name)
        )
    return tuple(step for step in found if step != ("name", "$this"))


def _values_at(run: Run, item: Any, steps: Path, place: Place) -> list[Any]:
    found = items(item)
    for what, name in steps:
        found = [inner for one in found for inner in _step(run, one, what, name, place)]
    return found


def _step(run: Run, one: Any, what: str, name: str, place: Place) -> list[Any]:
    if not isinstance(one, dict):
        return []
    if what == "extension":
        return [
            e for e in items(one.get("extension")) if isinstance(e, dict) and e.get("url") == name
        ]
    if what == "type":
        return [one] if one.get("resourceType") == name else []
    if name == "resolve()":
        reference = one.get("reference")
        target = run.resolve(reference, place) if isinstance(reference, str) else None
        return [target] if target is not None else []
    if name in one:
        return items(one[name])
    return [
        value
        for key, value in one.items()
        if key.startswith(name) and key[len(name) : len(name) + 1].isupper()
    ]


def _elements_at(run: Run, piece: Element, steps: Path) -> list[Element]:
    """The definitions of what stands at a path below a slice."""
    found = [piece]
    for what, name in steps:
        found = [inner for one in found for inner in _below(run, one, what, name)]
    return found


def _below(run: Run, element: Element, what: str, name: str) -> list[Element]:
    if what == "type":
        return [element]
    if name == "resolve()":
        targets = [url for kind in element.types.values() for url in kind.targets]
        return [root for url in targets if (root := run.shapes.root(url)) is not None]
    wanted = "extension" if what == "extension" else name
    found = []
    for code, kind in element.types.items() or {"": None}.items():
        children = run.shapes.children(element, code)
        roots = [run.shapes.root(url) for url in (kind.profiles if kind else ())]
        for some in (children, *(root.children for root in roots if root is not None)):
            child = some.get(wanted) or some.get(f"{wanted}[x]")
            if child is not None:
                found.append(child)
    if what == "extension":
        found = [piece for one in found for piece in one.slices if _means(run, piece, name)]
    return found


def _means(run: Run, piece: Element, url: str) -> bool:
    kind = piece.types.get("Extension")
    inside = piece.children.get("url")
    return bool(kind and url in kind.profiles) or bool(inside and inside.required == url)


def _by_value(run: Run, piece: Element, steps: Path, item: Any, kind: Type, place: Place) -> bool:
    values = _values_at(run, item, steps, place)
    demands = [
        demand
        for one in _elements_at(run, piece, steps)
        if (demand := _demand(run, one)) is not None
    ]
    return any(demand(value) for value in values for demand in demands)


def _demand(run: Run, element: Element) -> Callable[[Any], bool] | None:
    """What a definition asks of a value, as a question; None when it asks nothing."""
    if element.required is not None:
        same = equals if element.is_fixed else holds
        return lambda value: same(element.required, value)
    inner = [
        (name, demand)
        for name, child in element.children.items()
        if (demand := _demand(run, child)) is not None
    ]
    if inner:
        return lambda value: (
            isinstance(value, dict)
            and all(any(demand(one) for one in items(value.get(name))) for name, demand in inner)
        )
    if element.binding is not None and element.binding[0] == "required":
        value_set = element.binding[1]
        return lambda value: is_in(run, value_set, value) is True
    return None


def _by_existence(
    run: Run, piece: Element, steps: Path, item: Any, kind: Type, place: Place
) -> bool:
    is_there = bool(_values_at(run, item, steps, place))
    wanted = {
        one.minimum > 0
        for one in _elements_at(run, piece, steps)
        if one.minimum or one.maximum == 0
    }
    return wanted == {is_there}


def _by_type(run: Run, piece: Element, steps: Path, item: Any, kind: Type, place: Place) -> bool:
    elements = _elements_at(run, piece, steps)
    if not steps:
        return kind.code in piece.types
    for value in _values_at(run, item, steps, place):
        code = value.get("resourceType") if isinstance(value, dict) else None
        for one in elements:
            if code is not None and (code in one.types or one.path == code):
                return True
    return False


def _by_profile(run: Run, piece: Element, steps: Path, item: Any, kind: Type, place: Place) -> bool:
    to_resolve = bool(steps) and steps[-1][1] == "resolve()"
    holders = _elements_at(run, piece, steps[:-1] if to_resolve else steps)
    kinds = [one for holder in holders for one in holder.types.values()]
    for value in _values_at(run, item, steps, place):
        for one in kinds:
            urls = one.targets if to_resolve else one.profiles
            for url in urls:
                root = run.shapes.root(url)
                if root is None or not isinstance(value, dict):
                    continue
                if "resourceType" in value:
                    if trials.keeps(run, value, url):
                        return True
                elif not trials.complaints(run, root, one, value, piece.path, place):
                    return True
    return False


_ANSWERS: dict[str, Callable[[Run, Element, Path, Any, Type, Place], bool]] = {
    "value": _by_value,
    "pattern": _by_value,
    "exists": _by_existence,
    "type": _by_type,
    "profile": _by_profile,
}
