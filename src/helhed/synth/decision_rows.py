"""Decisions, grants, changes and suspensions as rows."""

from __future__ import annotations

import numpy as np
import polars as pl

from helhed.synth.assessments import Assessed
from helhed.synth.chance import Flags, between
from helhed.synth.grants import Granted
from helhed.synth.plans import Planned
from helhed.synth.shape import (
    HISTORY_FROM,
    TODAY,
    chosen,
    dates,
    decimals,
    ids,
    moments,
    table,
)
from helhed.synth.town import unit_ids
from helhed.synth.whose import Whose, age_in, said_to
from helhed.synth.words import only_where, said
from helhed.synth.world import World

GOALS_A_DECISION = 2
SHARE_RESTING = 0.03


def decision_ids(world: World, made: Granted) -> list[str]:
    return ids(world.seed, "decisions", [decision.key for decision in made.decisions])


def grant_ids(world: World, made: Granted) -> list[str]:
    return ids(world.seed, "grants", [grant.key for grant in made.grants])


def decisions(world: World, made: Granted, assessed: Assessed) -> pl.DataFrame:
    """One row each; everything but a draft holds what a decision must hold."""
    chance, listed = world.chance, made.decisions
    count = len(listed)
    child = np.array([world.cases.department[d.case] == "children" for d in listed], bool)
    complete = _complete(made)
    hearing = chance.draw(count, "decisions", "hearing") < 0.7
    minute = between(chance.draw(count, "decisions", "minute"), 480, 840)

    return table(
        "decisions",
        {
            **_words(world, made, child, hearing),
            "id": decision_ids(world, made),
            "case": [world.case_id[d.case] for d in listed],
            "state": [d.state for d in listed],
            "is_refusal": [d.is_refusal for d in listed],
            "citation": [d.citation for d in listed],
            "assessment": pl.Series(
                [assessed.latest(d.case, d.prepared) for d in listed], dtype=pl.String
            ),
            "hearing": pl.Series(["held" if h else "not_needed" for h in hearing.tolist()]).set(
                pl.Series(~complete), None
            ),
            "prepared_by": [world.responsible(d.case) for d in listed],
            "prepared_on": dates(np.array([d.prepared for d in listed])),
            "submitted_at": moments(np.array([d.submitted for d in listed]), minute),
            "decided_by": pl.Series([d.decided_by for d in listed], dtype=pl.String),
            "decided_at": moments(np.array([d.decided for d in listed]), minute + 45),
            "returned_reason": only_where(
                said(chance.draw(count, "decisions", "returned"), "returned"),
                np.array([d.returned for d in listed], bool),
            ),
            "ended_on": dates(np.array([d.ended for d in listed])),
        },
    )


def _complete(made: Granted) -> Flags:
    """Which decisions are more than a draft."""
    return np.array([decision.state != "draft" for decision in made.decisions], bool)


def _words(world: World, made: Granted, child: Flags, hearing: Flags) -> dict[str, pl.Series]:
    """What a decision says, in words that fit the citizen and the service; drafts lack some."""
    listed, areas, complete = made.decisions, _areas(made), _complete(made)
    count = len(listed)
    side = ["child" if c else "adult" for c in child.tolist()]
    people = [
        Whose(
            max(age_in(world, d.case, d.prepared), 0), frozenset({world.cases.area[d.case], area})
        )
        for d, area in zip(listed, areas, strict=True)
    ]

    def words(column: str, uses: list[str]) -> pl.Series:
        return said_to(world.chance.draw(count, "decisions", column), uses, people)

    reasons = ["refusal" if d.is_refusal else s for d, s in zip(listed, side, strict=True)]
    notes = [f"hearing_{'note' if h else 'not_needed'}" for h in hearing.tolist()]
    views = [f"view_{'parents' if c else 'adult'}" for c in child.tolist()]
    return {
        "purpose": words("purpose", [f"purpose_{area}" for area in areas]),
        "facts": words("facts", [f"facts_{s}" for s in side]),
        "reasons": only_where(words("reasons", [f"reasons_{r}" for r in reasons]), complete),
        "hearing_note": only_where(words("hearing note", notes), complete),
        "citizens_view": words("view", views),
        "childs_view": only_where(words("child", ["view_child"] * count), child & complete),
    }


def _areas(made: Granted) -> list[str]:
    """What the main service of each decision is about."""
    area = [""] * len(made.decisions)
    for grant in made.grants:
        if grant.main < 0:
            area[grant.decision] = grant.service.area
    return area


