"""Skrivebordet: pages that gather from every room: day page, search, citizen, case."""
