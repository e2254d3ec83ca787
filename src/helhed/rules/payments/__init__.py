"""Udbetaling: recipients and pay runs."""
