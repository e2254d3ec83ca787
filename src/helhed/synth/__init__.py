"""A synthetic municipality: people, cases, grants and money that never were.

Knows nothing of Django: it makes the declared tables of the exchange.
"""
