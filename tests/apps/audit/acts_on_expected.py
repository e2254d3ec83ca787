"""The acts on what is expected, and on other last days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from helhed.apps.decisions.actions import expect, extend
from helhed.apps.decisions.actions.change import end_grant
from helhed.apps.decisions.models import Grant
from helhed.rules.decisions.forventning import UnableToExpect
from helhed.rules.decisions.omfang import UnableToGrantSoMuch, UnableToGrantThen
from tests.apps.audit.act import Act, Arguments, no
from tests.apps.audit.acts_in_help import NOT_APPROVING
from tests.apps.town import SECRET, Town, unknown

ENDS = date(2027, 3, 31)
LATER = date(2027, 9, 30)


def _change(grant: Grant) -> Arguments:
    return {
        "grant": grant.id,
        "rate": grant.rate_id,
        "quantity": Decimal(2),
        "start": date(2027, 1, 15),
        "end": None,
        "reason": SECRET,
    }


def _expected(town: Town) -> UUID:
    return expect.expect_change(town.anna, **_change(town.granted())).id


def _ending(town: Town) -> Grant:
    grant = town.granted()
    end_grant(town.anna, grant=grant.id, end=ENDS, reason=SECRET)
    return grant


def _end(town: Town) -> Arguments:
    return {"grant": _ending(town).id, "end": LATER, "resumes": None, "reason": SECRET}


def _moved(town: Town) -> UUID:
    return expect.expect_end(town.anna, **_end(town)).id


def _sent(town: Town) -> UUID:
    change = _moved(town)
    extend.submit_end(town.anna, change=change)
    return change


def _service(town: Town) -> dict[str, Any]:
    return {
        "case": town.case.id,
        "main": None,
        "key": "botilbud_107",
        "rate": town.offer_with_rate()[1].id,
        "quantity": Decimal(1),
        "start": date(2027, 1, 15),
        "end": None,
        "reason": SECRET,
    }


ACTS = (
    Act(
        expect.expect_change,
        lambda town: _change(town.granted()),
        refuses=(
            no(UnableToExpect, reason=" "),
            no(UnableToExpect, rate=unknown()),
            no(UnableToExpect, start=date(2026, 11, 30)),
            no(UnableToExpect, end=date(2027, 1, 14)),
            no(UnableToGrantSoMuch, quantity=Decimal(0)),
            no(UnableToGrantSoMuch, quantity=Decimal(11)),
            no(UnableToGrantThen, end=date(2090, 1, 1)),
        ),
    ),
    Act(
        expect.expect_end,
        _end,
        refuses=(
            no(UnableToExpect, reason=""),
            no(UnableToExpect, end=ENDS),
            no(UnableToExpect, end=date(2026, 11, 30)),
            no(UnableToExpect, resumes=date(2027, 3, 31)),
            no(UnableToExpect, resumes=date(2027, 10, 1)),
            no(UnableToGrantThen, end=date(2090, 1, 1)),
        ),
    ),
    Act(
        expect.expect_service,
        _service,
        refuses=(
            no(UnableToExpect, key="findes_ikke"),
            no(UnableToExpect, key="plejefamilie"),
            no(UnableToExpect, key="ekstra_timer_bo"),
            no(UnableToExpect, main=unknown()),
            no(UnableToExpect, rate=unknown()),
            no(UnableToExpect, reason=""),
        ),
    ),
    Act(
        expect.drop_change,
        lambda town: {"change": _expected(town), "reason": SECRET},
        refuses=(no(UnableToExpect, reason=" "),),
    ),
    Act(expect.to_decision, lambda town: {"change": _expected(town)}),
    Act(extend.submit_end, lambda town: {"change": _moved(town)}),
    Act(
        extend.approve_end,
        lambda town: {"change": _sent(town)},
        who="leader",
        strangers=NOT_APPROVING,
    ),
    Act(
        extend.return_end,
        lambda town: {"change": _sent(town), "reason": SECRET},
        who="leader",
        strangers=NOT_APPROVING,
        refuses=(no(UnableToExpect, reason=""),),
    ),
)
