"""A value of each type of FHIR, to be put where nothing may stand."""

from __future__ import annotations

from typing import Any

NOWHERE = "d0000000-0000-4000-8000-000000000000"
SAMPLES: dict[str, Any] = {
    "Identifier": {"system": "urn:oid:1.2.3", "value": "1"},
    "CodeableConcept": {"coding": [{"system": "urn:oid:1.2.3", "code": "x"}]},
    "Coding": {"system": "urn:oid:1.2.3", "code": "x"},
    "Reference": {"reference": f"Organization/{NOWHERE}"},
    "BackboneElement": {"id": "x", "extension": [{"url": "urn:x:y", "valueBoolean": True}]},
    "Annotation": {"text": "En fri tekst."},
    "Period": {"start": "2021-01-01"},
    "Extension": {"url": "urn:x:y", "valueBoolean": True},
    "HumanName": {"family": "Prøve"},
    "ContactPoint": {"system": "phone", "value": "11223344"},
    "Address": {"city": "Prøveby"},
    "Attachment": {"contentType": "application/pdf", "data": "JVBERg=="},
    "Duration": {"value": 1, "unit": "h", "system": "http://unitsofmeasure.org", "code": "h"},
    "Signature": {
        "type": [{"system": "urn:iso-astm:E1762-95:2013", "code": "1.2.840.10065.1.12.1.1"}],
        "when": "2021-01-01T10:00:00Z",
        "who": {"reference": f"Organization/{NOWHERE}"},
    },
    "Quantity": {"value": 1},
    "Timing": {"event": ["2021-01-01"]},
    "System.String": "x1",
    "boolean": True,
    "unsignedInt": 1,
    "positiveInt": 1,
    "integer": 1,
    "date": "2021-01-01",
    "dateTime": "2021-01-01",
    "instant": "2021-01-01T10:00:00Z",
    "code": "x",
    "uri": "urn:x:y",
    "canonical": "urn:x:y",
    "string": "En fri tekst.",
    "markdown": "En fri tekst.",
    "base64Binary": "JVBERg==",
    "Resource": {"resourceType": "Organization", "name": "Prøve"},
}
