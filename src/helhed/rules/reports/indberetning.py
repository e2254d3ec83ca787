"""The states of a delivery report, and what the record must hold before one can leave.

Source: KL, FFB reporting 1.0.0: one report for each citizen and day with a change, told of once;
a report that was refused is made anew under a new id, never sent again as it was. An ordered plan
needs a date of follow-up, an evaluation and target groups (invariants care-plan-1, -4, -5).
"""

from __future__ import annotations

from helhed.kernel.words import CodeList, screen_text


class DeliveryState(CodeList):
    """Where a delivery report is."""

    MISSING = "missing", screen_text("Mangler oplysninger")
    WAITING = "waiting", screen_text("Venter på at blive sendt")
    SENT = "sent", screen_text("Sendt, venter på svar")
    ACCEPTED = "accepted", screen_text("Modtaget")
    REJECTED = "rejected", screen_text("Afvist")
    REPLACED = "replaced", screen_text("Erstattet af en ny")


OPEN = (DeliveryState.MISSING, DeliveryState.WAITING, DeliveryState.SENT, DeliveryState.REJECTED)
"""States in which somebody or something has still to do a part."""

MENDABLE = (DeliveryState.MISSING, DeliveryState.WAITING, DeliveryState.REJECTED)
"""States in which a report can be made anew."""


HANDED_OVER = (DeliveryState.SENT.value, DeliveryState.ACCEPTED.value)
"""States of a report that the gateway has, or is about to say that it has."""


class Purpose(CodeList):
    """What a report is for. KL, note on corrections: under a wrong CPR number everything that was
    reported is told in error; it is told anew, under new ids, under the right one."""

    DAY = "day", screen_text("Dagens ændringer")
    WITHDRAWN = "undo", screen_text("Trækker tilbage, hvad der stod under det gamle CPR-nummer")
    AGAIN = "again", screen_text("Fortæller det igen under det nye CPR-nummer")


class Lack(CodeList):
    """What the record lacks before a report can leave, and where it is written."""

    CPR = (
        "cpr",
        screen_text("Skriv borgerens CPR-nummer. KL tager ikke imod erstatningsnumre."),
    )
    MUNICIPALITY = (
        "municipality",
        screen_text(
            "Kommunens nummer i STS Organisation er ikke sat op. Sig det til systemadministratoren."
        ),
    )
    FOLLOW_UP = "follow_up", screen_text("Sæt en dato for næste opfølgning i planen.")
    EVALUATION = (
        "evaluation",
        screen_text("Vurdér støttebehovet i en afsluttet udredning."),
    )
    TARGET_GROUP = (
        "target_group",
        screen_text("Vælg den primære målgruppe i en afsluttet udredning."),
    )
    RULE = (
        "rule",
        screen_text("Rapporten holder ikke KL's regler. Fejlene står nedenfor."),
    )
