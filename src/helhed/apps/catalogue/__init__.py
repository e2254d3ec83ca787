"""Regelsæt: the house's changes of the rules and numbers that it came with."""
