"""Sager: what a case is."""
