"""Chance that can be replayed: every number is named by the seed, the table, the column, the row.

A stream is a Philox generator whose key is a digest of the seed and the words that name it, so
the order in which the house is made changes nothing, and adding a table moves no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Chance:
    """Streams of uniform numbers in [0, 1); row ``n`` of a stream is always the same number."""

    seed: int

    def draw(self, count: int, *words: object) -> Floats:
        """So many numbers of the stream that the words name."""
        name = "\x1f".join(str(word) for word in (self.seed, *words))
        digest = blake2b(name.encode(), digest_size=16).digest()
        key = np.frombuffer(digest, "<u8").astype(np.uint64)
        return np.random.Generator(np.random.Philox(key=key)).random(count)

    def one(self, *words: object) -> float:
        """A single number."""
        return float(self.draw(1, *words)[0])


def pick(draws: Floats, weights: Sequence[float]) -> Ints:
    """Indexes into the weights, each as often as it weighs."""
    edges = np.cumsum(np.asarray(weights, float))
    found: Ints = np.searchsorted(edges / edges[-1], draws, side="right")
    return np.minimum(found, len(weights) - 1)


def between(draws: Floats, low: int, high: int) -> Ints:
    """Whole numbers from low to high, both included, each as often."""
    return (low + np.floor(draws * (high - low + 1))).astype(np.int64)


def waits(draws: Floats, mean: float) -> Floats:
    """Exponential waiting times with a mean."""
    return np.asarray(-mean * np.log1p(-draws))


def share_out(count: int, shares: Sequence[float]) -> list[int]:
    """A whole number split by shares, to the largest remainders."""
    total = sum(shares)
    exact = [count * share / total for share in shares]
    whole = [int(part) for part in exact]
    order = sorted(range(len(shares)), key=lambda i: (whole[i] - exact[i], i))
    for index in order[: count - sum(whole)]:
        whole[index] += 1
    return whole
