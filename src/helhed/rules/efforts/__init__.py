"""Efforts: what is recommended, what was looked at beside it, and how it ends."""
