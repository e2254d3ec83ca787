"""Valg: why another place than the first on the list was chosen.

The list is a suggestion. Whoever chooses another says which kind of reason it is, so that reasons
can be counted, and says it in words, so that whoever approves can judge it.
"""

from __future__ import annotations

from helhed.kernel.words import CodeList, screen_text


class WhyNotFirst(CodeList):
    """The kinds of reason, one for a choice."""

    CLOSE = "close", screen_text("Tættere på familie, skole eller arbejde")
    WISH = "wish", screen_text("Borgeren vil hellere bo dér")
    GROUP = "group", screen_text("De andre beboere passer bedre")
    ABLE = "able", screen_text("Personalet kan mere af det, der er brug for")
    DAY = "day", screen_text("Pladsen er fri, når der er brug for den")
    SAID_NO = "said_no", screen_text("Det første sagde nej eller har ingen plads alligevel")
    PRICE = "price", screen_text("Prisen")
    OTHER = "other", screen_text("Andet")
