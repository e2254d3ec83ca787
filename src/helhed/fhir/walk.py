"""The walk through a resource beside its definition: names, counts, types, formats."""

from __future__ import annotations

from typing import Any

from helhed.fhir import extensions, slices, values
from helhed.fhir.claims import tell_of_profiles
from helhed.fhir.entries import Resource, name_of
from helhed.fhir.invariants import require
from helhed.fhir.of_types import asked_of
from helhed.fhir.primitives import complaint
from helhed.fhir.report import free_text
from helhed.fhir.run import Place, Run, claimed
from helhed.fhir.shapes import Element, Shape, Type

EXTENDED = ("extension", "modifierExtension")


def resource_against(run: Run, resource: Resource, root: Element, place: Place) -> None:
    """Check a resource against one definition, from its root."""
    code = str(resource["resourceType"])
    shape = run.shapes.shape(root, code)
    _properties(run, root, code, shape, resource, code, place, is_resource=True)
    require(run, root, root.rules, resource, code, place)


def any_resource(run: Run, resource: Any, asked: tuple[str, ...], place: Place, path: str) -> None:
    """Check a resource against what it claims to keep and what is asked of it; against FHIR
    itself when that is nothing. What a profile is made from is asked with it, and not alone."""
    if type(resource) is not dict:
        run.add("type", place, path, "must be a resource")
        return
    code = resource.get("resourceType")
    if not isinstance(code, str):
        run.add("resource-type", place, path, "has no resourceType")
        return
    base = run.shapes.base(code)
    if base is None or run.shapes.kind(code) != "resource":
        named = code if code.isalnum() and len(code) <= 64 else "this type"
        run.add("resource-type", place, path, f"no definition of {named} is known here")
        return
    tell_of_profiles(run, resource, code, place)
    urls = [*dict.fromkeys((*claimed(resource), *asked))]
    roots = [
        root
        for url in urls
        if not any(one != url and run.shapes.stands_on(one, url) for one in urls)
        and (root := _root(run, url, code, place)) is not None
    ]
    for root in roots or [base]:
        resource_against(run, resource, root, place)


def _root(run: Run, url: str, code: str, place: Place) -> Element | None:
    """The definition with this address, when it is known and of the right type."""
    root = run.shapes.root(url)
    if root is None:
        return None
    its_type = run.shapes.type_of(url)
    if its_type != code:
        path, text = f"{code}.meta.profile", f"{root.profile} is a profile of {its_type}"
        run.add("profile-type", place, path, text, root)
        return None
    return root


def value_against(
    run: Run, element: Element, kind: Type, value: Any, shadow: Any, path: str, place: Place
) -> None:
    """Check one value (no list) against an element."""
    if kind.is_primitive:
        _primitive(run, element, kind, value, shadow, path, place)
    elif kind.is_resource:
        _inner_resource(run, element, kind, value, path, place)
        return
    else:
        if type(value) is not dict:
            run.add("type", place, path, f"must be an object ({kind.code})", element)
            return
        holder = element
        if kind.code == "Extension" and not element.slice_name:
            holder = extensions.definition(run, value.get("url")) or element
        shape = run.shapes.shape(holder, kind.code)
        _properties(run, holder, kind.code, shape, value, path, place)
        if shape.rules:
            require(run, element, shape.rules, value, path, place)
        asked_of(run, element, kind.code, value, path, place)
    if element.has_more and value is not None:
        values.beyond_type(run, element, kind, value, path, place)


def _inner_resource(
    run: Run, element: Element, kind: Type, value: Any, path: str, place: Place
) -> None:
    prefix = place.inside(path)
    inner = value if isinstance(value, dict) else {}
    full_url = ""
    container = None
    if path.endswith(".resource"):
        entry = run.entries.of_resource(value)
        full_url = entry.full_url if entry else ""
    elif ".contained[" in path:
        container, full_url = place.root, place.full_url
    where = Place(inner, name_of(inner) if inner else place.name, prefix, full_url, container)
    code = str(inner.get("resourceType", kind.code))
    if len(element.types) > 1 and code not in element.types and run.shapes.kind(code):
        allowed = ", ".join(element.types)
        run.add("type", where, code, f"must be one of {allowed}", element)
    asked = element.types.get(code, kind)
    profiles = asked.profiles if asked.code == code else ()
    any_resource(run, value, profiles, where, name_of(inner).split("/")[0])


