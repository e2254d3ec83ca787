"""Recommendations and efforts as rows: one for each decision that granted an adult a main service
which a kind of offer of FFB delivers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from helhed.rules.assessments import ffb
from helhed.synth.assessments import Assessed
from helhed.synth.chance import Ints, between, pick
from helhed.synth.decision_rows import decision_ids
from helhed.synth.grants import Grant, Granted
from helhed.synth.plans import Held, Planned
from helhed.synth.shape import HISTORY_FROM, NEVER, chosen, dates, ids, moments, table
from helhed.synth.whose import said_to, whose
from helhed.synth.world import World

AMBULANT = "d90f4da6-f87a-43b5-833f-646b4baf16d6"
IN_ORDINARY_HOMES = "a7cbf55b-6906-4b2a-872e-c48b4d728837"
TEMPORARY = "25de7444-3919-4dab-b844-8cec6c15f30e"
LONG_TERM = "498fe92c-d7f7-41cd-9404-5b38fe113be0"
SHELTERED_WORK = "a0fb02a2-367c-48bc-bacd-92e49a861a4c"
ACTIVITY = "9401777d-bdc5-4f52-9804-63c8cae9a792"
OFFERS = {
    "botilbud_107": (TEMPORARY, "80aa8ea7-4ad8-405f-876a-4c0f89fde06a"),
    "botilbud_108": (LONG_TERM, "5af56051-8413-4115-aaa2-83a0767e1137"),
    "botilbud_105": (IN_ORDINARY_HOMES, "638f44df-6bf2-47f8-9935-b8fdc83e5bf5"),
    "stoette_85": (AMBULANT, "638f44df-6bf2-47f8-9935-b8fdc83e5bf5"),
    "stoette_82b": (AMBULANT, "fe42f8f4-d516-4bab-b006-12b0cd186603"),
    "beskyttet_103": (SHELTERED_WORK, "fb3d8722-90e0-4a80-ba65-490617ffeb0f"),
    "aktivitet_104": (ACTIVITY, "7e419926-bb04-4829-99c9-95ea20403c2c"),
}
"""Kind of offer and service (FFB) of each service of the house that has them."""


@dataclass(slots=True)
class Recommended:
    """The grants that came of an effort, in order; the ids of their efforts."""

    grants: list[Grant]
    decisions: Ints
    cases: list[int]
    prepared: Ints
    recommendation_ids: list[str]
    effort_ids: list[str]


def recommended(world: World, made: Granted) -> Recommended:
    """The main services that were granted and that FFB knows the kind of offer of."""
    found = [
        grant
        for grant in made.grants
        if grant.main < 0
        and grant.service.key in OFFERS
        and made.decisions[grant.decision].state in ("granted", "ended")
    ]
    decisions = np.array([grant.decision for grant in found], np.int64)
    return Recommended(
        found,
        decisions,
        [made.decisions[d].case for d in decisions.tolist()],
        np.array([made.decisions[d].prepared for d in decisions.tolist()], np.int64),
        ids(world.seed, "recommendations", [grant.key for grant in found]),
        ids(world.seed, "efforts", [grant.key for grant in found]),
    )


def recommendations(world: World, found: Recommended, assessed: Assessed) -> pl.DataFrame:
    chance, count = world.chance, len(found.grants)
    agreement = pick(chance.draw(count, "recommendations", "agreement"), [85, 15])
    people = whose(world, found.cases, found.prepared.tolist())
    return table(
        "recommendations",
        {
            "id": found.recommendation_ids,
            "case": [world.case_id[case] for case in found.cases],
            "assessment": pl.Series(
                [
                    assessed.latest(case, day)
                    for case, day in zip(found.cases, found.prepared.tolist(), strict=True)
                ],
                dtype=pl.String,
            ),
            "text": said_to(
                chance.draw(count, "recommendations", "text"), ["reasons_adult"] * count, people
            ),
            "agreement": chosen(("agrees", "partly"), agreement),
            "citizens_words": said_to(
                chance.draw(count, "recommendations", "own"), ["view_adult"] * count, people
            ),
            "made_on": dates(found.prepared),
            "made_by": pl.Series(
                [world.responsible(case) for case in found.cases], dtype=pl.String
            ),
            "handed_on": dates(found.prepared),
        },
    )


def efforts(world: World, found: Recommended) -> pl.DataFrame:
    minute = between(world.chance.draw(len(found.grants), "efforts", "minute"), 480, 900)
    return table(
        "efforts",
        {
            "id": found.effort_ids,
            "recommendation": found.recommendation_ids,
            "position": 1,
            "standing": "recommended",
            "offer_kind": [OFFERS[grant.service.key][0] for grant in found.grants],
            "service": [grant.service.key for grant in found.grants],
            "citation": [grant.citation for grant in found.grants],
            "extent": "",
            "reason": "",
            "yearly_oere": pl.Series([None] * len(found.grants), dtype=pl.Int64),
            "starts_on": _starts(found),
            "ends_on": _ends(found),
            "recorded_at": moments(found.prepared, minute),
        },
    )


def _starts(found: Recommended) -> pl.Series:
    return dates(np.array([grant.start for grant in found.grants], np.int64))


def _ends(found: Recommended) -> pl.Series:
    return dates(np.array([grant.end for grant in found.grants], np.int64))


def effort_services(world: World, found: Recommended) -> pl.DataFrame:
    minute = between(world.chance.draw(len(found.grants), "effort services", "minute"), 480, 900)
    return table(
        "effort_services",
        {
            "id": ids(world.seed, "effort_services", [grant.key for grant in found.grants]),
            "effort": found.effort_ids,
            "code": [OFFERS[grant.service.key][1] for grant in found.grants],
            "starts_on": _starts(found),
            "ends_on": _ends(found),
            "recorded_at": moments(found.prepared, minute),
        },
    )


def decision_efforts(world: World, made: Granted, found: Recommended) -> pl.DataFrame:
    key = decision_ids(world, made)
    return table(
        "decision_efforts",
        {
            "decision": pl.Series([key[d] for d in found.decisions.tolist()], dtype=pl.String),
            "effort": pl.Series(found.effort_ids, dtype=pl.String),
        },
    )


def effort_results(world: World, planned: Planned, held: Held, found: Recommended) -> pl.DataFrame:
    """Each follow-up lets the efforts that ran on its day go on."""
    of_case: dict[int, list[int]] = {}
    for number, case in enumerate(found.cases):
        of_case.setdefault(case, []).append(number)
    pairs = [
        (follow, effort)
        for follow, (plan, day) in enumerate(
            zip(held.plan.tolist(), held.day.tolist(), strict=True)
        )
        for effort in of_case.get(int(planned.case[plan]), [])
        if found.grants[effort].start <= day < min(found.grants[effort].end, NEVER)
        and day >= HISTORY_FROM
    ]
    return table(
        "effort_results",
        {
            "id": ids(world.seed, "effort_results", range(len(pairs))),
            "follow_up": pl.Series([held.ids[f] for f, _ in pairs], dtype=pl.String),
            "effort": pl.Series([found.effort_ids[e] for _, e in pairs], dtype=pl.String),
            "outcome": ffb.GOES_ON,
        },
    )
