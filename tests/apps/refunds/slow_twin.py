"""The refund of a year counted from nothing, to hold against what is kept, and what can be claimed
of it to hold against what the database answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from helhed.apps.refunds.claimable import claimable, held_out
from helhed.apps.refunds.kept import keep
from helhed.apps.refunds.models import LeftOutTotal, PayerMonthTotal, PayerTotal, RefundClaimLine
from helhed.apps.refunds.statements import year_statement
from helhed.kernel.period import Month
from helhed.rules.refunds.hjemtagning import Key, deltas
from helhed.rules.refunds.opgoerelse import Payer, Scheme, is_near
from helhed.rules.refunds.refusion import limits_in

YEARS = (2025, 2026)


def check_kept(years: tuple[int, ...] = YEARS) -> None:
    """What is kept of years is what a full recount says, payer by payer and month by month."""
    for year in years:
        keep(year)
        assert _kept(year) == _counted(year)
    check_claimable(years, Month(years[-1], 12))


def _kept(year: int) -> tuple[Any, ...]:
    payers = {}
    for row in PayerTotal.objects.filter(year=year):
        payers[str(row.household_id or row.citizen_id)] = (
            (row.department, row.number, row.people, row.basis_oere, row.earned_oere),
            (row.expected_oere, row.months_over, row.is_near, row.unknown),
        )
    months = {
        (str(row.payer.household_id or row.payer.citizen_id), row.month, row.is_expected): (
            row.department,
            row.oere,
        )
        for row in PayerMonthTotal.objects.filter(payer__year=year).select_related("payer")
    }
    left = {
        (str(row.citizen_id), row.department, row.reason): (row.lines, row.oere)
        for row in LeftOutTotal.objects.filter(year=year)
    }
    return payers, months, left


def _counted(year: int) -> tuple[Any, ...]:
    found, limits = year_statement(year), limits_in(year)
    theirs: dict[str, list[Any]] = {}
    months = {}
    for is_expected, listed in ((False, found.posted), (True, found.expected)):
        for one in listed:
            theirs.setdefault(one.payer.key, []).append((is_expected, one))
            if one.refund:
                key = (one.payer.key, one.month.first, is_expected)
                months[key] = (found.department(one), one.refund)
    payers = {}
    for payer, listed in theirs.items():
        posted = [one for is_expected, one in listed if not is_expected]
        expected = [one for is_expected, one in listed if is_expected]
        unknown = [one.unknown.value for one in expected if one.unknown is not None]
        first = (posted or expected)[0]
        people = sorted({person.person for _, one in listed for person in one.people})
        payers[payer] = (
            (
                found.department(first),
                found.number(first),
                people,
                sum(one.net for one in posted),
                sum(one.refund for one in posted),
            ),
            (
                sum(one.refund for one in expected),
                sum(bool(one.steps and one.steps[0]) for one in expected),
                any(is_near(one.basis, one.month, limits) and one.is_covered for one in expected),
                unknown[-1] if unknown else "",
            ),
        )
    return payers, months, _left(found)


def _left(found: Any) -> dict[tuple[str, str, str], tuple[int, int]]:
    lines, oere = Counter[tuple[str, str, str]](), Counter[tuple[str, str, str]]()
    for line in found.facts.lines:
        if line.left_out is None or line.is_committed:
            continue
        key = (line.citizen, found.facts.departments[line.citizen], line.left_out.value)
        lines[key] += 1
        oere[key] += line.oere
    return {key: (lines[key], oere[key]) for key in lines}


def check_claimable(years: Iterable[int], through: Month) -> None:
    """What the database says can be claimed, with what is held out of it, is what a full recount
    less all claims says."""
    found = [*claimable(list(years), through), *held_out(list(years), through)]
    refunds, bases, uncounted = posted_by_law(years, through)
    before, turns = claimed_by_law(years)
    now = {
        key: one for key, one in deltas(refunds, before, uncounted).items() if key.month <= through
    }
    assert {one.key: one.oere for one in found} == now
    for one in found:
        assert (one.now, one.before) == (refunds.get(one.key, 0), before.get(one.key, 0))
        assert (one.basis, one.turn) == (bases.get(one.key, 0), turns.get(one.key, 0))


def posted_by_law(
    years: Iterable[int], through: Month
) -> tuple[dict[Key, int], dict[Key, int], set[Key]]:
    """The refund of what was posted, the cost that counts, and what cannot be counted."""
    refunds, bases, uncounted = dict[Key, int](), dict[Key, int](), set[Key]()
    for year in years:
        for one in year_statement(year).posted:
            if one.month > through:
                continue
            if one.unknown is not None:
                uncounted |= {Key(one.payer, one.month, s) for s in Scheme if s.is_costly}
            for scheme, oere in one.refunds.items():
                key = Key(one.payer, one.month, scheme)
                refunds[key], bases[key] = oere, one.basis_of(scheme)
    return refunds, bases, uncounted


def claimed_by_law(years: Iterable[int]) -> tuple[dict[Key, int], dict[Key, int]]:
    """What all claims together took, and in how many turns."""
    taken, turns = Counter[Key](), dict[Key, int]()
    for line in RefundClaimLine.objects.filter(month__year__in=list(years)):
        payer = Payer(line.household_id is not None, str(line.household_id or line.citizen_id))
        key = Key(payer, Month.of(line.month), Scheme.of(line.scheme))
        taken[key] += line.oere
        turns[key] = max(turns.get(key, 0), line.turn)
    return dict(taken), turns
