"""The form of Danish numbers of persons, as dk-core 1.1.0 asks for it."""

from __future__ import annotations

import re

_CPR = re.compile(
    r"(?:(?:31(?:0[13578]|1[02])|(?:30|29)(?:0[13-9]|1[0-2])|(?:0[1-9]|1[0-9]|2[0-8])(?:0[1-9]|1[0-2]))"
    r"[0-9]{2}[0-9]|290200[4-9]|2902(?:(?!00)[02468][048]|[13579][26])[0-3])[0-9]{3}"
)


def is_cpr(text: str) -> bool:
    """Ten digits that begin with a day of the calendar; replacement numbers (day + 60) fail."""
    return _CPR.fullmatch(text) is not None
