"""Pages of payments."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.access import may_at_all
from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens
from helhed.apps.decisions.pricing import UnableToPrice
from helhed.apps.layout.web.answers import carried_out
from helhed.apps.layout.web.charts import months_chart
from helhed.apps.layout.web.tables import Column, Listed, Queried, Row, Table, show
from helhed.apps.layout.web.templatetags.helhed import month_short, told
from helhed.apps.payments import queries
from helhed.apps.payments.actions import ledger
from helhed.apps.payments.actions import runs as actions
from helhed.apps.payments.queries.jobs import jobs
from helhed.apps.payments.web import forms
from helhed.kernel.finding import UnableTo
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import Department


def _grant_address(row: Row) -> str:
    return reverse("payments:grant", args=[row["grant"]])


RUNS = Table(
    "betalinger",
    [
        Column(
            "month",
            screen_text("Måned"),
            "month",
            sort="month",
            link=lambda row: reverse("payments:run", args=[row["id"]]),
        ),
        Column("department", screen_text("Afdeling"), "said", sort="department"),
        Column("count", screen_text("Linjer"), "number", sort="count"),
        Column("oere", screen_text("Beløb i kr."), "price", sort="oere", total=True),
        Column("state", screen_text("Status"), "state", sort="state", state_key="state_key"),
        Column("made_by", screen_text("Lavet af"), sort="made_by"),
        Column("approved_by", screen_text("Godkendt af"), sort="approved_by"),
    ],
    sort="-month",
    empty=screen_text("Ingen kørsler i det år. Lav den næste, eller vælg et andet år."),
)

LINES = Table(
    "betalingslinjer",
    [
        Column(
            "number",
            screen_text("Sag"),
            sort="grant__decision__case__number",
            link=_grant_address,
        ),
        Column("service", screen_text("Ydelse"), "said", sort="grant__service"),
        Column("provider", screen_text("Leverandør"), sort="grant__offer__provider__name_key"),
        Column("recipient", screen_text("Betales til"), "said", sort="plan__recipient"),
        Column("month", screen_text("For måned"), "month", sort="month", only_exported=True),
        Column("kind", screen_text("Slags"), "said", sort="kind"),
        Column("held", screen_text("Holdes, fordi"), sort="hold_reason", only_exported=True),
        Column("pay_on", screen_text("Betales den"), "day", sort="due_on"),
        Column("account", screen_text("Konto"), sort="account"),
        Column("unit", screen_text("Enhed"), sort="unit__name"),
        Column(
            "oere",
            screen_text("Beløb i kr."),
            "price",
            sort="oere",
            total=True,
            link=lambda row: reverse("payments:line", args=[row["id"]]),
        ),
    ],
    sort="-oere",
    empty=screen_text("Ingen linjer. Intet var i gang i den måned."),
)

DIFFERENCES = Table(
    "forskelle",
    [
        Column("number", screen_text("Sag"), sort="number", link=_grant_address),
        Column("service", screen_text("Ydelse"), "said", sort="service"),
        Column("month", screen_text("Måned"), "month", sort="month"),
        Column("due", screen_text("Skulle betales"), "kroner", sort="due"),
        Column("paid", screen_text("Er betalt"), "kroner", sort="paid"),
        Column("oere", screen_text("Forskel i kr."), "kroner", sort="oere", total=True),
    ],
    sort="month",
    empty=screen_text("Ingen forskelle her: alt i de valgte måneder er betalt, som det skal."),
)


@page(Action.SEE_PAYMENT)
def run_list(request: Request) -> HttpResponse:
    """The runs of a year, and the next month to make."""
    years = sorted({*queries.years_paid(), request.actor.today.year}, reverse=True)
    asked = {"year": str(years[0]), **request.GET.dict()}
    form = forms.RunFilterForm(asked, years=years)
    chosen = form.cleaned_data if form.is_valid() else {}
    year = int(chosen.get("year") or years[0])
    found = queries.runs(request.actor, year, chosen.get("department") or "")
    shown = show(request, RUNS, Listed(found), _("Kørsler"))
    if out := exported(request, shown):
        return out
    waiting = queries.waiting(request.actor)
    context = {
        "form": form,
        "shown": shown,
        "waiting": waiting,
        "to_approve": [(run, Department(run.department).label) for run in waiting.to_approve],
        "jobs": [(job, f"{reverse(job.page)}{job.asked}") for job in jobs(request.actor)],
        "sees": _sees(request),
        "may_reconcile": may_at_all(request.actor, Action.RECONCILE_PAYMENT),
    }
    return render(request, "payments/list.html", context)


def _sees(request: Request) -> str:
    return ", ".join(_(one.label) for one in queries.departments_seen(request.actor))


@page(Action.PREPARE_PAYMENT, "POST")
def make(request: Request) -> HttpResponse:
    """Make the next month of a department, or say what stops it."""
    form = forms.MonthForm(request.POST)
    if form.is_valid():
        department = Department(form.cleaned_data["department"])
        month = form.cleaned_data["month"]
        try:
            run = actions.make_run(request.actor, department=department, month=month)
        except UnableToPrice as error:
            return render(request, "payments/stopped.html", {"error": error}, status=409)
        except UnableTo as error:
            form.add_error(None, told(error))
        else:
            return redirect("payments:run", run.id)
    return render(request, "payments/make.html", {"form": form}, status=409)


@page(Action.SEE_PAYMENT)
def one(request: Request, run: UUID) -> HttpResponse:
    """One run: totals, lines, and what differs from what it should be now."""
    with transaction.atomic():
        found = queries.run_page(request.actor, run)
        shown = show(request, LINES, Queried(found.lines, queries.line_row), _("Linjer"))
        citizens = [row["citizen_id"] for row in shown.rows]
        citizens += [row.citizen for row in found.differences.rows]
        citizens += [row.citizen for row in found.approval.rows]
        read_citizens(request.actor, "payrun.read", citizens, **shown.facts)
    if shown.export:
        return shown.export
    return render(request, "payments/run.html", {"found": found, "row": found.row, "shown": shown})


@page(Action.PREPARE_PAYMENT, "POST")
def review(request: Request, run: UUID) -> HttpResponse:
    """Say that a run was looked through."""
    carried_out(
        request,
        screen_text("Kørslen er gennemgået. Nu kan en anden godkende den."),
        lambda: actions.review_run(request.actor, run=run),
    )
    return redirect("payments:run", run)


@page(Action.PREPARE_PAYMENT, "POST")
def send(request: Request, run: UUID) -> HttpResponse:
    """Send an approved run to the ledger."""
    carried_out(
        request,
        screen_text("Filen ligger hos økonomisystemet."),
        lambda: ledger.send_run(request.actor, run=run),
    )
    return redirect("payments:run", run)


@page(Action.APPROVE_PAYMENT, "POST")
def approve(request: Request, run: UUID) -> HttpResponse:
    """Approve a run."""
    carried_out(
        request,
        screen_text("Kørslen er godkendt. Filen venter på at blive sendt."),
        lambda: actions.approve_run(request.actor, run=run, seen=request.POST.get("seen", "")),
    )
    return redirect("payments:run", run)


@page(Action.PREPARE_PAYMENT, "POST")
def discard(request: Request, run: UUID) -> HttpResponse:
    """Throw a draft away."""
    if carried_out(
        request,
        screen_text("Kladden er kasseret. Du kan lave den igen."),
        lambda: actions.discard_run(request.actor, run=run),
    ):
        return redirect("payments:list")
    return redirect("payments:run", run)


@page(Action.SEE_PAYMENT)
def differences(request: Request) -> HttpResponse:
    """What was paid otherwise than it should be now, in the last months of a department."""
    departments = [(one.value, one.label) for one in queries.departments_seen(request.actor)]
    first = departments[0][0] if len(departments) == 1 else ""
    asked = {"department": first, "months": "3", **request.GET.dict()}
    form = forms.DifferenceForm(asked, departments=departments)
    chosen = form.cleaned_data if form.is_valid() else {"department": "", "months": "3"}
    with transaction.atomic():
        found = queries.differences(
            request.actor,
            chosen["department"],
            Month.of(request.actor.today),
            int(chosen["months"] or 3),
        )
        listed = [
            {
                "grant": row.one.grant,
                "number": row.number,
                "service": row.service,
                "month": row.one.month.first,
                "due": row.one.due,
                "paid": row.one.paid,
                "oere": row.one.oere,
            }
            for row in found.rows
        ]
        shown = show(request, DIFFERENCES, Listed(listed), _("Forskelle"))
        citizens = [row.citizen for row in found.rows]
        read_citizens(request.actor, "payment.differences", citizens, **shown.facts)
    if shown.export:
        return shown.export
    return render(
        request, "payments/differences.html", {"form": form, "shown": shown, "found": found}
    )


MONTHS = Table(
    "bevilling-maaneder",
    [
        Column("month", screen_text("Måned"), "month", sort="month"),
        Column("committed", screen_text("Disponeret"), "kroner", sort="committed", total=True),
        Column("paid", screen_text("Betalt"), "kroner", sort="paid", total=True),
        Column("difference", screen_text("Forskel"), "kroner", sort="difference", total=True),
    ],
    sort="month",
)


@page(Action.SEE_GRANT)
def economy(request: Request, grant: UUID) -> HttpResponse:
    """The economy of one grant."""
    form = forms.YearForm(request.GET)
    asked = form.cleaned_data.get("year") if form.is_valid() else None
    year = asked or request.actor.today.year
    found = queries.grant_economy(request.actor, grant, year)
    listed = [
        {"month": m.month, "committed": m.committed, "paid": m.paid, "difference": m.difference}
        for m in found.months
    ]
    shown = show(request, MONTHS, Listed(listed), _("Måned for måned"))
    if out := exported(request, shown, grant=str(grant)):
        return out
    chart = months_chart(
        _("Betalt og disponeret måned for måned"),
        [month_short(line.month) for line in found.months],
        [
            ("actual", _("betalt"), [line.paid or 0 for line in found.months]),
            (
                "committed",
                _("disponeret"),
                [max(0, line.committed - (line.paid or 0)) for line in found.months],
            ),
        ],
        [],
    )
    legend = [("actual", _("Betalt")), ("committed", _("Disponeret, ikke betalt"))]
    context = {"found": found, "row": found.row, "shown": shown, "chart": chart, "legend": legend}
    return render(request, "payments/economy.html", context)
