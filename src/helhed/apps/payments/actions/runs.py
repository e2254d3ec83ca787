"""Pay runs: made from what is due, reviewed, approved by another, or thrown away before that."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.payments import outbox
from helhed.apps.payments.access import require_run
from helhed.apps.payments.closing import require_open
from helhed.apps.payments.corrections import first_corrected, lines_to_make
from helhed.apps.payments.due import bring_plans_up_to_date
from helhed.apps.payments.errors import UnableToPay
from helhed.apps.payments.invoicing import hold_in
from helhed.apps.payments.lowering import lower, lowering, require_lowerable
from helhed.apps.payments.models import Claim, PaymentLine, PayRun
from helhed.apps.payments.pairs import PAIRED
from helhed.apps.payments.run_totals import write_totals
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.afgoerelse import require_four_eyes
from helhed.rules.decisions.ydelser import Department
from helhed.rules.payments.bankdag import Payee, earliest_pay_day
from helhed.rules.payments.linjer import LineKind
from helhed.rules.payments.udbetaling import MonthNotNext, PayRunState, check_month

BATCH = 1_000


def make_run(actor: Actor, *, department: Department, month: Month) -> PayRun:
    """Make the draft of what a department pays for a month: what is due for it, what earlier
    months lack or got too much of, and the lines that wait and are not held.

    Raises MonthNotNext, PeriodIsClosed, and UnableToPrice when a day lacks an amount; then
    nothing is written.
    """
    try:
        with transaction.atomic():
            require_run(actor, Action.PREPARE_PAYMENT, department.value)
            _check_is_next(department, month, actor.today)
            require_open(month)
            run = PayRun.objects.create(
                department=department.value,
                month=month.first,
                made_by=actor.user,
                made_at=actor.now(),
            )
            first = first_corrected(run, actor.today)
            bring_plans_up_to_date(department.value, first, month)
            waiting = PaymentLine.objects.filter(
                run__isnull=True, hold_reason="", unit__department=department.value
            )
            taken = waiting.update(run=run)
            lines = lines_to_make(run, first)
            PaymentLine.objects.bulk_create(lines, batch_size=BATCH)
            hold_in(run, actor.now())
            write_totals(run)
            wrote(
                actor, "payrun.make", run, month=str(month), lines=len(lines) + taken, waited=taken
            )
    except IntegrityError as error:
        text = screen_text("En anden har lavet kørslen i mellemtiden. Genindlæs siden.")
        raise MonthNotNext(text) from error
    return run


def _check_is_next(department: Department, month: Month, today: date) -> None:
    runs = PayRun.objects.select_for_update().filter(department=department.value)
    last = runs.order_by("-month").first()
    if last is None:
        check_month(month, None, True, today)
    else:
        is_approved = not PayRunState.of(last.state).is_open
        check_month(month, Month.of(last.month), is_approved, today)


def review_run(actor: Actor, *, run: UUID) -> None:
    """Say that a draft was looked through. Raises UnableToPay when it is no draft any more."""
    with transaction.atomic():
        row = open_run(actor, Action.PREPARE_PAYMENT, run)
        if row.state != PayRunState.DRAFT:
            raise UnableToPay(screen_text("Kørslen er allerede gennemgået."))
        row.state, row.reviewed_by = PayRunState.REVIEWED.value, actor.user
        row.reviewed_at = actor.now()
        row.save(update_fields=["state", "reviewed_by", "reviewed_at"])
        wrote(actor, "payrun.review", row, month=str(Month.of(row.month)))


def approve_run(actor: Actor, *, run: UUID, seen: str = "") -> None:
    """Approve a run that another made and that was reviewed: its file waits in the outbox from
    the same moment. Lines that are held stay behind and wait.

    What became dearer or came to after it was made is paid as it was reviewed, and the next run
    pays what is lacking as back-pay. What became less is lowered to what is owed, when the one who
    approves has ``seen`` just that (``Lowering.seen``), so that nobody is paid what is known to be
    too much, and nobody waits for what others have changed.

    Raises SamePersonTwice, PeriodIsClosed, and UnableToPay when it was not reviewed, something
    became less that was not seen, or the ledger has fixed a line that became less.
    """
    with transaction.atomic():
        row = open_run(actor, Action.APPROVE_PAYMENT, run)
        require_four_eyes(row.made_by_id, actor.id)
        if row.state != PayRunState.REVIEWED:
            raise UnableToPay(screen_text("Kørslen skal gennemgås, før den kan godkendes."))
        require_open(Month.of(row.month))
        less = lowering(row)
        require_lowerable(less)
        if less.seen != seen:
            text = screen_text(
                "Noget er blevet mindre, siden du så kørslen. Se linjerne nedenfor, og tryk igen."
            )
            raise UnableToPay(text)
        lower(less)
        held = row.lines.exclude(hold_reason="").update(run=None, waited=True)
        _set_pay_days(row, actor.today)
        _open_claims(actor, row)
        write_totals(row)
        row.state, row.approved_by = PayRunState.APPROVED.value, actor.user
        row.approved_at = actor.now()
        row.save(update_fields=["state", "approved_by", "approved_at"])
        file = outbox.put(row, actor.now())
        wrote(
            actor,
            "payrun.approve",
            row,
            month=str(Month.of(row.month)),
            lines=file.rows,
            held=held,
            lowered=len(less.lowered),
        )


def _set_pay_days(run: PayRun, today: date) -> None:
    """The plan's day, or the first that the bank can still reach: a day that was missed is paid
    as soon as it can be."""
    pairs = run.lines.filter(kind__in=PAIRED)
    for due_on in set(pairs.order_by().values_list("due_on", flat=True)):
        pay_on = max(due_on, earliest_pay_day(today, Payee.NONCASH))
        pairs.filter(due_on=due_on).update(pay_on=pay_on)
    lines = run.lines.exclude(kind__in=PAIRED).order_by()
    for due_on, to in lines.values_list("due_on", "plan__recipient").distinct():
        pay_on = max(due_on, earliest_pay_day(today, Payee.of(to)))
        plans = lines.filter(due_on=due_on, plan__recipient=to)
        run.lines.filter(id__in=plans.values("id")).update(pay_on=pay_on)


def _open_claims(actor: Actor, run: PayRun) -> None:
    new = run.lines.filter(kind=LineKind.CLAIM.value, claim__isnull=True).order_by("id")
    Claim.objects.bulk_create(
        [Claim(line=line, oere=-line.oere, opened_at=actor.now()) for line in new]
    )


def discard_run(actor: Actor, *, run: UUID) -> None:
    """Throw a run away before it is approved, with the lines made for it. Lines that had waited,
    or that somebody holds, wait again. Raises UnableToPay when it was approved."""
    with transaction.atomic():
        row = open_run(actor, Action.PREPARE_PAYMENT, run)
        wrote(actor, "payrun.discard", row, month=str(Month.of(row.month)))
        row.totals.all().delete()
        row.lines.exclude(hold_reason="").update(run=None, waited=True)
        row.lines.filter(waited=True).update(run=None)
        row.lines.all().delete()
        row.delete()


def open_run(actor: Actor, action: Action, run: UUID) -> PayRun:
    """A run that nobody has approved yet, locked. Raises Http404, UnableToLetIn, UnableToPay."""
    row = PayRun.objects.select_for_update().filter(id=run).first()
    if row is None:
        raise Http404
    require_run(actor, action, row.department)
    if not PayRunState.of(row.state).is_open:
        raise UnableToPay(screen_text("Kørslen er allerede godkendt."))
    return row
