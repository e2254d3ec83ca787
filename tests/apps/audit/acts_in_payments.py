"""The acts of payments: runs, lines, the ledger's answers, claims and invoices."""

from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from helhed.apps.payments import outbox
from helhed.apps.payments.actions import claims, invoices, ledger, lines, periods, reposting, runs
from helhed.apps.payments.errors import PeriodIsClosed, UnableToPay
from helhed.apps.payments.models import (
    Claim,
    ClosedPeriod,
    Difference,
    Instalment,
    Invoice,
    PaymentLine,
    PaymentPlan,
    PayRun,
)
from helhed.kernel.identifiers import uuid7
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from helhed.rules.decisions.afgoerelse import SamePersonTwice
from helhed.rules.decisions.ydelser import Department
from helhed.rules.payments.krav import UnableToPlanInstalments
from helhed.rules.payments.rytme import Rhythm
from helhed.rules.payments.udbetaling import MonthNotNext
from helhed.stand_ins.ledger import answer
from tests.apps import building as b
from tests.apps import paying
from tests.apps.audit.act import Act, Arguments, no
from tests.apps.town import SECRET, Town, unknown

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
NOT_FINANCE = ("anna", "leader", "head", "admin", "provider", "nobody")
OTHER_ACCOUNT = "5.38.50.1.4.001.40"


def _run(town: Town) -> PayRun:
    """A draft made by another than the town's own finance officer."""
    grant = b.grant(town.case, town.offer_with_rate()[1], date(2026, 10, 1))
    b.order(grant, date(2026, 10, 1))
    return runs.make_run(b.actor(Role.FINANCE), department=Department.ADULTS, month=OCTOBER)


def _reviewed(town: Town) -> PayRun:
    run = _run(town)
    runs.review_run(town.finance, run=run.id)
    return run


def _approved(town: Town) -> PayRun:
    run = _reviewed(town)
    runs.approve_run(town.finance, run=run.id)
    return run


def _line(town: Town) -> PaymentLine:
    return _run(town).lines.get()


def _moved(town: Town) -> Arguments:
    line = _approved(town).lines.get()
    reposting.repost_line(town.finance, line=line.id, account=OTHER_ACCOUNT, reason=SECRET)
    return {"line": PaymentLine.objects.get(kind="repost_in").id}


def _held(town: Town) -> Arguments:
    line = _line(town)
    lines.hold_line(town.finance, line=line.id, reason=SECRET)
    return {"line": line.id}


def _answered(town: Town, fault: str) -> Difference:
    """What is found when the ledger answers every line with a fault."""
    _approved(town)
    with tempfile.TemporaryDirectory() as folder:
        paying.carry(town.finance, Path(folder), **{fault: 1.0})
    return Difference.objects.get()


def _waiting_answers(town: Town) -> Arguments:
    _approved(town)
    outbox.send_waiting(town.finance, Path(settings.LEDGER_OUTBOX))
    answer(Path(settings.LEDGER_OUTBOX), Path(settings.LEDGER_INBOX), {}, 1)
    return {}


def _to_be_sent(town: Town) -> Arguments:
    _approved(town)
    return {}


def _missing(town: Town) -> Arguments:
    found = _answered(town, "missing")
    Difference.objects.update(kind="missing")
    return {"difference": found.id}


def _unknown(town: Town) -> Arguments:
    found = _answered(town, "unknown")
    return {"difference": found.id, "line": PaymentLine.objects.get().id}


def _claim(town: Town) -> Claim:
    return ledger.claim_overpaid(town.finance, difference=_answered(town, "double").id)


def _instalment(town: Town) -> Instalment:
    claim = _claim(town)
    claims.agree_instalments(town.finance, claim=claim.id, count=3, first=NOVEMBER, reason=SECRET)
    return claim.instalments.order_by("due_on")[0]


def _invoice(town: Town) -> Arguments:
    grant = b.grant(town.case, town.offer_with_rate()[1], date(2026, 10, 1))
    made = Invoice.objects.create(
        provider=grant.offer.provider,  # type: ignore[union-attr]
        number=SECRET,
        grant=grant,
        unit=grant.unit,
        start=OCTOBER.first,
        end=OCTOBER.last,
        quantity=Decimal(31),
        oere=1,
        finding="amount",
        state="differs",
        received_at=b.NOON,
    )
    return {"invoice": made.id, "accept": False, "reason": SECRET}


