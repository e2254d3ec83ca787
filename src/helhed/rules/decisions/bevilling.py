"""Whether a grant counts."""

from __future__ import annotations

from helhed.kernel.words import CodeList, screen_text


class GrantState(CodeList):
    """Whether a grant counts."""

    DRAFT = "draft", screen_text("Kladde")
    GRANTED = "granted", screen_text("Bevilget")
    DROPPED = "dropped", screen_text("Bortfaldet")
