"""The log in words: what each action, each kind of thing and each refused right is called."""

from __future__ import annotations

from django.utils.translation import gettext

from helhed.kernel.words import danish_sort_key, screen_text
from helhed.rules.access.rights import Action, Role

REFUSED = "refused."

ACTIONS = {
    "assessment.add_theme": screen_text("Udredning: tema tilføjet"),
    "assessment.drop_theme": screen_text("Udredning: tema fjernet"),
    "assessment.finish": screen_text("Udredning: afsluttet"),
    "assessment.read": screen_text("Udredning: læst"),
    "assessment.start": screen_text("Udredning: begyndt"),
    "assessment.write": screen_text("Udredning: skrevet"),
    "board.read": screen_text("Pladser: tavlen set"),
    "budget.figure": screen_text("Budget: tal åbnet"),
    "case.close": screen_text("Sag: lukket"),
    "case.give": screen_text("Sag: givet til en anden"),
    "case.list": screen_text("Sag: set på listen"),
    "case.open": screen_text("Sag: åbnet"),
    "case.read": screen_text("Sag: læst"),
    "case.write": screen_text("Sag: skrevet"),
    "citizen.change": screen_text("Borger: ændret"),
    "citizen.identify": screen_text("Borger: CPR-nummer eller fødselsdag skrevet"),
    "citizen.known_elsewhere": screen_text("Borger: fundet i en anden afdeling"),
    "citizen.read": screen_text("Borger: læst"),
    "citizen.register": screen_text("Borger: oprettet"),
    "citizen.search": screen_text("Borger: fundet ved søgning"),
    "commitments.extend": screen_text("Disponeringer: regnet længere frem"),
    "consent.note": screen_text("Samtykke: noteret"),
    "consent.withdraw": screen_text("Samtykke: trukket tilbage"),
    "data.export": screen_text("Data: hentet ud"),
    "data.import": screen_text("Data: læst ind"),
    "day.read": screen_text("Min dag: set"),
    "decision.begin": screen_text("Afgørelse: begyndt"),
    "decision.granted": screen_text("Afgørelse: bevilget"),
    "decision.list": screen_text("Afgørelse: set på listen"),
    "decision.read": screen_text("Afgørelse: læst"),
    "decision.refused": screen_text("Afgørelse: afslag godkendt"),
    "decision.send_back": screen_text("Afgørelse: sendt tilbage"),
    "decision.submit": screen_text("Afgørelse: sendt til godkendelse"),
    "decision.write": screen_text("Afgørelse: skrevet"),
    "document.file": screen_text("Dokument: lagt på sagen"),
    "document.misfile": screen_text("Dokument: mærket som fejlplaceret"),
    "document.read": screen_text("Dokument: læst"),
    "frame.set": screen_text("Budget: ramme sat"),
    "goal.add": screen_text("Mål: tilføjet"),
    "goal.change": screen_text("Mål: ændret"),
    "grant.add": screen_text("Bevilling: tilføjet"),
    "grant.choose": screen_text("Bevilling: tilbud valgt"),
    "grant.drop": screen_text("Bevilling: taget ud"),
    "grant.economy": screen_text("Bevilling: økonomi læst"),
    "grant.end": screen_text("Bevilling: slutdag sat"),
    "grant.read": screen_text("Bevilling: læst"),
    "grant.resume": screen_text("Bevilling: pause ophævet"),
    "grant.suspend": screen_text("Bevilling: sat på pause"),
    "guardian.add": screen_text("Værge: tilføjet"),
    "guardian.end": screen_text("Værge: slutdag sat"),
    "journal.change": screen_text("Journalnotat: ændret"),
    "journal.drop": screen_text("Journalnotat: kladde slettet"),
    "journal.read": screen_text("Journalnotat: læst"),
    "journal.sign": screen_text("Journalnotat: underskrevet"),
    "journal.write": screen_text("Journalnotat: skrevet"),
    "log_in": screen_text("Log ind"),
    "log_out": screen_text("Log af"),
    "network.add": screen_text("Netværk: person tilføjet"),
    "network.remove": screen_text("Netværk: person fjernet"),
    "notification.judge": screen_text("Underretning: vurderet"),
    "notification.list": screen_text("Underretning: set på listen"),
    "notification.outcome": screen_text("Underretning: afgjort"),
    "notification.read": screen_text("Underretning: læst"),
    "notification.receipt": screen_text("Underretning: kvitteret"),
    "notification.receive": screen_text("Underretning: modtaget"),
    "offer.add": screen_text("Tilbud: tilføjet"),
    "order.accept": screen_text("Bestilling: accepteret"),
    "order.begin": screen_text("Bestilling: begyndt"),
    "order.drop": screen_text("Bestilling: kladde slettet"),
    "order.list": screen_text("Bestilling: set på listen"),
    "order.message": screen_text("Bestilling: besked skrevet"),
    "order.read": screen_text("Bestilling: læst"),
    "order.reject": screen_text("Bestilling: afvist af udføreren"),
    "order.send": screen_text("Bestilling: sendt"),
    "order.start": screen_text("Bestilling: sat i gang"),
    "order.stop": screen_text("Bestilling: stoppet"),
    "order.withdraw": screen_text("Bestilling: trukket tilbage"),
    "order.write": screen_text("Bestilling: skrevet"),
    "payment.differences": screen_text("Betalinger: forskelle set"),
    "payrun.approve": screen_text("Kørsel: godkendt"),
    "payrun.discard": screen_text("Kørsel: kasseret"),
    "payrun.make": screen_text("Kørsel: lavet"),
    "payrun.read": screen_text("Kørsel: læst"),
    "place.add": screen_text("Plads: tilføjet"),
    "placement.add": screen_text("Indskrivning: lavet"),
    "placement.cancel": screen_text("Indskrivning: taget tilbage"),
    "placement.end": screen_text("Indskrivning: sluttet"),
    "placement.list": screen_text("Indskrivning: set på listen"),
    "placement.move": screen_text("Indskrivning: flyttet"),
    "placement.read": screen_text("Indskrivning: læst"),
    "placement.settle": screen_text("Indskrivning: bekræftet"),
    "plan.follow_up": screen_text("Plan: fulgt op"),
    "plan.read": screen_text("Plan: læst"),
    "plan.start": screen_text("Plan: begyndt"),
    "plan.write": screen_text("Plan: skrevet"),
    "provider.add": screen_text("Leverandør: tilføjet"),
    "rate.add": screen_text("Takst: tilføjet"),
    "rate.set": screen_text("Takst: ny pris"),
    "relation.add": screen_text("Relation: tilføjet"),
    "relation.end": screen_text("Relation: slutdag sat"),
    "role.end": screen_text("Rolle: slutdag sat"),
    "role.give": screen_text("Rolle: givet"),
    "role.take_back": screen_text("Rolle: taget tilbage"),
    "table.export": screen_text("Liste: hentet som fil"),
    "table.read": screen_text("Liste: set"),
    "task.add": screen_text("Opgave: tilføjet"),
    "task.change": screen_text("Opgave: ændret"),
    "task.finish": screen_text("Opgave: løst"),
    "user.change": screen_text("Bruger: ændret"),
    "user.close": screen_text("Bruger: lukket ude"),
    "user.language": screen_text("Bruger: sprog valgt"),
    "user.make": screen_text("Bruger: oprettet"),
    "user.open": screen_text("Bruger: lukket ind igen"),
    "user.password": screen_text("Bruger: ny adgangskode"),
}

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
    Action.SEE_PAYMENT: screen_text("se betaling"),
    Action.PREPARE_PAYMENT: screen_text("forberede betaling"),
    Action.APPROVE_PAYMENT: screen_text("godkende betaling"),
    Action.SEE_BUDGET: screen_text("se budget"),
    Action.SET_BUDGET: screen_text("sætte budget"),
    Action.SEE_STAFF: screen_text("se medarbejdere"),
    Action.ADMINISTER: screen_text("administrere"),
    Action.SEE_AUDIT: screen_text("se log"),
    Action.MOVE_DATA: screen_text("flytte data"),
}

