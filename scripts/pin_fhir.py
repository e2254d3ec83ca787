"""Take over what the FHIR checker needs of the published definitions, one file per package.

python scripts/pin_fhir.py FOLDER

The folder holds one folder per package (``ffb-reporting-1.0.0``, ``r4-base-4.0.1`` …) with its
``StructureDefinition-*.json`` (snapshots included), ``ValueSet-*.json`` and ``CodeSystem-*.json``.
Texts for people (definitions, comments, mappings) are left out. The same folder gives the same
bytes. See src/helhed/fhir/profiles/ORIGIN.md.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

PACKAGES = (
    "r4-base-4.0.1",
    "dk-core-1.1.0",
    "kl-term-1.0.0",
    "kl-term-2.3.0",
    "kl-core-1.2.0",
    "ffb-reporting-1.0.0",
    "ffb-messaging-1.0.0",
)
OUT = Path(__file__).resolve().parents[1] / "src" / "helhed" / "fhir" / "profiles"
KEPT_OF_DEFINITION = ("url", "version", "type", "kind", "abstract", "baseDefinition", "context")
KEPT_OF_ELEMENT = (
    *("id", "path", "sliceName", "min", "max", "contentReference", "maxLength", "isModifier"),
    *("minValueInteger", "maxValueInteger", "maxValuePositiveInt"),
)
NATIVE = ("ele-1", "ext-1")  # they stand on every element; the checker knows them
TOO_LARGE = ("http://dicom.nema.org/resources/ontology/DCM",)
FHIR_TYPE = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"


def main(folder: Path) -> None:
    """Write every package."""
    for package in PACKAGES:
        found = [_read(path) for path in sorted((folder / package).glob("*.json"))]
        kept = {
            "package": package,
            "definitions": [_definition(one) for one in found if _is(one, "StructureDefinition")],
            "valueSets": [_value_set(one) for one in found if _is(one, "ValueSet")],
            "codeSystems": [_code_system(one) for one in found if _is(one, "CodeSystem")],
        }
        text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        path = OUT / f"{package}.json.gz"
        path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
        print(f"{path.name}: {len(text):,} characters, {path.stat().st_size:,} bytes")


def _read(path: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return told


def _is(one: dict[str, Any], kind: str) -> bool:
    return one["resourceType"] == kind and one.get("url") not in TOO_LARGE


def _definition(one: dict[str, Any]) -> dict[str, Any]:
    kept = {key: one[key] for key in KEPT_OF_DEFINITION if key in one}
    kept["elements"] = [_element(element) for element in one["snapshot"]["element"]]
    return kept


def _element(element: dict[str, Any]) -> dict[str, Any]:
    kept = {
        key: value
        for key, value in element.items()
        if key in KEPT_OF_ELEMENT or key.startswith(("fixed", "pattern"))
    }
    kept["base"] = [element["base"]["path"], element["base"]["max"]]
    if "slicing" in element:
        slicing = element["slicing"]
        kept["slicing"] = {
            key: slicing[key] for key in ("discriminator", "rules", "ordered") if key in slicing
        }
    if "type" in element:
        kept["type"] = [_type(one) for one in element["type"]]
    if "binding" in element and element["binding"]["strength"] in ("required", "extensible"):
        kept["binding"] = [element["binding"]["strength"], element["binding"]["valueSet"]]
    rules = [
        [rule["key"], rule["severity"], rule["human"], rule["expression"]]
        for rule in element.get("constraint", ())
        if rule["key"] not in NATIVE
    ]
    if rules:
        kept["rules"] = rules
    return kept


def _type(one: dict[str, Any]) -> dict[str, Any]:
    kept = {
        key: one[key] for key in ("code", "profile", "targetProfile", "aggregation") if key in one
    }
    for extension in one.get("extension", ()):
        if extension["url"] == FHIR_TYPE:
            kept["code"] = extension["valueUrl"]
    return kept


def _value_set(one: dict[str, Any]) -> dict[str, Any]:
    compose = one.get("compose", {})
    kept = {
        kind: [_part(part) for part in compose.get(kind, ())] for kind in ("include", "exclude")
    }
    return {"url": one["url"], **kept}


def _part(part: dict[str, Any]) -> dict[str, Any]:
    kept = {key: part[key] for key in ("system", "valueSet", "filter") if key in part}
    if "concept" in part:
        kept["concept"] = [concept["code"] for concept in part["concept"]]
    return kept


def _code_system(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "url": one["url"],
        "content": one["content"],
        "caseSensitive": one.get("caseSensitive", True),
        "concept": [_concept(concept) for concept in one.get("concept", ())],
    }


def _concept(concept: dict[str, Any]) -> list[Any]:
    """The code, its name, and those below it."""
    below = [_concept(one) for one in concept.get("concept", ())]
    return [concept["code"], concept.get("display", ""), *([below] if below else [])]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
