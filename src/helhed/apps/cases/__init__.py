"""Sager: case, journal, documents, tasks."""
