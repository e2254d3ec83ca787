"""A synthetic municipality: people, cases, grants and money that never were.

Knows nothing of Django: it makes the declared tables of the exchange. The same seed and scale
give the same rows, byte for byte.
"""

from helhed.synth.make import VERSION, make

__all__ = ["VERSION", "make"]
