"""The refund of a year counted from nothing, to hold against what is kept."""

from __future__ import annotations

from collections import Counter
from typing import Any

from helhed.apps.refunds.kept import keep
from helhed.apps.refunds.models import LeftOutTotal, PayerMonthTotal, PayerTotal
from helhed.apps.refunds.statements import year_statement
from helhed.rules.refunds.opgoerelse import is_near
from helhed.rules.refunds.refusion import limits_in

YEARS = (2025, 2026)


def check_kept(years: tuple[int, ...] = YEARS) -> None:
    """What is kept of years is what a full recount says, payer by payer and month by month."""
    for year in years:
        keep(year)
        assert _kept(year) == _counted(year)


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
