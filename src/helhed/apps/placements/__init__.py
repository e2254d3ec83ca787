"""Indskrivninger: who is where, and how full it is."""
