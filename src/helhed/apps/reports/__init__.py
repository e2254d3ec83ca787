"""Indberetning: delivery reports to KL, their queue and their answers."""
