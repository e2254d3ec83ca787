"""Bestillinger: the conversation with the provider."""
