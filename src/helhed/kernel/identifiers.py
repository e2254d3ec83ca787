"""Ids that last for life and may leave the house: UUID version 7 (RFC 9562 section 5.7)."""

from __future__ import annotations

import os
import time
import uuid


def uuid7() -> uuid.UUID:
    """A new id: 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random_bits = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & (2**48 - 1)) << 80
    value |= 0x7 << 76
    value |= (random_bits >> 68 & 0xFFF) << 64
    value |= 0b10 << 62
    value |= random_bits & (2**62 - 1)
    return uuid.UUID(int=value)


def uuid_for(*words: object) -> uuid.UUID:
    """The same id for the same words every time: for rows that come from elsewhere by name."""
    return uuid.uuid5(_NAMESPACE, "\x1f".join(str(word) for word in words))


_NAMESPACE = uuid.UUID("0190a6d0-2f6e-7000-8000-68656c686564")
