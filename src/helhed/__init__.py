"""Helhed: the social department of a municipality on one thread, from need to budget."""
