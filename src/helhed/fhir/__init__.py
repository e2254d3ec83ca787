"""KL's FHIR profiles: checked here, offline, from the published definitions."""

from helhed.fhir.check import check, check_file
from helhed.fhir.findings import Finding, Severity, errors
from helhed.fhir.reading import Unreadable, read

__all__ = ["Finding", "Severity", "Unreadable", "check", "check_file", "errors", "read"]
