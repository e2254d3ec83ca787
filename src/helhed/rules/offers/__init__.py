"""Tilbud: who owns them, and what that means in the accounts."""
