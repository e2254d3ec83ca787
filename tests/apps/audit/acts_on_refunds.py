"""The acts of refund."""

from __future__ import annotations

from datetime import date
from typing import Any

from helhed.apps.catalogue.actions import UnableToCorrect
from helhed.apps.refunds.actions import claims, facts, incomes, numbers, years
from helhed.apps.refunds.models import NumberChange
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from helhed.rules.refunds.forhold import FactKind, IncomeKind
from helhed.rules.refunds.hjemtagning import UnableToClaim
from tests.apps import building as b
from tests.apps.audit.act import Act, Arguments, no
from tests.apps.refunds.house import closed, post, year
from tests.apps.town import SECRET, Town, unknown

NOT_FINANCE = ("anna", "leader", "head", "visitation", "admin", "provider", "nobody")


def _posted(town: Town) -> None:
    rate = town.offer_with_rate()[1]
    made = b.grant(town.case, rate, date(2026, 1, 1), counted=False)
    closed(Month(2026, 9))
    post(made, year(2026, 9), 100_000)


def _through(town: Town) -> Arguments:
    _posted(town)
    return {"through": Month(2026, 3)}


def _drafted(town: Town) -> Arguments:
    """Made by another finance officer, so that the town's may approve."""
    maker = b.actor(Role.FINANCE)
    return {"refundclaim": claims.make_claim(maker, **_through(town)).id}


def _approved(town: Town) -> Arguments:
    given = _drafted(town)
    claims.approve_claim(b.actor(Role.FINANCE), **given)
    return given


def _sent(town: Town) -> Arguments:
    given = _approved(town)
    claims.send_claim(b.actor(Role.FINANCE), **given)
    return {**given, "day": b.TODAY, "receipt": "K-1"}


def _asked_closed(_town: Town) -> Arguments:
    """Asked by another finance officer, so that the town's may close it."""
    years.ask_year(b.actor(Role.FINANCE), year=2025, note=f"Slut {SECRET}")
    return {"year": 2025}


def _asked_open(town: Town) -> Arguments:
    given = _asked_closed(town)
    years.close_year(b.actor(Role.FINANCE), **given)
    years.ask_year(b.actor(Role.FINANCE), **given, note=f"Igen {SECRET}")
    return given


def _income(**changes: Any) -> incomes.Told:
    given = {"month": Month(2026, 10), "oere": 400_000, "note": f"Betalt {SECRET}"}
    return incomes.Told(**{**given, "is_sure": True, **changes})


def _came_in(town: Town) -> Arguments:
    kind, grant = IncomeKind.USER_PAYMENT, town.granted().id
    row = incomes.note_income(b.actor(Role.FINANCE), grant=grant, kind=kind, told=_income())
    return {"income": row.id, "why": f"Skrevet forkert {SECRET}"}


def _fact(town: Town, **changes: Any) -> Arguments:
    given = {"kind": FactKind.REFUGEE, "start": date(2025, 1, 1), "note": f"Brev {SECRET}"}
    return {"citizen": town.citizen.id, **given, **changes}


def _member(town: Town) -> Arguments:
    child, other = town.childs_case, b.case(town.family, b.citizen(date(2014, 1, 1)))
    made = facts.join_household(
        town.finance, citizen=child.citizen_id, sibling=other.number, start=date(2026, 1, 1)
    )
    return {"member": made.id, "end": date(2026, 6, 30)}


LOWER = {
    "file": "refunds/refusion",
    "key": "step_1_from",
    "value": "900000",
    "start": date(2026, 1, 1),
    "end": date(2026, 12, 31),
    "source": f"Satser {SECRET}",
}


def _asked(town: Town) -> Arguments:
    """Asked for by the administrator after it was claimed by, so that finance may approve."""
    _sent(town)
    try:
        numbers.correct_number(town.admin, **LOWER)
    except numbers.MovesWhatIsClaimed as moves:
        seen = moves.effect.mark
    made = numbers.correct_number(town.admin, **LOWER, seen=seen)
    return {"numberchange": made.id}


def _seen(town: Town) -> Arguments:
    given = _asked(town)
    row = NumberChange.objects.get(id=given["numberchange"])
    return {**given, "seen": f"{row.months}:{row.oere}"}


