"""Underretninger: a report of concern about a child, and what must follow when."""
