"""What offers can, how far it is between districts, who waits for a place and wishes what."""

from __future__ import annotations

import numpy as np
import polars as pl

from helhed.rules.assessments import ffb
from helhed.rules.decisions.tilbudshjemmel import takes_place
from helhed.rules.decisions.ydelser import services
from helhed.rules.offers.ejerforhold import Ownership
from helhed.synth.assessment_rows import SECOND_GROUP, TARGET_GROUPS
from helhed.synth.chance import between
from helhed.synth.decision_rows import decision_ids
from helhed.synth.grants import Grant, Granted
from helhed.synth.offers import OPENED, OTHER_MUNICIPALITIES, Offer
from helhed.synth.shape import NEVER, TODAY, dates, ids, moments, table
from helhed.synth.town import DISTRICTS
from helhed.synth.world import World

GIVES = {
    "botilbud_108": (3, 4),
    "botilbud_107": (2, 4),
    "botilbud_105": (2, 3),
    "forsorgshjem_110": (1, 3),
    "krisecenter_109": (1, 3),
    "misbrug_101": (1, 2),
    "beskyttet_103": (1, 2),
    "aktivitet_104": (2, 3),
}
"""The most support that an offer of a service gives in a theme, from low to high."""
ASKED_FOR = {
    "disability": ("botilbud_108", "botilbud_105", "aktivitet_104"),
    "mental_health": ("botilbud_107", "botilbud_105"),
    "exposed": ("forsorgshjem_110", "botilbud_107"),
    "addiction": ("misbrug_101",),
}
SHARE_WAITING = 0.02
AT_LEAST = 6
METRES = {("Midt", "Nord"): 6_200, ("Midt", "Syd"): 8_900, ("Nord", "Syd"): 14_100}
NEAREST, NEXT, BESIDE = 21_000, 9_500, (4_100, 0, 6_700)
"""Metres to the nearest other municipality, to each next one, and more from a district."""
NOT_FIRST = (
    ("close", "Her er kun ti minutter med bus til moren."),
    ("said_no", "Det første tilbud har lovet pladsen til en anden."),
    ("group", "Beboerne er på samme alder og kender hinanden fra skolen."),
)
"""Why another than the first was chosen."""
APART = ("De har tidligere skadet hinanden.", "Der er givet tilhold mellem dem.")
TOGETHER = ("De er søskende og vil bo sammen.", "De er kærester og vil bo sammen.")


def _gives(world: World) -> list[tuple[int, Offer]]:
    return [(n, one) for n, one in enumerate(world.market.offers) if one.need.key in GIVES]


def offer_groups(world: World) -> pl.DataFrame:
    """Own offers take the groups of one or two of the areas that their service is for; what is
    bought is found for the citizen, and takes every group."""
    rows = []
    for number, offer in _gives(world):
        areas = [a.value for a in offer.need.service.areas if a.value in TARGET_GROUPS]
        if offer.owner is not Ownership.OWN or len(areas) < 2:
            continue
        first = int(world.chance.one("offer groups", number) * len(areas))
        taken = {areas[first], areas[(first + 1) % len(areas)]}
        codes = {code for area in taken for code in TARGET_GROUPS[area]} | {SECOND_GROUP}
        rows += [(number, code) for code in sorted(codes)]
    offers = ids(world.seed, "offers", range(len(world.market.offers)))
    return table(
        "offer_groups",
        {
            "id": ids(world.seed, "offer_groups", rows),
            "offer": pl.Series([offers[number] for number, _ in rows], dtype=pl.String),
            "code": pl.Series([code for _, code in rows], dtype=pl.String),
            "start": dates(np.full(len(rows), OPENED)),
            "end": dates(np.full(len(rows), NEVER)),
        },
    )


def offer_supports(world: World) -> pl.DataFrame:
    """How much support each offer for adults gives; what is bought gives a step more at times."""
    themes = [theme.code for theme in ffb.themes() if theme.takes_level]
    rows = []
    for number, offer in _gives(world):
        low, high = GIVES[offer.need.key]
        draws = between(world.chance.draw(len(themes), "offer supports", number), low, high)
        more = 1 if offer.owner is not Ownership.OWN and offer.need.size else 0
        for theme, level in zip(themes, draws.tolist(), strict=True):
            rows.append((number, theme, min(4, level + more)))
    offers = ids(world.seed, "offers", range(len(world.market.offers)))
    return table(
        "offer_supports",
        {
            "id": ids(world.seed, "offer_supports", [row[:2] for row in rows]),
            "offer": pl.Series([offers[number] for number, _, _ in rows], dtype=pl.String),
            "theme": pl.Series([theme for _, theme, _ in rows], dtype=pl.String),
            "level": pl.Series([level for _, _, level in rows], dtype=pl.Int64),
            "start": dates(np.full(len(rows), OPENED)),
            "end": dates(np.full(len(rows), NEVER)),
        },
    )


