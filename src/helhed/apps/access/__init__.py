"""Adgang: users, units, the roles they hold, and the question "may I?"."""
