"""What the adopted budget assumes of a service at an owner: a line in its fan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from helhed.apps.budgets.models import BudgetLine
from helhed.apps.budgets.queries.variance import adopted
from helhed.apps.forecasts.known import NO_OFFER
from helhed.rules.budgets.helaarsperson import amount
from helhed.rules.budgets.kontotrae import AccountPart, ownership_code
from helhed.rules.offers.ejerforhold import Ownership


@dataclass(frozen=True, slots=True)
class Assumed:
    """What a year's budget was built on: thousandths of persons all year, and øre."""

    persons: int
    oere: int


def booked_as(owner: str) -> str:
    """The ownership of the accounts under which what an owner delivers is booked."""
    return ownership_code(None if owner == NO_OFFER else Ownership(owner))


def assumed(department: str, service: str, owner: str, years: Iterable[int]) -> dict[int, Assumed]:
    """By year; years without an adopted budget that holds the service are left out."""
    part, found = AccountPart(ownership=booked_as(owner)), {}
    for year in years:
        version = adopted(year)
        lines = BudgetLine.objects.filter(version=version, service=service)
        if department:
            lines = lines.filter(unit__department=department)
        own = [line for line in lines if part.holds(line.account_id)] if version else []
        if own:
            oere = sum(amount(one.persons, one.price_oere, one.fixed_oere) for one in own)
            found[year] = Assumed(sum(one.persons for one in own), oere)
    return found
