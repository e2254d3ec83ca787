"""One file being checked: its resources, what was found so far, and what definitions say of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from helhed.fhir.entries import Entries, Entry, Resource, name_of
from helhed.fhir.findings import Finding, Severity
from helhed.fhir.shapes import Element, Shapes, Type
from helhed.fhir.terminology import Terminology


@dataclass(eq=False, slots=True)
class Place:
    """The resource that is being checked, and where it stands."""

    resource: Resource
    name: str
    prefix: str
    """Where it stands in the file, up to its own type: ``Bundle.entry[3].resource``."""

    full_url: str = ""
    container: Resource | None = None
    """The resource that holds it as a contained one; None when it stands by itself."""

    @property
    def root(self) -> Resource:
        return self.container if self.container is not None else self.resource

    def inside(self, path: str) -> str:
        """The whole place of an element."""
        if not self.prefix:
            return path
        dot = path.find(".")
        return self.prefix + path[dot:] if dot > 0 else self.prefix


class Walk(Protocol):
    """The walk itself, for what it calls that must walk on."""

    def resource(self, run: Run, resource: Resource, root: Element, place: Place) -> None:
        """Check a resource against a definition."""

    def value(
        self,
        run: Run,
        element: Element,
        kind: Type,
        value: Any,
        shadow: Any,
        path: str,
        place: Place,
    ) -> None:
        """Check a value against an element."""


@dataclass(eq=False, slots=True)
class Run:
    """What one check knows and has found."""

    shapes: Shapes
    terms: Terminology
    entries: Entries
    as_published: bool
    kind: str
    """``report``, ``order`` or nothing: which guide's prose holds."""

    walk: Walk
    found: dict[tuple[str, str, str], Finding] = field(default_factory=dict)
    conforming: dict[tuple[int, str], bool] = field(default_factory=dict)

    def add(
        self,
        rule: str,
        place: Place,
        path: str,
        text: str,
        element: Element | None = None,
        is_error: bool = True,
    ) -> None:
        """One finding; the same rule at the same place is told once."""
        whole = place.inside(path)
        key = (rule, whole, text)
        if key in self.found:
            return
        severity = Severity.ERROR if is_error else Severity.WARNING
        profile = element.profile if element is not None else ""
        self.found[key] = Finding(severity, rule, place.name, path, whole, profile, text)

    def resolve(self, reference: str, place: Place) -> Resource | None:
        """The resource that a reference means; None when it is not in the file."""
        if reference.startswith("#"):
            return self.contained(reference[1:], place)
        entry, _ = self.entries.find(reference, place.full_url)
        return entry.resource if entry is not None else None

    def contained(self, its_id: str, place: Place) -> Resource | None:
        """A contained resource by its id; the container itself when no id is given."""
        if not its_id:
            return place.root
        inside = place.root.get("contained")
        for one in inside if isinstance(inside, list) else ():
            if isinstance(one, dict) and one.get("id") == its_id:
                return one
        return None

    def place_of(self, resource: Resource) -> Place | None:
        """Where a resource of the bundle stands."""
        entry = self.entries.of_resource(resource)
        return place_of_entry(entry) if entry is not None else None

    def trial(self) -> Run:
        """The same check with nothing found yet, to try a resource against another profile."""
        return Run(
            self.shapes,
            self.terms,
            self.entries,
            self.as_published,
            "",
            self.walk,
            {},
            self.conforming,
        )

    def has_errors(self) -> bool:
        return any(finding.is_error for finding in self.found.values())


def place_of_entry(entry: Entry) -> Place:
    """The place of the resource of an entry."""
    prefix = f"Bundle.entry[{entry.number}].resource"
    return Place(entry.resource, name_of(entry.resource), prefix, entry.full_url)


def profiles(resource: Resource) -> list[str]:
    """The profiles that a resource says it keeps, as it says them: some with their version."""
    meta = resource.get("meta")
    told = meta.get("profile") if isinstance(meta, dict) else None
    return [one for one in told if isinstance(one, str)] if isinstance(told, list) else []


def claimed(resource: Resource) -> list[str]:
    """The profiles that a resource says it keeps, without versions."""
    return [one.split("|", 1)[0] for one in profiles(resource)]


def items(value: Any) -> list[Any]:
    """A list as it is, nothing as an empty one, anything else as its only item."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
