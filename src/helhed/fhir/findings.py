"""What the checker finds: in which resource, at which element, against which rule."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import Enum


class Severity(Enum):
    """How bad a finding is; an error refuses the file, the others do not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach.

    ``rule`` is the key of an invariant (``con-5``) or the checker's own name of a kind of rule
    (``min``, ``binding`` …, see docs/how-to/check-a-report.md) and is stable. ``resource`` is
    ``Condition/<id>``, ``path`` begins with the type of that resource, ``place`` with the file's
    outermost resource. ``profile`` is the last part of the definition that asks. ``text`` holds no
    personal data.
    """

    severity: Severity
    rule: str
    resource: str
    path: str
    place: str
    profile: str
    text: str

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def as_json(self) -> dict[str, str]:
        """As plain values."""
        return {**asdict(self), "severity": self.severity.value}


def errors(findings: list[Finding]) -> list[Finding]:
    """Only those that refuse."""
    return [finding for finding in findings if finding.is_error]
