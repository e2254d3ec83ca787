"""What is done to prices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from helhed.apps.decisions.actions import prepare, rates
from helhed.apps.decisions.pricing import UnableToPrice
from helhed.apps.offers import actions as offers
from helhed.apps.offers.models import RateAmount
from helhed.rules.offers.moms import UnableToSetVat
from helhed.rules.offers.procenttillaeg import UnableToUsePercent
from tests.apps import building as b
from tests.apps.audit.act import Act, Arguments, no
from tests.apps.town import SECRET, Town, unknown

NOT_RATES = ("anna", "leader", "head", "admin", "provider", "nobody")


def _amount(town: Town) -> RateAmount:
    return RateAmount.objects.get(rate=town.granted().rate_id)


def _line(town: Town) -> Arguments:
    decision = prepare.begin(town.anna, case=town.case.id)
    line = prepare.add_line(town.anna, decision=decision.id, key="botilbud_107")
    return {
        "grant": line.id,
        "instead_of": town.offer_with_rate()[1].id,
        "oere": 250_000,
        "start": date(2026, 12, 1),
        "agreed_by": SECRET,
        "agreed_on": date(2026, 10, 1),
        "agreement": SECRET,
    }


ACTS = (
    Act(
        rates.set_rate,
        lambda town: {
            "rate": town.granted().rate_id,
            "oere": 300_000,
            "start": date(2027, 1, 1),
        },
        who="finance",
        strangers=NOT_RATES,
        refuses=(
            no(rates.UnableToSetRate, oere=0),
            no(rates.UnableToSetRate, oere=10**15),
            no(rates.UnableToSetRate, start=date(2020, 1, 1)),
        ),
    ),
    Act(
        rates.correct_amount,
        lambda town: {"amount": _amount(town).id, "oere": 300_000, "reason": SECRET},
        who="finance",
        strangers=NOT_RATES,
        refuses=(
            no(rates.UnableToSetRate, oere=0),
            no(rates.UnableToSetRate, oere=10**15),
            no(rates.UnableToSetRate, reason=" "),
            no(UnableToPrice, oere=None),
        ),
    ),
    Act(
        rates.add_supplement,
        lambda town: {
            "base": town.granted().rate_id,
            "name": SECRET,
            "percent": Decimal("12.5"),
        },
        who="finance",
        strangers=NOT_RATES,
        refuses=(
            no(rates.UnableToSetRate, name=" "),
            no(UnableToUsePercent, percent=Decimal(0)),
        ),
    ),
    Act(
        rates.agree_price,
        _line,
        refuses=(
            no(rates.UnableToSetRate, instead_of=unknown()),
            no(rates.UnableToSetRate, oere=0),
            no(rates.UnableToSetRate, agreed_by=" "),
            no(rates.UnableToSetRate, agreement=""),
            no(rates.UnableToSetRate, agreed_on=date(2026, 11, 3)),
        ),
    ),
    Act(
        offers.set_vat_share,
        lambda town: {
            "provider": b.provider().id,
            "percent": Decimal("5.66"),
            "start": date(2026, 1, 1),
            "source": SECRET,
        },
        who="finance",
        strangers=NOT_RATES,
        refuses=(
            no(UnableToSetVat, percent=Decimal(100)),
            no(UnableToSetVat, source=" "),
        ),
    ),
)
