"""Reading pay runs, and the economy of one grant."""

from helhed.apps.payments.queries.differing import DifferencePage, differences
from helhed.apps.payments.queries.economy import Economy, grant_economy
from helhed.apps.payments.queries.known import Known, Told, corrections_known, told
from helhed.apps.payments.queries.late import late_correction, late_rate
from helhed.apps.payments.queries.posted import closed_months, closed_through, months_closed
from helhed.apps.payments.queries.runs import (
    NextMonth,
    RunPage,
    Waiting,
    departments_seen,
    line_row,
    months_to_make,
    run_page,
    runs,
    waiting,
    waiting_lines,
    years_paid,
)

__all__ = [
    "DifferencePage",
    "Economy",
    "Known",
    "NextMonth",
    "RunPage",
    "Told",
    "Waiting",
    "closed_months",
    "closed_through",
    "corrections_known",
    "departments_seen",
    "differences",
    "grant_economy",
    "late_correction",
    "late_rate",
    "line_row",
    "months_closed",
    "months_to_make",
    "run_page",
    "runs",
    "told",
    "waiting",
    "waiting_lines",
    "years_paid",
]
