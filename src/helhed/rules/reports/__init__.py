"""Indberetning: what the house tells KL of its work on adults, in the common terms (FFB)."""
