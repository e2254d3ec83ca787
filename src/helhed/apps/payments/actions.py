"""Pay runs: made from what is due, approved by another, then posted. Or thrown away as a draft."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.decisions import totals
from helhed.apps.decisions.models import Grant
from helhed.apps.payments.access import require_run
from helhed.apps.payments.differences import of_run
from helhed.apps.payments.due import Due, bring_plans_up_to_date, due, running_in
from helhed.apps.payments.models import PaymentLine, PaymentPlan, PayRun, Posting, PostingTotal
from helhed.apps.payments.run_totals import write_totals
from helhed.kernel.finding import UnableTo
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.afgoerelse import require_four_eyes
from helhed.rules.decisions.ydelser import Department
from helhed.rules.payments.udbetaling import MonthNotNext, PayRunState, check_month

BATCH = 1_000


class UnableToPay(UnableTo):
    """A pay run cannot be approved or thrown away as it stands."""


def make_run(actor: Actor, *, department: Department, month: Month) -> PayRun:
    """Make the draft of what a department pays for a month: one line per plan with cost.

    Raises MonthNotNext, and UnableToPrice when a day lacks an amount; then nothing is written.
    """
    try:
        with transaction.atomic():
            require_run(actor, Action.PREPARE_PAYMENT, department.value)
            _check_is_next(department, month, actor.today)
            run = PayRun.objects.create(
                department=department.value,
                month=month.first,
                made_by=actor.user,
                made_at=actor.now(),
            )
            bring_plans_up_to_date(department.value, month)
            lines = _lines(run, due(running_in(department.value, month), month, month))
            PaymentLine.objects.bulk_create(lines, batch_size=BATCH)
            write_totals(run)
            wrote(actor, "payrun.make", run, month=str(month), lines=len(lines))
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
        is_posted = last.state == PayRunState.POSTED
        check_month(month, Month.of(last.month), is_posted, today)


def _lines(run: PayRun, owed: list[Due]) -> list[PaymentLine]:
    grants = Grant.objects.filter(unit__department=run.department, payment_plan__isnull=False)
    citizens = dict(grants.values_list("id", "citizen_id"))
    plans = PaymentPlan.objects.filter(grant__unit__department=run.department)
    plan_of = dict(plans.values_list("grant_id", "id"))
    return [
        PaymentLine(
            run=run,
            plan_id=plan_of[one.grant],
            grant_id=one.grant,
            citizen_id=citizens[one.grant],
            month=run.month,
            oere=one.oere,
            account=one.account,
            unit_id=one.unit,
        )
        for one in owed
    ]


def approve_run(actor: Actor, *, run: UUID) -> None:
    """Approve a run made by another: every line is posted on its account at once.

    Raises SamePersonTwice, and UnableToPay when something changed after the run was made.
    """
    with transaction.atomic():
        row = _draft(actor, Action.APPROVE_PAYMENT, run)
        require_four_eyes(row.made_by_id, actor.id)
        if of_run(row):
            text = screen_text(
                "Noget er ændret, siden kørslen blev lavet. Kassér den, og lav den igen."
            )
            raise UnableToPay(text)
        postings = [_posting(line, actor.today) for line in row.lines.order_by("id")]
        Posting.objects.bulk_create(postings, batch_size=BATCH)
        totals.add(PostingTotal, totals.sums(Posting.objects.filter(line__run=row)))
        row.state, row.approved_by = PayRunState.POSTED.value, actor.user
        row.approved_at = actor.now()
        row.save(update_fields=["state", "approved_by", "approved_at"])
        wrote(actor, "payrun.approve", row, month=str(Month.of(row.month)), lines=len(postings))


def _posting(line: PaymentLine, today: date) -> Posting:
    return Posting(
        line=line,
        grant_id=line.grant_id,
        account=line.account,
        unit_id=line.unit_id,
        month=line.month,
        posted_on=today,
        oere=line.oere,
    )


def discard_run(actor: Actor, *, run: UUID) -> None:
    """Throw a draft away, with its lines. Raises UnableToPay when it was posted."""
    with transaction.atomic():
        row = _draft(actor, Action.PREPARE_PAYMENT, run)
        wrote(actor, "payrun.discard", row, month=str(Month.of(row.month)))
        row.totals.all().delete()
        row.lines.all().delete()
        row.delete()


def _draft(actor: Actor, action: Action, run: UUID) -> PayRun:
    row = PayRun.objects.select_for_update().filter(id=run).first()
    if row is None:
        raise Http404
    require_run(actor, action, row.department)
    if row.state != PayRunState.DRAFT:
        raise UnableToPay(screen_text("Kørslen er allerede bogført."))
    return row
