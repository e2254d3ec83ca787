"""BL §§ 19-20: the sides of a child's life that a first assessment looks at.

The child's own view leads (BL § 5). The list of sides follows the six of the
børnefaglig undersøgelse; it is written from memory of SEL § 50, which BL § 20 took over, and
is marked so until somebody has read it.
"""

from __future__ import annotations

from dataclasses import dataclass

from helhed.kernel.dated import Certainty
from helhed.kernel.words import screen_text

CERTAINTY = Certainty.MEMORY


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a child's life."""

    key: str
    name: str


SIDES = (
    Side("development", screen_text("Udvikling og adfærd")),
    Side("family", screen_text("Familie")),
    Side("school", screen_text("Dagtilbud og skole")),
    Side("health", screen_text("Sundhed")),
    Side("friends", screen_text("Fritid og venner")),
    Side("other", screen_text("Andet, der betyder noget")),
)

SIDE_KEYS = frozenset(side.key for side in SIDES)
