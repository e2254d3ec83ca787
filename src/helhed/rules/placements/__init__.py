"""Indskrivning: who is where, and how full a house is."""