def decision_goals(world: World, made: Granted, planned: Planned) -> pl.DataFrame:
    """Each decision helps with the first goals of the plan of its case."""
    key = decision_ids(world, made)
    pairs = [
        (key[n], goal)
        for n, decision in enumerate(made.decisions)
        for goal in planned.goals_of.get(decision.case, [])[:GOALS_A_DECISION]
    ]
    return table(
        "decision_goals",
        {
            "decision": pl.Series([d for d, _ in pairs], dtype=pl.String),
            "goal": pl.Series([g for _, g in pairs], dtype=pl.String),
        },
    )


def grants(world: World, made: Granted) -> pl.DataFrame:
    """One row per grant; the unit is the team that has the case."""
    listed = made.grants
    key, decision = grant_ids(world, made), decision_ids(world, made)
    offers = ids(world.seed, "offers", range(len(world.market.offers)))
    rates = ids(world.seed, "rates", range(len(world.book.rates)))
    units = unit_ids(world.seed)
    team = [units[world.cases.team[made.decisions[g.decision].case]] for g in listed]
    prepared = np.array([made.decisions[g.decision].prepared for g in listed])
    return table(
        "grants",
        {
            "id": key,
            "decision": [decision[g.decision] for g in listed],
            "main": chosen(key, np.array([g.main for g in listed])),
            "replaces": pl.Series([None] * len(listed), dtype=pl.String),
            "service": [g.service.key for g in listed],
            "citation": [g.citation for g in listed],
            "kind": [g.kind.value for g in listed],
            "offer": chosen(offers, np.array([g.offer for g in listed])),
            "rate": chosen(rates, np.array([g.rate for g in listed])),
            "quantity": decimals(g.quantity for g in listed),
            "start": dates(np.array([g.start for g in listed])),
            "end": dates(np.array([g.end for g in listed])),
            "state": [g.state for g in listed],
            "account": [g.account for g in listed],
            "unit": team,
            "recorded_at": moments(prepared, np.full(len(listed), 540)),
        },
    )


def grant_changes(world: World, made: Granted) -> pl.DataFrame:
    """The end of every grant that was ended otherwise than it was planned."""
    key = grant_ids(world, made)
    listed = [
        n
        for n, grant in enumerate(made.grants)
        if made.decisions[grant.decision].state == "ended"
        and grant.start < grant.end
        and grant.kind.value != "one_off"
    ]
    end = np.array([made.grants[n].end for n in listed], np.int64)
    who = [world.responsible(made.decisions[made.grants[n].decision].case) for n in listed]
    return table(
        "grant_changes",
        {
            "id": ids(world.seed, "grant_changes", [made.grants[n].key for n in listed]),
            "grant": pl.Series([key[n] for n in listed], dtype=pl.String),
            "old_end": pl.Series([None] * len(listed), dtype=pl.Date),
            "new_end": dates(end),
            "reason": said(world.chance.draw(len(listed), "changes", "reason"), "change"),
            "recorded_at": moments(end - 3, np.full(len(listed), 620)),
            "recorded_by": pl.Series(who, dtype=pl.String),
        },
    )


def resting(world: World, made: Granted) -> list[tuple[int, int, int]]:
    """(grant, first day, last day) of every suspension."""
    draws = world.chance.draw(len(made.grants), "suspensions", "has").tolist()
    found = []
    for n, grant in enumerate(made.grants):
        first, last = max(grant.start, HISTORY_FROM) + 40, min(grant.last, TODAY) - 70
        if draws[n] >= SHARE_RESTING or grant.state != "granted" or last <= first:
            continue
        if grant.kind.value == "one_off" or grant.main >= 0:
            continue
        one, two = world.chance.draw(2, "suspensions", grant.key).tolist()
        start = first + int(one * (last - first))
        found.append((n, start, start + 6 + int(two * 54)))
    return found


def suspensions(world: World, made: Granted) -> pl.DataFrame:
    listed = resting(world, made)
    key = grant_ids(world, made)
    of = np.array([n for n, _, _ in listed], np.int64)
    start = np.array([start for _, start, _ in listed], np.int64)
    who = [world.responsible(made.decisions[made.grants[n].decision].case) for n in of.tolist()]
    return table(
        "suspensions",
        {
            "id": ids(world.seed, "suspensions", of.tolist()),
            "grant": chosen(key, of),
            "start": dates(start),
            "end": dates(np.array([end for _, _, end in listed], np.int64)),
            "reason": said(world.chance.draw(len(of), "suspensions", "reason"), "suspension"),
            "recorded_at": moments(start, np.full(len(of), 700)),
            "recorded_by": pl.Series(who, dtype=pl.String),
        },
    )
