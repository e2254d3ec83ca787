"""Indsatstrappen: six steps from help for all to placement in an institution.

Source: the list of effort steps in OS2bos (quoted in the project's domain facts).
"""

from __future__ import annotations

from helhed.kernel.words import screen_text

STEPS = (
    screen_text("Tidlig indsats i almenområdet"),
    screen_text("Forebyggelse"),
    screen_text("Hjemmebaserede indsatser"),
    screen_text("Anbringelse i slægt eller netværk"),
    screen_text("Anbringelse i forskellige typer af plejefamilier"),
    screen_text("Anbringelse i institutionstilbud"),
)


class UnknownStep(LookupError):
    """A step that the ladder does not have."""

    def __init__(self, step: int) -> None:
        super().__init__(f"the ladder has no step {step}")


def step_name(step: int | None) -> str:
    """What a step (1 to 6) is called; empty when none is chosen. Raises UnknownStep."""
    if step is None:
        return ""
    if not 1 <= step <= len(STEPS):
        raise UnknownStep(step)
    return STEPS[step - 1]
