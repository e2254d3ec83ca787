"""Planer: goals in own words, follow-ups, results."""
