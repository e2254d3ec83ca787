"""What a forecast frees it gets again without asking the system for it."""

import platform
import resource

import numpy as np
import pytest

from helhed.forecast.memory import keep_what_is_freed


def pages_of(times: int, megabytes: int) -> int:
    """How many pages the system handed out while arrays were filled and freed."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(times):
        one = np.ones(megabytes << 17)
        other = one + 1.0
        del one, other
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can be told to")
def test_arrays_that_are_freed_and_filled_again_ask_for_no_new_pages():
    assert keep_what_is_freed()
    pages_of(2, 4)
    each = 2 * (4 << 20) // resource.getpagesize()
    assert pages_of(20, 4) < 5 * each, "of twenty times as many"
