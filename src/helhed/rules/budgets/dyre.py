"""Særligt dyre enkeltsager: from which yearly amount a citizen's help is looked at by itself.

KL's quarterly overview has the especially expensive single cases beside the rest of the activity;
the limit is the municipality's own and follows the year (a dated parameter).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from helhed.kernel.dated import DatedValue
from helhed.rules.budgets.budgetmodel import PARAMETERS

OERE = 100


def limit_in(year: int) -> DatedValue:
    """The limit in kr. a year with its source, as it held on the first day of a year.

    Raises NoValueThatDay.
    """
    return PARAMETERS["costly_case_from"].dated(date(year, 1, 1))


def costly(sums: Mapping[UUID, int], limit_kroner: int) -> list[UUID]:
    """Those whose year in øre is at the limit or over it, the dearest first."""
    over = [key for key, oere in sums.items() if oere >= limit_kroner * OERE]
    return sorted(over, key=lambda key: (-sums[key], str(key)))
