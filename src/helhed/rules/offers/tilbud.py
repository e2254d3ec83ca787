"""Kinds of offers; the keys are those of the list of services."""

from __future__ import annotations

from helhed.kernel.words import CodeList, screen_text


class OfferKind(CodeList):
    """What kind of help an offer gives; the keys are those of the list of services."""

    RESIDENTIAL_TEMPORARY = "residential_temporary", screen_text("Midlertidigt botilbud")
    RESIDENTIAL_LONG_TERM = "residential_long_term", screen_text("Længerevarende botilbud")
    RESIDENTIAL_HOUSING = "residential_housing", screen_text("Botilbudslignende tilbud")
    SUPPORT_AT_HOME = "support_at_home", screen_text("Støtte i eget hjem")
    PERSONAL_ASSISTANCE = "personal_assistance", screen_text("Personlig assistance")
    TREATMENT = "treatment", screen_text("Behandling")
    ESCORT = "escort", screen_text("Ledsagelse")
    ADDICTION = "addiction", screen_text("Rusmiddelbehandling")
    CRISIS_CENTRE = "crisis_centre", screen_text("Krisecenter")
    SHELTER = "shelter", screen_text("Forsorgshjem")
    SHELTERED_WORK = "sheltered_work", screen_text("Beskyttet beskæftigelse")
    DAY_ACTIVITY = "day_activity", screen_text("Aktivitet og samvær")
    FOSTER_CARE = "foster_care", screen_text("Plejefamilie")
    KINSHIP_CARE = "kinship_care", screen_text("Netværksplejefamilie")
    RESIDENTIAL_SCHOOL = "residential_school", screen_text("Opholdssted")
    CHILDREN_INSTITUTION = "children_institution", screen_text("Døgninstitution")
    SECURE_INSTITUTION = "secure_institution", screen_text("Sikret døgninstitution")
    BOARDING_SCHOOL = "boarding_school", screen_text("Kost- eller efterskole")
    OWN_ROOM = "own_room", screen_text("Eget værelse")
    FAMILY_SUPPORT = "family_support", screen_text("Støtte i familien")
    FAMILY_TREATMENT = "family_treatment", screen_text("Familiebehandling")
    CONTACT_PERSON = "contact_person", screen_text("Kontaktperson")
    RESPITE = "respite", screen_text("Aflastning")
    SPECIAL_DAY_CARE = "special_day_care", screen_text("Særligt dagtilbud")
