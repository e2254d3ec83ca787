"""Udbetalinger: plans, pay runs, lines, postings."""
