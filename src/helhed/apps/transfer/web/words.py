"""What the declared tables are called on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from helhed.exchange.columns import Kind
from helhed.exchange.tables import TABLES
from helhed.kernel.words import screen_text


@dataclass(frozen=True, slots=True)
class TableWords:
    """A declared table in words."""

    name: str
    meaning: str
    columns: int
    is_derived: bool


TABLE_WORDS: Mapping[str, str] = {
    "municipality": screen_text("Kommunen"),
    "units": screen_text("Afdelinger, centre, teams og huse"),
    "users": screen_text("Brugere, der kan logge på (uden adgangskoder)"),
    "employees": screen_text("Medarbejdere og deres stillinger"),
    "rule_changes": screen_text("Ændringer i reglerne for, hvad der kan bevilges"),
    "parameter_corrections": screen_text("Rettelser af lovens og husets tal"),
    "citizens": screen_text("Borgere"),
    "number_corrections": screen_text("Rettelser af CPR-numre"),
    "relations": screen_text("Borgernes familie"),
    "network": screen_text("Borgernes eget netværk"),
    "guardians": screen_text("Værger og repræsentanter"),
    "consents": screen_text("Samtykker"),
    "cases": screen_text("Sager"),
    "journal": screen_text("Journalnotater"),
    "documents": screen_text("Dokumenter (filerne selv ligger i en mappe for sig)"),
    "tasks": screen_text("Opgaver med frist"),
    "quotes": screen_text("Citater og deres kilder"),
    "notifications": screen_text("Underretninger"),
    "assessments": screen_text("Udredninger"),
    "target_groups": screen_text("Udredningernes sekundære målgrupper"),
    "theme_notes": screen_text("Hvad udredningerne siger om hvert tema"),
    "recommendations": screen_text("Indstillinger"),
    "efforts": screen_text("Indsatser og alternativer"),
    "effort_services": screen_text("Indsatsernes ydelser"),
    "plans": screen_text("Planer"),
    "goals": screen_text("Mål"),
    "plan_parts": screen_text("Hvem gør hvad i planer"),
    "goal_themes": screen_text("Målenes øvrige temaer"),
    "follow_ups": screen_text("Opfølgninger"),
    "goal_results": screen_text("Hvordan målene stod ved opfølgningen"),
    "goal_statuses": screen_text("Mål: status fra udføreren"),
    "effort_results": screen_text("Hvad opfølgningen førte til for indsatserne"),
    "providers": screen_text("Leverandører"),
    "roles": screen_text("Hvem der har hvilken rolle hvor"),
    "offers": screen_text("Tilbud"),
    "places": screen_text("Pladser"),
    "offer_groups": screen_text("Målgrupper, som tilbud tager"),
    "offer_supports": screen_text("Hvor meget støtte tilbud giver i hvert tema"),
    "district_distances": screen_text("Afstande mellem bydele"),
    "vat_shares": screen_text("Momsandele hos private leverandører"),
    "rates": screen_text("Takster"),
    "rate_amounts": screen_text("Takstpriser og hvornår de gælder"),
    "withdrawn_amounts": screen_text("Tilbagekaldte priser"),
    "indexations": screen_text("Indekseringer af takster"),
    "indexation_lines": screen_text("Takster før og efter indeksering"),
    "taksts": screen_text("Takster bygget af budgetter"),
    "takst_accounts": screen_text("Takstens regnskaber"),
    "decisions": screen_text("Afgørelser"),
    "decision_goals": screen_text("Hvilke mål en afgørelse skal hjælpe med"),
    "decision_efforts": screen_text("Hvilke indsatser en afgørelse bevilger"),
    "grants": screen_text("Bevilgede ydelser"),
    "grant_changes": screen_text("Senere ændringer af ydelsers sidste dag"),
    "own_payments": screen_text("Egenbetalinger, der er afgjort"),
    "suspensions": screen_text("Dage, hvor en ydelse hviler"),
    "expected_changes": screen_text("Ændringer og ydelser, der er forventet og ikke bevilget"),
    "panel_meetings": screen_text("Visitationsmøder"),
    "panel_points": screen_text("Punkter på visitationsmøder"),
    "orders": screen_text("Bestillinger"),
    "order_goals": screen_text("Hvilke mål en bestilling gælder"),
    "order_messages": screen_text("Hvad der er sagt og gjort i bestillinger"),
    "order_wishes": screen_text("Bestillinger: fravær og ønsker"),
    "delivered_periods": screen_text("Bestillinger: leveret"),
    "order_tolerances": screen_text("Bestillinger: aftalt tolerance"),
    "handed_parts": screen_text("Dele af planer hos udførere"),
    "provider_notes": screen_text("Bestillinger: udførerens notater"),
    "placements": screen_text("Hvem der bor hvor"),
    "place_needs": screen_text("Sager, der har brug for en plads"),
    "place_wishes": screen_text("Tilbud, som borgere ønsker eller ikke vil bo i"),
    "place_choices": screen_text("Tilbud, der er valgt fra listen over pladser"),
    "place_bonds": screen_text("Borgere, der skal bo sammen eller ikke må"),
    "accounts": screen_text("Konti"),
    "frames": screen_text("Budgetrammer"),
    "frame_changes": screen_text("Hvad der er sat af, bevilget mere og flyttet"),
    "budget_versions": screen_text("Budgetforslag"),
    "budget_lines": screen_text("Linjer i budgetforslag"),
    "measures": screen_text("Tiltag, der er besluttet"),
    "measure_targets": screen_text("Hvad tiltag skal spare hvert år"),
    "measure_grants": screen_text("Bevillinger, som tiltag gælder"),
    "scenarios": screen_text("Scenarier, der kan regnes ved siden af prognosen"),
    "population_projections": screen_text("Befolkningsprognoser, der er hentet ind"),
    "kept_months": screen_text("Måneder, hvis budgetår er gemt"),
    "kept_grants": screen_text("Hver bevillings år i en gemt måned"),
    "payment_plans": screen_text("Betalingsplaner"),
    "plan_dates": screen_text("Dage, som en plan betales på"),
    "closed_periods": screen_text("Lukkede måneder"),
    "pay_runs": screen_text("Betalingskørsler"),
    "payments": screen_text("Betalinger"),
    "postings": screen_text("Posteringer"),
    "payment_differences": screen_text("Forskelle mellem betalt og bogført"),
    "claims": screen_text("Krav om tilbagebetaling"),
    "instalments": screen_text("Rater af krav"),
    "invoices": screen_text("Fakturaer"),
    "commitments": screen_text("Disponeret pr. ydelse og måned"),
    "households": screen_text("Husstande, hvis børn opgøres sammen"),
    "household_members": screen_text("Hvilke børn der hører til hvilken husstand"),
    "refund_facts": screen_text("Forhold, der ændrer refusionen"),
    "incomes": screen_text("Indtægter: brugerbetaling og anden refusion"),
    "paying_duties": screen_text("Borgere, som en anden kommune betaler for"),
    "refund_number_changes": screen_text("Ændringer af refusionens tal, som to afgør"),
    "closed_refund_years": screen_text("Regnskabsår, der er lukket for hjemtagning"),
    "refund_claims": screen_text("Krav til staten om refusion"),
    "refund_claim_lines": screen_text("Hvad hvert krav tager hjem"),
    "settlement_claims": screen_text("Krav mellem kommuner"),
    "settlement_lines": screen_text("Hvad vores krav på andre kommuner består af"),
}

COLUMN_WORDS: Mapping[Kind, str] = {
    Kind.KEY: screen_text("Nøgle: et UUID eller et navn på højst 64 tegn, brugt én gang"),
    Kind.REFERENCE: screen_text("Nøglen på en række i den anden tabel"),
    Kind.TEXT: screen_text("Tekst"),
    Kind.CODE: screen_text("En af koderne"),
    Kind.DATE: screen_text("Dato, 2026-03-31"),
    Kind.MOMENT: screen_text("Tidspunkt, 2026-03-31T14:05:00+02:00"),
    Kind.MONTH: screen_text("Måned, 2026-03"),
    Kind.WHOLE: screen_text("Helt tal"),
    Kind.DECIMAL: screen_text("Tal med punktum og højst tre decimaler"),
    Kind.OERE: screen_text("Helt antal øre"),
    Kind.YES_NO: screen_text("yes eller no"),
    Kind.CPR: screen_text("CPR-nummer, ti cifre"),
}


def described() -> list[TableWords]:
    """Every declared table in words, in the order in which they are read."""
    return [
        TableWords(table.name, TABLE_WORDS[table.name], len(table.columns), table.derived)
        for table in TABLES
    ]
