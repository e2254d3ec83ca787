"""Underretninger: a report of concern, its clocks and its outcome."""
