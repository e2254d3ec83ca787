"""Programs that stand in for systems that the house talks to, for demonstrations and tests.

Each knows the files of its doorway from their description alone, and nothing of the house.
"""
