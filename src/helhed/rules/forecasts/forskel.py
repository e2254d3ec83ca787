"""Forskel: what can be said of the difference between a scenario and the forecast without it.

Both are counted on the same random numbers, path by path, so an interval of the differences is of
the change alone. That it is sure means that the interval lies on one side of nothing altogether;
leadership's rule for what may be said aloud.
"""

from __future__ import annotations

from helhed.kernel.words import CodeList, screen_text


class Difference(CodeList):
    """Which way a scenario goes, when that is sure."""

    MORE = "more", screen_text("Sikkert dyrere")
    LESS = "less", screen_text("Sikkert billigere")
    UNSURE = "unsure", screen_text("Ikke sikker")
    WRITTEN = "written", screen_text("Som skrevet")
    NONE = "none", screen_text("Ingen forskel")


def difference_of(low: int, high: int, is_written: bool = False) -> Difference:
    """What an interval of differences says, both ends in øre. ``is_written``: it is an amount that
    somebody wrote and nothing else, so the forecast has found nothing."""
    if low == high == 0:
        return Difference.NONE
    if is_written:
        return Difference.WRITTEN
    if low > 0:
        return Difference.MORE
    if high < 0:
        return Difference.LESS
    return Difference.UNSURE
