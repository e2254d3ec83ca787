"""What a case is about, how it began, and what is written and filed in it."""

from __future__ import annotations

from helhed.kernel.words import CodeList, screen_text


class CaseArea(CodeList):
    """What a case is about."""

    DISABILITY = "disability", screen_text("Handicap")
    MENTAL_HEALTH = "mental_health", screen_text("Socialpsykiatri")
    EXPOSED = "exposed", screen_text("Udsatte voksne")
    ADDICTION = "addiction", screen_text("Rusmidler")
    CHILD_AT_RISK = "child_at_risk", screen_text("Udsatte børn og unge")
    CHILD_DISABILITY = "child_disability", screen_text("Børn med handicap")

    @property
    def is_childs(self) -> bool:
        """Whether it is the children's department that handles it."""
        return self in (CaseArea.CHILD_AT_RISK, CaseArea.CHILD_DISABILITY)


class OpenedThrough(CodeList):
    """What made the house open the case."""

    APPLICATION = "application", screen_text("Ansøgning fra borgeren")
    NOTIFICATION = "notification", screen_text("Underretning")
    TRANSITION = "transition", screen_text("Overgang fra barn til voksen")
    OTHER_AUTHORITY = "other_authority", screen_text("Anden myndighed")


class EntryKind(CodeList):
    """What a journal entry tells of."""

    CONVERSATION = "conversation", screen_text("Samtale")
    PHONE = "phone", screen_text("Telefon")
    MEETING = "meeting", screen_text("Møde")
    LETTER = "letter", screen_text("Brev eller mail")
    NOTE = "note", screen_text("Notat")
    VISIT = "visit", screen_text("Besøg")


class DocumentKind(CodeList):
    """What a document is."""

    INCOMING = "incoming", screen_text("Modtaget")
    OUTGOING = "outgoing", screen_text("Sendt")
    INTERNAL = "internal", screen_text("Internt")
