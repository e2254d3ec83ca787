"""Short ways to say the columns that come again and again."""

from __future__ import annotations

from collections.abc import Mapping

from helhed.exchange.columns import Column, Kind
from helhed.rules.decisions.ydelser import Department, PriceKind, services

DEPARTMENTS = tuple(d.value for d in Department)
SERVICES = tuple(services())
PRICE_KINDS = tuple(k.value for k in PriceKind)
TEXT_MOST = 20_000
KEY_MOST = 64


def key(meaning: str = "names the row for life") -> Column:
    return Column("id", Kind.KEY, meaning, unique=True)


def ref(name: str, to: str, meaning: str, *, required: bool = True, unique: bool = False) -> Column:
    return Column(name, Kind.REFERENCE, meaning, required=required, unique=unique, to=to)


def ref_by(name: str, by: str, among: Mapping[str, str], meaning: str) -> Column:
    """The key of a row in one of several tables, by the code in another column."""
    told = tuple(among.items())
    return Column(name, Kind.TEXT, meaning, most=KEY_MOST, by=by, among=told)


def text(
    name: str, meaning: str, most: int = TEXT_MOST, *, required: bool = False, unique: bool = False
) -> Column:
    return Column(name, Kind.TEXT, meaning, required=required, unique=unique, most=most)


def code(name: str, codes: tuple[str, ...], meaning: str, *, required: bool = True) -> Column:
    return Column(name, Kind.CODE, meaning, required=required, codes=codes)


def day(name: str, meaning: str, *, required: bool = True) -> Column:
    return Column(name, Kind.DATE, meaning, required=required)


def moment(name: str, meaning: str, *, required: bool = True) -> Column:
    return Column(name, Kind.MOMENT, meaning, required=required)


def whole(name: str, meaning: str, low: int, high: int, *, required: bool = True) -> Column:
    return Column(name, Kind.WHOLE, meaning, required=required, low=low, high=high)


def oere(name: str, meaning: str) -> Column:
    return Column(name, Kind.OERE, meaning, low=-(10**15), high=10**15)


def yes_no(name: str, meaning: str, *, required: bool = True) -> Column:
    return Column(name, Kind.YES_NO, meaning, required=required)
