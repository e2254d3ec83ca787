"""Borgere: the people around a citizen."""