def _accepted_invoice(town: Town) -> Arguments:
    found = _invoice(town)["invoice"]
    Invoice.objects.update(state="accepted", closed_at=b.NOON)
    return {"invoice": found, "reason": SECRET}


def _billed_too_much(town: Town) -> Arguments:
    """An invoice of a hundred kroner more than was delivered, that was accepted and sent."""
    line = _approved(town).lines.get()
    found = _invoice(town)["invoice"]
    paid = PaymentLine.objects.create(
        id=uuid7(),
        run=line.run,
        plan=line.plan,
        grant=line.grant,
        citizen=line.citizen,
        month=line.month,
        kind="invoice",
        due_on=line.due_on,
        oere=10_000,
        account=line.account,
        unit=line.unit,
    )
    PayRun.objects.update(state="sent")
    Invoice.objects.update(grant=line.grant, state="accepted", closed_at=b.NOON, correction=paid)
    return {"invoice": found, "oere": 10_000, "reason": SECRET}


def _closed(town: Town, asked: bool = False) -> Arguments:
    by = b.user() if asked else None
    ClosedPeriod.objects.create(month=OCTOBER.first, closed_at=b.NOON, asked_by=by)
    return {"month": OCTOBER}


def _asked(town: Town) -> Arguments:
    claim = _claim(town)
    Claim.objects.update(asked_by=b.user(), asked_at=b.NOON, ask_reason=SECRET)
    return {"claim": claim.id}


def _internal(town: Town) -> Arguments:
    found = _answered(town, "double")
    PaymentPlan.objects.update(recipient="internal")
    return {"difference": found.id}


