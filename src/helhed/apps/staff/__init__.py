"""Medarbejdere: who works where."""
