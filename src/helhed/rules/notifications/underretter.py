"""Who reports a concern, and what it is about."""

from __future__ import annotations

from helhed.kernel.words import CodeList, screen_text


class NotifierKind(CodeList):
    """Who reports."""

    SCHOOL = "school", screen_text("Skole")
    DAY_CARE = "day_care", screen_text("Dagtilbud")
    HEALTH = "health", screen_text("Sundhedsvæsen")
    POLICE = "police", screen_text("Politi")
    MUNICIPALITY = "municipality", screen_text("Anden kommune")
    FAMILY = "family", screen_text("Familie")
    CITIZEN = "citizen", screen_text("Anden borger")
    ANONYMOUS = "anonymous", screen_text("Anonym")


class Concern(CodeList):
    """What the concern is first and foremost about."""

    BEHAVIOUR = "behaviour", screen_text("Adfærd")
    SCHOOL = "school", screen_text("Skolegang")
    HEALTH = "health", screen_text("Sundhed")
    DISABILITY = "disability", screen_text("Funktionsnedsættelse")
    CONFLICT = "conflict", screen_text("Konflikt i hjemmet")
    ABUSE = "abuse", screen_text("Mistanke om overgreb")
    CRIME = "crime", screen_text("Kriminalitet")
    OTHER = "other", screen_text("Andet")
