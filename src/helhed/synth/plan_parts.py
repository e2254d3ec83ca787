"""Who does what as a part of a plan, beside the help that is granted."""

from __future__ import annotations

import numpy as np
import polars as pl

from helhed.synth.chance import between, pick
from helhed.synth.plans import Planned
from helhed.synth.shape import NEVER, TODAY, chosen, dates, ids, moments, table
from helhed.synth.world import World

SHARE = 45
AGREED = (
    ("network", "Søster", "Ringer hver søndag og tager med til familiefester."),
    ("network", "Far", "Hjælper med at læse breve fra kommunen."),
    ("network", "Nabo", "Går tur sammen onsdag aften."),
    ("voluntary", "Besøgsven", "Kommer forbi hver anden torsdag til kaffe og kortspil."),
    ("voluntary", "Idrætsforeningen", "Træner i motionsholdet om mandagen."),
    ("voluntary", "Madfællesskabet", "Laver mad sammen med andre den første fredag i måneden."),
    ("citizen", "", "Jeg står selv op til aftalte tider på hverdage."),
    ("citizen", "", "Jeg skriver i min dagbog, hvad der gik godt."),
    ("other", "Jobcentret", "Holder samtale om praktik hver anden måned."),
    ("other", "Lokalpsykiatrien", "Følger op på medicinen hvert kvartal."),
)


def plan_parts(world: World, made: Planned) -> pl.DataFrame:
    """One or two agreements in somewhat under half of the plans; some are over."""
    chance, plans = world.chance, len(made.plan_ids)
    has = between(chance.draw(plans, "plan parts", "has"), 0, 99) < SHARE
    has &= made.ended > made.started
    second = between(chance.draw(plans, "plan parts", "second"), 0, 99) < SHARE
    at = np.concatenate([np.flatnonzero(has), np.flatnonzero(has & second)])
    at.sort(kind="stable")
    nth = np.r_[0, (at[1:] == at[:-1]).astype(int)] if len(at) else at
    count = len(at)
    first = between(chance.draw(plans, "plan parts", "first"), 0, len(AGREED) - 1)
    step = between(chance.draw(plans, "plan parts", "step"), 1, len(AGREED) - 1)
    which = (first[at] + nth * step[at]) % len(AGREED)  # never the same twice in a plan
    start = made.started[at] + between(chance.draw(count, "plan parts", "start"), 0, 60)
    start = np.minimum(start, np.minimum(made.ended[at], TODAY))
    is_over = pick(chance.draw(count, "plan parts", "over"), [85, 15]) == 1
    until = start + between(chance.draw(count, "plan parts", "until"), 30, 400)
    until = np.minimum(until, made.ended[at])
    until = np.where(is_over & (until < TODAY), until, made.ended[at])
    listed = [AGREED[number] for number in which.tolist()]
    ended = until < NEVER
    return table(
        "plan_parts",
        {
            "id": ids(world.seed, "plan_parts", zip(at.tolist(), nth.tolist(), strict=True)),
            "plan": chosen(made.plan_ids, at),
            "kind": [kind for kind, _, _ in listed],
            "who": [who for _, who, _ in listed],
            "what": [what for _, _, what in listed],
            "goal": [None] * count,
            "started_on": dates(start),
            "ended_on": dates(until),
            "end_reason": ["" if not one else "Aftalen er fuldført" for one in ended.tolist()],
            "recorded_at": moments(start, np.full(count, 620)),
            "recorded_by": [None] * count,
        },
    )
