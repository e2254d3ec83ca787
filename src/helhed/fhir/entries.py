"""The resources of one file: who stands where, and whom a reference means."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

Resource = dict[str, Any]

RELATIVE = re.compile(
    r"(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9\-.]{1,64})(?:/_history/[A-Za-z0-9\-.]{1,64})?"
)
RESTFUL = re.compile(rf"(?P<root>https?://\S+/)(?P<rest>{RELATIVE.pattern})")
URNS = frozenset({"urn:uuid", "urn:oid"})
_TYPE = re.compile(r"[A-Z][A-Za-z]{0,63}")
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S+")


@dataclass(eq=False, slots=True)
class Entry:
    """One resource of a bundle, and where it stands."""

    number: int
    full_url: str
    resource: Resource

    @property
    def version(self) -> Any:
        """The version that the resource says it is; None when it says none."""
        meta = self.resource.get("meta")
        return meta.get("versionId") if isinstance(meta, dict) else None


@dataclass(eq=False, slots=True)
class Entries:
    """All resources of a bundle, by address and by type and id."""

    listed: list[Entry] = field(default_factory=list)
    by_url: dict[str, Entry] = field(default_factory=dict)
    by_name: dict[str, Entry] = field(default_factory=dict)
    by_resource: dict[int, Entry] = field(default_factory=dict)

    @classmethod
    def of(cls, bundle: Any) -> Entries:
        """What can be found in a bundle, however broken it is."""
        found = cls()
        entries = bundle.get("entry") if isinstance(bundle, dict) else None
        for number, one in enumerate(entries if isinstance(entries, list) else ()):
            resource = one.get("resource") if isinstance(one, dict) else None
            if not isinstance(resource, dict):
                continue
            url = one.get("fullUrl")
            entry = Entry(number, url if isinstance(url, str) else "", resource)
            found.listed.append(entry)
            found.by_resource.setdefault(id(resource), entry)
            if entry.full_url:
                found.by_url.setdefault(entry.full_url, entry)
            found.by_name.setdefault(name_of(resource), entry)
        return found

    def of_resource(self, resource: Resource) -> Entry | None:
        """The entry that holds this very resource."""
        return self.by_resource.get(id(resource))

    def find(self, reference: str, full_url: str) -> tuple[Entry | None, bool]:
        """The entry that a reference means when it stands in the resource with this address, and
        whether it was found by the rule of FHIR (its full address) and not only by type and id.

        One that names a version means that version and no other.
        """
        plain, _, version = reference.partition("/_history/")
        found, is_by_rule = self._find(plain, full_url)
        if found is not None and version and found.version != version:
            return None, True
        return found, is_by_rule

    def _find(self, plain: str, full_url: str) -> tuple[Entry | None, bool]:
        found = self.by_url.get(plain)
        if found is not None:
            return found, True
        if not RELATIVE.fullmatch(plain):
            return None, True
        inside = RESTFUL.fullmatch(full_url)
        if inside is not None:
            return self.by_url.get(inside["root"] + plain), True
        found = self.by_name.get(plain)
        if found is not None and _is_elsewhere(found):
            return None, True
        return found, False


def _is_elsewhere(found: Entry) -> bool:
    """Does an entry stand at a URN that is not made of its id? Then it is another than the one that
    a reference by type and id means."""
    prefix, _, last = found.full_url.rpartition(":")
    its_id = str(found.resource.get("id", ""))
    return prefix in URNS and last.replace("-", "").lower() != its_id.replace("-", "").lower()


def name_of(resource: Resource) -> str:
    """``Condition/<id>``; a question mark for what is missing or could hold anything."""
    code, its_id = resource.get("resourceType"), resource.get("id")
    has_type = isinstance(code, str) and _TYPE.fullmatch(code)
    has_id = isinstance(its_id, str) and _ID.fullmatch(its_id)
    return f"{code if has_type else '?'}/{its_id if has_id else '?'}"
