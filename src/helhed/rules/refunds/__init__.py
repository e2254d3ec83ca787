"""Refund from the state: what a municipality can claim back for its costliest cases."""
