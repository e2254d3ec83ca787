"""Bestilling: the conversation between authority and provider."""