RUNS = (
    Act(
        runs.make_run,
        lambda town: {"department": Department.ADULTS, "month": OCTOBER},
        "finance",
        NOT_FINANCE,
        (no(MonthNotNext, month=Month(2026, 12)),),
    ),
    Act(runs.review_run, lambda town: {"run": _run(town).id}, "finance", NOT_FINANCE),
    Act(
        runs.approve_run,
        lambda town: {"run": _reviewed(town).id},
        "finance",
        tuple(name for name in NOT_FINANCE if name != "head"),
    ),
    Act(runs.discard_run, lambda town: {"run": _run(town).id}, "finance", NOT_FINANCE),
    Act(ledger.send_run, lambda town: {"run": _approved(town).id}, "finance", NOT_FINANCE),
    Act(ledger.send_files, _to_be_sent, "finance", NOT_FINANCE),
    Act(ledger.read_answers, _waiting_answers, "finance", NOT_FINANCE),
    Act(
        periods.close_period,
        lambda town: {"month": OCTOBER, "reason": SECRET},
        "finance",
        NOT_FINANCE,
        (no(UnableToPay, month=NOVEMBER),),
    ),
    Act(
        periods.ask_to_open,
        lambda town: {**_closed(town), "reason": SECRET},
        "finance",
        NOT_FINANCE,
        (no(UnableToPay, reason=" "),),
    ),
    Act(periods.open_period, lambda town: _closed(town, True), "finance", NOT_FINANCE),
    Act(periods.keep_closed, lambda town: _closed(town, True), "finance", NOT_FINANCE),
)
LINES = (
    Act(
        lines.hold_line,
        lambda town: {"line": _line(town).id, "reason": SECRET},
        "finance",
        NOT_FINANCE,
        (no(UnableToPay, reason=" "),),
    ),
    Act(lines.release_line, _held, "finance", NOT_FINANCE),
    Act(
        reposting.repost_line,
        lambda town: {
            "line": _approved(town).lines.get().id,
            "account": OTHER_ACCOUNT,
            "reason": SECRET,
        },
        "finance",
        NOT_FINANCE,
        (
            no(UnableToPay, reason=""),
            no(UnableToPay, account="5.38"),
            no(UnableToPay, account=SECRET),
        ),
    ),
    Act(reposting.withdraw_repost, _moved, "finance", NOT_FINANCE),
    Act(
        lines.set_rhythm,
        lambda town: {"plan": _line(town).plan_id, "rhythm": Rhythm.WEEKLY},
        "finance",
        NOT_FINANCE,
        (no(UnableToPay, rhythm=Rhythm.DATES),),
    ),
)
DIFFERENCES = (
    Act(
        ledger.take_difference,
        lambda town: {"difference": _answered(town, "double").id},
        "finance",
        NOT_FINANCE,
    ),
    Act(
        ledger.explain_difference,
        lambda town: {"difference": _answered(town, "double").id, "explanation": SECRET},
        "finance",
        NOT_FINANCE,
        (no(UnableToPay, explanation=" "),),
    ),
    Act(
        ledger.match_posting,
        _unknown,
        "finance",
        NOT_FINANCE,
        (no(UnableToPay, line=unknown()),),
    ),
    Act(ledger.pay_again, _missing, "finance", NOT_FINANCE),
    Act(
        ledger.claim_overpaid,
        lambda town: {"difference": _answered(town, "double").id},
        "finance",
        NOT_FINANCE,
    ),
    Act(ledger.post_back, _internal, "finance", NOT_FINANCE),
)
CLAIMS = (
    Act(
        claims.agree_instalments,
        lambda town: {"claim": _claim(town).id, "count": 4, "first": NOVEMBER, "reason": SECRET},
        "finance",
        NOT_FINANCE,
        (no(UnableToPay, reason=""), no(UnableToPlanInstalments, count=0)),
    ),
    Act(
        claims.note_repayment,
        lambda town: {"instalment": _instalment(town).id, "oere": 100, "day": b.TODAY},
        "finance",
        NOT_FINANCE,
        (no(UnableToPay, oere=0), no(UnableToPay, oere=10**12)),
    ),
    Act(
        claims.ask_to_let_go,
        lambda town: {"claim": _claim(town).id, "reason": SECRET},
        "finance",
        NOT_FINANCE,
        (no(UnableToPay, reason=""),),
    ),
    Act(claims.write_off_claim, _asked, "finance", NOT_FINANCE),
    Act(claims.hold_on_to_claim, _asked, "finance", NOT_FINANCE),
    Act(
        invoices.judge_invoice,
        _invoice,
        "finance",
        NOT_FINANCE,
        (no(UnableToPay, reason=""), no(UnableToPay, accept=True)),
    ),
    Act(
        invoices.undo_invoice,
        _accepted_invoice,
        "finance",
        NOT_FINANCE,
        (no(UnableToPay, reason=""),),
    ),
    Act(
        invoices.claim_billed,
        _billed_too_much,
        "finance",
        NOT_FINANCE,
        (no(UnableToPay, reason=""), no(UnableToPay, oere=0), no(UnableToPay, oere=10**12)),
    ),
)


def _own(town: Town) -> Arguments:
    run = _reviewed(town)
    PayRun.objects.update(made_by=town.finance.user)
    return {"run": run.id}


def _in_closed_month(town: Town) -> Arguments:
    run = _reviewed(town)
    ClosedPeriod.objects.create(month=OCTOBER.first, closed_at=b.NOON)
    return {"run": run.id}


def _own_asking(town: Town) -> Arguments:
    given = _asked(town)
    Claim.objects.update(asked_by=town.finance.user)
    return given


def _own_opening(town: Town) -> Arguments:
    given = _closed(town)
    ClosedPeriod.objects.update(asked_by=town.finance.user)
    return given


STOPPED = (
    (claims.write_off_claim, "finance", _own_asking, SamePersonTwice),
    (claims.write_off_claim, "finance", lambda town: {"claim": _claim(town).id}, UnableToPay),
    (periods.open_period, "finance", _own_opening, SamePersonTwice),
    (periods.open_period, "finance", _closed, UnableToPay),
    (runs.approve_run, "finance", _own, SamePersonTwice),
    (runs.approve_run, "finance", _in_closed_month, PeriodIsClosed),
    (runs.approve_run, "finance", lambda town: {"run": _run(town).id}, UnableToPay),
    (ledger.send_run, "finance", lambda town: {"run": _run(town).id}, UnableToPay),
)
ACTS = (*RUNS, *LINES, *DIFFERENCES, *CLAIMS)