OBJECTS = {
    "account": screen_text("Konto"),
    "assessment": screen_text("Udredning"),
    "case": screen_text("Sag"),
    "casenumber": screen_text("Sagsnummer"),
    "citizen": screen_text("Borger"),
    "commitment": screen_text("Disponering"),
    "commitmenttotal": screen_text("Disponeret i alt"),
    "consent": screen_text("Samtykke"),
    "decision": screen_text("Afgørelse"),
    "document": screen_text("Dokument"),
    "employee": screen_text("Medarbejder"),
    "entry": screen_text("Notat"),
    "followup": screen_text("Opfølgning"),
    "frame": screen_text("Ramme"),
    "framechange": screen_text("Ændring af ramme"),
    "goal": screen_text("Mål"),
    "goalresult": screen_text("Resultat af mål"),
    "grant": screen_text("Bevilling"),
    "grantchange": screen_text("Ændring af bevilling"),
    "guardian": screen_text("Værge"),
    "holding": screen_text("Rolle"),
    "importrun": screen_text("Indlæsning"),
    "journalentry": screen_text("Journalnotat"),
    "municipality": screen_text("Kommune"),
    "networkperson": screen_text("Netværksperson"),
    "notification": screen_text("Underretning"),
    "offer": screen_text("Tilbud"),
    "order": screen_text("Bestilling"),
    "ordermessage": screen_text("Besked"),
    "paymentline": screen_text("Linje"),
    "paymentplan": screen_text("Betalingsplan"),
    "payrun": screen_text("Kørsel"),
    "person": screen_text("Netværksperson"),
    "place": screen_text("Plads"),
    "placement": screen_text("Indskrivning"),
    "plan": screen_text("Plan"),
    "posting": screen_text("Postering"),
    "postingtotal": screen_text("Bogført i alt"),
    "provider": screen_text("Leverandør"),
    "rate": screen_text("Takst"),
    "rateamount": screen_text("Takstens pris"),
    "relation": screen_text("Relation"),
    "roleholding": screen_text("Rolle"),
    "run": screen_text("Kørsel"),
    "runtotal": screen_text("Kørsel i alt"),
    "secondarytargetgroup": screen_text("Målgruppe"),
    "secondarytheme": screen_text("Tema"),
    "stay": screen_text("Indskrivning"),
    "suspension": screen_text("Pause"),
    "table": screen_text("Liste"),
    "task": screen_text("Opgave"),
    "themenote": screen_text("Tema"),
    "unit": screen_text("Enhed"),
    "user": screen_text("Bruger"),
    "wronglogin": screen_text("Forkert log ind"),
}

