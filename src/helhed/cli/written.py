"""Tables written to files, as CSV or Parquet, and pictures as text: all of them whole, or none of
them changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import polars as pl


class NotWritten(Exception):
    """A file cannot be written; what stood there stands there still."""

    def __init__(self, path: Path, error: Exception) -> None:
        number = error.errno if isinstance(error, OSError) else None
        reason = os.strerror(number) if number else _words_of(error)
        super().__init__(f"{path} cannot be written: {reason}")


def write_tables(tables: Mapping[Path, pl.DataFrame | str]) -> None:
    """Write each table by its name's end, and text as it is. No file takes its name before all are
    whole, and one that is stopped midway leaves no half file under its name.

    Raises NotWritten.
    """
    halves = {path: path.with_name(f".{path.name}.half") for path in tables}
    try:
        for path, frame in tables.items():
            _write(path, halves[path], frame)
        for path, half in halves.items():
            os.replace(half, path)
    except OSError as error:
        raise NotWritten(path, error) from None
    finally:
        for half in halves.values():
            _take_away(half)


@contextmanager
def written_whole(out: Path) -> Iterator[Path]:
    """An empty folder to write in. What lies in it at the end takes its place in ``out``, and lies
    nowhere when it ends otherwise.

    Raises NotWritten.
    """
    half = out.with_name(f".{out.name}.half")
    try:
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        yield half
        whole = sorted(one for one in half.rglob("*") if one.is_file())
        places = [out / path.relative_to(half) for path in whole]
        for place in places:
            _not_a_folder(place)
            place.parent.mkdir(parents=True, exist_ok=True)
        for path, place in zip(whole, places, strict=True):
            os.replace(path, place)
    except OSError as error:
        raise NotWritten(out, error) from None
    finally:
        shutil.rmtree(half, ignore_errors=True)


def _not_a_folder(path: Path) -> None:
    if path.is_dir():
        raise NotWritten(path, IsADirectoryError("there is a folder of that name"))


def _write(path: Path, half: Path, frame: pl.DataFrame | str) -> None:
    _not_a_folder(path)
    try:
        if isinstance(frame, str):
            half.write_text(frame, "utf-8")
        elif path.suffix.lower() == ".parquet":
            frame.write_parquet(half)
        else:
            frame.write_csv(half)
    except pl.exceptions.PolarsError as error:
        raise NotWritten(path, error) from None


def _take_away(half: Path) -> None:
    try:
        half.unlink(missing_ok=True)
    except OSError:
        return  # it could not be made there either


def _words_of(error: Exception) -> str:
    """What polars or the system says at the end of its first line, without a number."""
    said = str(error).strip().splitlines() or ["the system refused it"]
    return said[0].split(" (os error")[0].rsplit(": ", 1)[-1]
