"""Reading the budget: the year's figures, and the grants that make a figure."""

from helhed.apps.budgets.queries.efforts import service_name
from helhed.apps.budgets.queries.figures import Figure, FigureFilter, FigureKind, figure
from helhed.apps.budgets.queries.frames import (
    FrameLine,
    FramePage,
    accounts,
    accounts_in_use,
    frame_lines,
    frame_page,
)
from helhed.apps.budgets.queries.year import (
    BudgetFilter,
    Headline,
    Line,
    MonthSum,
    YearPage,
    follow_up,
    units_to_choose,
    years,
)

__all__ = [
    "BudgetFilter",
    "Figure",
    "FigureFilter",
    "FigureKind",
    "FrameLine",
    "FramePage",
    "Headline",
    "Line",
    "MonthSum",
    "YearPage",
    "accounts",
    "accounts_in_use",
    "figure",
    "follow_up",
    "frame_lines",
    "frame_page",
    "service_name",
    "units_to_choose",
    "years",
]
