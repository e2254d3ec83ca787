"""A citizen with something to report, and what a report says of it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from helhed.apps.assessments import actions as assessing
from helhed.apps.assessments.models import Assessment
from helhed.apps.plans import actions as planning
from helhed.apps.plans.models import Plan
from helhed.apps.reports.changes import changed_citizens
from helhed.apps.reports.making import Made, reports, sender
from helhed.rules.assessments import ffb
from tests.apps import building as b
from tests.apps.audit.acts_in_help import goal_words
from tests.apps.town import Town

GROUPS = [c.code for c in ffb.leaves(ffb.Kind.TARGET_GROUP)]


def assessed(town: Town, group: str = GROUPS[0]) -> Assessment:
    """A finished assessment with a primary target group."""
    made = town.assessment()
    assessing.write_field(
        town.anna, assessment=made.id, field="primary_target_group", values=[group]
    )
    assessing.finish(town.anna, assessment=made.id)
    made.refresh_from_db()
    return made


def planned(town: Town) -> Plan:
    """A plan with a goal."""
    plan = town.plan()
    planning.add_goal(town.anna, plan=plan.id, words=goal_words())
    return plan


def made_on(day: date = b.TODAY) -> list[Made]:
    """The reports of a day, made at noon of today."""
    return list(reports(changed_citizens(day), day, b.NOON, sender()))


def told(made: Made, profile: str) -> list[Any]:
    """The resources of a profile in a report."""
    entries = json.loads(made.contents)["entry"]
    return [
        entry["resource"]
        for entry in entries
        if entry["resource"]["meta"]["profile"][0].endswith(f"-{profile}")
    ]
