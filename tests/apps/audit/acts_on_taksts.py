"""What is done to the rates of own offers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from helhed.apps.decisions.actions import takst as building
from helhed.apps.offers.models import Rate, Takst
from helhed.rules.offers.takst import Basis, UnableToBuildTakst, YearAccount
from tests.apps import building as b
from tests.apps.audit.act import Act, Arguments, no
from tests.apps.audit.acts_on_prices import NOT_RATES
from tests.apps.town import SECRET, Town


def _rate() -> Rate:
    return b.rate(b.offer(b.provider("own")), (date(2020, 1, 1), None, 100_000))


def _budget(**given: Any) -> building.Budget:
    usual = {
        "basis": Basis(700_000_00, 50_000_00, 20_000_00, 10_000_00),
        "number": Decimal(2),
        "occupancy": Decimal(96),
        "deviation": SECRET,
    }
    return building.Budget(**usual | given)


def _asked(town: Town) -> Arguments:
    return {"rate": _rate().id, "year": 2027, "budget": _budget()}


def _built(town: Town) -> Takst:
    return building.build_takst(town.finance, **_asked(town))


def _approved(town: Town) -> Arguments:
    made = _built(town)
    building.approve_takst(town.other_finance, takst=made.id, seen=made.oere)
    return {"takst": made.id}


def _account(**given: Any) -> YearAccount:
    usual = {
        "year": 2025,
        "basis": 780_000_00,
        "correction": 0,
        "cost": 780_000_00,
        "income": 800_000_00,
        "days": 700,
        "place_days": 730,
    }
    return YearAccount(**usual | given)


ACTS = (
    Act(
        building.build_takst,
        _asked,
        who="finance",
        strangers=NOT_RATES,
        refuses=(
            no(UnableToBuildTakst, year=2029),
            no(UnableToBuildTakst, budget=_budget(deviation=" ")),
            no(UnableToBuildTakst, budget=_budget(occupancy=None)),
            no(UnableToBuildTakst, budget=_budget(number=Decimal(0))),
            no(UnableToBuildTakst, budget=_budget(basis=Basis(0, 0, 0, 0))),
        ),
    ),
    Act(
        building.approve_takst,
        lambda town: {"takst": (made := _built(town)).id, "seen": made.oere},
        who="other_finance",
        strangers=NOT_RATES,
        refuses=(no(UnableToBuildTakst, seen=1),),
    ),
    Act(building.withdraw_takst, _approved, who="finance", strangers=NOT_RATES),
    Act(
        building.drop_takst,
        lambda town: {"takst": _built(town).id},
        who="finance",
        strangers=NOT_RATES,
    ),
    Act(
        building.record_account,
        lambda town: {"rate": _rate().id, "account": _account(), "other_days": 30},
        who="finance",
        strangers=NOT_RATES,
        refuses=(
            no(UnableToBuildTakst, account=_account(year=2026)),
            no(UnableToBuildTakst, account=_account(days=731)),
            no(UnableToBuildTakst, account=_account(cost=0)),
            no(UnableToBuildTakst, account=_account(set_aside=20_000_01)),
            no(UnableToBuildTakst, other_days=701),
        ),
    ),
)
