"""The people around a citizen, and what they are to each other."""

from __future__ import annotations

from helhed.kernel.words import CodeList, screen_text


class SexCode(CodeList):
    """The sex that a CPR number tells; unknown for somebody who has none."""

    FEMALE = "female", screen_text("Kvinde")
    MALE = "male", screen_text("Mand")
    UNKNOWN = "unknown", screen_text("Køn ikke oplyst")


class RelationKind(CodeList):
    """What the other person is to the citizen."""

    MOTHER = "mother", screen_text("Mor")
    FATHER = "father", screen_text("Far")
    SIBLING = "sibling", screen_text("Søskende")
    CHILD = "child", screen_text("Barn")
    PARTNER = "partner", screen_text("Partner")
    OTHER = "other", screen_text("Anden familie")


class GuardianKind(CodeList):
    """Who may speak or act for the citizen."""

    GUARDIAN = "guardian", screen_text("Værge (værgemålsloven § 5)")
    GUARDIAN_WITHOUT_CAPACITY = (
        "guardian_without_capacity",
        screen_text("Værge med fratagelse af retlig handleevne (§ 6)"),
    )
    CO_GUARDIAN = "co_guardian", screen_text("Samværge (§ 7)")
    REPRESENTATIVE = "representative", screen_text("Partsrepræsentant")
    ASSISTANT = "assistant", screen_text("Bisidder")


def is_postcode(text: str) -> bool:
    """Whether a text is a Danish postcode, four digits, or empty because none is known."""
    return text == "" or (len(text) == 4 and text.isascii() and text.isdigit())
