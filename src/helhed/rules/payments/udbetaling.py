"""Who is paid, and where a pay run stands."""

from __future__ import annotations

from helhed.kernel.words import CodeList, screen_text


class Recipient(CodeList):
    """Who gets the money."""

    PROVIDER = "provider", screen_text("Leverandør")
    INTERNAL = "internal", screen_text("Intern afregning")
    CITIZEN = "citizen", screen_text("Borgeren")


class PayRunState(CodeList):
    """Where a pay run stands."""

    DRAFT = "draft", screen_text("Kladde")
    POSTED = "posted", screen_text("Bogført")
