"""Random numbers that have an address: the same address gives the same number, whoever asks, in
whichever order. So two scenarios differ only by what was changed, and one process or many give the
same bits.

Philox4x32-10 of Salmon, Moraes, Dror & Shaw 2011 (Parallel random numbers: as easy as 1, 2, 3;
SC '11): four 32-bit words of counter and a 64-bit key give four 32-bit words. Here the key is the
seed and the counter is (person, month, decision, path).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint32]
Bytes = NDArray[np.uint8]
Wide = NDArray[np.uint64]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TIMES = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
STEPS = (0x9E3779B9, 0xBB67AE85)
LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)
ROUNDS, FIRST_ROUNDS = 10, 2
AT_ONCE = 16_384
"""So many addresses at once stay near the processor through all rounds."""
OF_32_BITS = 2.0**-32
LN_2 = 0.693147180559945309417232121458
TERMS = 12


def words(
    seed: int, person: NDArray[np.integer], month: int, decision: int, path: NDArray[np.integer]
) -> NDArray[np.uint32]:
    """Four words of 32 bits for every address, ``[word, address]``."""
    found = np.empty((4, len(person)), dtype=np.uint32)
    for here in parts_of(len(person)):
        one, four = person[here].astype(np.uint64), path[here].astype(np.uint64)
        found[:, here] = philox((one & LOW, np.uint64(month), np.uint64(decision), four), seed)
    return found


def bytes_at(
    seed: int, person: NDArray[np.integer], month: int, decision: int, path: NDArray[np.integer]
) -> Bytes:
    """The 16 bytes of every address's words, ``[byte, address]``, the lowest of a word first."""
    found = np.empty((16, len(person)), dtype=np.uint8)
    for here in parts_of(len(person)):
        for number, word in enumerate(words(seed, person[here], month, decision, path[here])):
            for byte in range(4):
                onto = found[4 * number + byte, here]
                np.right_shift(word, 8 * byte, out=onto, casting="unsafe")
    return found


def parts_of(rows: int) -> Iterator[slice]:
    """Rows in parts, each of which stays near the processor while something is done with it."""
    return (slice(first, first + AT_ONCE) for first in range(0, rows, AT_ONCE))


def continued(byte: Bytes, rest: Words) -> Words:
    """The words that begin with bytes, and go on with the upper bits of others."""
    return np.asarray(byte.astype(np.uint32) << np.uint32(24) | rest >> np.uint32(8))


def philox(
    counter: tuple[Wide, Wide | np.uint64, Wide | np.uint64, Wide], key: int
) -> tuple[Wide, Wide, Wide, Wide]:
    """The bijection itself, on words. What is the same in all addresses (month and decision) is
    one number for the first two rounds; from then on all is done in place."""
    low, high = key & 0xFFFFFFFF, (key >> 32) & 0xFFFFFFFF
    a: Wide | np.uint64
    b: Wide | np.uint64
    c: Wide | np.uint64
    d: Wide | np.uint64
    a, b, c, d = counter
    for _ in range(FIRST_ROUNDS):
        left, right = a * TIMES[0], c * TIMES[1]
        a = (right >> HALF) ^ b ^ np.uint64(low)
        c = (left >> HALF) ^ d ^ np.uint64(high)
        b, d = right & LOW, left & LOW
        low, high = (low + STEPS[0]) & 0xFFFFFFFF, (high + STEPS[1]) & 0xFFFFFFFF
    whole = np.broadcast(a, c).shape
    one, two, three, four = (np.array(np.broadcast_to(word, whole)) for word in (a, b, c, d))
    return _in_place((one, two, three, four), low, high)


def _in_place(
    counter: tuple[Wide, Wide, Wide, Wide], low: int, high: int
) -> tuple[Wide, Wide, Wide, Wide]:
    """The other rounds."""
    a, b, c, d = counter
    left, right = np.empty_like(a), np.empty_like(a)
    for _ in range(ROUNDS - FIRST_ROUNDS):
        np.multiply(a, TIMES[0], out=left)
        np.multiply(c, TIMES[1], out=right)
        np.bitwise_xor(np.right_shift(right, HALF, out=a), b, out=a)
        np.bitwise_xor(a, np.uint64(low), out=a)
        np.bitwise_xor(np.right_shift(left, HALF, out=c), d, out=c)
        np.bitwise_xor(c, np.uint64(high), out=c)
        np.bitwise_and(right, LOW, out=b)
        np.bitwise_and(left, LOW, out=d)
        low, high = (low + STEPS[0]) & 0xFFFFFFFF, (high + STEPS[1]) & 0xFFFFFFFF
    return a, b, c, d


def share(word: Words) -> Floats:
    """A word as a number between 0 and 1, never either."""
    return np.asarray((word.astype(np.float64) + 0.5) * OF_32_BITS)


def ln(value: Floats) -> Floats:
    """The natural logarithm by sums and products alone, which every machine rounds alike (the
    built-in one may differ in its last bit from machine to machine)."""
    part, power = np.frexp(value)
    low = part < 0.7071067811865476
    part = np.where(low, part * 2.0, part)
    power = np.where(low, power - 1, power)
    s = (part - 1.0) / (part + 1.0)
    square = s * s
    total = np.full_like(s, 1.0 / (2 * TERMS + 1))
    for term in range(TERMS - 1, -1, -1):
        total = total * square + 1.0 / (2 * term + 1)
    return np.asarray(2.0 * s * total + power * LN_2)