ACTS = (
    Act(
        numbers.correct_number,
        lambda town: LOWER,
        who="admin",
        strangers=("anna", "leader", "head", "finance", "provider", "nobody"),
        refuses=(
            no(UnableToCorrect, value="3000000"),
            no(UnableToCorrect, source=" "),
            no(UnableToCorrect, end=date(2025, 12, 31)),
        ),
    ),
    Act(
        numbers.approve_number,
        _seen,
        who="finance",
        strangers=NOT_FINANCE,
        refuses=(no(numbers.MovesWhatIsClaimed, seen="0:0"),),
    ),
    Act(numbers.refuse_number, _asked, who="finance", strangers=NOT_FINANCE),
    Act(
        numbers.withdraw_number,
        _asked,
        who="admin",
        strangers=("anna", "leader", "head", "finance", "provider", "nobody"),
    ),
    Act(
        claims.make_claim,
        _through,
        who="finance",
        strangers=NOT_FINANCE,
        refuses=(no(UnableToClaim, through=Month(2026, 11)),),
    ),
    Act(claims.approve_claim, _drafted, who="finance", strangers=NOT_FINANCE),
    Act(claims.discard_claim, _drafted, who="finance", strangers=NOT_FINANCE),
    Act(claims.send_claim, _approved, who="finance", strangers=NOT_FINANCE),
    Act(
        claims.receipt_claim,
        _sent,
        who="finance",
        strangers=NOT_FINANCE,
        refuses=(no(UnableToClaim, receipt=""), no(UnableToClaim, day=date(2026, 11, 3))),
    ),
    Act(
        years.ask_year,
        lambda town: {"year": 2025, "note": f"Slut {SECRET}"},
        who="finance",
        strangers=NOT_FINANCE,
        refuses=(no(UnableToClaim, note=" "), no(UnableToClaim, year=2026)),
    ),
    *(
        Act(
            act,
            given,
            who="finance",
            strangers=NOT_FINANCE,
            refuses=(no(UnableToClaim, year=2024),),
        )
        for act, given in (
            (years.close_year, _asked_closed),
            (years.open_year, _asked_open),
            (years.leave_year, _asked_open),
        )
    ),
    Act(
        facts.note_fact,
        _fact,
        who="finance",
        strangers=NOT_FINANCE,
        refuses=(
            no(facts.UnableToNoteForRefund, note=""),
            no(facts.UnableToNoteForRefund, start=date(2026, 11, 3)),
            no(facts.UnableToNoteForRefund, citizen=unknown()),
        ),
    ),
    Act(
        facts.drop_fact,
        lambda town: {"fact": facts.note_fact(town.finance, **_fact(town)).id},
        who="finance",
        strangers=NOT_FINANCE,
        refuses=(no(facts.UnableToNoteForRefund, fact=unknown()),),
    ),
    Act(
        incomes.note_income,
        lambda town: {
            "grant": town.granted().id,
            "kind": IncomeKind.USER_PAYMENT,
            "told": _income(),
        },
        who="finance",
        strangers=NOT_FINANCE,
        refuses=(
            no(incomes.IncomeToBeConfirmed, told=_income(is_sure=False)),
            no(facts.UnableToNoteForRefund, told=_income(oere=0)),
            no(facts.UnableToNoteForRefund, told=_income(oere=-100)),
            no(facts.UnableToNoteForRefund, told=_income(month=Month(2026, 12))),
            no(facts.UnableToNoteForRefund, grant=unknown()),
        ),
    ),
    Act(
        incomes.correct_income,
        lambda town: {**_came_in(town), "told": _income(oere=500_000)},
        who="finance",
        strangers=NOT_FINANCE,
        refuses=(
            no(incomes.IncomeToBeConfirmed, told=_income(oere=500_000, is_sure=False)),
            no(facts.UnableToNoteForRefund, told=_income()),
            no(facts.UnableToNoteForRefund, told=_income(oere=-100)),
            no(facts.UnableToNoteForRefund, why=" "),
            no(facts.UnableToNoteForRefund, income=unknown()),
        ),
    ),
    Act(
        incomes.withdraw_income,
        lambda town: _came_in(town),
        who="finance",
        strangers=NOT_FINANCE,
        refuses=(
            no(facts.UnableToNoteForRefund, why=""),
            no(facts.UnableToNoteForRefund, income=unknown()),
        ),
    ),
    Act(
        facts.join_household,
        lambda town: {
            "citizen": town.childs_case.citizen_id,
            "sibling": b.case(town.family, b.citizen(date(2014, 1, 1))).number,
            "start": date(2026, 1, 1),
        },
        who="finance",
        strangers=NOT_FINANCE,
        refuses=(no(facts.UnableToNoteForRefund, sibling=f"S {SECRET}"),),
    ),
    Act(
        facts.leave_household,
        _member,
        who="finance",
        strangers=NOT_FINANCE,
        refuses=(no(facts.UnableToNoteForRefund, end=date(2025, 12, 31)),),
    ),
)
