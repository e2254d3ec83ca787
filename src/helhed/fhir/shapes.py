"""Definitions made ready for checking: each profile once a tree, read from its snapshot."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import RLock
from typing import Any

from helhed.fhir.pinned import R4, Pinned, Raw, short

LANGUAGES = frozenset({"Resource.language", "Attachment.language"})
"""Codes of languages, bound to no set but to how they are written."""

ABSOLUTE_ONLY = frozenset({"Coding.system", "Identifier.system", "Meta.profile"})
"""Addresses that must mean the same everywhere."""


@dataclass(frozen=True, slots=True)
class Invariant:
    """A rule in FHIRPath."""

    key: str
    is_error: bool
    human: str
    expression: str


@dataclass(eq=False, slots=True)
class Type:
    """One type that an element may have."""

    code: str
    is_primitive: bool
    is_resource: bool
    profiles: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    is_bundled: bool = False


@dataclass(eq=False, slots=True)
class Element:
    """One element of a definition, with its slices and, when the definition goes into it, its
    own children."""

    id: str
    path: str
    name: str
    profile: str
    minimum: int
    maximum: int | None
    repeats: bool
    base: str
    """Its path in FHIR itself: ``Coding.display``."""

    types: dict[str, Type]
    binding: tuple[str, str] | None = None
    required: Any = None
    is_fixed: bool = False
    rules: list[Invariant] = field(default_factory=list)
    content_reference: str | None = None
    longest: int | None = None
    slicing: Raw | None = None
    slice_name: str = ""
    slices: list[Element] = field(default_factory=list)
    children: dict[str, Element] = field(default_factory=dict)
    has_more: bool = False
    """Is there anything to check of a value beyond its type and its children?"""

    @property
    def only_type(self) -> Type:
        return next(iter(self.types.values()))


@dataclass(eq=False, slots=True)
class Shape:
    """The properties that an object may have, by their JSON name, and those that must be there."""

    fields: dict[str, tuple[Element, Type]]
    needed: list[tuple[Element, tuple[str, ...]]]
    needed_slices: list[tuple[Element, Element]]
    rules: list[Invariant]


class Shapes:
    """Every definition, made ready when it is first asked for."""

    def __init__(self, pinned: Pinned) -> None:
        self.pinned = pinned
        self._roots: dict[str, Element | None] = {}
        self._by_id: dict[str, dict[str, Element]] = {}
        self._shapes: dict[tuple[Element, str], Shape] = {}
        self._list_paths: dict[str, bool] = {}
        self._one_at_a_time = RLock()

    def root(self, url: str) -> Element | None:
        """The root of a definition; None when it is not pinned."""
        url = url.split("|", 1)[0]
        if url not in self._roots:
            with self._one_at_a_time:
                if url not in self._roots:
                    raw = self.pinned.definitions.get(url)
                    self._roots[url] = None if raw is None else self._built(raw)
        return self._roots[url]

    def base(self, type_code: str) -> Element | None:
        """The root of a type or resource of FHIR itself; None when it is not pinned."""
        return self.root(R4 + type_code)

    def kind(self, type_code: str) -> str:
        raw = self.pinned.definitions.get(R4 + type_code)
        return raw["kind"] if raw else ""

    def type_of(self, url: str) -> str | None:
        """The type that a profile constrains; None when it is not pinned."""
        raw = self.pinned.definitions.get(url.split("|", 1)[0])
        return raw["type"] if raw else None

    def stands_on(self, url: str, ancestor: str) -> bool:
        """Is the profile the other one, or made from it?"""
        step: str | None = url.split("|", 1)[0]
        while step:
            if step == ancestor:
                return True
            raw = self.pinned.definitions.get(step)
            step = raw.get("baseDefinition") if raw else None
        return False

    def shape(self, element: Element, type_code: str) -> Shape:
        """What an object at an element may hold when it has this type."""
        key = (element, type_code)
        found = self._shapes.get(key)
        if found is None:
            found = self._shapes[key] = self._shaped(element, type_code)
        return found

    def children(self, element: Element, type_code: str) -> dict[str, Element]:
        """The elements below an element: those of its type or of what it refers to, narrowed by
        its own."""
        if element.content_reference:
            target = element.content_reference.partition("#")[2]
            return self._by_id[element.profile][target].children
        base = self.base(type_code)
        if base is None or base is element:
            return element.children
        return {**base.children, **element.children} if element.children else base.children

    def _shaped(self, element: Element, type_code: str) -> Shape:
        children = self.children(element, type_code)
        fields: dict[str, tuple[Element, Type]] = {}
        needed = []
        for child in children.values():
            stem = child.name.removesuffix("[x]")
            is_choice = stem != child.name
            names = []
            for code, kind in child.types.items():
                name = stem + code[0].upper() + code[1:] if is_choice else stem
                names.append(name)
                fields[name] = (child, kind)
            if child.minimum:
                needed.append((child, tuple(names)))
        base = self.base(type_code)
        rules = list(base.rules) if base and base is not element else []
        pieces = [
            (child, piece)
            for child in children.values()
            for piece in child.slices
            if piece.minimum and child.maximum != 0
        ]
        return Shape(fields, needed, pieces, rules)

    def _built(self, raw: Raw) -> Element:
        profile = short(raw["url"])
        elements: dict[str, Element] = {}
        self._by_id[profile] = elements
        for told in raw["elements"]:
            element = self._element(told, profile)
            elements[element.id] = element
            head, _, last = element.id.rpartition(".")
            if ":" in last:
                element.slice_name = last.partition(":")[2]
                whole = element.id[: -len(element.slice_name) - 1]
                elements[whole].slices.append(element)
            elif head:
                elements[head].children[element.name] = element
        for element in elements.values():
            if element.content_reference:
                element.types = {"BackboneElement": Type("BackboneElement", False, False)}
        return elements[raw["elements"][0]["id"]]

    def _element(self, told: Raw, profile: str) -> Element:
        base_path, base_max = told["base"]
        element = Element(
            id=told["id"],
            path=told["path"],
            name=told["path"].rsplit(".", 1)[-1],
            profile=profile,
            minimum=told["min"],
            maximum=None if told["max"] == "*" else int(told["max"]),
            repeats=self._repeats(base_path, base_max),
            base=base_path,
            types={one["code"]: self._type(one, told["id"]) for one in told.get("type", ())},
            binding=tuple(told["binding"]) if "binding" in told else None,
            rules=[
                Invariant(key, severity == "error", human, expression)
                for key, severity, human, expression in told.get("rules", ())
            ],
            content_reference=told.get("contentReference"),
            longest=told.get("maxLength"),
            slicing=told.get("slicing"),
        )
        for key, value in told.items():
            if key.startswith(("fixed", "pattern")):
                element.required, element.is_fixed = value, key.startswith("fixed")
        element.has_more = bool(
            element.binding
            or element.rules
            or element.longest
            or element.required is not None
            or base_path in ABSOLUTE_ONLY
            or base_path in LANGUAGES
        ) or any(one.profiles or one.targets for one in element.types.values())
        return element

    def _repeats(self, base_path: str, base_max: str) -> bool:
        """Is it a list in JSON? What FHIR itself says counts, whatever a profile narrows."""
        owner = base_path.split(".", 1)[0]
        raw = self.pinned.definitions.get(R4 + owner)
        if raw is not None and owner not in self._list_paths:
            self._list_paths[owner] = True
            self._list_paths |= {
                one["path"]: one["base"][1] not in ("0", "1") for one in raw["elements"]
            }
        return self._list_paths.get(base_path, base_max not in ("0", "1"))

    def _type(self, one: Raw, element_id: str) -> Type:
        code = one["code"]
        if (
            element_id.endswith(".id")
            and element_id.count(".") == 1
            and self.kind(element_id.split(".")[0]) == "resource"
        ):
            code = "id"
        kind = self.kind(code)
        return Type(
            code=code,
            is_primitive=kind == "primitive-type" or code == "xhtml",
            is_resource=kind == "resource",
            profiles=tuple(one.get("profile", ())),
            targets=tuple(one.get("targetProfile", ())),
            is_bundled=one.get("aggregation") == ["bundled"],
        )
