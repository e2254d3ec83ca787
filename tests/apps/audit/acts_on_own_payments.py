"""The acts that decide what a citizen pays for a stay."""

from __future__ import annotations

from datetime import date
from typing import Any

from helhed.apps.decisions.actions import own_payment
from helhed.rules.decisions.egenbetaling import PaymentBasis, UnableToTakePayment
from tests.apps.audit.act import Act, Arguments, no
from tests.apps.town import SECRET, Town, unknown


def _decided(town: Town, **changes: Any) -> Arguments:
    given = {
        "grant": town.granted().id,
        "basis": PaymentBasis.SET,
        "income": None,
        "oere": 310_000,
        "start": date(2027, 1, 1),
        "reason": f"Budget {SECRET}",
    }
    return {**given, **changes}


def _to_end(town: Town) -> Arguments:
    made = own_payment.decide_own_payment(town.anna, **_decided(town))
    return {"ownpayment": made.id, "end": date(2027, 3, 31), "reason": SECRET}


ACTS = (
    Act(
        own_payment.decide_own_payment,
        _decided,
        refuses=(
            no(UnableToTakePayment, reason=" "),
            no(UnableToTakePayment, start=None),
            no(UnableToTakePayment, oere=None),
            no(UnableToTakePayment, basis=PaymentBasis.DAY_RATE),
            no(UnableToTakePayment, grant=unknown()),
        ),
    ),
    Act(
        own_payment.end_own_payment,
        _to_end,
        refuses=(
            no(UnableToTakePayment, reason=""),
            no(UnableToTakePayment, ownpayment=unknown()),
        ),
    ),
)