def _properties(
    run: Run,
    element: Element,
    code: str,
    shape: Shape,
    value: Resource,
    path: str,
    place: Place,
    is_resource: bool = False,
) -> None:
    """Every property of an object: is it known, and is what stands there right?"""
    counted: dict[Element, str] = {}
    for key, item in value.items():
        if key == "resourceType" and is_resource:
            continue
        name, shadow = key, None
        if key[:1] == "_":
            name = key[1:]
            if name in value:
                continue  # told with its value
            item, shadow = None, item
        elif "_" + key in value:
            shadow = value["_" + key]
        known = shape.fields.get(name)
        if known is None:
            _unknown(run, element, shape, name, path, place)
            continue
        child, kind = known
        if child in counted:
            text = f"only one of {counted[child]} and {name} may stand here"
            run.add("max", place, f"{path}.{child.name}", text, child)
        counted[child] = name
        if name in EXTENDED:
            extensions.allowed(run, element, code, child, item, f"{path}.{name}", place)
        _property(run, child, kind, item, shadow, f"{path}.{name}", place)
    _missing(run, element, shape, value, counted, path, place, is_resource)


def _missing(
    run: Run,
    element: Element,
    shape: Shape,
    value: Resource,
    counted: dict[Element, str],
    path: str,
    place: Place,
    is_resource: bool,
) -> None:
    """Is everything there that must be?"""
    if not value or (len(value) == 1 and "id" in value and not is_resource):
        run.add("ele-1", place, path, "an element must have a value or children", element)
    for child, _ in shape.needed:
        if child not in counted:
            text = f"must be there at least {child.minimum} time(s), and is missing"
            run.add("min", place, f"{path}.{child.name}", text, child)
    for child, piece in shape.needed_slices:
        if child not in counted:
            slices.too_few(run, piece, 0, f"{path}.{child.name}", place)


def _unknown(run: Run, element: Element, shape: Shape, name: str, path: str, place: Place) -> None:
    named = name if name.isalnum() and name.isascii() and len(name) <= 64 else "(a strange name)"
    for child, _ in shape.fields.values():
        if child.name.endswith("[x]"):
            stem = child.name[:-3]
            if name.startswith(stem) and name[len(stem) : len(stem) + 1].isupper():
                allowed = ", ".join(child.types)
                run.add("type", place, f"{path}.{named}", f"must be of type {allowed}", child)
                return
    run.add("unknown-element", place, f"{path}.{named}", "there is no such element", element)


def _property(
    run: Run, child: Element, kind: Type, item: Any, shadow: Any, path: str, place: Place
) -> None:
    if child.maximum == 0:
        run.add("max", place, path, "must not be there", child)
        return
    if shadow is not None and not kind.is_primitive:
        head, _, name = path.rpartition(".")
        run.add("unknown-element", place, f"{head}._{name}", "there is no such element", child)
        shadow = None
    if not child.repeats:
        if type(item) is list or type(shadow) is list:
            run.add("type", place, path, "must be one value, no list", child)
            return
        value_against(run, child, kind, item, shadow, path, place)
        if child.slices:
            slices.check(run, child, [item], path, place, kind)
        return
    if (item is not None and type(item) is not list) or (
        shadow is not None and type(shadow) is not list
    ):
        run.add("type", place, path, "must be a list", child)
        return
    _listed(run, child, kind, item or [], shadow or [], path, place)


def _listed(
    run: Run,
    child: Element,
    kind: Type,
    items: list[Any],
    shadows: list[Any],
    path: str,
    place: Place,
) -> None:
    count = max(len(items), len(shadows))
    if not count:
        run.add("ele-1", place, path, "an empty list; leave it out", child)
    if count < child.minimum:
        text = f"must be there at least {child.minimum} time(s), and is there {count} time(s)"
        run.add("min", place, path, text, child)
    if child.maximum is not None and count > child.maximum:
        text = f"may be there at most {child.maximum} time(s), and is there {count} time(s)"
        run.add("max", place, path, text, child)
    for number in range(count):
        item = items[number] if number < len(items) else None
        shadow = shadows[number] if number < len(shadows) else None
        value_against(run, child, kind, item, shadow, f"{path}[{number}]", place)
    if child.slicing is not None and (child.slices or child.slicing["rules"] != "open"):
        slices.check(run, child, items, path, place, kind)


def _primitive(
    run: Run, element: Element, kind: Type, value: Any, shadow: Any, path: str, place: Place
) -> None:
    if value is None:
        if type(shadow) is not dict or "extension" not in shadow:
            run.add("ele-1", place, path, "an element must have a value or an extension", element)
    else:
        wrong = complaint(kind.code, value)
        if wrong is not None:
            run.add(wrong[0], place, path, wrong[1], element)
        elif element.base == "Element.id" and len(value.split()) > 1:
            run.add("format", place, path, "the id of an element holds no spaces", element)
        elif run.kind == "report":
            free_text(run, element, kind.code, value, path, place)
    if shadow is not None:
        own = run.shapes.base("Element")
        if type(shadow) is not dict or own is None:
            run.add("type", place, path, "what belongs to a value must be an object", element)
            return
        _properties(run, own, kind.code, run.shapes.shape(own, "Element"), shadow, path, place)


class Walker:
    """This walk, as what it calls knows it."""

    resource = staticmethod(resource_against)
    value = staticmethod(value_against)
