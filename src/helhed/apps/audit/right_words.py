"""What each right is called when it was refused."""

from __future__ import annotations

from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action

RIGHTS = {
    Action.SEE_CITIZEN: screen_text("se borger"),
    Action.EDIT_CITIZEN: screen_text("ændre borger"),
    Action.SEE_CASE: screen_text("se sag"),
    Action.OPEN_CASE: screen_text("åbne sag"),
    Action.EDIT_CASE: screen_text("ændre sag"),
    Action.WRITE_JOURNAL: screen_text("skrive i journal"),
    Action.SEE_NOTIFICATION: screen_text("se underretning"),
    Action.HANDLE_NOTIFICATION: screen_text("behandle underretning"),
    Action.WRITE_ASSESSMENT: screen_text("skrive udredning"),
    Action.WRITE_PLAN: screen_text("skrive plan"),
    Action.SEE_OFFER: screen_text("se tilbud"),
    Action.EDIT_OFFER: screen_text("ændre tilbud"),
    Action.SET_RATE: screen_text("sætte takst"),
    Action.SEE_GRANT: screen_text("se bevilling"),
    Action.PREPARE_DECISION: screen_text("forberede afgørelse"),
    Action.APPROVE_DECISION: screen_text("godkende afgørelse"),
    Action.SEND_ORDER: screen_text("sende bestilling"),
    Action.SEE_ORDER: screen_text("se bestilling"),
    Action.ANSWER_ORDER: screen_text("svare på bestilling"),
    Action.SEE_PLACE: screen_text("se plads"),
    Action.PLACE_CITIZEN: screen_text("indskrive borger"),
    Action.SHARE_PLACES: screen_text("fordele pladser"),
    Action.SEE_PAYMENT: screen_text("se betaling"),
    Action.PREPARE_PAYMENT: screen_text("forberede betaling"),
    Action.APPROVE_PAYMENT: screen_text("godkende betaling"),
    Action.SEE_REFUND: screen_text("se refusion"),
    Action.PREPARE_REFUND: screen_text("forberede refusion"),
    Action.APPROVE_REFUND: screen_text("godkende refusion"),
    Action.RECONCILE_PAYMENT: screen_text("betalinger: afstemme og rette"),
    Action.SEE_BUDGET: screen_text("se budget"),
    Action.SEE_FORECAST: screen_text("se prognoser"),
    Action.MAKE_FORECAST: screen_text("bestille prognoser"),
    Action.SET_BUDGET: screen_text("sætte budget"),
    Action.SEE_REPORT: screen_text("se rapporter til KL"),
    Action.SEND_REPORT: screen_text("lave rapporter til KL"),
    Action.SEE_STAFF: screen_text("se medarbejdere"),
    Action.SEE_EFFECT: screen_text("se, hvordan det gik i tilbud"),
    Action.ADMINISTER: screen_text("administrere"),
    Action.SEE_AUDIT: screen_text("se log"),
    Action.MOVE_DATA: screen_text("flytte data"),
}
