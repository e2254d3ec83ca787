"""Passwords: how long one must be, and how many wrong ones are borne before one must wait.

Long rather than complicated, and no change without a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

LEAST_CHARACTERS = 12
WINDOW = timedelta(minutes=15)
"""Wrong tries older than this are forgotten."""


def is_good(password: str, username: str) -> bool:
    """Whether a password is long enough, not two characters again and again, and not the user
    name."""
    is_long = len(password.strip()) >= LEAST_CHARACTERS
    return is_long and len(set(password)) > 2 and password.lower() != username.lower()


@dataclass(frozen=True, slots=True)
class Tries:
    """How many wrong tries there were in the window: with this user name from this address,
    with the name from anywhere, and from the address with any name."""

    here: int
    with_name: int
    from_address: int


MOST = Tries(here=5, with_name=20, from_address=200)
"""A whole town hall may share one address, so that one bears more."""


def must_wait(tries: Tries) -> bool:
    """Whether no more tries are borne for now."""
    return (
        tries.here >= MOST.here
        or tries.with_name >= MOST.with_name
        or tries.from_address >= MOST.from_address
    )
