"""From what stands in a cell to what it means, a whole column at a time.

``parsed`` gives null where a cell cannot be understood; ``why_not`` then says of one cell what
is wrong with it and what to write instead.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

import polars as pl

from helhed.exchange.columns import Column, Kind
from helhed.exchange.faults import Because, shown
from helhed.exchange.frames import TYPES
from helhed.kernel.cpr import Cpr, NotACprNumber

EXCEL_DAY_0 = date(1899, 12, 30)
EXCEL_DAYS = range(7_000, 80_000)
FIRST_YEAR, LAST_YEAR = 1850, 2199
KEY_MOST = 64
DECIMALS = 3
WHOLE_DIGITS = 12
MONEY_DECIMALS = 12
CONTROL = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]"
_UUID = "^(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"


def parsed(column: Column) -> pl.Expr:
    """A column's cells (text, or null) in the type of its kind; null when not understood."""
    return _PARSERS[column.kind](column, pl.col(column.name)).alias(column.name)


def as_text(column: Column, values: pl.Series) -> pl.Series:
    """A column that came with a type of its own, as the text that the parsers read."""
    kind = values.dtype
    if kind == pl.String:
        return values
    if kind == pl.Boolean:
        return values.replace_strict({True: "yes", False: "no"}, return_dtype=pl.String)
    if kind == pl.Date and column.kind is Kind.MONTH:
        return values.dt.to_string("%Y-%m")
    if isinstance(kind, pl.Datetime):
        zoned = values.dt.replace_time_zone("UTC") if kind.time_zone is None else values
        text = zoned.dt.convert_time_zone("UTC").dt.to_string("%Y-%m-%dT%H:%M:%S%.6f+00:00")
        return text.str.slice(0, 10) if column.kind is Kind.DATE else text
    if kind.is_float():
        whole = values.cast(pl.Int64, strict=False)
        return (
            pl.DataFrame({"v": values, "w": whole})
            .select(
                pl.when(pl.col("v") == pl.col("w"))
                .then(pl.col("w").cast(pl.String))
                .otherwise(pl.col("v").cast(pl.String))
                .alias(values.name)
            )
            .to_series()
        )
    return values.cast(pl.String, strict=False)


def _stripped(cell: pl.Expr) -> pl.Expr:
    return cell.str.strip_chars()


def _key(column: Column, cell: pl.Expr) -> pl.Expr:
    plain = _stripped(cell)
    lower = pl.when(plain.str.contains(_UUID)).then(plain.str.to_lowercase()).otherwise(plain)
    return pl.when(plain.str.len_chars() <= (column.most or KEY_MOST)).then(lower)


def _text(column: Column, cell: pl.Expr) -> pl.Expr:
    fits = cell.str.len_chars() <= column.most
    return pl.when(fits & ~cell.str.contains(CONTROL)).then(cell)


def _code(column: Column, cell: pl.Expr) -> pl.Expr:
    plain = _stripped(cell)
    return pl.when(plain.is_in(list(column.codes))).then(plain)


def _date(column: Column, cell: pl.Expr) -> pl.Expr:
    plain = _stripped(cell)
    day = pl.when(plain.str.contains(r"^\d{4}-\d{2}-\d{2}$")).then(plain)
    years = (column.low or FIRST_YEAR, column.high or LAST_YEAR)
    return _in_years(day.str.to_date("%Y-%m-%d", strict=False), *years)


def _month(column: Column, cell: pl.Expr) -> pl.Expr:
    plain = _stripped(cell)
    month = pl.when(plain.str.contains(r"^\d{4}-\d{2}$")).then(plain + "-01")
    return _in_years(month.str.to_date("%Y-%m-%d", strict=False))


def _in_years(day: pl.Expr, first: int = FIRST_YEAR, last: int = LAST_YEAR) -> pl.Expr:
    return pl.when(day.dt.year().is_between(first, last)).then(day)


_MOMENT = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$"


