"""Claims between municipalities: four a year for each citizen that another pays for, some
rejected, some forgotten for so long that help lapses; and a few claims on us."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import polars as pl

from helhed.kernel.period import Month
from helhed.rules.refunds.mellemkommunal import Match, SettlementState, in_time, matched
from helhed.synth.refunds import Costly
from helhed.synth.shape import NEVER, TODAY, dates, day, ids, moments, table
from helhed.synth.town import OTHER_CODES
from helhed.synth.world import World

FIRST = Month(2025, 1)
LAST_CLAIMED = Month(2026, 6)
FORGOTTEN_THROUGH = Month(2025, 9)
ONE_IN_FORGOTTEN = 9
SHARE_REJECTED, SHARE_PARTLY = 0.06, 0.08
INCOMING_A_SCALE = 60
REASON = "Betalingskommunen mener ikke, at borgerens ophold er omfattet af § 9 c"
PART_REASON = "Takster over den aftalte er ikke godkendt"
NINE = 540


@dataclass(slots=True)
class _Rows:
    """Claims and their lines before they become frames."""

    claims: list[dict[str, object]] = field(default_factory=list)
    lines: list[tuple[int, str, Month, int, int]] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=lambda: defaultdict(int))


def settlements(
    world: World, found: Costly, duties: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Our claims with their lines, and a few of theirs."""
    rows = _Rows()
    posted: dict[str, dict[Month, list[tuple[str, int]]]] = defaultdict(lambda: defaultdict(list))
    pays = dict(duties.select("citizen", "paying").iter_rows())
    since = dict(duties.select("citizen", "start").iter_rows())
    for key, _, month, oere, _ in found.rows:
        citizen = found.grants[key].citizen
        if citizen in pays and month >= FIRST and month.first >= since[citizen]:
            posted[citizen][month].append((key, oere))
    draws = world.chance.draw(len(posted), "settlements", "how").tolist()
    after = FORGOTTEN_THROUGH.plus(1)
    forgotten = {one for one in sorted(posted) if after in posted[one]}
    forgotten = set(sorted(forgotten)[::ONE_IN_FORGOTTEN])
    for n, citizen in enumerate(sorted(posted)):
        through = FORGOTTEN_THROUGH if citizen in forgotten else LAST_CLAIMED
        for quarter in _quarters(through):
            months = {
                m: of for m, of in posted[citizen].items() if quarter.plus(-2) <= m <= quarter
            }
            if months:
                _claim(rows, found, citizen, pays[citizen], quarter, months, draws[n])
    _incoming(world, rows, found, set(pays))
    return _frames(world, rows)


def _quarters(through: Month) -> list[Month]:
    return [month for month in FIRST.until(through) if month.month % 3 == 0]


def _claim(
    rows: _Rows,
    found: Costly,
    citizen: str,
    municipality: str,
    quarter: Month,
    months: Mapping[Month, list[tuple[str, int]]],
    draw: float,
) -> None:
    sent = quarter.last + timedelta(days=25 + int(draw * 20))
    rows.numbers[sent.year] += 1
    number, total = len(rows.claims), 0
    for month in sorted(months):
        sums: dict[str, int] = defaultdict(int)
        for key, oere in months[month]:
            sums[key] += oere
        for key, oere in sorted(sums.items()):
            claims, lapsed = in_time(oere, found.grants[key].days, month, sent)
            rows.lines.append((number, key, month, claims, lapsed))
            total += claims
    state, accepted, reason = _answer(total, quarter, draw)
    rows.claims.append(
        {
            "number": f"M-{sent.year}-{rows.numbers[sent.year]:04d}",
            "is_outgoing": True,
            "municipality": municipality,
            "citizen": citizen,
            "grant": None,
            "start": min(months).first,
            "end": max(months).last,
            "oere": total,
            "state": state,
            "match": None,
            "accepted_oere": accepted,
            "reason": reason,
            "sent": sent,
            "is_paid": state is SettlementState.PAID,
        }
    )


def _answer(total: int, quarter: Month, draw: float) -> tuple[SettlementState, int | None, str]:
    """The newest claims wait; of the others most are paid, a few rejected or agreed in part."""
    if quarter == LAST_CLAIMED and draw > 0.35:
        return SettlementState.SENT, None, ""
    if draw < SHARE_REJECTED:
        return SettlementState.REJECTED, 0, REASON
    if draw < SHARE_REJECTED + SHARE_PARTLY:
        return SettlementState.PARTLY, total * 9 // 10, PART_REASON
    return SettlementState.PAID, total, ""