def district_distances(world: World) -> pl.DataFrame:
    """Between every two districts, and from each to the municipalities where places are bought."""
    assert set(DISTRICTS) == {one for pair in METRES for one in pair}
    far = dict(METRES)
    for nth, other in enumerate(OTHER_MUNICIPALITIES):
        for district, more in zip(DISTRICTS, BESIDE, strict=True):
            one, two = sorted((district, other))
            far[one, two] = NEAREST + NEXT * nth + more
    return table(
        "district_distances",
        {
            "id": ids(world.seed, "district_distances", far),
            "one": [one for one, _ in far],
            "other": [other for _, other in far],
            "metres": list(far.values()),
        },
    )


def waiting(world: World) -> list[tuple[int, str]]:
    """The cases that wait for a place without a decision, and of which service."""
    housed = {
        int(case)
        for key, case, last in zip(
            world.courses.key, world.case_of.tolist(), world.last.tolist(), strict=True
        )
        if takes_place(services()[key]) and last >= TODAY
    }
    offered = {offer.need.key for offer in world.market.offers}
    draws = world.chance.draw(len(world.cases), "place needs", "who")
    fits = [
        (float(draws[case]), case)
        for case in world.open_cases()
        if case not in housed and world.cases.area[case] in ASKED_FOR
    ]
    fits.sort()
    count = max(AT_LEAST, int(SHARE_WAITING * len(world.open_cases())))
    found = []
    for draw, case in fits[:count]:
        listed = [key for key in ASKED_FOR[world.cases.area[case]] if key in offered]
        if listed:
            found.append((case, listed[int(draw * 1e6) % len(listed)]))
    return found


def place_needs(world: World) -> pl.DataFrame:
    """Since when and by when; visitation has said of some how urgent it is."""
    rows = waiting(world)
    since, latest = (
        world.chance.draw(len(rows), "place needs", word) for word in ("since", "latest")
    )
    first = TODAY - between(since, 5, 220)
    last = np.maximum(TODAY - 20 + between(latest, 0, 200), first)
    urgent = [3 if n % 5 == 1 else 1 if n % 5 == 3 else None for n in range(len(rows))]
    return table(
        "place_needs",
        {
            "id": ids(world.seed, "place_needs", rows),
            "case": pl.Series([world.case_id[case] for case, _ in rows], dtype=pl.String),
            "service": pl.Series([key for _, key in rows], dtype=pl.String),
            "since": dates(first),
            "latest": dates(last),
            "urgency": pl.Series(urgent, dtype=pl.Int64),
            "ended_on": dates(np.full(len(rows), NEVER)),
            "recorded_at": moments(first, np.full(len(rows), 640)),
            "recorded_by": pl.Series(
                [world.responsible(case) for case, _ in rows], dtype=pl.String
            ),
        },
    )


def place_wishes(world: World) -> pl.DataFrame:
    """One to three wishes of most who wait, and sometimes a place that is not wanted."""
    rows = []
    for case, key in waiting(world):
        fits = [n for n, offer in enumerate(world.market.offers) if offer.need.key == key]
        one, two, three = world.chance.draw(3, "place wishes", case).tolist()
        count = min(int(one * 4), len(fits))
        at = int(two * len(fits))
        turned = fits[at:] + fits[:at]
        rows += [(case, offer, nth) for nth, offer in enumerate(turned[:count], 1)]
        if three < 0.3 and len(turned) > count:
            rows.append((case, turned[-1], 0))
    offers = ids(world.seed, "offers", range(len(world.market.offers)))
    tellers = ("citizen", "citizen", "guardian", "caseworker")
    count = len(rows)
    return table(
        "place_wishes",
        {
            "id": ids(world.seed, "place_wishes", [row[:2] for row in rows]),
            "case": pl.Series([world.case_id[case] for case, _, _ in rows], dtype=pl.String),
            "offer": pl.Series([offers[offer] for _, offer, _ in rows], dtype=pl.String),
            "wish": pl.Series([wish for _, _, wish in rows], dtype=pl.Int64),
            "told_by": [tellers[case % len(tellers)] for case, _, _ in rows],
            "recorded_at": moments(np.full(count, TODAY - 4), np.full(count, 660)),
            "recorded_by": pl.Series(
                [world.responsible(case) for case, _, _ in rows], dtype=pl.String
            ),
        },
    )


