"""The acts of settlement between municipalities."""

from __future__ import annotations

from datetime import date
from typing import Any

from helhed.apps.refunds.actions import settlement as acts
from helhed.kernel.cpr import Cpr
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from helhed.rules.refunds.mellemkommunal import DutyBasis, UnableToSettle
from tests.apps import building as b
from tests.apps.audit.act import Act, Arguments, no
from tests.apps.audit.acts_on_refunds import NOT_FINANCE
from tests.apps.refunds.house import closed, post, year
from tests.apps.town import CPR, SECRET, Town


def _duty(town: Town, **changes: Any) -> Arguments:
    told = {
        "citizen": town.citizen.id,
        "paying": "0981",
        "residence": "0999",
        "basis": DutyBasis.STAY,
        "start": date(2026, 1, 1),
        "end": None,
        "note": f"Aftale {SECRET}",
    }
    return {**told, **changes}


def _owing(town: Town) -> Arguments:
    made = b.grant(town.case, town.offer_with_rate()[1], date(2026, 1, 1), counted=False)
    closed(Month(2026, 9))
    post(made, year(2026, 9), 30_000)
    acts.note_duty(b.actor(Role.FINANCE), **_duty(town))
    return {"through": Month(2026, 9)}


def _drafted(town: Town) -> Arguments:
    [claim] = acts.make_settlements(b.actor(Role.FINANCE), **_owing(town))
    return {"settlement": claim.id}


def _sent(town: Town) -> Arguments:
    given = _drafted(town)
    acts.send_settlement(b.actor(Role.FINANCE), **given)
    return {**given, "accepted": 1_000, "reason": f"Takst {SECRET}", "day": b.TODAY}


def _answered(town: Town) -> Arguments:
    given = _sent(town)
    acts.answer_settlement(b.actor(Role.FINANCE), **given)
    return {"settlement": given["settlement"], "day": b.TODAY}


def _incoming(**changes: Any) -> acts.Incoming:
    told = {
        "municipality": "0981",
        "number": "77",
        "cpr": Cpr.parse(CPR),
        "start": date(2026, 8, 1),
        "end": date(2026, 8, 31),
        "oere": 1_000,
        "day": b.TODAY,
    }
    return acts.Incoming(**{**told, **changes})


ACTS = (
    Act(
        acts.note_duty,
        _duty,
        who="finance",
        strangers=NOT_FINANCE,
        refuses=(
            no(UnableToSettle, paying="98"),
            no(UnableToSettle, paying="0999"),
            no(UnableToSettle, end=date(2025, 12, 31)),
        ),
    ),
    Act(
        acts.end_duty,
        lambda town: {
            "duty": acts.note_duty(b.actor(Role.FINANCE), **_duty(town)).id,
            "end": date(2026, 6, 30),
        },
        who="finance",
        strangers=NOT_FINANCE,
        refuses=(no(UnableToSettle, end=date(2025, 12, 31)),),
    ),
    Act(
        acts.make_settlements,
        _owing,
        who="finance",
        strangers=NOT_FINANCE,
        refuses=(
            no(UnableToSettle, through=Month(2026, 11)),
            no(UnableToSettle, through=Month(2025, 12)),
        ),
    ),
    Act(acts.send_settlement, _drafted, who="finance", strangers=NOT_FINANCE),
    Act(acts.discard_settlement, _drafted, who="finance", strangers=NOT_FINANCE),
    Act(
        acts.answer_settlement,
        _sent,
        who="finance",
        strangers=NOT_FINANCE,
        refuses=(
            no(UnableToSettle, reason=" "),
            no(UnableToSettle, accepted=10**12),
            no(UnableToSettle, day=date(2026, 11, 3)),
        ),
    ),
    Act(
        acts.pay_settlement,
        _answered,
        who="finance",
        strangers=NOT_FINANCE,
        refuses=(no(UnableToSettle, day=date(2026, 11, 3)),),
    ),
    Act(acts.take_settlement, _drafted, who="finance", strangers=NOT_FINANCE),
    Act(
        acts.receive_settlement,
        lambda town: {"incoming": _incoming()},
        who="finance",
        strangers=NOT_FINANCE,
        refuses=(
            no(UnableToSettle, incoming=_incoming(municipality="x")),
            no(UnableToSettle, incoming=_incoming(number="")),
            no(UnableToSettle, incoming=_incoming(end=date(2026, 7, 1))),
            no(UnableToSettle, incoming=_incoming(oere=0)),
            no(UnableToSettle, incoming=_incoming(day=date(2026, 11, 3))),
        ),
    ),
)
