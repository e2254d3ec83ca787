"""What the municipality has changed and confirmed in the rules and numbers that it came with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl

from helhed.kernel.law import Citation
from helhed.kernel.period import Period
from helhed.rules.decisions.regelsaet import Rule, packaged_rules
from helhed.synth.shape import NEVER, dates, day, ids, moments, table
from helhed.synth.world import World

STANDARDS = "Kvalitetsstandard, vedtaget af byrådet 17.12.2024"
PLAN = "Kompetenceplan for social- og sundhedsområdet, 1.1.2026"
TIME_LIMITED, ESCORT = ("stoette_82b", "SEL § 82 b"), ("kontakt_98", "SEL § 98")
FOSTER = ("plejefamilie", "BL § 46")


def _changes() -> list[tuple[Rule, bool, str, date]]:
    """(rule, switched off, source, written down): two confirmed, one to end next summer."""

    def packaged(key: tuple[str, str]) -> Rule:
        return packaged_rules()[key[0], Citation.parse(key[1])]

    limited, foster = packaged(TIME_LIMITED), packaged(FOSTER)
    return [
        (
            replace(limited, period=Period(date(2025, 1, 1)), alias="BOSTOETTE-82B"),
            False,
            STANDARDS,
            date(2024, 12, 20),
        ),
        (
            replace(foster, period=Period(date(2025, 1, 1)), alias="PLEJEFAM"),
            False,
            STANDARDS,
            date(2024, 12, 20),
        ),
        (
            replace(packaged(ESCORT), period=Period(date(2027, 7, 1))),
            True,
            "Byrådets beslutning 5.10.2026: hjælpen samles hos regionen",
            date(2026, 10, 12),
        ),
    ]


def rule_changes(world: World) -> pl.DataFrame:
    """The changes of rules."""
    listed = _changes()
    rules = [rule for rule, *_ in listed]
    written = np.array([day(at) for *_, at in listed])
    return table(
        "rule_changes",
        {
            "id": ids(world.seed, "rule_changes", [f"{r.service} {r.citation}" for r in rules]),
            "service": [r.service for r in rules],
            "citation": [str(r.citation) for r in rules],
            "valid_from": dates(np.array([day(r.period.start) for r in rules])),
            "valid_to": dates(np.full(len(rules), NEVER)),
            "is_off": [is_off for _, is_off, *_ in listed],
            "areas": ["|".join(sorted(area.value for area in r.areas)) for r in rules],
            "steps": ["|".join(str(step) for step in sorted(r.steps)) for r in rules],
            "follows": "",
            "function": [r.function for r in rules],
            "grouping": [r.grouping for r in rules],
            "groupings": "",
            "alias": [r.alias for r in rules],
            "kle": [r.kle for r in rules],
            "level": [r.level.value for r in rules],
            "certainty": "quoted",
            "source": [source for _, _, source, _ in listed],
            "recorded_at": moments(written, np.full(len(rules), 590)),
            "recorded_by": _administrator(world),
        },
    )


def parameter_corrections(world: World) -> pl.DataFrame:
    """The council's own plan of who may approve how much, confirmed for two roles."""
    amounts = {"team_leader": "1000000", "visitation": "2000000"}
    count = len(amounts)
    return table(
        "parameter_corrections",
        {
            "id": ids(world.seed, "parameter_corrections", amounts),
            "file": "decisions/kompetence",
            "key": list(amounts),
            "value": list(amounts.values()),
            "valid_from": dates(np.full(count, day(date(2026, 1, 1)))),
            "valid_to": dates(np.full(count, NEVER)),
            "source": PLAN,
            "recorded_at": moments(np.full(count, day(date(2025, 12, 18))), np.full(count, 615)),
            "recorded_by": _administrator(world),
        },
    )


def _administrator(world: World) -> str:
    return world.user[world.staff.named("demo-administrator")]
