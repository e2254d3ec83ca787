"""What is done to many prices at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from helhed.apps.decisions.actions import indexation as indexing
from helhed.apps.decisions.queries.indexation import indexation_page
from helhed.apps.offers.models import Indexation
from helhed.rules.offers.indeksering import UnableToIndex
from tests.apps import building as b
from tests.apps.audit.act import Act, Arguments, no
from tests.apps.audit.acts_on_prices import NOT_RATES
from tests.apps.town import SECRET, Town


def _asked(town: Town) -> Arguments:
    b.rate(b.offer(b.provider("own")), (date(2020, 1, 1), None, 100_000))
    return {
        "year": 2027,
        "owner": "own",
        "percent": Decimal("2.8"),
        "kind": None,
        "provider": None,
        "agreed_too": False,
        "source": SECRET,
    }


def _prepared(town: Town) -> Indexation:
    return indexing.prepare_indexation(town.finance, **_asked(town))


def _to_approve(town: Town) -> Arguments:
    made = _prepared(town)
    seen = indexation_page(town.other_finance, made.id).seen
    return {"indexation": made.id, "seen": seen}


def _carried_out(town: Town) -> Arguments:
    given = _to_approve(town)
    indexing.approve_indexation(town.other_finance, **given)
    return {"indexation": given["indexation"], "reason": SECRET}


ACTS = (
    Act(
        indexing.prepare_indexation,
        _asked,
        who="finance",
        strangers=NOT_RATES,
        refuses=(
            no(UnableToIndex, percent=Decimal(0)),
            no(UnableToIndex, percent=Decimal(31)),
            no(UnableToIndex, year=2030),
            no(UnableToIndex, source=" "),
            no(UnableToIndex, owner="region"),
        ),
    ),
    Act(
        indexing.approve_indexation,
        _to_approve,
        who="other_finance",
        strangers=NOT_RATES,
        refuses=(no(UnableToIndex, seen="1-1-1"),),
    ),
    Act(
        indexing.withdraw_indexation,
        _carried_out,
        who="finance",
        strangers=NOT_RATES,
        refuses=(no(UnableToIndex, reason=" "),),
    ),
    Act(
        indexing.drop_indexation,
        lambda town: {"indexation": _prepared(town).id},
        who="finance",
        strangers=NOT_RATES,
    ),
)