def _moment(column: Column, cell: pl.Expr) -> pl.Expr:
    plain = pl.when(_stripped(cell).str.contains(_MOMENT)).then(_stripped(cell))
    whole = (
        plain.str.replace(" ", "T", literal=True)
        .str.replace("Z$", "+00:00")
        .str.replace(r"^(.{16})([+-])", "${1}:00${2}")
    )
    moment = whole.str.to_datetime(
        "%Y-%m-%dT%H:%M:%S%.f%:z", strict=False, time_unit="us", time_zone="UTC"
    )
    return _in_years(moment)


def _whole(column: Column, cell: pl.Expr) -> pl.Expr:
    plain = _stripped(cell)
    # Programs that keep whole numbers beside empty cells write 12 as 12.0; 1.000 is a thousand to
    # some and one to others, and is not read.
    bare = plain.str.replace(r"\.0$", "")
    number = pl.when(bare.str.contains(r"^-?\d{1,18}$")).then(bare).cast(pl.Int64, strict=False)
    return _within(column, number, number)


def _decimal(column: Column, cell: pl.Expr) -> pl.Expr:
    decimals = column.most or DECIMALS
    whole = max(WHOLE_DIGITS, len(str(column.high or 0)))
    # As many decimals as a measured number has: it may be written with a power of ten, too.
    power = r"([eE][+-]?\d{1,2})?" if decimals > MONEY_DECIMALS else ""
    written = rf"^-?\d{{1,{whole}}}(\.\d{{1,{decimals}}})?{power}$"
    plain = pl.when(_stripped(cell).str.contains(written)).then(_stripped(cell))
    exact = exact_decimal(plain)
    return _within(column, exact, exact.cast(pl.Float64, strict=False))


def exact_decimal(plain: pl.Expr) -> pl.Expr:
    """A decimal number as text without needless zeros."""
    return (
        plain.str.replace(r"^(-?)0+(\d)", "${1}${2}")
        .str.replace(r"(\.\d*?)0+$", "${1}")
        .str.replace(r"\.$", "")
        .str.replace("^-0$", "0")
    )


def _within(column: Column, value: pl.Expr, number: pl.Expr) -> pl.Expr:
    low, high = column.low, column.high
    if low is None or high is None:
        return value
    return pl.when(number.is_between(low, high)).then(value)


def _yes_no(column: Column, cell: pl.Expr) -> pl.Expr:
    word = _stripped(cell).str.to_lowercase()
    return pl.when(word == "yes").then(pl.lit(True)).when(word == "no").then(pl.lit(False))


def _cpr(column: Column, cell: pl.Expr) -> pl.Expr:
    """The same as kernel.cpr.Cpr.parse, for a whole column; a test holds them together."""
    digits = cell.str.replace_all("[- ]", "")
    good = pl.when(digits.str.contains("^[0-9]{10}$")).then(digits)
    day, year = good.str.slice(0, 2).cast(pl.Int32), good.str.slice(4, 2).cast(pl.Int32)
    seventh = good.str.slice(6, 1).cast(pl.Int32)
    day = pl.when(day > 60).then(day - 60).otherwise(day)
    century = (
        pl.when(seventh <= 3)
        .then(1900)
        .when(seventh.is_in([4, 9]))
        .then(pl.when(year <= 36).then(2000).otherwise(1900))
        .otherwise(pl.when(year <= 57).then(2000).otherwise(1800))
    )
    written = pl.format(
        "{}-{}-{}", century + year, good.str.slice(2, 2), day.cast(pl.String).str.zfill(2)
    )
    exists = written.str.to_date("%Y-%m-%d", strict=False).is_not_null()
    return pl.when(exists).then(good)


_PARSERS: Mapping[Kind, Callable[[Column, pl.Expr], pl.Expr]] = {
    Kind.KEY: _key,
    Kind.REFERENCE: _key,
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.DATE: _date,
    Kind.MOMENT: _moment,
    Kind.MONTH: _month,
    Kind.WHOLE: _whole,
    Kind.DECIMAL: _decimal,
    Kind.OERE: _whole,
    Kind.YES_NO: _yes_no,
    Kind.CPR: _cpr,
}
assert set(_PARSERS) == set(TYPES)