HOUSE = screen_text("Huset selv")


def action_words(action: str) -> str:
    """An action of the log in the reader's language; one that is not known stands as it is."""
    if not action.startswith(REFUSED):
        return gettext(ACTIONS[action]) if action in ACTIONS else action
    right = action.removeprefix(REFUSED)
    known = {right.value: words for right, words in RIGHTS.items()}
    words = ACTIONS.get(right) or known.get(right)
    return gettext("Afvist: %(what)s") % {"what": gettext(words) if words else right}


def object_words(kind: str) -> str:
    """What kind of thing a row of the log is about, in the reader's language."""
    return gettext(OBJECTS[kind]) if kind in OBJECTS else kind


def role_words(keys: str) -> str:
    """The roles of a log row in words: its keys joined by plus; the house itself has none."""
    named = {"house": HOUSE, **{role.value: role.label for role in Role}}
    return " + ".join(gettext(named[key]) if key in named else key for key in keys.split("+"))


def action_choices() -> list[tuple[str, str]]:
    """Every action to choose from, in the order of its words; all refusals are one."""
    said = [(action, gettext(words)) for action, words in ACTIONS.items()]
    said.sort(key=lambda choice: danish_sort_key(choice[1]))
    return [(REFUSED, gettext("Afvist")), *said]
