"""Afgørelser og bevillinger: what is granted, by which law, at what price."""