def place_choices(world: World, made: Granted) -> pl.DataFrame:
    """The homes that wait for approval and some of the newest granted were chosen from the list;
    every third of them was not the first on it."""
    homes = [
        (grant, made.decisions[grant.decision])
        for grant in made.grants
        if grant.offer >= 0 and grant.service.key in GIVES and grant.main < 0
    ]
    waiting = [row for row in homes if row[1].state == "submitted"]
    granted = [row for row in homes if row[0].state == "granted" and row[1].decided < NEVER]
    granted.sort(key=lambda row: (-row[1].decided, row[0].key))
    rows = [*waiting[:12], *granted[:12]]
    offers = ids(world.seed, "offers", range(len(world.market.offers)))
    decided = decision_ids(world, made)
    points = [640 - 35 * nth for nth in range(len(rows))]
    firsts = [_first(world, grant, nth) for nth, (grant, _) in enumerate(rows)]
    others = [first != grant.offer for first, (grant, _) in zip(firsts, rows, strict=True)]
    said = [
        NOT_FIRST[nth // 3 % len(NOT_FIRST)] if is_other else ("", "")
        for nth, is_other in enumerate(others)
    ]
    return table(
        "place_choices",
        {
            "id": ids(world.seed, "place_choices", [grant.key for grant, _ in rows]),
            "case": pl.Series([world.case_id[d.case] for _, d in rows], dtype=pl.String),
            "service": pl.Series([grant.service.key for grant, _ in rows], dtype=pl.String),
            "offer": pl.Series([offers[grant.offer] for grant, _ in rows], dtype=pl.String),
            "rank": pl.Series([2 if is_other else 1 for is_other in others], dtype=pl.Int64),
            "points": pl.Series(points, dtype=pl.Int64),
            "first": pl.Series([offers[first] for first in firsts], dtype=pl.String),
            "first_points": pl.Series(
                [point + 45 * is_other for point, is_other in zip(points, others, strict=True)],
                dtype=pl.Int64,
            ),
            "why": pl.Series([why for why, _ in said], dtype=pl.String),
            "reason": pl.Series([reason for _, reason in said], dtype=pl.String),
            "decision": pl.Series([decided[grant.decision] for grant, _ in rows], dtype=pl.String),
            "chosen_at": moments(
                np.array([decision.prepared for _, decision in rows], np.int64),
                np.full(len(rows), 700),
            ),
            "chosen_by": pl.Series(
                [world.responsible(decision.case) for _, decision in rows], dtype=pl.String
            ),
        },
    )


def _first(world: World, grant: Grant, nth: int) -> int:
    """The first on the list: for every third another offer of the service, where there is one."""
    if nth % 3 != 1:
        return grant.offer
    fits = [n for n, one in enumerate(world.market.offers) if one.need.key == grant.service.key]
    return next((n for n in fits if n != grant.offer), grant.offer)


def place_bonds(world: World) -> pl.DataFrame:
    """A pair that is to be together and one that is to be apart, for every dozen who wait."""
    people = list(dict.fromkeys(world.cases.person[case] for case, _ in waiting(world)))
    pairs = [(people[n], people[n + 1]) for n in range(0, len(people) - 1, 6)]
    citizens = ids(world.seed, "citizens", range(len(world.people.birth)))
    said = [
        ("apart", APART[nth // 2 % 2]) if nth % 2 else ("together", TOGETHER[nth // 2 % 2])
        for nth in range(len(pairs))
    ]
    count = len(pairs)
    return table(
        "place_bonds",
        {
            "id": ids(world.seed, "place_bonds", pairs),
            "citizen": pl.Series([citizens[one] for one, _ in pairs], dtype=pl.String),
            "other": pl.Series([citizens[other] for _, other in pairs], dtype=pl.String),
            "bond": pl.Series([bond for bond, _ in said], dtype=pl.String),
            "reason": pl.Series([reason for _, reason in said], dtype=pl.String),
            "recorded_at": moments(np.full(count, TODAY - 3), np.full(count, 680)),
            "recorded_by": pl.Series([None] * count, dtype=pl.String),
            "ended_on": dates(np.full(count, NEVER)),
        },
    )
