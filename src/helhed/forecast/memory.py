"""Memory that is freed is kept for what comes next.

Paths are simulated in arrays of some megabytes that live for a moment. The C library gives such
memory back to the system at once and asks for it again, and the system hands out each page anew,
cleared: a tenth of the time of a small forecast. Where the library is glibc it can be told to keep
some of it (``mallopt(3)``); others are left as they are.
"""

from __future__ import annotations

import ctypes
from functools import cache

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
KEPT, LARGE = 256 << 20, 32 << 20
"""So many freed bytes are kept at the top of a heap; what is larger alone is given back (glibc
allows no more)."""


@cache
def keep_what_is_freed() -> bool:
    """From now on, in this process. Whether the C library does."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return False
    return bool(mallopt(M_MMAP_THRESHOLD, LARGE) and mallopt(M_TRIM_THRESHOLD, KEPT))


__all__ = ["keep_what_is_freed"]
