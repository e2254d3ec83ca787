"""The services that can be granted: by which paragraph, priced how, booked where, until when.

Source: ``data/services.csv``. A main service stands alone; a supplementary one follows a main
service that shares one of its paragraphs.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from importlib import resources

from helhed.kernel.dated import Certainty
from helhed.kernel.law import Citation
from helhed.kernel.words import screen_text
from helhed.rules.cases.sag import CaseArea

SAME_OFFER_AS_MAIN = "same_as_main"
BOOKED_AS_MAIN = "as_main"


class Department(Enum):
    """The two departments of the house."""

    ADULTS = "adults"
    CHILDREN = "children"

    @property
    def label(self) -> str:
        if self is Department.ADULTS:
            return screen_text("Voksne")
        return screen_text("Børn og familier")


class PriceKind(Enum):
    """How a grant is priced; the words are those of the commitments engine."""

    DAY = "day"
    MONTH = "month"
    WEEKLY_HOURS = "weekly_hours"
    ONE_OFF = "one_off"

    @property
    def label(self) -> str:
        return _KINDS[self][0]

    @property
    def unit(self) -> str:
        """What the price is per: ``kr. pr. døgn``."""
        return _KINDS[self][1]


_KINDS = {
    PriceKind.DAY: (screen_text("Døgntakst"), screen_text("pr. døgn")),
    PriceKind.MONTH: (screen_text("Månedspris"), screen_text("pr. måned")),
    PriceKind.WEEKLY_HOURS: (screen_text("Timer om ugen"), screen_text("pr. time")),
    PriceKind.ONE_OFF: (screen_text("Engangsbeløb"), screen_text("pr. stk.")),
}


class UnknownService(LookupError):
    """A service key that is not in the list of services."""

    def __init__(self, key: str) -> None:
        super().__init__(f"there is no service {key!r}")


@dataclass(frozen=True, slots=True)
class Service:
    """One service that can be granted.

    ``offers`` are the kinds of offer that can deliver it (none: paid to the citizen).
    ``ends_at_age``: the grant ends by law the day before that birthday. ``open_years``: how many
    years a grant without end is counted for when its price for life is shown. ``areas`` are the
    target groups that it is for, ``steps`` its steps on the ladder of efforts, ``level`` the least
    that may approve it (see ``kompetence``); ``valid_from`` the day its law began, when that is
    known.
    """

    key: str
    name: str
    citations: tuple[Citation, ...]
    department: Department
    area: str
    is_main: bool
    kinds: tuple[PriceKind, ...]
    offers: tuple[str, ...]
    function: str
    grouping: str
    ends_at_age: int | None
    open_years: int
    paid_to_citizen: bool
    account_certainty: Certainty
    areas: tuple[CaseArea, ...] = ()
    steps: tuple[int, ...] = ()
    level: int = 1
    valid_from: date | None = None

    @property
    def takes_offer_of_main(self) -> bool:
        return self.offers == (SAME_OFFER_AS_MAIN,)

    def follows(self, main: Service) -> bool:
        """Whether this supplementary service can be granted beside a main service."""
        shares_law = bool(set(self.citations) & set(main.citations))
        return not self.is_main and main.is_main and shares_law


@cache
def services() -> dict[str, Service]:
    """Every service by key, in the order of the list."""
    path = resources.files(__package__) / "data" / "services.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return {row["key"]: _service(row) for row in rows}


def service(key: str) -> Service:
    """The service with a key. Raises UnknownService."""
    try:
        return services()[key]
    except KeyError:
        raise UnknownService(key) from None


def main_services(department: Department) -> list[Service]:
    """The main services of a department, in the order of the list."""
    return [s for s in services().values() if s.is_main and s.department is department]


def supplementary_to(main: Service) -> list[Service]:
    """The services that can be granted beside a main service."""
    return [s for s in services().values() if s.follows(main)]


def _service(row: dict[str, str]) -> Service:
    return Service(
        key=row["key"],
        name=row["name"],
        citations=tuple(Citation.parse(text) for text in row["citations"].split("|")),
        department=Department(row["department"]),
        area=row["area"],
        is_main=row["role"] == "main",
        kinds=tuple(PriceKind(kind) for kind in row["kinds"].split("|")),
        offers=tuple(row["offer"].split("|")) if row["offer"] else (),
        function=row["function"],
        grouping=row["grouping"],
        ends_at_age=int(row["ends_at_age"]) if row["ends_at_age"] else None,
        open_years=int(row["open_years"]),
        paid_to_citizen=row["accounts"] == "citizen",
        account_certainty=Certainty(row["account_certainty"]),
        areas=tuple(CaseArea.of(area) for area in row["areas"].split("|")),
        steps=tuple(int(step) for step in row["steps"].split("|") if step),
        level=int(row["level"]),
        valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
    )