def _incoming(world: World, rows: _Rows, found: Costly, others: set[str]) -> None:
    """Claims on us for citizens of ours who live elsewhere: most as our grants say."""
    month, received = Month(2026, 8), date(2026, 10, 12)
    ours = sorted(
        key
        for key, service in found.services.items()
        if service in ("botilbud_108", "opholdssted") and found.grants[key].citizen not in others
    )
    spent: dict[str, int] = defaultdict(int)
    for key, _, when, oere, _ in found.rows:
        if when == month:
            spent[found.grants[key].citizen] += oere
    wanted = [key for key in ours if spent[found.grants[key].citizen] > 0]
    count = min(len(wanted), max(3, int(INCOMING_A_SCALE * world.scale)))
    draws = world.chance.draw(2 * count, "settlements", "incoming").tolist()
    for n, key in enumerate(wanted[:count]):
        grant, (one, two) = found.grants[key], draws[2 * n : 2 * n + 2]
        expected = spent[grant.citizen]
        claimed = expected if one < 0.6 else int(expected * (0.9 + 0.25 * two))
        match = matched(claimed, expected, is_known=True, period=month.period, received_on=received)
        is_waiting = one > 0.3
        rows.claims.append(
            {
                "number": f"{2026_0000 + n + 1}",
                "is_outgoing": False,
                "municipality": OTHER_CODES[n % len(OTHER_CODES)],
                "citizen": grant.citizen,
                "grant": key,
                "start": month.first,
                "end": month.last,
                "oere": claimed,
                "state": SettlementState.RECEIVED if is_waiting else SettlementState.ACCEPTED,
                "match": match,
                "accepted_oere": None if is_waiting else claimed,
                "reason": "",
                "sent": received,
                "is_paid": False,
            }
        )


def _frames(world: World, rows: _Rows) -> tuple[pl.DataFrame, pl.DataFrame]:
    listed = rows.claims
    keys = ids(
        world.seed,
        "settlement_claims",
        [f"{one['is_outgoing']} {one['municipality']} {one['number']}" for one in listed],
    )
    sent = np.array([day(_day(one["sent"])) for one in listed], np.int64)
    is_answered = np.array([one["accepted_oere"] is not None for one in listed], bool)
    is_paid = np.array([one["is_paid"] for one in listed], bool)
    claims = table(
        "settlement_claims",
        {
            "id": keys,
            "number": [one["number"] for one in listed],
            "is_outgoing": [one["is_outgoing"] for one in listed],
            "municipality": [one["municipality"] for one in listed],
            "citizen": [one["citizen"] for one in listed],
            "grant": pl.Series([one["grant"] for one in listed], dtype=pl.String),
            "start": pl.Series([one["start"] for one in listed], dtype=pl.Date),
            "end": pl.Series([one["end"] for one in listed], dtype=pl.Date),
            "oere": [one["oere"] for one in listed],
            "state": [str(one["state"]) for one in listed],
            "match": pl.Series(
                [str(one["match"]) if isinstance(one["match"], Match) else None for one in listed],
                dtype=pl.String,
            ),
            "accepted_oere": pl.Series([one["accepted_oere"] for one in listed], dtype=pl.Int64),
            "reason": [one["reason"] for one in listed],
            "owner": world.user[world.staff.named("oekonomi-2")],
            "made_at": moments(sent, np.full(len(listed), NINE)),
            "sent_on": dates(sent),
            "answered_on": dates(np.where(is_answered, np.minimum(sent + 21, TODAY), NEVER)),
            "paid_on": dates(np.where(is_paid, np.minimum(sent + 50, TODAY), NEVER)),
        },
    )
    lines = rows.lines
    return claims, table(
        "settlement_lines",
        {
            "id": ids(
                world.seed, "settlement_lines", [f"{keys[n]} {g} {m}" for n, g, m, _, _ in lines]
            ),
            "claim": [keys[n] for n, _, _, _, _ in lines],
            "grant": [grant for _, grant, _, _, _ in lines],
            "month": dates(np.array([day(m.first) for _, _, m, _, _ in lines], np.int64)),
            "oere": [oere for _, _, _, oere, _ in lines],
            "lapsed_oere": [lapsed for _, _, _, _, lapsed in lines],
        },
    )


def _day(value: object) -> date:
    assert isinstance(value, date)
    return value
