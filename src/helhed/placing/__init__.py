"""The right place: offers ranked for one citizen, many citizens on scarce places at once, and which
places to convert, open or close. Knows nothing of Django; each solver has a slow twin
(``_reference.py``)."""

from helhed.placing.assign import Assigned, UnableToAssign, assign, first_come
from helhed.placing.case import Case, case_of
from helhed.placing.facts import Citizen, Offer, Result, Weights
from helhed.placing.match import Distances, Ranked, Reason, rank
from helhed.placing.moving import Moves, moved_in_all, moves_of
from helhed.placing.outlook import Change, Far, Kind, Outlook, PricePaths, UnableToPlan
from helhed.placing.plan import Plan, cvar, frontier, plan
from helhed.placing.why import why

__all__ = [
    "Assigned",
    "Case",
    "Change",
    "Citizen",
    "Distances",
    "Far",
    "Kind",
    "Moves",
    "Offer",
    "Outlook",
    "Plan",
    "PricePaths",
    "Ranked",
    "Reason",
    "Result",
    "UnableToAssign",
    "UnableToPlan",
    "Weights",
    "assign",
    "case_of",
    "cvar",
    "first_come",
    "frontier",
    "moved_in_all",
    "moves_of",
    "plan",
    "rank",
    "why",
]
