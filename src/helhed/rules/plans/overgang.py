"""Overgang: what is missing, and by when, on the way from child to adult.

Sources: BL § 108 (ungeplan is considered when somebody with a plan becomes 16); BL §§ 122-123
(young people with a considerable disability: preparation begins as soon as possible after 16 and is
done so that help as an adult is decided and begins right after 18); BL §§ 113-120 (support for
young people until 23). From when an adult case can be opened is the municipality's own standard
(``rules/cases/alder.py``). Numbers: ``parameters/overgang.toml``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from helhed.kernel.dated import load_parameters
from helhed.kernel.law import Citation
from helhed.kernel.period import Period, months_after
from helhed.kernel.words import screen_text
from helhed.rules.cases import alder

PARAMETERS = load_parameters(__package__, "overgang.toml")
YOUTH_PLAN = Citation("BL", "§ 108")
PREPARATION = Citation("BL", "§ 123")
SHORT = {
    "youth_plan": screen_text("ungeplan"),
    "adult_case": screen_text("sag hos voksne"),
    "adult_help": screen_text("hjælp som voksen"),
    "youth_support": screen_text("ungestøtte"),
    "after_support": screen_text("hjælp efter ungestøtten"),
}
OF_HELP = ("adult_help", "youth_support", "after_support")


@dataclass(frozen=True, slots=True)
class Young:
    """Somebody on the way: born when, and what there is. ``is_disabled`` is a case for children
    with a disability, ``is_placed`` help outside the home that runs, ``adult_help`` a granted main
    service of the adults' department, ``youth_support`` one of support for young people."""

    birth_date: date
    is_disabled: bool
    is_placed: bool
    has_youth_plan: bool
    adult_case: bool
    adult_help: bool
    youth_support: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing: what to do (Danish), by when, and by which law; ``short`` where
    several stand on one line."""

    code: str
    text: str
    due: date
    law: Citation

    @property
    def short(self) -> str:
        return SHORT[self.code]

    @property
    def is_help(self) -> bool:
        """Whether it is a decision about help that is missing."""
        return self.code in OF_HELP

    def is_late(self, today: date) -> bool:
        return self.due < today


def turns(birth_date: date, months: int) -> date:
    """The day on which somebody becomes so many months old."""
    return months_after(birth_date, months)


def born_between(today: date, *, early: bool) -> tuple[date, date]:
    """The first and the last birthday of those who are on the way: from 16 (15 1/2 when early) and
    not yet 25."""
    youngest = _months("early_months" if early else "from_months", today)
    return months_after(today, -_months("until_months", today)), months_after(today, -youngest)


def missing(young: Young, today: date) -> list[Missing]:
    """What is missing, the first due first."""
    found = _as_child(young, today) if today < adult_on(young.birth_date, today) else iter(())
    listed = [*found, *_after(young, today)]
    return sorted(listed, key=lambda one: (one.due, one.code))


def adult_on(birth_date: date, today: date) -> date:
    """The 18th birthday, by the number of the day."""
    return turns(birth_date, _months("adult_months", today))


def support_ends_on(birth_date: date, today: date) -> date:
    """The 23rd birthday, on which support for young people ends, by the number of the day."""
    return turns(birth_date, _months("youth_support_months", today))


def arrives_by(today: date) -> date:
    """The last birthday at 18 of those whom the adults' department will soon meet: as long ahead as
    a case can be opened there."""
    adult, opened = _months("adult_months", today), alder.PARAMETERS["adult_case_from_months"]
    return months_after(today, adult - opened.int_on(today))


def _months(key: str, today: date) -> int:
    return PARAMETERS[key].int_on(today)


def carried_on(
    this_year: int, next_year: int, start: date, last: date | None, year: int
) -> int | None:
    """What help would cost (øre) after its last day in the year after ``year``, if it went on at
    what it costs a day now: ``this_year`` and ``next_year`` are what it costs in each. Help that
    has no end costs nothing more, and of help that is in neither year nobody knows."""
    if last is None:
        return 0
    runs = Period(start, last)
    for oere, of in ((this_year, year), (next_year, year + 1)):
        if priced := runs.intersect(Period.of_year(of)):
            rest = Period.of_year(year + 1).subtract(Period(min(start, date(year, 1, 1)), last))
            days = sum(one.length for one in rest)
            return (oere * days + priced.length // 2) // priced.length
    return None


def _as_child(young: Young, today: date) -> Iterator[Missing]:
    if not young.has_youth_plan:
        text = screen_text("Tag stilling til en ungeplan sammen med den unge.")
        due = turns(young.birth_date, _months("from_months", today))
        yield Missing("youth_plan", text, due, YOUTH_PLAN)
    if young.is_disabled and not young.adult_case:
        text = screen_text("Åbn en sag i voksenafdelingen, så overgangen kan forberedes.")
        opened = alder.PARAMETERS["adult_case_from_months"].int_on(today)
        yield Missing("adult_case", text, turns(young.birth_date, opened), PREPARATION)
    due = adult_on(young.birth_date, today)
    if young.is_disabled and not young.adult_help:
        text = screen_text("Afgør, hvilken hjælp der begynder lige efter det 18. år.")
        yield Missing("adult_help", text, due, PREPARATION)
    if young.is_placed and not young.youth_support and not young.adult_help:
        text = screen_text("Afgør, om der skal gives ungestøtte efter det 18. år.")
        yield Missing("youth_support", text, due, alder.YOUTH_SUPPORT)


def _after(young: Young, today: date) -> Iterator[Missing]:
    ends = support_ends_on(young.birth_date, today)
    adult = adult_on(young.birth_date, today)
    if young.is_disabled and not young.adult_help and adult <= today:
        text = screen_text("Den unge er fyldt 18: afgør, hvilken hjælp der gives som voksen.")
        yield Missing("adult_help", text, adult, PREPARATION)
    clear = months_after(ends, -_months("clear_before_months", today))
    if young.youth_support and not young.adult_help and adult <= today < ends:
        text = screen_text("Afklar, om der er brug for hjælp som voksen, når ungestøtten slutter.")
        yield Missing("after_support", text, clear, alder.YOUTH_SUPPORT)
