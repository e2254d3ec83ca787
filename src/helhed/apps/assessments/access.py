"""Whose an assessment is: its case's."""

from __future__ import annotations

from helhed.apps.access.access import Actor
from helhed.apps.assessments.models import Assessment
from helhed.apps.cases.access import may_write, require_case
from helhed.rules.access.rights import Action


def require_assessment(actor: Actor, action: Action, assessment: Assessment) -> None:
    """Raises UnableToLetIn when the actor may not do this with the assessment."""
    require_case(actor, action, assessment.case)


def may_assessment(actor: Actor, action: Action, assessment: Assessment) -> bool:
    """Whether the actor may do this with the assessment, and its case is open."""
    return may_write(actor, action, assessment.case)
