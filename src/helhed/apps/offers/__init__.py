"""Tilbud: providers, offers, places and dated rates."""