def why_not(column: Column, cell: str) -> Because:
    """Why a cell cannot be understood, and what to write instead."""
    match column.kind:
        case Kind.TEXT:
            return _why_not_text(column, cell)
        case Kind.KEY | Kind.REFERENCE:
            text = f"the key is longer than {column.most or KEY_MOST} letters."
            return "too-long", text, "Use a shorter name, or a UUID."
        case Kind.CODE:
            near = difflib.get_close_matches(cell.strip().lower(), column.codes, 1)
            hint = f"Did you mean “{near[0]}”? " if near else ""
            text = f"{shown(cell)} is not one of the codes."
            return "unknown-code", text, f"{hint}It can be: {', '.join(column.codes)}."
        case Kind.DATE | Kind.MONTH | Kind.MOMENT:
            return _why_not_day(column, cell.strip())
        case Kind.CPR:
            return _why_not_cpr(cell)
        case Kind.YES_NO:
            return "type", f"{shown(cell)} is neither yes nor no.", "Write yes or no."
    return _why_not_number(column, cell.strip())


def _why_not_text(column: Column, cell: str) -> Because:
    if len(cell) > column.most:
        text = f"the text has {len(cell)} letters, and there is room for {column.most}."
        return "too-long", text, "Make it shorter."
    return "control", "there is a control character in the text.", "Take it out."


def _why_not_day(column: Column, cell: str) -> Because:
    wanted = f"It is written like {column.kind.written}."
    if re.fullmatch(r"\d{4,5}(\.\d+)?", cell) and int(float(cell)) in EXCEL_DAYS:
        day = EXCEL_DAY_0 + timedelta(days=int(float(cell)))
        text = f"{shown(cell)} is a spreadsheet's serial number of a day, perhaps {day}."
        return "excel-date", text, f"Format the cells as dates, or write them out. {wanted}"
    turned = re.fullmatch(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})", cell)
    if turned:
        return "date", f"{shown(cell)} is not written as a date is here.", f"Year first. {wanted}"
    if column.kind is Kind.MOMENT and re.match(r"\d{4}-\d{2}-\d{2}", cell):
        if not re.search(r"(Z|[+-]\d{2}:\d{2})$", cell):
            return "time-zone", f"{shown(cell)} has no time of day or no time zone.", wanted
    if re.search("[A-Za-zÆØÅæøå]", cell.replace("T", "").replace("Z", "")):
        return "type", f"what stands here is not a {column.kind.value}.", wanted
    return "date", f"{shown(cell)} is not a {column.kind.value} that exists.", wanted


def _why_not_cpr(cell: str) -> Because:
    to_do = "Correct it. Format the column as text, so that a first 0 is kept."
    try:
        Cpr.parse(cell)
    except NotACprNumber as error:
        return "cpr", f"{error}.", to_do
    return "cpr", "this is not a CPR number.", to_do


def _why_not_number(column: Column, cell: str) -> Because:
    wanted = f"Write {_written(column)}."
    plain = cell
    if cell.startswith("−"):
        return "type", f"{shown(cell)} has a long minus.", f"Use the plain one, -. {wanted}"
    if re.fullmatch(r"-?[\d. ]*,\d+", plain):
        oere = " 12,50 kroner are 1250 øre." if column.kind is Kind.OERE else ""
        return "decimal-comma", f"{shown(cell)} has a decimal comma.", f"{wanted}{oere}"
    if column.low is not None and re.fullmatch(r"-?\d{1,18}(\.\d{1,3})?", plain):
        if column.kind is Kind.DECIMAL or "." not in plain:
            text = f"{shown(cell)} lies outside {column.low} to {column.high}."
            return "bounds", text, "Correct it."
    if re.search("[A-Za-zÆØÅæøå]", cell):
        return "type", f"what stands here is not {_called(column)}.", wanted
    return "type", f"{shown(cell)} is not {_called(column)}.", wanted


def _written(column: Column) -> str:
    if column.kind is Kind.DECIMAL and column.most:
        return f"a number with a point and at most {column.most} decimals, 7.5"
    return column.kind.written


def _called(column: Column) -> str:
    return "a whole number of øre" if column.kind is Kind.OERE else f"a {column.kind.value}"
