"""Answers that somebody stops reading: ``helhed tables | head`` is no fault."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console


class Lines(Console):
    """Prints, and leaves it to ``until_nobody_reads`` when nobody reads any more."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


@contextmanager
def until_nobody_reads() -> Iterator[None]:
    """Ends in peace when the reader of the output has gone."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def none_but_us() -> Iterator[None]:
    """What a library of C writes by itself goes to standard error: what machines read is ours."""
    sys.stdout.flush()
    ours = os.dup(1)
    try:
        os.dup2(2, 1)
        yield
    finally:
        os.dup2(ours, 1)
        os.close(ours)
