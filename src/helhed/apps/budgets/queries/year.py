"""The figures of a year: frame, paid, committed, expected and left, per account and unit.

They come from the totals that are written with every commitment and posting, so that a page takes
the same few questions however many grants there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum, Value

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.access.models import Unit
from helhed.apps.budgets.models import Account, Frame, FrameChange
from helhed.apps.budgets.sums import frame_sums
from helhed.apps.budgets.words import account_name
from helhed.apps.decisions.models import CommitmentTotal, ExpectedTotal
from helhed.apps.payments.access import departments_of, ids_of, units_within
from helhed.apps.payments.models import PostingTotal
from helhed.apps.payments.queries import Known, told
from helhed.kernel.period import Month
from helhed.rules.access.rights import Action
from helhed.rules.budgets.forbrug import YearLine, by_month
from helhed.rules.budgets.kontotrae import AccountPart

Cell = tuple[str, UUID]
WHOLE = AccountPart()
NOTHING = (0,) * 12


@dataclass(frozen=True, slots=True)
class BudgetFilter:
    """Which part of the budget. A unit holds all units below it; ``part`` is a branch of the
    tree of accounts."""

    year: int
    department: str = ""
    unit: UUID | None = None
    account: str = ""
    part: AccountPart = WHOLE


@dataclass(frozen=True, slots=True)
class Line:
    """One account in one unit in the year."""

    account: str
    account_name: str
    unit: UUID
    unit_name: str
    department: str
    figures: YearLine
    asked: tuple[int, ...] = NOTHING

    @property
    def share_used(self) -> float | None:
        """Expected in percent of the frame; None without a frame."""
        frame = self.figures.frame
        return 100 * self.figures.expected / frame if frame else None


@dataclass(frozen=True, slots=True)
class MonthSum:
    """One month of all lines, in øre."""

    month: date
    frame: int
    actual: int
    committed: int
    rest: int
    asked: int
    known: int

    @property
    def expected(self) -> int:
        return self.actual + self.known + self.rest


@dataclass(frozen=True, slots=True)
class Headline:
    """The sums of a year, in øre; ``closed`` tells how many months each department has paid.

    ``known`` is what of closed months is known to be corrected and not posted. ``asked`` is what is
    expected but not granted: in no other figure, and added by nobody else.
    """

    year: int
    frame: int
    actual: int
    committed_rest: int
    closed: dict[str, int]
    known: int = 0
    asked: int = 0

    @property
    def expected(self) -> int:
        return self.actual + self.known + self.committed_rest

    @property
    def remaining(self) -> int:
        return self.frame - self.expected

    @property
    def share_used(self) -> float | None:
        return 100 * self.expected / self.frame if self.frame else None


@dataclass(frozen=True, slots=True)
class YearPage:
    """A year as the actor may see it. ``units`` are those that the actor can choose among;
    ``known`` the corrections that are in the figures and not posted."""

    wanted: BudgetFilter
    lines: list[Line]
    months: list[MonthSum]
    headline: Headline
    units: list[Unit]
    shown_units: list[Unit]
    sees_everything: bool
    known: list[Known]

    def most_over(self, most: int) -> list[Line]:
        """The lines that are expected to use most more than their frame."""
        over = [line for line in self.lines if line.figures.remaining < 0]
        return sorted(over, key=lambda line: line.figures.remaining)[:most]


def follow_up(actor: Actor, wanted: BudgetFilter) -> YearPage:
    """The budget of a year: every figure is of exactly the units that the actor may see."""
    require_at_all(actor, Action.SEE_BUDGET)
    reach = actor.reach(Action.SEE_BUDGET)
    units = units_within(actor, Action.SEE_BUDGET)
    shown = chosen_units(units, wanted.department, wanted.unit)
    ledger = told(actor.today, [wanted.year], shown)
    closed = {
        department: months
        for department, months in ledger.closed(wanted.year).items()
        if department in departments_of(shown)
    }
    known = [
        one
        for one in ledger.known
        if wanted.account in ("", one.account) and wanted.part.holds(one.account)
    ]
    lines = _lines(wanted, shown, closed, known)
    headline = Headline(
        wanted.year,
        sum(line.figures.frame for line in lines),
        sum(line.figures.actual_to_date for line in lines),
        sum(line.figures.committed_rest for line in lines),
        closed,
        sum(line.figures.known_corrections for line in lines),
        sum(sum(line.asked) for line in lines),
    )
    months = _months(wanted.year, lines, headline.frame)
    return YearPage(wanted, lines, months, headline, units, shown, reach.everything, known)


def units_to_choose(actor: Actor) -> list[Unit]:
    """The units whose budget the actor may see, from the top down."""
    return units_within(actor, Action.SEE_BUDGET)


def chosen_units(units: Sequence[Unit], department: str, unit: UUID | None) -> list[Unit]:
    """Those of the units that lie in a department, and at or below a unit."""
    top = next((one for one in units if one.id == unit), None)
    if unit is not None and top is None:
        return []
    return [
        one
        for one in units
        if (not department or one.department == department)
        and (top is None or one.path.startswith(top.path))
    ]


def known_months(known: Iterable[Known]) -> dict[tuple[int, str, UUID], list[int]]:
    """Twelve months of what is known to be corrected, by year, account and unit."""
    found: defaultdict[tuple[int, str, UUID], list[int]] = defaultdict(lambda: [0] * 12)
    for one in known:
        found[one.month.year, one.account, one.unit][one.month.month - 1] += one.oere
    return dict(found)


def lines_of_cells(
    years: Sequence[int], accounts: Collection[str], units: Mapping[UUID, Unit], today: date
) -> dict[tuple[int, str, UUID], YearLine]:
    """The figures of accounts in units in years, whoever asks; without frame and money all is 0."""
    firsts = [Month(year, number).first for year in years for number in range(1, 13)]
    sums: dict[str, dict[tuple[str, UUID, date], int]] = {}
    for name, totals in (("committed", CommitmentTotal), ("actual", PostingTotal)):
        rows = totals.objects.filter(month__in=firsts, account__in=accounts, unit__in=list(units))
        listed = rows.values_list("account", "unit_id", "month", "oere")
        sums[name] = {(account, unit, month): oere for account, unit, month, oere in listed}
    frames = frame_sums(Frame.objects.filter(year__in=years, account__in=accounts, unit__in=units))
    ledger = told(today, years, list(units.values()))
    closed = {year: ledger.closed(year) for year in years}
    known = known_months(ledger.known)
    found = {}
    for year, account, unit in product(years, accounts, units):
        months = [Month(year, number).first for number in range(1, 13)]
        found[year, account, unit] = YearLine(
            frames[account, unit, year].corrected if (account, unit, year) in frames else 0,
            [sums["committed"].get((account, unit, month), 0) for month in months],
            [sums["actual"].get((account, unit, month), 0) for month in months],
            closed[year].get(units[unit].department, 0),
            known.get((year, account, unit), NOTHING),
        )
    return found


def years(this_year: int) -> list[int]:
    """The years that have frames, and this one; the newest first."""
    known = set(Frame.objects.order_by().values_list("year", flat=True).distinct())
    return sorted(known | {this_year}, reverse=True)


def _lines(
    wanted: BudgetFilter, units: list[Unit], closed: dict[str, int], known: Iterable[Known]
) -> list[Line]:
    committed, actual, asked, frames = _by_month(wanted, units)
    names = dict(Account.objects.values_list("code", "name"))
    unit_of = {unit.id: unit for unit in units}
    corrected = _known_of_year(known)
    lines = []
    cells = {*committed, *actual, *asked, *frames, *corrected}
    for cell in sorted(cell for cell in cells if wanted.part.holds(cell[0])):
        account, unit = cell[0], unit_of[cell[1]]
        figures = YearLine(
            frames.get(cell, NOTHING)[0],
            committed.get(cell, NOTHING),
            actual.get(cell, NOTHING),
            closed.get(unit.department, 0),
            corrected.get(cell, NOTHING),
        )
        name = account_name(account, names.get(account, account))
        more = asked.get(cell, NOTHING)
        lines.append(Line(account, name, unit.id, unit.name, unit.department, figures, more))
    return lines


def _known_of_year(known: Iterable[Known]) -> dict[Cell, list[int]]:
    return {(account, unit): months for (_, account, unit), months in known_months(known).items()}


def expected_by_department(
    year: int, units: list[Unit], today: date
) -> tuple[dict[str, int], list[Known]]:
    """What each department is expected to spend in the year, in the units; and the corrections
    that are counted with it."""
    committed, actual, *_ = _by_month(BudgetFilter(year), units)
    ledger = told(today, [year], units)
    known, closed = _known_of_year(ledger.known), ledger.closed(year)
    of = {unit.id: unit.department for unit in units}
    found: defaultdict[str, int] = defaultdict(int)
    for cell in {*committed, *actual, *known}:
        department = of[cell[1]]
        months = committed.get(cell, NOTHING), actual.get(cell, NOTHING)
        more = known.get(cell, NOTHING)
        found[department] += YearLine(0, *months, closed.get(department, 0), more).expected
    return dict(found), ledger.known


def _by_month(wanted: BudgetFilter, units: Iterable[Unit]) -> list[dict[Cell, tuple[int, ...]]]:
    """Twelve months of each account and unit: committed, posted, and asked for and not granted;
    and last the frame, as the first of twelve. One question for the four."""
    firsts = [Month(wanted.year, number).first for number in range(1, 13)]
    sums = {f"m{n}": Sum("oere", filter=Q(month=first)) for n, first in enumerate(firsts)}
    inside = {"unit__in": ids_of(units)} | ({"account": wanted.account} if wanted.account else {})
    listed: list[QuerySet[Any, Any]] = []
    for which, totals in enumerate((CommitmentTotal, PostingTotal, ExpectedTotal)):
        rows = totals.objects.filter(month__in=firsts, **inside).order_by()
        marked = rows.annotate(which=Value(which)).values_list("which", "account", "unit_id")
        listed.append(marked.annotate(**sums))
    once = {name: Value(0) for name in list(sums)[1:]}
    for of, sign in (("frame", 1), ("taken_from", -1)):
        within = {f"{of}__{name}": value for name, value in {"year": wanted.year, **inside}.items()}
        changes = FrameChange.objects.filter(**within).order_by().annotate(which=Value(3))
        of_cells = changes.values_list("which", f"{of}__account_id", f"{of}__unit_id")
        listed.append(of_cells.annotate(m0=sign * Sum("oere"), **once))
    found: list[dict[Cell, tuple[int, ...]]] = [{}, {}, {}, {}]
    for which, account, unit, *months in listed[0].union(*listed[1:], all=True):
        before = found[which].get((account, unit), NOTHING)
        found[which][account, unit] = tuple(
            old + (more or 0) for old, more in zip(before, months, strict=True)
        )
    return found


def _months(year: int, lines: list[Line], frame: int) -> list[MonthSum]:
    months = [Month(year, number) for number in range(1, 13)]
    frames = by_month(frame, [month.length for month in months])
    return [
        MonthSum(
            month.first,
            frames[n],
            sum(line.figures.actual[n] for line in lines),
            sum(line.figures.committed[n] for line in lines),
            sum(line.figures.rest_in(n) for line in lines),
            sum(line.asked[n] for line in lines),
            sum(line.figures.known[n] for line in lines),
        )
        for n, month in enumerate(months)
    ]
