"""Units of the house: what kinds there are."""

from __future__ import annotations

from helhed.kernel.words import CodeList, screen_text


class UnitKind(CodeList):
    """What kind of unit."""

    DEPARTMENT = "department", screen_text("Afdeling")
    CENTRE = "centre", screen_text("Center")
    TEAM = "team", screen_text("Team")
    HOUSE = "house", screen_text("Tilbud")
