"""The numbers of the law and of the house: as they came, and with what was corrected here."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources
from uuid import UUID

from django.http import Http404

from helhed import rules
from helhed.apps.access.access import NOBODYS, Actor, require
from helhed.apps.catalogue.models import ParameterCorrection
from helhed.kernel.dated import (
    Certainty,
    Corrections,
    DatedValue,
    Parameter,
    Parameters,
    Scalar,
    corrected_by,
    load_parameters,
)
from helhed.kernel.period import Period
from helhed.rules.access.rights import RIGHTS, Action, Role
from helhed.rules.decisions.kompetence import (
    ANY_AMOUNT,
    PLAN,
    level_key,
    level_name,
    level_of,
    limit_of,
)


def corrections(known_at: datetime | None = None) -> Corrections:
    """What the house has corrected, as known at a moment (now when none is said), read when the
    first number is asked for."""
    return Corrections(lambda: read_corrections(known_at))


def read_corrections(
    known_at: datetime | None = None,
) -> dict[tuple[str, str], list[DatedValue]]:
    """What the house has corrected, by file and key, in the order in which it was written."""
    rows = ParameterCorrection.objects.order_by("recorded_at", "id")
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    found: dict[tuple[str, str], list[DatedValue]] = {}
    for row in rows:
        found.setdefault((row.file, row.key), []).append(_value(row))
    return found


def corrections_with(row: ParameterCorrection) -> Corrections:
    """What the house has corrected, as if a row that is not written were the last of it."""

    def read() -> dict[tuple[str, str], list[DatedValue]]:
        found = read_corrections()
        found.setdefault((row.file, row.key), []).append(_value(row))
        return found

    return Corrections(read)


def _value(row: ParameterCorrection) -> DatedValue:
    period = Period(row.valid_from, row.valid_to)
    return DatedValue(stored(row.value), period, row.source, Certainty.QUOTED)


def stored(text: str) -> Scalar:
    """A value as it stands in the table: a whole number, a number, or words."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def every_parameter_file() -> Iterator[Parameters]:
    """Every file of numbers that the rules came with, the house's corrections laid over it."""
    return iter(_files())


@cache
def _files() -> tuple[Parameters, ...]:
    found = []
    for package in pkgutil.iter_modules(rules.__path__, "helhed.rules."):
        folder = resources.files(package.name) / "parameters"
        if folder.is_dir():
            for path in sorted(folder.iterdir(), key=lambda path: path.name):
                found.append(load_parameters(package.name, path.name))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Correction:
    """A value that somebody in the house wrote down."""

    id: UUID
    value: DatedValue
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class ParameterPage:
    """One number over time: as it holds, as it came, and what was corrected, the last first."""

    file: str
    parameter: Parameter
    packaged: Parameter
    today: DatedValue | None
    corrections: list[Correction]


def parameter_page(actor: Actor, file: str, key: str) -> ParameterPage:
    """One number with its corrections. Raises Http404."""
    require(actor, Action.ADMINISTER, NOBODYS)
    packaged = parameter_as_it_came(file, key)
    found = ParameterCorrection.objects.filter(file=file, key=key).select_related("recorded_by")
    rows = list(found.order_by("-recorded_at", "-id"))
    holds = Corrections(lambda: {(file, key): [_value(row) for row in reversed(rows)]})
    parameter = holds.of(file, packaged)
    today = next((v for v in parameter.values if actor.today in v.period), None)
    return ParameterPage(
        file,
        parameter,
        packaged,
        today,
        [
            Correction(
                row.id,
                _value(row),
                row.recorded_at,
                row.recorded_by.name if row.recorded_by else "",
            )
            for row in rows
        ],
    )


def parameter_as_it_came(file: str, key: str) -> Parameter:
    """A number as the files of the house say it, uncorrected. Raises Http404."""
    with corrected_by(None):
        for parameters in _files():
            if parameters.name == file and key in parameters:
                return parameters[key]
    raise Http404


def words_of(file: str) -> set[str]:
    """The words that stand for values in a file, beside the numbers."""
    with corrected_by(None):
        values = (v for f in _files() if f.name == file for p in f.values() for v in p.values)
        return {value.value for value in values if isinstance(value.value, str)}


@dataclass(frozen=True, slots=True)
class Competence:
    """What a role may approve on a day: how high, and for how much (øre of the dearest year;
    None: any amount), each with where it stands."""

    role: Role
    height: int
    level: str
    level_source: DatedValue
    level_key: str
    limit: int | None
    limit_source: DatedValue


def competence_on(day: date) -> list[Competence]:
    """The plan of who may approve what on a day, the lowest first. Raises NoValueThatDay."""
    roles = [role for role in Role if Action.APPROVE_DECISION in RIGHTS[role]]
    found = [
        Competence(
            role,
            level_of(role, day),
            level_name(level_of(role, day)),
            PLAN[level_key(role)].dated(day),
            level_key(role),
            None if limit_of(role, day) == ANY_AMOUNT else limit_of(role, day),
            PLAN[role.value].dated(day),
        )
        for role in roles
    ]
    return sorted(found, key=lambda one: one.height)
