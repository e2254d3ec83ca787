"""The right place."""
